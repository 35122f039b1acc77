"""Losses of K scores where several classes may be right. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, axis_of, finite, same_shape
from slopes._binary import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    probabilities_of_yes,
)
from slopes._labels import class_weight
from slopes._reduction import check_reduction, rounded


def multilabel_soft_margin(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    axis: int = -1,
    weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> Any:
    r"""Mean binary cross entropy of K classes, each of which may be right.

    .. math::
        :impl: slopes.losses.multilabel_soft_margin(z, y, reduction='sum')

        \ell(z, y) = \frac{1}{K} \sum_{k=1}^{K} \left(y_k \log(1 + e^{-z_k})
        + (1 - y_k) \log(1 + e^{z_k})\right)

    Parameters
    ----------
    logits : array_like, shape (..., K, ...)
        Finite logits z.
    targets : array_like, shape of `logits`
        Probabilities y of each class, in [0, 1]; they need not add up to 1.
    axis : int
        The axis of the classes.
    weight : array_like, shape (K,), optional
        Nonnegative weight of each class.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all rows by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `logits`; shape without `axis` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `binary_cross_entropy`, and if `axis` does not exist or has no classes.

    Examples
    --------
    >>> multilabel_soft_margin([[2.0, -1.0]], [[1, 1]]).round(4)
    np.float64(0.7201)
    """
    who = "multilabel_soft_margin"
    z, axis, w = _soft(who, logits, targets, axis, weight, reduction)
    losses = binary_cross_entropy(
        z.astype(np.float64), targets, weight=w, reduction="none"
    )  # float64, so that the mean is rounded once
    rows = losses.mean(axis=axis)
    if reduction != "none":
        rows = rows.mean() if reduction == "mean" else rows.sum()
    return rounded(rows, z.dtype)


def multilabel_soft_margin_grad(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    axis: int = -1,
    weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `multilabel_soft_margin` with respect to the logits.

    .. math::
        :impl: slopes.losses.multilabel_soft_margin_grad(z, y, reduction='sum')

        \frac{\partial \ell}{\partial z_j} = \frac{1}{K} \left(\frac{1}{1 + e^{-z_j}} - y_j\right)

    Takes and refuses what `multilabel_soft_margin` does; 'mean' divides by the number of rows.

    Examples
    --------
    >>> multilabel_soft_margin_grad([[2.0, -1.0]], [[1, 1]]).round(4)
    array([[-0.0596, -0.3655]])
    """
    who = "multilabel_soft_margin_grad"
    z, axis, w = _soft(who, logits, targets, axis, weight, reduction)
    slopes = binary_cross_entropy_grad(z.astype(np.float64), targets, weight=w, reduction="sum")
    divisor = z.size if reduction == "mean" else z.shape[axis]
    return rounded(slopes / divisor, z.dtype)


def _soft(
    who: str,
    logits: ArrayLike,
    targets: ArrayLike,
    axis: int,
    weight: ArrayLike | None,
    reduction: str,
) -> tuple[Array, int, Array | None]:
    """Check the arguments; return logits, axis, and weights in the shape of the logits."""
    z, t, axis = _checked(who, logits, targets, axis, reduction)
    probabilities_of_yes(who, t, targets)
    w = class_weight(who, weight, z, axis)
    if w is None:
        return z, axis, None
    return z, axis, np.moveaxis(np.broadcast_to(w, np.moveaxis(z, axis, -1).shape), -1, axis)


def multilabel_margin(
    logits: ArrayLike, targets: ArrayLike, *, axis: int = -1, reduction: str = "mean"
) -> Any:
    r"""Hinge loss of every right class against every wrong one.

    .. math::
        :impl: slopes.losses.multilabel_margin(z, y, reduction='sum')

        \ell(z, y) = \frac{1}{K} \sum_{k=1}^{K} \sum_{j=1}^{K}
        y_k (1 - y_j) \max(0, 1 - z_k + z_j)

    PyTorch's function of this name takes lists of the right classes, padded with -1, for y.

    Parameters
    ----------
    logits : array_like, shape (..., K, ...)
        Finite scores z.
    targets : array_like, shape of `logits`
        1 for the right classes, 0 for the wrong ones.
    axis : int
        The axis of the classes.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all rows by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `logits`; shape without `axis` for 'none'.

    Raises
    ------
    TypeError
        A dtype is not supported.
    ValueError
        Shapes differ, a score is not finite, a target is neither 0 nor 1, the reduction is unknown,
        or the batch is empty and the reduction is 'mean'.

    Examples
    --------
    >>> multilabel_margin([[0.1, 0.2, 0.4, 0.8]], [[1, 0, 0, 1]]).round(4)
    np.float64(0.85)
    """
    who = "multilabel_margin"
    z, y, axis = _pairs(who, logits, targets, axis, reduction)
    z_rows, y_rows = np.moveaxis(z, axis, -1), np.moveaxis(y, axis, -1)
    rows: Any = np.empty(z_rows.shape[:-1])
    with np.errstate(over="ignore", under="ignore"):
        for at in np.ndindex(rows.shape):
            rows[at] = _short(z_rows[at], y_rows[at]).sum() / z.shape[axis]
        if reduction != "none":
            rows = rows.sum() / (rows.size if reduction == "mean" else 1)
    return rounded(rows, z.dtype)


def multilabel_margin_grad(
    logits: ArrayLike, targets: ArrayLike, *, axis: int = -1, reduction: str = "mean"
) -> Any:
    r"""Gradient of `multilabel_margin` with respect to the logits.

    A pair of a right and a wrong class within the margin pushes them apart by 1/K; at the edge of
    the margin the push is 0.
    Takes and refuses what `multilabel_margin` does; 'mean' divides by the number of rows.

    Examples
    --------
    >>> multilabel_margin_grad([[0.1, 0.2, 0.4, 0.8]], [[1, 0, 0, 1]])
    array([[-0.5,  0.5,  0.5, -0.5]])
    """
    who = "multilabel_margin_grad"
    z, y, axis = _pairs(who, logits, targets, axis, reduction)
    slopes = np.empty(z.shape)
    z_rows, y_rows, out = (np.moveaxis(a, axis, -1) for a in (z, y, slopes))
    divisor = z.size if reduction == "mean" else z.shape[axis]
    for at in np.ndindex(z_rows.shape[:-1]):
        right = y_rows[at] == 1
        push = _short(z_rows[at], y_rows[at]) > 0
        out[(*at, right)] = -push.sum(axis=1) / divisor
        out[(*at, ~right)] = push.sum(axis=0) / divisor
    return rounded(slopes, z.dtype)


def _short(z: Array, y: Array) -> Array:
    """Return the shortfall of each right class (rows) before each wrong one (columns)."""
    z = z.astype(np.float64)
    return np.asarray(np.maximum(0.0, 1.0 - (z[y == 1][:, None] - z[y == 0])))


def _pairs(
    who: str, logits: ArrayLike, targets: ArrayLike, axis: int, reduction: str
) -> tuple[Array, Array, int]:
    """Check the arguments; return logits, targets and axis."""
    z, y, axis = _checked(who, logits, targets, axis, reduction)
    if not np.isin(y, (0, 1)).all():
        first = tuple(int(i) for i in np.argwhere((y != 0) & (y != 1))[0])
        raise ValueError(
            f"{who}: targets holds {y[first]:g} at index {first}, wanted 0 or 1: one entry for "
            "each class, not class numbers"
        )
    return z, y, axis


def _checked(
    who: str, logits: ArrayLike, targets: ArrayLike, axis: int, reduction: str
) -> tuple[Array, Array, int]:
    z, y = as_float(logits, who, "logits"), as_float(targets, who, "targets")
    same_shape(who, logits=z, targets=y)
    finite(who, logits=z, targets=y)
    axis = axis_of(who, z, axis)
    if not z.shape[axis]:
        raise ValueError(f"{who}: logits {z.shape} has no class along axis {axis}, wanted one")
    check_reduction(who, reduction, z.size)
    return z, y, axis
