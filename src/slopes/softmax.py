"""Log-sum-exp, softmax, its logarithm and its Jacobian, with and without a temperature."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, axis_of, number

__all__ = ["log_softmax", "logsumexp", "softmax", "softmax_jacobian"]


class Shifted(NamedTuple):
    """Exponentials of one row after its largest entry has been subtracted."""

    top: Array  # where the largest entry stands, shape (..., 1)
    high: Array  # (z - max z) / T, rounded, shape (..., K)
    low: Array  # what the rounding of `high` lost, shape (..., K)
    w: Array  # exp(high + low), shape (..., K); exactly 1 at `top`
    rest: Array  # the sum of w without the entry at `top`, shape (..., 1)


def shifted(z: Array, temperature: float = 1.0) -> Shifted:
    """Shift and exponentiate along the last, nonempty axis of a float64 array.

    A row whose largest entry is not finite gets NaN in `rest`, and so in everything derived
    from it, without a warning.
    """
    top = np.argmax(z, axis=-1, keepdims=True)
    largest = np.take_along_axis(z, top, axis=-1)
    good = np.isfinite(largest)
    z, m = np.where(good, z, 0.0), np.where(good, largest, 0.0)
    # A gap wider than the largest float saturates at -inf, whose exponential is the right 0.
    with np.errstate(over="ignore", under="ignore"):
        high = z - m
        # Knuth's TwoDiff: exp(z - m) with z - m rounded is wrong by |z - m| / 2 ULP.
        near = high > -1e300
        a = np.where(near, z, m)
        s = a - m
        t = s - a
        low = (a - (s - t)) - (m + t)
        if temperature != 1.0:
            high, low = _divide(high, low, temperature)
        w = np.exp(high)
        w += w * low
    others = w.copy()
    np.put_along_axis(others, top, 0.0, axis=-1)
    rest = np.where(good, others.sum(axis=-1, keepdims=True), np.nan)
    return Shifted(top, high, low, w, rest)


def _divide(high: Array, low: Array, divisor: float) -> tuple[Array, Array]:
    """Divide the unevaluated sum `high + low` by `divisor`, remainder kept (Dekker's product)."""
    mantissa, exponent = np.frexp(divisor)
    high, low = np.ldexp(high, -exponent), np.ldexp(low, -exponent)
    quotient = high / mantissa
    near = quotient > -1e4  # further down the exponential is 0 and the remainder is of no use
    q = np.where(near, quotient, 0.0)
    product = q * mantissa
    qh, ql = _split(q)
    mh, ml = _split(mantissa)
    error = ((qh * mh - product) + qh * ml + ql * mh) + ql * ml
    remainder = (np.where(near, high, 0.0) - product) - error
    return quotient, np.where(near, remainder + low, 0.0) / mantissa


def _split(x: Any) -> tuple[Any, Any]:
    """Veltkamp's split of float64 into two halves of 26 bits."""
    c = 134217729.0 * x
    h = c - (c - x)
    return h, x - h


def probabilities(parts: Shifted) -> tuple[Array, Array]:
    """Return softmax and one minus softmax, both without cancellation."""
    total = 1.0 + parts.rest
    s = parts.w / total
    # Below the largest entry s <= 1/2, so 1 - s is safe; at the largest it is the others' share.
    complement = 1.0 - s
    np.put_along_axis(complement, parts.top, parts.rest / total, axis=-1)
    return s, complement


def log_probabilities(parts: Shifted) -> Array:
    """Return the logarithm of softmax; every term is negative, so nothing cancels."""
    logs: Array = parts.high - (np.log1p(parts.rest) - parts.low)
    return logs


def last_axis(array: Array, axis: int) -> Array:
    """Return a contiguous float64 copy with `axis` last: NumPy sums only such rows pairwise."""
    return np.ascontiguousarray(np.moveaxis(array.astype(np.float64), axis, -1))


def logsumexp(z: ArrayLike, *, axis: int = -1, keepdims: bool = False) -> Any:
    r"""Logarithm of a sum of exponentials, a smooth maximum.

    .. math:: \operatorname{LSE}(z) = \log \sum_{k=1}^{K} e^{z_k}
              = m + \log \sum_{k=1}^{K} e^{z_k - m}, \qquad m = \max_k z_k

    It lies between :math:`m` and :math:`m + \log K`. An entry -inf adds nothing; a row of -inf
    and an empty row give -inf, an entry +inf gives +inf, NaN gives NaN.

    Parameters
    ----------
    z : array_like, shape (..., K, ...)
        Real numbers of any size.
    axis : int
        The axis to sum over.
    keepdims : bool
        Keep `axis` with length 1.

    Returns
    -------
    ndarray or scalar
        Shape of `z` without `axis`, in the precision of `z` (integers give float64).

    Raises
    ------
    TypeError
        `z` is complex, masked, text or of extended precision.
    ValueError
        `axis` does not exist.

    Examples
    --------
    >>> round(float(logsumexp([1000.0, 1000.0])), 4)
    1000.6931

    References
    ----------
    P. Blanchard, D. J. Higham, N. J. Higham, Accurately computing the log-sum-exp and softmax
    functions, 2021, doi:10.1093/imanum/draa038.
    """
    array = as_float(z, "logsumexp", "z")
    axis = axis_of("logsumexp", array, axis)
    rows = last_axis(array, axis)
    if rows.shape[-1] == 0:
        value = np.full((*rows.shape[:-1], 1), -np.inf)
    else:
        parts = shifted(rows)
        largest = np.take_along_axis(rows, parts.top, axis=-1)
        # The sum without its largest term, through log1p: its 1 would swallow a small rest.
        value = np.where(np.isfinite(largest), largest + np.log1p(parts.rest), largest)
    value = np.moveaxis(value, -1, axis).astype(array.dtype)
    return value if keepdims else np.squeeze(value, axis)[()]


def softmax(z: ArrayLike, *, temperature: float = 1.0, axis: int = -1) -> Array:
    r"""Softmax: positive numbers that sum to one, in the order of the logits.

    .. math:: s_i = \frac{e^{z_i / T}}{\sum_{k=1}^{K} e^{z_k / T}}

    An entry -inf gets exactly 0. A row of -inf only, a row with +inf and a row with NaN give
    NaN, without a warning. An empty array gives an empty array.

    Parameters
    ----------
    z : array_like, shape (..., K, ...)
        Logits.
    temperature : float
        The positive number T: small T approaches the one-hot maximum, large T the uniform
        distribution.
    axis : int
        The axis of the classes.

    Returns
    -------
    ndarray, shape of `z`
        Probabilities in [0, 1], in the precision of `z` (integers give float64).

    Raises
    ------
    TypeError
        `z` is complex, masked, text or of extended precision.
    ValueError
        `axis` does not exist or `temperature` is not positive.

    Examples
    --------
    >>> softmax([2.0, 1.0, 0.0]).round(3)
    array([0.665, 0.245, 0.09 ])

    References
    ----------
    J. S. Bridle, Probabilistic interpretation of feedforward classification network outputs,
    1990, doi:10.1007/978-3-642-76153-9_28.
    """
    array = as_float(z, "softmax", "z")
    axis = axis_of("softmax", array, axis)
    temperature = number("softmax", "temperature", temperature, 0.0)
    if array.size == 0:
        return array.copy()
    with np.errstate(under="ignore"):
        s, _ = probabilities(shifted(last_axis(array, axis), temperature))
        return np.moveaxis(s, -1, axis).astype(array.dtype)


def softmax_jacobian(z: ArrayLike, *, temperature: float = 1.0) -> Array:
    r"""All partial derivatives of softmax over the last axis.

    .. math:: \frac{\partial s_i}{\partial z_j} = \frac{s_i (\delta_{ij} - s_j)}{T}

    Symmetric, positive semidefinite, each row sums to zero. Entries -inf have a row and a
    column of zeros; rows of `z` whose softmax is NaN give NaN.

    Parameters
    ----------
    z : array_like, shape (..., K)
        Logits.
    temperature : float
        The positive number T.

    Returns
    -------
    ndarray, shape (..., K, K)
        Entry [..., i, j] is the derivative of :math:`s_i` with respect to :math:`z_j`.

    Raises
    ------
    TypeError
        `z` is complex, masked, text or of extended precision.
    ValueError
        `z` is a scalar or `temperature` is not positive.

    Examples
    --------
    >>> softmax_jacobian([0.0, 0.0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])

    References
    ----------
    J. S. Bridle, Probabilistic interpretation of feedforward classification network outputs,
    1990, doi:10.1007/978-3-642-76153-9_28.
    """
    array = as_float(z, "softmax_jacobian", "z")
    axis_of("softmax_jacobian", array, -1)
    temperature = number("softmax_jacobian", "temperature", temperature, 0.0)
    classes = array.shape[-1]
    if array.size == 0:
        return np.empty((*array.shape, classes), array.dtype)
    with np.errstate(under="ignore"):
        s, complement = probabilities(shifted(last_axis(array, -1), temperature))
        jacobian = -s[..., :, None] * s[..., None, :]
        diagonal = np.arange(classes)
        jacobian[..., diagonal, diagonal] = s * complement
        return (jacobian / temperature).astype(array.dtype)


def log_softmax(z: ArrayLike, *, temperature: float = 1.0, axis: int = -1) -> Array:
    r"""Logarithm of softmax, exact to the last bits also for the class that dominates.

    .. math:: \log s_i = \frac{z_i}{T} - \log \sum_{k=1}^{K} e^{z_k / T},
              \qquad s = \operatorname{softmax}(z / T)

    An entry -inf gives -inf. A row of -inf only, a row with +inf and a row with NaN give NaN,
    without a warning. An empty array gives an empty array.

    Parameters
    ----------
    z : array_like, shape (..., K, ...)
        Logits.
    temperature : float
        The positive number T.
    axis : int
        The axis of the classes.

    Returns
    -------
    ndarray, shape of `z`
        Numbers from -inf to 0, in the precision of `z` (integers give float64).

    Raises
    ------
    TypeError
        `z` is complex, masked, text or of extended precision.
    ValueError
        `axis` does not exist or `temperature` is not positive.

    Examples
    --------
    The dominant entry is small, not zero:

    >>> log_softmax([50.0, 0.0])
    array([-1.92874985e-22, -5.00000000e+01])

    References
    ----------
    P. Blanchard, D. J. Higham, N. J. Higham, Accurately computing the log-sum-exp and softmax
    functions, 2021, doi:10.1093/imanum/draa038.
    """
    array = as_float(z, "log_softmax", "z")
    axis = axis_of("log_softmax", array, axis)
    temperature = number("log_softmax", "temperature", temperature, 0.0)
    if array.size == 0:
        return array.copy()
    with np.errstate(under="ignore", over="ignore"):
        logs = log_probabilities(shifted(last_axis(array, axis), temperature))
        return np.moveaxis(logs, -1, axis).astype(array.dtype)
