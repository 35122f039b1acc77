"""Rectifiers: zero or small on the left, the identity on the right."""

from __future__ import annotations

from typing import Any

import numpy as np

from slopes._arrays import Array, parameter
from slopes._compensated import choose, erase, keep_nan, nonnegative, nonpositive, pick, scale
from slopes._elementwise import elementwise


@elementwise(exact=True)
def relu(x: Array, *, out: Array | None = None) -> Array:
    r"""Rectified linear unit.

    .. math:: f(x) = \max(x, 0)

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values in [0, ∞), exact.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> relu([-2.0, 0.0, 3.0])
    array([0., 0., 3.])

    References
    ----------
    Fukushima 1969, Visual feature extraction by a multilayered network of analog threshold
    elements, IEEE Trans. Syst. Sci. Cybern. 5(4):322-333, doi:10.1109/TSSC.1969.300225; made
    popular by Nair & Hinton 2010 and Glorot, Bordes & Bengio 2011.
    """
    return nonnegative(x, out)


@elementwise(exact=True)
def relu_grad(x: Array) -> Array:
    r"""Slope of `relu`.

    .. math:: f'(x) = \begin{cases} 0 & x < 0 \\ 1 & x > 0 \end{cases}

    Any number of the subdifferential [0, 1] would do at 0; here, as in PyTorch, it is 0.
    Takes, returns and refuses what `relu` does.

    Examples
    --------
    >>> relu_grad([-2.0, 0.0, 3.0])
    array([0., 0., 1.])
    """
    return keep_nan(x, x > 0)


@elementwise(exact=True)
def relu_grad2(x: Array) -> Array:
    r"""Second derivative of `relu`.

    .. math:: f''(x) = 0 \quad \text{for } x \ne 0

    At 0 there is none; the value returned there is 0 by convention.
    Takes, returns and refuses what `relu` does.

    Examples
    --------
    >>> relu_grad2([-2.0, 0.0, 3.0])
    array([0., 0., 0.])
    """
    return keep_nan(x, 0.0)


@elementwise(plain=True)
def leaky_relu(
    x: Array, *, negative_slope: float | Array = 0.01, out: Array | None = None
) -> Array:
    r"""Leaky rectified linear unit: a small slope keeps negative inputs alive.

    .. math:: f(x) = \begin{cases} x & x > 0 \\ a x & x \le 0 \end{cases}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    negative_slope : float, or an array that broadcasts to `x`
        The slope a, finite. 0 gives `relu`, 1 the identity, -1 the absolute value.

    Returns
    -------
    ndarray
        Any real numbers.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision, or `negative_slope` is no number.
    ValueError
        If `negative_slope` is not finite.

    Examples
    --------
    >>> leaky_relu([-2.0, 0.0, 3.0])
    array([-0.02,  0.  ,  3.  ])

    References
    ----------
    Maas, Hannun & Ng 2013, Rectifier nonlinearities improve neural network acoustic models,
    ICML Workshop on Deep Learning for Audio, Speech and Language Processing.
    """
    return _leak(parameter("leaky_relu", "negative_slope", negative_slope), x, out)


def _leak(a: Any, x: Array, out: Array | None) -> Array:
    left = scale(a, x, out)
    if isinstance(a, float) and 0.0 <= a <= 1.0:
        return np.maximum(left, x, out=out)
    return choose(x, left, x)


@elementwise(plain=True)
def leaky_relu_grad(x: Array, *, negative_slope: float | Array = 0.01) -> Array:
    r"""Slope of `leaky_relu`.

    .. math:: f'(x) = \begin{cases} a & x < 0 \\ 1 & x > 0 \end{cases}

    The kink at 0 gets the left slope a by convention.
    Takes, returns and refuses what `leaky_relu` does.

    Examples
    --------
    >>> leaky_relu_grad([-2.0, 0.0, 3.0])
    array([0.01, 0.01, 1.  ])
    """
    a = parameter("leaky_relu_grad", "negative_slope", negative_slope)
    return keep_nan(x, pick(x, x > 0, 1.0, a))


@elementwise(plain=True)
def leaky_relu_grad2(x: Array, *, negative_slope: float | Array = 0.01) -> Array:
    r"""Second derivative of `leaky_relu`.

    .. math:: f''(x) = 0 \quad \text{for } x \ne 0

    At 0 there is none; the value returned there is 0 by convention.
    Takes, returns and refuses what `leaky_relu` does.

    Examples
    --------
    >>> leaky_relu_grad2([-2.0, 0.0, 3.0])
    array([0., 0., 0.])
    """
    parameter("leaky_relu_grad2", "negative_slope", negative_slope)
    return keep_nan(x, 0.0)


@elementwise(plain=True)
def prelu(x: Array, *, negative_slope: float | Array = 0.25, out: Array | None = None) -> Array:
    r"""Parametric rectified linear unit: `leaky_relu` whose slope is learned.

    .. math:: f(x) = \begin{cases} x & x > 0 \\ a x & x \le 0 \end{cases}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    negative_slope : float, or an array that broadcasts to `x`
        The learned slope a, finite; its first value in training is 0.25.

    Returns
    -------
    ndarray
        Any real numbers.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision, or `negative_slope` is no number.
    ValueError
        If `negative_slope` is not finite.

    Examples
    --------
    >>> prelu([-2.0, 0.0, 3.0])
    array([-0.5,  0. ,  3. ])

    References
    ----------
    He, Zhang, Ren & Sun 2015, Delving deep into rectifiers, ICCV 1026-1034, arXiv:1502.01852.
    """
    return _leak(parameter("prelu", "negative_slope", negative_slope), x, out)


@elementwise(plain=True)
def prelu_grad(x: Array, *, negative_slope: float | Array = 0.25) -> Array:
    r"""Slope of `prelu`.

    .. math:: f'(x) = \begin{cases} a & x < 0 \\ 1 & x > 0 \end{cases}

    The kink at 0 gets the left slope a by convention.
    Takes, returns and refuses what `prelu` does.

    Examples
    --------
    >>> prelu_grad([-2.0, 0.0, 3.0])
    array([0.25, 0.25, 1.  ])
    """
    a = parameter("prelu_grad", "negative_slope", negative_slope)
    return keep_nan(x, pick(x, x > 0, 1.0, a))


@elementwise(plain=True)
def prelu_grad2(x: Array, *, negative_slope: float | Array = 0.25) -> Array:
    r"""Second derivative of `prelu`.

    .. math:: f''(x) = 0 \quad \text{for } x \ne 0

    At 0 there is none; the value returned there is 0 by convention.
    Takes, returns and refuses what `prelu` does.

    Examples
    --------
    >>> prelu_grad2([-2.0, 0.0, 3.0])
    array([0., 0., 0.])
    """
    parameter("prelu_grad2", "negative_slope", negative_slope)
    return keep_nan(x, 0.0)


@elementwise
def prelu_grad_slope(x: Array, *, negative_slope: float | Array = 0.25) -> Array:
    r"""Derivative of `prelu` by its slope, the one that training follows.

    .. math:: \frac{\partial f}{\partial a} = \min(x, 0)

    It does not depend on a and has the shape of `x`. A loss with the gradient g by the output has
    the gradient ``np.sum(g * prelu_grad_slope(x))`` by a slope that all entries share; a slope for
    each channel gets the sum over the entries of its channel.
    Takes, returns and refuses what `prelu` does.

    Examples
    --------
    >>> prelu_grad_slope([-2.0, 0.0, 3.0])
    array([-2.,  0.,  0.])
    """
    parameter("prelu_grad_slope", "negative_slope", negative_slope)
    return nonpositive(x)


@elementwise(plain=True)
def elu(x: Array, *, alpha: float | Array = 1.0) -> Array:
    r"""Exponential linear unit: levels off at -α instead of stopping at 0.

    .. math:: f(x) = \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    alpha : float, or an array that broadcasts to `x`
        The level α > 0 that is approached at -∞.

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
    >>> elu([-2.0, 0.0, 3.0]).round(4)
    array([-0.8647,  0.    ,  3.    ])

    References
    ----------
    Clevert, Unterthiner & Hochreiter 2016, Fast and accurate deep network learning by
    exponential linear units (ELUs), ICLR, arXiv:1511.07289.
    """
    # expm1(x), for exp(x) - 1 keeps no digit of a small x.
    return choose(x, parameter("elu", "alpha", alpha, 0) * np.expm1(np.minimum(x, -0.0)), x)


@elementwise(plain=True)
def elu_grad(x: Array, *, alpha: float | Array = 1.0) -> Array:
    r"""Slope of `elu`.

    .. math:: f'(x) = \begin{cases} \alpha e^x & x < 0 \\ 1 & x > 0 \end{cases}

    At 0 it is the left slope α by convention; there is no kink if α = 1.
    Takes, returns and refuses what `elu` does.

    Examples
    --------
    >>> elu_grad([-2.0, 0.0, 3.0]).round(4)
    array([0.1353, 1.    , 1.    ])
    """
    left = parameter("elu_grad", "alpha", alpha, 0) * np.exp(np.minimum(x, 0.0))
    return pick(x, x > 0, 1.0, left)


@elementwise(plain=True)
def elu_grad2(x: Array, *, alpha: float | Array = 1.0) -> Array:
    r"""Second derivative of `elu`.

    .. math:: f''(x) = \begin{cases} \alpha e^x & x < 0 \\ 0 & x > 0 \end{cases}

    It jumps at 0, where the left value α is returned.
    Takes, returns and refuses what `elu` does.

    Examples
    --------
    >>> elu_grad2([-2.0, 0.0, 3.0]).round(4)
    array([0.1353, 1.    , 0.    ])
    """
    left: Array = parameter("elu_grad2", "alpha", alpha, 0) * np.exp(np.minimum(x, 0.0))
    return erase(left, x > 0)


# (λ, α) makes mean 0 and variance 1 a fixed point: E[selu(z)] = 0, E[selu(z)²] = 1, z ~ N(0, 1):
#   α = -sqrt(2/π) / (erfc(1/√2) e^(1/2) - 1), and λ² E[elu(z; α)²] = 1 (Klambauer et al., eq. 14).
SELU_LAMBDA = 1.0507009873554804934193349852946
SELU_ALPHA = 1.6732632423543772848170429916717
SELU_LAMBDA_ALPHA = 1.7580993408473768599402175208123


@elementwise(plain=True)
def selu(x: Array) -> Array:
    r"""Scaled exponential linear unit: normalized inputs stay normalized.

    .. math::

        f(x) = \lambda \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases} \\
        \lambda = 1.0507009873554805, \quad \alpha = 1.6732632423543773

    λ and α are such that f(z) has mean 0 and variance 1 for z ~ N(0, 1).

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values in (-λα, ∞), λα = 1.7581….

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> selu([-2.0, 0.0, 3.0]).round(4)
    array([-1.5202,  0.    ,  3.1521])

    References
    ----------
    Klambauer, Unterthiner, Mayr & Hochreiter 2017, Self-normalizing neural networks, NIPS 30,
    arXiv:1706.02515.
    """
    left: Array = SELU_LAMBDA_ALPHA * np.expm1(np.minimum(x, -0.0))
    return choose(x, left, scale(SELU_LAMBDA, x))


@elementwise(plain=True)
def selu_grad(x: Array) -> Array:
    r"""Slope of `selu`.

    .. math:: f'(x) = \lambda \begin{cases} \alpha e^x & x < 0 \\ 1 & x > 0 \end{cases}

    The kink at 0 gets the left slope λα = 1.7581… by convention.
    Takes, returns and refuses what `selu` does.

    Examples
    --------
    >>> selu_grad([-2.0, 0.0, 3.0]).round(4)
    array([0.2379, 1.7581, 1.0507])
    """
    return pick(x, x > 0, SELU_LAMBDA, SELU_LAMBDA_ALPHA * np.exp(np.minimum(x, 0.0)))


@elementwise(plain=True)
def selu_grad2(x: Array) -> Array:
    r"""Second derivative of `selu`.

    .. math:: f''(x) = \lambda \begin{cases} \alpha e^x & x < 0 \\ 0 & x > 0 \end{cases}

    It jumps at 0, where the left value λα = 1.7581… is returned.
    Takes, returns and refuses what `selu` does.

    Examples
    --------
    >>> selu_grad2([-2.0, 0.0, 3.0]).round(4)
    array([0.2379, 1.7581, 0.    ])
    """
    return erase(SELU_LAMBDA_ALPHA * np.exp(np.minimum(x, 0.0)), x > 0)
