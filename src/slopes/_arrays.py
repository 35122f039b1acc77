"""What every function of the package does to its arguments: one wording of refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]

FLOATS = (np.float16, np.float32, np.float64)


def as_float(x: ArrayLike, who: str, name: str = "x") -> Array:
    """Return `x` as an array of float16, float32 or float64; integers and booleans become float64.

    Complex, extended-precision, masked, text and object arrays are refused: every one of them
    would either lose something or be computed in another precision than it came in.
    """
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(
            f"{who}: {name} is a masked array, wanted a plain one; "
            "pass x.compressed() or fill the masked entries"
        )
    try:
        array = np.asarray(x)
    except ValueError as error:
        raise ValueError(
            f"{who}: {name} is a ragged sequence, wanted a rectangular array; pad its rows"
        ) from error
    if array.dtype.type in FLOATS:
        return array
    if array.dtype.kind in "biu" or (array.size == 0 and not isinstance(x, np.ndarray)):
        return array.astype(np.float64)
    raise TypeError(
        f"{who}: {name} has dtype {array.dtype}, wanted integers, float16, float32 or float64; "
        f"convert it with {name}.astype(float)"
    )


def same_shape(who: str, **arrays: Array) -> None:
    """Refuse arrays of different shapes: nothing in this package broadcasts two data arrays."""
    shapes = {name: array.shape for name, array in arrays.items()}
    if len(set(shapes.values())) > 1:
        got = " and ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ValueError(f"{who}: {got} must have one shape; reshape one of them")


def finite(who: str, **arrays: Array) -> None:
    """Refuse NaN and infinity in data: a descent or a mean would carry them everywhere."""
    for name, array in arrays.items():
        bad = ~np.isfinite(array)
        if bad.any():
            first = tuple(int(i) for i in np.argwhere(bad)[0])
            raise ValueError(
                f"{who}: {name} holds {array[first]} at index {first}, wanted finite numbers; "
                "drop or repair those entries"
            )


def number(
    who: str,
    name: str,
    value: float,
    low: float = -np.inf,
    high: float = np.inf,
    *,
    closed: tuple[bool, bool] = (False, False),
) -> float:
    """Return `value` as a float in the interval from `low` to `high`, or refuse it."""
    try:
        if isinstance(value, str | bytes):  # float("1") would pass
            raise TypeError("text")
        given = float(value)
    except (TypeError, ValueError) as error:
        wanted = _interval(name, low, high, closed)
        raise TypeError(f"{who}: {name} is {value!r}, wanted one number: {wanted}") from error
    above = given >= low if closed[0] else given > low
    below = given <= high if closed[1] else given < high
    if not (above and below):
        wanted = _interval(name, low, high, closed)
        raise ValueError(f"{who}: {name} = {given:g}, wanted {wanted}")
    return given


def _interval(name: str, low: float, high: float, closed: tuple[bool, bool]) -> str:
    """Return words for the interval that a number should lie in."""
    return f"{name} in {'(['[closed[0]]}{low:g}, {high:g}{')]'[closed[1]]}"


def parameter(
    who: str,
    name: str,
    value: Any,
    low: Any = -np.inf,
    high: Any = np.inf,
    *,
    closed: tuple[bool, bool] = (False, False),
) -> Any:
    """Return `value`, one number or an array of them, all between two bounds, or refuse it."""
    if not (np.ndim(value) or np.ndim(low) or np.ndim(high)):
        return number(who, name, value, low, high, closed=closed)
    numbers, lows, highs = np.broadcast_arrays(as_float(value, who, name), low, high)
    above = numbers >= lows if closed[0] else numbers > lows
    below = numbers <= highs if closed[1] else numbers < highs
    for place in np.argwhere(~(above & below))[:1]:
        at = tuple(place)
        number(who, name, numbers[at], lows[at], highs[at], closed=closed)
    return value


def count(who: str, name: str, value: object, low: int, high: int | None = None) -> int:
    """Return `value` as a whole number from `low` to `high`, both included, or refuse it."""
    wanted = f"at least {low}" if high is None else f"{low} to {high}"
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer):
        raise TypeError(f"{who}: {name} is {value!r}, wanted a whole number, {wanted}")
    if value < low or (high is not None and value > high):
        raise ValueError(f"{who}: {name} = {value}, wanted a whole number, {wanted}")
    return int(value)


def choice(who: str, name: str, value: object, allowed: tuple[object, ...]) -> None:
    """Refuse a `value` that is none of the `allowed` ones."""
    if value not in allowed:
        raise ValueError(
            f"{who}: {name} = {value!r}, wanted one of {', '.join(map(repr, allowed))}"
        )


def axis_of(who: str, array: Array, axis: int) -> int:
    """Return `axis` as a nonnegative number, or refuse one that `array` does not have."""
    if not array.ndim:
        raise ValueError(f"{who}: axis {axis} does not exist in one number, wanted an array")
    if not -array.ndim <= axis < array.ndim:
        raise ValueError(
            f"{who}: axis {axis} does not exist in an array of shape {array.shape}; "
            f"wanted {-array.ndim} to {array.ndim - 1}"
        )
    return axis % array.ndim
