"""Sums and products whose rounding error is kept, and what they save, at high precision."""

from __future__ import annotations

from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
from mpmath import mpf

from slopes import _compensated as c

SEED = 20240604


def pairs(low, high):
    """Return two arrays of either sign whose sizes range over the powers 2^low to 2^high."""
    rng = np.random.default_rng(SEED)
    a, b = rng.uniform(-1, 1, (2, 500)) * 2.0 ** rng.integers(low, high, (2, 500))
    near = np.concatenate([a[:100], np.nextafter(-a[:100], 0.0), [1.0, 1.0, 3.0, 0.0, -0.0]])
    other = np.concatenate([-a[:100] / 2, a[:100], [2.0**-53, -(2.0**-54), 1 / 3, 0.0, 1.0]])
    return np.concatenate([a, a, near]), np.concatenate([b, a * (1 + 2.0**-52), other])


# ------------------------------------------------------------------ exact sums and products


def check_exact(f, operation, low, high):
    a, b = pairs(low, high)
    rounded, error = f(a, b)
    np.testing.assert_array_equal(rounded, operation(a, b))
    for x, y, s, e in zip(a, b, rounded, error, strict=True):
        exact = operation(Fraction(float(x)), Fraction(float(y)))
        assert Fraction(float(s)) + Fraction(float(e)) == exact, f"{x!r}, {y!r}, seed {SEED}"


def plus(a, b):
    return a + b


def times(a, b):
    return a * b


def test_a_sum_and_its_rounding_error_are_exact():
    check_exact(c.two_sum, plus, -60, 60)
    check_exact(c.two_sum, plus, -1040, 1020)


def test_a_product_and_its_rounding_error_are_exact():
    check_exact(c.two_product, times, -60, 60)
    check_exact(c.two_product, times, -450, 480)


def fast_two_sum(a, b):
    """Dekker's sum, which is exact for |a| >= |b| only."""
    s = a + b
    return s, b - (s - a)


def half_product(a, b):
    """Dekker's product without its last term."""
    p, error = c.two_product(a, b)
    return p, error.astype(np.float32).astype(np.float64)


@pytest.mark.parametrize(
    ("f", "operation"),
    [
        (lambda a, b: (a + b, 0.0 * a), plus),
        (fast_two_sum, plus),
        (lambda a, b: (a * b, 0.0 * a), times),
        (half_product, times),
    ],
    ids=["plain sum", "sum of ordered terms", "plain product", "error in single precision"],
)
def test_the_check_of_exactness_can_fail(f, operation):
    with pytest.raises(AssertionError):
        check_exact(f, operation, -60, 60)


# ------------------------------------------------------------------ accurate to a few ULP


def check_accuracy(f, definition, points, bound):
    """Compare f, elementwise, with its definition at 400 digits."""
    got = f(*points)
    assert np.all(np.isfinite(got))
    with mp.workdps(400):
        for *at, y in zip(*points, got, strict=True):
            exact = definition(*(mpf(float(x)) for x in at))
            error = abs(mpf(float(y)) - exact) / mpf(float(np.spacing(abs(float(exact)))))
            assert error <= bound, f"{float(error):.3g} ULP at {at}, bound {bound}, seed {SEED}"


def quotient_points():
    rng = np.random.default_rng(SEED)
    e = np.concatenate([rng.uniform(0, 1, 300), 10.0 ** rng.uniform(-20, 20, 100), [0, 1, 2.0**53]])
    return rng.uniform(-4, 4, e.size), e


def decay_points():
    rng = np.random.default_rng(SEED)
    x = -np.concatenate([rng.uniform(0, 60, 100), rng.uniform(590, 740, 200), [0, 600.0, 708.4]])
    p = 10.0 ** rng.uniform(0, 3, x.size) * rng.choice([-1, 1], x.size)
    x[100:] = -np.minimum(-x[100:], 707 + np.log(np.abs(p[100:])))  # the product is normal
    return p, x


def normal_points():
    rng = np.random.default_rng(SEED)
    x = np.concatenate([rng.uniform(-37, 37, 300), [0, 1, -1, 26.5, 37.0, 37.0 - 2.0**-30]])
    return rng.uniform(1, 4, x.size), x


# f and how it is checked: definition, points, bound in ULP (sampled maxima, rounded up).
ACCURATE = {
    **{
        f"over {n}": (
            lambda p, e, n=n: c.over(p, e, n),
            lambda p, e, n=n: p / (1 + e) ** n,
            quotient_points,
            bound,
        )
        for n, bound in ((1, 1.5), (2, 2.0), (3, 2.5))
    },
    "decay": (c.decay, lambda p, x: p * mp.exp(x), decay_points, 2.0),
    "normal_decay": (c.normal_decay, lambda p, x: p * mp.exp(-x * x / 2), normal_points, 3.0),
}

# The obvious form of each misses the bound; for n = 1, where it is nearly as good, a wrong one.
OBVIOUS = {
    "over 1": lambda p, e: p / (1 + e) * (1 + 4e-16),
    "over 2": lambda p, e: p / (1 + e) ** 2,
    "over 3": lambda p, e: p / (1 + e) ** 3,
    "decay": lambda p, x: p * np.exp(x),
    "normal_decay": lambda p, x: p * np.exp(-x * x / 2),
}


@pytest.mark.parametrize("name", ACCURATE)
def test_accuracy(name):
    f, definition, points, bound = ACCURATE[name]
    check_accuracy(f, definition, points(), bound)


@pytest.mark.parametrize("name", ACCURATE)
def test_the_check_of_accuracy_can_fail(name):
    _, definition, points, bound = ACCURATE[name]
    with pytest.raises(AssertionError, match=r"ULP at"):
        check_accuracy(OBVIOUS[name], definition, points(), bound)


def test_quotients_of_huge_divisors_are_quiet():
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        quotients = c.over(1.0, np.array([0.0, 1e100]), 3)
    np.testing.assert_allclose(quotients, [1.0, 1e-300], rtol=1e-15)


def test_a_tiny_factor_may_be_handed_to_a_quotient():
    e = np.linspace(0, 3, 50)
    tiny = 2.0**-40
    np.testing.assert_allclose(c.over(1.0, e, 2, tiny), (1 + tiny) / (1 + e) ** 2, rtol=1e-15)


def test_decay_takes_an_exponential_that_is_there_already():
    p, x = decay_points()
    x = np.where(x < -600, x, -1.0)
    wanted = c.decay(p, x)
    np.testing.assert_array_equal(c.decay(p, x, np.exp(x)), wanted)
    shallow = x > -600  # the block is without any deep exponent
    np.testing.assert_array_equal(c.decay(p[shallow], x[shallow], np.exp(x[shallow])),
                                  wanted[shallow])  # fmt: skip


def test_the_two_factors_of_a_normal_density_are_its_own():
    _, x = normal_points()
    h, low = c.normal_exponent(x)
    assert np.all(np.abs(low) < 1e-4)
    np.testing.assert_array_equal(h, -(x.astype(np.float32).astype(float) ** 2) / 2)
    with mp.workdps(60):
        for at, exponent, factor in zip(x, h, low, strict=True):
            exact = mp.expm1(-(mpf(at) ** 2) / 2 - mpf(exponent))
            assert abs(mpf(factor) - exact) < mpf(2) ** -56  # a fourth power over 24


def test_choosing_goes_by_the_sign_bit_and_touches_nothing():
    x = np.array([-np.inf, -1.0, -0.0, 0.0, 1.0, np.inf])
    left, right = np.array([1, -np.inf, np.nan, 9, 9, 9.0]), np.array([9, 9, 9, -0.0, np.nan, 2.0])
    with np.errstate(all="raise"):
        chosen = c.choose(x, left, right)
    np.testing.assert_array_equal(chosen, [1, -np.inf, np.nan, -0.0, np.nan, 2])
    assert np.signbit(chosen[3])
    chosen[:] = 0.0
    assert left[0] == 1.0
    assert right[5] == 2.0


def test_decays_end_at_zero_quietly():
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        ends = c.decay(np.array([1.0, -1e3]), np.array([-1e3, -1e3]))
        np.testing.assert_array_equal(ends, [0.0, -0.0])
        np.testing.assert_array_equal(np.signbit(ends), [False, True])
        assert c.normal_decay(np.array([1.0]), np.array([40.0]))[0] == 0.0


# ------------------------------------------------------------------ the rest


def test_constants_hold_their_digits():
    with mp.workdps(40):
        root = mpf(c.SQRT2) + mpf(c.SQRT2_LO)
        assert abs(root / mp.sqrt(2) - 1) < mpf(2) ** -104
        assert float(mp.sqrt(2)) == c.SQRT2
        assert float(1 / mp.sqrt(2 * mp.pi)) == c.INV_SQRT_2PI
        assert float(mp.exp(-64)) == c.EXP_M64


def test_constants_of_pieces_pass_nan_through():
    x = np.array([-1.0, np.nan, np.inf])
    np.testing.assert_array_equal(c.keep_nan(x, 2.0), [2.0, np.nan, 2.0])
    np.testing.assert_array_equal(c.keep_nan(x, np.arange(3.0)), [0.0, np.nan, 2.0])


def test_the_nonpositive_part_keeps_nan_and_the_sign_of_zero():
    x = np.array([-np.inf, -2.0, -0.0, 0.0, 3.0, np.inf, np.nan])
    y = c.nonpositive(x)
    np.testing.assert_array_equal(y, [-np.inf, -2, 0, 0, 0, 0, np.nan])
    np.testing.assert_array_equal(np.signbit(y[:6]), [True, True, True, False, False, False])


def test_scaling_overflows_quietly():
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_array_equal(c.scale(4.0, np.array([-1e308, 2.0])), [-np.inf, 8.0])


def test_scaling_by_zero_gives_zero_with_a_sign():
    x = np.array([-np.inf, -2.0, np.inf, np.nan])
    with np.errstate(all="raise"):
        y = c.scale(0.0, x)
    np.testing.assert_array_equal(y, [0, 0, 0, np.nan])
    np.testing.assert_array_equal(np.signbit(y[:3]), [True, True, False])


# ------------------------------------------------------------------ choices without branches


def check_choices(pick, erase, dtype):
    """Compare choices made on bits with `np.where`, bit by bit: signs of zero and NaN as well."""
    x = np.array([0.0, -0.0, 1.5, -1.5, np.inf, -np.inf, np.nan, 6e-8, -6e-8], dtype)
    other = x[::-1].copy()
    bits = c.BITS[x.itemsize]
    for condition in (x > 0, x < 0, x == 0, np.isnan(x), x == x):
        for yes, no in ((x, other), (2.0, x), (x, -0.0), (1.0, 0.0)):
            wanted = np.where(condition, yes, no).astype(dtype)
            np.testing.assert_array_equal(pick(x, condition, yes, no).view(bits), wanted.view(bits))
        wanted = np.where(condition, dtype(0), x)
        np.testing.assert_array_equal(erase(x, condition).view(bits), wanted.view(bits))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_choices_on_bits_are_those_of_where(dtype):
    check_choices(c.pick, c.erase, dtype)
    with pytest.raises(AssertionError):
        check_choices(c.pick, lambda x, condition: np.where(condition, -dtype(0), x), dtype)
    with pytest.raises(AssertionError):
        check_choices(lambda x, condition, yes, no: c.pick(x, ~condition, yes, no), c.erase, dtype)


def test_the_nonnegative_part_keeps_nan_and_the_sign_of_zero():
    x = np.array([-0.0, 0.0, -2.0, 3.0, np.nan])
    np.testing.assert_array_equal(np.signbit(c.nonnegative(x)[:2]), [True, False])
    np.testing.assert_array_equal(c.nonnegative(x), [0, 0, 0, 3, np.nan])
