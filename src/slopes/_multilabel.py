"""Losses of K scores where several classes may be right. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, axis_of, same_shape
from slopes._binary import probabilities_of_yes, surprise_and_excess
from slopes._labels import Classes, class_weight, over_rows
from slopes._reduction import check_reduction
from slopes._rows import Room, flat, positions, row_sum


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
    return _soft(who, (True, False), logits, targets, axis, weight, reduction)[0]


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
    return _soft(who, (False, True), logits, targets, axis, weight, reduction)[1]


def multilabel_soft_margin_both(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    axis: int = -1,
    weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> tuple[Any, Any]:
    """Return `multilabel_soft_margin` and its gradient, from one exponential."""
    who = "multilabel_soft_margin"
    return _soft(who, (True, True), logits, targets, axis, weight, reduction)


def _soft(
    who: str,
    wanted: tuple[bool, bool],
    logits: ArrayLike,
    targets: ArrayLike,
    axis: int,
    weight: ArrayLike | None,
    reduction: str,
) -> tuple[Any, Any]:
    w = class_weight(who, weight, logits, axis)

    def kernel(z: Array, t: Array, factor: Array, room: Room) -> tuple[Any, Any]:
        probabilities_of_yes(who, t, targets)
        yes, no = (t, 1.0 - t) if w is None else (w * t, w * (1.0 - t))
        value, slope = surprise_and_excess(z, yes, no, wanted)
        count = z.shape[-1]
        if wanted[0]:
            value = row_sum(value) / count
        if wanted[1]:
            slope *= factor / count
        return value, slope

    return over_rows(who, _given(who, logits, targets, axis, reduction), kernel, reduction, wanted)


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
    return _margin("multilabel_margin", (True, False), logits, targets, axis, reduction)[0]


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
    return _margin("multilabel_margin_grad", (False, True), logits, targets, axis, reduction)[1]


def multilabel_margin_both(
    logits: ArrayLike, targets: ArrayLike, *, axis: int = -1, reduction: str = "mean"
) -> tuple[Any, Any]:
    """Return `multilabel_margin` and its gradient."""
    return _margin("multilabel_margin", (True, True), logits, targets, axis, reduction)


def _margin(
    who: str,
    wanted: tuple[bool, bool],
    logits: ArrayLike,
    targets: ArrayLike,
    axis: int,
    reduction: str,
) -> tuple[Any, Any]:
    def kernel(z: Array, t: Array, factor: Array, room: Room) -> tuple[Any, Any]:
        _check_yes_or_no(who, t, targets)
        count = z.shape[-1]
        value, slope = np.zeros(len(z)), np.zeros_like(z)
        wrong = np.where(t == 0, z, -np.inf)
        order = np.argsort(t == 0, axis=-1, kind="stable")  # the right classes come first
        lengths = (t == 1).sum(axis=-1)
        for i in range(lengths.max()):  # the i-th right class of every row against all wrong ones
            at = positions(order[:, i], count)
            right = np.where(i < lengths, flat(z)[at], np.inf)[:, None]
            short = np.maximum(1.0 + (wrong - right), 0.0)
            if wanted[0]:
                value += row_sum(short)
            if wanted[1]:
                push = np.sign(short)
                slope += push
                flat(slope)[at] -= row_sum(push)
        slope *= factor / count
        return value / count if wanted[0] else None, slope if wanted[1] else None

    return over_rows(who, _given(who, logits, targets, axis, reduction), kernel, reduction, wanted)


def _check_yes_or_no(who: str, block: Array, targets: ArrayLike) -> None:
    """Refuse a block of the targets that holds anything but 0 and 1."""
    if not ((block == 0) | (block == 1)).all():
        y = as_float(targets, who, "targets")
        first = tuple(int(i) for i in np.argwhere((y != 0) & (y != 1))[0])
        raise ValueError(
            f"{who}: targets holds {y[first]:g} at index {first}, wanted 0 or 1: one entry for "
            "each class, not class numbers"
        )


def _given(who: str, logits: ArrayLike, targets: ArrayLike, axis: int, reduction: str) -> Classes:
    """Check the arguments; targets go the way of rows of probabilities that need not sum to 1."""
    z, y = as_float(logits, who, "logits"), as_float(targets, who, "targets")
    same_shape(who, logits=z, targets=y)
    axis = axis_of(who, z, axis)
    if not z.shape[axis]:
        raise ValueError(f"{who}: logits {z.shape} has no class along axis {axis}, wanted one")
    check_reduction(who, reduction, z.size)
    rows = z.size // z.shape[axis]
    return Classes(z, axis, y, False, None, float(rows), False)
