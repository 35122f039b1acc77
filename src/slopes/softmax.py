"""Log-sum-exp, softmax, its logarithm and its Jacobian, with and without a temperature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, axis_of, number
from slopes._elementwise import destination
from slopes._rows import (
    Room,
    key,
    load,
    log_probabilities,
    probabilities,
    rows_of,
    shifted,
    spans,
    store,
)

__all__ = ["log_softmax", "logsumexp", "softmax", "softmax_jacobian"]


def _by_rows(
    who: str,
    kernel: Callable[[Array, Room], Array],
    array: Array,
    axis: int,
    where: ArrayLike | None,
    out: Array,
) -> None:
    """Write to `out` what `kernel` makes of the rows of an array, a few rows at a time."""
    if out is not array and np.may_share_memory(out, array):
        array = array.copy()
    source, target = rows_of(array, axis), rows_of(out, axis)
    mask = None
    if where is not None:
        mask = rows_of(selection(who, where, array), axis)
    room = Room(source)
    with np.errstate(under="ignore", over="ignore"):
        for span in spans(source):
            z = load(source, span, room.places(span[1] - span[0])[0])
            if mask is not None:
                z[~mask[key(mask, span)].reshape(z.shape)] = -np.inf
            store(target, span, kernel(z, room))


def _like(
    who: str,
    kernel: Callable[[Array, Room], Array],
    array: Array,
    axis: int,
    where: ArrayLike | None,
    out: Array | None,
) -> Array:
    """Return an array like the one given, its rows made by `kernel`."""
    result = np.empty_like(array) if out is None else destination(who, out, array)
    if array.size:
        _by_rows(who, kernel, array, axis, where, result)
    return result


def selection(who: str, where: ArrayLike, z: Array) -> Array:
    """Return `where` as booleans in the shape of z, or refuse it."""
    mask = np.asarray(where)
    if mask.dtype != bool:
        raise TypeError(
            f"{who}: where has dtype {mask.dtype}, wanted booleans; pass where != 0 or a comparison"
        )
    try:
        return np.broadcast_to(mask, z.shape)
    except ValueError as error:
        raise ValueError(
            f"{who}: where has shape {mask.shape}, which does not broadcast to that of z, "
            f"{z.shape}; reshape it"
        ) from error


def logsumexp(
    z: ArrayLike,
    *,
    axis: int = -1,
    keepdims: bool = False,
    where: ArrayLike | None = None,
    out: Array | None = None,
) -> Any:
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
    where : array_like of bool, optional
        Which entries take part, broadcast to `z`; the others count as -inf.
    out : ndarray, optional
        Where the result is written, of its shape and the type of `z`.

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
    shape = tuple(1 if i == axis else n for i, n in enumerate(array.shape))
    kept = np.full(shape, -np.inf, array.dtype)
    if array.size:
        _by_rows("logsumexp", _logsumexp, array, axis, where, kept)
    value = kept if keepdims else np.squeeze(kept, axis)
    if out is None:
        return value if keepdims else value[()]
    np.copyto(destination("logsumexp", out, value), value)
    return out


def _logsumexp(z: Array, room: Room) -> Array:
    parts = shifted(z, room)
    # The sum without its largest term, through log1p: its 1 would swallow a small rest.
    value = parts.largest + np.log1p(parts.rest)
    return np.where(np.isfinite(parts.largest), value, parts.largest)


def softmax(
    z: ArrayLike,
    *,
    temperature: float = 1.0,
    axis: int = -1,
    where: ArrayLike | None = None,
    out: Array | None = None,
) -> Array:
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
    where : array_like of bool, optional
        Which entries take part, broadcast to `z`; the others count as -inf.
    out : ndarray, optional
        Where the result is written, of the shape and type of `z`; it may be `z` itself.

    Returns
    -------
    ndarray, shape of `z`
        Probabilities in [0, 1], in the precision of `z` (integers give float64).

    Raises
    ------
    TypeError
        `z` is complex, masked, text or of extended precision.
    ValueError
        `axis` does not exist, `temperature` is not positive, or `where` or `out` has another shape.

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

    def shares(z: Array, room: Room) -> Array:
        parts = shifted(z, room, temperature)
        return np.divide(parts.w, 1.0 + parts.rest, out=parts.w)

    return _like("softmax", shares, array, axis, where, out)


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
    jacobian = np.empty((*array.shape, classes))
    if array.size:
        rows = array.reshape(-1, classes)
        room, matrices = Room(rows), jacobian.reshape(-1, classes, classes)
        diagonal = np.arange(classes)
        with np.errstate(over="ignore", under="ignore"):
            for start, stop in spans(rows):
                z = load(rows, (start, stop), room.places(stop - start)[0])
                s, complement = probabilities(shifted(z, room, temperature))
                block = matrices[start:stop]
                np.multiply(-s[:, :, None], s[:, None, :], out=block)
                block[:, diagonal, diagonal] = s * complement
            jacobian /= temperature
    return jacobian.astype(array.dtype, copy=False)


def log_softmax(
    z: ArrayLike,
    *,
    temperature: float = 1.0,
    axis: int = -1,
    where: ArrayLike | None = None,
    out: Array | None = None,
) -> Array:
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
    where : array_like of bool, optional
        Which entries take part, broadcast to `z`; the others count as -inf.
    out : ndarray, optional
        Where the result is written, of the shape and type of `z`; it may be `z` itself.

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

    def logs(z: Array, room: Room) -> Array:
        return log_probabilities(shifted(z, room, temperature))

    return _like("log_softmax", logs, array, axis, where, out)
