"""Sample what a page declares but does not define: numbers, vectors, functions, random variables.

A world is a consistent choice of all of them, made from a seed and a mode. The modes look where
mistakes hide: at special points, at equal entries, at one large or one small entry, far out.
All numbers are float64 values, hence the same at every precision and for the Python functions
that formulas are compared with.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import Any

from mpmath import mp

from mathcheck import ast, scalars, symbols, tensors
from mathcheck.errors import ShapeProblem, SyntaxProblem, Undefined
from mathcheck.evaluate import Evaluator
from mathcheck.symbols import SymbolTable
from mathcheck.tensors import Value

MODES = (
    "random",
    "random",
    "special",
    "random",
    "equal",
    "peak",
    "random",
    "dip",
    "large",
    "special",
)
"""The modes of successive worlds; with more of them wanted, the list starts again."""
SPECIAL = (0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 6, -6, 10, -10)
SIMPLE = (1, 2, 0, -1, 0.5, 3, -2)


@dataclass
class SampledWorld:
    """A choice of everything that is declared and not defined.

    Parameters
    ----------
    table : SymbolTable
        What is declared.
    seed : int
        Worlds with other seeds are independent.
    mode : str
        One of `MODES`, or "simple" for small whole numbers.
    hints : tuple of float
        Numbers that the formulas mention: special points too.
    """

    table: SymbolTable
    seed: int = 0
    mode: str = "random"
    hints: tuple[float, ...] = ()
    drawn: dict[str, Any] = field(default_factory=dict)

    def constant(self, name: str) -> Value:
        """Return e, pi or infty at the working precision."""
        return {"e": mp.e, "pi": mp.pi, "infty": mp.inf}[name] * mp.mpf(1)

    def random(self, *key: object) -> Random:
        """Return the generator that belongs to a name; equal entries share one in that mode."""
        if self.mode == "equal":
            key = ()
        return Random(repr((self.seed, self.mode, *key)))

    # -- numbers and arrays -------------------------------------------------------------------

    def sample(self, name: str, family: tuple[int, ...], evaluator: Evaluator) -> Value:
        """Return the value of a name that nothing defines."""
        kind = member_type(self.table[name].type)
        if isinstance(kind, symbols.Size) and family:
            return self.random(name, *family).randint(kind.low, kind.high)
        if isinstance(kind, symbols.Size):
            return self.size(name, kind)
        value = self.drawn_value(kind, (name, family), evaluator)
        if not tensors.is_array(value) and not isinstance(value, (int, tuple)):
            self.drawn[symbols.plain(name) + "".join(f"_{i}" for i in family)] = value
        elif tensors.is_array(value) or isinstance(value, (int, tuple)):
            self.drawn[symbols.plain(name) + "".join(f"_{i}" for i in family)] = value
        return value

    def size(self, name: str, kind: symbols.Size) -> int:
        """Return a dimension, different from the others as long as the ranges allow it."""
        taken: list[int] = []
        for other, symbol in self.table.symbols.items():
            if isinstance(symbol.type, symbols.Size):
                choices = list(range(symbol.type.low, symbol.type.high + 1))
                Random(repr((self.seed, other))).shuffle(choices)
                choices.sort(key=lambda c: (taken.count(c), c > 3))
                taken.append(choices[0])
                if other == name:
                    break
        return taken[-1]

    def drawn_value(self, kind: symbols.Type, key: tuple[Any, ...], evaluator: Evaluator) -> Value:
        """Return a value of a type."""
        if isinstance(kind, symbols.Scalar):
            return self.scalar(kind, key, evaluator)
        if isinstance(kind, symbols.Index):
            low, high = evaluator.whole(kind.low), evaluator.whole(kind.high)
            return self.random(*key).randint(low, high)
        if isinstance(kind, symbols.Array):
            return self.array(kind, key, evaluator)
        if isinstance(kind, symbols.Random):
            outcomes = self.outcomes_of(kind, key, evaluator)
            return self.random(*key).choice(outcomes)[0]
        if isinstance(kind, symbols.Subset) and kind.points is not None:
            return tuple(
                self.drawn_value(kind.points, (*key, number), evaluator) for number in range(4)
            )
        if isinstance(kind, symbols.Subset):
            high = evaluator.whole(kind.high)
            count = self.random(*key).randint(1, high)
            return tuple(sorted(self.random(*key).sample(range(1, high + 1), count)))
        if isinstance(kind, symbols.Minimizer):
            return self.center(kind.objective, evaluator)
        raise ShapeProblem(f"{symbols.plain(str(key[0]))} has no value of its own")

    def scalar(self, kind: symbols.Scalar, key: tuple[Any, ...], evaluator: Evaluator) -> Value:
        """Return a number within its bounds."""
        generator = self.random(*key)
        if kind.values:
            return evaluator.value(generator.choice(kind.values))
        low = bound(evaluator, kind.low, math.inf)
        high = bound(evaluator, kind.high, -math.inf)
        if kind.integer:
            bottom = int(low) if low is not None else -3
            top = int(high) if high is not None else bottom + 5
            return generator.randint(bottom, top)
        number = self.place(generator, key, low, high, kind.closed)
        if low is not None and (number < low or (number == low and not kind.closed[0])):
            raise Undefined("no number is left between the bounds of the type")
        if high is not None and (number > high or (number == high and not kind.closed[1])):
            raise Undefined("no number is left between the bounds of the type")
        return mp.mpf(number)

    def place(
        self,
        generator: Random,
        key: tuple[Any, ...],
        low: float | None,
        high: float | None,
        closed: tuple[bool, bool] = (False, False),
    ) -> float:
        """Return a float64 number, as the mode likes it."""
        if self.mode in ("special", "simple"):
            pool = SIMPLE if self.mode == "simple" else dict.fromkeys((*SPECIAL, *self.hints))
            inner = [x for x in pool if (low is None or x > low) and (high is None or x < high)]
            if self.mode == "special":
                ends = zip((low, high), closed, strict=True)
                inner = [*(x for x, inside in ends if inside and x is not None), *inner]
            turn = self.seed % 1000 // 5  # two worlds in ten are special: turns 0, 1, 2, ...
            if inner and self.mode == "special" and turn < 13:
                return float(inner[(turn - Random(repr(key)).randrange(3)) % len(inner)])
            if inner and (self.mode == "simple" or generator.random() < 0.8):
                return float(generator.choice(inner))
        if low is not None and high is not None:
            share = generator.randint(1, 1023) / 1024
            if self.mode in ("peak", "dip"):
                share = 1 / 1024 if generator.random() < 0.5 else 1023 / 1024
            return low + (high - low) * share
        spread = {"large": 25.0, "peak": 6.0, "dip": 6.0}.get(self.mode, 1.5)
        if low is not None or high is not None:
            step = short(math.exp(generator.gauss(0, 1) * math.sqrt(spread / 1.5)))
            return low + step if low is not None else high - step  # type: ignore[operator]
        return short(generator.gauss(0, spread))

    def array(self, kind: symbols.Array, key: tuple[Any, ...], evaluator: Evaluator) -> Value:
        """Return a vector or a matrix with the declared structure."""
        shape = tuple(evaluator.whole(node, "a dimension") for node in kind.shape)
        if kind.structure == "onehot":
            place = (
                evaluator.whole(kind.at)
                if kind.at is not None
                else self.random(*key).randint(1, shape[0])
            )
            return tensors.array((int(i + 1 == place) for i in range(shape[0])), shape)
        count = math.prod(shape)
        favored = self.random(*key, "favored").randrange(count)
        items = []
        for number in range(count):
            if self.mode == "dip" and len(shape) == 2 and kind == symbols.Array(kind.shape):
                items.append(mp.mpf(-24 if number == favored else 0))  # of rank 1
            elif self.mode in ("peak", "dip") and kind.entry == symbols.Scalar():
                height = 24.0 if self.mode == "peak" else -24.0
                items.append(
                    mp.mpf(
                        height
                        if number == favored
                        else short(self.random(*key, number).gauss(0, 0.1))
                    )
                )
            else:
                items.append(self.scalar(kind.entry, (*key, number), evaluator))
        plain = tensors.array(items, shape)
        return STRUCTURED[kind.structure](plain) if kind.structure else plain

    # -- random variables ---------------------------------------------------------------------

    def outcomes(
        self, name: str, family: tuple[int, ...], evaluator: Evaluator
    ) -> list[tuple[Value, Value]]:
        """Return the values of a random variable with their probabilities."""
        kind = member_type(self.table[name].type)
        assert isinstance(kind, symbols.Random)
        return self.outcomes_of(kind, (name, family), evaluator)

    def outcomes_of(
        self, kind: symbols.Random, key: tuple[Any, ...], evaluator: Evaluator
    ) -> list[tuple[Value, Value]]:
        """Return the outcomes of a law."""
        if kind.law == "index":
            size = evaluator.whole(kind.shape[0])
            weights = evaluator.value(kind.weights) if kind.weights is not None else None
            return [
                (k, weights[k - 1] if weights is not None else scalars.divide(1, size))
                for k in range(1, size + 1)
            ]
        if kind.law in ("subset", "draws", "permutation"):
            count, size = (evaluator.whole(node) for node in kind.shape)
            if kind.law == "draws":
                return [(k, scalars.divide(1, size)) for k in range(1, size + 1)]
            if count > size:
                raise Undefined("more draws than there are examples")
            choose = itertools.combinations if kind.law == "subset" else itertools.permutations
            found = list(choose(range(1, size + 1), count))
            return [(choice, scalars.divide(1, len(found))) for choice in found]
        if kind.law == "onehot":
            weights = evaluator.value(kind.weights)  # type: ignore[arg-type]
            size = len(weights)
            return [
                (tensors.array((int(i == k) for i in range(size)), (size,)), weights[k])
                for k in range(size)
            ]
        if kind.law == "values" and isinstance(kind.weights, ast.SetOf):
            nodes = kind.weights.elements
            return [(evaluator.value(node), scalars.divide(1, len(nodes))) for node in nodes]
        if kind.law == "normal":
            return [(mp.mpf(short(self.random(*key).gauss(0, 1))), 1)]
        shape = tuple(evaluator.whole(node) for node in kind.shape)
        generator = self.random(*key)
        raw = [generator.randint(1, 9) for _ in range(3)]
        atoms: list[tuple[Value, Value]] = []
        for number, weight in enumerate(raw):
            items = [
                mp.mpf(short(Random(repr((self.seed, self.mode, key, number, i))).gauss(0, 1.5)))
                for i in range(math.prod(shape))
            ]
            value = tensors.array(items, shape) if shape else items[0]
            atoms.append((value, scalars.divide(weight, sum(raw))))
        return atoms

    # -- functions ----------------------------------------------------------------------------

    def function(
        self, name: str, family: tuple[int, ...], evaluator: Evaluator
    ) -> Callable[..., Value]:
        """Return an arbitrary function: smooth, or of the family that the type names."""
        kind = member_type(self.table[name].type)
        assert isinstance(kind, symbols.Function)
        if kind.structure in ("objective", "convex"):
            return self.objective(name, kind, evaluator)
        result = kind.result
        shape = (
            tuple(evaluator.whole(n) for n in result.shape)
            if isinstance(result, symbols.Array)
            else ()
        )
        entry = result.entry if isinstance(result, symbols.Array) else result
        count = math.prod(shape)
        parts = [self.arbitrary(kind.structure, (name, family, number)) for number in range(count)]

        def call(*arguments: Value) -> Value:
            flat = [x for a in arguments for x in (a.flat if tensors.is_array(a) else [a])]
            values = [squeezed(part(flat), entry, evaluator) for part in parts]
            return tensors.array(values, shape) if shape else values[0]

        return call

    def arbitrary(self, structure: str, key: tuple[Any, ...]) -> Callable[[list[Value]], Value]:
        """Return a function of some numbers: c + a x + b sin(d x + e), or a step or a line."""
        draws = coefficients(repr((self.seed, *key)))

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
            wave = scalars.FUNCTIONS["sin"](scalars.add(wave, mp.mpf(draws[1])))
            return scalars.add(
                mp.mpf(draws[0]),
                scalars.add(scalars.multiply(mp.mpf(0.5), line), scalars.multiply(mp.mpf(2), wave)),
            )

        return call

    def center(self, objective: str, evaluator: Evaluator) -> Value:
        """Return the minimizer of an objective."""
        kind = member_type(self.table[objective].type)
        assert isinstance(kind, symbols.Function)
        if any(c.parameters is not None for c in self.table.definitions.get(objective, ())):
            raise SyntaxProblem(
                f"the minimizer of {symbols.plain(objective)}, which has a definition,"
                " needs one too"
            )
        return self.drawn_value(kind.arguments[0], (objective, "center"), evaluator)

    def objective(
        self, name: str, kind: symbols.Function, evaluator: Evaluator
    ) -> Callable[..., Value]:
        """Return a convex function with curvature between mu and L, lowest at its center.

        Odd seeds give a quadratic with both extreme curvatures, even seeds a sum of log cosh,
        whose curvature falls from L at the center to mu far out.
        """
        center = self.center(name, evaluator)
        bounds = [scalars.primal(evaluator.value(node)) for node in kind.parameters]
        top = bounds[0] if bounds else mp.mpf(3) / 2
        bottom = bounds[1] if len(bounds) > 1 else mp.mpf(0)
        size = len(center) if tensors.is_array(center) else 1
        draws = Random(repr((self.seed, name)))
        basis = orthogonal(
            tensors.array(
                (mp.mpf(short(draws.gauss(0, 1))) for _ in range(size * size)), (size, size)
            )
        )
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
                along = tensors.total(
                    scalars.multiply(q, x) for q, x in zip(row, shift, strict=True)
                )
                half_square = scalars.multiply(mp.mpf(0.5), scalars.multiply(along, along))
                if self.seed % 2:
                    value = scalars.add(value, scalars.multiply(rate, half_square))
                else:
                    bent = scalars.FUNCTIONS["log"](scalars.FUNCTIONS["cosh"](along))
                    value = scalars.add(value, scalars.multiply(bottom, half_square))
                    value = scalars.add(value, scalars.multiply(rate - bottom, bent))
            return value

        return call


# -- helpers ----------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def coefficients(key: str) -> list[float]:
    """Return the numbers that an arbitrary function is made of."""
    generator = Random(key)
    return [short(generator.gauss(0, 1)) for _ in range(40)]


def member_type(kind: symbols.Type) -> symbols.Type:
    """Return the type of the members of a family, or the type itself."""
    while isinstance(kind, symbols.Sequence_):
        kind = kind.element
    return kind


def short(number: float) -> float:
    """Return a float64 near a number with few binary digits."""
    return round(number * 64) / 64 or 1 / 128


def bound(evaluator: Evaluator, node: ast.Node | None, inward: float) -> float | None:
    """Return the end of an interval as a float, rounded toward the inside."""
    if node is None:
        return None
    end = scalars.number(scalars.primal(evaluator.value(node)))
    near = float(end)
    return math.nextafter(near, inward) if (near - end) * mp.sign(inward) < 0 else near


def squeezed(value: Value, kind: symbols.Type, evaluator: Evaluator) -> Value:
    """Return a number moved into the bounds of the result type, smoothly."""
    if not isinstance(kind, symbols.Scalar) or (kind.low is None and kind.high is None):
        return value
    low = evaluator.value(kind.low) if kind.low is not None else None
    high = evaluator.value(kind.high) if kind.high is not None else None
    exp = scalars.FUNCTIONS["exp"]
    if low is not None and high is not None:
        share = scalars.divide(1, scalars.add(1, exp(scalars.multiply(-1, value))))
        return scalars.add(low, scalars.multiply(scalars.subtract(high, low), share))
    if low is not None:
        return scalars.add(low, exp(value))
    return scalars.subtract(high, exp(value))


def simplex(value: Value) -> Value:
    """Return positive numbers that add up to 1."""
    raised = [mp.exp(x / 2) for x in value.flat]
    return tensors.array((x / mp.fsum(raised) for x in raised), value.shape)


def orthogonal(value: Value) -> Value:
    """Return an orthogonal matrix from a general one, by Gram and Schmidt."""
    rows: list[list[Any]] = []
    for number, row in enumerate(value):
        rest = list(row)
        for done in rows:
            share = mp.fdot(rest, done)
            rest = [x - share * y for x, y in zip(rest, done, strict=True)]
        length = mp.sqrt(mp.fdot(rest, rest))
        if length < mp.mpf(10) ** -10:
            rest = [mp.mpf(int(i == number)) for i in range(len(rest))]
            for done in rows:
                share = mp.fdot(rest, done)
                rest = [x - share * y for x, y in zip(rest, done, strict=True)]
            length = mp.sqrt(mp.fdot(rest, rest))
        rows.append([x / length for x in rest])
    return tensors.array((x for row in rows for x in row), value.shape)


def unit(value: Value) -> Value:
    """Return a vector of length 1."""
    length = tensors.norm(value, "2")
    if not length:
        raise Undefined("the zero vector has no direction")
    return tensors.array((x / length for x in value), value.shape)


STRUCTURED: dict[str, Callable[[Value], Value]] = {
    "simplex": simplex,
    "symmetric": lambda a: tensors.array(
        ((x + y) / 2 for x, y in zip(a.flat, a.T.flat, strict=True)), a.shape
    ),
    "psd": lambda a: tensors.multiply(a, a.T),
    "posdef": lambda a: tensors.add(
        tensors.multiply(a, a.T), tensors.multiply(mp.mpf(0.25), tensors.identity(len(a)))
    ),
    "orthogonal": orthogonal,
    "diagonal": lambda a: tensors.diagonal(a.diagonal()),
    "unit": unit,
    "identity": lambda a: tensors.identity(len(a)),
}
