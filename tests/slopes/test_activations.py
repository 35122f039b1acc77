"""Every activation against its definition at high precision, its slope, its limits, its table."""

from __future__ import annotations

import dataclasses
import inspect
from dataclasses import replace

import mpmath as mp
import numpy as np
import pytest
from mpmath import mpf
from scipy import integrate

import slopes.activations as act
from slopes import _rectifiers
from slopes.activations import ACTIVATIONS, Kink, Parameter
from slopes.differences import central_difference

SEED = 20240601
ORDERS = ("f", "grad", "grad2")
every = pytest.mark.parametrize("record", ACTIVATIONS.values(), ids=list(ACTIVATIONS))

# ------------------------------------------------------------------ (1) definition

SELU_LAMBDA = mpf("1.0507009873554804934193349852946")
SELU_ALPHA = mpf("1.6732632423543772848170429916717")


def gelu_tanh_definition(x):
    return x / 2 * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (x + mpf("0.044715") * x**3)))


# The textbook formulas, without any care: the precision is high enough for all of them. The
# decimal parameters are the float64 the code gets.
DEFINITIONS = {
    "identity": lambda x: x,
    "heaviside": lambda x: (mp.sign(x) + 1) / 2,
    "relu": lambda x: max(x, mpf(0)),
    "leaky_relu": lambda x: x if x > 0 else mpf(0.01) * x,
    "prelu": lambda x: x if x > 0 else x / 4,
    "elu": lambda x: x if x > 0 else mp.exp(x) - 1,
    "selu": lambda x: SELU_LAMBDA * (x if x > 0 else SELU_ALPHA * (mp.exp(x) - 1)),
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "logsigmoid": lambda x: -mp.log(1 + mp.exp(-x)),
    "tanh": lambda x: (mp.exp(x) - mp.exp(-x)) / (mp.exp(x) + mp.exp(-x)),
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "softsign": lambda x: x / (1 + abs(x)),
    "silu": lambda x: x / (1 + mp.exp(-x)),
    "gelu": lambda x: x * (1 + mp.erf(x / mp.sqrt(2))) / 2,
    "gelu_tanh": gelu_tanh_definition,
    "mish": lambda x: x * mp.tanh(mp.log(1 + mp.exp(x))),
    "hardsigmoid": lambda x: min(max(x + 3, mpf(0)), mpf(6)) / 6,
    "hardtanh": lambda x: min(max(x, mpf(-1)), mpf(1)),
    "hardswish": lambda x: x * min(max(x + 3, mpf(0)), mpf(6)) / 6,
    "relu6": lambda x: min(max(x, mpf(0)), mpf(6)),
    "celu": lambda x: x if x > 0 else mp.exp(x) - 1,
    "squareplus": lambda x: (x + mp.sqrt(x * x + 4)) / 2,
    "sparse_plus": lambda x: x if x >= 1 else max(x + 1, mpf(0)) ** 2 / 4,
    "sparse_sigmoid": lambda x: min(max(x + 1, mpf(0)), mpf(2)) / 2,
    "softshrink": lambda x: mp.sign(x) * max(abs(x) - mpf(0.5), mpf(0)),
    "hardshrink": lambda x: x if abs(x) > 0.5 else mpf(0),
    "tanhshrink": lambda x: x - mp.tanh(x),
    "logcosh": lambda x: mp.log(mp.cosh(x)),
    "gaussian": lambda x: mp.exp(-x * x),
}

# Largest error of f, f', f'' in units in the last place, everywhere off the kinks, at the zeros
# of f' and f'' too: sampled maxima, rounded up.
BOUNDS = {
    "identity": (0, 0, 0),
    "heaviside": (0, 0, 0),
    "relu": (0, 0, 0),
    "leaky_relu": (1, 0, 0),
    "prelu": (1, 0, 0),
    "elu": (2, 2, 2),
    "selu": (3, 3, 3),
    "sigmoid": (2, 3, 4),
    "logsigmoid": (2, 2, 3),
    "tanh": (2, 4, 4),
    "softplus": (2, 2, 3),
    "softsign": (2, 3, 3),
    "silu": (3, 5, 5),
    "gelu": (7, 5, 5),
    "gelu_tanh": (4, 6, 8),
    "mish": (4, 6, 8),
    "hardsigmoid": (1.01, 0.5, 0),
    "hardtanh": (0, 0, 0),
    "hardswish": (2, 1.01, 0.5),
    "relu6": (0, 0, 0),
    "celu": (2, 2, 2),
    "squareplus": (3, 4, 4),
    "sparse_plus": (2, 0.51, 0),
    "sparse_sigmoid": (0.51, 0, 0),
    "softshrink": (0.51, 0, 0),
    "hardshrink": (0, 0, 0),
    "tanhshrink": (4, 4, 4),
    "logcosh": (3, 2, 4),
    "gaussian": (3, 3, 4),
}

# Zeros of f' and f'' to a few digits; points cluster around their float64 neighbors.
ZEROS = {
    "sigmoid": (0.0,),
    "tanh": (0.0,),
    "silu": (-1.2784645427610738, -2.3993572805154677, 2.3993572805154677),
    "gelu": (-0.7517915246935645, -1.4142135623730951, 1.4142135623730951),
    "gelu_tanh": (-0.7524614220710163, -1.4185040087908283, 1.4185040087908283),
    "mish": (-1.1924312145154952, -2.256376396360793, 1.4905711794854284),
    "hardswish": (-1.5,),
    "tanhshrink": (0.0,),
    "logcosh": (0.0,),
    "gaussian": (0.0, -0.7071067811865476, 0.7071067811865476),
}

# -log of how small f, f' or f'' get: the textbook formulas lose that much by cancellation.
TAILS = {
    "tanh": lambda x: 2 * abs(x),
    "mish": lambda x: 2 * abs(x),
    "gelu": lambda x: x * x / 2,
    "gelu_tanh": lambda x: 1.6 * abs(x) + 0.0714 * abs(x) ** 3,
    "tanhshrink": lambda x: 2 * abs(x),
    "logcosh": lambda x: 2 * abs(x),
    "gaussian": lambda x: x * x,
}
REACH = {
    "gelu": 45.0,
    "gelu_tanh": 24.0,
    "gaussian": 30.0,
}  # beyond, the formula's digits would be thousands


def sample(record):
    rng = np.random.default_rng(SEED)
    size = 10.0 ** rng.uniform(-12, 3, 30)
    near = np.array([0, 1e-16, -1e-16, 4e-16, -1e-12, 1e-8, -1e-5, 0.01])
    special = [*ZEROS.get(record.name, ()), *record.bends, *(kink.x for kink in record.kinks)]
    x = np.concatenate([
        size, -size, rng.uniform(-5, 5, 40), rng.uniform(-45, 45, 20),
        rng.uniform(-760, -690, 12), rng.uniform(690, 760, 12), rng.uniform(-385, -345, 6),
        rng.uniform(-24, -17, 6), *(point + near for point in special),
    ])  # fmt: skip
    x = x[np.abs(x) <= REACH.get(record.name, np.inf)]
    return x[~np.isin(x, [*record.bends, *(kink.x for kink in record.kinks)])]


def exact(name, x, order):
    tail = TAILS.get(name, abs)(x)
    with mp.workdps(80 + int(tail / 2.3)):
        y = mp.diff(DEFINITIONS[name], mpf(x), order) if order else DEFINITIONS[name](mpf(x))
        # Where the answer is exactly 0, a difference quotient at 80 digits leaves some rounding.
        return mp.chop(y, mpf(10) ** -50) if piecewise(name, x) or x == 0 else +y


def piecewise(name, x):
    """Whether the function is a polynomial of low degree near x."""
    if name in ("elu", "selu", "celu"):
        return x > 0
    straight = ("identity", "heaviside", "relu", "leaky_relu", "prelu", "relu6", "softshrink")
    return name in straight or "hard" in name or "sparse" in name


def errors_in_ulp(record, order):
    x = sample(record)
    got = getattr(record, ORDERS[order])(x)
    wanted = [exact(record.name, float(point), order) for point in x]
    unit = np.spacing(np.abs([float(y) for y in wanted]))
    rows = zip(got, wanted, unit, strict=True)
    return x, np.array([float(abs(mpf(float(g)) - y) / mpf(float(u))) for g, y, u in rows])


def check_definition(record, order):
    x, error = errors_in_ulp(record, order)
    worst = int(np.argmax(error))
    bound = BOUNDS[record.name][order]
    assert np.all(error <= bound), (
        f"{record.name} {ORDERS[order]}: {error[worst]:.3g} ULP at {x[worst]!r}, "
        f"bound {bound}, seed {SEED}"
    )


@every
@pytest.mark.parametrize("order", range(3), ids=ORDERS)
def test_definition(record, order):
    check_definition(record, order)


# ------------------------------------------------------------------ (2) slope


def check_slope(record):
    rng = np.random.default_rng(SEED)
    rough = [*record.bends, *(kink.x for kink in record.kinks)]
    x = rng.uniform(-12, 12, 400)
    x = x[np.all([np.abs(x - point) > 0.05 for point in rough], axis=0)] if rough else x
    for f, slope in ((record.f, record.grad), (record.grad, record.grad2)):
        np.testing.assert_allclose(
            slope(x), central_difference(f, x), rtol=1e-9, atol=1e-10, err_msg=f"seed {SEED}"
        )


@every
def test_slope(record):
    check_slope(record)


def check_kinks(record):
    for kink in record.kinks:
        assert record.grad(kink.x) == kink.grad
        assert kink.low <= kink.grad <= kink.high
        left, right = np.nextafter(kink.x, -np.inf), np.nextafter(kink.x, np.inf)
        if kink.high == np.inf:  # a jump: no chord across it is too steep
            assert record.f(right) - record.f(left) >= 0.5
        else:
            sides = sorted([record.grad(left), record.grad(right)])
            np.testing.assert_allclose(sides, [kink.low, kink.high], rtol=0, atol=1e-14)
            assert kink.low < kink.high
    for point in record.bends:
        left, right = np.nextafter(point, -np.inf), np.nextafter(point, np.inf)
        assert abs(record.grad(left) - record.grad(right)) < 1e-14
        assert abs(record.grad2(left) - record.grad2(right)) > 0.1
    # Nowhere else does the slope jump: on a grid of step h it changes by |f''| h at most.
    x = np.linspace(-6, 6, 4801) + 1e-4
    rough = [kink.x for kink in record.kinks]
    jumps = x[1:][np.abs(np.diff(record.grad(x))) > 0.02]
    assert all(np.min(np.abs(jump - np.array([*rough, np.inf]))) < 0.01 for jump in jumps)


@every
def test_kinks(record):
    check_kinks(record)


# The left piece, or the flat one, as in PyTorch 2.13.
@pytest.mark.parametrize(
    ("slope", "x", "value"),
    [
        (act.relu_grad, 0.0, 0.0),
        (act.relu_grad, -0.0, 0.0),
        (act.leaky_relu_grad, 0.0, 0.01),
        (act.prelu_grad, 0.0, 0.25),
        (act.elu_grad, 0.0, 1.0),
        (act.hardtanh_grad, -1.0, 0.0),
        (act.hardtanh_grad, 1.0, 0.0),
        (act.hardswish_grad, -3.0, 0.0),
        (act.hardswish_grad, 3.0, 1.0),
        (act.hardsigmoid_grad, -3.0, 0.0),
        (act.hardsigmoid_grad, 3.0, 0.0),
        (act.heaviside_grad, 0.0, 0.0),
        (act.relu6_grad, 0.0, 0.0),
        (act.relu6_grad, 6.0, 0.0),
        (act.celu_grad, 0.0, 1.0),
        (act.softshrink_grad, -0.5, 0.0),
        (act.softshrink_grad, 0.5, 0.0),
        (act.hardshrink_grad, -0.5, 0.0),
        (act.hardshrink_grad, 0.5, 0.0),
        (act.sparse_sigmoid_grad, -1.0, 0.0),
        (act.sparse_sigmoid_grad, 1.0, 0.0),
    ],
)
def test_conventions_at_kinks(slope, x, value):
    assert slope(x) == value


def test_elu_takes_the_left_slope_at_zero():
    assert act.elu_grad(0.0, alpha=2.0) == 2.0


@pytest.mark.parametrize(
    ("partial", "definition", "default"),
    [
        (
            act.prelu_grad_slope,
            lambda x, a: x if x > 0 else a * x,
            {"negative_slope": 0.25},
        ),
        (act.silu_grad_beta, lambda x, b: x / (1 + mp.exp(-b * x)), {"beta": 1.0}),
        (act.silu_grad_beta, lambda x, b: x / (1 + mp.exp(-b * x)), {"beta": 0.3}),
    ],
    ids=["prelu", "silu", "silu, beta 0.3"],
)
def test_slope_in_the_learned_parameter(partial, definition, default):
    x = np.array([-700.0, -30.0, -2.5, -0.1, 0.2, 3.0, 30.0])
    (value,) = default.values()
    with mp.workdps(500):
        wanted = [
            float(mp.diff(lambda p, at=at: definition(mpf(float(at)), p), mpf(value))) for at in x
        ]
    np.testing.assert_allclose(partial(x, **default), wanted, rtol=2e-13)


# Parameters off their defaults, against the textbook formula and its derivatives.
@pytest.mark.parametrize(
    ("name", "keywords", "definition"),
    [
        ("leaky_relu", {"negative_slope": 0.5}, lambda x: x if x > 0 else x / 2),
        ("leaky_relu", {"negative_slope": -1.0}, abs),
        ("prelu", {"negative_slope": 2.0}, lambda x: x if x > 0 else 2 * x),
        ("elu", {"alpha": 2.5}, lambda x: x if x > 0 else 2.5 * (mp.exp(x) - 1)),
        ("softplus", {"beta": 4.0}, lambda x: mp.log(1 + mp.exp(4 * x)) / 4),
        ("softplus", {"beta": 0.125}, lambda x: mp.log(1 + mp.exp(x / 8)) * 8),
        ("silu", {"beta": 8.0}, lambda x: x / (1 + mp.exp(-8 * x))),
        ("silu", {"beta": 0.25}, lambda x: x / (1 + mp.exp(-x / 4))),
        ("hardtanh", {"min_val": -0.5, "max_val": 6.0}, lambda x: min(max(x, mpf(-0.5)), mpf(6))),
        ("heaviside", {"at_zero": 1.0}, lambda x: mpf(x >= 0)),
        ("celu", {"alpha": 0.3}, lambda x: x if x > 0 else 0.3 * (mp.exp(x / mpf(0.3)) - 1)),
        ("celu", {"alpha": 7.0}, lambda x: x if x > 0 else 7 * (mp.exp(x / 7) - 1)),
        ("squareplus", {"b": 0.3}, lambda x: (x + mp.sqrt(x * x + mpf(0.3))) / 2),
        ("softshrink", {"lambd": 2.0}, lambda x: mp.sign(x) * max(abs(x) - 2, mpf(0))),
        ("softshrink", {"lambd": 0.0}, lambda x: x),
        ("hardshrink", {"lambd": 2.0}, lambda x: x if abs(x) > 2 else mpf(0)),
        ("hardshrink", {"lambd": 0.0}, lambda x: x),
        ("gelu", {"approximate": "tanh"}, gelu_tanh_definition),
    ],
    ids=lambda value: (
        "-".join(map(str, value.values()))
        if isinstance(value, dict)
        else value
        if isinstance(value, str)
        else ""
    ),
)
def test_parameters(name, keywords, definition):
    record = ACTIVATIONS[name]
    x = np.random.default_rng(SEED).uniform(-9, 9, 40)
    with mp.workdps(120):
        for order, part in enumerate(ORDERS):
            wanted = [
                float(mp.chop(mp.diff(definition, mpf(float(at)), order), mpf(10) ** -40))
                for at in x
            ]
            got = getattr(record, part)(x, **keywords)
            np.testing.assert_allclose(got, wanted, rtol=1e-13, err_msg=f"{part}, seed {SEED}")


def test_heaviside_takes_its_value_at_zero():
    assert [act.heaviside(0.0, at_zero=v) for v in (0, 0.5, 1)] == [0.0, 0.5, 1.0]


# ------------------------------------------------------------------ (3) family

DTYPES = (np.float16, np.float32, np.float64)


def extremes(dtype):
    info = np.finfo(dtype)
    sizes = [
        0, info.smallest_subnormal, info.tiny, info.eps, 0.3, 1, 3, 6, 17, 25, 38.5, 40, 88, 104,
        300, 373, 600, 708.5, 744, 746, 760, 1e3, 1e4, info.max / 3, info.max, np.inf,
    ]  # fmt: skip
    sizes = np.array([float(size) for size in sizes]).clip(0, float(info.max))
    return np.concatenate([sizes, -sizes, [np.inf, -np.inf]]).astype(dtype)


def check_quiet(record):
    for dtype in DTYPES:
        x = extremes(dtype)
        for part in ORDERS:
            f = getattr(record, part)
            try:
                with np.errstate(over="raise", invalid="raise", divide="raise"):
                    y = f(x)
                    alone = [f(point) for point in x]  # NumPy runs other loops for scalars
            except FloatingPointError as error:
                raise AssertionError(f"{part} of {dtype.__name__}: {error}") from error
            assert not np.isnan(y).any(), f"{part} is NaN at {x[np.isnan(y)]}"
            np.testing.assert_array_equal(alone, y)


@every
def test_quiet_at_extremes(record):
    check_quiet(record)


def check_shape_and_dtype(record):
    for dtype in DTYPES:
        for shape in ((), (0,), (3,), (2, 0), (2, 3), (2, 1, 3)):
            x = np.ones(shape, dtype)
            for part in ORDERS:
                y = getattr(record, part)(x)
                assert y.shape == shape
                assert y.dtype == dtype
                assert not np.shares_memory(y, x)
    for whole in ([1, -2], [True, False], np.array([1, 2], np.int8)):
        assert record.f(whole).dtype == np.float64
    assert type(record.f(0.5)) is np.float64
    backwards = np.linspace(-2, 2, 9)[::-2]
    np.testing.assert_array_equal(record.f(backwards), record.f(backwards.copy()))


@every
def test_shape_and_dtype(record):
    check_shape_and_dtype(record)


def check_nan(record):
    for dtype in DTYPES:
        x = np.array([np.nan, 1.0, -np.nan, -1.0, np.nan], dtype)
        for part in ORDERS:
            y = getattr(record, part)(x)
            np.testing.assert_array_equal(np.isnan(y), np.isnan(x), err_msg=part)


@every
def test_nan_goes_through(record):
    check_nan(record)


def check_rounding(record):
    rng = np.random.default_rng(SEED)
    with np.errstate(over="ignore"):
        for dtype in (np.float16, np.float32):
            x = np.concatenate([rng.normal(0, 5, 500), rng.uniform(-120, 120, 500)]).astype(dtype)
            x = np.concatenate([x, extremes(dtype)])
            for part in ORDERS:
                f = getattr(record, part)
                wanted = f(x.astype(np.float64)).astype(dtype)
                np.testing.assert_array_equal(f(x), wanted, err_msg=f"{part}, seed {SEED}")


@every
def test_narrow_types_are_float64_rounded(record):
    check_rounding(record)


def check_limits(record):
    ends = np.array([-np.inf, np.inf])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for f, limits in ((record.f, record.limits), (record.grad, record.grad_limits)):
            np.testing.assert_array_equal(f(ends), limits)
            # The limits are not merely declared: the function gets there.
            far = f(np.array([-1e17, 1e17]))
            finite = np.isfinite(limits)
            np.testing.assert_allclose(far[finite], np.array(limits)[finite], atol=1e-15)
            assert np.all(np.abs(far[~finite]) > 1e14)
        assert np.all(record.grad2(ends) == 0)
    signs = [np.signbit(limit) for limit in record.limits]
    np.testing.assert_array_equal(np.signbit(record.f(ends)), signs)


@every
def test_limits(record):
    check_limits(record)


def check_zero(record):
    kept = [False, record.symmetry != "even"]
    for dtype in DTYPES:
        zeros = np.array([0.0, -0.0], dtype)
        if record.f(0.0) == 0:
            np.testing.assert_array_equal(np.signbit(record.f(zeros)), kept)
    # Subnormal inputs are not flushed to 0.
    tiny = np.array([5e-324, -5e-324])
    if record.f(0.0) == 0 and record.grad(5e-324) == record.grad(-5e-324) == 1:
        np.testing.assert_array_equal(record.f(tiny), tiny)


@every
def test_zero_keeps_its_sign(record):
    check_zero(record)


def grid():
    tail = np.logspace(-9, 7, 400)
    return np.concatenate([np.linspace(-50, 50, 20001), -tail, tail])


def check_range(record):
    y = record.f(grid())
    low, high = (float(end) for end in record.range[1:-1].split(","))
    assert record.range[0] in "[(", record.range
    assert record.range[-1] in "])", record.range
    # Twelve digits are written; an open end may be reached by rounding.
    assert low - 1e-12 <= y.min() <= y.max() <= high + 1e-12
    assert y.min() < low + 2e-6 or low == -np.inf
    assert y.max() > high - 2e-6 or high == np.inf
    x = np.linspace(-5, 5, 1001)
    if record.range[0] == "(":
        assert record.f(x).min() > low
    if record.range[-1] == ")":
        assert record.f(x).max() < high
    assert (low == -np.inf) == (record.f(-1e9) < -1e3)
    assert (high == np.inf) == (record.f(1e9) > 1e3)


@every
def test_range(record):
    check_range(record)


def check_monotone(record):
    x = np.sort(grid())
    rises = np.all(np.diff(record.f(x)) >= -4e-16 * np.abs(record.f(x[1:])))
    assert rises == record.monotone
    assert np.all(record.grad(x) >= 0) == record.monotone


@every
def test_monotone(record):
    check_monotone(record)


def check_symmetry(record):
    x = np.random.default_rng(SEED).normal(0, 3, 200)
    odd = np.array_equal(record.f(-x), -record.f(x))
    even = np.array_equal(record.f(-x), record.f(x))
    assert record.symmetry == ("odd" if odd else "even" if even else ""), f"seed {SEED}"


@every
def test_symmetry(record):
    check_symmetry(record)


def check_parameters(record):
    for part in ORDERS:
        signature = inspect.signature(getattr(record, part)).parameters
        keywords = {
            name: entry.default
            for name, entry in signature.items()
            if name not in ("x", "out", "precise")
        }
        words = {name: value for name, value in keywords.items() if not isinstance(value, str)}
        assert words == {entry.name: entry.default for entry in record.parameters}, part
        for name in keywords:
            assert signature[name].kind is inspect.Parameter.KEYWORD_ONLY
        assert next(iter(signature)) == "x"
    for entry in record.parameters:
        assert entry.low < entry.default < entry.high
        assert entry.meaning


@every
def test_parameters_are_those_of_the_signature(record):
    check_parameters(record)


def check_refusals(record):
    for part in ORDERS:
        f = getattr(record, part)
        who = f"^{f.__name__}: "
        with pytest.raises(TypeError, match=who + "x has dtype complex128, wanted"):
            f(1j)
        with pytest.raises(TypeError, match=who + "x is a masked array"):
            f(np.ma.array([1.0]))
        for entry in record.parameters:
            bad = [np.nan, np.inf, -np.inf]
            if entry.low == 0 and entry.high == np.inf:
                bad += [-1.0] if "0 allowed" in entry.meaning else [0.0, -1.0]
            for value in bad:
                with pytest.raises(ValueError, match=f"{who}{entry.name} = .*, wanted"):
                    f(1.0, **{entry.name: value})
            for value in ("1", None, 1j):
                with pytest.raises(TypeError, match=f"{who}{entry.name} is .*, wanted one number"):
                    f(1.0, **{entry.name: value})


@every
def test_refusals(record):
    check_refusals(record)


@pytest.mark.parametrize("f", [act.gelu, act.gelu_grad, act.gelu_grad2])
@pytest.mark.parametrize("word", [True, False, "Tanh", None, "erf"])
def test_gelu_takes_two_words(f, word):
    with pytest.raises(ValueError, match=f"^{f.__name__}: approximate = .*'none', 'tanh'"):
        f(1.0, approximate=word)


@pytest.mark.parametrize(
    ("keywords", "wanted"),
    [
        ({"min_val": 1.0}, r"max_val = 1, wanted max_val in \(1, inf\)"),
        ({"min_val": 3.0, "max_val": 2.0}, r"max_val = 2, wanted max_val in \(3, inf\)"),
    ],
)
def test_hardtanh_wants_ordered_ends(keywords, wanted):
    for f in (act.hardtanh, act.hardtanh_grad, act.hardtanh_grad2):
        with pytest.raises(ValueError, match=wanted):
            f(0.0, **keywords)


@pytest.mark.parametrize("value", [-0.1, 1.1])
def test_heaviside_value_is_between_its_sides(value):
    for f in (act.heaviside, act.heaviside_grad, act.heaviside_grad2):
        with pytest.raises(ValueError, match=r"at_zero in \[0, 1\]"):
            f(0.0, at_zero=value)


CHANNELS = np.array([0.1, 0.25, -2.0]).reshape(-1, 1)


@pytest.mark.parametrize("f", [act.prelu, act.prelu_grad, act.prelu_grad2, act.prelu_grad_slope])
def test_prelu_takes_a_slope_for_each_channel(f):
    x = np.random.default_rng(SEED).normal(size=(4, 3, 5))
    wanted = np.stack([f(x[:, k], negative_slope=a) for k, a in enumerate(CHANNELS[:, 0])], axis=1)
    np.testing.assert_array_equal(f(x, negative_slope=CHANNELS), wanted)
    with pytest.raises(ValueError, match=f"^{f.__name__}: negative_slope = nan, wanted"):
        f(x, negative_slope=np.where(CHANNELS == 0.25, np.nan, CHANNELS))
    with pytest.raises(ValueError, match=f"^{f.__name__}: negative_slope has shape .2,., which"):
        f(x, negative_slope=[0.1, 0.2])


def test_the_gradient_by_a_channel_slope_is_the_sum_over_its_entries():
    rng = np.random.default_rng(SEED)
    x, g = rng.normal(size=(2, 4, 3, 5))
    loss = lambda a: np.sum(g * act.prelu(x, negative_slope=a.reshape(-1, 1)))  # noqa: E731
    got = np.sum(g * act.prelu_grad_slope(x, negative_slope=CHANNELS), axis=(0, 2))
    steps = 1e-6 * np.eye(3)
    wanted = [(loss(CHANNELS + h) - loss(CHANNELS - h)) / 2e-6 for h in steps[:, :, None]]
    np.testing.assert_allclose(got, wanted, rtol=1e-8, err_msg=f"seed {SEED}")


# Every other parameter, one number for each row.
@pytest.mark.parametrize(
    ("name", "keywords"),
    [
        ("leaky_relu", {"negative_slope": [0.0, 0.1, -2.0]}),
        ("elu", {"alpha": [0.5, 1.0, 3.0]}),
        ("celu", {"alpha": [0.3, 1.0, 70.0]}),
        ("squareplus", {"b": [0.1, 4.0, 9.0]}),
        ("softshrink", {"lambd": [0.0, 0.5, 2.0]}),
        ("hardshrink", {"lambd": [0.0, 0.5, 2.0]}),
        ("heaviside", {"at_zero": [0.0, 0.5, 1.0]}),
        ("hardtanh", {"min_val": [-3.0, -1.0, 0.0], "max_val": [0.5, 1.0, 2.0]}),
        ("threshold", {"threshold": [-1.0, 0.0, 1.0], "value": [0.0, 2.0, -3.0]}),
    ],
)
@pytest.mark.parametrize("suffix", ["", "_grad", "_grad2"], ids=ORDERS)
def test_parameters_that_differ_from_row_to_row(name, keywords, suffix):
    f = getattr(act, name + suffix)
    x = np.random.default_rng(SEED).normal(size=(3, 4000))  # more than one block
    x[:, :2] = [0.0, -0.0]
    columns = {key: np.reshape(values, (3, 1)) for key, values in keywords.items()}
    rows = [{key: values[k] for key, values in keywords.items()} for k in range(3)]
    wanted = [f(row, **chosen) for row, chosen in zip(x, rows, strict=True)]
    np.testing.assert_array_equal(f(x, **columns), wanted)
    for key, values in columns.items():
        with pytest.raises(ValueError, match=f"^{f.__name__}: {key} = nan, wanted"):
            f(x, **{**columns, key: np.where(values == values[1], np.nan, values)})


def test_threshold_wants_both_numbers():
    for f in (act.threshold, act.threshold_grad, act.threshold_grad2):
        with pytest.raises(TypeError, match=r"missing .* keyword-only argument.* 'value'"):
            f(1.0, threshold=0.0)
        with pytest.raises(ValueError, match=f"^{f.__name__}: value = inf, wanted"):
            f(1.0, threshold=0.0, value=np.inf)


def test_threshold_by_its_definition():
    x = np.array([-np.inf, -3.0, 0.9, 1.0, 1.1, np.inf, np.nan])
    level = {"threshold": 1.0, "value": -2.0}
    with np.errstate(all="raise"):
        value, slope = act.threshold(x, **level), act.threshold_grad(x, **level)
        curvature = act.threshold_grad2(x, **level)
    np.testing.assert_array_equal(value, [-2, -2, -2, -2, 1.1, np.inf, np.nan])
    np.testing.assert_array_equal(slope, [0, 0, 0, 0, 1, 1, np.nan])
    np.testing.assert_array_equal(curvature, [0, 0, 0, 0, 0, 0, np.nan])
    assert act.threshold(np.float32(2), **level).dtype == np.float32


@pytest.mark.parametrize("f", [act.leaky_relu, act.prelu])
def test_slope_zero_gives_relu_even_at_minus_infinity(f):
    with np.errstate(all="raise"):
        y = f([-np.inf, -3.0, 2.0, np.nan], negative_slope=0.0)
    np.testing.assert_array_equal(y, [0.0, 0.0, 2.0, np.nan])


def test_swish_is_silu():
    assert (act.swish, act.swish_grad) == (act.silu, act.silu_grad)
    assert (act.swish_grad2, act.swish_grad_beta) == (act.silu_grad2, act.silu_grad_beta)


# What jax.nn 0.10 calls the functions that have another name here.
JAX = {
    "hard_sigmoid": "hardsigmoid",
    "hard_silu": "hardswish",
    "hard_swish": "hardswish",
    "hard_tanh": "hardtanh",
    "log_sigmoid": "logsigmoid",
    "soft_sign": "softsign",
}


@pytest.mark.parametrize("suffix", ["", "_grad", "_grad2"], ids=ORDERS)
@pytest.mark.parametrize("name", JAX)
def test_the_names_of_jax_are_the_same_objects(name, suffix):
    assert getattr(act, name + suffix) is getattr(act, JAX[name] + suffix)
    assert name + suffix in act.__all__


def check_record(record):
    assert record.f.__name__ == record.name
    assert record.grad.__name__ == f"{record.name}_grad"
    assert record.grad2.__name__ == f"{record.name}_grad2"
    for part in ORDERS:
        f = getattr(record, part)
        assert getattr(act, f.__name__) is f
        assert f.__doc__
    assert record.title
    assert (record.reference == "") == (record.year is None)
    # The key ends with the year of the record.
    assert record.year is None or record.reference.endswith(str(record.year))


@every
def test_record(record):
    check_record(record)


def check_docstrings(record):
    contract = f"Takes, returns and refuses what `{record.name}` does."
    told = {
        "f": ("Parameters\n", "Returns\n", "Raises\n"),
        "grad": (contract,),
        "grad2": (contract,),
    }
    for part, sections in told.items():
        text = getattr(record, part).__doc__
        missing = [s for s in (".. math::", "Examples\n", ">>> ", *sections) if s not in text]
        assert not missing, f"{part}: no {missing}"


@every
def test_docstrings(record):
    check_docstrings(record)


def test_table_has_every_name_once_in_teaching_order():
    assert list(ACTIVATIONS) == list(DEFINITIONS)
    assert [record.name for record in ACTIVATIONS.values()] == list(DEFINITIONS)
    assert set(DEFINITIONS) == set(BOUNDS) == set(list(DEFINITIONS))
    assert len({record.title for record in ACTIVATIONS.values()}) == len(list(DEFINITIONS))


def test_table_and_records_are_frozen():
    with pytest.raises(TypeError, match="assignment"):
        ACTIVATIONS["relu"] = ACTIVATIONS["elu"]
    for record in (ACTIVATIONS["relu"], Kink(0, 0, 0, 1), Parameter("alpha", 1, 0, 2)):
        field = dataclasses.fields(record)[0].name
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(record, field, "other")


# ------------------------------------------------------------------ every check can fail


def wrong(name, **changes):
    return replace(ACTIVATIONS[name], **changes)


def curt(x):
    """Rectified linear unit."""
    return act.relu(x)


BROKEN = {
    "definition: a few ULP": (
        lambda r: check_definition(r, 0),
        wrong("tanh", f=lambda x: act.tanh(x) * (1 + 4e-15)),
    ),
    "definition: naive slope": (
        lambda r: check_definition(r, 1),
        wrong("sigmoid", grad=lambda x: act.sigmoid(x) * (1 - act.sigmoid(x))),
    ),
    "definition: naive second derivative at its zero": (
        lambda r: check_definition(r, 2),
        wrong("gelu", grad2=lambda x: np.exp(-x * x / 2) / np.sqrt(2 * np.pi) * (2 - x * x)),
    ),
    "slope: factor": (check_slope, wrong("softplus", grad=lambda x: act.sigmoid(x) * 1.000001)),
    "slope: second": (check_slope, wrong("mish", grad2=act.silu_grad2)),
    "kinks: other value": (check_kinks, wrong("relu", kinks=(Kink(0.0, 1.0, 0.0, 1.0),))),
    "kinks: interval": (check_kinks, wrong("hardswish", kinks=(Kink(3.0, 1.0, 0.5, 1.5),))),
    "kinks: one forgotten": (check_kinks, wrong("relu", kinks=())),
    "kinks: no bend": (check_kinks, wrong("tanh", bends=(0.0,))),
    "quiet: overflow": (
        check_quiet,
        wrong("sigmoid", f=lambda x: np.asarray(act.softsign(x) * 0 + 1 / (1 + np.exp(-x)))),
    ),
    "quiet: NaN at infinity": (
        check_quiet,
        wrong("silu", grad=lambda x: act.silu(x) - act.relu(x)),
    ),
    "dtype: widened": (
        check_shape_and_dtype,
        wrong("relu", grad=lambda x: act.relu_grad(np.asarray(x, np.float64))),
    ),
    "shape: alias": (check_shape_and_dtype, wrong("identity", f=np.asarray)),
    "NaN: lost": (check_nan, wrong("relu", grad=lambda x: np.where(x > 0, 1.0, 0.0))),
    "NaN: everywhere": (check_nan, wrong("relu", grad2=lambda x: np.full(np.shape(x), np.nan))),
    "rounding: native float32": (check_rounding, wrong("tanh", f=np.tanh)),
    "limits: other": (check_limits, wrong("elu", limits=(-2.0, np.inf))),
    "limits: sign of zero": (check_limits, wrong("silu", limits=(0.0, np.inf))),
    "limits: slope": (check_limits, wrong("softplus", grad_limits=(0.0, 0.5))),
    "limits: declared only": (
        check_limits,
        wrong("tanh", f=lambda x: np.where(np.isinf(x), np.sign(x), np.sign(x) / 2)),
    ),
    "zero: sign": (check_zero, wrong("relu", f=lambda x: np.abs(act.relu(x)))),
    "zero: sign of an even function": (
        check_zero,
        wrong("logcosh", f=lambda x: np.copysign(act.logcosh(x), x)),
    ),
    "kinks: a jump that is none": (
        check_kinks,
        wrong("softshrink", kinks=(Kink(-0.5, 0, 0, np.inf), Kink(0.5, 0, 0, np.inf))),
    ),
    "definition: naive difference": (
        lambda r: check_definition(r, 0),
        wrong("tanhshrink", f=lambda x: np.asarray(x) - np.tanh(x)),
    ),
    "definition: rounded square": (
        lambda r: check_definition(r, 0),
        wrong("gaussian", f=lambda x: np.exp(-np.square(x))),
    ),
    "zero: flushed": (check_zero, wrong("tanh", f=lambda x: np.where(abs(x) < 1e-300, x * 0, x))),
    "range: too wide": (check_range, wrong("sigmoid", range="(-1, 1)")),
    "range: too narrow": (check_range, wrong("gelu", range="[-0.1, inf)")),
    "range: bounded": (check_range, wrong("relu", range="[0, 10)")),
    "range: reached": (check_range, wrong("hardtanh", range="(-1, 1)")),
    "monotone: claimed": (check_monotone, wrong("gelu", monotone=True)),
    "monotone: denied": (check_monotone, wrong("tanh", monotone=False)),
    "symmetry: claimed": (check_symmetry, wrong("sigmoid", symmetry="odd")),
    "symmetry: forgotten": (check_symmetry, wrong("tanh", symmetry="")),
    "parameters: forgotten": (check_parameters, wrong("elu", parameters=())),
    "parameters: default": (
        check_parameters,
        wrong("elu", parameters=(Parameter("alpha", 1.5, 0.0, np.inf, meaning="level"),)),
    ),
    "parameters: slope without": (check_parameters, wrong("elu", grad=act.selu_grad)),
    "refusals: another name": (check_refusals, wrong("relu", f=lambda x: act.relu(x))),
    "record: slope of another": (check_record, wrong("silu", grad=act.mish_grad)),
    "record: year": (check_record, wrong("silu", year=2018)),
    "docstrings: none but a sentence": (check_docstrings, wrong("relu", f=curt)),
    "docstrings: of another": (check_docstrings, wrong("relu", grad2=act.elu_grad2)),
}


@pytest.mark.parametrize(("check", "record"), BROKEN.values(), ids=list(BROKEN))
def test_checks_can_fail(check, record):
    with pytest.raises(AssertionError):
        check(record)


# ------------------------------------------------------------------ (4) published values


def expectation(g):
    """E[g(z)] for z ~ N(0, 1)."""
    density = lambda z: g(z) * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)  # noqa: E731
    return integrate.quad(density, -14, 0)[0] + integrate.quad(density, 0, 14)[0]


# E[f], E[f²], E[f'²] for standard normal inputs. ReLU: 1/sqrt(2π), 1/2, 1/2; SELU: 0, 1 (its
# definition, Klambauer et al. 2017); GELU: E[f] = 1/(2 sqrt π); the others by quadrature.
MOMENTS = {
    "sigmoid": (0.5, 0.29338, 0.04484),
    "tanh": (0.0, 0.39429, 0.46440),
    "relu": (0.39894, 0.5, 0.5),
    "leaky_relu": (0.39495, 0.50005, 0.50005),
    "elu": (0.16052, 0.64495, 0.66810),
    "selu": (0.0, 1.0, 1.07158),
    "softplus": (0.80606, 0.92125, 0.29338),
    "gelu": (0.28209, 0.42522, 0.45585),
    "silu": (0.20662, 0.35578, 0.37948),
    "mish": (0.24040, 0.45234, 0.47908),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_moments_under_a_standard_normal(name):
    f, grad = ACTIVATIONS[name].f, ACTIVATIONS[name].grad
    got = [expectation(g) for g in (f, lambda z: f(z) ** 2, lambda z: grad(z) ** 2)]
    np.testing.assert_allclose(got, MOMENTS[name], rtol=0, atol=5.1e-6)


def test_selu_constants_solve_their_equations():
    # Klambauer et al. 2017: mean 0 and variance 1 are a fixed point.
    with mp.workdps(30):
        alpha = -mp.sqrt(2 / mp.pi) / (mp.erfc(1 / mp.sqrt(2)) * mp.exp(mpf(1) / 2) - 1)
        square = mp.quad(lambda z: (alpha * mp.expm1(z)) ** 2 * mp.npdf(z), [-mp.inf, -4, 0])
        scale = 1 / mp.sqrt(square + mpf(1) / 2)
        assert float(alpha) == _rectifiers.SELU_ALPHA
        assert float(scale) == _rectifiers.SELU_LAMBDA
        assert float(scale * alpha) == _rectifiers.SELU_LAMBDA_ALPHA


@pytest.mark.parametrize(
    ("name", "x", "value"),
    [
        ("gelu", -0.751792, -0.169971),
        ("gelu_tanh", -0.752461, -0.170041),
        ("silu", -1.278465, -0.278465),
        ("mish", -1.192431, -0.308843),
        ("hardswish", -1.5, -0.375),
        ("logcosh", 0.0, 0.0),
    ],
)
def test_minima(name, x, value):
    f, grad = ACTIVATIONS[name].f, ACTIVATIONS[name].grad
    assert f(x) == pytest.approx(value, abs=5.1e-7)
    assert grad(x - 1e-6) < 0 < grad(x + 1e-6)


@pytest.mark.parametrize(
    ("name", "x", "value"),
    [
        ("gelu", 2**0.5, 1.12890),
        ("silu", 2.399357, 1.09984),
        ("mish", 1.490571, 1.08850),
        ("sigmoid", 0.0, 0.25),
        ("tanh", 0.0, 1.0),
    ],
)
def test_largest_slopes(name, x, value):
    grad, grad2 = ACTIVATIONS[name].grad, ACTIVATIONS[name].grad2
    assert grad(x) == pytest.approx(value, abs=5.1e-6)
    assert grad2(x - 1e-6) > 0 > grad2(x + 1e-6)


def test_extrema_of_the_second_derivative_of_sigmoid():
    # ∓1/(6 sqrt 3) at ±ln(2 + sqrt 3)
    x = np.log(2 + np.sqrt(3))
    assert x == pytest.approx(1.31696, abs=5e-6)
    np.testing.assert_allclose(
        act.sigmoid_grad2([x, -x]), [-1 / (6 * np.sqrt(3)), 1 / (6 * np.sqrt(3))], rtol=1e-15
    )
    grid = np.linspace(-20, 20, 40001)
    assert np.abs(act.sigmoid_grad2(grid)).max() <= 0.0962251


def test_approximations_of_gelu():
    # largest distances: 4.73e-4 of the tanh form, 2.03e-2 of x σ(1.702 x)
    x = np.linspace(-10, 10, 200001)
    assert np.abs(act.gelu_tanh(x) - act.gelu(x)).max() == pytest.approx(4.73e-4, abs=5e-7)
    assert np.abs(act.silu(x, beta=1.702) - act.gelu(x)).max() == pytest.approx(2.03e-2, abs=5e-5)


def test_values_that_popular_formulas_lose():
    # 1 + erf and 1 + tanh cancel, 1 - tanh² is 0, x e^x leaves the normal range late
    assert act.gelu(-20.0) == pytest.approx(-5.507248237212467e-88, rel=1e-14)  # x erfc(...)/2
    assert act.sigmoid_grad(40.0) == pytest.approx(np.exp(-40.0), rel=1e-15)
    assert act.tanh_grad(40.0) == pytest.approx(4 * np.exp(-80.0), rel=1e-15)
    assert act.silu(-712.0) == pytest.approx(-712 * np.exp(-356.0) ** 2, rel=1e-13)
    assert act.hardswish(np.float32(3e38)) == np.float32(3e38)
    assert act.tanhshrink(1e-9) == pytest.approx(1e-27 / 3, rel=1e-15)
    assert act.squareplus(-1e200) == pytest.approx(1e-200, rel=1e-15)
    assert act.squareplus(1e200) == 1e200
    assert act.logcosh(1e-10) == pytest.approx(5e-21, rel=1e-15)
    assert act.celu_grad(-900.0, alpha=0.5) == 0
    assert act.celu_grad2(-1.2e-97, alpha=1e-100) == 0
    # e^-740 is subnormal, e^-740 / 1e-100 is not
    with mp.workdps(30):
        wanted = float(mp.exp(mpf(-7.4e-98) / mpf(1e-100)) / mpf(1e-100))
    assert act.celu_grad2(-7.4e-98, alpha=1e-100) == pytest.approx(wanted, rel=1e-15)


# What torch.nn.functional 2.13 and jax.nn 0.10.2 return for float64 inputs.
@pytest.mark.parametrize(
    ("name", "keywords", "x", "value", "slope"),
    [
        ("celu", {"alpha": 2.0}, -1.0, -0.7869386805747332, 0.6065306597126334),
        ("relu6", {}, 7.5, 6.0, 0.0),
        ("softshrink", {}, -1.25, -0.75, 1.0),
        ("hardshrink", {}, -1.25, -1.25, 1.0),
        ("tanhshrink", {}, 2.0, 1.035972419924183, 0.9293491751468356),
        ("threshold", {"threshold": 0.1, "value": 20.0}, -1.0, 20.0, 0.0),
        ("squareplus", {}, 1.0, 1.618033988749895, 0.7236067977499789),
        ("sparse_plus", {}, 0.5, 0.5625, 0.75),
        ("sparse_sigmoid", {}, 0.5, 0.75, 0.5),
    ],
)
def test_values_of_other_libraries(name, keywords, x, value, slope):
    assert getattr(act, name)(x, **keywords) == pytest.approx(value, rel=1e-15)
    assert getattr(act, f"{name}_grad")(x, **keywords) == pytest.approx(slope, rel=1e-15)
