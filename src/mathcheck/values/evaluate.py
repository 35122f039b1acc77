"""Give a tree its value in a world: one evaluator for numbers, dual numbers and symbols.

A derivative binds its variable to a dual number, which cuts the definition of that variable: so
the chain rule can be checked like any other equation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from mathcheck.errors import MathError, ShapeProblem, SyntaxProblem
from mathcheck.grammar import ast
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.values import (
    calculus,
    dots,
    expectations,
    knownfunctions,
    lookup,
    plainnodes,
    ranges,
    relations,
    scalars,
    tensors,
)
from mathcheck.values.tensors import Value

Key = tuple[str, tuple[int, ...]]
MAXIMAL_DEPTH = 60


class World(Protocol):
    """What the evaluator asks of a world."""

    table: SymbolTable

    def constant(self, name: str) -> Value:
        """Return e, pi or infty."""

    def sample(self, name: str, family: tuple[int, ...], evaluator: Evaluator) -> Value:
        """Return the value of a name that nothing defines."""

    def function(
        self, name: str, family: tuple[int, ...], evaluator: Evaluator
    ) -> Callable[..., Value]:
        """Return an arbitrary function for a name that nothing defines."""

    def outcomes(
        self, name: str, family: tuple[int, ...], evaluator: Evaluator
    ) -> list[tuple[Value, Value]]:
        """Return the values of a random variable with their probabilities."""


class Evaluator:
    """Values of trees in one world, under bindings.

    Parameters
    ----------
    world : World
        Samples what is not defined.
    bindings : mapping
        Values that replace the sampled or defined ones, by name and family index.
    sign : int
        What a plus-minus sign means: +1 or -1.
    """

    def __init__(
        self, world: World, bindings: Mapping[Key, Value] | None = None, sign: int = 1
    ) -> None:
        self.world = world
        self.table = world.table
        self.bindings = dict(bindings or {})
        self.stamps: dict[Key, object] = {key: fingerprint(v) for key, v in self.bindings.items()}
        self.sign = sign
        self.memo: dict[object, Value] = {}
        self.work = [0]  # how many nodes have been evaluated, also by children
        self.depth = 0
        self.tolerance = 0.0  # the error of limits and integrals met on the way

    def bind(self, bindings: Mapping[Key, Value]) -> Evaluator:
        """Return an evaluator with further names bound, which shares the memory of this one."""
        child = Evaluator.__new__(Evaluator)
        child.world, child.table, child.sign = self.world, self.table, self.sign
        child.memo, child.work = self.memo, self.work
        child.bindings = {**self.bindings, **bindings}
        child.stamps = {**self.stamps, **{key: fingerprint(v) for key, v in bindings.items()}}
        child.depth = self.depth + 1
        child.tolerance = 0.0
        if child.depth > MAXIMAL_DEPTH:
            raise SyntaxProblem("a definition leads back to itself")
        return child

    def absorb(self, child: Evaluator) -> None:
        """Take over the numerical error that a child has met."""
        self.tolerance = max(self.tolerance, child.tolerance)

    def value(self, node: ast.Node) -> Value:
        """Return the value of a tree.

        Raises
        ------
        MathError
            `ShapeProblem` for operations without meaning, `Undefined` at poles and gaps.
        """
        self.work[0] += 1
        try:
            return HANDLERS[type(node)](self, node)
        except MathError as error:
            if error.span == (0, 0):
                error.span = node.span
            raise

    def within(self, bindings: Mapping[Key, Value], node: ast.Node) -> Value:
        """Return the value of a tree with further names bound."""
        child = self.bind(bindings)
        result = child.value(node)
        self.absorb(child)
        return result

    def whole(self, node: ast.Node, what: str = "an index") -> int:
        """Return the value of a tree that must be a whole number."""
        value = scalars.primal(self.value(node))
        if tensors.is_array(value) or scalars.is_symbolic(value) or value != int(value):
            raise ShapeProblem(f"{what} must be a whole number, but it is {value}", node.span)
        return int(value)

    def holds(self, node: ast.Node) -> bool:
        """Return whether a condition is true."""
        return relations.holds(self, node)

    def entry(self, name: str, indices: tuple[int, ...]) -> Value:
        """Return the value of a name with its indices, family indices first."""
        return lookup.entry(self, name, indices)

    def extent(self, name: str) -> range:
        """Return what an index runs through."""
        return lookup.extent(self, name)


def fingerprint(value: Value) -> object:
    """Return what tells bound values apart: small numbers by value, others by identity."""
    return value if isinstance(value, int) else Stamp(value)


class Stamp:
    """A value compared by identity; it keeps the value alive, so that no identity is used twice."""

    def __init__(self, value: Value) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stamp) and other.value is self.value

    def __repr__(self) -> str:
        return f"@{id(self.value)}"


HANDLERS: dict[type, Callable[[Evaluator, Any], Value]] = {
    **plainnodes.HANDLERS,
    **knownfunctions.HANDLERS,
    **ranges.HANDLERS,
    **dots.HANDLERS,
    **calculus.HANDLERS,
    **expectations.HANDLERS,
}
"""How to evaluate each kind of node; a module that has handlers lists them at its foot."""
