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
DIRECT_BLOCK = 4 * BLOCK
"""And so many by a formula that writes to its `out`: it has next to no temporaries."""

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
    range of the type rounds to infinity; for float64, overflow and invalid operations of the
    formula itself are not hidden here, so a formula that causes one still warns.

    Long arrays go through in blocks, whatever their strides, so that no array of the length of
    `x` is made but the result. Parameters of `f` may be arrays that broadcast to `x`. A formula
    of few operations can take `out` itself, None or a block of the result that does not overlap
    with `x`, and return it: what is written there is not copied again.

    A formula is `plain` if it is good to 4 units in float32 as well, where `precise=False` allows
    that; it may not jump where a parameter says, as the place would move if it were rounded. It is
    `exact` if it rounds once at most, so that it needs no float64 where its parameters do not.
    """
    if f is None:
        return functools.partial(elementwise, plain=plain, exact=exact)
    who = f.__name__
    signature = inspect.signature(f)
    direct = "out" in signature.parameters

    @functools.wraps(f)
    def wrapped(
        x: ArrayLike, *, out: Array | None = None, precise: bool = True, **parameters: Any
    ) -> Any:
        array = as_float(x, who)
        native = (exact and all(is_held(value, array.dtype) for value in parameters.values())) or (
            plain and not precise and array.dtype == np.float32
        )
        work = array.dtype if native else np.dtype(np.float64)
        spread = {
            name: fitting(who, name, value, array)
            for name, value in parameters.items()
            if np.ndim(value)
        }
        result = np.empty_like(array) if out is None else destination(who, out, array)
        quiet = {"under": "ignore"}
        if work != result.dtype:
            quiet["over"] = "ignore"  # of the rounding; of a formula, float64 would show it
        with np.errstate(**quiet):  # type: ignore[arg-type]
            if array.size <= BLOCK:
                whole = {name: flat(value, work) for name, value in spread.items()}
                y = f(flat(array, work), **{**parameters, **whole})
                np.copyto(result, y.reshape(array.shape), casting="same_kind")
            else:
                in_blocks(f, array, result, parameters, spread, work, direct)
        return result[()] if out is None else out

    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, default, kind in (("out", None, "Array | None"), ("precise", True, "bool"))
    ]
    own = [option for name, option in signature.parameters.items() if name != "out"]
    wrapped.__signature__ = signature.replace(parameters=[*own, *options])  # type: ignore[attr-defined]
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
    direct: bool,
) -> None:
    """Write f of an array into another one, block by block."""
    operands = [array, *spread.values(), result]
    modes: Any = [["readonly", "overlap_assume_elementwise"] for _ in operands]
    modes[-1][0] = "writeonly"
    blocks = np.nditer(
        operands,
        flags=["external_loop", "buffered", "copy_if_overlap"],
        op_flags=modes,
        op_dtypes=[work] * len(operands),
        casting="same_kind",
        buffersize=DIRECT_BLOCK if direct else BLOCK,
    )
    shared = np.may_share_memory(array, result)
    with blocks:
        for x, *values, y in blocks:
            given = {**parameters, **dict(zip(spread, values, strict=True))}
            if direct:
                given["out"] = y
                x = x.copy() if shared else x
            computed = f(x, **given)
            if computed is not y:
                np.copyto(y, computed)


def flat(x: Array, work: np.dtype[Any]) -> Array:
    """Return a copy of a type in one dimension: what a formula gets, in blocks or not."""
    return x.astype(work, order="C").reshape(-1)


def is_held(value: ArrayLike, dtype: np.dtype[Any]) -> bool:
    """Say whether a type holds all numbers of a parameter as they are."""
    if dtype == np.float64:
        return True
    wide = as_float(value, "")
    with np.errstate(over="ignore"):
        return bool(np.all(wide.astype(dtype) == wide))


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
