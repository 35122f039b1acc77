"""Bound the errors of every activation and derivative at every finite float32, all 4 278 190 080.

    python tools/exhaustive.py                    those that the record does not hold yet
    python tools/exhaustive.py sigmoid tanh       these

The exact values come from the definitions of `tools/reference.py` in ball arithmetic, as Taylor
models: on a stretch of neighboring float32 numbers, m + h s with -1 <= s < 1, a function is a
polynomial in s plus a remainder. Arb encloses the coefficients at m, and the remainder by the next
coefficient over the whole ball m ± h (Lagrange). A stretch is halved until its remainder is small;
then the polynomial is evaluated in float64 at all its numbers, and the rounding errors of that are
bounded too. Where a bound does not decide, next to roots, Arb computes the value at the number.
So what is recorded are proofs, as far as Arb and IEEE arithmetic are right, with no exponential of
any C library or of NumPy on the side of the witness.

Left out are the numbers at which a value is a convention: `slopes.ACTIVATIONS` declares those, and
the tests compare them one by one.
"""

from __future__ import annotations

import argparse
import datetime
import json
import math
import pathlib
import platform
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy._core._multiarray_umath as cpu
from flint import arb, arb_series, ctx
from reference import DEFINITIONS, series
from tqdm import tqdm

from slopes.activations import ACTIVATIONS

RECORD = pathlib.Path(__file__).parent.parent / "book" / "appendix" / "exhaustive.json"
ORDERS = ("f", "grad", "grad2")
DEGREE = 10
BITS = 320  # of Arb: 1 - e^-x keeps enough of them at the smallest float32, 2^-149
BLOCK = 2**18  # numbers; the conventions lie at ends of blocks
CHUNK = 2**15  # numbers whose temporaries stay in the cache
FEW = 64  # a stretch that is not halved again
TOP = 2.0**128  # what would follow the largest float32
BLOCKS = [sign | start for sign in (0, 1 << 31) for start in range(0, 0xFF << 23, BLOCK)]
"""The bit patterns of the first number of each block: all finite numbers, none twice."""


class Model(NamedTuple):
    """A polynomial in s, and a bound of its error in float64 for |s| <= 1."""

    coefficients: list[float]
    bound: float


class Finding(NamedTuple):
    """The largest bound of an error, where it is, and how many results are not the nearest."""

    error: float
    at: float
    misrounded: int


# ------------------------------------------------------------------ exact values


def expansion(name: str, order: int, m: float, x: arb, h: float) -> arb_series:
    """Return the series in s of the derivative at x + h s, from the piece to which m belongs."""
    ctx.prec, ctx.cap = BITS, DEGREE + 2 + order
    f = DEFINITIONS[name](m, arb_series([x, h]))
    for _ in range(order):
        f = f.derivative() / h
    return f


def model(name: str, order: int, m: float, h: float) -> Model | None:
    """Return the Taylor model on m ± h, or None if its remainder is not small."""
    here = expansion(name, order, m, arb(m), h)
    over = expansion(name, order, m, arb(m, abs(h)), h)
    balls = [here[k] for k in range(DEGREE + 1)]
    sizes = [float(ball.abs_upper()) for ball in balls]
    total, rest = sum(sizes), float(over[DEGREE + 1].abs_upper())
    while sizes and sizes[-1] <= 2.0**-54 * total:
        rest += sizes.pop()
    if not rest <= max(2.0**-45 * total, 2.0**-175):
        return None
    kept = balls[: len(sizes)] or [arb(0)]
    # Horner's rule errs by at most 2n units of the sum of sizes; two more for the coefficients.
    # The last summand is for what is lost below the smallest float64.
    rounding = (2 * len(kept) + 4) * 2.0**-53 * total + 2.0**-1000
    inexact = sum(float(ball.rad()) for ball in kept)
    return Model([float(ball.mid()) for ball in kept], (rest + inexact + rounding) * (1 + 2.0**-40))


def exact_error(name: str, order: int, x: float, y: float) -> float:
    """Return the error of one result, as in `slopes.reference.errors`, rounded up."""
    if not math.isfinite(y):
        return math.inf
    ctx.cap = 3
    ball = series(name, x)[order]
    _, exponent = math.frexp(float(ball.mid()))
    unit = 2.0 ** max(exponent - 24, -149)
    return float(((arb(y) - ball) / unit).abs_upper()) * (1 + 2.0**-40)


# ------------------------------------------------------------------ errors


@cache
def grid(n: int) -> np.ndarray:
    """Return s at the n numbers of a stretch."""
    return np.arange(-n / 2, n / 2) / (n / 2)


def stretches(
    name: str, order: int, x: np.ndarray, start: int = 0
) -> Iterator[tuple[slice, np.ndarray, Model | None]]:
    """Yield places in x, their s and a model, of a chunk at a time."""
    n = len(x)
    h = math.copysign(float(np.spacing(abs(x[0]))) * n / 2, x[n // 2])
    taylor = model(name, order, float(x[n // 2]), h)
    if taylor is None and n > FEW:
        yield from stretches(name, order, x[: n // 2], start)
        yield from stretches(name, order, x[n // 2 :], start + n // 2)
        return
    for i in range(0, n, CHUNK):
        s = grid(n)[i : i + CHUNK]
        yield slice(start + i, start + i + len(s)), s, taylor


def bounds(y: np.ndarray, s: np.ndarray, taylor: Model) -> tuple[np.ndarray, np.ndarray]:
    """Return upper bounds of the errors of y, and the units in the last place that they count."""
    *rest, last = taylor.coefficients
    p = np.full(len(s), last)
    for c in reversed(rest):
        p *= s
        p += c
    y = y.astype(float)
    if y[-1] > TOP / 4:  # infinity is right beyond the largest number
        y, p = np.minimum(y, TOP), np.minimum(p, TOP)
    y -= p
    gap = np.abs(y, out=y)
    gap += taylor.bound
    unit = np.abs(p, out=p)
    unit -= taylor.bound  # may be negative, and a negative power of two then
    bits = unit.view(np.int64)
    bits &= -(1 << 52)
    unit *= 2.0**-23
    np.maximum(unit, 2.0**-149, out=unit)
    gap /= unit
    return gap, unit


def judge(
    name: str, order: int, x: np.ndarray, y: np.ndarray, s: np.ndarray, taylor: Model | None
) -> Finding:
    """Return what is found about the results y at x."""
    if taylor is None:
        taylor = Model([0.0], math.inf)
    elif len(taylor.coefficients) == 1 and y.min() == y.max():
        x, y, s = x[-1:], y[-1:], s[-1:]  # where all is constant one number stands for all
    error, unit = bounds(y, s, taylor)
    for at in conventions(name, order):
        error[x == at] = 0
    error[np.isnan(error)] = np.inf
    above = np.flatnonzero(error > 0.5)
    slack = 2 * taylor.bound / unit[above]
    unsure = (error[above] > 0.505) & (slack > 2.0**-10)
    for i in above[unsure]:
        error[i] = exact_error(name, order, float(x[i]), float(y[i]))
    misrounded = error[above] - np.where(unsure, 0, slack) > 0.5
    i = int(np.argmax(error))
    return Finding(float(error[i]), float(x[i]), int(misrounded.sum()))


def conventions(name: str, order: int) -> set[float]:
    """Return the numbers at which a function has no value of its own: jumps, kinks and bends."""
    record = ACTIVATIONS[name]
    kinks = {kink.x for kink in record.kinks if order or kink.high == math.inf}
    return kinks | set(record.bends if order == 2 else ())


def measure(
    f: Callable[[np.ndarray], np.ndarray], name: str, order: int, starts: Iterable[int] = BLOCKS
) -> Finding:
    """Return what is found about f as a derivative of a function, in blocks with these starts."""
    found = []
    for start in starts:
        x = np.arange(start, start + BLOCK, dtype=np.uint32).view(np.float32)
        y = f(x)
        found += [
            judge(name, order, x[at], y[at], *rest) for at, *rest in stretches(name, order, x)
        ]
    error, at, _ = max(found)
    return Finding(error, at, sum(one.misrounded for one in found))


def instructions() -> list[str]:
    """Return the instruction sets that NumPy has loops for and that are here."""
    return [name for name in cpu.__cpu_dispatch__ if cpu.__cpu_features__[name]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(ACTIVATIONS))
    options = parser.parse_args()
    record = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    for name in options.names or ACTIVATIONS:
        for order, key in enumerate(ORDERS):
            if f"{name} {key}" in record and not options.names:
                continue
            starts = tqdm(BLOCKS, desc=f"{name} {key}", disable=None)
            found = measure(getattr(ACTIVATIONS[name], key), name, order, starts)
            record[f"{name} {key}"] = {
                "error at most": float(np.ceil(found.error * 1e6) / 1e6),
                "at": found.at,
                "not the nearest": found.misrounded,
                "date": datetime.date.today().isoformat(),
                "numpy": np.__version__,
                "machine": " ".join([platform.machine(), *instructions()]),
            }
            RECORD.write_text(json.dumps(record, indent=1) + "\n")
            print(f"{name} {key}: {found}", flush=True)


if __name__ == "__main__":
    main()
