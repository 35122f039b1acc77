"""Losses and their gradients against their definitions."""

import re
from dataclasses import FrozenInstanceError, replace

import mpmath as mp
import numpy as np
import pytest

from slopes import losses
from slopes.losses import LOSSES
from slopes.softmax import softmax

INF, NAN = np.inf, np.nan
SEED = 20240608
STRICT = {"over": "raise", "invalid": "raise", "divide": "raise"}
each = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())


# Definitions at 50 digits, one element or one row at a time, written without the package.


def mp_row(values):
    return [mp.mpf(float(v)) for v in values]


def mp_softmax(z):
    w = [mp.exp(v) for v in z]
    return [v / mp.fsum(w) for v in w]


def mp_huber(p, t, delta=1.0):
    r = abs(p - t)
    return r**2 / 2 if r <= delta else mp.mpf(delta) * (r - mp.mpf(delta) / 2)


def mp_quantile(p, t, q=0.5):
    return mp.mpf(q) * (t - p) if p <= t else (1 - mp.mpf(q)) * (p - t)


def mp_binary_cross_entropy(z, t, label_smoothing=0.0):
    t = (1 - mp.mpf(label_smoothing)) * t + mp.mpf(label_smoothing) / 2
    s = 1 / (1 + mp.exp(-z))
    return -t * mp.log(s) - (1 - t) * mp.log(1 / (1 + mp.exp(z)))


def mp_cross_entropy(z, y, label_smoothing=0.0):
    eps = mp.mpf(label_smoothing)
    smooth = [(1 - eps) * (1 if k == y else 0) + eps / len(z) for k in range(len(z))]
    return -mp.fsum(m * mp.log(s) for m, s in zip(smooth, mp_softmax(z), strict=True) if m)


def mp_focal(z, y, gamma=2.0):
    s = mp_softmax(z)
    others = mp.fsum(v for k, v in enumerate(s) if k != y)
    return -(others ** mp.mpf(gamma)) * mp.log(s[y])


def mp_kl(p, q):
    return mp.fsum(a * mp.log(a / b) for a, b in zip(p, q, strict=True) if a)


DEFINITIONS = {
    "squared_error": lambda p, t: (p - t) ** 2,
    "absolute_error": lambda p, t: abs(p - t),
    "huber": mp_huber,
    "log_cosh": lambda p, t: mp.log(mp.cosh(p - t)),
    "quantile": mp_quantile,
    "binary_cross_entropy": mp_binary_cross_entropy,
    "hinge": lambda s, y: max(mp.mpf(0), 1 - y * s),
    "cross_entropy": mp_cross_entropy,
    "focal": mp_focal,
    "kl_divergence": mp_kl,
}
# Options tried besides the defaults.
OPTIONS = {
    "huber": [{"delta": 0.3}, {"delta": 25.0}],
    "quantile": [{"q": 0.9}, {"q": 0.05}],
    "binary_cross_entropy": [{"label_smoothing": 0.1}],
    "cross_entropy": [{"label_smoothing": 0.1}],
    "focal": [{"gamma": 0.0}, {"gamma": 0.5}, {"gamma": 5.0}],
}
VARIANTS = [(loss, o) for loss in LOSSES.values() for o in ({}, *OPTIONS.get(loss.name, []))]
variant = pytest.mark.parametrize(
    ("loss", "options"),
    VARIANTS,
    ids=["-".join([loss.name, *(f"{k}={v}" for k, v in o.items())]) for loss, o in VARIANTS],
)
# Bounds in ULP: sampled maxima, rounded up.
VALUE_ULP = {"log_cosh": 5.0, "focal": 10.0}
GRAD_ULP = {"focal": 12.0}


def dyadic(rng, shape):
    """Distributions whose float64 entries sum to one exactly."""
    counts = rng.multinomial(2**20 - shape[-1], np.full(shape[-1], 1 / shape[-1]), size=shape[:-1])
    return (counts + 1) / 2**20


def arguments(loss, rng, n=12, k=5):
    """Arguments with residuals, margins and probabilities of many sizes, off the kinks."""
    if loss.kind == "regression":
        size = 10.0 ** rng.uniform(-3, 3, n)
        target = rng.uniform(-3, 3, n)
        return target + rng.choice([-1, 1], n) * size, target
    if loss.kind == "binary":
        logits = rng.choice([-1, 1], n) * 10.0 ** rng.uniform(-3, 2, n)
        target = rng.integers(0, 2, n).astype(float)
        return logits, 2 * target - 1 if loss.name == "hinge" else target
    if loss.kind == "multiclass":
        scale = 10.0 ** rng.uniform(-1, 1.5, (n, 1))
        return rng.normal(size=(n, k)) * scale, rng.integers(0, k, n)
    return dyadic(rng, (n, k)), dyadic(rng, (n, k))


def extremes(loss):
    """Arguments at which plain formulas lose everything."""
    if loss.kind == "regression":
        return np.array([1e3, -1e3, 1e-5, 700.0, 0.0]), np.zeros(5)
    if loss.kind == "binary":
        logits = np.array([1e3, -1e3, 1e3, -1e3, 40.0, -40.0, 0.0])
        target = np.array([1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0])
        return logits, 2 * target - 1 if loss.name == "hinge" else target
    if loss.kind == "multiclass":
        rows = [[600, 0, -600, 1, 0], [40, 1, 0, 2, 3], [-600, 600, 0, 600, 0], [0, 0, 0, 0, 0]]
        return np.array([*rows, rows[0]], float), np.array([0, 0, 1, 4, 2])
    # q is p moved by 2^-30 and by 2^-50: the plain sum has no correct digit left.
    p = np.array([[0.5, 0.25, 0.125, 0.125], [0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0]])
    move = np.array([[1, -1, 0, 0], [2**-20, 0, 0, -(2**-20)], [-(2**29), 2**29, 0, 0]]) * 2.0**-30
    return p, p + move


def elements(loss, first, second):
    """Pairs of exact arguments, one for each element of the unreduced loss."""
    if loss.kind in ("regression", "binary"):
        return list(zip(mp_row(first), mp_row(second), strict=True))
    if loss.kind == "multiclass":
        return [(mp_row(z), int(y)) for z, y in zip(first, second, strict=True)]
    return [(mp_row(p), mp_row(q)) for p, q in zip(first, second, strict=True)]


def unreduced(loss, f, *args, **options):
    if loss.kind != "distribution":
        options["reduction"] = "none"
    return f(*args, **options)


def ulps(got, exact):
    got = np.asarray(got)
    nearest = np.asarray(float(exact)).astype(got.dtype)
    if got == nearest:
        return 0.0
    return float(abs(mp.mpf(float(got)) - exact) / mp.mpf(float(np.spacing(np.abs(nearest)))))


def samples(loss):
    """Name, digits that the definition needs beside 1, arguments."""
    n = 100 if loss.kind in ("regression", "binary") else 16
    yield "seeded", 450, arguments(loss, np.random.default_rng(SEED), n=n)
    yield "extreme", 900, extremes(loss)


def check_definition(loss, options, bound):
    for what, digits, (first, second) in samples(loss):
        got = unreduced(loss, loss.f, first, second, **options)
        with mp.workdps(digits):
            for i, args in enumerate(elements(loss, first, second)):
                error = ulps(got[i], DEFINITIONS[loss.name](*args, **options))
                assert error <= bound, f"{loss.name} {what}, seed {SEED}, row {i}: {error} ULP"


def exact_slope(loss, args, j, options):
    """Return the derivative of the definition with respect to entry `j`, by mpmath."""
    definition, args = DEFINITIONS[loss.name], list(args)
    row = args[loss.wrt]
    scalar = not isinstance(row, list)

    def moved(x):
        args[loss.wrt] = x if scalar else [*row[:j], x, *row[j + 1 :]]
        return definition(*args, **options)

    return mp.diff(moved, row if scalar else row[j], h=mp.mpf(10) ** (-mp.mp.dps // 3))


def check_slope(loss, options, bound):
    """Compare the gradient with the derivative of the definition, in ULP.

    Entries far below the others of their row come from a target that is no one-hot (label
    smoothing): s - y cancels, and the promise is absolute in the larger of s and y.
    """
    soft = options.get("label_smoothing", 0.0) > 0
    for what, digits, (first, second) in samples(loss):
        if loss.name == "kl_divergence":  # the definition has a wall at q = 0
            inside = (np.minimum(first, second) > 0).all(axis=-1)
            first, second = first[inside], second[inside]
        if loss.kinks:  # the definition has no derivative there; see test_kinks
            off = first != second if loss.kind == "regression" else first * second != 1
            first, second = first[off], second[off]
        got = np.asarray(unreduced(loss, loss.grad, first, second, **options))
        with mp.workdps(digits):
            for i, args in enumerate(elements(loss, first, second)):
                for j, slope in enumerate(np.atleast_1d(got[i])):
                    exact = exact_slope(loss, args, j, options)
                    error = ulps(slope, exact)
                    if soft:
                        error = float(abs(mp.mpf(float(slope)) - exact)) / 2.0**-53
                    assert error <= bound, f"{loss.name} {what}, seed {SEED}, {i}, {j}: {error} ULP"


def test_every_loss_has_a_definition():
    assert DEFINITIONS.keys() == LOSSES.keys()


@variant
def test_definition(loss, options):
    check_definition(loss, options, VALUE_ULP.get(loss.name, 4.0))


@variant
def test_slope(loss, options):
    check_slope(loss, options, GRAD_ULP.get(loss.name, 4.0))


def naive_cross_entropy(z, y, reduction):
    with np.errstate(divide="ignore"):
        return -np.log(softmax(z)[np.arange(len(y)), y])


def naive_cross_entropy_grad(z, y, reduction):
    return softmax(z) - np.eye(z.shape[-1])[y]


def naive_bce(z, t, reduction):
    return np.maximum(z, 0) - z * t + np.log(1 + np.exp(-np.abs(z)))


def naive_kl(p, q):
    return np.where(p > 0, p * np.log(np.where(p > 0, p, 1) / np.where(p > 0, q, 1)), 0).sum(-1)


@pytest.mark.parametrize(
    "broken",
    [
        replace(LOSSES["cross_entropy"], f=naive_cross_entropy),
        replace(LOSSES["binary_cross_entropy"], f=naive_bce),
        replace(LOSSES["kl_divergence"], f=naive_kl),
        replace(
            LOSSES["log_cosh"], f=lambda p, t, reduction: np.log(np.cosh(np.clip(p - t, -9, 9)))
        ),
    ],
    ids=lambda loss: loss.name,
)
def test_definition_can_fail(broken):
    with pytest.raises(AssertionError, match="ULP"):
        check_definition(broken, {}, 1000.0)


@pytest.mark.parametrize(
    "broken",
    [
        replace(LOSSES["cross_entropy"], grad=naive_cross_entropy_grad),
        replace(LOSSES["squared_error"], grad=lambda p, t, reduction: p - t),
        replace(LOSSES["kl_divergence"], grad=lambda p, q: 1 - p / q),
        replace(
            LOSSES["binary_cross_entropy"],
            grad=lambda z, t, reduction: 1 / (1 + np.exp(np.minimum(-z, 700))) - t,
        ),
    ],
    ids=lambda loss: loss.name,
)
def test_slope_can_fail(broken):
    with pytest.raises(AssertionError, match="ULP"):
        check_slope(broken, {}, 1000.0)


def check_differences(loss, options, reduction):
    """Compare the gradient with central differences of the function itself."""
    rng = np.random.default_rng(SEED + 1)
    first, second = arguments(loss, rng, n=4, k=3)
    if loss.kind == "multiclass":
        first = first / np.abs(first).max()
    if loss.kind != "distribution":
        options = {**options, "reduction": reduction}
    else:
        options = {**options, "normalized": False}
    args = [first, second]
    grad = loss.grad(*args, **options)
    x = args[loss.wrt]
    slopes = np.empty_like(x)
    for index in np.ndindex(x.shape):
        h = 1e-6 * max(1e-2, abs(x[index]))
        ends = []
        for step in (h, -h):
            args[loss.wrt] = x.copy()
            args[loss.wrt][index] += step
            ends.append(np.sum(loss.f(*args, **options)))
        slopes[index] = (ends[0] - ends[1]) / (2 * h)
    np.testing.assert_allclose(grad, slopes, rtol=1e-5, atol=1e-6, err_msg=f"seed {SEED + 1}")


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@variant
def test_differences(loss, options, reduction):
    check_differences(loss, options, reduction)


def test_differences_can_fail():
    unscaled = replace(
        LOSSES["hinge"], grad=lambda s, y, reduction: losses.hinge_grad(s, y, reduction="sum")
    )
    with pytest.raises(AssertionError, match="seed"):
        check_differences(unscaled, {}, "mean")


def check_reductions(loss):
    first, second = arguments(loss, np.random.default_rng(SEED))
    for f, is_grad in ((loss.f, False), (loss.grad, True)):
        none = f(first, second, reduction="none")
        total, mean = f(first, second, reduction="sum"), f(first, second)
        n = len(second)
        want = none if is_grad else none.sum()
        assert none.shape == (first.shape if is_grad else second.shape), loss.name
        np.testing.assert_allclose(total, want, rtol=1e-14, err_msg=loss.name)
        np.testing.assert_allclose(mean, want / n, rtol=1e-14, err_msg=loss.name)


reducible = pytest.mark.parametrize(
    "loss", [v for v in LOSSES.values() if v.kind != "distribution"], ids=lambda v: v.name
)


@reducible
def test_reductions(loss):
    check_reductions(loss)


def test_reductions_can_fail():
    def forgets_n(p, t, *, reduction="mean"):
        return losses.squared_error(p, t, reduction="none" if reduction == "none" else "sum")

    with pytest.raises(AssertionError, match="squared_error"):
        check_reductions(replace(LOSSES["squared_error"], f=forgets_n))


def check_shapes_refused(loss):
    first, second = arguments(loss, np.random.default_rng(SEED), n=4, k=3)
    wrong = [(first[:3], second), (first, second[:1]), (first, np.stack([second, second]))]
    for f in (loss.f, loss.grad):
        for args in (*wrong, (first[:, None], second)):
            came = re.escape(str(np.shape(args[1])))
            with pytest.raises(ValueError, match=f"{f.__name__}: .*{came}"):
                f(*args)


@each
def test_shapes_are_refused(loss):
    check_shapes_refused(loss)


def test_shapes_check_can_fail():
    broken = replace(LOSSES["squared_error"], f=lambda p, t: np.mean((p - t[:1]) ** 2))
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        check_shapes_refused(broken)


def check_nan_refused(loss):
    for f in (loss.f, loss.grad):
        for which in (0, 1):
            for bad in (NAN, INF):
                args = list(arguments(loss, np.random.default_rng(SEED)))
                if args[which].dtype.kind != "f":
                    continue
                args[which][(2,) * args[which].ndim] = bad
                with pytest.raises(ValueError, match=rf"{f.__name__}: .*{bad} at index \(2,"):
                    f(*args)


@each
def test_nan_and_infinity_are_refused(loss):
    check_nan_refused(loss)


def test_nan_check_can_fail():
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        check_nan_refused(replace(LOSSES["hinge"], f=lambda s, y: np.maximum(0, 1 - y * s).mean()))


def check_dtypes(loss):
    first, second = extremes(loss) if loss.kind != "distribution" else (np.eye(3), np.eye(3))
    first = np.clip(first, -50, 50)
    for dtype in (np.float16, np.float32, np.float64):
        other = second if second.dtype.kind == "i" else second.astype(dtype)
        for f in (loss.f, loss.grad):
            narrow = np.asarray(f(first.astype(dtype), other))
            assert narrow.dtype == dtype, f"{f.__name__}: {narrow.dtype} for {dtype.__name__}"
            wide = np.asarray(f(first.astype(dtype).astype(np.float64), second))
            assert np.array_equal(narrow, wide.astype(dtype)), f"{f.__name__}: not rounded once"
    whole = np.round(first).astype(int)
    assert np.asarray(loss.f(whole, second)).dtype == np.float64, loss.name


@each
def test_dtypes(loss):
    check_dtypes(loss)


def test_dtypes_can_fail():
    def widens(p, t):
        return np.float64(losses.absolute_error(p, t))

    with pytest.raises(AssertionError, match="widens"):
        check_dtypes(replace(LOSSES["absolute_error"], f=widens))


def check_dtypes_refused(loss):
    first, second = arguments(loss, np.random.default_rng(SEED))
    for f in (loss.f, loss.grad):
        for bad in (first.astype(complex), first.astype(object), np.ma.masked_array(first)):
            with pytest.raises(TypeError, match=f"{f.__name__}: "):
                f(bad, second)
        with pytest.raises(TypeError, match=f"{f.__name__}: "):
            f(first, second.astype(complex))


@each
def test_other_dtypes_are_refused(loss):
    check_dtypes_refused(loss)


def test_refused_dtypes_can_fail():
    broken = replace(LOSSES["squared_error"], f=lambda p, t: np.mean((p - t) ** 2))
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        check_dtypes_refused(broken)


def check_limits(loss):
    first, second = extremes(loss)
    with np.errstate(**STRICT):
        value = unreduced(loss, loss.f, first, second)
        grad = unreduced(loss, loss.grad, first, second)
    assert np.all(value >= 0), f"{loss.name}: negative"
    assert np.isfinite(value).all(), f"{loss.name}: not finite"
    assert np.isfinite(grad).all(), f"{loss.name}: gradient not finite"


@each
def test_limits_without_a_warning(loss):
    check_limits(loss)


def test_limits_check_can_fail():
    with pytest.raises(FloatingPointError):
        check_limits(replace(LOSSES["log_cosh"], f=lambda p, t, reduction: np.log(np.cosh(p - t))))


def check_convex(loss):
    """Jensen's inequality at midpoints of seeded pairs of first arguments."""
    rng = np.random.default_rng(SEED + 2)
    a, second = arguments(loss, rng, n=400, k=3)
    b, _ = arguments(loss, rng, n=400, k=3)
    ends = unreduced(loss, loss.f, a, second) / 2 + unreduced(loss, loss.f, b, second) / 2
    middle = unreduced(loss, loss.f, (a + b) / 2, second)
    excess = (middle - ends - 1e-12 * (1 + ends)).max()
    assert excess <= 0, f"{loss.name}: not convex by {excess}, seed {SEED + 2}"


@pytest.mark.parametrize(
    "loss", [v for v in LOSSES.values() if v.convex_in_first], ids=lambda v: v.name
)
def test_convex_where_declared(loss):
    check_convex(loss)


def test_convexity_check_can_fail():
    assert not LOSSES["focal"].convex_in_first
    with pytest.raises(AssertionError, match="not convex"):
        check_convex(replace(LOSSES["focal"], convex_in_first=True))


def check_kinks(loss):
    """At a declared kink the slopes are as declared; nowhere else does the slope jump."""
    grid = np.arange(-24, 25) / 8  # contains every kink and the default delta
    one, h = np.ones_like(grid), 2.0**-30
    first, second = (grid, one) if loss.kind == "binary" else (grid + one, one)
    left, here, right = (loss.grad(first + s, second, reduction="none") for s in (-h, 0.0, h))
    jumps = list(grid[np.abs(right - left) > 1e-6])
    declared = [kink.x for kink in loss.kinks]
    assert jumps == declared, f"{loss.name}: jumps at {jumps}, declared {declared}"
    for kink in loss.kinks:
        at = int(np.flatnonzero(grid == kink.x)[0])
        slopes = (left[at], here[at], right[at])
        assert slopes == (kink.low, kink.grad, kink.high), f"{loss.name}: {slopes} at the kink"


scalar_losses = [v for v in LOSSES.values() if v.kind in ("regression", "binary")]


@pytest.mark.parametrize("loss", scalar_losses, ids=lambda v: v.name)
def test_kinks(loss):
    check_kinks(loss)


def test_kinks_can_fail():
    with pytest.raises(AssertionError, match="declared"):
        check_kinks(replace(LOSSES["hinge"], kinks=()))
    with pytest.raises(AssertionError, match="at the kink"):
        check_kinks(
            replace(
                LOSSES["absolute_error"],
                grad=lambda p, t, reduction: np.where(p >= t, 1.0, -1.0),
            )
        )


def check_minimum(loss):
    """A perfect prediction costs nothing."""
    t = np.array([-2.0, 0.0, 1.5])
    assert np.all(loss.f(t, t, reduction="none") == 0), loss.name


@pytest.mark.parametrize(
    "loss", [v for v in LOSSES.values() if v.kind == "regression"], ids=lambda v: v.name
)
def test_perfect_prediction_costs_nothing(loss):
    check_minimum(loss)


def test_minimum_check_can_fail():
    with pytest.raises(AssertionError):
        check_minimum(
            replace(
                LOSSES["huber"], f=lambda p, t, reduction: losses.huber(p, t + 1, reduction="none")
            )
        )


# Cross entropy.


Z = np.array([[2.0, 1.0, 0.0], [-1.0, 0.5, 3.0], [0.25, -0.75, 1.5]])
Y = np.array([0, 2, 1])
W = np.array([1.0, 2.0, 0.5])
SOFT = np.array([[0.5, 0.25, 0.25], [0.0, 0.125, 0.875], [0.25, 0.5, 0.25]])
HOT = np.eye(3)[Y]
pair_of = pytest.mark.parametrize(
    "f", [losses.cross_entropy, losses.cross_entropy_grad], ids=lambda f: f.__name__
)


@pair_of
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_class_numbers_equal_one_hot_rows(f, reduction):
    options = {"reduction": reduction, "label_smoothing": 0.2}
    np.testing.assert_array_equal(f(Z, Y, **options), f(Z, HOT, **options))
    if reduction != "mean":
        np.testing.assert_array_equal(f(Z, Y, weight=W, **options), f(Z, HOT, weight=W, **options))


@pair_of
@pytest.mark.parametrize("labels", [Y, SOFT], ids=["numbers", "probabilities"])
def test_label_smoothing_is_a_soft_target(f, labels):
    soft = 0.7 * (HOT if labels is Y else SOFT) + 0.3 / 3
    np.testing.assert_allclose(f(Z, labels, label_smoothing=0.3), f(Z, soft), rtol=2e-15)


def test_weighted_mean_divides_by_the_weights_of_the_labeled_classes():
    rows = losses.cross_entropy(Z, Y, reduction="none")
    w = W[Y]
    np.testing.assert_allclose(
        losses.cross_entropy(Z, Y, weight=W), (w * rows).sum() / w.sum(), rtol=1e-15
    )
    np.testing.assert_allclose(
        losses.cross_entropy(Z, HOT, weight=W), (w * rows).sum() / 3, rtol=1e-15
    )


def test_gradient_for_targets_with_any_sum():
    # The gradient is (sum y) s - y; at sum y = 1 the familiar s - y.
    y = np.array([[2.0, 0.5, 1.0], [0.0, 0.0, 0.0], [0.25, 0.25, 0.0]])
    got = losses.cross_entropy_grad(Z, y, normalized=False, reduction="none")
    np.testing.assert_allclose(got, y.sum(-1, keepdims=True) * softmax(Z) - y, atol=1e-15)
    # 'mean' divides by the number of rows, whatever their sums.
    np.testing.assert_allclose(
        losses.cross_entropy_grad(Z, y, normalized=False), got / 3, rtol=1e-15
    )
    rows = losses.cross_entropy(Z, y, normalized=False, reduction="none")
    assert losses.cross_entropy(Z, y, normalized=False) == pytest.approx(rows.mean(), rel=1e-15)
    with pytest.raises(ValueError, match=r"labels sums to 3\.5 .*normalized=False"):
        losses.cross_entropy_grad(Z, y)


@pair_of
def test_any_axis(f):
    rng = np.random.default_rng(SEED)
    z, y = rng.normal(size=(2, 4, 5)), rng.integers(0, 4, (2, 5))
    moved = f(np.moveaxis(z, 1, -1), y, weight=[1, 2, 3, 4], reduction="none")
    if f is losses.cross_entropy_grad:
        moved = np.moveaxis(moved, -1, 1)
    np.testing.assert_array_equal(f(z, y, axis=1, weight=[1, 2, 3, 4], reduction="none"), moved)


def test_one_row_without_a_batch():
    assert losses.cross_entropy([2.0, 1.0, 0.0], 0) == losses.cross_entropy([[2.0, 1.0, 0.0]], [0])
    np.testing.assert_allclose(losses.cross_entropy_grad([0.0, 0.0], 1), [0.5, -0.5])


def test_shift_of_the_logits_changes_nothing():
    z = np.round(Z * 8) / 8
    for f in (losses.cross_entropy, losses.cross_entropy_grad, losses.focal, losses.focal_grad):
        np.testing.assert_array_equal(f(z, Y), f(z + 512.0, Y))


def test_focal_without_focus_is_cross_entropy():
    for ours, plain in (
        (losses.focal, losses.cross_entropy),
        (losses.focal_grad, losses.cross_entropy_grad),
    ):
        for weight in (None, W):
            np.testing.assert_allclose(
                ours(Z, Y, gamma=0.0, weight=weight), plain(Z, Y, weight=weight), rtol=4e-16
            )


def test_masked_class():
    z = np.array([[1.0, -INF, 0.0]])
    kept = [1.0, 0.0]
    with np.errstate(**STRICT):
        assert losses.cross_entropy(z, [0]) == losses.cross_entropy([kept], [0])
        assert losses.cross_entropy(z, [1]) == INF
        assert losses.cross_entropy(z, [0], label_smoothing=0.1) == INF
        assert losses.focal(z, [0]) == losses.focal([kept], [0])
        assert losses.focal(z, [1]) == INF
        for f in (losses.cross_entropy, losses.focal):
            assert f(z, [1], weight=[1.0, 0.0, 1.0], reduction="sum") == 0
        np.testing.assert_array_equal(
            losses.cross_entropy_grad(z, [0])[:, [0, 2]], losses.cross_entropy_grad([kept], [0])
        )
        assert losses.cross_entropy_grad(z, [0])[0, 1] == 0
        assert losses.focal_grad(z, [0])[0, 1] == 0
        assert losses.focal_grad(z, [1])[0, 1] == -1
    with pytest.raises(ValueError, match=r"-inf for every class of row \(1,\)"):
        losses.cross_entropy([[0.0, 0.0], [-INF, -INF]], [0, 0])


def test_focal_of_a_row_that_cannot_be_better():
    with np.errstate(**STRICT):
        assert losses.focal([[2000.0, 0.0]], [0], gamma=0.5) == 0
        np.testing.assert_array_equal(
            losses.focal_grad([[2000.0, 0.0]], [0], gamma=0.5), [[0.0, 0.0]]
        )


def test_binary_is_multiclass_with_two_classes():
    x = np.linspace(-300, 300, 61)
    z, y = np.stack([x, np.zeros_like(x)], axis=-1), np.arange(61) % 2
    for eps in (0.0, 0.1):
        options = {"label_smoothing": eps, "reduction": "none"}
        np.testing.assert_allclose(
            losses.binary_cross_entropy(x, 1 - y, **options),
            losses.cross_entropy(z, y, **options),
            rtol=1e-14,
        )
        np.testing.assert_allclose(
            losses.binary_cross_entropy_grad(x, 1 - y, **options),
            losses.cross_entropy_grad(z, y, **options)[:, 0],
            rtol=1e-13,
            atol=1e-16,
        )


def test_soft_binary_targets():
    rng = np.random.default_rng(SEED)
    z, t = rng.normal(size=200) * 20, rng.uniform(size=200)
    value = losses.binary_cross_entropy(z, t, reduction="none")
    slope = losses.binary_cross_entropy_grad(z, t, reduction="none")
    with mp.workdps(60):
        for i in range(200):
            x, y = mp.mpf(float(z[i])), mp.mpf(float(t[i]))
            assert ulps(value[i], mp_binary_cross_entropy(x, y)) <= 4, f"seed {SEED}, {i}"
            s = 1 / (1 + mp.exp(-x))
            # s - t has a root between the data: the promise is absolute.
            assert abs(mp.mpf(float(slope[i])) - (s - y)) <= 4 * 2.0**-53, f"seed {SEED}, {i}"


def test_binary_weight_scales_elements():
    z, t, w = np.array([-1.0, 0.5]), np.array([1.0, 0.25]), np.array([3.0, 0.0])
    for f in (losses.binary_cross_entropy, losses.binary_cross_entropy_grad):
        rows = f(z, t, reduction="none")
        np.testing.assert_array_equal(f(z, t, weight=w, reduction="none"), w * rows)
    rows = losses.binary_cross_entropy(z, t, reduction="none")
    np.testing.assert_allclose(losses.binary_cross_entropy(z, t, weight=w), (w * rows).sum() / 2)


# Distributions.


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


# Refusals.


def check_bad_reduction_refused(loss):
    first, second = arguments(loss, np.random.default_rng(SEED))
    for f in (loss.f, loss.grad):
        with pytest.raises(ValueError, match=f"{f.__name__}: reduction = 'avg', wanted one of"):
            f(first, second, reduction="avg")
        with pytest.raises(ValueError, match=f"{f.__name__}: the batch is empty"):
            f(first[:0], second[:0])
        empty = f(first[:0], second[:0], reduction="none")
        assert np.size(empty) == 0
    assert loss.f(first[:0], second[:0], reduction="sum") == 0


@reducible
def test_unknown_reduction_and_mean_of_nothing_are_refused(loss):
    check_bad_reduction_refused(loss)


def test_bad_reduction_can_fail():
    broken = replace(LOSSES["hinge"], f=lambda s, y, reduction="mean": losses.hinge(s, y))
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        check_bad_reduction_refused(broken)


REFUSALS = [
    ("huber", ([1.0], [0.0]), {"delta": 0.0}, r"delta = 0, wanted delta in \(0, inf\)"),
    ("huber", ([1.0], [0.0]), {"delta": NAN}, "delta = nan"),
    ("quantile", ([1.0], [0.0]), {"q": 1.0}, r"q = 1, wanted q in \(0, 1\)"),
    ("focal", (Z, Y), {"gamma": -1.0}, r"gamma = -1, wanted gamma in \[0, inf\)"),
    ("focal", (Z, Y), {"weight": [1.0, 1.0]}, r"weight \(2,\), wanted \(3,\)"),
    ("cross_entropy", (Z, Y), {"label_smoothing": 1.0}, r"label_smoothing in \[0, 1\)"),
    ("cross_entropy", (Z, Y), {"label_smoothing": -0.1}, "label_smoothing = -0.1"),
    ("cross_entropy", (Z, Y), {"weight": [1.0, 2.0]}, r"weight \(2,\), wanted \(3,\)"),
    ("cross_entropy", (Z, Y), {"weight": [1.0, -2.0, 1.0]}, "weight holds -2 at index 1"),
    ("cross_entropy", (Z, Y), {"weight": [1.0, NAN, 1.0]}, "weight holds nan"),
    ("cross_entropy", (Z, Y), {"weight": [0.0, 0.0, 0.0]}, "weights of all targets are 0"),
    ("cross_entropy", (Z, [0, 3, 1]), {}, r"labels holds 3 at index \(1,\), wanted 0 to 2"),
    ("cross_entropy", (Z, [0, 1, -100]), {}, r"labels holds -100 at index \(2,\)"),
    ("cross_entropy", (Z, HOT.astype(int)), {}, "pass one-hot rows as floats"),
    ("cross_entropy", (Z, SOFT * 1.01), {}, r"labels sums to 1\.01 along axis 1 \(row \(0,\)\)"),
    ("cross_entropy", (Z, 2 * HOT - SOFT), {}, r"labels holds -0.25 at index \(0, 1\)"),
    ("cross_entropy", (Z, SOFT * NAN), {}, r"labels holds nan at index \(0, 0\)"),
    ("cross_entropy", (Z, SOFT[:2]), {}, r"\(3, 3\) and labels \(2, 3\) must have one shape"),
    ("cross_entropy", (Z, Y), {"axis": 2}, "axis 2 does not exist"),
    ("cross_entropy", (np.empty((2, 0)), [0, 0]), {}, "has no class"),
    ("binary_cross_entropy", ([0.0, 1.0], [1, -1]), {}, r"targets holds -1 at index \(1,\)"),
    ("binary_cross_entropy", ([0.0], [1]), {"label_smoothing": 1}, "label_smoothing = 1"),
    ("binary_cross_entropy", ([0.0], [1]), {"weight": [-1.0]}, "weight holds -1"),
    ("binary_cross_entropy", ([0.0], [1]), {"weight": 2.0}, "must have one shape"),
    ("hinge", ([0.0, 1.0], [1, 0]), {}, r"targets holds 0 at index \(1,\), wanted -1 or 1"),
    ("kl_divergence", ([0.5, 0.5], [0.5, 0.6]), {}, "q sums to 1.1"),
    ("kl_divergence", ([1.5, -0.5], [0.5, 0.5]), {}, r"p holds -0.5 at index \(1,\)"),
    ("kl_divergence", ([0.5, 0.5], [0.5, 0.5]), {"base": 1.0}, "base = 1"),
]


@pytest.mark.parametrize(
    ("name", "args", "options", "message"),
    REFUSALS,
    ids=[f"{r[0]}-{i}" for i, r in enumerate(REFUSALS)],
)
def test_refusals(name, args, options, message):
    for f in (LOSSES[name].f, LOSSES[name].grad):
        with pytest.raises(ValueError, match=f"{f.__name__}: .*{message}"):
            f(*args, **options)


@pytest.mark.parametrize("f", [losses.entropy, losses.entropy_grad], ids=lambda f: f.__name__)
def test_entropy_refusals(f):
    with pytest.raises(ValueError, match=f"{f.__name__}: p sums to 0.9"):
        f([0.5, 0.4])
    with pytest.raises(ValueError, match=f"{f.__name__}: p holds -1.0 at index"):
        f([2.0, -1.0])
    f([0.5, 0.4], normalized=False)


@pytest.mark.parametrize("name", ["cross_entropy", "focal"])
def test_class_numbers_as_floats_are_refused(name):
    for f in (LOSSES[name].f, LOSSES[name].grad):
        with pytest.raises(TypeError, match=r"wanted integers for class numbers; .*astype\(int\)"):
            f(Z, Y.astype(float))


def test_tolerance_of_sums_follows_the_precision():
    s = softmax(np.random.default_rng(SEED).normal(size=(20, 1000)).astype(np.float16))
    z = np.zeros((20, 1000))
    losses.cross_entropy(z, s)
    with pytest.raises(ValueError, match="labels sums to"):
        losses.cross_entropy(z, s.astype(np.float64))


# Published values.


TORCH = [
    ("cross_entropy", (Z, Y), {}, 1.0279843010886622, [-0.1115863480750594, 0.08157615701826587]),
    (
        "cross_entropy",
        (Z, Y),
        {"weight": W},
        1.6047966708474344,
        [-0.09564544120719377, 0.06992242030137075],
    ),
    (
        "cross_entropy",
        (Z, Y),
        {"weight": W, "label_smoothing": 0.1},
        1.6411630529191763,
        [-0.07343000808445657, 0.052040174925441225],
    ),
    (
        "cross_entropy",
        (Z, Y),
        {"label_smoothing": 0.1},
        1.0974287455331067,
        [-0.08936412585283716, 0.07046504590715477],
    ),
    (
        "cross_entropy",
        (Z, SOFT),
        {"weight": W},
        1.6388358831357497,
        [0.08279869174889151, -0.07489349002111755],
    ),
    (
        "cross_entropy",
        (Z, SOFT),
        {"weight": W, "label_smoothing": 0.1},
        1.7046060188380743,
        [0.08927819307635655, -0.08010914492243033],
    ),
    (
        "binary_cross_entropy",
        ([-10.0, 0.0, 2.5, 0.3], [1.0, 0.0, 0.25, 1.0]),
        {},
        3.30035938955506,
        [-0.2499886505328244, 0.125, 0.16853545499468914, -0.10638937079708524],
    ),
    (
        "binary_cross_entropy",
        ([-10.0, 0.0, 2.5, 0.3], [1.0, 0.0, 0.25, 1.0]),
        {"weight": [1.0, 2.0, 0.5, 3.0]},
        3.506587590142741,
        [-0.2499886505328244, 0.25, 0.08426772749734457, -0.31916811239125575],
    ),
    (
        "squared_error",
        ([0.5, -2.0, 3.0, 1.0], [0.0, 0.0, 1.0, 1.0]),
        {},
        2.0625,
        [0.25, -1.0, 1.0, 0.0],
    ),
    (
        "absolute_error",
        ([0.5, -2.0, 3.0, 1.0], [0.0, 0.0, 1.0, 1.0]),
        {},
        1.125,
        [0.25, -0.25, 0.25, 0.0],
    ),
    (
        "huber",
        ([0.5, -2.0, 3.0, 1.0], [0.0, 0.0, 1.0, 1.0]),
        {"delta": 0.75},
        0.640625,
        [0.125, -0.1875, 0.1875, 0.0],
    ),
    (
        "kl_divergence",
        ([0.5, 0.25, 0.25], [0.25, 0.25, 0.5]),
        {},
        0.17328679513998632,
        [-2.0, -1.0, -0.5],
    ),
]


@pytest.mark.parametrize(
    ("name", "args", "options", "value", "slope"),
    TORCH,
    ids=[f"PyTorch 2.13.0 {t[0]} {i}" for i, t in enumerate(TORCH)],
)
def test_values_of_pytorch(name, args, options, value, slope):
    np.testing.assert_allclose(LOSSES[name].f(*args, **options), value, rtol=2e-15)
    got = np.ravel(LOSSES[name].grad(*args, **options))[: len(slope)]
    np.testing.assert_allclose(got, slope, rtol=4e-15)


@pytest.mark.parametrize(
    ("k", "floor"), [(10, 0.5003), (1000, 1.0148)], ids=["K=10 by hand", "K=1000 by hand"]
)
def test_smoothing_floor(k, floor):
    # The smallest smoothed cross entropy is the entropy of the smoothed target:
    # -(.9 + .1/K) log(.9 + .1/K) - (K - 1)(.1/K) log(.1/K).
    target = np.full(k, 0.1 / k)
    target[0] += 0.9
    value = losses.cross_entropy(np.log(target), 0, label_smoothing=0.1)
    assert value == pytest.approx(losses.entropy(target), rel=1e-14)
    assert round(float(value), 4) == floor
    np.testing.assert_allclose(
        losses.cross_entropy_grad(np.log(target), 0, label_smoothing=0.1), 0.0, atol=1e-15
    )


def test_confident_and_wrong_by_hand():
    # sigma(-10) - 1 = -1 / (1 + e^-10)
    assert round(float(losses.binary_cross_entropy_grad(-10.0, 1.0)), 5) == -0.99995


def test_focal_paper_by_hand():
    # Lin et al. 2017, section 3.2: at gamma = 2 a row with p = 0.9 costs 100 times less than
    # under cross entropy, one with p about 0.968 1000 times less.
    for p, ratio in ((0.9, 100.0), (1 - 1000**-0.5, 1000.0)):
        z = [[np.log(p), np.log1p(-p)]]
        got = losses.cross_entropy(z, [0]) / losses.focal(z, [0], gamma=2.0)
        assert got == pytest.approx(ratio, rel=1e-12)


# The table.


def check_record(loss):
    assert loss.f.__name__ == loss.name
    assert loss.grad.__name__ == f"{loss.name}_grad"
    assert getattr(losses, loss.name) is loss.f
    assert {loss.name, loss.grad.__name__} <= set(losses.__all__)
    assert loss.f.__kwdefaults__ == loss.grad.__kwdefaults__
    for parameter in loss.parameters:
        assert loss.f.__kwdefaults__[parameter.name] == parameter.default
        assert parameter.low <= parameter.default <= parameter.high


@each
def test_record(loss):
    check_record(loss)
    with pytest.raises(FrozenInstanceError):
        loss.name = "other"


@pytest.mark.parametrize(
    "change",
    [{"name": "huber"}, {"grad": losses.huber_grad}, {"parameters": LOSSES["huber"].parameters}],
    ids=["name", "grad", "parameters"],
)
def test_record_check_can_fail(change):
    with pytest.raises((AssertionError, KeyError)):
        check_record(replace(LOSSES["quantile"], **change))


def test_table_is_read_only():
    with pytest.raises(TypeError):
        LOSSES["mine"] = LOSSES["hinge"]
