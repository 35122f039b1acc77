"""Arbitrary functions: smooth ones for those that a page declares and does not define."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from random import Random

from mpmath import mp

from mathcheck.grammar import symbols
from mathcheck.sampling.draws import short
from mathcheck.sampling.structures import orthogonal
from mathcheck.values import scalars, tensors
from mathcheck.values.evaluate import Evaluator
from mathcheck.values.tensors import Value


def function(
    kind: symbols.Function, key: tuple[object, ...], seed: int, shape: str, evaluator: Evaluator
) -> Callable[..., Value]:
    """Return an arbitrary function of a type: of numbers and vectors, to either.

    It has a shape, "steep" or "parabola", unless the type names another family; a "flat" one is at
    the lower end of its range everywhere.
    """
    result = kind.result
    sizes = (
        tuple(evaluator.whole(n) for n in result.shape) if isinstance(result, symbols.Array) else ()
    )
    entry = result.entry if isinstance(result, symbols.Array) else result
    structure = kind.structure or shape
    parts = [numeric(structure, repr((seed, *key, n))) for n in range(math.prod(sizes))]

    def call(*arguments: Value) -> Value:
        flat = [x for a in arguments for x in (a.flat if tensors.is_array(a) else [a])]
        values = [squeezed(part(flat), entry, structure, evaluator) for part in parts]
        return tensors.array(values, sizes) if sizes else values[0]

    return call


def numeric(structure: str, key: str) -> Callable[[list[Value]], Value]:
    """Return a function of some numbers: c + a x + b sin(d x + e), or a step or a line.

    A steep one has no line in it: its slope is larger than its height. A parabola is at the edge of
    many bounds.
    """
    draws = coefficients(key)

    def call(flat: list[Value]) -> Value:
        line: Value = 0
        wave: Value = 0
        for number, x in enumerate(flat):
            line = scalars.add(line, scalars.multiply(mp.mpf(draws[2 + number]), x))
            wave = scalars.add(wave, scalars.multiply(mp.mpf(draws[20 + number]), x))
        if structure == "linear":
            return line
        if structure == "decaying":
            square: Value = 0
            for x in flat:
                square = scalars.add(square, scalars.multiply(x, x))
            bell = scalars.FUNCTIONS["exp"](scalars.multiply(-1, square))
            height = scalars.add(mp.mpf(draws[0]), scalars.add(line, square))
            return scalars.multiply(bell, height)
        if structure == "step":
            plain = scalars.primal(flat[0])
            return mp.mpf(sum(1 for cut in (-1, -0.25, 0.5, 2) if plain >= cut)) / 4
        if structure == "monotone":
            slope = abs(draws[2]) + 0.25
            return scalars.add(
                mp.mpf(draws[0]),
                scalars.add(
                    scalars.multiply(mp.mpf(slope), flat[0]), scalars.FUNCTIONS["tanh"](flat[0])
                ),
            )
        if structure == "parabola":
            bent = scalars.multiply(mp.mpf(draws[1]), scalars.multiply(line, line))
            return scalars.add(mp.mpf(draws[0]), scalars.add(line, bent))
        if structure == "steep":
            return scalars.FUNCTIONS["sin"](scalars.multiply(mp.mpf(8), wave))
        wave = scalars.FUNCTIONS["sin"](scalars.add(wave, mp.mpf(draws[1])))
        return scalars.add(
            mp.mpf(draws[0]),
            scalars.add(scalars.multiply(mp.mpf(0.5), line), scalars.multiply(mp.mpf(2), wave)),
        )

    return call


def objective(
    kind: symbols.Function, key: tuple[object, ...], seed: int, center: Value, evaluator: Evaluator
) -> Callable[..., Value]:
    """Return a convex function with curvature between mu and L, lowest at its center.

    The worlds take turns: it is a quadratic with both extreme curvatures, or a sum of functions
    whose curvature falls from L to mu far out: of log cosh, the same on both sides of the center,
    or of softplus with a tangent subtracted, which is steep on one side only. If mu is negative, so
    that there need be no center, cosines stand in for log cosh: hills and valleys everywhere.
    """
    bounds = [scalars.primal(evaluator.value(node)) for node in kind.parameters]
    top = bounds[0] if bounds else mp.mpf(3) / 2
    bottom = bounds[1] if len(bounds) > 1 else mp.mpf(0)
    size = len(center) if tensors.is_array(center) else 1
    draws = Random(repr((seed, *key)))
    basis = orthogonal(
        tensors.array((mp.mpf(short(draws.gauss(0, 1))) for _ in range(size * size)), (size, size))
    )
    first = Random(repr(key[0])).randrange(3)  # the same for all members of a family
    bent = (one_sided(draws.choice((-2, 2))), log_cosh if bottom >= 0 else wave)
    shape = (None, *bent)[(seed + first) % 3]
    if shape is not None and draws.random() < 0.5:
        bottom = max(bottom, mp.mpf(0))
    rates = [
        top,
        bottom,
        *(bottom + (top - bottom) * mp.mpf(draws.randint(0, 8)) / 8 for _ in range(size)),
    ]
    offset = mp.mpf(short(draws.gauss(0, 1)))

    def call(place: Value) -> Value:
        shift = tensors.subtract(place, center)
        if not tensors.is_array(shift):
            shift = tensors.array([shift], (1,))
        value: Value = offset
        for row, rate in zip(basis, rates, strict=False):
            along = tensors.total(scalars.multiply(q, x) for q, x in zip(row, shift, strict=True))
            half_square = scalars.multiply(mp.mpf(0.5), scalars.multiply(along, along))
            plain, rest = (rate, 0) if shape is None else (bottom, rate - bottom)
            value = scalars.add(value, scalars.multiply(plain, half_square))
            if shape is not None:
                value = scalars.add(value, scalars.multiply(rest, shape(along)))
        return value

    return call


def log_cosh(x: Value) -> Value:
    """Return log cosh x: curvature 1 at 0, less on both sides."""
    return scalars.FUNCTIONS["log"](scalars.FUNCTIONS["cosh"](x))


def wave(x: Value) -> Value:
    """Return x²/4 - cos(2 x)/8: curvature 1 at 0, 0 a quarter of a turn further, and so on."""
    turn = scalars.FUNCTIONS["cos"](scalars.multiply(2, x))
    square = scalars.multiply(x, x)
    return scalars.subtract(scalars.divide(square, 4), scalars.divide(turn, 8))


def one_sided(tilt: int) -> Callable[[Value], Value]:
    """Return four softplus(x + tilt) less the tangent at x = 0: curvature 1 at x = -tilt only."""
    log, exp = scalars.FUNCTIONS["log"], scalars.FUNCTIONS["exp"]
    slope = 1 / (1 + mp.exp(-tilt))

    def call(x: Value) -> Value:
        softplus = log(scalars.add(1, exp(scalars.add(x, mp.mpf(tilt)))))
        return scalars.multiply(mp.mpf(4), scalars.subtract(softplus, scalars.multiply(slope, x)))

    return call


@lru_cache(maxsize=1024)
def coefficients(key: str) -> list[float]:
    """Return the numbers that an arbitrary function is made of."""
    draws = Random(key)
    return [short(draws.gauss(0, 1)) for _ in range(40)]


def squeezed(value: Value, kind: symbols.Type, structure: str, evaluator: Evaluator) -> Value:
    """Return a number moved into the bounds of the result type, smoothly, or to the lower one."""
    if not isinstance(kind, symbols.Scalar) or (kind.low is None and kind.high is None):
        return value
    low = evaluator.value(kind.low) if kind.low is not None else None
    high = evaluator.value(kind.high) if kind.high is not None else None
    exp = scalars.FUNCTIONS["exp"]
    if structure == "flat" and low is not None and kind.closed[0]:
        return low
    if low is not None and high is not None:
        share = scalars.divide(1, scalars.add(1, exp(scalars.multiply(-1, value))))
        return scalars.add(low, scalars.multiply(scalars.subtract(high, low), share))
    if low is not None:
        return scalars.add(low, exp(value))
    return scalars.subtract(high, exp(value))
