"""What every loss does with its elements: blocks, one wording of `reduction`, one rounding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, choice, finite, same_shape
from slopes._elementwise import BLOCK, write

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


def value_of(
    who: str,
    reduction: str,
    f: Callable[..., Array],
    *,
    extra: tuple[Array, ...] = (),
    **arrays: ArrayLike,
) -> Any:
    """Return the loss whose elements are f of two arrays (and of `extra` ones of their shape)."""
    return _sweep(who, reduction, lambda *x: (f(*x), None), extra, arrays, (True, False))[0]


def gradient_of(
    who: str,
    reduction: str,
    slope: Callable[..., Array],
    *,
    extra: tuple[Array, ...] = (),
    **arrays: ArrayLike,
) -> Any:
    """Return the gradient of a loss whose elements have this slope in the first array."""
    return _sweep(who, reduction, lambda *x: (None, slope(*x)), extra, arrays, (False, True))[1]


def both_of(
    who: str,
    reduction: str,
    f: Callable[..., tuple[Array, Array]],
    *,
    extra: tuple[Array, ...] = (),
    **arrays: ArrayLike,
) -> tuple[Any, Any]:
    """Return a loss and its gradient from one walk through the data."""
    return _sweep(who, reduction, f, extra, arrays, (True, True))


def _sweep(
    who: str,
    reduction: str,
    kernel: Callable[..., tuple[Array | None, Array | None]],
    extra: tuple[Array, ...],
    arrays: dict[str, ArrayLike],
    wanted: tuple[bool, bool],
) -> tuple[Any, Any]:
    """Evaluate a kernel block by block: no array of the length of the data but the result."""
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
            if not all(np.isfinite(x).all() for x in inputs):
                finite(who, **checked)
            value, slope = kernel(*step[: len(checked) + len(extra)])
            if value is not None:
                if elements:
                    write(value, step[-1 - wanted[1]])
                else:
                    sums.append(value.sum())
            if slope is not None:
                write(slope / like.size if reduction == "mean" else slope, step[-1])
    if elements:
        return values[()], slopes[()]
    return reduced_sum(sums, reduction, like.size, like), slopes[()]
