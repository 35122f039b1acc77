"""Float64 building blocks that lose no digits: compensated quotients, split exponentials."""

from __future__ import annotations

from typing import Any

import numpy as np

from slopes._arrays import Array

FAR = 1000.0
EXP_M64 = float(np.exp(-64.0))
INF = float("inf")

# Real constants as a float64 and what is left of them: c = C + C_LO to about 106 bits.
SQRT2, SQRT2_LO = 1.4142135623730951, -9.667293313452913e-17
SQRT_HALF = 0.7071067811865476
SQRT_HALF_PI = 1.2533141373155003
INV_SQRT_2PI = 0.3989422804014327


def keep_nan(x: Array, y: Any) -> Array:
    """Return the piecewise constants `y`, except NaN where `x` is: comparisons would lose it."""
    return np.where(np.isnan(x), x, y)


def nonpositive(x: Array) -> Array:
    """Return min(x, 0) with the sign of zero kept."""
    return np.where(x > 0, 0.0, x)


def scale(c: Any, x: Array) -> Array:
    """Return c·x, infinite without a warning beyond the largest number, and 0 for c = 0."""
    if np.any(c == 0):
        x = np.where((c == 0) & np.isinf(x), np.sign(x), x)
    with np.errstate(over="ignore"):
        return np.asarray(c * x)


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


def over(p: Any, e: Array, n: int) -> Array:
    """Return p / (1 + e)^n for 0 <= e < inf, corrected for the rounding of 1 + e."""
    s, lost = two_sum(1.0, e)
    p = p * (1.0 - n * lost / s)
    for _ in range(n):  # s^n could overflow, and NumPy's power depends on the processor
        p = p / s
    return np.asarray(p)


def decay(p: Array, x: Array) -> Array:
    """Return p·e^x for x <= 0, also where e^x alone is subnormal and the product is not."""
    deep = x < -600.0  # x + 64 is exact there
    return p * np.exp(np.where(deep, x + 64.0, x)) * np.where(deep, EXP_M64, 1.0)


def normal_decay(p: Array, x: Array) -> Array:
    """Return p·e^(-x²/2) for |x| <= 40."""
    # x² = h² + (x - h)(x + h) with h² exact; rounding x² would cost x²/2 units in the last place.
    h = x.astype(np.float32).astype(np.float64)
    return decay(p * np.exp(-0.5 * (x - h) * (x + h)), -0.5 * h * h)
