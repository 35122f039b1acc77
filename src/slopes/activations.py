"""Activation functions, each with its first and second derivative directly below it.

The bodies are formulas for float64 arrays; `_arrays.elementwise` does the rest. Every function
takes an array of any shape (or a number) and returns one of the same shape and float type.
Infinities give the limits, NaN gives NaN in the derivatives too, and where f(0) = 0 the sign of
zero is kept. At a kink the derivative is the one declared in `ACTIVATIONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from scipy import special

from slopes._arrays import Array, choice, elementwise, number

# e^-1000 = 0 in float64: whatever falls off exponentially has reached its limit there.
FAR = 1000.0
EXP_M64 = float(np.exp(-64.0))
INF = float("inf")

# Real constants as a float64 and what is left of them: c = C + C_LO to about 106 bits.
SQRT2, SQRT2_LO = 1.4142135623730951, -9.667293313452913e-17
SQRT_HALF = 0.7071067811865476
SQRT_HALF_PI = 1.2533141373155003
INV_SQRT_2PI = 0.3989422804014327


def _keep_nan(x: Array, y: Any) -> Array:
    """Return the piecewise constants `y`, except NaN where `x` is: comparisons would lose it."""
    return np.where(np.isnan(x), x, y)


def _nonpositive(x: Array) -> Array:
    """Return min(x, 0) with the sign of zero kept."""
    return np.where(x > 0, 0.0, x)


def _scale(c: float, x: Array) -> Array:
    """Return c·x, infinite without a warning where the product is beyond the largest number."""
    with np.errstate(over="ignore"):
        return c * x


def _two_sum(a: Any, b: Any) -> tuple[Array, Array]:
    """Return the rounded a + b and its rounding error (Knuth)."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def _two_product(a: Any, b: Any) -> tuple[Array, Array]:
    """Return the rounded a·b and its rounding error (Dekker), for factors below 1e290."""
    split = 2.0**27 + 1.0
    a_hi = split * a - (split * a - a)
    b_hi = split * b - (split * b - b)
    p = a * b
    a_lo, b_lo = a - a_hi, b - b_hi
    return p, ((a_hi * b_hi - p) + a_hi * b_lo + a_lo * b_hi) + a_lo * b_lo


def _over(p: Any, e: Array, n: int) -> Array:
    """Return p / (1 + e)^n for 0 <= e < inf, corrected for the rounding of 1 + e."""
    s, lost = _two_sum(1.0, e)
    p = p * (1.0 - n * lost / s)
    for _ in range(n):  # s^n could overflow, and NumPy's power depends on the processor
        p = p / s
    return np.asarray(p)


def _decay(p: Array, x: Array) -> Array:
    """Return p·e^x for x <= 0, also where e^x alone is subnormal and the product is not."""
    deep = x < -600.0  # x + 64 is exact there
    return p * np.exp(np.where(deep, x + 64.0, x)) * np.where(deep, EXP_M64, 1.0)


def _normal_decay(p: Array, x: Array) -> Array:
    """Return p·e^(-x²/2) for |x| <= 40."""
    # x² = h² + (x - h)(x + h) with h² exact; rounding x² would cost x²/2 units in the last place.
    h = x.astype(np.float32).astype(np.float64)
    return _decay(p * np.exp(-0.5 * (x - h) * (x + h)), -0.5 * h * h)


# --------------------------------------------------------------------------- identity, Heaviside


@elementwise
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

    Examples
    --------
    >>> identity([-2.0, 3.0])
    array([-2.,  3.])
    """
    return x


@elementwise
def identity_grad(x: Array) -> Array:
    r"""Slope of the identity, :math:`f'(x) = 1`."""
    return _keep_nan(x, 1.0)


@elementwise
def identity_grad2(x: Array) -> Array:
    r"""Second derivative of the identity, :math:`f''(x) = 0`."""
    return _keep_nan(x, 0.0)


@elementwise
def heaviside(x: Array, *, at_zero: float = 0.5) -> Array:
    r"""Unit step of Heaviside, the threshold of the first artificial neurons.

    .. math::

        H(x) = \begin{cases} 0 & x < 0 \\ \tfrac{1}{2} & x = 0 \\ 1 & x > 0 \end{cases}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    at_zero : float
        The value at 0, in [0, 1]. One half makes it the limit of σ(kx) for k → ∞.

    Returns
    -------
    ndarray
        Values 0, `at_zero` and 1.

    Raises
    ------
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
    at_zero = number("heaviside", "at_zero", at_zero, 0, 1, closed=(True, True))
    return np.asarray(np.heaviside(x, at_zero))


@elementwise
def heaviside_grad(x: Array, *, at_zero: float = 0.5) -> Array:
    r"""Slope of the step, :math:`H'(x) = 0` for :math:`x \ne 0`.

    At 0 there is none; the distribution there is Dirac's δ. The value returned at 0 is 0, as in
    every framework, so nothing is learned through a step.
    """
    number("heaviside_grad", "at_zero", at_zero, 0, 1, closed=(True, True))
    return _keep_nan(x, 0.0)


@elementwise
def heaviside_grad2(x: Array, *, at_zero: float = 0.5) -> Array:
    r"""Second derivative of the step, 0 for :math:`x \ne 0` and by convention at 0."""
    number("heaviside_grad2", "at_zero", at_zero, 0, 1, closed=(True, True))
    return _keep_nan(x, 0.0)


# ----------------------------------------------------------------------------- rectifiers


@elementwise
def relu(x: Array) -> Array:
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
    return np.where(x < 0, 0.0, x)


@elementwise
def relu_grad(x: Array) -> Array:
    r"""Slope of `relu`: 0 for :math:`x \le 0`, 1 for :math:`x > 0`.

    The choice at 0 is any number of the subdifferential [0, 1]; here, as in PyTorch, 0.
    """
    return np.asarray(np.heaviside(x, 0.0))


@elementwise
def relu_grad2(x: Array) -> Array:
    r"""Second derivative of `relu`, 0 for :math:`x \ne 0` and by convention at 0."""
    return _keep_nan(x, 0.0)


@elementwise
def leaky_relu(x: Array, *, negative_slope: float = 0.01) -> Array:
    r"""Leaky rectified linear unit: a small slope keeps negative inputs alive.

    .. math:: f(x) = \begin{cases} x & x > 0 \\ a x & x \le 0 \end{cases}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    negative_slope : float
        The slope a, finite. 0 gives `relu`, 1 the identity, -1 the absolute value.

    Returns
    -------
    ndarray
        Any real numbers.

    Raises
    ------
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
    return np.where(x > 0, x, _scale(number("leaky_relu", "negative_slope", negative_slope), x))


@elementwise
def leaky_relu_grad(x: Array, *, negative_slope: float = 0.01) -> Array:
    r"""Slope of `leaky_relu`: a for :math:`x \le 0` (at 0 by convention), 1 for :math:`x > 0`."""
    a = number("leaky_relu_grad", "negative_slope", negative_slope)
    return _keep_nan(x, np.where(x > 0, 1.0, a))


@elementwise
def leaky_relu_grad2(x: Array, *, negative_slope: float = 0.01) -> Array:
    r"""Second derivative of `leaky_relu`, 0 for :math:`x \ne 0` and by convention at 0."""
    number("leaky_relu_grad2", "negative_slope", negative_slope)
    return _keep_nan(x, 0.0)


@elementwise
def prelu(x: Array, *, negative_slope: float = 0.25) -> Array:
    r"""Parametric rectified linear unit: `leaky_relu` whose slope is learned.

    .. math:: f(x) = \begin{cases} x & x > 0 \\ a x & x \le 0 \end{cases}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    negative_slope : float
        The learned slope a, finite; its first value in training is 0.25.

    Returns
    -------
    ndarray
        Any real numbers.

    Raises
    ------
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
    return np.where(x > 0, x, _scale(number("prelu", "negative_slope", negative_slope), x))


@elementwise
def prelu_grad(x: Array, *, negative_slope: float = 0.25) -> Array:
    r"""Slope of `prelu`: a for :math:`x \le 0` (at 0 by convention), 1 for :math:`x > 0`."""
    a = number("prelu_grad", "negative_slope", negative_slope)
    return _keep_nan(x, np.where(x > 0, 1.0, a))


@elementwise
def prelu_grad2(x: Array, *, negative_slope: float = 0.25) -> Array:
    r"""Second derivative of `prelu`, 0 for :math:`x \ne 0` and by convention at 0."""
    number("prelu_grad2", "negative_slope", negative_slope)
    return _keep_nan(x, 0.0)


@elementwise
def prelu_grad_slope(x: Array, *, negative_slope: float = 0.25) -> Array:
    r"""Derivative of `prelu` by its slope, :math:`\partial f / \partial a = \min(x, 0)`."""
    number("prelu_grad_slope", "negative_slope", negative_slope)
    return _nonpositive(x)


# ------------------------------------------------------------------------ exponential rectifiers


@elementwise
def elu(x: Array, *, alpha: float = 1.0) -> Array:
    r"""Exponential linear unit: levels off at -α instead of stopping at 0.

    .. math:: f(x) = \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases}

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    alpha : float
        The level α > 0 that is approached at -∞.

    Returns
    -------
    ndarray
        Values in (-α, ∞).

    Raises
    ------
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
    return np.where(x > 0, x, number("elu", "alpha", alpha, 0) * np.expm1(_nonpositive(x)))


@elementwise
def elu_grad(x: Array, *, alpha: float = 1.0) -> Array:
    r"""Slope of `elu`: 1 for :math:`x > 0`, else :math:`\alpha e^x`, which is α at 0."""
    return np.where(x > 0, 1.0, number("elu_grad", "alpha", alpha, 0) * np.exp(_nonpositive(x)))


@elementwise
def elu_grad2(x: Array, *, alpha: float = 1.0) -> Array:
    r"""Second derivative of `elu`: 0 for :math:`x > 0`, else :math:`\alpha e^x`; α at 0."""
    return np.where(x > 0, 0.0, number("elu_grad2", "alpha", alpha, 0) * np.exp(_nonpositive(x)))


# (λ, α) makes mean 0 and variance 1 a fixed point: E[selu(z)] = 0, E[selu(z)²] = 1, z ~ N(0, 1):
#   α = -sqrt(2/π) / (erfc(1/√2) e^(1/2) - 1), and λ² E[elu(z; α)²] = 1 (Klambauer et al., eq. 14).
SELU_LAMBDA = 1.0507009873554804934193349852946
SELU_ALPHA = 1.6732632423543772848170429916717
SELU_LAMBDA_ALPHA = 1.7580993408473768599402175208123


@elementwise
def selu(x: Array) -> Array:
    r"""Scaled exponential linear unit: normalized inputs stay normalized.

    .. math:: f(x) = \lambda \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases}

    with λ = 1.0507… and α = 1.6733… such that f(z) has mean 0 and variance 1 for z ~ N(0, 1).

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.

    Returns
    -------
    ndarray
        Values in (-λα, ∞), λα = 1.7581….

    Examples
    --------
    >>> selu([-2.0, 0.0, 3.0]).round(4)
    array([-1.5202,  0.    ,  3.1521])

    References
    ----------
    Klambauer, Unterthiner, Mayr & Hochreiter 2017, Self-normalizing neural networks, NIPS 30,
    arXiv:1706.02515.
    """
    return np.where(x > 0, _scale(SELU_LAMBDA, x), SELU_LAMBDA_ALPHA * np.expm1(_nonpositive(x)))


@elementwise
def selu_grad(x: Array) -> Array:
    r"""Slope of `selu`: λ for :math:`x > 0`, else :math:`\lambda\alpha e^x`, which is λα at 0."""
    return np.where(x > 0, SELU_LAMBDA, SELU_LAMBDA_ALPHA * np.exp(_nonpositive(x)))


@elementwise
def selu_grad2(x: Array) -> Array:
    r"""Second derivative of `selu`: 0 for :math:`x > 0`, else :math:`\lambda\alpha e^x`."""
    return np.where(x > 0, 0.0, SELU_LAMBDA_ALPHA * np.exp(_nonpositive(x)))


# ----------------------------------------------------------------------------- sigmoids


@elementwise
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

    Examples
    --------
    >>> sigmoid([-1.0, 0.0, 1.0]).round(4)
    array([0.2689, 0.5   , 0.7311])

    References
    ----------
    Verhulst 1838, Notice sur la loi que la population suit dans son accroissement,
    Corr. Math. Phys. 10:113-121.
    """
    # σ(x) = e^x / (1 + e^x) for x < 0: only e^-|x| is needed, which cannot overflow.
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, e) / (1.0 + e)


@elementwise
def sigmoid_grad(x: Array) -> Array:
    r"""Slope of `sigmoid`, :math:`\sigma' = \sigma (1 - \sigma)`, at most 1/4 at 0."""
    # σ(x) σ(-x), not σ(1 - σ): the difference is 0 from x = 37 on.
    e = np.exp(-np.abs(x))
    return _over(e, e, 2)


@elementwise
def sigmoid_grad2(x: Array) -> Array:
    r"""Second derivative of `sigmoid`, :math:`\sigma'' = \sigma (1 - \sigma)(1 - 2\sigma)`."""
    a = np.abs(x)
    e = np.exp(-a)
    return np.copysign(_over(e * np.expm1(-a), e, 3), -x)  # 1 - e = -expm1(-a)


@elementwise
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

    Examples
    --------
    >>> logsigmoid([-1000.0, 0.0, 3.0]).round(4)
    array([-1.000e+03, -6.931e-01, -4.860e-02])

    References
    ----------
    The reflected softplus, -softplus(-x), of Dugas et al. 2001 (see `softplus`).
    """
    return -(np.maximum(-x, 0.0) + np.log1p(np.exp(-np.abs(x))))


@elementwise
def logsigmoid_grad(x: Array) -> Array:
    r"""Slope of `logsigmoid`, :math:`f'(x) = \sigma(-x)`."""
    return np.asarray(sigmoid(-x))


@elementwise
def logsigmoid_grad2(x: Array) -> Array:
    r"""Second derivative of `logsigmoid`, :math:`f''(x) = -\sigma'(x)`."""
    return -np.asarray(sigmoid_grad(x))


@elementwise
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
        Values in (-1, 1); rounded they reach ±1 near |x| = 19.

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


@elementwise
def tanh_grad(x: Array) -> Array:
    r"""Slope of `tanh`, :math:`\tanh' x = 1 - \tanh^2 x = 4\sigma'(2x)`."""
    a = 2.0 * np.minimum(np.abs(x), FAR)
    return _decay(_over(4.0, np.exp(-a), 2), -a)


@elementwise
def tanh_grad2(x: Array) -> Array:
    r"""Second derivative of `tanh`, :math:`-2 \tanh x\,(1 - \tanh^2 x) = 8\sigma''(2x)`."""
    a = 2.0 * np.minimum(np.abs(x), FAR)
    return np.copysign(_decay(_over(8.0 * np.expm1(-a), np.exp(-a), 3), -a), -x)


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
    r"""Slope of `softsign`, :math:`f'(x) = (1 + |x|)^{-2}`."""
    return _over(1.0, np.minimum(np.abs(x), 1e300), 2)


@elementwise
def softsign_grad2(x: Array) -> Array:
    r"""Second derivative of `softsign`, :math:`f''(x) = -2 \operatorname{sign}(x) (1 + |x|)^{-3}`.

    It jumps from 2 to -2 at 0, where the mean 0 is returned.
    """
    return _over(-2.0 * np.sign(x), np.minimum(np.abs(x), 1e300), 3)


# ------------------------------------------------------------------- smooth rectifiers


@elementwise
def softplus(x: Array, *, beta: float = 1.0) -> Array:
    r"""Softplus, a smooth rectifier and the integral of the sigmoid.

    .. math:: f(x) = \frac{1}{\beta} \log(1 + e^{\beta x})

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    beta : float
        The sharpness β > 0; β → ∞ gives `relu`.

    Returns
    -------
    ndarray
        Values in (0, ∞).

    Raises
    ------
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
    beta = number("softplus", "beta", beta, 0)
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(_scale(beta, x)))) / beta


@elementwise
def softplus_grad(x: Array, *, beta: float = 1.0) -> Array:
    r"""Slope of `softplus`, :math:`f'(x) = \sigma(\beta x)`."""
    return np.asarray(sigmoid(_scale(number("softplus_grad", "beta", beta, 0), x)))


@elementwise
def softplus_grad2(x: Array, *, beta: float = 1.0) -> Array:
    r"""Second derivative of `softplus`, :math:`f''(x) = \beta \sigma'(\beta x)`."""
    beta = number("softplus_grad2", "beta", beta, 0)
    return np.asarray(beta * sigmoid_grad(_scale(beta, x)))


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
    u = np.maximum(_scale(beta, x), -FAR)
    n = np.minimum(u, 0.0)
    return np.where(u >= 0, x, _decay(n, n) / beta) / (1.0 + np.exp(-np.abs(u)))


@elementwise
def silu_grad(x: Array, *, beta: float = 1.0) -> Array:
    r"""Slope of `silu`, :math:`f'(x) = \sigma(u) + u\,\sigma'(u)` with :math:`u = \beta x`."""
    # For u < 0 this is (1 + u + e^u) e^u / (1 + e^u)², and 1 + u + e^u = (u - r) + (e^u - e^r)
    # is a sum of two terms of one sign, so it has all its digits at its zero r, too.
    u = np.clip(_scale(number("silu_grad", "beta", beta, 0), x), -FAR, FAR)
    n, e = np.minimum(u, 0.0), np.exp(-np.abs(u))
    d = (n - SILU_R) - SILU_R_LO
    left = _decay(d + SILU_EXP_R * np.expm1(d), n)
    return _over(np.where(u < 0, left, 1.0 + e * (1.0 + u)), e, 2)


@elementwise
def silu_grad2(x: Array, *, beta: float = 1.0) -> Array:
    r"""Second derivative of `silu`, :math:`\beta \sigma'(u)\,(2 - u \tanh(u/2))`, u = βx."""
    # With a = |u|, d = a - s and T = tanh(a/2):  a T - 2 = d T + s tanh(d/2) (1 - 2T/s),
    # by s tanh(s/2) = 2 and the addition theorem; one sign again.
    beta = number("silu_grad2", "beta", beta, 0)
    a = np.minimum(np.abs(_scale(beta, x)), FAR)
    d, t = (a - SILU_S) - SILU_S_LO, np.tanh(0.5 * a)
    bend = -(d * t + SILU_S * np.tanh(0.5 * d) * (1.0 - t * (2.0 / SILU_S)))
    return beta * _over(_decay(bend, -a), np.exp(-a), 2)


@elementwise
def silu_grad_beta(x: Array, *, beta: float = 1.0) -> Array:
    r"""Derivative of `silu` by its sharpness, :math:`x^2 \sigma'(\beta x)`."""
    beta = number("silu_grad_beta", "beta", beta, 0)
    a = np.minimum(np.abs(_scale(beta, x)), FAR)
    p = a / beta
    return _decay(_over(p, np.exp(-a), 2), -a) * p


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
    left = _normal_decay(0.5 * n * special.erfcx(-n * SQRT_HALF), n)
    return np.where(x < -0.5, left, x * special.ndtr(np.maximum(x, -0.5)))


@elementwise
def gelu_grad(x: Array, *, approximate: str = "none") -> Array:
    r"""Slope of `gelu`, :math:`f'(x) = \Phi(x) + x\,\varphi(x)`, at most 1.12890 at √2."""
    choice("gelu_grad", "approximate", approximate, ("none", "tanh"))
    if approximate == "tanh":
        return np.asarray(gelu_tanh_grad(x))
    n, p = np.clip(x, -40.0, -0.25), np.clip(x, -0.25, 40.0)
    d = (n - GELU_R) - GELU_R_LO
    near = d * np.polyval(GELU_SERIES, np.clip(d, -0.6, 0.6))  # x + M cancels near its zero
    far = n + SQRT_HALF_PI * special.erfcx(-n * SQRT_HALF)
    left = _normal_decay(INV_SQRT_2PI * np.where(d > -0.6, near, far), n)
    return np.where(x < -0.25, left, special.ndtr(p) + _normal_decay(INV_SQRT_2PI * p, p))


@elementwise
def gelu_grad2(x: Array, *, approximate: str = "none") -> Array:
    r"""Second derivative of `gelu`, :math:`f''(x) = \varphi(x)(2 - x^2)`."""
    choice("gelu_grad2", "approximate", approximate, ("none", "tanh"))
    if approximate == "tanh":
        return np.asarray(gelu_tanh_grad2(x))
    a = np.minimum(np.abs(x), 40.0)
    return _normal_decay(INV_SQRT_2PI * ((SQRT2 - a) + SQRT2_LO) * (SQRT2 + a), a)


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
    s, s_lo = _two_product(a, a)
    t, t_lo = _two_product(GELU_B, s)
    w, w_lo = _two_sum(GELU_A, t)
    v, v_lo = _two_product(a, w)
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
    return np.where(x < 0, _decay(-a * (1.0 - lo), -v), x) / (1.0 + np.exp(-v) * (1.0 - lo))


@elementwise
def gelu_tanh_grad(x: Array) -> Array:
    r"""Slope of `gelu_tanh`, :math:`f' = \sigma(v) + x v' \sigma'(v)`, f = x σ(v)."""
    # For x < 0 the numerator 1 + e^v + x v' is, with d = x - r, (x v' - r v'(r)) + (e^v - e^v(r)):
    # both differences are d times positive sums (cf. silu_grad).
    a = np.minimum(np.abs(x), 25.0)
    v, lo = _gelu_argument(a)
    e = np.exp(-v) * (1.0 - lo)
    d = (-a - GELU_TANH_R) - GELU_TANH_R_LO
    q = a * a - a * GELU_TANH_R + GELU_TANH_R**2
    root = d * (GELU_A + 3.0 * GELU_B * q) + GELU_TANH_EXP * np.expm1(d * (GELU_A + GELU_B * q))
    right = 1.0 + e * (1.0 + a * (GELU_A + 3.0 * GELU_B * a * a))
    return _over(np.where(x < 0, _decay(root * (1.0 - lo), -v), right), e, 2)


@elementwise
def gelu_tanh_grad2(x: Array) -> Array:
    r"""Second derivative of `gelu_tanh`, :math:`(2v' + x v'' - x v'^2 \tanh(v/2))\,\sigma'(v)`."""
    # 2v' + x v'' = 2A + 12B x²; minus its value at the zero s, d = |x| - s factors out.
    a = np.minimum(np.abs(x), 25.0)
    v, lo = _gelu_argument(a)
    d, b3 = (a - GELU_TANH_S) - GELU_TANH_S_LO, 3.0 * GELU_B * (a + GELU_TANH_S)
    slope, t = GELU_A + 3.0 * GELU_B * a * a, np.tanh(0.5 * v)
    rise = d * (GELU_A + GELU_B * (a * a + a * GELU_TANH_S + GELU_TANH_S**2))  # v - v(s)
    bend = d * (4.0 * b3 - (slope**2 + GELU_TANH_S * b3 * (slope + GELU_TANH_SLOPE)) * t)
    bend -= GELU_TANH_S * GELU_TANH_SLOPE**2 * np.tanh(0.5 * rise) * (1.0 - t * GELU_TANH_T)
    return _over(_decay(bend * (1.0 - lo), -v), np.exp(-v) * (1.0 - lo), 2)


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
    left = _decay(n * (e + 2.0), n) / (e * (e + 2.0) + 2.0)
    return np.where(c < 0, left, c * ((1.0 + 2.0 * q) / (1.0 + 2.0 * q * (1.0 + q))))


@elementwise
def mish_grad(x: Array) -> Array:
    r"""Slope of `mish`, :math:`\tanh s + x \sigma(x) (1 - \tanh^2 s)` with s = log(1 + e^x)."""
    # x < 0, D = e² + 2e + 2: e (4(x+1) + (4x+6) e + 4e² + e³) / D². Minus its value at the
    # zero r, the bracket is 4d(1 + e) + (e - e^r)·(a positive sum), d = x - r: no cancellation.
    c: Array = np.clip(x, -FAR, FAR)
    n, p = np.minimum(c, 0.0), np.maximum(c, 0.0)
    e, q, m = np.exp(n), np.exp(-p), MISH_EXP_R
    d = (n - MISH_R) - MISH_R_LO
    rest = 4.0 * MISH_R + 6.0 + 4.0 * (e + m) + e * (e + m) + m * m
    left = _decay(4.0 * d * (1.0 + e) + m * np.expm1(d) * rest, n) / (e * (e + 2.0) + 2.0) ** 2
    top = 1.0 + q * (4.0 + q * (4.0 * p + 6.0 + 4.0 * (p + 1.0) * q))
    return np.where(c < 0, left, top / (1.0 + 2.0 * q * (1.0 + q)) ** 2)


@elementwise
def mish_grad2(x: Array) -> Array:
    r"""Second derivative of `mish`; it is 0 at x = -2.25638 and x = 1.49057."""
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
    left = _decay(4.0 * left, n) / bottom / bottom / bottom
    r, m, d = MISH_T, MISH_EXP_T, (p - MISH_T) - MISH_T_LO
    rest = 6.0 - 3.0 * r + (8.0 + 2.0 * r) * (q + m) + (4.0 + 2.0 * r) * (q * (q + m) + m * m)
    right = d * (q * (q * (2.0 * q + 2.0) - 3.0) - 2.0) + m * np.expm1(-d) * rest
    bottom = 1.0 + 2.0 * q * (1.0 + q)
    right = _decay(4.0 * right, -2.0 * p) / bottom / bottom / bottom
    return np.where(c < 0, left, right)


# ----------------------------------------------------------------------------- hard variants


@elementwise
def hardsigmoid(x: Array) -> Array:
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

    Examples
    --------
    >>> hardsigmoid([-4.0, 0.0, 1.5])
    array([0.  , 0.5 , 0.75])

    References
    ----------
    Howard et al. 2019, Searching for MobileNetV3, ICCV, arXiv:1905.02244; with slope 1/2
    Courbariaux, Bengio & David 2015, BinaryConnect, NIPS 28, arXiv:1511.00363.
    """
    return np.clip(x + 3.0, 0.0, 6.0) / 6.0


@elementwise
def hardsigmoid_grad(x: Array) -> Array:
    r"""Slope of `hardsigmoid`: 1/6 for :math:`|x| < 3`, else 0 (at ±3 by convention)."""
    return _keep_nan(x, np.where(np.abs(x) < 3.0, 1.0 / 6.0, 0.0))


@elementwise
def hardsigmoid_grad2(x: Array) -> Array:
    r"""Second derivative of `hardsigmoid`, 0 for :math:`|x| \ne 3` and by convention at ±3."""
    return _keep_nan(x, 0.0)


@elementwise
def hardtanh(x: Array, *, min_val: float = -1.0, max_val: float = 1.0) -> Array:
    r"""Hard tanh: the input, cut off at both ends.

    .. math:: f(x) = \min(\max(x, l), u)

    Parameters
    ----------
    x : array_like of float
        Any real numbers, any shape.
    min_val, max_val : float
        The ends l < u, finite.

    Returns
    -------
    ndarray
        Values in [l, u].

    Raises
    ------
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
    return np.clip(x, low, high)


@elementwise
def hardtanh_grad(x: Array, *, min_val: float = -1.0, max_val: float = 1.0) -> Array:
    r"""Slope of `hardtanh`: 1 for :math:`l < x < u`, else 0 (at the ends by convention)."""
    low, high = _ends("hardtanh_grad", min_val, max_val)
    return _keep_nan(x, np.where((x > low) & (x < high), 1.0, 0.0))


@elementwise
def hardtanh_grad2(x: Array, *, min_val: float = -1.0, max_val: float = 1.0) -> Array:
    r"""Second derivative of `hardtanh`, 0 off the ends and by convention there."""
    _ends("hardtanh_grad2", min_val, max_val)
    return _keep_nan(x, 0.0)


def _ends(who: str, min_val: float, max_val: float) -> tuple[float, float]:
    low = number(who, "min_val", min_val)
    return low, number(who, "max_val", max_val, low)


@elementwise
def hardswish(x: Array) -> Array:
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

    Examples
    --------
    >>> hardswish([-4.0, -1.5, 0.0, 4.0])
    array([-0.   , -0.375,  0.   ,  4.   ])

    References
    ----------
    Howard et al. 2019, Searching for MobileNetV3, ICCV, arXiv:1905.02244.
    """
    c: Array = np.clip(x, -3.0, 3.0)  # x (x + 3) would overflow
    return np.where(x >= 3.0, x, c * (c + 3.0) / 6.0)


@elementwise
def hardswish_grad(x: Array) -> Array:
    r"""Slope of `hardswish`: (2x + 3)/6 for :math:`-3 < x < 3`, 0 from -3 down, 1 from 3 up."""
    inside = (2.0 * np.clip(x, -3.0, 3.0) + 3.0) / 6.0
    return np.where(np.abs(x) >= 3.0, np.heaviside(x, 0.0), inside)


@elementwise
def hardswish_grad2(x: Array) -> Array:
    r"""Second derivative of `hardswish`: 1/3 for :math:`|x| < 3`, else 0 (at ±3 by convention)."""
    return _keep_nan(x, np.where(np.abs(x) < 3.0, 1.0 / 3.0, 0.0))


# ----------------------------------------------------------------------------- the table


@dataclass(frozen=True)
class Parameter:
    """A parameter of an activation: its keyword, default, and the open interval it lives in."""

    name: str
    default: float
    low: float
    high: float
    learned: bool = False
    meaning: str = ""


@dataclass(frozen=True)
class Kink:
    """A point without derivative: the value declared there and the interval of one-sided slopes.

    For a convex or concave bend [low, high] is the Clarke subdifferential. A jump upwards has
    high = inf: chords across it are arbitrarily steep. Positions hold at default parameters.
    """

    x: float
    grad: float
    low: float
    high: float


@dataclass(frozen=True)
class Activation:
    """What the rest of the program needs to know about an activation at default parameters.

    Attributes
    ----------
    name, title : str
        Key of `ACTIVATIONS` and heading.
    f, grad, grad2 : callable
        The function and its first two derivatives, all with the same keywords.
    limits, grad_limits : pair of float
        Values at -∞ and ∞.
    range : str
        Smallest interval that holds all values; a round bracket where the end is not reached.
    parameters : tuple of Parameter
    kinks : tuple of Kink
        Points where f' does not exist.
    bends : tuple of float
        Points where f' exists and f'' does not.
    monotone : bool
        Whether f never decreases.
    symmetry : str
        'odd', 'even' or ''.
    year : int or None
        Year of `reference`.
    reference : str
        Bibliography key of the origin, or ''.
    """

    name: str
    title: str
    f: Callable[..., Any]
    grad: Callable[..., Any]
    grad2: Callable[..., Any]
    limits: tuple[float, float]
    grad_limits: tuple[float, float]
    range: str
    parameters: tuple[Parameter, ...] = ()
    kinks: tuple[Kink, ...] = ()
    bends: tuple[float, ...] = ()
    monotone: bool = True
    symmetry: str = ""
    year: int | None = None
    reference: str = ""


def _table(*records: Activation) -> Mapping[str, Activation]:
    return MappingProxyType({record.name: record for record in records})


# fmt: off
ACTIVATIONS: Mapping[str, Activation] = _table(
    Activation(
        "identity", "Identity", identity, identity_grad, identity_grad2,
        limits=(-INF, INF), grad_limits=(1.0, 1.0), range="(-inf, inf)", symmetry="odd",
    ),
    Activation(
        "heaviside", "Heaviside step", heaviside, heaviside_grad, heaviside_grad2,
        limits=(0.0, 1.0), grad_limits=(0.0, 0.0), range="[0, 1]",
        parameters=(Parameter("at_zero", 0.5, 0.0, 1.0, meaning="value at 0; 0 and 1 allowed"),),
        kinks=(Kink(0.0, 0.0, 0.0, INF),), year=1943, reference="mccullochpitts1943",
    ),
    Activation(
        "relu", "ReLU", relu, relu_grad, relu_grad2,
        limits=(0.0, INF), grad_limits=(0.0, 1.0), range="[0, inf)",
        kinks=(Kink(0.0, 0.0, 0.0, 1.0),), year=1969, reference="fukushima1969",
    ),
    Activation(
        "leaky_relu", "Leaky ReLU", leaky_relu, leaky_relu_grad, leaky_relu_grad2,
        limits=(-INF, INF), grad_limits=(0.01, 1.0), range="(-inf, inf)",
        parameters=(Parameter("negative_slope", 0.01, -INF, INF, meaning="slope for x < 0"),),
        kinks=(Kink(0.0, 0.01, 0.01, 1.0),), year=2013, reference="maas2013",
    ),
    Activation(
        "prelu", "PReLU", prelu, prelu_grad, prelu_grad2,
        limits=(-INF, INF), grad_limits=(0.25, 1.0), range="(-inf, inf)",
        parameters=(Parameter("negative_slope", 0.25, -INF, INF, True, "slope for x < 0"),),
        kinks=(Kink(0.0, 0.25, 0.25, 1.0),), year=2015, reference="he2015",
    ),
    Activation(
        "elu", "ELU", elu, elu_grad, elu_grad2,
        limits=(-1.0, INF), grad_limits=(0.0, 1.0), range="(-1, inf)",
        parameters=(Parameter("alpha", 1.0, 0.0, INF, meaning="minus the limit at -inf"),),
        bends=(0.0,), year=2016, reference="clevert2016",
    ),
    Activation(
        "selu", "SELU", selu, selu_grad, selu_grad2,
        limits=(-SELU_LAMBDA_ALPHA, INF), grad_limits=(0.0, SELU_LAMBDA),
        range="(-1.758099340847, inf)",
        kinks=(Kink(0.0, SELU_LAMBDA_ALPHA, SELU_LAMBDA, SELU_LAMBDA_ALPHA),), year=2017,
        reference="klambauer2017",
    ),
    Activation(
        "sigmoid", "Sigmoid", sigmoid, sigmoid_grad, sigmoid_grad2,
        limits=(0.0, 1.0), grad_limits=(0.0, 0.0), range="(0, 1)", year=1838,
        reference="verhulst1838",
    ),
    Activation(
        "logsigmoid", "Log-sigmoid", logsigmoid, logsigmoid_grad, logsigmoid_grad2,
        limits=(-INF, -0.0), grad_limits=(1.0, 0.0), range="(-inf, 0)", year=2001,
        reference="dugas2001",
    ),
    Activation(
        "tanh", "Tanh", tanh, tanh_grad, tanh_grad2,
        limits=(-1.0, 1.0), grad_limits=(0.0, 0.0), range="(-1, 1)", symmetry="odd", year=1998,
        reference="lecun1998",
    ),
    Activation(
        "softplus", "Softplus", softplus, softplus_grad, softplus_grad2,
        limits=(0.0, INF), grad_limits=(0.0, 1.0), range="(0, inf)",
        parameters=(Parameter("beta", 1.0, 0.0, INF, meaning="sharpness"),), year=2001,
        reference="dugas2001",
    ),
    Activation(
        "softsign", "Softsign", softsign, softsign_grad, softsign_grad2,
        limits=(-1.0, 1.0), grad_limits=(0.0, 0.0), range="(-1, 1)", bends=(0.0,), symmetry="odd",
        year=2009, reference="turian2009",
    ),
    Activation(
        "silu", "SiLU (swish)", silu, silu_grad, silu_grad2,
        limits=(-0.0, INF), grad_limits=(0.0, 1.0), range="[-0.278464542761, inf)",
        parameters=(Parameter("beta", 1.0, 0.0, INF, True, "sharpness"),), monotone=False,
        year=2016, reference="hendrycks2016",
    ),
    Activation(
        "gelu", "GELU", gelu, gelu_grad, gelu_grad2,
        limits=(-0.0, INF), grad_limits=(0.0, 1.0), range="[-0.169971207480, inf)", monotone=False,
        year=2016, reference="hendrycks2016",
    ),
    Activation(
        "gelu_tanh", "GELU, tanh approximation", gelu_tanh, gelu_tanh_grad, gelu_tanh_grad2,
        limits=(-0.0, INF), grad_limits=(0.0, 1.0), range="[-0.170040750571, inf)", monotone=False,
        year=2016, reference="hendrycks2016",
    ),
    Activation(
        "mish", "Mish", mish, mish_grad, mish_grad2,
        limits=(-0.0, INF), grad_limits=(0.0, 1.0), range="[-0.308843413017, inf)", monotone=False,
        year=2020, reference="misra2020",
    ),
    Activation(
        "hardsigmoid", "Hard sigmoid", hardsigmoid, hardsigmoid_grad, hardsigmoid_grad2,
        limits=(0.0, 1.0), grad_limits=(0.0, 0.0), range="[0, 1]",
        kinks=(Kink(-3.0, 0.0, 0.0, 1 / 6), Kink(3.0, 0.0, 0.0, 1 / 6)), year=2019,
        reference="howard2019",
    ),
    Activation(
        "hardtanh", "Hard tanh", hardtanh, hardtanh_grad, hardtanh_grad2,
        limits=(-1.0, 1.0), grad_limits=(0.0, 0.0), range="[-1, 1]",
        parameters=(
            Parameter("min_val", -1.0, -INF, 1.0, meaning="lower end, below max_val"),
            Parameter("max_val", 1.0, -1.0, INF, meaning="upper end, above min_val"),
        ),
        kinks=(Kink(-1.0, 0.0, 0.0, 1.0), Kink(1.0, 0.0, 0.0, 1.0)), symmetry="odd", year=2004,
        reference="collobert2004",
    ),
    Activation(
        "hardswish", "Hard swish", hardswish, hardswish_grad, hardswish_grad2,
        limits=(-0.0, INF), grad_limits=(0.0, 1.0), range="[-0.375, inf)",
        kinks=(Kink(-3.0, 0.0, -0.5, 0.0), Kink(3.0, 1.0, 1.0, 1.5)), monotone=False, year=2019,
        reference="howard2019",
    ),
)
# fmt: on
