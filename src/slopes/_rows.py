"""Rows of logits: exponentials that lose no digits, a few rows at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from slopes._arrays import Array

SIZE = 49152
"""At most so many numbers of whole rows are worked on at a time."""

ROWS = 8192
"""At most so many rows are: arrays of one number for each row then need no fresh pages."""

FEW = 64
"""Up to so many classes the numbers of one class stand together: NumPy is slow in short rows."""


class Shifted(NamedTuple):
    """Exponentials of some rows after the largest entry of each has been subtracted."""

    largest: Array  # the largest entries, shape (rows, 1)
    high: Array  # (z - max z) / T, rounded, shape (rows, K)
    low: Array | None  # what the rounding of `high` lost, shape (rows, K), if that matters
    w: Array  # exp(high + low), shape (rows, K); exactly 1 for the largest entry
    rest: Array  # the sum of w without one largest entry, shape (rows, 1)


class Room:
    """Memory for blocks of rows: fresh memory for each of them costs more than the work."""

    def __init__(self, view: Array) -> None:
        """Take the memory for blocks of a view."""
        rows = max((stop - start for start, stop in spans(view)), default=0)
        self.narrow = view.dtype != np.float64  # whether the numbers came as float32 or float16
        self.classes = view.shape[-1]
        self.space = np.empty((5, rows * self.classes))
        self.cut: dict[int, list[Array]] = {}

    def places(self, rows: int) -> list[Array]:
        """Return five places for so many rows."""
        if rows not in self.cut:
            used = (flat[: rows * self.classes] for flat in self.space)
            if self.classes <= FEW:
                self.cut[rows] = [flat.reshape(self.classes, rows).T for flat in used]
            else:
                self.cut[rows] = [flat.reshape(rows, self.classes) for flat in used]
        return self.cut[rows]


def rows_of(array: Array, axis: int) -> Array:
    """Return a view with `axis` last and at most three dimensions, where strides allow that."""
    view = np.moveaxis(array, axis, -1)
    before, after = math.prod(array.shape[:axis]), math.prod(array.shape[axis + 1 :])
    for shape in ((before * after,), (before, after)):
        try:
            return view.reshape(*shape, view.shape[-1], copy=False)
        except ValueError:
            pass
    return view


def spans(view: Array) -> Iterator[tuple[int, int]]:
    """Return first and last row (excluded) of blocks of at most `SIZE` numbers and `ROWS` rows."""
    count = math.prod(view.shape[:-1])
    together = view.shape[1] if view.ndim == 3 else count
    step = min(ROWS, max(1, SIZE // max(1, view.shape[-1])))
    if 0 < together <= step:
        step -= step % together
    for outer in range(0, count, max(step, together)):
        last = min(outer + max(step, together), count)
        for start in range(outer, last, step):
            yield start, min(start + step, last)


def key(view: Array, span: tuple[int, int]) -> Any:
    """Return the index of some rows of a view that `rows_of` returned."""
    if view.ndim == 2:
        return slice(*span)
    if view.ndim == 3:
        together = view.shape[1]
        first, start = divmod(span[0], together)
        if start == span[1] % together == 0:
            return slice(first, span[1] // together)
        if span[1] <= (first + 1) * together:
            return first, slice(start, start + span[1] - span[0])
    return np.unravel_index(np.arange(*span), view.shape[:-1])


def load(view: Array, span: tuple[int, int], place: Array) -> Array:
    """Copy some rows of a view into a place of a room, or into another array laid out like it."""
    block = view[key(view, span)]
    np.copyto(place.reshape(block.shape, copy=False), block)
    return place


def store(view: Array, span: tuple[int, int], rows: Array) -> None:
    """Copy rows to their place in a view, rounding once."""
    at = key(view, span)
    if view.ndim == 3:
        rows = rows.reshape(view[at].shape)
    view[at] = rows


def flat(rows: Array) -> Array:
    """Return a view, in the order of memory, of rows that are laid out as in a room."""
    return (rows.T if rows.shape[-1] <= FEW else rows).reshape(-1, copy=False)


def positions(y: Array, classes: int) -> Array:
    """Return where the entries of class y of each row stand in `flat` of the rows."""
    rows = np.arange(len(y))
    return np.asarray(y * len(y) + rows if classes <= FEW else rows * classes + y)


def row_sum(a: Array) -> Array:
    """Return the sum of each row, adding in pairs whatever the layout; shape (rows,)."""
    if not 1 < a.shape[-1] <= FEW:
        return np.asarray(a.sum(axis=-1))
    k = a.shape[-1]
    half = k - k // 2
    sums = a[:, :half].copy(order="K")
    sums[:, : k // 2] += a[:, half:]
    while (k := half) > 1:
        half = k - k // 2
        sums[:, : k // 2] += sums[:, half:k]
    return np.asarray(sums[:, 0])


def shifted(z: Array, room: Room, temperature: float = 1.0) -> Shifted:
    """Shift and exponentiate nonempty float64 rows; the first place of the room is used up.

    A row whose largest entry is not finite gets NaN in `rest`, and so in everything derived
    from it. The result stands in the room until the next call. What the shift of narrow numbers
    rounds off is far below the last place of the result. Overflow and underflow are the caller's
    to ignore.
    """
    m = z.max(axis=-1, keepdims=True)
    if not (temperature == 1.0 and np.abs(m).max() < 1e300 and (room.narrow or z.min() > -1e300)):
        return _shifted_anyhow(z, m, room, temperature)
    _, high, w, low, t = room.places(len(z))
    np.subtract(z, m, out=high)
    np.exp(high, out=w)
    if room.narrow:
        return Shifted(m, high, None, w, _others(w, room))
    _lost(z, m, high, low, t)
    np.multiply(w, low, out=t)
    w += t
    return Shifted(m, high, low, w, _others(w, room))


def _lost(z: Array, m: Array, s: Array, low: Array, t: Array) -> None:
    """Write to `low` what s, the rounded z - m, has lost (Knuth's TwoDiff), by way of `t`.

    Without it exp(z - m) is wrong by |z - m| / 2 ULP.
    """
    np.subtract(s, z, out=t)
    np.subtract(s, t, out=low)
    np.subtract(z, low, out=low)
    t += m
    low -= t


def _others(w: Array, room: Room) -> Array:
    """Return the sum of each row of numbers up to 1 without one of its ones."""
    if w.shape[-1] > FEW:
        rows, top = np.arange(len(w)), np.argmax(w, axis=-1)
        w[rows, top] = 0.0
        rest = w.sum(axis=-1, keepdims=True)
        w[rows, top] = 1.0
        return np.asarray(rest)
    # A knockout: of each pair the larger number goes on, and the smaller one joins the rest.
    large, *_, rest = room.places(len(w))
    k = w.shape[-1]
    half = k - k // 2
    np.maximum(w[:, : k // 2], w[:, half:], out=large[:, : k // 2])
    np.minimum(w[:, : k // 2], w[:, half:], out=rest[:, : k // 2])
    if k % 2:
        large[:, half - 1], rest[:, half - 1] = w[:, half - 1], 0.0
    while (k := half) > 1:
        half = k - k // 2
        left, right, losers = large[:, : k // 2], large[:, half:k], rest[:, : k // 2]
        losers += rest[:, half:k]
        losers += np.minimum(left, right)
        np.maximum(left, right, out=left)
    return rest[:, :1].copy()


def _shifted_anyhow(z: Array, m: Array, room: Room, temperature: float) -> Shifted:
    """Shift rows with a temperature, or with entries that are infinite, huge or NaN."""
    good = np.isfinite(m)
    z, zero = np.where(good, z, 0.0), np.where(good, m, 0.0)
    # A gap wider than the largest float saturates at -inf, whose exponential is the right 0.
    high = z - zero
    a = np.where(high > -1e300, z, zero)
    low, t = np.empty_like(a), np.empty_like(a)
    _lost(a, zero, a - zero, low, t)
    if temperature != 1.0:
        high, low = _divide(high, low, temperature)
    w = np.exp(high)
    w += w * low
    return Shifted(m, high, low, w, np.where(good, _others(w, room), np.nan))


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
    return s, np.where(parts.w == 1.0, parts.rest / total, 1.0 - s)


def log_probabilities(parts: Shifted) -> Array:
    """Return the logarithm of softmax; every term is negative, so nothing cancels."""
    log_total = np.log1p(parts.rest)
    if parts.low is None:
        return np.subtract(parts.high, log_total, out=parts.high)
    gap = np.subtract(log_total, parts.low, out=parts.low)
    return np.subtract(parts.high, gap, out=parts.high)
