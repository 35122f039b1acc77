"""Gated activations, x times a gate that opens from 0 to 1: SiLU and Mish."""

from __future__ import annotations

import numpy as np

from slopes._arrays import Array, parameter
from slopes._compensated import FAR, decay, over, scale
from slopes._elementwise import elementwise

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
    beta = parameter("silu", "beta", beta, 0)
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
    u = np.clip(scale(parameter("silu_grad", "beta", beta, 0), x), -FAR, FAR)
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
    beta = parameter("silu_grad2", "beta", beta, 0)
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
    beta = parameter("silu_grad_beta", "beta", beta, 0)
    a = np.minimum(np.abs(scale(beta, x)), FAR)
    p = a / beta
    return decay(over(p, np.exp(-a), 2), -a) * p


swish, swish_grad, swish_grad2, swish_grad_beta = silu, silu_grad, silu_grad2, silu_grad_beta


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
