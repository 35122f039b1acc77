"""The value of E, Var, Cov and Pr: exact over finite laws, by quadrature over a normal one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mpmath import mp

from mathcheck.errors import ShapeProblem
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.dependencies import dependencies
from mathcheck.grammar.families import family_slots, member_type
from mathcheck.grammar.trees import walk
from mathcheck.values import calculus, scalars, tensors
from mathcheck.values.tensors import Value

if TYPE_CHECKING:
    from mathcheck.values.evaluate import Evaluator, Key

MOST_OUTCOMES = 20000


def random_names(self: Evaluator, node: ast.Node) -> list[str]:
    """Return the random variables that a tree depends on and that nothing has bound."""
    found: set[str] = set()
    for part in walk(node):
        if isinstance(part, ast.Name):
            found |= dependencies(part.name, self.table)
    bound = {name for name, _ in self.bindings}
    return sorted(
        name
        for name in found
        if isinstance(member_type(self.table[name].type), symbols.Random) and name not in bound
    )


def random_keys(self: Evaluator, node: ast.Node, names: list[str]) -> list[Key]:
    """Return the random variables with the family indices that occur in a tree."""
    keys: dict[Key, None] = {}
    for name in names:
        if not family_slots(self.table[name].type):
            keys[name, ()] = None
            continue
        for used in family_members(self, node, name):
            keys[name, used] = None
    return list(keys)


def family_members(self: Evaluator, node: ast.Node, name: str) -> set[tuple[int, ...]]:
    """Return which members of a random family a tree's value uses, by evaluating it once.

    Those of a mean in it are not among them.
    """
    seen: set[tuple[int, ...]] = set()
    world = self.world
    before = world.__dict__.get("sample")
    original = type(world).sample.__get__(world)  # not the spy of a mean around this one

    def spy(asked: str, family: tuple[int, ...], evaluator: Evaluator) -> Value:
        if asked == name:
            seen.add(family)
        return original(asked, family, evaluator)

    world.sample = spy  # type: ignore[method-assign, assignment]
    child = self.bind({})
    child.memo = {}
    try:
        child.value(node)
    finally:
        if before is None:
            del world.sample
        else:
            world.sample = before  # type: ignore[method-assign]
    return seen


def mean(self: Evaluator, node: ast.Node, over: tuple[str, ...], given: ast.Node | None) -> Value:
    """Return the exact mean of a tree over all outcomes of its random variables."""
    names = random_names(self, node)
    if given is not None:
        names = sorted({*names, *random_names(self, given)})
    names = [name for name in names if not over or name in over]
    if not names:
        raise ShapeProblem("nothing is random here: declare the random variable", node.span)
    normal = [n for n in names if member_type(self.table[n].type).law == "normal"]  # type: ignore[union-attr]
    keys = random_keys(self, node, [n for n in names if n not in normal])
    if len(normal) > 1:
        raise ShapeProblem("only one normal variable can be integrated over", node.span)
    tables = [self.world.outcomes(name, family, self) for name, family in keys]
    count = math.prod(len(table) for table in tables)
    if count > MOST_OUTCOMES:
        raise ShapeProblem(f"{count} outcomes are too many: declare smaller dimensions", node.span)
    result: Value = None
    for combination in itertools.product(*tables):
        weight: Value = 1
        bound: dict[Key, Value] = {}
        for key, (value, probability) in zip(keys, combination, strict=True):
            bound[key] = value
            weight = scalars.multiply(weight, probability)
        child = self.bind(bound)
        term = (
            gaussian_mean(child, node, normal[0], given)
            if normal
            else restricted(child, node, given)
        )
        self.absorb(child)
        term = tensors.multiply(weight, term)
        result = term if result is None else tensors.add(result, term)
    return result


def restricted(self: Evaluator, node: ast.Node, given: ast.Node | None) -> Value:
    """Return a value, or 0 of its shape where the event does not happen."""
    value = self.value(node) if not isinstance(node, ast.Relation) else int(self.holds(node))
    if given is not None and not self.holds(given):
        return tensors.each(lambda _: 0, value)
    return value


def gaussian_mean(self: Evaluator, node: ast.Node, name: str, given: ast.Node | None) -> Value:
    """Return the mean over a standard normal variable, by quadrature."""

    def integrand(place: Value) -> Value:
        child = self.bind({(name, ()): place})
        return tensors.multiply(mp.npdf(place), restricted(child, node, given))

    return calculus.quadrature(self, integrand, -mp.inf, mp.inf, node)


def expectation(self: Evaluator, node: ast.Expectation) -> Value:
    """Return E, Var, Cov or Pr, exactly over finite laws."""
    if node.kind == "given" and not random_names(self, node.body):
        return int(self.holds(node.body))
    if node.kind in ("E", "Pr", "given"):
        return mean(self, node.body, node.over, node.given)
    parts = node.body.items if isinstance(node.body, ast.Listing) else (node.body, node.body)
    left, right = parts
    center = [mean(self, part, node.over, node.given) for part in parts]
    if tensors.is_array(center[0]) and node.kind == "Var":
        raise ShapeProblem("Var of a vector: write Cov, or the variance of an entry", node.span)
    outer = ast.Binary("*", left, ast.Transpose(right) if tensors.is_array(center[0]) else right)
    product = mean(self, outer, node.over, node.given)
    return tensors.subtract(product, tensors.multiply(center[0], tensors.transpose(center[1])))


HANDLERS: dict[type, Callable[[Evaluator, Any], Value]] = {ast.Expectation: expectation}
