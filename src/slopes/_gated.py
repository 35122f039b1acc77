"""Gated activations, x times a gate that opens from 0 to 1: SiLU, GELU, Mish."""

from __future__ import annotations

import numpy as np
from scipy import special

from slopes._arrays import Array, choice, elementwise, number
from slopes._compensated import (
    FAR,
    INV_SQRT_2PI,
    SQRT2,
    SQRT2_LO,
    SQRT_HALF,
    SQRT_HALF_PI,
    decay,
    normal_decay,
    over,
    scale,
    two_product,
    two_sum,
)

# The zero r of silu', 1 + r + e^r = 0, and the positive zero s of silu'', s tanh(s/2) = 2.
SILU_R, SILU_R_LO, SILU_EXP_R = -1.2784645427610737, -1.0946994183093437e-16, 0.2784645427610738
SILU_S, SILU_S_LO = 2.3993572805154675, 1.8464872855353363e-16


@elementwise
def silu(x: Array, *, beta: float = 1.0) -> Array:
    r"""Sigmoid linear unit, also called swish: the input times its own sigmoid.

    .. math:: f(x) = x\,\sigma(\beta x)

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    beta : float
        The sharpness β > 0; β → ∞ gives `relu`, β → 0 the line x/2. Swish learns it.

    Returns
    -------
    ndarray
        Values from -0.27846/β (at x = -1.27846/β) up.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision, or `beta` is no number.
    ValueError
        If `beta` is not positive and finite.

    Examples
    --------
    >>> silu([-1.0, 0.0, 1.0]).round(4)
    array([-0.2689,  0.    ,  0.7311])

    References
    ----------
    Hendrycks & Gimpel 2016, Gaussian error linear units, arXiv:1606.08415, which names it;
    Elfwing, Uchibe & Doya 2018, arXiv:1702.03118; with β: Ramachandran, Zoph & Le 2017,
    arXiv:1710.05941.
    """
    beta = number("silu", "beta", beta, 0)
    u = np.maximum(scale(beta, x), -FAR)
    n = np.minimum(u, 0.0)
    return np.where(u >= 0, x, decay(n, n) / beta) / (1.0 + np.exp(-np.abs(u)))


@elementwise
def silu_grad(x: Array, *, beta: float = 1.0) -> Array:
    r"""Slope of `silu`.

    .. math:: f'(x) = \sigma(u) + u \, \sigma'(u), \quad u = \beta x

    From -0.09984 to 1.09984 (at u = ∓2.39936), 0 at u = -1.27846 and at -∞, 1 at ∞.
    Takes, returns and refuses what `silu` does.

    Examples
    --------
    >>> silu_grad([-1.0, 0.0, 1.0]).round(4)
    array([0.0723, 0.5   , 0.9277])
    """
    # For u < 0 this is (1 + u + e^u) e^u / (1 + e^u)², and 1 + u + e^u = (u - r) + (e^u - e^r)
    # is a sum of two terms of one sign, so it has all its digits at its zero r, too.
    u = np.clip(scale(number("silu_grad", "beta", beta, 0), x), -FAR, FAR)
    n, e = np.minimum(u, 0.0), np.exp(-np.abs(u))
    d = (n - SILU_R) - SILU_R_LO
    left = decay(d + SILU_EXP_R * np.expm1(d), n)
    return over(np.where(u < 0, left, 1.0 + e * (1.0 + u)), e, 2)


@elementwise
def silu_grad2(x: Array, *, beta: float = 1.0) -> Array:
    r"""Second derivative of `silu`.

    .. math::

        f''(x) = \beta \, \sigma'(u) \, \left(2 - u \tanh \frac{u}{2}\right), \quad u = \beta x

    At most β/2, at 0; it is 0 at u = ±2.39936 and at ±∞.
    Takes, returns and refuses what `silu` does.

    Examples
    --------
    >>> silu_grad2([-1.0, 0.0, 1.0]).round(4)
    array([0.3024, 0.5   , 0.3024])
    """
    # With a = |u|, d = a - s and T = tanh(a/2):  a T - 2 = d T + s tanh(d/2) (1 - 2T/s),
    # by s tanh(s/2) = 2 and the addition theorem; one sign again.
    beta = number("silu_grad2", "beta", beta, 0)
    a = np.minimum(np.abs(scale(beta, x)), FAR)
    d, t = (a - SILU_S) - SILU_S_LO, np.tanh(0.5 * a)
    bend = -(d * t + SILU_S * np.tanh(0.5 * d) * (1.0 - t * (2.0 / SILU_S)))
    return beta * over(decay(bend, -a), np.exp(-a), 2)


@elementwise
def silu_grad_beta(x: Array, *, beta: float = 1.0) -> Array:
    r"""Derivative of `silu` by its sharpness, for a β that is learned.

    .. math:: \frac{\partial f}{\partial \beta} = x^2 \, \sigma'(\beta x)

    From 0, at 0 and ±∞, to 0.43923/β² (at x = ±2.39936/β).
    Takes, returns and refuses what `silu` does.

    Examples
    --------
    >>> silu_grad_beta([-1.0, 0.0, 1.0]).round(4)
    array([0.1966, 0.    , 0.1966])
    """
    beta = number("silu_grad_beta", "beta", beta, 0)
    a = np.minimum(np.abs(scale(beta, x)), FAR)
    p = a / beta
    return decay(over(p, np.exp(-a), 2), -a) * p


swish, swish_grad, swish_grad2, swish_grad_beta = silu, silu_grad, silu_grad2, silu_grad_beta


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


# The zero r of mish' with e^r, and the zeros s < 0 < t of mish'' with e^s and e^-t.
MISH_R, MISH_R_LO, MISH_EXP_R = -1.1924312145154952, -4.8484829848031044e-17, 0.3034825352815289
MISH_S, MISH_S_LO, MISH_EXP_S = -2.256376396360793, -1.0703174875019247e-16, 0.10472929546651437
MISH_T, MISH_T_LO, MISH_EXP_T = 1.4905711794854284, 7.126036715834263e-17, 0.22524396405848376


@elementwise
def mish(x: Array) -> Array:
    r"""Mish, a smooth rectifier that is not monotone.

    .. math:: f(x) = x \tanh(\log(1 + e^x))

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values from -0.30884 (at x = -1.19243) up.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> mish([-1.0, 0.0, 1.0]).round(4)
    array([-0.3034,  0.    ,  0.8651])

    References
    ----------
    Misra 2020, Mish: a self regularized non-monotonic activation function, BMVC,
    arXiv:1908.08681.
    """
    # tanh(log(1 + e)) = n / (n + 2) with n = e(e + 2); for x > 0 the same in powers of q = e^-x.
    c = np.maximum(x, -FAR)
    n = np.minimum(c, 0.0)
    e, q = np.exp(n), np.exp(-np.abs(c))
    left = decay(n * (e + 2.0), n) / (e * (e + 2.0) + 2.0)
    return np.where(c < 0, left, c * ((1.0 + 2.0 * q) / (1.0 + 2.0 * q * (1.0 + q))))


@elementwise
def mish_grad(x: Array) -> Array:
    r"""Slope of `mish`.

    .. math:: f'(x) = \tanh s + x \, \sigma(x) \, (1 - \tanh^2 s), \quad s = \log(1 + e^x)

    From -0.11253 (at -2.25638) to 1.08850 (at 1.49057), 0 at -1.19243 and at -∞, 1 at ∞.
    Takes, returns and refuses what `mish` does.

    Examples
    --------
    >>> mish_grad([-1.0, 0.0, 1.0]).round(4)
    array([0.0592, 0.6   , 1.049 ])
    """
    # x < 0, D = e² + 2e + 2: e (4(x+1) + (4x+6) e + 4e² + e³) / D². Minus its value at the
    # zero r, the bracket is 4d(1 + e) + (e - e^r)·(a positive sum), d = x - r: no cancellation.
    c: Array = np.clip(x, -FAR, FAR)
    n, p = np.minimum(c, 0.0), np.maximum(c, 0.0)
    e, q, m = np.exp(n), np.exp(-p), MISH_EXP_R
    d = (n - MISH_R) - MISH_R_LO
    rest = 4.0 * MISH_R + 6.0 + 4.0 * (e + m) + e * (e + m) + m * m
    left = decay(4.0 * d * (1.0 + e) + m * np.expm1(d) * rest, n) / (e * (e + 2.0) + 2.0) ** 2
    top = 1.0 + q * (4.0 + q * (4.0 * p + 6.0 + 4.0 * (p + 1.0) * q))
    return np.where(c < 0, left, top / (1.0 + 2.0 * q * (1.0 + q)) ** 2)


@elementwise
def mish_grad2(x: Array) -> Array:
    r"""Second derivative of `mish`.

    .. math::

        f''(x) = \sigma(x) \, (1 - \tanh^2 s)
            \bigl(2 + x - x \, \sigma(x) \, (1 + 2 \tanh s)\bigr), \quad s = \log(1 + e^x)

    At most 0.64420, at -0.08793; it is 0 at -2.25638, at 1.49057 and at ±∞.
    Takes, returns and refuses what `mish` does.

    Examples
    --------
    >>> mish_grad2([-1.0, 0.0, 1.0]).round(4)
    array([0.3497, 0.64  , 0.1847])
    """
    # x < 0: 4e (2(e+1)D + x (2 + 2e - 3e² - 2e³)) / D³; x >= 0: the same in powers of q = e^-x.
    # Each bracket minus its value at its zero, as in mish_grad; left of 0 it is far from any.
    c: Array = np.clip(x, -FAR, FAR)
    n, p = np.minimum(c, 0.0), np.maximum(c, 0.0)
    e, q = np.exp(n), np.exp(-p)
    r, m, d = MISH_S, MISH_EXP_S, (n - MISH_S) - MISH_S_LO
    rest = 8.0 + 2.0 * r + (6.0 - 3.0 * r) * (e + m) + (2.0 - 2.0 * r) * (e * (e + m) + m * m)
    p_e = 2.0 + e * (2.0 - e * (3.0 + 2.0 * e))
    left = np.where(
        n > -0.5,
        2.0 * (e + 1.0) * (e * (e + 2.0) + 2.0) + n * p_e,
        d * p_e + m * np.expm1(d) * rest,
    )
    bottom = e * (e + 2.0) + 2.0
    left = decay(4.0 * left, n) / bottom / bottom / bottom
    r, m, d = MISH_T, MISH_EXP_T, (p - MISH_T) - MISH_T_LO
    rest = 6.0 - 3.0 * r + (8.0 + 2.0 * r) * (q + m) + (4.0 + 2.0 * r) * (q * (q + m) + m * m)
    right = d * (q * (q * (2.0 * q + 2.0) - 3.0) - 2.0) + m * np.expm1(-d) * rest
    bottom = 1.0 + 2.0 * q * (1.0 + q)
    right = decay(4.0 * right, -2.0 * p) / bottom / bottom / bottom
    return np.where(c < 0, left, right)
