"""What the losses of K classes do with logits, class numbers and class weights, row by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, axis_of, finite, same_shape
from slopes._distributions import check_rows
from slopes._reduction import check_reduction, reduced_sum
from slopes._rows import Room, flat, load, positions, rows_of, spans, store

Kernel = Callable[[Array, Array, Array, Room], tuple[Array | None, Array | None]]
"""Makes values and slopes of some rows: from float64 logits, their labels (where the entries of the
labeled classes stand in `flat(logits)`, or rows of probabilities), a column of factors for the
slopes, and the room for temporaries."""


class Classes(NamedTuple):
    """The checked arguments of a loss of K classes."""

    logits: Array  # as they came in
    axis: int  # that of the classes, nonnegative
    labels: Array  # class numbers, 0 where they are ignored, or rows of probabilities
    numbers: bool  # whether they are class numbers
    factor: Array | None  # of each row, or None for ones
    divisor: float  # what 'mean' divides by
    masked: bool  # whether a logit may be -inf
    normalized: bool | None = (
        None  # whether rows of labels sum to 1; None leaves their check to the kernel
    )


def classes(
    who: str,
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int,
    reduction: str,
    weight: Array | None = None,
    inside: bool = False,
    by_count: bool = False,
    ignore_index: int | None = None,
    rows: bool = False,
    normalized: bool = True,
    masked: bool = True,
) -> Classes:
    """Check the arguments of a loss of K classes.

    `inside` tells that the kernel itself applies the weights, `by_count` that 'mean' divides by the
    number of rows all the same, `rows` that the labels may be probabilities.
    """
    like = as_float(logits, who, "logits")
    axis = axis_of(who, like, axis)
    shape = like.shape[:axis] + like.shape[axis + 1 :]
    count = int(np.prod(shape))
    if like.shape[axis] == 0:
        raise ValueError(f"{who}: logits {like.shape} has no class along axis {axis}, wanted one")
    check_reduction(who, reduction, count)
    if not is_integer(labels):
        given = as_float(labels, who, "labels")
        if not rows or given.ndim == like.ndim - 1:
            raise TypeError(
                f"{who}: labels {given.shape} has dtype {np.asarray(labels).dtype}, wanted "
                "integers for class numbers; convert it with labels.astype(int)"
            )
        if ignore_index is not None:
            raise TypeError(
                f"{who}: ignore_index = {ignore_index} with probabilities for labels, wanted class "
                "numbers; give the rows to ignore no mass and normalized=False"
            )
        same_shape(who, logits=like, labels=given)
        return Classes(like, axis, given, False, None, float(count), masked, normalized)
    y, keep = class_numbers(who, np.asarray(labels), shape, like.shape[axis], ignore_index)
    factor = None if weight is None and keep is None else _factor(y, weight, keep)
    total = float(count) if factor is None or by_count else float(factor.sum())
    if reduction == "mean" and total == 0:
        raise ValueError(
            f"{who}: the weights of all targets are 0, and reduction = 'mean' divides by their "
            "sum; wanted one positive weight among them; pass reduction='sum'"
        )
    if inside:
        factor = None if keep is None else keep.astype(np.float64)
    return Classes(like, axis, y, True, factor, total, masked)


def over_rows(
    who: str, given: Classes, kernel: Kernel, reduction: str, wanted: tuple[bool, bool]
) -> tuple[Any, Any]:
    """Return value and gradient as wanted, worked out a few rows at a time."""
    like, axis = given.logits, given.axis
    source = rows_of(like, axis)
    room = Room(source)
    labels = given.labels.reshape(-1) if given.numbers else rows_of(given.labels, axis)
    elements = wanted[0] and reduction == "none"
    values = np.empty(int(np.prod(source.shape[:-1])) if elements else 0, like.dtype)
    slopes = np.empty_like(like) if wanted[1] else like
    target = rows_of(slopes, axis)
    divisor = given.divisor if reduction == "mean" else 1.0
    sums, checked = [], False
    with np.errstate(over="ignore", under="ignore"):
        for span in spans(source):
            z = load(source, span, room.places(span[1] - span[0])[0])
            if not checked and not np.isfinite(z).all():
                check_logits(who, like, axis, given.masked)
                checked = True
            if given.numbers:
                y = positions(labels[slice(*span)], z.shape[-1])
            else:
                y = load(labels, span, np.empty_like(z))
                if given.normalized is not None:
                    check_rows(who, "labels", y, given.labels, axis, given.normalized)
            c = np.ones(len(z)) if given.factor is None else given.factor[slice(*span)]
            value, slope = kernel(z, y, (c / divisor)[:, None], room)
            if value is not None and given.factor is not None:
                # No weight, no cost: 0 * inf is 0 here.
                value = np.multiply(c, value, out=np.zeros_like(c), where=c > 0)
            if value is not None and elements:
                values[slice(*span)] = value
            elif value is not None:
                sums.append(value.sum())
            if slope is not None:
                store(target, span, slope)
    if elements:
        shape = like.shape[:axis] + like.shape[axis + 1 :]
        return values.reshape(shape)[()], slopes
    return reduced_sum(sums, reduction, given.divisor, like), slopes


def check_logits(who: str, logits: Array, axis: int, masked: bool) -> None:
    """Refuse NaN and infinity, except -inf in a row with another class, where that is allowed."""
    finite(who, logits=np.where(np.isneginf(logits), 0.0, logits) if masked else logits)
    dead = np.isneginf(logits).all(axis=axis)
    if dead.any():
        first = tuple(int(i) for i in np.argwhere(dead)[0])
        raise ValueError(
            f"{who}: logits is -inf for every class of row {first}; leave one class finite"
        )


def class_numbers(
    who: str, labels: Array, shape: tuple[int, ...], classes: int, ignore_index: int | None
) -> tuple[Array, Array | None]:
    """Return checked class numbers, 0 for the ignored ones, and which are kept, or None."""
    if labels.shape != shape:
        hint = "; pass one-hot rows as floats" if labels.ndim == len(shape) + 1 else ""
        raise ValueError(
            f"{who}: integer labels {labels.shape} for {classes} classes must have the shape "
            f"{shape} of logits without the class axis{hint}"
        )
    keep = None
    if ignore_index is not None:
        keep = labels.reshape(-1) != ignore_index
        labels = np.where(keep.reshape(shape), labels, 0)
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        first = tuple(int(i) for i in np.argwhere((labels < 0) | (labels >= classes))[0])
        raise ValueError(
            f"{who}: labels holds {labels[first]} at index {first}, wanted 0 to {classes - 1}; "
            "count classes from 0 and drop unlabeled rows, or name their label in ignore_index"
        )
    return labels.astype(np.intp, copy=False), keep


def _factor(y: Array, weight: Array | None, keep: Array | None) -> Array:
    """Return the factor of each row: the weight of its class, 0 where it is ignored."""
    factor = np.ones(y.size) if weight is None else weight[y.reshape(-1)]
    return factor if keep is None else factor * keep


def put(slope: Array, at: Array, value: Any) -> Array:
    """Write the entries of the labeled classes."""
    flat(slope)[at] = value
    return slope


def class_weight(who: str, weight: ArrayLike | None, logits: ArrayLike, axis: int) -> Array | None:
    """Return nonnegative weights of the classes, or None."""
    if weight is None:
        return None
    like = as_float(logits, who, "logits")
    classes = like.shape[axis_of(who, like, axis)]
    w = as_float(weight, who, "weight")
    if w.shape != (classes,):
        raise ValueError(f"{who}: weight {w.shape}, wanted ({classes},): one number for each class")
    finite(who, weight=w)
    if (w < 0).any():
        first = int(np.argmax(w < 0))
        raise ValueError(f"{who}: weight holds {w[first]:g} at index {first}, wanted numbers >= 0")
    return w.astype(np.float64)


def is_integer(labels: ArrayLike) -> bool:
    """Tell class numbers from probabilities: the dtype decides."""
    return not isinstance(labels, np.ma.MaskedArray) and np.asarray(labels).dtype.kind in "iu"
