"""GELU, x times the probability that a normal number lies below x, and its tanh form."""

from __future__ import annotations

import numpy as np
from scipy import special

from slopes._arrays import Array, choice
from slopes._compensated import (
    INV_SQRT_2PI,
    SQRT2,
    SQRT2_LO,
    SQRT_HALF,
    SQRT_HALF_PI,
    decay,
    normal_decay,
    over,
    two_product,
    two_sum,
)
from slopes._elementwise import elementwise

# The zero r of gelu', where the Mills ratio M = Φ/φ is -r.
GELU_R, GELU_R_LO = -0.7517915246935645, 1.4956759177009883e-17


def _mills_series(r: float, terms: int) -> tuple[float, ...]:
    """Return the Taylor coefficients at `r`, M(r) = -r, of (x + M(x)) / (x - r), highest first."""
    c = [-r, 1.0 - r * r]  # M' = 1 + x M, so (n + 1) c[n+1] = r c[n] + c[n-1]
    for n in range(1, terms):
        c.append((r * c[n] + c[n - 1]) / (n + 1))
    return *reversed(c[2:]), 1.0 + c[1]


GELU_SERIES = _mills_series(GELU_R, 26)


@elementwise
def gelu(x: Array, *, approximate: str = "none") -> Array:
    r"""Gaussian error linear unit: the input times the probability that a normal is below it.

    .. math:: f(x) = x\,\Phi(x) = \frac{x}{2} \left(1 + \operatorname{erf} \frac{x}{\sqrt 2}\right)

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    approximate : {'none', 'tanh'}
        'tanh' is `gelu_tanh`, another function, at most 4.73e-4 away.

    Returns
    -------
    ndarray
        Values from -0.16997 (at x = -0.75179) up.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.
    ValueError
        If `approximate` is neither of the two words.

    Examples
    --------
    >>> gelu([-1.0, 0.0, 1.0]).round(4)
    array([-0.1587,  0.    ,  0.8413])

    References
    ----------
    Hendrycks & Gimpel 2016, Gaussian error linear units, arXiv:1606.08415.
    """
    choice("gelu", "approximate", approximate, ("none", "tanh"))
    if approximate == "tanh":
        return np.asarray(gelu_tanh(x))
    # Φ(x) = e^(-x²/2) erfcx(-x/√2) / 2 on the left: 1 + erf is 0 from x = -8.3 on.
    n = np.clip(x, -40.0, -0.5)
    left = normal_decay(0.5 * n * special.erfcx(-n * SQRT_HALF), n)
    return np.where(x < -0.5, left, x * special.ndtr(np.maximum(x, -0.5)))


@elementwise
def gelu_grad(x: Array, *, approximate: str = "none") -> Array:
    r"""Slope of `gelu`.

    .. math:: f'(x) = \Phi(x) + x \, \varphi(x), \quad \varphi(x) = \frac{e^{-x^2/2}}{\sqrt{2\pi}}

    From -0.12890 to 1.12890 (at ∓√2), 0 at -0.75179 and at -∞, 1 at ∞; 'tanh' is `gelu_tanh_grad`.
    Takes, returns and refuses what `gelu` does.

    Examples
    --------
    >>> gelu_grad([-1.0, 0.0, 1.0]).round(4)
    array([-0.0833,  0.5   ,  1.0833])
    """
    choice("gelu_grad", "approximate", approximate, ("none", "tanh"))
    if approximate == "tanh":
        return np.asarray(gelu_tanh_grad(x))
    n, p = np.clip(x, -40.0, -0.25), np.clip(x, -0.25, 40.0)
    d = (n - GELU_R) - GELU_R_LO
    near = d * np.polyval(GELU_SERIES, np.clip(d, -0.6, 0.6))  # x + M cancels near its zero
    far = n + SQRT_HALF_PI * special.erfcx(-n * SQRT_HALF)
    left = normal_decay(INV_SQRT_2PI * np.where(d > -0.6, near, far), n)
    return np.where(x < -0.25, left, special.ndtr(p) + normal_decay(INV_SQRT_2PI * p, p))


@elementwise
def gelu_grad2(x: Array, *, approximate: str = "none") -> Array:
    r"""Second derivative of `gelu`.

    .. math:: f''(x) = \varphi(x) \, (2 - x^2), \quad \varphi(x) = \frac{e^{-x^2/2}}{\sqrt{2\pi}}

    At most 0.79788, at 0; it is 0 at ±√2 and at ±∞; 'tanh' is `gelu_tanh_grad2`.
    Takes, returns and refuses what `gelu` does.

    Examples
    --------
    >>> gelu_grad2([-1.0, 0.0, 1.0]).round(4)
    array([0.242 , 0.7979, 0.242 ])
    """
    choice("gelu_grad2", "approximate", approximate, ("none", "tanh"))
    if approximate == "tanh":
        return np.asarray(gelu_tanh_grad2(x))
    a = np.minimum(np.abs(x), 40.0)
    return normal_decay(INV_SQRT_2PI * ((SQRT2 - a) + SQRT2_LO) * (SQRT2 + a), a)


# gelu_tanh is x σ(v) with v = A x + B x³, A = √(8/π), B = 0.044715 A; 0.044715 is the decimal.
GELU_A, GELU_A_LO = 1.5957691216057308, -9.96930880911092e-17
GELU_B, GELU_B_LO = 0.07135481627260025, -6.175149918155315e-19
# The zero r of its slope with e^v(r), and the positive zero s of its second derivative with
# v'(s) and tanh(v(s)/2).
GELU_TANH_R, GELU_TANH_R_LO = -0.7524614220710163, 3.635560509207687e-17
GELU_TANH_EXP = 0.29195521191476714
GELU_TANH_S, GELU_TANH_S_LO = 1.4185040087908283, 8.089265124388305e-17
GELU_TANH_SLOPE, GELU_TANH_T = 2.026499677840473, 0.843630359924267


def _gelu_argument(a: Array) -> tuple[Array, Array]:
    """Return v(a) = A a + B a³ and its rounding error: an error of v is one of e^v times v."""
    s, s_lo = two_product(a, a)
    t, t_lo = two_product(GELU_B, s)
    w, w_lo = two_sum(GELU_A, t)
    v, v_lo = two_product(a, w)
    return v, v_lo + a * (w_lo + (t_lo + GELU_B * s_lo + GELU_B_LO * s) + GELU_A_LO)


@elementwise
def gelu_tanh(x: Array) -> Array:
    r"""Tanh approximation of `gelu`, the one that many language models were trained with.

    .. math::

        f(x) = \frac{x}{2} \left(1 + \tanh\left(
            \sqrt{\tfrac{2}{\pi}}\,(x + 0.044715\,x^3)\right)\right)

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values from -0.17004 (at x = -0.75246) up; at most 4.73e-4 away from `gelu`.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> gelu_tanh([-1.0, 0.0, 1.0]).round(4)
    array([-0.1588,  0.    ,  0.8412])

    References
    ----------
    Hendrycks & Gimpel 2016, Gaussian error linear units, arXiv:1606.08415.
    """
    a = np.minimum(np.abs(x), 25.0)
    v, lo = _gelu_argument(a)  # (1 + tanh(v/2))/2 = σ(v), without the cancellation in 1 + tanh
    return np.where(x < 0, decay(-a * (1.0 - lo), -v), x) / (1.0 + np.exp(-v) * (1.0 - lo))


@elementwise
def gelu_tanh_grad(x: Array) -> Array:
    r"""Slope of `gelu_tanh`, which is :math:`x \, \sigma(v)`.

    .. math::

        f'(x) = \sigma(v) + x v' \, \sigma'(v), \quad
        v(x) = \sqrt{\tfrac{8}{\pi}} \, (x + 0.044715 \, x^3)

    From -0.12899 to 1.12899 (at ∓1.41850), 0 at -0.75246 and at -∞, 1 at ∞.
    Takes, returns and refuses what `gelu_tanh` does.

    Examples
    --------
    >>> gelu_tanh_grad([-1.0, 0.0, 1.0]).round(4)
    array([-0.083,  0.5  ,  1.083])
    """
    # For x < 0 the numerator 1 + e^v + x v' is, with d = x - r, (x v' - r v'(r)) + (e^v - e^v(r)):
    # both differences are d times positive sums (cf. silu_grad).
    a = np.minimum(np.abs(x), 25.0)
    v, lo = _gelu_argument(a)
    e = np.exp(-v) * (1.0 - lo)
    d = (-a - GELU_TANH_R) - GELU_TANH_R_LO
    q = a * a - a * GELU_TANH_R + GELU_TANH_R**2
    root = d * (GELU_A + 3.0 * GELU_B * q) + GELU_TANH_EXP * np.expm1(d * (GELU_A + GELU_B * q))
    right = 1.0 + e * (1.0 + a * (GELU_A + 3.0 * GELU_B * a * a))
    return over(np.where(x < 0, decay(root * (1.0 - lo), -v), right), e, 2)


@elementwise
def gelu_tanh_grad2(x: Array) -> Array:
    r"""Second derivative of `gelu_tanh`.

    .. math::

        f''(x) = \left(2v' + x v'' - x v'^2 \tanh \frac{v}{2}\right) \sigma'(v), \quad
        v(x) = \sqrt{\tfrac{8}{\pi}} \, (x + 0.044715 \, x^3)

    At most 0.79788, at 0; it is 0 at ±1.41850 and at ±∞.
    Takes, returns and refuses what `gelu_tanh` does.

    Examples
    --------
    >>> gelu_tanh_grad2([-1.0, 0.0, 1.0]).round(4)
    array([0.2421, 0.7979, 0.2421])
    """
    # 2v' + x v'' = 2A + 12B x²; minus its value at the zero s, d = |x| - s factors out.
    a = np.minimum(np.abs(x), 25.0)
    v, lo = _gelu_argument(a)
    d, b3 = (a - GELU_TANH_S) - GELU_TANH_S_LO, 3.0 * GELU_B * (a + GELU_TANH_S)
    slope, t = GELU_A + 3.0 * GELU_B * a * a, np.tanh(0.5 * v)
    rise = d * (GELU_A + GELU_B * (a * a + a * GELU_TANH_S + GELU_TANH_S**2))  # v - v(s)
    bend = d * (4.0 * b3 - (slope**2 + GELU_TANH_S * b3 * (slope + GELU_TANH_SLOPE)) * t)
    bend -= GELU_TANH_S * GELU_TANH_SLOPE**2 * np.tanh(0.5 * rise) * (1.0 - t * GELU_TANH_T)
    return over(decay(bend * (1.0 - lo), -v), np.exp(-v) * (1.0 - lo), 2)
