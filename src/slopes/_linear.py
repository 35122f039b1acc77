"""Activations made of straight pieces: the identity, the step, and the hard variants."""

from __future__ import annotations

from typing import Any

import numpy as np

from slopes._arrays import Array, parameter
from slopes._compensated import INF, keep_nan, pick
from slopes._elementwise import elementwise


@elementwise(exact=True)
def identity(x: Array) -> Array:
    r"""Identity, the activation of a linear layer.

    .. math:: f(x) = x

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        A copy of `x`.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> identity([-2.0, 3.0])
    array([-2.,  3.])
    """
    return x


@elementwise(exact=True)
def identity_grad(x: Array) -> Array:
    r"""Slope of the identity.

    .. math:: f'(x) = 1

    Takes, returns and refuses what `identity` does.

    Examples
    --------
    >>> identity_grad([-2.0, 3.0])
    array([1., 1.])
    """
    return keep_nan(x, 1.0)


@elementwise(exact=True)
def identity_grad2(x: Array) -> Array:
    r"""Second derivative of the identity.

    .. math:: f''(x) = 0

    Takes, returns and refuses what `identity` does.

    Examples
    --------
    >>> identity_grad2([-2.0, 3.0])
    array([0., 0.])
    """
    return keep_nan(x, 0.0)


@elementwise(exact=True)
def heaviside(x: Array, *, at_zero: float | Array = 0.5) -> Array:
    r"""Unit step of Heaviside, the threshold of the first artificial neurons.

    .. math::

        H(x) = \begin{cases} 0 & x < 0 \\ \tfrac{1}{2} & x = 0 \\ 1 & x > 0 \end{cases}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    at_zero : float, or an array that broadcasts to `x`
        The value at 0, in [0, 1]. One half makes it the limit of σ(kx) for k → ∞.

    Returns
    -------
    ndarray
        Values 0, `at_zero` and 1.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision, or `at_zero` is no number.
    ValueError
        If `at_zero` is outside [0, 1].

    Examples
    --------
    >>> heaviside([-2.0, 0.0, 3.0])
    array([0. , 0.5, 1. ])

    References
    ----------
    McCulloch & Pitts 1943, A logical calculus of the ideas immanent in nervous activity,
    Bull. Math. Biophys. 5:115-133, doi:10.1007/BF02478259.
    """
    at_zero = parameter("heaviside", "at_zero", at_zero, 0, 1, closed=(True, True))
    return pick(x, x == 0, at_zero, keep_nan(x, x > 0))


@elementwise(exact=True)
def heaviside_grad(x: Array, *, at_zero: float | Array = 0.5) -> Array:
    r"""Slope of the step.

    .. math:: H'(x) = 0 \quad \text{for } x \ne 0

    At 0 there is none; the distribution there is Dirac's δ. The value returned at 0 is 0, as in
    every framework, so nothing is learned through a step.
    Takes, returns and refuses what `heaviside` does.

    Examples
    --------
    >>> heaviside_grad([-2.0, 0.0, 3.0])
    array([0., 0., 0.])
    """
    parameter("heaviside_grad", "at_zero", at_zero, 0, 1, closed=(True, True))
    return keep_nan(x, 0.0)


@elementwise(exact=True)
def heaviside_grad2(x: Array, *, at_zero: float | Array = 0.5) -> Array:
    r"""Second derivative of the step.

    .. math:: H''(x) = 0 \quad \text{for } x \ne 0

    At 0 there is none; the value returned there is 0 by convention.
    Takes, returns and refuses what `heaviside` does.

    Examples
    --------
    >>> heaviside_grad2([-2.0, 0.0, 3.0])
    array([0., 0., 0.])
    """
    parameter("heaviside_grad2", "at_zero", at_zero, 0, 1, closed=(True, True))
    return keep_nan(x, 0.0)


@elementwise(plain=True)
def hardsigmoid(x: Array, *, out: Array | None = None) -> Array:
    r"""Hard sigmoid, three straight lines in place of the exponential.

    .. math:: f(x) = \frac{\min(\max(x + 3, 0), 6)}{6}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values in [0, 1].

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> hardsigmoid([-4.0, 0.0, 1.5])
    array([0.  , 0.5 , 0.75])

    References
    ----------
    Howard et al. 2019, Searching for MobileNetV3, ICCV, arXiv:1905.02244; with slope 1/2
    Courbariaux, Bengio & David 2015, BinaryConnect, NIPS 28, arXiv:1511.00363.
    """
    y = _ramp(x, out)
    y /= 6.0
    return y


def _ramp(x: Array, out: Array | None) -> Array:
    y = np.add(x, 3.0, out=out)
    np.clip(y, 0.0, 6.0, out=y)
    return y


@elementwise(plain=True)
def hardsigmoid_grad(x: Array) -> Array:
    r"""Slope of `hardsigmoid`.

    .. math:: f'(x) = \begin{cases} \tfrac{1}{6} & |x| < 3 \\ 0 & |x| > 3 \end{cases}

    The kinks at -3 and 3 get the slope 0 of the flat side by convention.
    Takes, returns and refuses what `hardsigmoid` does.

    Examples
    --------
    >>> hardsigmoid_grad([-3.0, 0.0, 4.0])
    array([0.        , 0.16666667, 0.        ])
    """
    return keep_nan(x, np.abs(x) < 3.0) / 6.0


@elementwise(plain=True)
def hardsigmoid_grad2(x: Array) -> Array:
    r"""Second derivative of `hardsigmoid`.

    .. math:: f''(x) = 0 \quad \text{for } |x| \ne 3

    At the kinks -3 and 3 there is none; the value returned there is 0 by convention.
    Takes, returns and refuses what `hardsigmoid` does.

    Examples
    --------
    >>> hardsigmoid_grad2([-3.0, 0.0, 4.0])
    array([0., 0., 0.])
    """
    return keep_nan(x, 0.0)


@elementwise(exact=True)
def hardtanh(
    x: Array,
    *,
    min_val: float | Array = -1.0,
    max_val: float | Array = 1.0,
    out: Array | None = None,
) -> Array:
    r"""Hard tanh: the input, cut off at both ends.

    .. math:: f(x) = \min(\max(x, l), u)

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    min_val, max_val : float, or an array that broadcasts to `x`
        The ends l < u, finite.

    Returns
    -------
    ndarray
        Values in [l, u].

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision, or an end is no number.
    ValueError
        If the ends are not finite or not in order.

    Examples
    --------
    >>> hardtanh([-4.0, 0.5, 1.5])
    array([-1. ,  0.5,  1. ])

    References
    ----------
    Collobert 2004, Large scale machine learning, PhD thesis, Université Paris VI.
    """
    low, high = _ends("hardtanh", min_val, max_val)
    return np.clip(x, low, high, out=out)


@elementwise(exact=True)
def hardtanh_grad(
    x: Array, *, min_val: float | Array = -1.0, max_val: float | Array = 1.0
) -> Array:
    r"""Slope of `hardtanh`.

    .. math:: f'(x) = \begin{cases} 0 & x < l \\ 1 & l < x < u \\ 0 & x > u \end{cases}

    The kinks at the ends l and u get the slope 0 of the flat side by convention.
    Takes, returns and refuses what `hardtanh` does.

    Examples
    --------
    >>> hardtanh_grad([-1.0, 0.5, 1.5])
    array([0., 1., 0.])
    """
    low, high = _ends("hardtanh_grad", min_val, max_val)
    return keep_nan(x, (x > low) & (x < high))


@elementwise(exact=True)
def hardtanh_grad2(
    x: Array, *, min_val: float | Array = -1.0, max_val: float | Array = 1.0
) -> Array:
    r"""Second derivative of `hardtanh`.

    .. math:: f''(x) = 0 \quad \text{for } x \ne l, \; x \ne u

    At the ends there is none; the value returned there is 0 by convention.
    Takes, returns and refuses what `hardtanh` does.

    Examples
    --------
    >>> hardtanh_grad2([-1.0, 0.5, 1.5])
    array([0., 0., 0.])
    """
    _ends("hardtanh_grad2", min_val, max_val)
    return keep_nan(x, 0.0)


def _ends(who: str, min_val: float | Array, max_val: float | Array) -> tuple[Any, Any]:
    low = parameter(who, "min_val", min_val)
    return low, parameter(who, "max_val", max_val, low)


@elementwise(plain=True)
def hardswish(x: Array, *, out: Array | None = None) -> Array:
    r"""Hard swish, the input times its hard sigmoid.

    .. math:: f(x) = x \cdot \frac{\min(\max(x + 3, 0), 6)}{6}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values from -0.375 (at x = -1.5) up.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> hardswish([-4.0, -1.5, 0.0, 4.0])
    array([-0.   , -0.375,  0.   ,  4.   ])

    References
    ----------
    Howard et al. 2019, Searching for MobileNetV3, ICCV, arXiv:1905.02244.
    """
    y = _ramp(x, out)
    y *= 1.0 / 6.0  # six times this rounds to 1; now, since x (x + 3) would overflow
    x = x if x.min(initial=0.0) > -INF else np.maximum(x, -3.0)  # -∞ times 0 is no number
    return np.multiply(x, y, out=y)


@elementwise(plain=True)
def hardswish_grad(x: Array, *, out: Array | None = None) -> Array:
    r"""Slope of `hardswish`.

    .. math::

        f'(x) = \begin{cases} 0 & x < -3 \\ (2x + 3) / 6 & -3 < x < 3 \\ 1 & x > 3 \end{cases}

    It jumps from 0 to -1/2 at -3 and from 3/2 to 1 at 3, where the outer slope is returned.
    Takes, returns and refuses what `hardswish` does.

    Examples
    --------
    >>> hardswish_grad([-3.0, -1.5, 0.0, 3.0])
    array([0. , 0. , 0.5, 1. ])
    """
    # 2x + 3 is 9 and -3 at the ends, and 6 and 0 beyond them: 3 less and 3 more.
    y = np.clip(x, -3.0, 3.0, out=out)
    side = np.divide(y, 3.0)
    np.trunc(side, out=side)
    side *= 3.0
    y *= 2.0
    y += 3.0
    y -= side
    y /= 6.0
    return y


@elementwise(plain=True)
def hardswish_grad2(x: Array) -> Array:
    r"""Second derivative of `hardswish`.

    .. math:: f''(x) = \begin{cases} \tfrac{1}{3} & |x| < 3 \\ 0 & |x| > 3 \end{cases}

    At the kinks -3 and 3 there is none; the value returned there is 0 by convention.
    Takes, returns and refuses what `hardswish` does.

    Examples
    --------
    >>> hardswish_grad2([-3.0, 0.0, 4.0])
    array([0.        , 0.33333333, 0.        ])
    """
    return keep_nan(x, np.abs(x) < 3.0) / 3.0
