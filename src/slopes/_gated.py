"""Gated activations, x times a gate that opens from 0 to 1: SiLU and Mish."""

from __future__ import annotations

import numpy as np

from slopes._arrays import Array, parameter
from slopes._compensated import DEEP, FAR, LARGEST, choose, decay, over, refine, scale, two_sum
from slopes._elementwise import elementwise

# The zero r of silu', 1 + r + e^r = 0, and the positive zero s of silu'', s tanh(s/2) = 2.
SILU_R, SILU_R_LO, SILU_EXP_R = -1.2784645427610737, -1.0946994183093437e-16, 0.2784645427610738
SILU_S, SILU_S_LO = 2.3993572805154675, 1.8464872855353363e-16


@elementwise
def silu(x: Array, *, beta: float | Array = 1.0) -> Array:
    r"""Sigmoid linear unit, also called swish: the input times its own sigmoid.

    .. math:: f(x) = x\,\sigma(\beta x)

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    beta : float, or an array that broadcasts to `x`
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
    u = scale(beta, x)
    # x / (1 + e^-u), and x e^u to the last digit where e^-u could overflow.
    plain = u.min(initial=0.0) >= DEEP
    e = np.negative(u if plain else np.maximum(u, DEEP))
    np.exp(e, out=e)
    e += 1.0
    np.divide(x, e, out=e)
    if plain:
        return np.asarray(e)
    return np.where(u < DEEP, decay(np.maximum(x, -LARGEST), np.clip(u, -FAR, DEEP)), e)


@elementwise
def silu_grad(x: Array, *, beta: float | Array = 1.0) -> Array:
    r"""Slope of `silu`.

    .. math:: f'(x) = \sigma(u) + u \, \sigma'(u), \quad u = \beta x

    From -0.09984 to 1.09984 (at u = ∓2.39936), 0 at u = -1.27846 and at -∞, 1 at ∞.
    Takes, returns and refuses what `silu` does.

    Examples
    --------
    >>> silu_grad([-1.0, 0.0, 1.0]).round(4)
    array([0.0723, 0.5   , 0.9277])
    """
    # This is (1 + u + e^u) e^u / (1 + e^u)².
    u = scale(parameter("silu_grad", "beta", beta, 0), x)
    if not (u.min(initial=0.0) > -FAR and u.max(initial=0.0) < 100.0):
        u = np.clip(u, -FAR, 100.0)
    e = np.exp(u)
    n = u + 1.0
    n += e
    refine(n, np.abs(u - SILU_R) < 0.2, _near_silu_r, u)
    s = e + 2.0
    s *= e
    s += 1.0
    return np.divide(decay(n, u, e), s, out=s)


def _near_silu_r(u: Array) -> Array:
    """Return 1 + u + e^u = (u - r) + (e^u - e^r): two terms of one sign, so no digit is lost."""
    d = (u - SILU_R) - SILU_R_LO
    return np.asarray(d + SILU_EXP_R * np.expm1(d))


@elementwise
def silu_grad2(x: Array, *, beta: float | Array = 1.0) -> Array:
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
    # σ'(u) (2 - a tanh(a/2)) = e (2 + 2e - a + a e) / (1 + e)³ with a = |u| and e = e^-a. Minus its
    # value 0 at s, the bracket is -d (1 - e) + (2 + s) (e - e^-s) with d = a - s, one sign again,
    # and (2 + s) e^-s = s - 2.
    beta = parameter("silu_grad2", "beta", beta, 0)
    a = np.minimum(np.abs(scale(beta, x)), FAR)
    e, d = np.exp(-a), (a - SILU_S) - SILU_S_LO
    near, far = a - a * e, d - d * e
    bend, lo = two_sum(
        choose(a - 1.0, 2.0 * (1.0 + e), (SILU_S - 2.0) * np.expm1(-d)),
        -choose(a - 1.0, near, far),
    )
    return np.asarray(beta * over(decay(bend, -a, e), e, 3, more=lo / bend))


@elementwise
def silu_grad_beta(x: Array, *, beta: float | Array = 1.0) -> Array:
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
    e, p = np.exp(-a), a / beta
    return over(decay(p, -a, e), e, 2) * p


swish, swish_grad, swish_grad2, swish_grad_beta = silu, silu_grad, silu_grad2, silu_grad_beta


# The zero r of mish', and the zeros s < 0 < t of mish''; with each the coefficients, highest first,
# of the polynomial in e^x or e^-x by which expm1(x - r), expm1(x - s), expm1(t - x) are multiplied.
MISH_R, MISH_R_LO = -1.1924312145154952, -4.8484829848031044e-17
MISH_R_REST = (0.3034825352815289, 1.3060317903470202, 0.7697248580619809)
MISH_S, MISH_S_LO = -2.256376396360793, -1.0703174875019247e-16
MISH_S_REST = (0.6820760115293056, 1.4087352438355758, 0.5127527927215862)
MISH_T, MISH_T_LO = 1.4905711794854284, 7.126036715834263e-17
MISH_T_REST = (1.5724601785911902, 2.8276231987751164, 0.9811423589708569)


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
    # tanh(log(1 + e)) = n / (n + 2) with n = e(e + 2), which is 1 from 100 on.
    plain = x.min(initial=0.0) > -FAR and x.max(initial=0.0) < 100.0
    c = x if plain else np.clip(x, -FAR, 100.0)
    e = np.exp(c)
    p = e + 2.0
    n = e * p
    n += 2.0
    p /= n
    p *= x if plain else np.maximum(x, -FAR)
    return decay(p, c, e)


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
    # With D = e² + 2e + 2: e (4(x+1) + (4x+6) e + 4e² + e³) / D², where no term is negative from
    # -1 to 0; for x > 0 the same in powers of q = e^-x. Minus its value at the zero r, the bracket
    # is 4d(1 + e) + (e - e^r)·(a positive sum), d = x - r.
    c: Array = np.clip(x, -FAR, FAR)
    n, p = np.minimum(c, 0.0), np.maximum(c, 0.0)
    e, q, d = np.exp(n), np.exp(-p), (n - MISH_R) - MISH_R_LO
    k2, k1, k0 = MISH_R_REST
    root = 4.0 * (d + d * e) + np.expm1(d) * (k0 + e * (k1 + e * k2))
    near = 4.0 * (n + 1.0) + e * (4.0 * n + 6.0 + e * (4.0 + e))
    left = decay(0.25 * choose(n + 0.8, root, near), n, e)
    right, lo = two_sum(1.0, q * (4.0 + q * (4.0 * p + 6.0 + 4.0 * (p + 1.0) * q)))
    right = over(right, 2.0 * q * (1.0 + q), 2, more=lo / right)
    return choose(c, over(left, e * (0.5 * e + 1.0), 2), right)


@elementwise
def mish_grad2(x: Array) -> Array:
    r"""Second derivative of `mish`.

    .. math::

        f''(x) = \sigma(x) \, (1 - \tanh^2 s)
            \bigl(2 + x - x \, \sigma(x) \, (1 + 2 \tanh s)\bigr), \quad s = \log(1 + e^x)

    At most 0.64420, at -0.08793; it is 0 at -2.25638, at 1.49057 and at ±∞.
    Takes, returns and refuses what `mish` does. In float64 some results around 1 are off by 6 units
    in the last place: the numerator cancels there, and the denominator is a third power.

    Examples
    --------
    >>> mish_grad2([-1.0, 0.0, 1.0]).round(4)
    array([0.3497, 0.64  , 0.1847])
    """
    # Left: 4e (2(e+1)D + x (2 + 2e - 3e² - 2e³)) / D³; right: the same in powers of q = e^-x.
    # Each bracket minus its value at its zero, as in mish_grad; from -1/2 to 0.8 it is far from
    # any.
    c: Array = np.clip(x, -FAR, FAR)
    n, p = np.minimum(c, -0.5), np.maximum(c, -0.5)
    e, d = np.exp(n), (n - MISH_S) - MISH_S_LO
    k2, k1, k0 = MISH_S_REST
    left = 2.0 * d + d * e * (2.0 - e * (3.0 + 2.0 * e)) + np.expm1(d) * (k0 + e * (k1 + e * k2))
    left = over(decay(0.5 * left, n, e), e * (0.5 * e + 1.0), 3)
    q, d = np.exp(-p), (p - MISH_T) - MISH_T_LO
    k2, k1, k0 = MISH_T_REST
    p_q, w = q * (q * (2.0 * q + 2.0) - 3.0), 2.0 * q * (1.0 + q)
    right, lo = two_sum(
        choose(p - 0.8, 2.0 * (1.0 + q) * (1.0 + w), np.expm1(-d) * (k0 + q * (k1 + q * k2))),
        choose(p - 0.8, p, d) * p_q - 2.0 * choose(p - 0.8, p, d),
    )
    right = over(decay(4.0 * right, -2.0 * p), w, 3, more=lo / right)
    return choose(c + 0.5, left, right)
