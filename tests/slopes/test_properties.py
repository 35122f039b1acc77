"""Laws of the whole catalogue at inputs that nobody chose: Hypothesis looks for counterexamples.

The runs are derandomized, so they are the same everywhere; a counterexample is printed with the
blob that reproduces it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from slopes.activations import ACTIVATIONS
from slopes.losses import LOSSES
from slopes.softmax import log_softmax, logsumexp, softmax, softmax_jacobian

few = settings(max_examples=25, derandomize=True, deadline=None, database=None, print_blob=True)
every = pytest.mark.parametrize("record", ACTIVATIONS.values(), ids=list(ACTIVATIONS))
DTYPES = (np.float16, np.float32, np.float64)
ORDERS = ("f", "grad", "grad2")

anything = st.floats(width=64)
numbers = st.floats(-1e9, 1e9)
usual = st.floats(-30, 30)


def arrays(elements, dtype=np.float64, shape=None):
    shape = hnp.array_shapes(max_dims=3, min_side=0, max_side=7) if shape is None else shape
    return hnp.arrays(dtype, shape, elements=elements)


# ------------------------------------------------------------------ activations


def check_shape_and_type(record, x):
    for order in ORDERS:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            y = getattr(record, order)(x)
        assert y.shape == x.shape
        assert y.dtype == x.dtype
        assert np.all(np.isnan(y[np.isnan(x)]))
        assert not np.any(np.isnan(y[~np.isnan(x)]))


def floats_of(dtype):
    return arrays(st.floats(width=8 * np.dtype(dtype).itemsize), dtype)


@every
@few
@given(x=st.sampled_from(DTYPES).flatmap(floats_of))
def test_shape_and_type_of_any_input(record, x):
    check_shape_and_type(record, x)


def views(x):
    """Return views of the same numbers that are not contiguous, each with its own copy."""
    wide = np.repeat(x[..., None], 3, axis=-1)
    return [
        x[::-1],
        x[::2],
        x.T,
        np.asfortranarray(x),
        wide[..., 1],
        np.broadcast_to(x, (2, *x.shape)),
    ]


def check_views(f, x):
    wanted = f(x)
    for view, same in zip(views(x), views(wanted), strict=True):
        np.testing.assert_array_equal(f(view), same, strict=True)
    out = np.full_like(x, 7.0)
    assert f(x, out=out) is out
    np.testing.assert_array_equal(out, wanted)
    for place in (x.copy(), np.asfortranarray(x)):
        np.testing.assert_array_equal(f(place, out=place), wanted)


@every
@few
@given(x=arrays(anything, shape=hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=9)))
def test_strides_order_and_aliasing_do_not_matter(record, x):
    for order in ORDERS:
        check_views(getattr(record, order), x)


def check_monotone(record, x):
    if record.monotone:
        y = record.f(np.sort(x))
        # Two rounded results may be out of order by their rounding errors.
        assert np.all(np.diff(y) >= -4 * np.spacing(np.abs(y[1:])))
        assert np.all(record.grad(x) >= 0)


@every
@few
@given(x=arrays(numbers, shape=st.integers(1, 30)))
def test_monotone_where_declared(record, x):
    check_monotone(record, x)


def check_symmetry(record, x):
    sign = {"odd": -1, "even": 1}.get(record.symmetry)
    if sign:
        np.testing.assert_array_equal(record.f(-x), sign * record.f(x))
        np.testing.assert_array_equal(record.grad(-x), -sign * record.grad(x))
        smooth = ~np.isin(np.abs(x), [abs(kink.x) for kink in record.kinks])
        np.testing.assert_array_equal(record.grad2(-x)[smooth], sign * record.grad2(x)[smooth])


@every
@few
@given(x=arrays(numbers, shape=st.integers(1, 30)))
def test_symmetry_where_declared(record, x):
    check_symmetry(record, x)


def check_slope(record, x, width):
    """A chord is the mean of the slope: Simpson's rule on an interval without kinks and bends."""
    rough = np.array([*record.bends, *(kink.x for kink in record.kinks)])
    for f, slope in ((record.f, record.grad), (record.grad, record.grad2)):
        a, b = x, x + width
        if np.any((rough >= a - 1e-6) & (rough <= b + 1e-6)):
            continue
        grid = np.linspace(a, b, 129)
        weights = np.tile([2.0, 4.0], 65)[:129]
        weights[[0, -1]] = 1.0
        mean = (slope(grid) @ weights) / (3 * 128)
        scale = 1.0 + np.max(np.abs(slope(grid)))
        noise = 1e-14 * np.max(np.abs(f(grid))) / width
        assert abs((f(b) - f(a)) / width - mean) <= 1e-8 * scale + noise


@every
@few
@given(x=usual, width=st.floats(0.01, 1.0))
def test_chords_are_means_of_the_slope(record, x, width):
    check_slope(record, x, width)


@pytest.mark.parametrize("name", ["silu", "softplus"])
@few
@given(
    data=arrays(usual, shape=st.tuples(st.just(2), st.integers(1, 9), st.just(3))),
    repeats=st.sampled_from([1, 4000]),  # 4000: longer than a block
)
def test_sharpness_may_differ_from_place_to_place(name, data, repeats):
    x, sharpness = np.repeat(data[0], repeats, axis=0), np.exp2(data[1][:1])
    for order in ORDERS:
        f = getattr(ACTIVATIONS[name], order)
        columns = [f(x[:, k], beta=float(sharpness[0, k])) for k in range(3)]
        np.testing.assert_array_equal(f(x, beta=sharpness), np.stack(columns, axis=1))


GOOD = ACTIVATIONS["tanh"]
BROKEN = {
    "type": (check_shape_and_type, lambda f: lambda x: f(x).astype(np.float64), np.float32([1.0])),
    "NaN": (check_shape_and_type, lambda f: lambda x: np.nan_to_num(f(x)), np.array([np.nan])),
    "order": (check_monotone, lambda f: lambda x: -f(x), np.array([1.0, 2.0])),
    "symmetry": (check_symmetry, lambda f: lambda x: f(x) + 1, np.array([1.0])),
}


@pytest.mark.parametrize(("check", "spoil", "x"), BROKEN.values(), ids=list(BROKEN))
def test_checks_of_activations_can_fail(check, spoil, x):
    check(GOOD, x)
    with pytest.raises(AssertionError):
        check(replace(GOOD, f=spoil(GOOD.f)), x)


def test_checks_of_views_and_slopes_can_fail():
    def by_place(x, out=None):
        return GOOD.f(x + np.arange(x.shape[-1]), out=out)

    with pytest.raises(AssertionError):
        check_views(by_place, np.ones((2, 3)))
    with pytest.raises(AssertionError):
        check_slope(replace(GOOD, grad=GOOD.f), 0.3, 0.1)


# ------------------------------------------------------------------ softmax

rows = arrays(st.floats(-700, 700), shape=st.tuples(st.integers(1, 4), st.integers(1, 6)))


def check_simplex(f, z):
    p = f(z)
    assert p.shape == z.shape
    assert np.all((p >= 0) & (p <= 1))
    np.testing.assert_allclose(p.sum(axis=-1), 1.0, rtol=1e-14)
    assert np.all(np.diff(np.take_along_axis(p, np.argsort(z), -1)) >= -1e-15)


@few
@given(z=rows)
def test_softmax_is_on_the_simplex_in_the_order_of_the_logits(z):
    check_simplex(softmax, z)


def check_shift(f, z, shift):
    moved = np.round(z * 2**20) / 2**20  # so that adding a whole number is exact
    np.testing.assert_allclose(f(moved + shift), f(moved), rtol=1e-14, atol=0)


@few
@given(z=rows, shift=st.integers(-(2**30), 2**30))
def test_softmax_ignores_a_shift_and_logsumexp_moves_with_it(z, shift):
    check_shift(softmax, z, shift)
    check_shift(softmax_jacobian, z[..., :3], shift)
    np.testing.assert_allclose(logsumexp(z + shift), logsumexp(z) + shift, rtol=1e-12, atol=1e-12)


@few
@given(z=rows)
def test_log_softmax_is_the_logarithm_of_softmax(z):
    p, logs = softmax(z), log_softmax(z)
    assert np.all(logs <= 0)
    np.testing.assert_allclose(np.exp(logs), p, rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(z - logsumexp(z, keepdims=True), logs, rtol=1e-12, atol=1e-10)


@few
@given(z=rows, seed=st.integers(0, 2**32 - 1))
def test_softmax_follows_a_permutation_and_takes_any_axis(z, seed):
    order = np.random.default_rng(seed).permutation(z.shape[-1])
    np.testing.assert_allclose(softmax(z[:, order]), softmax(z)[:, order], rtol=1e-14, atol=0)
    np.testing.assert_array_equal(softmax(np.asfortranarray(z)), softmax(z))
    np.testing.assert_allclose(softmax(z.T, axis=0), softmax(z).T, rtol=1e-14, atol=0)


def test_checks_of_softmax_can_fail():
    z = np.array([[0.0, 1.0, 3.0]])
    for wrong in (lambda z: softmax(z) * 1.01, lambda z: softmax(-z)):
        with pytest.raises(AssertionError):
            check_simplex(wrong, z)
    with pytest.raises(AssertionError):
        check_shift(lambda z: np.exp(z) / (1 + np.exp(z).sum()), z, 3)


# ------------------------------------------------------------------ losses

CONVEX = {
    name: loss
    for name, loss in LOSSES.items()
    if loss.convex_in_first and loss.kind in ("regression", "binary", "count")
}


def targets(loss, seed, shape):
    rng = np.random.default_rng(seed)
    if loss.kind == "regression":
        return rng.normal(0, 5, shape)
    if loss.kind == "count":
        return rng.integers(0, 9, shape).astype(float)
    labels = rng.integers(0, 2, shape).astype(float)
    return 2 * labels - 1 if loss.signed else labels


def check_tangent(loss, x, y, t):
    """A convex function is above its tangents, also above those at kinks."""
    at_x, at_y = loss.f(x, t, reduction="none"), loss.f(y, t, reduction="none")
    tangent = at_x + loss.grad(x, t, reduction="none") * (y - x)
    slack = 1e-12 * (np.abs(at_x) + np.abs(at_y) + np.abs(tangent - at_x) + 1)
    assert np.all(at_y >= tangent - slack)


@pytest.mark.parametrize("loss", CONVEX.values(), ids=list(CONVEX))
@few
@given(
    points=arrays(usual, shape=st.tuples(st.just(2), st.integers(1, 6))), seed=st.integers(0, 99)
)
def test_convex_losses_are_above_their_tangents(loss, points, seed):
    x, y = points
    check_tangent(loss, x, y, targets(loss, seed, x.shape))


@few
@given(points=arrays(usual, shape=st.tuples(st.just(2), st.just(3), st.integers(2, 5))))
def test_cross_entropy_is_above_its_tangents(points):
    loss, (x, y) = LOSSES["cross_entropy"], points
    labels = np.arange(3) % x.shape[-1]
    rise = loss.f(y, labels) - loss.f(x, labels)
    slope = np.sum(loss.grad(x, labels) * (y - x))
    assert rise >= slope - 1e-12 * (abs(rise) + abs(slope) + 1)


def test_most_losses_are_among_the_convex_ones():
    assert len(CONVEX) >= 8


def test_the_check_of_tangents_can_fail():
    loss, x, y = LOSSES["squared_error"], np.array([1.0]), np.array([-2.0])
    check_tangent(loss, x, y, np.zeros(1))
    steep = replace(loss, grad=lambda x, t, reduction: -loss.grad(x, t, reduction=reduction))
    with pytest.raises(AssertionError):
        check_tangent(steep, x, y, np.zeros(1))
