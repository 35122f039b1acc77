"""The loss that belongs to sparsemax. Import it from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array
from slopes._labels import classes, over_rows, put
from slopes._rows import Room, flat, row_sum


def sparsemax_loss(
    logits: ArrayLike, labels: ArrayLike, *, axis: int = -1, reduction: str = "mean"
) -> Any:
    r"""Sparsemax loss: convex and smooth, and 0 from a lead of 1 on.

    It is half the squared distance of the logits from the one-hot label, less half of that from
    sparsemax of the logits, the distribution nearest to them.

    Parameters
    ----------
    logits, labels, axis, reduction
        As for `multiclass_hinge`.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `logits`; shape without `axis` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `multi_margin`.

    Examples
    --------
    >>> sparsemax_loss([[2.0, 1.5, 0.0], [2.0, 1.0, 0.0]], [0, 0], reduction="none")
    array([0.0625, 0.    ])

    References
    ----------
    A. F. T. Martins, R. F. Astudillo, From softmax to sparsemax: a sparse model of attention and
    multi-label classification, 2016, arXiv:1602.02068.
    """
    return _sparse("sparsemax_loss", (True, False), logits, labels, axis, reduction)[0]


def sparsemax_loss_grad(
    logits: ArrayLike, labels: ArrayLike, *, axis: int = -1, reduction: str = "mean"
) -> Any:
    r"""Gradient of `sparsemax_loss` with respect to the logits: sparsemax minus one-hot.

    Takes and refuses what `sparsemax_loss` does; 'mean' divides by the number of rows.

    Examples
    --------
    >>> sparsemax_loss_grad([[2.0, 1.5, 0.0]], [0])
    array([[-0.25,  0.25,  0.  ]])
    """
    return _sparse("sparsemax_loss_grad", (False, True), logits, labels, axis, reduction)[1]


def _sparse(
    who: str,
    wanted: tuple[bool, bool],
    logits: ArrayLike,
    labels: ArrayLike,
    axis: int,
    reduction: str,
) -> tuple[Any, Any]:
    given = classes(who, logits, labels, axis=axis, reduction=reduction, masked=False)

    def kernel(z: Array, at: Array, factor: Array, room: Room) -> tuple[Any, Any]:
        z -= z.max(axis=-1, keepdims=True)
        np.maximum(z, -1e300, out=z)
        tau = threshold(z)
        p = np.maximum(z - tau, 0.0)
        target = flat(p)[at][:, None]
        others = put(p, at, 0.0)
        value = slope = None
        if wanted[0]:
            # The sum over the others of p_j ((1 + p_j - p_k) / 2 + max(tau - z_k, 0)): nothing
            # cancels, and it is 0 where they have no share.
            gap = np.maximum(tau - flat(z)[at][:, None], 0.0)
            value = row_sum(others * (0.5 * (1.0 + others - target) + gap))
        if wanted[1]:
            slope = put(factor * others, at, -factor[:, 0] * row_sum(others))
        return value, slope

    return over_rows(who, given, kernel, reduction, wanted)


def threshold(z: Array) -> Array:
    """Return the number tau of each row for which the positive parts of z - tau add up to 1."""
    descending = -np.sort(-z, axis=-1)
    k = np.arange(1, z.shape[-1] + 1)
    excess = np.cumsum(np.maximum(descending, -2.0), axis=-1) - 1.0
    support = (k * np.maximum(descending, -2.0) > excess).sum(axis=-1, keepdims=True)
    return np.asarray(np.take_along_axis(excess, support - 1, axis=-1) / support)
