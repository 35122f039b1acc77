"""Smooth relatives of rectifiers and S curves: CELU, squareplus, log cosh and the Gaussian."""

from __future__ import annotations

import numpy as np

from slopes._arrays import Array, parameter
from slopes._compensated import SQRT2, SQRT2_LO, decay, erase, nonpositive, pick, two_product
from slopes._elementwise import elementwise
from slopes._sigmoids import tanh, tanh_grad

LN2 = 0.6931471805599453


@elementwise
def celu(x: Array, *, alpha: float | Array = 1.0) -> Array:
    r"""Continuously differentiable exponential linear unit: `elu` without a kink for any α.

    .. math:: f(x) = \begin{cases} x & x > 0 \\ \alpha (e^{x / \alpha} - 1) & x \le 0 \end{cases}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    alpha : float, or an array that broadcasts to `x`
        The level α > 0; α → 0 gives `relu`, α → ∞ the identity.

    Returns
    -------
    ndarray
        Values in (-α, ∞).

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision, or `alpha` is no number.
    ValueError
        If `alpha` is not positive and finite.

    Examples
    --------
    >>> celu([-2.0, 0.0, 3.0], alpha=2.0).round(4)
    array([-1.2642,  0.    ,  3.    ])

    References
    ----------
    Barron 2017, Continuously differentiable exponential linear units, arXiv:1704.07483.
    """
    alpha = parameter("celu", "alpha", alpha, 0)
    q, _ = _quotient(x, alpha)
    # Near 0 it is x to the last digit, and the quotient may be subnormal there.
    return pick(x, q > -(2.0**-54), x, alpha * np.expm1(q))


@elementwise
def celu_grad(x: Array, *, alpha: float | Array = 1.0) -> Array:
    r"""Slope of `celu`.

    .. math:: f'(x) = \begin{cases} e^{x / \alpha} & x \le 0 \\ 1 & x > 0 \end{cases}

    It rises from 0 at -∞ to 1 at 0 and stays there.
    Takes, returns and refuses what `celu` does.

    Examples
    --------
    >>> celu_grad([-2.0, 0.0, 3.0], alpha=2.0).round(4)
    array([0.3679, 1.    , 1.    ])
    """
    q, lost = _quotient(x, parameter("celu_grad", "alpha", alpha, 0))
    return np.exp(q) * (1.0 + lost)


@elementwise
def celu_grad2(x: Array, *, alpha: float | Array = 1.0) -> Array:
    r"""Second derivative of `celu`.

    .. math:: f''(x) = \begin{cases} \tfrac{1}{\alpha} e^{x / \alpha} & x < 0 \\ 0 & x > 0
              \end{cases}

    It jumps at 0, where the left value 1/α is returned.
    Takes, returns and refuses what `celu` does.

    Examples
    --------
    >>> celu_grad2([-2.0, 0.0, 3.0], alpha=2.0).round(4)
    array([0.1839, 0.5   , 0.    ])
    """
    alpha = parameter("celu_grad2", "alpha", alpha, 0)
    q, lost = _quotient(x, alpha)
    # e^q = (e^(q/2))² where e^q is too small for a float64 and e^q / α may not be.
    deep = q < -600.0
    e = np.exp(np.where(deep, 0.5 * q, q))
    with np.errstate(over="ignore"):
        y = e * (1.0 + lost) / alpha * np.where(deep, e, 1.0)
    return erase(y, x > 0)


def _quotient(x: Array, alpha: float | Array) -> tuple[Array, Array]:
    """Return min(x, 0)/α rounded, at least -3000, and its rounding error: e^q needs both."""
    if isinstance(alpha, float) and alpha == 1.0:
        return nonpositive(x), np.zeros(())
    mantissa, exponent = np.frexp(alpha)
    with np.errstate(over="ignore"):
        scaled = np.maximum(np.ldexp(nonpositive(x), -exponent), -1500.0)
    q = scaled / mantissa
    product, lost = two_product(q, mantissa)
    return q, ((scaled - product) - lost) / mantissa


@elementwise
def squareplus(x: Array, *, b: float | Array = 4.0) -> Array:
    r"""Squareplus, a smooth rectifier made of a square root.

    .. math:: f(x) = \frac{x + \sqrt{x^2 + b}}{2}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    b : float, or an array that broadcasts to `x`
        The roundness b > 0: f(0) = √b/2, and b → 0 gives `relu`.

    Returns
    -------
    ndarray
        Values in (0, ∞).

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision, or `b` is no number.
    ValueError
        If `b` is not positive and finite.

    Examples
    --------
    >>> squareplus([-1e9, 0.0, 1.5])
    array([1.e-09, 1.e+00, 2.e+00])

    References
    ----------
    Barron 2021, Squareplus: a softplus-like algebraic rectifier, arXiv:2112.11687.
    """
    # (x + r)/2 = b / (2(r - x)) for x < 0, where the sum would cancel.
    b = parameter("squareplus", "b", b, 0)
    h = _half_sum(np.hypot(x, np.sqrt(b)), x)
    return np.where(x < 0, b / h / 4.0, h)


@elementwise
def squareplus_grad(x: Array, *, b: float | Array = 4.0) -> Array:
    r"""Slope of `squareplus`.

    .. math:: f'(x) = \frac{1}{2} \left( 1 + \frac{x}{\sqrt{x^2 + b}} \right)

    It rises from 0 at -∞ to 1 at ∞.
    Takes, returns and refuses what `squareplus` does.

    Examples
    --------
    >>> squareplus_grad([-1.5, 0.0, 1.5])
    array([0.2, 0.5, 0.8])
    """
    b = parameter("squareplus_grad", "b", b, 0)
    r = np.hypot(x, np.sqrt(b))
    p = np.where(np.isinf(x), 1.0, np.maximum(x, 0.0)) / np.where(np.isinf(x), 1.0, r)
    return np.where(x < 0, b / _half_sum(r, x) / r / 4.0, 0.5 + 0.5 * p)


@elementwise
def squareplus_grad2(x: Array, *, b: float | Array = 4.0) -> Array:
    r"""Second derivative of `squareplus`.

    .. math:: f''(x) = \frac{b}{2 (x^2 + b)^{3/2}}

    At most 1/(2√b), at 0, and 0 at ±∞.
    Takes, returns and refuses what `squareplus` does.

    Examples
    --------
    >>> squareplus_grad2([-1.5, 0.0, 1.5])
    array([0.128, 0.25 , 0.128])
    """
    b = parameter("squareplus_grad2", "b", b, 0)
    r = np.hypot(x, np.sqrt(b))
    return np.asarray(b / r / r / r / 2.0)


def _half_sum(r: Array, x: Array) -> Array:
    """Return (r + |x|)/2, which cannot overflow."""
    return np.asarray(0.5 * r + 0.5 * np.abs(x))


@elementwise(plain=True)
def logcosh(x: Array) -> Array:
    r"""Logarithm of the hyperbolic cosine, the integral of `tanh`: a parabola with straight arms.

    .. math:: f(x) = \log \cosh x

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values in [0, ∞); +0 at ±0.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> logcosh([-1000.0, 0.0, 1.0]).round(4)
    array([9.993069e+02, 0.000000e+00, 4.338000e-01])

    References
    ----------
    Hyvärinen 1999, Fast and robust fixed-point algorithms for independent component analysis,
    IEEE Trans. Neural Netw. 10(3):626-634, doi:10.1109/72.761722. As a loss it is
    `slopes.losses.log_cosh`.
    """
    # log cosh x = log(1 + sinh² x)/2 near 0, and |x| - log 2 + log(1 + e^-2|x|) further out.
    a = np.abs(x)
    s = np.sinh(np.minimum(a, 1.0))
    far = a - (LN2 - np.log1p(np.exp(-2.0 * np.minimum(a, 400.0))))
    return np.where(a < 1.0, 0.5 * np.log1p(s * s), far)


@elementwise(plain=True)
def logcosh_grad(x: Array) -> Array:
    r"""Slope of `logcosh`, the function `tanh`.

    .. math:: f'(x) = \tanh x

    It rises from -1 at -∞ to 1 at ∞.
    Takes, returns and refuses what `logcosh` does.

    Examples
    --------
    >>> logcosh_grad([-1.0, 0.0, 1.0]).round(4)
    array([-0.7616,  0.    ,  0.7616])
    """
    return np.asarray(tanh(x))


@elementwise(plain=True)
def logcosh_grad2(x: Array) -> Array:
    r"""Second derivative of `logcosh`.

    .. math:: f''(x) = 1 - \tanh^2 x

    At most 1, at 0, and 0 at ±∞.
    Takes, returns and refuses what `logcosh` does.

    Examples
    --------
    >>> logcosh_grad2([-1.0, 0.0, 1.0]).round(4)
    array([0.42, 1.  , 0.42])
    """
    return np.asarray(tanh_grad(x))


@elementwise
def gaussian(x: Array) -> Array:
    r"""Gaussian bell, the radial unit: large near 0 only.

    .. math:: f(x) = e^{-x^2}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values in (0, 1]; rounded they reach 0 where `x` is 27.3 or more from 0.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> gaussian([-1.0, 0.0, 2.0]).round(4)
    array([0.3679, 1.    , 0.0183])

    References
    ----------
    Broomhead & Lowe 1988, Multivariable functional interpolation and adaptive networks,
    Complex Systems 2(3):321-355.
    """
    return _bell(1.0, _near(x))


@elementwise
def gaussian_grad(x: Array) -> Array:
    r"""Slope of `gaussian`.

    .. math:: f'(x) = -2 x \, e^{-x^2}

    Odd; extreme at ±0.70711, with the values ∓0.85776, and 0 at ±∞.
    Takes, returns and refuses what `gaussian` does.

    Examples
    --------
    >>> gaussian_grad([-1.0, 0.0, 2.0]).round(4)
    array([ 0.7358, -0.    , -0.0733])
    """
    c = _near(x)
    return _bell(-2.0 * c, c)


@elementwise
def gaussian_grad2(x: Array) -> Array:
    r"""Second derivative of `gaussian`.

    .. math:: f''(x) = (4 x^2 - 2) \, e^{-x^2}

    At least -2, at 0; positive beyond ±0.70711, and 0 at ±∞.
    Takes, returns and refuses what `gaussian` does.

    Examples
    --------
    >>> gaussian_grad2([-1.0, 0.0, 2.0]).round(4)
    array([ 0.7358, -2.    ,  0.2564])
    """
    # 4x² - 2 = 4 (|x| - r)(|x| + r) with r = 1/√2 to 106 bits: no digit is lost at the zeros.
    c = _near(x)
    a = np.abs(c)
    return _bell(4.0 * ((a - 0.5 * SQRT2) - 0.5 * SQRT2_LO) * (a + 0.5 * SQRT2), c)


def _near(x: Array) -> Array:
    """Return x between -40 and 40: e^(-x²) is 0 beyond."""
    return np.clip(x, -40.0, 40.0)


def _bell(p: float | Array, x: Array) -> Array:
    """Return p·e^(-x²) for |x| <= 40."""
    # x² = h² + (x - h)(x + h) with h² exact; rounding x² would cost x² units in the last place.
    h = x.astype(np.float32).astype(np.float64)
    return decay(p * np.exp(-(x - h) * (x + h)), -h * h)
