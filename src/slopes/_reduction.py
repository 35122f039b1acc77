"""What every loss does with its elements: one wording of `reduction`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, choice, finite, same_shape

REDUCTIONS = ("mean", "sum", "none")


def check_reduction(who: str, reduction: str, count: int) -> None:
    """Refuse an unknown reduction, and the mean of nothing."""
    choice(who, "reduction", reduction, REDUCTIONS)
    if reduction == "mean" and count == 0:
        raise ValueError(
            f"{who}: the batch is empty, and reduction = 'mean' divides by its size; "
            "wanted at least one element; pass reduction='sum' or skip the batch"
        )


def reduced(values: Array, reduction: str, like: Array, total: float | None = None) -> Any:
    """Return the elements, their sum, or their sum over `total` (their number if None)."""
    if reduction != "none":
        count = values.size if total is None else total
        values = values.sum() / (count if reduction == "mean" else 1.0)
    with np.errstate(under="ignore"):
        return values.astype(like.dtype)[()]


def spread(gradients: Array, reduction: str, like: Array, total: float | None = None) -> Any:
    """Scale the gradients of the elements to the gradient of the reduced loss."""
    with np.errstate(under="ignore"):
        if reduction == "mean":
            gradients = gradients / (gradients.size if total is None else total)
        return gradients.astype(like.dtype)[()]


def pair(who: str, reduction: str, **arrays: ArrayLike) -> tuple[Array, Array, Array]:
    """Return two finite arrays of one shape in float64, and the first as it came in."""
    checked = {name: as_float(value, who, name) for name, value in arrays.items()}
    same_shape(who, **checked)
    finite(who, **checked)
    first, second = checked.values()
    check_reduction(who, reduction, first.size)
    return first.astype(np.float64), second.astype(np.float64), first
