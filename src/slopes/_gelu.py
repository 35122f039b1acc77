"""GELU, x times the probability that a normal number lies below x, and its tanh form."""

from __future__ import annotations

import numpy as np

from slopes._arrays import Array, choice
from slopes._compensated import (
    INF,
    INV_SQRT_2PI,
    SQRT2,
    SQRT2_LO,
    choose,
    decay,
    normal_decay,
    over,
    two_product,
    two_sum,
)
from slopes._elementwise import elementwise
from slopes._mills import slope, tail


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
    # x Φ(x) = max(x, 0) - |x| Φ(-|x|), where at most half is lost: 1 + erf is 0 from x = -8.3 on.
    a = np.abs(x)
    np.clip(a, 0.0, 40.0, out=a)
    return np.asarray(np.clip(x, -0.0, INF) - tail(a))  # -0 where nothing is left


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
    # The slopes at x and -x add up to 1, as x Φ(x) - x Φ(-x) = x with x on both sides positive.
    left = slope(np.minimum(np.abs(x), 40.0))
    return choose(x, left, 1.0 - left)


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
# The zero r of its slope with e^v(r), and the positive zero s of its second derivative with e^-v(s)
# and the polynomial in a, highest power first, of gelu_tanh_grad2.
GELU_TANH_R, GELU_TANH_R_LO = -0.7524614220710163, 3.635560509207687e-17
GELU_TANH_EXP = 0.29195521191476714
GELU_TANH_S, GELU_TANH_S_LO = 1.4185040087908283, 8.089265124388305e-17
GELU_TANH_E = 0.0848161559251803
GELU_TANH_BEND = (
    0.041937007641803296,
    0.05948781345658958,
    0.7096326137383776,
    0.07773441740952558,
    2.440763104674031,
)


def _gelu_argument(a: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Return v(a) = A a + B a³, a² and v'(a), the first and the last with their rounding error.

    An error of v is one of e^v times v.
    """
    s, s_lo = two_product(a, a)
    t, t_lo = two_product(GELU_B, s)
    t_lo = t_lo + GELU_B * s_lo + GELU_B_LO * s
    w, w_lo = two_sum(GELU_A, t)
    v, v_lo = two_product(a, w)
    v1, v1_lo = two_sum(w, 2.0 * t)
    w_lo = w_lo + GELU_A_LO
    return v, v_lo + a * (w_lo + t_lo), s, v1, v1_lo + (w_lo + 3.0 * t_lo)


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
    c = np.clip(x, -25.0, 25.0)
    v, lo, _, _, _ = _gelu_argument(np.abs(c))
    e = np.exp(-v)  # (1 + tanh(v/2))/2 = σ(v), without the cancellation in 1 + tanh
    return np.asarray(choose(x, decay(c, -v, e) * (1.0 - lo), x) / (1.0 + e))


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
    # For x < 0 the numerator of e^v / (1 + e^v)² is 1 + e^v + x v'. Near its zero r it is, with
    # d = x - r, (x v' - r v'(r)) + (e^v - e^v(r)): both are d times positive sums (cf. silu_grad).
    a = np.minimum(np.abs(x), 25.0)
    v, lo, _, v1, v1_lo = _gelu_argument(a)
    e, d = np.exp(-v), (-a - GELU_TANH_R) - GELU_TANH_R_LO
    b = GELU_B * (a - GELU_TANH_R)
    one = d * ((GELU_A + 3.0 * GELU_B * GELU_TANH_R**2) + 3.0 * a * b)
    two = np.expm1(d * ((GELU_A + GELU_B * GELU_TANH_R**2) + a * b))
    far = np.abs(a - 1.2) - 0.9  # negative near the zero
    top, top_lo = two_sum(
        choose(far, one, 1.0 + (e - a * v1_lo)), choose(far, GELU_TANH_EXP * two, -a * v1)
    )
    left = over(decay(top, -v, e), e, 2, more=top_lo / top - lo)
    return choose(x, left, 1.0 - left)


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
    # In e = e^-v, with P = 2v' + x v'' = 2A + 12B x² and Q = x v'², the numerator over (1 + e)³ is
    # P - Q + (P + Q) e. Near its zero s it is this minus its value there, where d = |x| - s factors
    # out: -d (a positive polynomial) + (P + Q)(e - e^-v(s)).
    a = np.minimum(np.abs(x), 25.0)
    v, lo, square, v1, v1_lo = _gelu_argument(a)
    e, d = np.exp(-v), (a - GELU_TANH_S) - GELU_TANH_S_LO
    p, q = 2.0 * GELU_A + 12.0 * GELU_B * square, a * v1 * v1
    rise = d * (GELU_A + GELU_B * GELU_TANH_S**2 + a * (GELU_B * (a + GELU_TANH_S)))  # v - v(s)
    fall = np.maximum(e, GELU_TANH_E) * np.expm1(-np.abs(rise))  # -|e - e^-v(s)|
    k4, k3, k2, k1, k0 = GELU_TANH_BEND
    near = d * (k0 + a * (k1 + a * (k2 + a * (k3 + a * k4))))
    top, top_lo = two_sum(
        choose(a - 4.0, -near, p - q),
        choose(a - 4.0, np.copysign((p + q) * fall, -d), (p + q) * e - 2.0 * a * v1 * v1_lo),
    )
    return over(decay(top, -v, e), e, 3, more=top_lo / top - lo)
