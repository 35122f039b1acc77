"""The points at which a statement is evaluated: worlds, indices, and what the conditions say."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from mathcheck.errors import Kink, Undefined
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.families import family_slots, member_type
from mathcheck.grammar.free import free_indices
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.grammar.trees import substituted, walk
from mathcheck.sampling.assignments import assignment, start
from mathcheck.sampling.effort import bodies, is_piecewise
from mathcheck.sampling.roots import inside, solved
from mathcheck.sampling.worlds import MODES, SampledWorld
from mathcheck.values import tensors
from mathcheck.values.evaluate import Evaluator, Key

MOST_COMBINATIONS = 64


def worlds(
    table: SymbolTable, count: int, seed: int, hints: tuple[float, ...], mode: str = ""
) -> Iterator[SampledWorld]:
    """Yield worlds, in changing modes unless one is asked for."""
    for number in range(count):
        chosen = mode or MODES[number % len(MODES)]
        yield SampledWorld(table, seed * 1000 + number, chosen, hints)


class Point:
    """A point at which each side of a chain is evaluated once, though it has two neighbors."""

    def __init__(self, evaluator: Evaluator, mode: str) -> None:
        self.evaluator, self.mode = evaluator, mode
        self.known: dict[int, tuple[Any, float]] = {}

    def values(self, sides: tuple[ast.Node, ...]) -> list[Any]:
        """Return the values of some sides; where there is none, the error that says why."""
        found = [self.value(side) for side in sides]
        self.evaluator.tolerance = max(tolerance for _, tolerance in found)
        return [value for value, _ in found]

    def value(self, side: ast.Node) -> tuple[Any, float]:
        """Return the value of a side, or the error, and its numerical tolerance."""
        if id(side) not in self.known:
            self.evaluator.tolerance = 0.0
            value: Any
            try:
                value = self.evaluator.value(side)
            except Undefined as error:
                value = error
            self.known[id(side)] = value, self.evaluator.tolerance
        return self.known[id(side)]


class Points:
    """The points of a statement, world by world, the same for all its relations.

    Parameters
    ----------
    statement, table, seed
        As for `mathcheck.checking.check.check_statement`.
    hints : tuple of float, optional
        Numbers to try; by default those that the statement mentions.
    """

    def __init__(
        self, statement: ast.Statement, table: SymbolTable, seed: int,
        hints: tuple[float, ...] | None = None,
    ) -> None:  # fmt: skip
        self.statement, self.table, self.seed = statement, table, seed
        self.hints = hints_of(statement, table) if hints is None else hints
        self.known: list[tuple[SampledWorld, list[Point]]] = []
        self.worlds = worlds(table, 10**6, seed, self.hints)

    def __call__(self, count: int) -> Iterator[tuple[SampledWorld, list[Point]]]:
        """Yield so many worlds, each with its points."""
        for number in range(count):
            if number == len(self.known):
                world = next(self.worlds)
                found = [
                    Point(e, world.mode) for e in evaluators(self.statement, self.table, world)
                ]
                self.known.append((world, found))
            yield self.known[number]


def hints_of(statement: ast.Statement, table: SymbolTable) -> tuple[float, ...]:
    """Return the numbers that a statement and its definitions mention, the ends of cases first.

    Where there are cases, the numbers a little beside them come last.
    """
    nodes: list[ast.Node] = [*statement.claims, *statement.conditions]
    names = {n.name for node in nodes for n in walk(node) if isinstance(n, ast.Name)}
    for name in sorted(names):
        nodes += [clause.body for clause in table.definitions.get(name, ())]
    cases = [n for node in nodes for n in walk(node) if isinstance(n, ast.Cases)]
    ends = [condition for case in cases for _, condition in case.lines if condition is not None]
    mentioned = tuple(dict.fromkeys((*numbers(ends), *numbers(nodes))))
    if not is_piecewise(statement.claims, table):
        return mentioned
    return (*mentioned, *(x + step for x in mentioned for step in (-0.25, 0.25)))


def numbers(nodes: list[ast.Node]) -> list[float]:
    """Return the numbers in trees, of either sign, the smallest first."""
    found = {float(n.value) for node in nodes for n in walk(node) if isinstance(n, ast.Number)}
    return [sign * x for x in sorted(found) if x < 50 for sign in (1, -1)]


def evaluators(
    statement: ast.Statement, table: SymbolTable, world: SampledWorld
) -> Iterator[Evaluator]:
    """Yield evaluators for all index values of a world at which the conditions hold."""
    nodes = (*statement.claims, *statement.conditions)
    base = Evaluator(world)
    names = free_indices(nodes, table)
    extents = []
    for name in names:
        try:
            extents.append(list(base.extent(name)))
        except Undefined:
            return
    combinations = list(itertools.product(*extents))
    slow = any(isinstance(n, ast.Integral) for node in nodes for n in walk(node))
    most = 1 if slow else MOST_COMBINATIONS
    if len(combinations) > most:
        combinations = world.random("combinations").sample(combinations, most)
    ends = ends_of(statement, table) if world.mode == "edge" else ()
    signs = (1, -1) if any(isinstance(n, ast.Plus) for node in nodes for n in walk(node)) else (1,)
    for combination in combinations:
        bound: dict[Key, Any] = {
            (name, ()): value for name, value in zip(names, combination, strict=True)
        }
        for sign in signs:
            evaluator = Evaluator(world, bound, sign)
            try:
                prepared = conditioned(statement, table, evaluator)
            except (Kink, Undefined):
                continue
            if prepared is not None:
                yield prepared
                yield from at_ends(ends, statement, prepared)


def at_ends(
    ends: Sequence[ast.Relation], statement: ast.Statement, evaluator: Evaluator
) -> Iterator[Evaluator]:
    """Yield points at the ends of cases at which the conditions hold still."""
    for end in ends:
        try:
            place = solved(end, evaluator, evaluator.table)
            prepared = place and conditioned(statement, evaluator.table, place)
        except (Kink, Undefined):
            continue
        if prepared is not None:
            yield prepared


def ends_of(statement: ast.Statement, table: SymbolTable) -> list[ast.Relation]:
    r"""Return equations for the ends of cases that no number marks, such as `r = \delta`."""
    trees = (*statement.claims, *statement.conditions)
    given = [body for tree in trees for n in walk(tree) for body in called(n, table)]
    nodes = [n for tree in (*trees, *bodies(trees, table), *given) for n in walk(tree)]
    conditions = [c for n in nodes if isinstance(n, ast.Cases) for _, c in n.lines]
    return [
        ast.Relation((left, right), ("=",))
        for condition in dict.fromkeys(conditions)
        if isinstance(condition, ast.Relation)
        for left, right in pairwise(condition.sides)
        if not isinstance(left, (ast.Number, ast.Listing)) and not isinstance(right, ast.Number)
    ]


def called(node: ast.Node, table: SymbolTable) -> Iterator[ast.Node]:
    """Yield what a call of a defined function, or of its derivative, says of its arguments."""
    if not isinstance(node, ast.Call):
        return
    function = node.function.function if isinstance(node.function, ast.Prime) else node.function
    for clause in table.definitions.get(getattr(function, "name", ""), ()):
        parameters = clause.parameters or ()
        if len(parameters) == len(node.arguments):
            yield substituted(clause.body, dict(zip(parameters, node.arguments, strict=True)))


def conditioned(
    statement: ast.Statement, table: SymbolTable, evaluator: Evaluator
) -> Evaluator | None:
    """Return an evaluator in which the conditions hold, or None where they do not."""
    for condition in statement.conditions:
        for part in condition.parts if isinstance(condition, ast.Both) else (condition,):
            assert isinstance(part, ast.Relation)
            if not part.relations or part.relations[0] in ("to", "law", "maps"):
                continue
            setting = assignment(part, table) or start(part, evaluator)
            if setting is not None:
                name, node = setting
                indices = tuple(evaluator.whole(i) for i in name.indices)
                family = indices[: family_slots(table[name.name].type)]
                value = evaluator.value(node)
                if entry := tuple(i - 1 for i in indices[len(family) :]):
                    vector = evaluator.entry(name.name, family).copy()
                    vector[entry] = value
                    value = vector
                elif not tensors.is_array(value) and value == 0:  # w = 0 may be a vector of zeros
                    value = tensors.each(lambda _: 0, evaluator.entry(name.name, family))
                if not inside(member_type(table[name.name].type), value, evaluator):
                    return None
                evaluator = evaluator.bind({(name.name, family): value})
                evaluator.depth = 0
            elif not evaluator.holds(part):
                return None
    return evaluator if indices_fit(evaluator) else None


def indices_fit(evaluator: Evaluator) -> bool:
    """Return whether all indices lie in their ranges still: `for K = 2` may have cut them off."""
    return all(
        value in evaluator.extent(name)
        for (name, family), value in evaluator.bindings.items()
        if not family and isinstance(evaluator.table[name].type, symbols.Index)
    )
