"""The sigmoid and its relatives: S-shaped curves, and softplus and log-sigmoid, their integrals."""

from __future__ import annotations

import numpy as np

from slopes._arrays import Array, parameter
from slopes._compensated import DEEP, FAR, decay, over, scale, two_sum
from slopes._elementwise import elementwise


@elementwise(plain=True)
def sigmoid(x: Array) -> Array:
    r"""Sigmoid, the logistic function.

    .. math:: \sigma(x) = \frac{1}{1 + e^{-x}}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values in (0, 1); rounded they reach 1 from x = 36.7 on and 0 below x = -745.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> sigmoid([-1.0, 0.0, 1.0]).round(4)
    array([0.2689, 0.5   , 0.7311])

    References
    ----------
    Verhulst 1838, Notice sur la loi que la population suit dans son accroissement,
    Corr. Math. Phys. 10:113-121.
    """
    return _logistic(x)


def _logistic(x: Array) -> Array:
    # σ(x) = 1 / (1 + e^-x), and e^x to the last digit where e^-x could overflow.
    plain = x.min(initial=0.0) >= DEEP
    e = np.negative(x if plain else np.maximum(x, DEEP))
    np.exp(e, out=e)
    e += 1.0
    np.divide(1.0, e, out=e)
    return np.asarray(e if plain else np.where(x < DEEP, np.exp(np.minimum(x, DEEP)), e))


@elementwise(plain=True)
def sigmoid_grad(x: Array) -> Array:
    r"""Slope of `sigmoid`.

    .. math:: \sigma'(x) = \sigma(x) \, (1 - \sigma(x)) = \sigma(x) \, \sigma(-x)

    At most 1/4, at 0; it falls to 0 on both sides like :math:`e^{-|x|}`, with all its digits.
    Takes, returns and refuses what `sigmoid` does.

    Examples
    --------
    >>> sigmoid_grad([-1.0, 0.0, 1.0]).round(4)
    array([0.1966, 0.25  , 0.1966])
    """
    return _logistic_grad(x)


def _logistic_grad(x: Array) -> Array:
    # σ(x) σ(-x), not σ(1 - σ): the difference is 0 from x = 37 on.
    e = np.abs(x)
    np.negative(e, out=e)
    np.exp(e, out=e)
    s = 1.0 + e
    s *= s
    return np.divide(e, s, out=s)


@elementwise(plain=True)
def sigmoid_grad2(x: Array) -> Array:
    r"""Second derivative of `sigmoid`.

    .. math:: \sigma''(x) = \sigma(x) \, (1 - \sigma(x)) \, (1 - 2\sigma(x))

    Odd; extreme at ±1.31696, with the values ∓0.09623, and 0 at ±∞.
    Takes, returns and refuses what `sigmoid` does.

    Examples
    --------
    >>> sigmoid_grad2([-1.0, 0.5, 3.0]).round(4)
    array([ 0.0909, -0.0576, -0.0409])
    """
    a = np.abs(x)
    e = np.exp(-a)
    return np.copysign(over(e * np.expm1(-a), e, 3), -x)  # 1 - e = -expm1(-a)


@elementwise(plain=True)
def logsigmoid(x: Array) -> Array:
    r"""Logarithm of the sigmoid, the log-likelihood of a binary label.

    .. math:: f(x) = \log \sigma(x) = -\log(1 + e^{-x})

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values in (-∞, 0).

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> logsigmoid([-1000.0, 0.0, 3.0]).round(4)
    array([-1.000e+03, -6.931e-01, -4.860e-02])

    References
    ----------
    The reflected softplus, -softplus(-x), of Dugas et al. 2001 (see `softplus`).
    """
    return -(np.maximum(-x, 0.0) + np.log1p(np.exp(-np.abs(x))))


@elementwise(plain=True)
def logsigmoid_grad(x: Array) -> Array:
    r"""Slope of `logsigmoid`.

    .. math:: f'(x) = 1 - \sigma(x) = \sigma(-x)

    It falls from 1 at -∞ to 0 at ∞.
    Takes, returns and refuses what `logsigmoid` does.

    Examples
    --------
    >>> logsigmoid_grad([-1.0, 0.0, 1.0]).round(4)
    array([0.7311, 0.5   , 0.2689])
    """
    return _logistic(-x)


@elementwise(plain=True)
def logsigmoid_grad2(x: Array) -> Array:
    r"""Second derivative of `logsigmoid`.

    .. math:: f''(x) = -\sigma(x) \, (1 - \sigma(x))

    At least -1/4, at 0, and 0 at ±∞.
    Takes, returns and refuses what `logsigmoid` does.

    Examples
    --------
    >>> logsigmoid_grad2([-1.0, 0.0, 1.0]).round(4)
    array([-0.1966, -0.25  , -0.1966])
    """
    return -_logistic_grad(x)


@elementwise(plain=True)
def tanh(x: Array) -> Array:
    r"""Hyperbolic tangent, a sigmoid centered at 0.

    .. math:: \tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}} = 2\sigma(2x) - 1

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values in (-1, 1); rounded they reach ±1 near ±19.

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> tanh([-1.0, 0.0, 1.0]).round(4)
    array([-0.7616,  0.    ,  0.7616])

    References
    ----------
    LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, LNCS 1524:9-50,
    doi:10.1007/3-540-49430-8_2.
    """
    return np.tanh(x)


@elementwise(plain=True)
def tanh_grad(x: Array) -> Array:
    r"""Slope of `tanh`.

    .. math:: \tanh' x = 1 - \tanh^2 x = 4\sigma'(2x)

    At most 1, at 0; it falls to 0 on both sides like :math:`4e^{-2|x|}`, with all its digits.
    Takes, returns and refuses what `tanh` does.

    Examples
    --------
    >>> tanh_grad([-1.0, 0.0, 1.0]).round(4)
    array([0.42, 1.  , 0.42])
    """
    a = np.minimum(np.abs(x), FAR)
    a *= -2.0
    e = np.exp(a)
    s = 1.0 + e
    s *= s
    return np.divide(decay(4.0, a, e), s, out=s)


@elementwise(plain=True)
def tanh_grad2(x: Array) -> Array:
    r"""Second derivative of `tanh`.

    .. math:: \tanh'' x = -2 \tanh x \, (1 - \tanh^2 x) = 8\sigma''(2x)

    Odd; extreme at ±0.65848, with the values ∓0.76980, and 0 at ±∞.
    Takes, returns and refuses what `tanh` does.

    Examples
    --------
    >>> tanh_grad2([-1.0, 0.5, 3.0]).round(4)
    array([ 0.6397, -0.7269, -0.0196])
    """
    a = 2.0 * np.minimum(np.abs(x), FAR)
    e = np.exp(-a)
    return np.copysign(over(decay(8.0 * np.expm1(-a), -a, e), e, 3), -x)


@elementwise
def softsign(x: Array) -> Array:
    r"""Softsign, a sigmoid with polynomial tails.

    .. math:: f(x) = \frac{x}{1 + |x|}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values in (-1, 1).

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.

    Examples
    --------
    >>> softsign([-1.0, 0.0, 3.0])
    array([-0.5 ,  0.  ,  0.75])

    References
    ----------
    Turian, Bergstra & Bengio 2009, Quadratic features and deep architectures for chunking,
    NAACL HLT, short papers, 245-248.
    """
    c: Array = np.clip(x, -(2.0**60), 2.0**60)  # where 1 + |x| = |x|: avoids inf/inf
    return c / (1.0 + np.abs(c))


@elementwise
def softsign_grad(x: Array) -> Array:
    r"""Slope of `softsign`.

    .. math:: f'(x) = \frac{1}{(1 + |x|)^2}

    At most 1, at 0; it falls to 0 on both sides.
    Takes, returns and refuses what `softsign` does.

    Examples
    --------
    >>> softsign_grad([-1.0, 0.0, 3.0])
    array([0.25  , 1.    , 0.0625])
    """
    s, lost = two_sum(1.0, np.minimum(np.abs(x), 1e300))
    return np.asarray((1.0 - 2.0 * lost / s) / s / s)  # s² could overflow


@elementwise
def softsign_grad2(x: Array) -> Array:
    r"""Second derivative of `softsign`.

    .. math:: f''(x) = -\frac{2 \operatorname{sign}(x)}{(1 + |x|)^3} \quad \text{for } x \ne 0

    It jumps from 2 to -2 at 0, where the mean 0 is returned.
    Takes, returns and refuses what `softsign` does.

    Examples
    --------
    >>> softsign_grad2([-1.0, 1.0, 3.0])
    array([ 0.25   , -0.25   , -0.03125])
    """
    s, lost = two_sum(1.0, np.minimum(np.abs(x), 1e300))
    return np.asarray(-2.0 * np.sign(x) * (1.0 - 3.0 * lost / s) / s / s / s)


@elementwise(plain=True)
def softplus(x: Array, *, beta: float | Array = 1.0) -> Array:
    r"""Softplus, a smooth rectifier and the integral of the sigmoid.

    .. math:: f(x) = \frac{1}{\beta} \log(1 + e^{\beta x})

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    beta : float, or an array that broadcasts to `x`
        The sharpness β > 0; β → ∞ gives `relu`.

    Returns
    -------
    ndarray
        Values in (0, ∞).

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision, or `beta` is no number.
    ValueError
        If `beta` is not positive and finite.

    Examples
    --------
    >>> softplus([-1.0, 0.0, 1000.0]).round(4)
    array([3.133e-01, 6.931e-01, 1.000e+03])

    References
    ----------
    Dugas, Bengio, Bélisle, Nadeau & Garcia 2001, Incorporating second-order functional
    knowledge for better option pricing, NIPS 13.
    """
    # log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)
    beta = parameter("softplus", "beta", beta, 0)
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(scale(beta, x)))) / beta


@elementwise(plain=True)
def softplus_grad(x: Array, *, beta: float | Array = 1.0) -> Array:
    r"""Slope of `softplus`.

    .. math:: f'(x) = \frac{1}{1 + e^{-\beta x}} = \sigma(\beta x)

    It rises from 0 at -∞ to 1 at ∞.
    Takes, returns and refuses what `softplus` does.

    Examples
    --------
    >>> softplus_grad([-1.0, 0.0, 1.0]).round(4)
    array([0.2689, 0.5   , 0.7311])
    """
    return _logistic(scale(parameter("softplus_grad", "beta", beta, 0), x))


@elementwise(plain=True)
def softplus_grad2(x: Array, *, beta: float | Array = 1.0) -> Array:
    r"""Second derivative of `softplus`.

    .. math:: f''(x) = \beta \, \sigma'(\beta x)

    At most β/4, at 0, and 0 at ±∞.
    Takes, returns and refuses what `softplus` does.

    Examples
    --------
    >>> softplus_grad2([-1.0, 0.0, 1.0]).round(4)
    array([0.1966, 0.25  , 0.1966])
    """
    beta = parameter("softplus_grad2", "beta", beta, 0)
    return np.asarray(beta * _logistic_grad(scale(beta, x)))
