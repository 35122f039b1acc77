"""Look up names in three places: bindings, definitions, the world.

What an operator, a function or a derivative has bound comes first, then the page's definitions,
then the world, which samples what nobody has defined.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from mathcheck.errors import Outside, ShapeProblem
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.dependencies import dependencies
from mathcheck.grammar.families import family_slots, member_type
from mathcheck.grammar.symbols import Definition
from mathcheck.grammar.trees import walk
from mathcheck.values import tensors
from mathcheck.values.tensors import Value

if TYPE_CHECKING:
    from mathcheck.values.evaluate import Evaluator, Key


def entry(evaluator: Evaluator, name: str, indices: tuple[int, ...]) -> Value:
    """Return the value of a name with its indices, family indices first."""
    symbol = evaluator.table[name]
    families = family_slots(symbol.type)
    family, rest = indices[:families], indices[families:]
    if isinstance(symbol.type, symbols.Random) and symbol.type.law == "draws" and family:
        refuse_outside(family, (evaluator.whole(symbol.type.shape[0]),), name)
    if (name, family) in evaluator.bindings:
        return pick(evaluator.bindings[name, family], rest, name)
    if not indices and isinstance(symbol.type, symbols.Sequence_):
        refuse_varying(symbol.type, name)
        if isinstance(member_type(symbol.type), (symbols.Random, symbols.Subset)):
            raise ShapeProblem(f"{symbols.plain(name)} is a family: it needs an index")
        return sampled(evaluator, name, ())  # w beside w_t: any value that a member can have
    if len(family) < families:
        raise ShapeProblem(f"{symbols.plain(name)} is a family: it needs an index")
    clauses = evaluator.table.definitions.get(name, ())
    if not clauses or not any(c.parameters is None and not c.derivative for c in clauses):
        return pick(sampled(evaluator, name, family), rest, name)
    key = (name, indices, context(evaluator, name))
    if key not in evaluator.memo:
        evaluator.memo[key] = defined(evaluator, name, indices, families)
    return evaluator.memo[key]


def refuse_varying(kind: symbols.Sequence_, name: str) -> None:
    """Refuse the bare name of a family whose members have different shapes."""
    element = kind.element
    if isinstance(element, symbols.Array) and any(
        isinstance(node, ast.Name) and node.name == kind.index
        for size in element.shape
        for node in walk(size)
    ):
        raise ShapeProblem(f"the members of {symbols.plain(name)} differ in shape: write the index")


def sampled(evaluator: Evaluator, name: str, family: tuple[int, ...]) -> Value:
    """Return what the world says about a name."""
    key = (name, family, "sample", context(evaluator, name))
    if key not in evaluator.memo:
        member = at_member(evaluator, name, family)
        evaluator.memo[key] = evaluator.world.sample(name, family, member)
    return evaluator.memo[key]


def at_member(evaluator: Evaluator, name: str, family: tuple[int, ...]) -> Evaluator:
    """Return an evaluator in which the index of a family has the value of this member."""
    index = getattr(evaluator.table[name].type, "index", "")
    return evaluator.bind({(index, ()): family[0]}) if index and family else evaluator


def context(evaluator: Evaluator, name: str) -> object:
    """Return what a definition's value depends on: the bindings of the names below it."""
    if not evaluator.bindings:
        return ()
    reachable = dependencies(name, evaluator.table)
    return tuple(sorted(
        ((k, s) for k, s in evaluator.stamps.items() if k[0] in reachable), key=repr
    ))  # fmt: skip


def defined(evaluator: Evaluator, name: str, indices: tuple[int, ...], families: int) -> Value:
    """Return the value that a definition gives to a name with these indices."""
    sizes = shape(at_member(evaluator, name, indices[:families]), name)
    refuse_outside(indices[families:], sizes, name)  # though the formula may go on beyond
    for clause in evaluator.table.definitions[name]:
        if clause.parameters is not None or clause.derivative:
            continue
        if len(clause.indices) <= len(indices):
            bound = matched(evaluator, clause, indices[: len(clause.indices)])
            if bound is not None:
                value = evaluator.within(bound, clause.body)
                if clause.body == ast.Number(Fraction(0)) and len(clause.indices) <= families:
                    value = tensors.array([0] * math.prod(sizes), sizes) if sizes else value
                refuse_other_shape(value, sizes[max(len(clause.indices) - families, 0) :], name)
                return pick(value, indices[len(clause.indices) :], name)
    missing = len(sizes) + families - len(indices)
    if missing <= 0 or not sizes:
        return pick(sampled(evaluator, name, indices[:families]), indices[families:], name)
    sizes = sizes[len(sizes) - missing :]
    places = ((*indices, *(i + 1 for i in place)) for place in np.ndindex(*sizes))
    return tensors.array((entry(evaluator, name, place) for place in places), sizes)


def refuse_other_shape(value: Value, sizes: tuple[int, ...], name: str) -> None:
    """Refuse a definition whose value has not the declared shape."""
    came = value.shape if tensors.is_array(value) else ()
    if came != sizes and not isinstance(value, (tuple, frozenset)):
        wanted = tensors.array([0] * math.prod(sizes), sizes) if sizes else 0
        raise ShapeProblem(
            f"{symbols.plain(name)} is declared as {tensors.describe(wanted)}, but its definition"
            f" gives {tensors.describe(value)}"
        )


def matched(
    evaluator: Evaluator, clause: Definition, indices: tuple[int, ...]
) -> dict[Key, Value] | None:
    """Return the names that a clause's indices bind, or None if it is about other indices."""
    bound: dict[Key, Value] = {}
    for node, index in zip(clause.indices, indices, strict=True):
        shift = 0
        if isinstance(node, ast.Binary) and node.operator in "+-":
            right = evaluator.value(node.right) if not isinstance(node.right, ast.Name) else 0
            shift = right if node.operator == "+" else -right
            node = node.left
        if isinstance(node, ast.Name) and not node.indices and not is_fixed(evaluator, node.name):
            if index - shift < lowest(evaluator, node.name):
                return None
            bound[node.name, ()] = index - shift
        elif evaluator.whole(node) != index:
            return None
    return bound


def is_fixed(evaluator: Evaluator, name: str) -> bool:
    """Return whether a name in an index pattern is a constant such as a dimension."""
    return isinstance(evaluator.table[name].type, symbols.Size)


def lowest(evaluator: Evaluator, name: str) -> int:
    """Return where the range of an index begins."""
    kind = evaluator.table[name].type
    if isinstance(kind, symbols.Index):
        return evaluator.whole(kind.low)
    if isinstance(kind, symbols.Scalar) and kind.low is not None:
        return evaluator.whole(kind.low)
    return 0


def shape(evaluator: Evaluator, name: str) -> tuple[int, ...]:
    """Return the shape of the values of a name, family indices left out."""
    kind = member_type(evaluator.table[name].type)
    if isinstance(kind, symbols.Array):
        return tuple(evaluator.whole(node, "a dimension") for node in kind.shape)
    return ()


def extent(evaluator: Evaluator, name: str) -> range:
    """Return what an index runs through."""
    kind = evaluator.table[name].type
    if isinstance(kind, symbols.Index):
        return range(evaluator.whole(kind.low), evaluator.whole(kind.high) + 1)
    if (
        isinstance(kind, symbols.Scalar)
        and kind.integer
        and kind.high is not None
        and kind.low is not None
    ):
        return range(evaluator.whole(kind.low), evaluator.whole(kind.high) + 1)
    raise ShapeProblem(f"{symbols.plain(name)} has no range to run through: declare it as an index")


def pick(value: Value, indices: tuple[int, ...], name: str) -> Value:
    """Return the entry of a vector or a matrix, counted from 1; one index of a matrix is a row."""
    if not indices:
        return value
    if isinstance(value, tuple) and len(indices) == 1 and 1 <= indices[0] <= len(value):
        return value[indices[0] - 1]
    if not tensors.is_array(value) or len(indices) > value.ndim:
        raise ShapeProblem(f"{symbols.plain(name)} has too many indices")
    refuse_outside(indices, value.shape, name)
    return value[tuple(index - 1 for index in indices)]


def refuse_outside(indices: tuple[int, ...], sizes: tuple[int, ...], name: str) -> None:
    """Refuse an index beyond the declared size."""
    for index, size in zip(indices, sizes, strict=False):
        if not 1 <= index <= size:
            raise Outside(f"the index {index} of {symbols.plain(name)} is outside 1..{size}")
