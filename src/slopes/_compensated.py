"""Float64 building blocks that lose no digits: compensated quotients, split exponentials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from slopes._arrays import Array

FAR = 1000.0
DEEP = -80.0  # 1 + e^DEEP is 1, and e^-DEEP is far from overflow, in float32 as well
EXP_M64 = float(np.exp(-64.0))
INF = float("inf")
LARGEST = float(np.finfo(float).max)
BITS: dict[int, Any] = {2: np.int16, 4: np.int32, 8: np.int64}  # by the size of a float in bytes

# Real constants as a float64 and what is left of them: c = C + C_LO to about 106 bits.
SQRT2, SQRT2_LO = 1.4142135623730951, -9.667293313452913e-17
INV_SQRT_2PI = 0.3989422804014327


def keep_nan(x: Array, y: Any) -> Array:
    """Return the piecewise constants `y`, except NaN where `x` is: comparisons would lose it.

    A condition counts as 1 where it holds and as 0 elsewhere.
    """
    y = np.asarray(y, x.dtype)
    nan = np.isnan(x)
    if nan.any():
        return np.where(nan, x, y)
    return y if y.shape == x.shape else np.broadcast_to(y, x.shape)


def nonpositive(x: Array) -> Array:
    """Return min(x, 0) with the sign of zero kept."""
    return np.asarray(np.clip(x, -INF, 0.0))


def nonnegative(x: Array, out: Array | None = None) -> Array:
    """Return max(x, 0) with the sign of zero kept, which `np.maximum` leaves to the machine."""
    return np.clip(x, 0.0, INF, out=out)


def scale(c: Any, x: Array, out: Array | None = None) -> Array:
    """Return c·x, infinite without a warning beyond the largest number, and 0 for c = 0.

    That is `x` itself, no copy, if c is the number 1.
    """
    if isinstance(c, float) and c == 1.0:
        return x
    if np.any(c == 0):
        x = np.where((c == 0) & np.isinf(x), np.sign(x), x)
    with np.errstate(over="ignore"):
        return np.asarray(np.multiply(c, x, out=out))


def two_sum(a: Any, b: Any) -> tuple[Array, Array]:
    """Return the rounded a + b and its rounding error (Knuth)."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def two_product(a: Any, b: Any) -> tuple[Array, Array]:
    """Return the rounded a·b and its rounding error (Dekker), for factors below 1e290."""
    split = 2.0**27 + 1.0
    a_hi = split * a - (split * a - a)
    b_hi = split * b - (split * b - b)
    p = a * b
    a_lo, b_lo = a - a_hi, b - b_hi
    return p, ((a_hi * b_hi - p) + a_hi * b_lo + a_lo * b_hi) + a_lo * b_lo


# `np.where` waits for a branch at every number, and where signs come at random half of the branches
# are mispredicted. The next three work on bits instead, and take a third of the time.


def choose(x: Array, left: Array, right: Array) -> Array:
    """Return `left` where the sign bit of `x` is set and `right` elsewhere.

    All three are arrays of one shape and float type.
    """
    bits = BITS[x.itemsize]
    a, b = left.view(bits), right.view(bits)
    mask = x.view(bits) >> (8 * x.itemsize - 1)
    return np.asarray(b ^ ((a ^ b) & mask)).view(x.dtype)


def pick(x: Array, condition: Array, yes: Any, no: Any) -> Array:
    """Return `np.where(condition, yes, no)` in the type of `x`, an array of the same shape."""
    bits = BITS[x.itemsize]
    a, b = np.asarray(yes, x.dtype).view(bits), np.asarray(no, x.dtype).view(bits)
    mask = np.negative(condition.view(np.int8)).astype(bits)  # -1 has all bits set
    return np.asarray(b ^ ((a ^ b) & mask)).view(x.dtype)


def erase(x: Array, condition: Array) -> Array:
    """Return 0 where the condition holds and `x` elsewhere."""
    bits = BITS[x.itemsize]
    mask = (condition.view(np.int8) - 1).astype(bits)  # as -1 has all bits set
    return np.asarray(x.view(bits) & mask).view(x.dtype)


def refine(y: Array, where: Array, better: Callable[[Array], Array], x: Array) -> None:
    """Replace `y`, in place, by a formula of `x` that is better at some of the places."""
    places = np.flatnonzero(where)
    if places.size:
        y[places] = better(x[places])


def over(p: Any, e: Array, n: int, more: Any = 0.0) -> Array:
    """Return p (1 + more) / (1 + e)^n, n = 1, 2 or 3, for 0 <= e <= 1e100 and tiny `more`."""
    # (1 + e)^n = 1 + u: u has few roundings where e is small, and none is left of the sum.
    u = e if n == 1 else e * (2.0 + e) if n == 2 else e * (3.0 + e * (3.0 + e))
    s = 1.0 + u
    rest = s - 1.0
    rest -= u  # exact: s - 1 is a multiple of the unit of s, and smaller
    rest /= s
    rest += more
    p = p / s
    rest *= p
    rest += p
    return np.asarray(rest)


def decay(p: Any, x: Array, e: Array | None = None) -> Array:
    """Return p·e^x for x <= 0, also where e^x alone is subnormal and the product is not.

    Where e^x is needed for something else it can be handed over as `e`.
    """
    if x.min(initial=0.0) >= -600.0:
        return np.asarray(p * (np.exp(x) if e is None else e))
    deep = x < -600.0  # x + 64 is exact there
    return np.asarray(p * np.exp(np.where(deep, x + 64.0, x)) * np.where(deep, EXP_M64, 1.0))


def normal_exponent(x: Array) -> tuple[Array, Array]:
    """Return h and a tiny low, e^(-x²/2) = e^h (1 + low), for |x| <= 40."""
    # x² = h² + (x - h)(x + h) with h² exact; rounding x² would cost x²/2 units in the last place.
    h = x.astype(np.float32).astype(np.float64)
    s = x - h
    s *= x + h
    s *= -0.5  # at most 1e-4: three terms of e^s - 1 are enough
    low = s / 6.0
    for c in (0.5, 1.0):
        low += c
        low *= s
    h *= h
    h *= -0.5
    return h, low


def normal_decay(p: Any, x: Array) -> Array:
    """Return p·e^(-x²/2) for |x| <= 40."""
    h, low = normal_exponent(x)
    return decay(p + p * low, h)
