"""What every loss does with its elements: blocks, one wording of `reduction`, one rounding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, choice, finite, same_shape
from slopes._elementwise import write

Kernel = Callable[..., tuple[Array | None, Array | None]]
"""Makes values and slopes of some elements, each of them or None, from float64 arrays."""

BLOCK = 15360
"""So many numbers are worked on at a time: from 128 kB on, arrays are made of fresh pages."""

REDUCTIONS = ("mean", "sum", "none")


def check_reduction(who: str, reduction: str, count: int) -> None:
    """Refuse an unknown reduction, and the mean of nothing."""
    choice(who, "reduction", reduction, REDUCTIONS)
    if reduction == "mean" and count == 0:
        raise ValueError(
            f"{who}: the batch is empty, and reduction = 'mean' divides by its size; "
            "wanted at least one element; pass reduction='sum' or skip the batch"
        )


def rounded(value: Any, dtype: Any) -> Any:
    """Round a float64 number or array once, to infinity beyond the range of the type."""
    with np.errstate(over="ignore", under="ignore"):
        return np.asarray(value).astype(dtype)[()]


def blocks(inputs: list[Array], outputs: list[Array]) -> Iterator[tuple[Array, ...]]:
    """Go through arrays of one shape together: inputs as float64, outputs as they are."""
    if inputs[0].size <= BLOCK:
        yield *(array.astype(np.float64) for array in inputs), *outputs
        return
    modes: Any = [["readonly"]] * len(inputs) + [["writeonly"]] * len(outputs)
    steps = np.nditer(
        [*inputs, *outputs],
        flags=["external_loop", "buffered"],
        op_flags=modes,
        op_dtypes=[np.float64] * len(inputs) + [array.dtype for array in outputs],
        buffersize=BLOCK,
    )
    with steps:
        for step in steps:
            yield step if isinstance(step, tuple) else (step,)


def everywhere(test: Callable[[Array], Array], array: Array) -> bool:
    """Tell whether every element passes a test, without an array of the answers."""
    return all(bool(test(block).all()) for (block,) in blocks([array], []))


def reduced_sum(sums: list[Any], reduction: str, divisor: float, like: Array) -> Any:
    """Return the sum of the sums of the blocks, or the mean."""
    with np.errstate(over="ignore", under="ignore"):
        total = np.array(sums, dtype=np.float64).sum()
        return rounded(total / divisor if reduction == "mean" else total, like.dtype)


def over_elements(
    who: str,
    wanted: tuple[bool, bool],
    reduction: str,
    kernel: Kernel,
    *,
    extra: tuple[Array, ...] = (),
    **arrays: ArrayLike,
) -> tuple[Any, Any]:
    """Return value and gradient as wanted of a loss of two arrays, worked out in blocks.

    No array of the length of the data is made but the result. `extra` are more arrays of their
    shape that the kernel takes.
    """
    checked = {name: as_float(value, who, name) for name, value in arrays.items()}
    same_shape(who, **checked)
    like = next(iter(checked.values()))
    check_reduction(who, reduction, like.size)
    elements = reduction == "none" and wanted[0]
    values = np.empty_like(like) if elements else like
    slopes = np.empty_like(like) if wanted[1] else like
    outputs = [values] * elements + [slopes] * wanted[1]
    sums = []
    with np.errstate(over="ignore", under="ignore"):
        for step in blocks([*checked.values(), *extra], outputs):
            inputs = step[: len(checked)]
            if not all(map(surely_finite, inputs)):
                finite(who, **checked)
            value, slope = kernel(*step[: len(checked) + len(extra)])
            if value is not None:
                if elements:
                    write(value, step[-1 - wanted[1]])
                else:
                    sums.append(value.sum())
            if slope is not None:
                divisor = like.size if reduction == "mean" else 1.0
                np.divide(slope, divisor, out=step[-1], casting="same_kind")
    if elements:
        return values[()], slopes[()]
    return reduced_sum(sums, reduction, like.size, like), slopes[()]


def surely_finite(x: Array) -> bool:
    """Tell whether float64 numbers in one dimension are finite and none of them is beyond 1e150."""
    return bool(np.dot(x, x) < np.inf) if x.ndim == 1 else bool(np.isfinite(x).all())
