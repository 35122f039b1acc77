"""Activations of several inputs against their definitions, slopes by differences, refusals."""

from __future__ import annotations

from itertools import combinations

import mpmath as mp
import numpy as np
import pytest
from mpmath import mpf

import slopes.activations as act
from slopes.differences import numerical_jacobian

SEED = 20260101
DTYPES = (np.float16, np.float32, np.float64)

# ------------------------------------------------------------------ (1) definition


def logits(size, spread=1.0, rows=40):
    return np.random.default_rng(SEED).normal(0, spread, (rows, size))


def ulp(got, wanted):
    """Return the largest error in units in the last place of the exact value."""
    pairs = zip(np.ravel(got), np.ravel(wanted), strict=True)
    return max(
        float(abs(mpf(float(g)) - w) / mpf(float(np.spacing(abs(float(w)))))) for g, w in pairs
    )


def check_glu(f, order):
    """Compare with u σ(v), its derivative by u or by v, at 50 digits, tails included."""
    rng = np.random.default_rng(SEED)
    u = np.concatenate([rng.normal(0, 3, 60), 10.0 ** rng.uniform(-30, 30, 60)])
    v = np.concatenate([rng.normal(0, 3, 40), rng.uniform(-745, 45, 80)])
    with mp.workdps(50):
        gate = [1 / (1 + mp.exp(-mpf(b))) for b in v]
        # σ(1 - σ) = σ(v) σ(-v)
        other = [1 / (1 + mp.exp(mpf(b))) for b in v]
        wanted = [
            [mpf(a) * s for a, s in zip(u, gate, strict=True)],
            gate,
            [mpf(a) * s * t for a, s, t in zip(u, gate, other, strict=True)],
        ][order]
        keep = [float(abs(w)) > 3e-308 for w in wanted]
        got = f(np.concatenate([u, v]))[len(u) if order == 2 else 0 :][: len(u)]
        error = ulp(got[keep], [w for w, good in zip(wanted, keep, strict=True) if good])
    assert error <= (3, 2, 4)[order], f"{error:.3g} ULP, seed {SEED}"


@pytest.mark.parametrize("order", [0, 1, 2], ids=["value", "by u", "by v"])
def test_glu_is_its_definition(order):
    check_glu(act.glu if order == 0 else act.glu_grad, order)


def projection(z):
    """Return the nearest point of the simplex by trying every set of positive entries, exactly."""
    best, nearest = None, None
    for size in range(1, len(z) + 1):
        for support in combinations(range(len(z)), size):
            tau = (sum(mpf(float(z[i])) for i in support) - 1) / size
            p = [mpf(float(z[i])) - tau if i in support else mpf(0) for i in range(len(z))]
            distance = sum((a - mpf(float(b))) ** 2 for a, b in zip(p, z, strict=True))
            if min(p) >= 0 and (best is None or distance < best):
                best, nearest = distance, p
    return nearest


def check_sparsemax(f):
    """Compare with a search over all supports; entries near 0 depend on the data's rounding."""
    for spread in (0.1, 1.0, 100.0):
        with mp.workdps(50):
            for z in logits(5, spread, rows=15):
                got, wanted = f(z), projection(z)
                error = [abs(mpf(float(g)) - w) for g, w in zip(got, wanted, strict=True)]
                scale = 2.0**-52 * max(1.0, np.abs(z).max())
                assert max(error) <= 2 * scale, f"{z!r}, seed {SEED}"
                assert [g == 0 for g in got] == [w == 0 for w in wanted], f"{z!r}, seed {SEED}"


def test_sparsemax_is_the_nearest_point_of_the_simplex():
    check_sparsemax(act.sparsemax)


@pytest.mark.parametrize("temperature", [1.0, 0.3])
def test_softmin_is_its_definition(temperature):
    for z in logits(4, rows=10):
        with mp.workdps(50):
            e = [mp.exp(-mpf(float(a)) / mpf(temperature)) for a in z]
            error = ulp(act.softmin(z, temperature=temperature), [a / sum(e) for a in e])
        assert error <= 4, f"{error:.3g} ULP, seed {SEED}"


def test_maxout_is_the_largest_piece():
    x = np.array([[1.0, 5.0, -2.0], [-np.inf, -7.0, -7.5]])
    np.testing.assert_array_equal(act.maxout(x), [5.0, -7.0])
    np.testing.assert_array_equal(act.maxout(x, axis=0), [1.0, 5.0, -2.0])
    np.testing.assert_array_equal(act.maxout(x, keepdims=True), [[5.0], [-7.0]])
    assert type(act.maxout(np.float32([1, 2]))) is np.float32


# ------------------------------------------------------------------ (2) slope


def check_jacobian(f, jacobian):
    for z in logits(6, rows=20):
        wanted = numerical_jacobian(f, z, step=1e-4)
        np.testing.assert_allclose(jacobian(z), wanted, atol=2e-8, err_msg=f"seed {SEED}")


JACOBIANS = {
    "softmin": (act.softmin, act.softmin_jacobian),
    "softmin, temperature": (
        lambda z: act.softmin(z, temperature=0.7),
        lambda z: act.softmin_jacobian(z, temperature=0.7),
    ),
    "sparsemax": (act.sparsemax, act.sparsemax_jacobian),
    "maxout": (lambda z: act.maxout(z, keepdims=True), lambda z: act.maxout_grad(z)[None, :]),
    "glu": (act.glu, lambda z: glu_jacobian(act.glu_grad(z))),
}


def glu_jacobian(partials):
    """Spread the derivatives of one glu over a matrix of outputs by inputs."""
    half = len(partials) // 2
    return np.hstack([np.diag(partials[:half]), np.diag(partials[half:])])


@pytest.mark.parametrize(("f", "jacobian"), JACOBIANS.values(), ids=list(JACOBIANS))
def test_jacobian(f, jacobian):
    check_jacobian(f, jacobian)


def test_the_gradient_of_a_loss_goes_back_through_glu():
    rng = np.random.default_rng(SEED)
    x, g = rng.normal(size=(3, 8)), rng.normal(size=(3, 4))
    got = np.concatenate([g, g], axis=-1) * act.glu_grad(x)
    steps = 1e-6 * np.eye(24).reshape(24, 3, 8)
    wanted = [np.sum(g * (act.glu(x + h) - act.glu(x - h))) / 2e-6 for h in steps]
    np.testing.assert_allclose(got.ravel(), wanted, rtol=1e-7, atol=1e-9)


def test_ties_follow_the_conventions():
    np.testing.assert_array_equal(act.maxout_grad([3.0, 1.0, 3.0]), [1.0, 0.0, 0.0])
    np.testing.assert_array_equal(act.sparsemax([0.4, 0.4, 0.4, 0.4]), [0.25] * 4)
    # The second entry is just about to become positive.
    np.testing.assert_array_equal(act.sparsemax([1.0, 0.0]), [1.0, 0.0])
    np.testing.assert_array_equal(act.sparsemax_jacobian([1.0, 0.0]), np.zeros((2, 2)))


# ------------------------------------------------------------------ (3) family

SHAPED = {
    "glu": act.glu,
    "glu_grad": act.glu_grad,
    "softmin": act.softmin,
    "sparsemax": act.sparsemax,
    "maxout": act.maxout,
    "maxout_grad": act.maxout_grad,
}
shaped = pytest.mark.parametrize("f", SHAPED.values(), ids=list(SHAPED))
MATRICES = {
    "softmin_jacobian": act.softmin_jacobian,
    "sparsemax_jacobian": act.sparsemax_jacobian,
}


def check_axes(f):
    """Any axis is the last axis of the transposed array, and types stay."""
    x = np.random.default_rng(SEED).normal(size=(4, 6, 2))
    for dtype in DTYPES:
        a = x.astype(dtype)
        last = f(np.moveaxis(a, 1, -1))
        assert last.dtype == dtype
        y = f(a, axis=1)
        wanted = last if y.ndim < 3 else np.moveaxis(last, -1, 1)
        np.testing.assert_array_equal(y, wanted)
        np.testing.assert_array_equal(f(a, axis=-2), y)
    assert f([[1, 2], [3, 4]]).dtype == np.float64


@shaped
def test_axes_and_types(f):
    check_axes(f)


def check_rounding(f):
    for dtype in (np.float16, np.float32):
        x = np.random.default_rng(SEED).normal(0, 4, (50, 6)).astype(dtype)
        np.testing.assert_array_equal(f(x), f(x.astype(np.float64)).astype(dtype))


@pytest.mark.parametrize("f", [*SHAPED.values(), *MATRICES.values()], ids=[*SHAPED, *MATRICES])
def test_narrow_types_are_float64_rounded(f):
    check_rounding(f)


def check_nan(f):
    """NaN spreads over its own row only, and no warning is given."""
    x = np.random.default_rng(SEED).normal(size=(3, 4))
    x[1, 2] = np.nan
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        y = f(x).reshape(3, -1)
    assert np.isnan(y[1]).any()
    assert not np.isnan(y[[0, 2]]).any()


@pytest.mark.parametrize("f", [*SHAPED.values(), *MATRICES.values()], ids=[*SHAPED, *MATRICES])
def test_nan_goes_through(f):
    check_nan(f)


@pytest.mark.parametrize("name", ["sparsemax", "softmin"])
def test_infinities_of_the_simplex(name):
    sign = -1 if name == "softmin" else 1
    f, jacobian = getattr(act, name), getattr(act, f"{name}_jacobian")
    masked = sign * np.array([0.5, -np.inf, 0.25])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        np.testing.assert_array_equal(f(masked)[[0, 2]], f(masked[[0, 2]]))
        assert f(masked)[1] == 0
        assert not jacobian(masked)[1].any()
        assert not jacobian(masked)[:, 1].any()
        for row in ([np.inf, 0.0], [-np.inf, -np.inf], [np.nan, 0.0]):
            assert np.isnan(f(sign * np.array(row))).all()
            assert np.isnan(jacobian(sign * np.array(row))).all()
        large = np.array([np.finfo(float).max, -np.finfo(float).max])
        np.testing.assert_array_equal(f(sign * large), [1.0, 0.0])


def test_infinities_of_glu():
    inf = np.inf
    u = np.array([inf, inf, inf, -inf, 2.0, 2.0, -2.0])
    v = np.array([-800.0, 3.0, -inf, inf, inf, -inf, -inf])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        y = act.glu(np.concatenate([u, v]))
        slope = act.glu_grad(np.concatenate([u, v]))
    np.testing.assert_array_equal(y, [inf, inf, np.nan, -inf, 2.0, 0.0, 0.0])
    np.testing.assert_array_equal(slope[7:], [inf, inf, np.nan, np.nan, 0.0, 0.0, 0.0])


def check_simplex(f):
    for spread in (1e-3, 1.0, 1e3):
        z = logits(7, spread)
        p = f(z)
        assert p.min() >= 0
        np.testing.assert_allclose(p.sum(axis=-1), 1.0, rtol=0, atol=1e-15 * max(1.0, spread))
        np.testing.assert_allclose(f(z + 3.0), p, rtol=0, atol=4e-15 * max(1.0, spread))


@pytest.mark.parametrize("f", [act.sparsemax, act.softmin])
def test_results_lie_on_the_simplex_and_ignore_a_shift(f):
    check_simplex(f)


@pytest.mark.parametrize("f", MATRICES.values(), ids=list(MATRICES))
def test_jacobians_are_symmetric_and_their_rows_sum_to_zero(f):
    j = f(logits(6))
    np.testing.assert_allclose(j, np.swapaxes(j, -1, -2), rtol=0, atol=1e-17)
    np.testing.assert_allclose(j.sum(axis=-1), 0.0, atol=5e-16)


def test_sparsemax_of_two_is_the_sparse_sigmoid():
    x = np.random.default_rng(SEED).normal(size=200)
    p = act.sparsemax(np.stack([x / 2, -x / 2], axis=-1))
    np.testing.assert_allclose(p[:, 0], act.sparse_sigmoid(x), rtol=0, atol=3e-16)


def test_empty_arrays():
    assert act.glu(np.empty((3, 0))).shape == (3, 0)
    assert act.sparsemax(np.empty((0, 4))).shape == (0, 4)
    assert act.sparsemax_jacobian(np.empty((0, 4))).shape == (0, 4, 4)
    assert act.softmin(np.empty((0, 4))).shape == (0, 4)
    assert act.maxout(np.empty((0, 4))).shape == (0,)
    for f in (act.maxout, act.maxout_grad):
        with pytest.raises(ValueError, match=f"^{f.__name__}: axis -1 of x is empty, wanted"):
            f(np.empty((4, 0)))


def check_refusals(f):
    who = f"^{f.__name__}: "
    with pytest.raises(TypeError, match=who + ". has dtype complex128, wanted"):
        f(np.array([1j, 2.0]))
    with pytest.raises(ValueError, match=who + "axis 2 does not exist"):
        f(np.ones((2, 2)), axis=2)
    with pytest.raises(ValueError, match=who + "axis -1 does not exist in one number"):
        f(1.0)


@shaped
def test_refusals(f):
    check_refusals(f)


@pytest.mark.parametrize("f", MATRICES.values(), ids=list(MATRICES))
def test_jacobians_want_an_axis(f):
    with pytest.raises(ValueError, match=f"^{f.__name__}: axis -1 does not exist in one number"):
        f(1.0)


@pytest.mark.parametrize("f", [act.glu, act.glu_grad])
def test_glu_wants_two_halves(f):
    with pytest.raises(
        ValueError, match=f"^{f.__name__}: axis 0 of x has length 3, wanted an even"
    ):
        f(np.ones((3, 2)), axis=0)


@pytest.mark.parametrize("f", [act.softmin, act.softmin_jacobian])
def test_softmin_wants_a_positive_temperature(f):
    with pytest.raises(ValueError, match=f"^{f.__name__}: temperature = 0, wanted"):
        f([1.0, 2.0], temperature=0.0)


# ------------------------------------------------------------------ every check can fail


def shared(x, *, axis=-1):
    """Return equal parts of a sum, of a row or of everything."""
    array = np.asarray(x)
    return np.full_like(array, 1 / array.shape[axis])


BROKEN = {
    "glu: naive tail": (
        lambda f: check_glu(f, 0),
        lambda x: np.split(x, 2)[0] / (1 + np.exp(-np.clip(np.split(x, 2)[1], -700, None))),
    ),
    "glu: halves exchanged": (
        lambda f: check_glu(f, 0),
        lambda x: act.glu(np.roll(x, len(x) // 2)),
    ),
    "glu: slope of softmax": (lambda f: check_glu(f, 1), act.softmin),
    "sparsemax: softmax": (check_sparsemax, lambda z: act.softmin(-z)),
    "sparsemax: clipped": (check_sparsemax, lambda z: np.clip(z, 0, 1)),
    "simplex: not normalized": (check_simplex, lambda z: np.maximum(z, 0)),
    "simplex: depends on a shift": (
        check_simplex,
        lambda z: act.softmin(np.where(z > 2.5, 0, z)),
    ),
    "axes: ignored": (check_axes, lambda x, axis=-1: act.sparsemax(x)),
    "axes: widened": (check_axes, lambda x, axis=-1: act.sparsemax(np.float64(x), axis=axis)),
    "rounding: native": (
        check_rounding,
        lambda x: np.exp(-x / 2) / np.exp(-x / 2).sum(axis=-1, keepdims=True),
    ),
    "NaN: lost": (check_nan, lambda x: np.nan_to_num(act.sparsemax(x))),
    "NaN: everywhere": (check_nan, lambda x: act.sparsemax(x) * np.sum(x)),
    "refusals: another name": (check_refusals, lambda x, axis=-1: act.sparsemax(x, axis=axis)),
}


@pytest.mark.parametrize(("check", "f"), BROKEN.values(), ids=list(BROKEN))
def test_checks_can_fail(check, f):
    with pytest.raises(AssertionError):
        check(f)


@pytest.mark.parametrize(
    ("f", "jacobian"),
    [
        (act.sparsemax, act.softmin_jacobian),
        (act.softmin, lambda z: -act.softmin_jacobian(z)),
        (act.softmin, lambda z: act.softmin_jacobian(z, temperature=0.5)),
    ],
    ids=["of another", "sign", "temperature"],
)
def test_the_jacobian_check_can_fail(f, jacobian):
    with pytest.raises(AssertionError):
        check_jacobian(f, jacobian)


# ------------------------------------------------------------------ (4) published values


def test_sparsemax_in_two_dimensions():
    # Martins & Astudillo 2016, section 2.3: for (t, 0) it is (t + 1)/2, cut off at 0 and at 1
    for t, first in ((2.0, 1.0), (0.5, 0.75), (-0.25, 0.375), (-1.5, 0.0)):
        np.testing.assert_array_equal(act.sparsemax([t, 0.0]), [first, 1 - first])


@pytest.mark.parametrize(
    ("got", "wanted"),
    [
        (act.glu([0.5, -1.5, 2.0, -3.0]), [0.44039853898894116, -0.07113880976635018]),
        (act.softmin([0.5, -1.5]), [0.11920292202211755, 0.8807970779778823]),
    ],
    ids=["glu of torch 2.13", "softmin of torch 2.13"],
)
def test_values_of_other_libraries(got, wanted):
    np.testing.assert_allclose(got, wanted, rtol=1e-15)
