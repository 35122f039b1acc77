"""Thresholds and shrinkage: small inputs are replaced, large ones pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from slopes._arrays import Array, parameter
from slopes._compensated import keep_nan, pick
from slopes._elementwise import elementwise
from slopes._sigmoids import tanh_grad, tanh_grad2


@elementwise(exact=True)
def threshold(x: Array, *, threshold: float | Array, value: float | Array) -> Array:
    r"""Threshold: the input above a threshold, a fixed value up to it.

    .. math:: f(x) = \begin{cases} x & x > \theta \\ c & x \le \theta \end{cases}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    threshold : float, or an array that broadcasts to `x`
        The threshold θ, finite. There is no default, as in PyTorch.
    value : float, or an array that broadcasts to `x`
        The value c, finite. `relu` is θ = c = 0.

    Returns
    -------
    ndarray
        Numbers above θ, and c.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision, or `threshold` or `value` is
        missing or no number.
    ValueError
        If `threshold` or `value` is not finite.

    Examples
    --------
    >>> threshold([-2.0, 0.5, 3.0], threshold=1.0, value=-1.0)
    array([-1., -1.,  3.])

    References
    ----------
    Name and parameters are those of `torch.nn.functional.threshold`.
    """
    theta, c = _level("threshold", threshold, value)
    return pick(x, x <= theta, c, x)


@elementwise(exact=True)
def threshold_grad(x: Array, *, threshold: float | Array, value: float | Array) -> Array:
    r"""Slope of `threshold`.

    .. math:: f'(x) = \begin{cases} 0 & x < \theta \\ 1 & x > \theta \end{cases}

    At θ it is 0 by convention, as in PyTorch; unless c = θ the function jumps there.
    Takes, returns and refuses what `threshold` does.

    Examples
    --------
    >>> threshold_grad([-2.0, 1.0, 3.0], threshold=1.0, value=-1.0)
    array([0., 0., 1.])
    """
    theta, _ = _level("threshold_grad", threshold, value)
    return keep_nan(x, x > theta)


@elementwise(exact=True)
def threshold_grad2(x: Array, *, threshold: float | Array, value: float | Array) -> Array:
    r"""Second derivative of `threshold`.

    .. math:: f''(x) = 0 \quad \text{for } x \ne \theta

    At θ there is none; the value returned there is 0 by convention.
    Takes, returns and refuses what `threshold` does.

    Examples
    --------
    >>> threshold_grad2([-2.0, 1.0, 3.0], threshold=1.0, value=-1.0)
    array([0., 0., 0.])
    """
    _level("threshold_grad2", threshold, value)
    return keep_nan(x, 0.0)


def _level(who: str, threshold: float | Array, value: float | Array) -> tuple[Any, Any]:
    return parameter(who, "threshold", threshold), parameter(who, "value", value)


def _width(who: str, lambd: float | Array) -> Any:
    return parameter(who, "lambd", lambd, 0, closed=(True, False))


@elementwise(exact=True)
def softshrink(x: Array, *, lambd: float | Array = 0.5, out: Array | None = None) -> Array:
    r"""Soft shrinkage: everything is moved toward 0 by λ, and what is closer becomes 0.

    .. math:: f(x) = \begin{cases} x - \lambda & x > \lambda \\ 0 & |x| \le \lambda \\
              x + \lambda & x < -\lambda \end{cases}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    lambd : float, or an array that broadcasts to `x`
        The distance λ ≥ 0; 0 gives the identity.

    Returns
    -------
    ndarray
        Any real numbers; 0 keeps the sign of `x`.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision, or `lambd` is no number.
    ValueError
        If `lambd` is negative or not finite.

    Examples
    --------
    >>> softshrink([-2.0, 0.3, 3.0])
    array([-1.5,  0. ,  2.5])

    References
    ----------
    Donoho & Johnstone 1994, Ideal spatial adaptation by wavelet shrinkage, Biometrika
    81(3):425-455, doi:10.1093/biomet/81.3.425.
    """
    width = _width("softshrink", lambd)
    y = np.clip(x, -width, width, out=out)
    np.subtract(x, y, out=y)
    return np.copysign(y, x, out=y)  # the sign of a zero


@elementwise(exact=True)
def softshrink_grad(x: Array, *, lambd: float | Array = 0.5) -> Array:
    r"""Slope of `softshrink`.

    .. math:: f'(x) = \begin{cases} 0 & |x| < \lambda \\ 1 & |x| > \lambda \end{cases}

    The kinks at -λ and λ get the slope 0 of the flat side by convention.
    Takes, returns and refuses what `softshrink` does.

    Examples
    --------
    >>> softshrink_grad([-2.0, 0.5, 3.0])
    array([1., 0., 1.])
    """
    return keep_nan(x, np.abs(x) > _width("softshrink_grad", lambd))


@elementwise(exact=True)
def softshrink_grad2(x: Array, *, lambd: float | Array = 0.5) -> Array:
    r"""Second derivative of `softshrink`.

    .. math:: f''(x) = 0 \quad \text{for } |x| \ne \lambda

    At the kinks -λ and λ there is none; the value returned there is 0 by convention.
    Takes, returns and refuses what `softshrink` does.

    Examples
    --------
    >>> softshrink_grad2([-2.0, 0.5, 3.0])
    array([0., 0., 0.])
    """
    _width("softshrink_grad2", lambd)
    return keep_nan(x, 0.0)


@elementwise(exact=True)
def hardshrink(x: Array, *, lambd: float | Array = 0.5, out: Array | None = None) -> Array:
    r"""Hard shrinkage: inputs up to λ become 0, larger ones stay.

    .. math:: f(x) = \begin{cases} 0 & |x| \le \lambda \\ x & |x| > \lambda \end{cases}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    lambd : float, or an array that broadcasts to `x`
        The bound λ ≥ 0; 0 gives the identity.

    Returns
    -------
    ndarray
        Numbers beyond λ in size, and 0, which keeps the sign of `x`.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision, or `lambd` is no number.
    ValueError
        If `lambd` is negative or not finite.

    Examples
    --------
    >>> hardshrink([-2.0, 0.3, 3.0])
    array([-2.,  0.,  3.])

    References
    ----------
    Donoho & Johnstone 1994, Ideal spatial adaptation by wavelet shrinkage, Biometrika
    81(3):425-455, doi:10.1093/biomet/81.3.425.
    """
    y = np.abs(x, out=out)
    np.greater(y, _width("hardshrink", lambd), out=y)  # as 0 and 1
    return np.multiply(x, y, out=y)  # a zero with the sign of x


@elementwise(exact=True)
def hardshrink_grad(x: Array, *, lambd: float | Array = 0.5) -> Array:
    r"""Slope of `hardshrink`.

    .. math:: f'(x) = \begin{cases} 0 & |x| < \lambda \\ 1 & |x| > \lambda \end{cases}

    The function jumps at -λ and λ, where the slope 0 of the flat side is returned.
    Takes, returns and refuses what `hardshrink` does.

    Examples
    --------
    >>> hardshrink_grad([-2.0, 0.5, 3.0])
    array([1., 0., 1.])
    """
    return keep_nan(x, np.abs(x) > _width("hardshrink_grad", lambd))


@elementwise(exact=True)
def hardshrink_grad2(x: Array, *, lambd: float | Array = 0.5) -> Array:
    r"""Second derivative of `hardshrink`.

    .. math:: f''(x) = 0 \quad \text{for } |x| \ne \lambda

    At the jumps -λ and λ there is none; the value returned there is 0 by convention.
    Takes, returns and refuses what `hardshrink` does.

    Examples
    --------
    >>> hardshrink_grad2([-2.0, 0.5, 3.0])
    array([0., 0., 0.])
    """
    _width("hardshrink_grad2", lambd)
    return keep_nan(x, 0.0)


@elementwise(plain=True)
def tanhshrink(x: Array) -> Array:
    r"""Tanh shrinkage: what tanh leaves of its input.

    .. math:: f(x) = x - \tanh x

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Any real numbers, near x³/3 around 0, with all their digits.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> tanhshrink([-2.0, 0.0, 3.0]).round(4)
    array([-1.036 ,  0.    ,  2.0049])

    References
    ----------
    The name is that of `torch.nn.functional.tanhshrink`.
    """
    # x - tanh x = x K / (1 + K); the difference itself is rounding only below x = 1e-8.
    c, k = _lambert(x, 2.0)
    return np.where(np.abs(x) < 2.0, c * k / (1.0 + k), x - np.tanh(x))


@elementwise(plain=True)
def tanhshrink_grad(x: Array) -> Array:
    r"""Slope of `tanhshrink`.

    .. math:: f'(x) = \tanh^2 x

    It falls to 0 at 0 and rises to 1 on both sides.
    Takes, returns and refuses what `tanhshrink` does.

    Examples
    --------
    >>> tanhshrink_grad([-2.0, 0.0, 3.0]).round(4)
    array([0.9293, 0.    , 0.9901])
    """
    # The square of x / (1 + K) near 0, one minus the small 1 - tanh² further out: less is rounded
    # than in the square of np.tanh, whose own error depends on the processor.
    c, k = _lambert(x, 1.0)
    t = c / (1.0 + k)
    return np.where(np.abs(x) < 1.0, t * t, 1.0 - np.asarray(tanh_grad(x)))


@elementwise(plain=True)
def tanhshrink_grad2(x: Array) -> Array:
    r"""Second derivative of `tanhshrink`.

    .. math:: f''(x) = 2 \tanh x \, (1 - \tanh^2 x)

    Odd; extreme at ±0.65848, with the values ±0.76980, and 0 at ±∞.
    Takes, returns and refuses what `tanhshrink` does.

    Examples
    --------
    >>> tanhshrink_grad2([-2.0, 0.0, 3.0]).round(4)
    array([-0.1362,  0.    ,  0.0196])
    """
    return np.asarray(-tanh_grad2(x))


def _lambert(x: Array, far: float) -> tuple[Array, Array]:
    """Return c = x between -far and far, and K with tanh c = c / (1 + K), for far <= 2."""
    # Lambert's fraction K = x²/(3 + x²/(5 + x²/(7 + ...)))
    c: Array = np.clip(x, -far, far)
    s = c * c
    k = s / 25.0
    for odd in range(23, 1, -2):
        k = s / (odd + k)
    return c, k
