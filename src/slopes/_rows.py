"""Rows of logits: exponentials that lose no digits, a few rows at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from slopes._arrays import Array

SIZE = 32768
"""So many numbers of whole rows are worked on at a time."""


class Shifted(NamedTuple):
    """Exponentials of one row after its largest entry has been subtracted."""

    top: Array  # where the largest entry stands, shape (..., 1)
    high: Array  # (z - max z) / T, rounded, shape (..., K)
    low: Array | float  # what the rounding of `high` lost, shape (..., K), or 0
    w: Array  # exp(high + low), shape (..., K); exactly 1 at `top`
    rest: Array  # the sum of w without the entry at `top`, shape (..., 1)


class Room(NamedTuple):
    """What is the same for all blocks of rows: fresh memory for each costs more than the work."""

    narrow: bool  # whether the logits came as float32 or float16
    space: Array  # for a block of logits and four temporaries, shape (5, rows, K)


def rows_of(array: Array, axis: int) -> Array:
    """Return a view with `axis` last, with two dimensions where the rows can be counted off."""
    view = np.moveaxis(array, axis, -1)
    try:
        return view.reshape(math.prod(view.shape[:-1]), view.shape[-1], copy=False)
    except ValueError:
        return view


def spans(view: Array) -> Iterator[tuple[int, int]]:
    """Return first and last row (excluded) of blocks of at most `SIZE` numbers."""
    count = math.prod(view.shape[:-1])
    step = max(1, SIZE // max(1, view.shape[-1]))
    for start in range(0, count, step):
        yield start, min(start + step, count)


def room_for(view: Array) -> Room:
    """Return the room for the blocks of a view."""
    first = next(spans(view), (0, 0))
    return Room(view.dtype != np.float64, np.empty((5, first[1], view.shape[-1])))


def load(view: Array, span: tuple[int, int], room: Room) -> Array:
    """Copy some rows of a view into the room, as float64."""
    z = room.space[0, : span[1] - span[0]]
    np.copyto(z, view[key(view, span)])
    return z


def key(view: Array, span: tuple[int, int]) -> Any:
    """Return the index of some rows of a view that `rows_of` returned."""
    if view.ndim == 2:
        return slice(*span)
    return np.unravel_index(np.arange(*span), view.shape[:-1])


def last_axis(array: Array, axis: int) -> Array:
    """Return a contiguous float64 copy with `axis` last: NumPy sums only such rows pairwise."""
    return np.ascontiguousarray(np.moveaxis(array.astype(np.float64), axis, -1))


def shifted(z: Array, temperature: float = 1.0, room: Room | None = None) -> Shifted:
    """Shift and exponentiate along the last, nonempty axis of a float64 array.

    A row whose largest entry is not finite gets NaN in `rest`, and so in everything derived
    from it, without a warning. The result stands in the room until the next call. What the shift
    of narrow numbers rounds off is far below the last place of the result.
    """
    narrow = room is not None and room.narrow
    if z.ndim != 2 or temperature != 1.0:
        return _shifted_anyhow(z, temperature)
    rows, first = np.arange(len(z)), np.argmax(z, axis=-1)
    largest = z[rows, first][:, None]
    if not ((np.abs(largest) < 1e300).all() and (narrow or z.min() > -1e300)):
        return _shifted_anyhow(z, temperature)
    high, w, low, t = np.empty((4, *z.shape)) if room is None else room.space[1:, : len(z)]
    with np.errstate(over="ignore", under="ignore"):
        np.subtract(z, largest, out=high)
        np.exp(high, out=w)
        if not narrow:
            _lost(z, largest, high, low, t)
            np.multiply(w, low, out=t)
            w += t
        w[rows, first] = 0.0
        rest = w.sum(axis=-1, keepdims=True)
        w[rows, first] = 1.0
    return Shifted(first[:, None], high, 0.0 if narrow else low, w, rest)


def _lost(z: Array, m: Array, s: Array, low: Array, t: Array) -> None:
    """Write to `low` what s, the rounded z - m, has lost (Knuth's TwoDiff), by way of `t`.

    Without it exp(z - m) is wrong by |z - m| / 2 ULP.
    """
    np.subtract(s, z, out=t)
    np.subtract(s, t, out=low)
    np.subtract(z, low, out=low)
    t += m
    low -= t


def _shifted_anyhow(z: Array, temperature: float) -> Shifted:
    """Shift rows with a temperature, or with entries that are infinite, huge or NaN."""
    top = np.argmax(z, axis=-1, keepdims=True)
    largest = np.take_along_axis(z, top, axis=-1)
    good = np.isfinite(largest)
    z, m = np.where(good, z, 0.0), np.where(good, largest, 0.0)
    # A gap wider than the largest float saturates at -inf, whose exponential is the right 0.
    with np.errstate(over="ignore", under="ignore"):
        high = z - m
        near = high > -1e300
        a = np.where(near, z, m)
        low, t = np.empty_like(a), np.empty_like(a)
        _lost(a, m, a - m, low, t)
        if temperature != 1.0:
            high, low = _divide(high, low, temperature)
        w = np.exp(high)
        w += w * low
        others = w.copy()
        np.put_along_axis(others, top, 0.0, axis=-1)
        rest = np.where(good, others.sum(axis=-1, keepdims=True), np.nan)
    return Shifted(top, high, low, w, rest)


def _divide(high: Array, low: Array, divisor: float) -> tuple[Array, Array]:
    """Divide the unevaluated sum `high + low` by `divisor`, remainder kept (Dekker's product)."""
    mantissa, exponent = np.frexp(divisor)
    high, low = np.ldexp(high, -exponent), np.ldexp(low, -exponent)
    quotient = high / mantissa
    near = quotient > -1e4  # further down the exponential is 0 and the remainder is of no use
    q = np.where(near, quotient, 0.0)
    product = q * mantissa
    qh, ql = _split(q)
    mh, ml = _split(mantissa)
    error = ((qh * mh - product) + qh * ml + ql * mh) + ql * ml
    remainder = (np.where(near, high, 0.0) - product) - error
    return quotient, np.where(near, remainder + low, 0.0) / mantissa


def _split(x: Any) -> tuple[Any, Any]:
    """Veltkamp's split of float64 into two halves of 26 bits."""
    c = 134217729.0 * x
    h = c - (c - x)
    return h, x - h


def probabilities(parts: Shifted) -> tuple[Array, Array]:
    """Return softmax and one minus softmax, both without cancellation."""
    total = 1.0 + parts.rest
    s = parts.w / total
    # Below the largest entry s <= 1/2, so 1 - s is safe; at the largest it is the others' share.
    complement = 1.0 - s
    np.put_along_axis(complement, parts.top, parts.rest / total, axis=-1)
    return s, complement


def log_probabilities(parts: Shifted) -> Array:
    """Return the logarithm of softmax; every term is negative, so nothing cancels."""
    logs: Array = parts.high - (np.log1p(parts.rest) - parts.low)
    return logs
