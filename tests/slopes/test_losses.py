"""Losses and their gradients against their definitions."""

import math
import re
import tracemalloc
from dataclasses import FrozenInstanceError, replace

import mpmath as mp
import numpy as np
import pytest

from slopes import losses
from slopes._reduction import BLOCK
from slopes._rows import SIZE
from slopes.losses import LOSSES, value_and_grad
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


def mp_pseudo_huber(p, t, delta=1.0):
    return mp.mpf(delta) ** 2 * (mp.sqrt(1 + ((p - t) / mp.mpf(delta)) ** 2) - 1)


def mp_smooth_l1(p, t, beta=1.0):
    return mp_huber(p, t, beta) / mp.mpf(beta)


def mp_poisson(p, t, log_input=True, full=False):
    rest = mp.log(mp.factorial(t)) if full else 0
    return rest + (mp.exp(p) - t * p if log_input else p - t * mp.log(p))


def mp_gaussian_nll(p, t, variance=1.0, full=False):
    v = mp.mpf(variance)
    return (mp.log(v) + (p - t) ** 2 / v + (mp.log(2 * mp.pi) if full else 0)) / 2


def mp_sigmoid_focal(z, t, gamma=2.0):
    yes, no = 1 / (1 + mp.exp(-z)), 1 / (1 + mp.exp(z))
    g = mp.mpf(gamma)
    return -t * no**g * mp.log(yes) - (1 - t) * yes**g * mp.log(no)


def mp_poly(z, y, epsilon=2.0):
    return mp_cross_entropy(z, y) + mp.mpf(epsilon) * mp_others(z, y)


def mp_others(z, y):
    return mp.fsum(v for k, v in enumerate(mp_softmax(z)) if k != y)


def mp_multi_margin(z, y, p=1, margin=1.0):
    short = [max(mp.mpf(0), mp.mpf(margin) - z[y] + v) for k, v in enumerate(z) if k != y]
    return mp.fsum(v**p for v in short) / len(z)


def mp_sparsemax_loss(z, y):
    # The threshold by trying every size of the support.
    for size in range(1, len(z) + 1):
        largest = sorted(z, reverse=True)[:size]
        tau = (mp.fsum(largest) - 1) / size
        p = [max(v - tau, mp.mpf(0)) for v in z]
        if abs(mp.fsum(p) - 1) < mp.mpf(10) ** (10 - mp.mp.dps):
            break
    best = mp.fsum(a * b for a, b in zip(p, z, strict=True)) - mp.fsum(a * a for a in p) / 2
    return best + mp.mpf(1) / 2 - z[y]


def mp_multilabel_soft_margin(z, y):
    terms = zip(z, y, strict=True)
    return mp.fsum(t * mp.log1p(mp.exp(-x)) + (1 - t) * mp.log1p(mp.exp(x)) for x, t in terms) / 5


def mp_multilabel_margin(z, y):
    right = [v for v, t in zip(z, y, strict=True) if t]
    wrong = [v for v, t in zip(z, y, strict=True) if not t]
    return mp.fsum(max(mp.mpf(0), 1 - a + b) for a in right for b in wrong) / len(z)


DEFINITIONS = {
    "smooth_l1": mp_smooth_l1,
    "pseudo_huber": mp_pseudo_huber,
    "gaussian_nll": mp_gaussian_nll,
    "poisson": mp_poisson,
    "soft_margin": lambda s, y: mp.log(1 + mp.exp(-y * s)),
    "sigmoid_focal": mp_sigmoid_focal,
    "squared_hinge": lambda s, y: max(mp.mpf(0), 1 - y * s) ** 2,
    "perceptron": lambda s, y: max(mp.mpf(0), -y * s),
    "multilabel_soft_margin": mp_multilabel_soft_margin,
    "multilabel_margin": mp_multilabel_margin,
    "poly_cross_entropy": mp_poly,
    "multi_margin": mp_multi_margin,
    "multiclass_hinge": lambda z, y: max(v + (k != y) for k, v in enumerate(z)) - z[y],
    "multiclass_perceptron": lambda z, y: max(z) - z[y],
    "sparsemax_loss": mp_sparsemax_loss,
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
    "smooth_l1": [{"beta": 0.3}, {"beta": 25.0}],
    "pseudo_huber": [{"delta": 0.3}, {"delta": 25.0}],
    "gaussian_nll": [{"variance": 0.3}, {"variance": 25.0, "full": True}],
    "poisson": [{"full": True}],
    "sigmoid_focal": [{"gamma": 0.0}, {"gamma": 0.5}, {"gamma": 5.0}],
    "poly_cross_entropy": [{"epsilon": 0.0}, {"epsilon": -1.0}],
    "multi_margin": [{"p": 2, "margin": 0.3}],
}
VARIANTS = [(loss, o) for loss in LOSSES.values() for o in ({}, *OPTIONS.get(loss.name, []))]
variant = pytest.mark.parametrize(
    ("loss", "options"),
    VARIANTS,
    ids=["-".join([loss.name, *(f"{k}={v}" for k, v in o.items())]) for loss, o in VARIANTS],
)
# Bounds in ULP: sampled maxima, rounded up. A power multiplies the error of its base.
VALUE_ULP = {"log_cosh": 5.0, "focal": 10.0, "sigmoid_focal": 12.0}
GRAD_ULP = {"focal": 12.0, "sigmoid_focal": 12.0}
# Losses and slopes with roots between the data: the promise is absolute in the largest term.
VALUE_SCALE = {
    "poisson": lambda p, t, **_: mp.exp(p) + abs(t * p) + abs(mp.log(mp.factorial(t))),
    "gaussian_nll": lambda p, t, variance=1.0, **_: 1 + abs(mp.log(variance)) + (p - t) ** 2,
    "sparsemax_loss": lambda z, y: 1 + max(map(abs, z)),
    "poly_cross_entropy": lambda z, y, **_: mp_cross_entropy(z, y),
    "multi_margin": lambda z, y, p=1, **_: (1 + max(map(abs, z))) ** p,
    "multiclass_hinge": lambda z, y: 1 + max(map(abs, z)),
    "multiclass_perceptron": lambda z, y: 1 + max(map(abs, z)),
    "multilabel_margin": lambda z, y: 1 + max(map(abs, z)),
}
SLOPE_SCALE = {
    "poisson": lambda p, t, **_: mp.exp(p) + t,
    "sparsemax_loss": lambda z, y: 1 + max(map(abs, z)),
    "multi_margin": lambda z, y, **_: 1 + max(map(abs, z)),
    "poly_cross_entropy": lambda z, y, **_: 1,
}
KINKED_ROWS = {"multi_margin", "multiclass_hinge", "multiclass_perceptron", "multilabel_margin"}


SCALAR = ("regression", "count", "binary")


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
        return logits, 2 * target - 1 if loss.signed else target
    if loss.kind == "multiclass":
        scale = 10.0 ** rng.uniform(-1, 1.5, (n, 1))
        return rng.normal(size=(n, k)) * scale, rng.integers(0, k, n)
    if loss.kind == "multilabel":
        scale = 10.0 ** rng.uniform(-1, 1.5, (n, 1))
        return rng.normal(size=(n, k)) * scale, rng.integers(0, 2, (n, k)).astype(float)
    if loss.kind == "count":
        return rng.normal(size=n) * 3, rng.poisson(3, n).astype(float)
    return dyadic(rng, (n, k)), dyadic(rng, (n, k))


def extremes(loss):
    """Arguments at which plain formulas lose everything."""
    if loss.kind == "regression":
        return np.array([1e3, -1e3, 1e-5, 700.0, 0.0]), np.zeros(5)
    if loss.kind == "binary":
        logits = np.array([1e3, -1e3, 1e3, -1e3, 40.0, -40.0, 0.0])
        target = np.array([1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0])
        return logits, 2 * target - 1 if loss.signed else target
    if loss.kind == "multiclass":
        rows = [[600, 0, -600, 1, 0], [40, 1, 0, 2, 3], [-600, 600, 0, 600, 0], [0, 0, 0, 0, 0]]
        rows = np.array([*rows, rows[0]], float)
        if loss.name in KINKED_ROWS:
            rows += [0.0, 0.3, 0.7, 0.15, 0.45]
        return rows, np.array([0, 0, 1, 4, 2])
    if loss.kind == "multilabel":
        rows = np.array([[600, 0.3, -600, 1.15, 0], [40, 1, 0.3, 2.45, 3.7], [0, 0, 0, 0, 0]])
        return rows, np.array([[0, 1, 1, 0, 1], [1, 0, 0, 0, 0], [1, 1, 0, 1, 0.0]])
    if loss.kind == "count":
        return np.array([-700.0, -40.0, 0.0, 1e-9, 9.0]), np.array([0.0, 0.0, 1.0, 1.0, 8000.0])
    # q is p moved by 2^-30 and by 2^-50: the plain sum has no correct digit left.
    p = np.array([[0.5, 0.25, 0.125, 0.125], [0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0]])
    move = np.array([[1, -1, 0, 0], [2**-20, 0, 0, -(2**-20)], [-(2**29), 2**29, 0, 0]]) * 2.0**-30
    return p, p + move


def elements(loss, first, second):
    """Pairs of exact arguments, one for each element of the unreduced loss."""
    if loss.kind in SCALAR:
        return list(zip(mp_row(first), mp_row(second), strict=True))
    if loss.kind == "multiclass":
        return [(mp_row(z), int(y)) for z, y in zip(first, second, strict=True)]
    return [(mp_row(p), mp_row(q)) for p, q in zip(first, second, strict=True)]


def unreduced(loss, f, *args, **options):
    if loss.kind != "distribution":
        options["reduction"] = "none"
    return f(*args, **options)


def ulps(got, exact, scale=None):
    """Error in units of the last place of the exact result, or of a larger number."""
    got = np.asarray(got)
    nearest = np.asarray(float(exact)).astype(got.dtype)
    if got == nearest:
        return 0.0
    largest = nearest if scale is None else max(abs(nearest), np.asarray(float(scale), got.dtype))
    return float(abs(mp.mpf(float(got)) - exact) / mp.mpf(float(np.spacing(np.abs(largest)))))


def samples(loss):
    """Name, digits that the definition needs beside 1, arguments."""
    n = 100 if loss.kind in SCALAR else 16
    yield "seeded", 450, arguments(loss, np.random.default_rng(SEED), n=n)
    yield "extreme", 900, extremes(loss)


def check_definition(loss, options, bound):
    for what, digits, (first, second) in samples(loss):
        got = unreduced(loss, loss.f, first, second, **options)
        with mp.workdps(digits):
            for i, args in enumerate(elements(loss, first, second)):
                scale = VALUE_SCALE.get(loss.name, lambda *_, **__: None)(*args, **options)
                error = ulps(got[i], DEFINITIONS[loss.name](*args, **options), scale)
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
            binary = loss.kind == "binary"
            off = first * second != loss.kinks[0].x if binary else first != second
            first, second = first[off], second[off]
        got = np.asarray(unreduced(loss, loss.grad, first, second, **options))
        with mp.workdps(digits):
            for i, args in enumerate(elements(loss, first, second)):
                for j, slope in enumerate(np.atleast_1d(got[i])):
                    exact = exact_slope(loss, args, j, options)
                    scale = SLOPE_SCALE.get(loss.name, lambda *_, **__: None)(*args, **options)
                    error = ulps(slope, exact, scale)
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
        shape = first.shape if is_grad or loss.kind in SCALAR else first.shape[:-1]
        assert none.shape == shape, loss.name
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
    if loss.kind != "count":  # a log likelihood of counts may have any sign
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


Z = np.array([[2.0, 1.0, 0.0], [-1.0, 0.5, 3.0], [0.25, -0.75, 1.5]])
Y = np.array([0, 2, 1])
W = np.array([1.0, 2.0, 0.5])
SOFT = np.array([[0.5, 0.25, 0.25], [0.0, 0.125, 0.875], [0.25, 0.5, 0.25]])
HOT = np.eye(3)[Y]


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
    ("smooth_l1", ([1.0], [0.0]), {"beta": 0.0}, r"beta = 0, wanted beta in \(0, inf\)"),
    ("pseudo_huber", ([1.0], [0.0]), {"delta": INF}, "delta = inf"),
    ("poisson", ([1.0, 2.0], [0.0, -1.0]), {}, r"targets holds -1 at index \(1,\)"),
    ("poisson", ([-1.0], [0.0]), {"log_input": False}, "predictions holds -1 .*log_input=True"),
    ("gaussian_nll", ([1.0, 1.0], [0.0, 1.0]), {"variance": 0.0}, "variance holds 0 at"),
    ("gaussian_nll", ([1.0, 1.0], [0.0, 1.0]), {"variance": [1.0, NAN]}, "variance holds nan"),
    ("gaussian_nll", ([1.0], [0.0]), {"variance": [1.0, 2.0]}, "does not broadcast"),
    ("squared_hinge", ([1.0], [0.0]), {}, "targets holds 0 at .*wanted -1 or 1"),
    ("perceptron", ([1.0], [0.5]), {}, "targets holds 0.5 at .*wanted -1 or 1"),
    ("soft_margin", ([1.0], [2.0]), {}, "targets holds 2 at .*wanted -1 or 1"),
    ("sigmoid_focal", ([1.0], [1.0]), {"gamma": -1.0}, r"gamma = -1, wanted gamma in \[0, inf\)"),
    ("sigmoid_focal", ([1.0], [1.5]), {}, r"targets holds 1\.5 at"),
    ("poly_cross_entropy", (Z, Y), {"epsilon": -2.0}, r"epsilon = -2, wanted epsilon in \[-1, inf"),
    ("multi_margin", (Z, Y), {"p": 3}, "p = 3, wanted one of 1, 2"),
    ("multi_margin", (Z, Y), {"margin": 0.0}, "margin = 0"),
    ("multi_margin", (Z, Y), {"weight": [1.0]}, r"weight \(1,\), wanted \(3,\)"),
    ("multi_margin", (Z - [INF, 0, 0], Y), {}, "logits holds -inf"),
    ("sparsemax_loss", (Z, [0, 1, 3]), {}, "labels holds 3 at"),
    ("multilabel_margin", (Z, 2 * HOT), {}, r"targets holds 2 at index \(0, 0\), wanted 0 or 1"),
    ("multilabel_margin", (np.empty((2, 0)), np.empty((2, 0))), {}, "has no class"),
    ("multilabel_soft_margin", (Z, 2 * HOT), {}, "targets holds 2 at .*probabilities"),
    ("multilabel_soft_margin", (Z, HOT), {"weight": [-1.0, 1, 1]}, "weight holds -1"),
    ("binary_cross_entropy", ([0.0], [1]), {"pos_weight": -1.0}, "pos_weight holds -1"),
    ("binary_cross_entropy", ([0.0], [1]), {"pos_weight": [1.0, 2.0]}, "does not broadcast"),
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


# Value and gradient together.


def check_both(loss, both):
    first, second = arguments(loss, np.random.default_rng(SEED), n=40)
    reductions = ("mean", "sum", "none") if loss.kind != "distribution" else (None,)
    for reduction in reductions:
        options = {} if reduction is None else {"reduction": reduction}
        value, grad = both(first, second, **options)
        np.testing.assert_allclose(value, loss.f(first, second, **options), rtol=1e-15)
        np.testing.assert_array_equal(grad, loss.grad(first, second, **options), loss.name)


@each
def test_value_and_grad(loss):
    check_both(loss, lambda *args, **options: value_and_grad(loss.f, *args, **options))
    check_both(loss, lambda *args, **options: value_and_grad(loss.name, *args, **options))


def test_value_and_grad_check_can_fail():
    with pytest.raises(AssertionError):
        check_both(LOSSES["huber"], LOSSES["squared_error"].both)


def test_value_and_grad_of_other_functions_is_refused():
    for other in ("sigmoid", losses.entropy, lambda p, t: 0.0):
        with pytest.raises(ValueError, match=r"value_and_grad: loss = .*wanted one of squared_er"):
            value_and_grad(other, [1.0], [1.0])

    def hinge(scores, targets):
        return 0.0

    with pytest.raises(ValueError, match="value_and_grad: loss = 'hinge'"):
        value_and_grad(hinge, [1.0], [1.0])


# Long data go through in blocks.


def check_blocks(loss):
    """Blocks give what pieces do, whatever the strides, in every precision."""
    n = 2 * BLOCK + 7 if loss.kind in SCALAR else 3 * SIZE // 5 + 7
    first, second = arguments(loss, np.random.default_rng(SEED), n=n)
    at = [0, 1, n // 2, n - 2, n - 1]
    for dtype in (np.float32, np.float64):
        x = np.asfortranarray(first.astype(dtype))
        with np.errstate(over="ignore"):
            y = second if second.dtype.kind == "i" else second.astype(dtype)
        for f in (loss.f, loss.grad):
            whole = f(x, y, reduction="none")
            np.testing.assert_array_equal(whole[at], f(x[at], y[at], reduction="none"), loss.name)
            # NumPy takes another exponential for strided arrays.
            back = f(x[::-2], y[::-2], reduction="none")
            np.testing.assert_allclose(back, whole[::-2], 1e-12, 1e-11, err_msg=loss.name)
        exact = math.fsum(loss.f(x.astype(float), y, reduction="none"))
        got = float(loss.f(x, y, reduction="sum"))
        assert abs(got - exact) <= 4 * float(np.spacing(dtype(abs(exact)))), loss.name


@pytest.mark.parametrize(
    "loss",
    [v for v in LOSSES.values() if v.kind != "distribution"],
    ids=lambda v: v.name,
)
def test_blocks(loss):
    check_blocks(loss)


def test_blocks_check_can_fail():
    def forgets(p, t, *, reduction):
        values = np.square(np.asarray(p) - t)
        values[BLOCK:] = 0.0
        return values if reduction == "none" else values.sum()

    with pytest.raises(AssertionError, match="squared_error"):
        check_blocks(replace(LOSSES["squared_error"], f=forgets))


def peak(f, *args):
    """Return the most memory that a call takes beside its arguments and its result."""
    f(*args)
    tracemalloc.start()
    try:
        result = f(*args)
        held, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    del result
    return most - held


LARGE = 40 * SIZE


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["squared_error", "binary_cross_entropy", "cross_entropy"])
def test_memory_beside_the_result_is_a_few_blocks(name, dtype):
    rng = np.random.default_rng(SEED)
    first = rng.normal(size=(LARGE // 64, 64)).astype(dtype)
    second = rng.integers(0, 2, first.shape).astype(dtype)
    if name == "cross_entropy":
        second = rng.integers(0, 64, len(first))
    for f in (LOSSES[name].f, LOSSES[name].grad, LOSSES[name].both):
        assert peak(f, first, second) < 8 * 8 * SIZE


def test_memory_check_can_fail():
    assert peak(lambda x: (x * 2).sum(), np.zeros(LARGE)) >= 8 * LARGE
