"""How a formula for float64 numbers becomes a function of arrays: types, blocks and `out`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float

BLOCK = 8192
"""So many numbers are worked on at a time: the temporaries of a formula stay in the cache."""

OPTIONS = """\
    out : ndarray, optional
        Where the result is written, of the shape and type of `x`; it may be `x` itself.
    precise : bool
        False allows float32 numbers to be worked on in float32: up to 4 units in the last place
        off instead of 0.51, and up to three times as fast. What cannot be plain remains precise.
"""


def elementwise(
    f: Callable[..., Array] | None = None, *, plain: bool = False, exact: bool = False
) -> Callable[..., Any]:
    """Let `f`, written for float64 arrays, take and return every supported type.

    The formula is evaluated in float64 and rounded once to the type that came in, so float16
    and float32 results are correctly rounded wherever the formula is good to a few ULP. A
    scalar in gives a NumPy scalar out. Gradual underflow is no error, and a result beyond the
    range of the type rounds to infinity; overflow and invalid operations of the formula itself
    are never hidden here, so a formula that causes one still warns.

    Long arrays go through in blocks, whatever their strides, so that no array of the length of
    `x` is made but the result. Parameters of `f` may be arrays that broadcast to `x`.

    A formula is `plain` if it is good to 4 units in float32 as well, where `precise=False` allows
    that, and `exact` if it rounds nothing, so that it needs no float64. Neither may jump where a
    parameter says: rounded to float32, the place would move.
    """
    if f is None:
        return functools.partial(elementwise, plain=plain, exact=exact)
    who = f.__name__

    @functools.wraps(f)
    def wrapped(
        x: ArrayLike, *, out: Array | None = None, precise: bool = True, **parameters: Any
    ) -> Any:
        array = as_float(x, who)
        native = exact or (plain and not precise and array.dtype == np.float32)
        work = array.dtype if native else np.dtype(np.float64)
        spread = {
            name: fitting(who, name, value, array)
            for name, value in parameters.items()
            if np.ndim(value)
        }
        result = np.empty_like(array) if out is None else destination(who, out, array)
        with np.errstate(under="ignore"):
            if array.size <= BLOCK:
                whole = {name: flat(value, work) for name, value in spread.items()}
                y = f(flat(array, work), **{**parameters, **whole})
                write(y.reshape(array.shape), result)
            else:
                in_blocks(f, array, result, parameters, spread, work)
        return result[()] if out is None else out

    signature = inspect.signature(f)
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, default, kind in (("out", None, "Array | None"), ("precise", True, "bool"))
    ]
    listed = [*signature.parameters.values(), *options]
    wrapped.__signature__ = signature.replace(parameters=listed)  # type: ignore[attr-defined]
    head, returns, rest = (f.__doc__ or "").partition("\n    Returns\n")
    wrapped.__doc__ = head + (f"{OPTIONS}{returns}{rest}" if returns else "")
    return wrapped


def in_blocks(
    f: Callable[..., Array],
    array: Array,
    result: Array,
    parameters: dict[str, Any],
    spread: dict[str, Array],
    work: np.dtype[Any],
) -> None:
    """Write f of an array into another one, block by block."""
    operands = [array, *spread.values(), result]
    modes: Any = [["readonly", "overlap_assume_elementwise"] for _ in operands]
    modes[-1][0] = "writeonly"
    blocks = np.nditer(
        operands,
        flags=["external_loop", "buffered", "copy_if_overlap"],
        op_flags=modes,
        op_dtypes=[work] * (len(operands) - 1) + [result.dtype],
        casting="same_kind",
        buffersize=BLOCK,
    )
    with blocks:
        for x, *values, y in blocks:
            write(f(x, **{**parameters, **dict(zip(spread, values, strict=True))}), y)


def flat(x: Array, work: np.dtype[Any]) -> Array:
    """Return a copy of a type in one dimension: what a formula gets, in blocks or not."""
    return x.astype(work, order="C").reshape(-1)


def write(y: Array, place: Array) -> None:
    """Copy numbers to an array of any float type, rounding once."""
    with np.errstate(over="ignore"):
        np.copyto(place, y, casting="same_kind")


def destination(who: str, out: object, x: Array) -> Array:
    """Return `out`, or refuse it if it cannot hold the result as it is."""
    if not isinstance(out, np.ndarray) or isinstance(out, np.ma.MaskedArray):
        raise TypeError(f"{who}: out is {type(out).__name__}, wanted a NumPy array")
    if out.shape != x.shape or out.dtype != x.dtype:
        raise ValueError(
            f"{who}: out has shape {out.shape} and dtype {out.dtype}, wanted those of the result, "
            f"{x.shape} and {x.dtype}; make it with np.empty_like"
        )
    if not out.flags.writeable:
        raise ValueError(f"{who}: out is read-only, wanted an array to write to; pass out.copy()")
    return out


def fitting(who: str, name: str, value: ArrayLike, x: Array) -> Array:
    """Return the array that a parameter is, one number for each of `x`, or refuse it."""
    array = as_float(value, who, name)
    try:
        return np.broadcast_to(array, x.shape)
    except ValueError as error:
        raise ValueError(
            f"{who}: {name} has shape {array.shape}, which does not broadcast to that of x, "
            f"{x.shape}; reshape it, as in {name}.reshape(-1, 1, 1) for channels before pixels"
        ) from error
