"""Entropy and divergence."""

import mpmath as mp
import numpy as np
import pytest

from slopes import losses
from slopes.softmax import softmax

INF, NAN = np.inf, np.nan
SEED = 20240608
STRICT = {"over": "raise", "invalid": "raise", "divide": "raise"}


def mp_row(values):
    return [mp.mpf(float(v)) for v in values]


def ulps(got, exact):
    got = np.asarray(got)
    nearest = np.asarray(float(exact)).astype(got.dtype)
    if got == nearest:
        return 0.0
    return float(abs(mp.mpf(float(got)) - exact) / mp.mpf(float(np.spacing(np.abs(nearest)))))


def naive_kl(p, q):
    return np.where(p > 0, p * np.log(np.where(p > 0, p, 1) / np.where(p > 0, q, 1)), 0).sum(-1)


SOFT = np.array([[0.5, 0.25, 0.25], [0.0, 0.125, 0.875], [0.25, 0.5, 0.25]])
Z = np.array([[2.0, 1.0, 0.0], [-1.0, 0.5, 3.0], [0.25, -0.75, 1.5]])


def check_gibbs(f):
    rng = np.random.default_rng(SEED)
    for k in (2, 5, 50):
        p = rng.dirichlet(np.ones(k), 200)
        q = p * (1 + 1e-9 * rng.normal(size=p.shape))
        q /= q.sum(axis=-1, keepdims=True)
        assert np.all(f(p, rng.dirichlet(np.ones(k), 200)) > 0), f"seed {SEED}, k = {k}"
        assert np.all(f(p, q) >= 0), f"seed {SEED}: negative for p near q, k = {k}"
        assert np.all(f(p, p) == 0), f"seed {SEED}: D(p, p) is not 0"


def test_kl_is_never_negative():
    check_gibbs(losses.kl_divergence)


def test_gibbs_check_can_fail():
    with pytest.raises(AssertionError, match="negative for p near q"):
        check_gibbs(naive_kl)


def test_kl_zeros():
    with np.errstate(**STRICT):
        assert losses.kl_divergence([0.5, 0.5, 0.0], [0.25, 0.25, 0.5]) == pytest.approx(np.log(2))
        assert losses.kl_divergence([0.5, 0.5], [1.0, 0.0]) == INF
        assert losses.kl_divergence([1.0, 0.0], [1.0, 0.0]) == 0
        np.testing.assert_array_equal(
            losses.kl_divergence_grad([0.5, 0.5, 0.0, 0.0], [0.5, 0.0, 0.5, 0.0]),
            [-1.0, -INF, 0.0, 0.0],
        )


def test_kl_unnormalized_is_the_plain_sum():
    p, q = np.array([2.0, 0.5]), np.array([3.0, 0.25])
    want = 2 * np.log(2 / 3) + 0.5 * np.log(2)
    assert losses.kl_divergence(p, q, normalized=False) == pytest.approx(want, rel=1e-15)
    assert want < 0


def test_bits_and_axis():
    p, q = SOFT[[0, 2]].T, np.full((3, 2), 1 / 3)
    kwargs = {"axis": 0, "base": 2}
    np.testing.assert_allclose(losses.entropy(p, **kwargs), [1.5, 1.5])
    np.testing.assert_allclose(losses.kl_divergence(p, q, **kwargs), np.log2(3) - 1.5)
    np.testing.assert_allclose(
        losses.kl_divergence_grad(p, q, **kwargs), -p / q / np.log(2), rtol=1e-15
    )
    np.testing.assert_allclose(losses.entropy_grad(p, **kwargs), -np.log2(p) - 1 / np.log(2))


def test_cross_entropy_is_entropy_plus_divergence():
    s = softmax(Z)
    np.testing.assert_allclose(
        losses.cross_entropy(Z, SOFT, reduction="none"),
        losses.entropy(SOFT) + losses.kl_divergence(SOFT, s),
        rtol=1e-14,
    )


def test_entropy_definition_and_slope():
    rng = np.random.default_rng(SEED)
    p = rng.dirichlet(np.full(6, 0.3), 30)
    value, slope = losses.entropy(p), losses.entropy_grad(p)
    with mp.workdps(50):
        for i, row in enumerate(p):
            exact = mp_row(row)
            assert ulps(value[i], -mp.fsum(x * mp.log(x) for x in exact)) <= 4, f"seed {SEED}, {i}"
            for j, x in enumerate(exact):
                want = mp.diff(lambda t: -t * mp.log(t), x)
                # A root at p = 1/e: absolute there.
                error = abs(mp.mpf(float(slope[i, j])) - want)
                assert error <= 2 * np.spacing(1 + abs(float(want))), f"seed {SEED}, {i}, {j}"


def test_entropy_limits():
    with np.errstate(**STRICT):
        assert losses.entropy([1.0, 0.0, 0.0]) == 0
        assert losses.entropy(np.full(8, 0.125), base=2) == 3
        np.testing.assert_array_equal(losses.entropy_grad([0.0, 1.0]), [INF, -1.0])


@pytest.mark.parametrize("f", [losses.entropy, losses.entropy_grad], ids=lambda f: f.__name__)
def test_entropy_refusals(f):
    with pytest.raises(ValueError, match=f"{f.__name__}: p sums to 0.9"):
        f([0.5, 0.4])
    with pytest.raises(ValueError, match=f"{f.__name__}: p holds -1.0 at index"):
        f([2.0, -1.0])
    f([0.5, 0.4], normalized=False)
