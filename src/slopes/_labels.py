"""What the losses of K classes do with logits, class numbers and class weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, axis_of, finite
from slopes.softmax import last_axis


def class_rows(who: str, logits: ArrayLike, axis: int) -> tuple[Array, Array, int]:
    """Return float64 logits with the classes last, the logits as they came in, and the axis.

    A logit -inf is allowed: it takes its class out of the race.
    """
    like = as_float(logits, who, "logits")
    axis = axis_of(who, like, axis)
    finite(who, logits=np.where(np.isneginf(like), 0.0, like))
    z = last_axis(like, axis)
    if z.shape[-1] == 0:
        raise ValueError(f"{who}: logits {like.shape} has no class along axis {axis}, wanted one")
    dead = np.isneginf(z).all(axis=-1)
    if dead.any():
        first = tuple(int(i) for i in np.argwhere(dead)[0])
        raise ValueError(
            f"{who}: logits is -inf for every class of row {first}; leave one class finite"
        )
    return z, like, axis


def one_hot(who: str, labels: Array, shape: tuple[int, ...]) -> Array:
    """Return integer labels as rows of zeros with a single one."""
    if labels.shape != shape[:-1]:
        hint = "; pass one-hot rows as floats" if labels.ndim == len(shape) else ""
        raise ValueError(
            f"{who}: integer labels {labels.shape} for {shape[-1]} classes must have the shape "
            f"{shape[:-1]} of logits without the class axis{hint}"
        )
    wrong = (labels < 0) | (labels >= shape[-1])
    if wrong.any():
        first = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            f"{who}: labels holds {labels[first]} at index {first}, wanted 0 to {shape[-1] - 1}; "
            "count classes from 0 and drop unlabeled rows"
        )
    hot = np.zeros(shape)
    np.put_along_axis(hot, labels[..., None].astype(np.intp), 1.0, axis=-1)
    return hot


def class_weight(who: str, weight: ArrayLike | None, classes: int) -> Array:
    """Return nonnegative weights of the classes, ones by default."""
    if weight is None:
        return np.ones(classes)
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


def labeled_weight(who: str, weights_of_targets: Array, reduction: str) -> float:
    """Return what 'mean' divides by for integer labels: the sum of the weights of the targets."""
    total = float(weights_of_targets.sum())
    if reduction == "mean" and total == 0:
        raise ValueError(
            f"{who}: the weights of all targets are 0, and reduction = 'mean' divides by their "
            "sum; wanted one positive weight among them; pass reduction='sum'"
        )
    return total
