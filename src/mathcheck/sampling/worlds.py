"""Sample what a page declares but does not define: numbers, vectors, functions, random variables.

A world is a consistent choice of all of them, made from a seed and a mode. The modes look where
mistakes hide: at special points, at equal entries, at one large or one small entry, far out.
All numbers are float64 values, hence the same at every precision and for the Python functions
that formulas are compared with.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from mpmath import mp

from mathcheck.errors import ShapeProblem, SyntaxProblem, Undefined
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.families import member_type
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.sampling import arbitrary, laws
from mathcheck.sampling.draws import generator, short
from mathcheck.sampling.structures import STRUCTURED
from mathcheck.values import scalars, tensors
from mathcheck.values.evaluate import Evaluator
from mathcheck.values.tensors import Value

MODES = (
    "random",
    "random",
    "special",
    "small",
    "equal",
    "special",
    "edge",
    "peak",
    "random",
    "dip",
    "large",
    "special",
    "edge",
    "tiny",
)
"""The modes of successive worlds; with more of them wanted, the list starts again."""
SPECIAL = (0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 6, -6, 10, -10)
LIKELIEST = 6
"""So many of the special values are visited more often than the others."""
TINY = 2.0**-16
"""In tiny worlds a square is far smaller than a number, a cube far smaller than a square."""
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
        return generator(self.seed, self.mode, *key)

    # -- numbers and arrays -------------------------------------------------------------------

    def sample(self, name: str, family: tuple[int, ...], evaluator: Evaluator) -> Value:
        """Return the value of a name that nothing defines."""
        kind = member_type(self.table[name].type)
        if isinstance(kind, symbols.Size) and family:
            return self.random(name, *family).randint(kind.low, kind.high)
        if isinstance(kind, symbols.Size):
            return self.size(name, kind)
        value = self.drawn_value(kind, (name, family), evaluator)
        self.drawn[symbols.plain(name) + "".join(f"_{i}" for i in family)] = value
        return value

    def size(self, name: str, kind: symbols.Size) -> int:
        """Return a dimension, different from the others as long as the ranges allow it.

        Worlds take turns, so that a few of them have met the smallest dimensions.
        """
        taken: list[int] = []
        turn = sum(divmod(self.seed, 1000))
        for other, symbol in self.table.symbols.items():
            if isinstance(symbol.type, symbols.Size):
                choices = list(range(symbol.type.low, symbol.type.high + 1))
                if turn % 2:
                    choices[:2], choices[2:] = choices[1::-1], choices[:1:-1]
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
            outcomes = laws.outcomes(kind, key, self.seed, self.mode, evaluator)
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
        draws = self.random(*key)
        if kind.values:
            return evaluator.value(draws.choice(kind.values))
        low = bound(evaluator, kind.low, math.inf)
        high = bound(evaluator, kind.high, -math.inf)
        if kind.integer:
            bottom = int(low) if low is not None else -3
            top = int(high) if high is not None else bottom + 5
            return draws.randint(bottom, top)
        number = self.place(draws, key, low, high, kind.closed)
        if low is not None and (number < low or (number == low and not kind.closed[0])):
            raise Undefined("no number is left between the bounds of the type")
        if high is not None and (number > high or (number == high and not kind.closed[1])):
            raise Undefined("no number is left between the bounds of the type")
        if self.mode == "edge":  # the ends were rounded inward, but `<` and `<=` differ at the end
            for node, end, included in ((kind.low, low, 0), (kind.high, high, 1)):
                if node is not None and number == end and kind.closed[included]:
                    return scalars.number(scalars.primal(evaluator.value(node)))
        return mp.mpf(number)

    def place(
        self,
        draws: Random,
        key: tuple[Any, ...],
        low: float | None,
        high: float | None,
        closed: tuple[bool, bool] = (False, False),
    ) -> float:
        """Return a float64 number, as the mode likes it."""
        pool = self.pool(low, high, closed)
        if self.mode == "simple" and pool:
            return float(draws.choice(pool))
        if self.mode == "special" and pool:
            return float(self.in_turn(pool, key))
        ends = [
            x for x, inside in zip((low, high), closed, strict=True) if inside and x is not None
        ]
        if self.mode == "edge" and ends:
            return draws.choice(ends)
        if low is not None and high is not None:
            share = draws.randint(1, 1023) / 1024
            if self.mode in ("peak", "dip"):
                share = 1 / 1024 if draws.random() < 0.5 else 1023 / 1024
            return low + (high - low) * share
        spread = {"large": 25.0, "peak": 6.0, "dip": 6.0, "small": 0.1}.get(self.mode, 1.5)
        if low is not None or high is not None:
            step = short(math.exp(draws.gauss(0, 1) * math.sqrt(spread / 1.5)))
            step *= self.scale(key)
            return low + step if low is not None else high - step  # type: ignore[operator]
        if self.mode == "edge" and draws.random() < 0.5:
            return 0.0
        return short(draws.gauss(0, spread)) * (TINY if self.mode == "tiny" else 1)

    def scale(self, key: tuple[Any, ...]) -> float:
        """Return by how much a positive number or matrix is smaller: some are, in tiny worlds."""
        chosen = self.mode == "tiny" and self.random(*key[:2], "scale").random() < 0.5
        return TINY if chosen else 1.0

    def pool(self, low: float | None, high: float | None, closed: tuple[bool, bool]) -> list[float]:
        """Return the numbers between two bounds that are worth a visit, the likeliest first."""
        mentioned = SIMPLE if self.mode == "simple" else (0, *self.hints, *SPECIAL)
        inside = [x for x in mentioned if (low is None or x > low) and (high is None or x < high)]
        if self.mode == "special":
            ends = zip((low, high), closed, strict=True)
            inside = [*(x for x, belongs in ends if belongs and x is not None), *inside]
        return list(dict.fromkeys(inside))

    def turn(self) -> int:
        """Return how many special worlds came before this one."""
        rounds, number = divmod(self.seed % 1000, len(MODES))
        return rounds * MODES.count("special") + MODES[:number].count("special")

    def in_turn(self, pool: list[float], key: tuple[Any, ...]) -> float:
        """Return a number of a pool: the likeliest every other turn, the others in between.

        Both lists are shuffled, so that two names do not go through them in step.
        """
        draws = Random(repr((self.seed // 1000, key)))
        turn = self.turn() + draws.randrange(2)
        group = pool[:LIKELIEST] if turn % 2 else pool[LIKELIEST:] or pool
        return draws.sample(group, len(group))[turn // 2 % len(group)]

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
        if not count:
            raise Undefined(f"{symbols.plain(str(key[0]))} has no entries")
        favored = self.random(*key, "favored").randrange(count)
        items = []
        empty = self.mode == "edge" and self.random(*key, "empty").random() < 0.5
        for number in range(count):
            if empty and kind == symbols.Array(kind.shape):
                items.append(mp.mpf(0))
            elif self.mode == "dip" and len(shape) == 2 and kind == symbols.Array(kind.shape):
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
        if kind.structure == "posdef":
            return tensors.multiply(mp.mpf(self.scale(key)), STRUCTURED["posdef"](plain))
        return STRUCTURED[kind.structure](plain) if kind.structure else plain

    # -- random variables and functions -------------------------------------------------------

    def outcomes(
        self, name: str, family: tuple[int, ...], evaluator: Evaluator
    ) -> list[tuple[Value, Value]]:
        """Return the values of a random variable with their probabilities."""
        kind = member_type(self.table[name].type)
        assert isinstance(kind, symbols.Random)
        return laws.outcomes(kind, (name, family), self.seed, self.mode, evaluator)

    def function(
        self, name: str, family: tuple[int, ...], evaluator: Evaluator
    ) -> Callable[..., Value]:
        """Return an arbitrary function: smooth, or of the family that the type names."""
        kind = member_type(self.table[name].type)
        assert isinstance(kind, symbols.Function)
        if kind.structure in ("objective", "convex"):
            center = self.center(name, evaluator, family)
            return arbitrary.objective(kind, (name, *family), self.seed, center, evaluator)
        shape = {"small": "steep", "peak": "parabola", "dip": "flat"}.get(self.mode, "")
        return arbitrary.function(kind, (name, family), self.seed, shape, evaluator)

    def center(self, objective: str, evaluator: Evaluator, family: tuple[int, ...] = ()) -> Value:
        """Return the minimizer of an objective, or of the member of a family of them."""
        kind = member_type(self.table[objective].type)
        assert isinstance(kind, symbols.Function)
        if any(c.parameters is not None for c in self.table.definitions.get(objective, ())):
            raise SyntaxProblem(
                f"the minimizer of {symbols.plain(objective)}, which has a definition,"
                " needs one too"
            )
        return self.drawn_value(kind.arguments[0], (objective, "center", *family), evaluator)


def bound(evaluator: Evaluator, node: ast.Node | None, inward: float) -> float | None:
    """Return the end of an interval as a float, rounded toward the inside."""
    if node is None:
        return None
    end = scalars.number(scalars.primal(evaluator.value(node)))
    near = float(end)
    return math.nextafter(near, inward) if (near - end) * mp.sign(inward) < 0 else near
