"""Losses of distances, of pairs and of triplets: definitions, slopes, edges."""

import mpmath as mp
import numpy as np
import pytest

from slopes import losses

INF, NAN = np.inf, np.nan
SEED = 20261124
STRICT = {"over": "raise", "invalid": "raise", "divide": "raise"}
SIGNS = np.array([1.0, -1.0, 1.0, -1.0, -1.0, 1.0])


def vectors(shape=(6, 4)):
    rng = np.random.default_rng(SEED)
    return rng.normal(size=shape), rng.normal(size=shape), rng.normal(size=shape)


def mp_dot(a, b):
    return mp.fsum(mp.mpf(float(x)) * mp.mpf(float(y)) for x, y in zip(a, b, strict=True))


def mp_cosine(a, b):
    return mp_dot(a, b) / mp.sqrt(mp_dot(a, a) * mp_dot(b, b))


def mp_distance(a, b):
    return mp.sqrt(
        mp.fsum((mp.mpf(float(x)) - mp.mpf(float(y))) ** 2 for x, y in zip(a, b, strict=True))
    )


# Name, arguments, options, definition of one row.
A, B, C = vectors()
CASES = {
    "hinge_embedding": (
        (np.array([0.2, 0.3, 2.0, 1.7, -0.5, 0.9]), SIGNS),
        {"margin": 1.5},
        lambda s, y: mp.mpf(s) if y > 0 else max(mp.mpf(0), mp.mpf(1.5) - mp.mpf(s)),
    ),
    "margin_ranking": (
        (A[:, 0], B[:, 0], SIGNS),
        {"margin": 0.25},
        lambda s, t, y: max(mp.mpf(0), mp.mpf(0.25) - mp.mpf(y) * (mp.mpf(s) - mp.mpf(t))),
    ),
    "cosine_embedding": (
        (A, B, SIGNS),
        {"margin": -0.5},
        lambda a, b, y: 1 - mp_cosine(a, b) if y > 0 else max(mp.mpf(0), mp_cosine(a, b) + 0.5),
    ),
    "triplet_margin": (
        (A, B, C),
        {"margin": 1.5},
        lambda a, b, c: max(mp.mpf(0), mp.mpf(1.5) + mp_distance(a, b) - mp_distance(a, c)),
    ),
}
each = pytest.mark.parametrize("name", CASES)


def check_definition(name, f):
    args, options, definition = CASES[name]
    got = f(*args, **options, reduction="none")
    with mp.workdps(50):
        for i, row in enumerate(zip(*args, strict=True)):
            error = abs(mp.mpf(float(got[i])) - definition(*row))
            assert error <= 4 * 2.0**-52 * 4, f"{name}, seed {SEED}, row {i}: {float(error)}"


@each
def test_definition(name):
    check_definition(name, getattr(losses, name))


@each
def test_definition_can_fail(name):
    def spoiled(*args, **options):
        return getattr(losses, name)(*args, **{**options, "margin": 1.0})

    with pytest.raises(AssertionError, match=name):
        check_definition(name, spoiled)


def check_slopes(name, grad, reduction="mean"):
    """Compare each gradient with central differences."""
    args, options, _ = CASES[name]
    options = {**options, "reduction": reduction}
    got = grad(*args, **options)
    got = got if isinstance(got, tuple) else (got,)
    for which, slope in enumerate(got):
        assert slope.shape == args[which].shape
        want = np.empty_like(args[which])
        for at in np.ndindex(want.shape):
            ends = []
            for h in (1e-6, -1e-6):
                moved = [arg.copy() for arg in args]
                moved[which][at] += h
                ends.append(np.sum(getattr(losses, name)(*moved, **options)))
            want[at] = (ends[0] - ends[1]) / 2e-6
        np.testing.assert_allclose(slope, want, 1e-6, 1e-8, err_msg=f"{name}, seed {SEED}")


@each
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_slopes(name, reduction):
    check_slopes(name, getattr(losses, f"{name}_grad"), reduction)


@each
def test_slopes_can_fail(name):
    def unscaled(*args, **options):
        return getattr(losses, f"{name}_grad")(*args, **{**options, "reduction": "sum"})

    with pytest.raises(AssertionError, match=name):
        check_slopes(name, unscaled)


@each
def test_reductions_and_precision(name):
    args, options, _ = CASES[name]
    f, grad = getattr(losses, name), getattr(losses, f"{name}_grad")
    rows = f(*args, **options, reduction="none")
    np.testing.assert_allclose(f(*args, **options, reduction="sum"), rows.sum(), rtol=1e-15)
    np.testing.assert_allclose(f(*args, **options), rows.mean(), rtol=1e-15)
    short = [arg.astype(np.float32) for arg in args]
    wide = [arg.astype(float) for arg in short]
    assert f(*short, **options) == np.float32(f(*wide, **options))
    assert f(*short, **options).dtype == np.float32
    for a, b in zip(np.atleast_1d(grad(*short, **options)), grad(*wide, **options), strict=True):
        np.testing.assert_array_equal(a, np.asarray(b).astype(np.float32), strict=True)


def check_refusals(name, f):
    args, options, _ = CASES[name]
    who = f.__name__
    with pytest.raises(ValueError, match=f"{who}: .*shape|{who}: .*one target for each"):
        f(args[0], *(arg[:3] for arg in args[1:]), **options)
    with pytest.raises(ValueError, match=f"{who}: .*nan at index"):
        f(args[0] * NAN, *args[1:], **options)
    with pytest.raises(TypeError, match=f"{who}: .*complex128"):
        f(args[0] * 1j, *args[1:], **options)
    with pytest.raises(ValueError, match=f"{who}: reduction = 'avg'"):
        f(*args, **options, reduction="avg")
    with pytest.raises(ValueError, match=f"{who}: margin = -2, wanted margin in"):
        f(*args, margin=-2.0)
    with pytest.raises(ValueError, match=f"{who}: the batch is empty"):
        f(*(arg[:0] for arg in args), **options)
    assert np.size(f(*(arg[:0] for arg in args), **options, reduction="none")) == 0
    if name != "triplet_margin":
        with pytest.raises(ValueError, match=f"{who}: targets holds 0 at index"):
            f(*args[:-1], 0 * SIGNS, **options)


@each
def test_refusals(name):
    for f in (getattr(losses, name), getattr(losses, f"{name}_grad")):
        check_refusals(name, f)


def test_refusals_can_fail():
    def margin_ranking(first, second, targets, *, margin=0.0, reduction="mean"):
        return np.maximum(0.0, margin - targets * (first - second)).mean()

    with pytest.raises((AssertionError, ValueError)):
        check_refusals("margin_ranking", margin_ranking)


# Cosines.


def test_cosine_similarity():
    got = losses.cosine_similarity(A, B)
    with mp.workdps(50):
        for i in range(6):
            assert abs(mp.mpf(float(got[i])) - mp_cosine(A[i], B[i])) <= 4 * 2.0**-53
    np.testing.assert_array_equal(losses.cosine_similarity(A.T, B.T, axis=0), got)
    assert losses.cosine_similarity([3.0, 4.0], [6.0, 8.0]) == 1
    assert losses.cosine_similarity([3.0, 4.0], [-3.0, -4.0]) == -1


def check_cosine_slope(grad):
    got, want = grad(A, B), np.empty_like(A)
    for at in np.ndindex(A.shape):
        step = np.zeros_like(A)
        step[at] = 1e-6
        up, down = losses.cosine_similarity(A + step, B), losses.cosine_similarity(A - step, B)
        want[at] = (up - down)[at[0]] / 2e-6
    np.testing.assert_allclose(got, want, 1e-6, 1e-9)
    np.testing.assert_allclose((got * A).sum(axis=-1), 0.0, atol=1e-15)


def test_cosine_slope():
    check_cosine_slope(losses.cosine_similarity_grad)


def test_cosine_slope_check_can_fail():
    with pytest.raises(AssertionError):
        check_cosine_slope(lambda a, b: b)


@pytest.mark.parametrize("name", ["cosine_similarity", "cosine_similarity_grad"])
def test_the_zero_vector_has_no_direction(name):
    with pytest.raises(ValueError, match=rf"{name}: second is the zero vector in row \(1,\)"):
        getattr(losses, name)(np.ones((2, 3)), [[1, 0, 0], [0, 0, 0]])
    with pytest.raises(ValueError, match="first is the zero vector"):
        losses.cosine_embedding(np.zeros((1, 2)), np.ones((1, 2)), [1])


def test_small_angles_keep_their_digits():
    # 1 - cos of the angle 1e-9 is 5e-19: lost in 1 - cos, kept in half the squared chord.
    got = losses.cosine_embedding([[1.0, 0.0]], [[1.0, 1e-9]], [1])
    assert got == pytest.approx(5e-19, rel=1e-12)


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_lengths_neither_overflow_nor_vanish(size):
    a, b, c = (size * np.array([v]) for v in ([3.0, 4.0], [0.0, 0.0], [3.0, 5.0]))
    with np.errstate(**STRICT):
        assert losses.cosine_similarity(a, c)[0] == pytest.approx(29 / 5 / 34**0.5, rel=1e-15)
        value = losses.triplet_margin(a, b, c, margin=size)
        assert value == pytest.approx(5 * size, rel=1e-15)
        np.testing.assert_allclose(
            losses.triplet_margin_grad(a, b, c, margin=size)[1], [[-0.6, -0.8]], rtol=1e-15
        )


def test_triplet_edges():
    z = np.array([[0.0, 0.0]])
    for got in losses.triplet_margin_grad(z, z, z):
        np.testing.assert_array_equal(got, [[0.0, 0.0]])
    assert losses.triplet_margin(z, z, z) == 1
    # At the kink, where the lead is just the margin, the slope is that of the flat piece.
    for got in losses.triplet_margin_grad(z, z, z + [3.0, 4.0], margin=5.0):
        np.testing.assert_array_equal(got, [[0.0, 0.0]])


def test_ranking_edges():
    first, second = losses.margin_ranking_grad([1.0], [1.0], [1])
    assert first == second == 0
    first, second = losses.margin_ranking_grad([1.0], [2.0], [1])
    assert (first, second) == (-1, 1)
