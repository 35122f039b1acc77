"""Clipped activations: ReLU with a ceiling, and the sparse relatives of sigmoid and softplus."""

from __future__ import annotations

import numpy as np

from slopes._arrays import Array
from slopes._compensated import keep_nan, pick
from slopes._elementwise import elementwise


@elementwise(exact=True)
def relu6(x: Array, *, out: Array | None = None) -> Array:
    r"""Rectified linear unit with a ceiling at 6.

    .. math:: f(x) = \min(\max(x, 0), 6)

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values in [0, 6], exact.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> relu6([-2.0, 0.0, 3.0, 8.0])
    array([0., 0., 3., 6.])

    References
    ----------
    Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10, unpublished manuscript.
    """
    return np.clip(x, 0.0, 6.0, out=out)


@elementwise(exact=True)
def relu6_grad(x: Array) -> Array:
    r"""Slope of `relu6`.

    .. math:: f'(x) = \begin{cases} 0 & x < 0 \\ 1 & 0 < x < 6 \\ 0 & x > 6 \end{cases}

    The kinks at 0 and 6 get the slope 0 of the flat side by convention.
    Takes, returns and refuses what `relu6` does.

    Examples
    --------
    >>> relu6_grad([-2.0, 0.0, 3.0, 8.0])
    array([0., 0., 1., 0.])
    """
    return keep_nan(x, (x > 0) & (x < 6))


@elementwise(exact=True)
def relu6_grad2(x: Array) -> Array:
    r"""Second derivative of `relu6`.

    .. math:: f''(x) = 0 \quad \text{for } x \ne 0, \; x \ne 6

    At 0 and 6 there is none; the value returned there is 0 by convention.
    Takes, returns and refuses what `relu6` does.

    Examples
    --------
    >>> relu6_grad2([-2.0, 0.0, 3.0, 8.0])
    array([0., 0., 0., 0.])
    """
    return keep_nan(x, 0.0)


@elementwise(plain=True)
def sparse_sigmoid(x: Array) -> Array:
    r"""Sparse sigmoid: the first of the two entries of `sparsemax` of (x, -x).

    .. math:: f(x) = \tfrac{1}{2} \min(\max(x + 1, 0), 2)

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values in [0, 1]; exactly 0 up to -1 and exactly 1 from 1 on.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> sparse_sigmoid([-2.0, -0.5, 0.0, 3.0])
    array([0.  , 0.25, 0.5 , 1.  ])

    References
    ----------
    Blondel, Martins & Niculae 2020, Learning with Fenchel-Young losses, JMLR 21(35):1-69,
    arXiv:1901.02324, section 6.2; half the argument of Martins & Astudillo 2016.
    """
    return 0.5 * np.clip(x + 1.0, 0.0, 2.0)


@elementwise(plain=True)
def sparse_sigmoid_grad(x: Array) -> Array:
    r"""Slope of `sparse_sigmoid`.

    .. math:: f'(x) = \begin{cases} \tfrac{1}{2} & |x| < 1 \\ 0 & |x| > 1 \end{cases}

    The kinks at -1 and 1 get the slope 0 of the flat side by convention.
    Takes, returns and refuses what `sparse_sigmoid` does.

    Examples
    --------
    >>> sparse_sigmoid_grad([-1.0, 0.0, 3.0])
    array([0. , 0.5, 0. ])
    """
    return 0.5 * keep_nan(x, np.abs(x) < 1.0)


@elementwise(plain=True)
def sparse_sigmoid_grad2(x: Array) -> Array:
    r"""Second derivative of `sparse_sigmoid`.

    .. math:: f''(x) = 0 \quad \text{for } |x| \ne 1

    At the kinks -1 and 1 there is none; the value returned there is 0 by convention.
    Takes, returns and refuses what `sparse_sigmoid` does.

    Examples
    --------
    >>> sparse_sigmoid_grad2([-1.0, 0.0, 3.0])
    array([0., 0., 0.])
    """
    return keep_nan(x, 0.0)


@elementwise(plain=True)
def sparse_plus(x: Array) -> Array:
    r"""Sparse plus, the integral of `sparse_sigmoid`: a rectifier rounded by a parabola.

    .. math:: f(x) = \begin{cases} 0 & x \le -1 \\ \tfrac{1}{4} (x + 1)^2 & -1 < x < 1 \\
              x & x \ge 1 \end{cases}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values in [0, ∞).

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> sparse_plus([-2.0, 0.0, 3.0])
    array([0.  , 0.25, 3.  ])

    References
    ----------
    Blondel, Martins & Niculae 2020, Learning with Fenchel-Young losses, JMLR 21(35):1-69,
    arXiv:1901.02324.
    """
    half: Array = 0.5 * (np.clip(x, -1.0, 1.0) + 1.0)
    return pick(x, x >= 1.0, x, half * half)


@elementwise(plain=True)
def sparse_plus_grad(x: Array) -> Array:
    r"""Slope of `sparse_plus`, the function `sparse_sigmoid`.

    .. math:: f'(x) = \tfrac{1}{2} \min(\max(x + 1, 0), 2)

    It rises from 0 at -1 to 1 at 1.
    Takes, returns and refuses what `sparse_plus` does.

    Examples
    --------
    >>> sparse_plus_grad([-2.0, 0.0, 3.0])
    array([0. , 0.5, 1. ])
    """
    return np.asarray(sparse_sigmoid(x))


@elementwise(plain=True)
def sparse_plus_grad2(x: Array) -> Array:
    r"""Second derivative of `sparse_plus`.

    .. math:: f''(x) = \begin{cases} \tfrac{1}{2} & |x| < 1 \\ 0 & |x| > 1 \end{cases}

    It jumps at -1 and 1, where the value 0 of the straight side is returned.
    Takes, returns and refuses what `sparse_plus` does.

    Examples
    --------
    >>> sparse_plus_grad2([-2.0, 0.0, 1.0])
    array([0. , 0.5, 0. ])
    """
    return np.asarray(sparse_sigmoid_grad(x))
