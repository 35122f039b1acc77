"""A world of variables: what a page declares and does not define stays general.

Only dimensions and whole numbers are concrete. The variables of a type cover all of its values,
and perhaps more: a proof for more values is a proof. What a bound or a structure promises is built
into the expression, so that signs can be read off: a number in (0, 1) is u / (1 + u) with u > 0.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from typing import Any

from mathcheck.errors import NotProvable
from mathcheck.grammar import symbols
from mathcheck.grammar.families import member_type
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.proof.symbolic import Sym, lifted, unknown, variable
from mathcheck.sampling.arbitrary import squeezed
from mathcheck.sampling.worlds import SampledWorld
from mathcheck.values import scalars, tensors
from mathcheck.values.evaluate import Evaluator
from mathcheck.values.tensors import Value

Key = tuple[str, tuple[int, ...]]


class SymbolicWorld:
    """Variables for everything that is declared and not defined.

    Parameters
    ----------
    table : SymbolTable
        What is declared.
    sizes : int
        Which dimensions to take; other numbers give others.
    chosen : mapping
        The values of the names that are enumerated: whole numbers, sets of indices.
    cases : mapping
        Expressions that stand for variables, where cases are told apart.
    """

    def __init__(
        self,
        table: SymbolTable,
        sizes: int = 0,
        chosen: Mapping[str, Value] | None = None,
        cases: Mapping[Sym, Sym] | None = None,
    ) -> None:
        self.table = table
        self.sizes = SampledWorld(table, sizes)
        self.chosen = dict(chosen or {})
        self.cases = dict(cases or {})

    def constant(self, name: str) -> Value:
        """Return e or pi."""
        if name == "infty":
            raise NotProvable("infinity")
        return Sym.apply("exp", 1) if name == "e" else Sym.apply("pi")

    def sample(self, name: str, family: tuple[int, ...], evaluator: Evaluator) -> Value:
        """Return the value of a name that nothing defines."""
        kind = member_type(self.table[name].type)
        if isinstance(kind, symbols.Size):
            return self.sizes.sample(name, family, evaluator)
        if name in self.chosen:
            return self.chosen[name]
        return self.general(kind, (name, family), evaluator)

    def general(self, kind: symbols.Type, key: Key, evaluator: Evaluator) -> Value:
        """Return the general value of a type."""
        if isinstance(kind, symbols.Scalar):
            return self.number(kind, label_of(*key), evaluator)
        if isinstance(kind, symbols.Array):
            return self.array(kind, label_of(*key), evaluator)
        if isinstance(kind, symbols.Random) and kind.law == "normal":
            return self.variable(label_of(*key))
        if isinstance(kind, symbols.Random):
            return self.outcomes(*key, evaluator)[0][0]
        if isinstance(kind, symbols.Minimizer):
            objective = member_type(self.table[kind.objective].type)
            assert isinstance(objective, symbols.Function)
            return self.general(objective.arguments[0], key, evaluator)
        raise NotProvable(f"{symbols.plain(key[0])} has no general value")

    def variable(self, label: str, sign: int | None = None) -> Sym:
        """Return a variable, or what stands for it in the present case."""
        plain = variable(label, sign)
        return self.cases.get(plain, plain)

    def number(self, kind: symbols.Scalar, label: str, evaluator: Evaluator) -> Value:
        """Return a general number between two bounds."""
        if kind.integer or kind.values:
            raise NotProvable("a number that takes separate values")
        low = None if kind.low is None else evaluator.value(kind.low)
        high = None if kind.high is None else evaluator.value(kind.high)
        to_low, to_high = (int(not closed) for closed in kind.closed)
        if low is None and high is None:
            return self.variable(label)
        if high is None:
            return scalars.add(low, self.variable(label, to_low))
        if low is None:
            return scalars.subtract(high, self.variable(label, to_high))
        above = self.variable(label, to_low)
        below = lifted(1) if to_high else self.variable(f"{label} below", 0)
        share = scalars.divide(above, scalars.add(above, below))
        return scalars.add(low, scalars.multiply(scalars.subtract(high, low), share))

    def array(self, kind: symbols.Array, label: str, evaluator: Evaluator) -> Value:
        """Return a general vector or matrix with a structure."""
        shape = shape_of(kind, evaluator)
        places = list(itertools.product(*map(range, shape)))
        if kind.structure == "onehot":
            if kind.at is None:
                raise NotProvable("a one-hot vector that is not known")
            chosen = evaluator.whole(kind.at)
            return tensors.array((int(place == (chosen - 1,)) for place in places), shape)
        if kind.structure == "identity":
            return tensors.identity(shape[0])
        if kind.structure == "orthogonal":
            raise NotProvable("a family of orthogonal matrices")
        if kind.structure == "simplex":
            return tensors.array(self.simplex(shape[0], label), shape)
        if kind.structure in ("symmetric", "psd", "posdef"):
            places = [tuple(sorted(place)) for place in places]
        entries: list[Any] = [
            self.number(kind.entry, label_of(label, place), evaluator) for place in places
        ]
        if kind.structure == "diagonal":
            pairs = zip(entries, places, strict=True)
            entries = [entry if len(set(place)) == 1 else 0 for entry, place in pairs]
        value = tensors.array(entries, shape)
        if kind.structure == "unit":
            return tensors.divide(value, tensors.norm(value, "2"))
        return value

    def simplex(self, size: int, label: str) -> list[Value]:
        """Return general positive numbers with the sum 1."""
        parts: list[Any] = [self.variable(label_of(label, (k,)), 1) for k in range(size - 1)]
        parts.append(lifted(1))
        total = tensors.total(parts)
        return [scalars.divide(part, total) for part in parts]

    def outcomes(
        self, name: str, family: tuple[int, ...], evaluator: Evaluator
    ) -> list[tuple[Value, Value]]:
        """Return the values of a random variable with their probabilities."""
        kind = member_type(self.table[name].type)
        assert isinstance(kind, symbols.Random)
        if kind.law == "normal":
            raise NotProvable("the normal law has infinitely many outcomes")
        if kind.law != "atoms":
            return self.sizes.outcomes(name, family, evaluator)
        label = label_of(name, family)
        atoms = (
            self.array(symbols.Array(kind.shape), f"{label} atom {place}", evaluator)
            if kind.shape
            else self.variable(f"{label} atom {place}")
            for place in range(3)
        )
        return list(zip(atoms, self.simplex(3, f"{label} weight"), strict=True))

    def function(
        self, name: str, family: tuple[int, ...], evaluator: Evaluator
    ) -> Callable[..., Value]:
        """Return a smooth function about which only the bounds of its values are known."""
        kind = member_type(self.table[name].type)
        assert isinstance(kind, symbols.Function)
        if kind.structure == "step":
            raise NotProvable("a function with steps")
        result = kind.result
        shape = shape_of(result, evaluator)
        entry = result.entry if isinstance(result, symbols.Array) else result
        label = label_of(name, family)

        def call(*arguments: Value) -> Value:
            flat = [x for a in arguments for x in (a.flat if tensors.is_array(a) else [a])]
            values = []
            for place in range(math.prod(shape)):
                if kind.structure == "linear":
                    value = self.linear(f"{label} {place}", flat)
                else:
                    value = unknown(f"{label} {place}", (0,) * len(flat))(*flat)
                values.append(squeezed(value, entry, "", evaluator))
            return tensors.array(values, shape) if shape else values[0]

        return call

    def linear(self, label: str, arguments: list[Value]) -> Value:
        """Return a general linear function of some numbers."""
        terms = (
            scalars.multiply(self.variable(f"{label} coefficient {place}"), x)
            for place, x in enumerate(arguments)
        )
        return tensors.total(terms)


def orthogonal(size: int, label: str) -> list[Value]:
    """Return the orthogonal matrices of a size: the rotations, and one axis reversed after each.

    A quaternion, of any length but 0, gives every rotation in space; without its last two numbers
    it is a complex number and gives those in the plane.
    """
    if size not in (2, 3):
        raise NotProvable("a general orthogonal matrix of this size")
    a, b = variable(f"{label} 0"), variable(f"{label} 1")
    if size == 2:
        rows = [[a * a - b * b, -2 * a * b], [2 * a * b, a * a - b * b]]
        square = a * a + b * b
    else:
        c, d = variable(f"{label} 2"), variable(f"{label} 3")
        rows = [
            [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
            [2 * (b * c + a * d), a * a - b * b + c * c - d * d, 2 * (c * d - a * b)],
            [2 * (b * d - a * c), 2 * (c * d + a * b), a * a - b * b - c * c + d * d],
        ]
        square = a * a + b * b + c * c + d * d
    turned = [[x / square for x in row] for row in rows]
    reversed_ = [[-x for x in turned[0]], *turned[1:]]
    shape = (size, size)
    return [tensors.array(itertools.chain(*some), shape) for some in (turned, reversed_)]


def label_of(name: str, places: tuple[int, ...]) -> str:
    """Return the name of a variable: that of the symbol, and where in it the variable stands."""
    return " ".join(map(str, (name, *places)))


def shape_of(kind: symbols.Type, evaluator: Evaluator) -> tuple[int, ...]:
    """Return the shape of the values of a type."""
    if not isinstance(kind, symbols.Array):
        return ()
    return tuple(evaluator.whole(node, "a dimension") for node in kind.shape)
