"""Refuse what cannot be meant as it stands, before any number is computed."""

from __future__ import annotations

from itertools import pairwise

from mathcheck.checking.verdicts import Failure, Wrong
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.dependencies import dependencies
from mathcheck.grammar.families import family_slots, member_type
from mathcheck.grammar.free import free_names
from mathcheck.grammar.symbols import SymbolTable, plain
from mathcheck.grammar.trees import children_of, walk
from mathcheck.sampling.assignments import is_free_name
from mathcheck.values.evaluate import Evaluator
from mathcheck.values.expectations import family_members
from mathcheck.values.relations import ORDERINGS


def refuse_slips(statement: ast.Statement, table: SymbolTable) -> None:
    """Raise Wrong for a statement that says nothing, or not what it seems to say."""
    refuse_idle_derivatives(statement, table)
    refuse_bare_families(statement, table)
    for claim in statement.claims:
        for relation, (left, right) in zip(claim.relations, pairwise(claim.sides), strict=False):
            if relation == "!=":
                refuse_free_inequality(left, right, table)


def refuse_idle_derivatives(statement: ast.Statement, table: SymbolTable) -> None:
    """Refuse `d/dz` of what does not depend on z, which is 0 whatever the operand says.

    A definition by a rate, `dz/dt = ...`, makes z depend on t.
    """
    for node in (n for claim in statement.claims for n in walk(claim)):
        for variable in node.variables if isinstance(node, ast.Derivative) else ():
            assert isinstance(node, ast.Derivative)
            if not depends(node.operand, variable.name, table):
                what = plain(variable.name)
                raise Wrong(Failure(f"this does not depend on {what}", node.operand.span))


def depends(node: ast.Node, name: str, table: SymbolTable) -> bool:
    """Return whether a value depends on a name, that no sum or integral in it has bound."""
    inner = {n.name for n in walk(node) if isinstance(n, ast.Name)}
    if name in free_names(node, table) or (name in inner and table.definitions.get(name)):
        return True
    return any(name in dependencies(other, table) for other in inner - {name})


def refuse_bare_families(statement: ast.Statement, table: SymbolTable) -> None:
    """Refuse `v_t = ... for v >= 1`: the bare v is none of the members that the claim is about."""
    claimed = (n for claim in statement.claims for n in walk(claim) if isinstance(n, ast.Name))
    indexed = {n.name for n in claimed if n.indices and family_slots(table[n.name].type)}
    bounds = [
        c
        for c in statement.conditions
        if isinstance(c, ast.Relation) and not ORDERINGS.keys().isdisjoint(c.relations)
    ]
    for name in (n for condition in bounds for n in walk(condition)):
        if isinstance(name, ast.Name) and name.name in indexed and not name.indices:
            what = plain(name.name)
            raise Wrong(Failure(f"which {what}? The claim is about its members", name.span))


def refuse_free_inequality(left: ast.Node, right: ast.Node, table: SymbolTable) -> None:
    """Refuse `x != a` where nothing says what x is: no number drawn at random is equal to a."""
    for name, other in ((left, right), (right, left)):
        if is_free_name(name, table) and not free_names(name, table) & free_names(other, table):
            message = "nothing says what this is, so that it differs from anything"
            raise Wrong(Failure(message, name.span))


def refuse_missing_mean(left: ast.Node, right: ast.Node, evaluator: Evaluator) -> None:
    """Refuse to compare what is random with a bound that is a mean over the same chance."""
    _, inside = randoms(right, evaluator.table)
    outside, _ = randoms(left, evaluator.table)
    names = [
        name
        for name in sorted(outside & inside)
        if family_members(evaluator, left, name) and not family_members(evaluator, right, name)
    ]
    if names:
        what = ", ".join(plain(name) for name in names)
        message = f"this is random ({what}), and the other side is a mean over it"
        raise Wrong(Failure(message, left.span))


def randoms(
    node: ast.Node, table: SymbolTable, seen: frozenset[str] = frozenset()
) -> tuple[set[str], set[str]]:
    """Return the random names that a value depends on, and those over which it takes means."""
    outside: set[str] = set()
    inside: set[str] = set()
    below = list(children_of(node))
    if isinstance(node, ast.Name) and node.name in table and node.name not in seen:
        seen |= {node.name}
        below += [clause.body for clause in table.definitions.get(node.name, ())]
        if isinstance(member_type(table[node.name].type), symbols.Random):
            outside.add(node.name)
    for child in below:
        found, meant = randoms(child, table, seen)
        outside |= found
        inside |= meant
    return (set(), inside | outside) if isinstance(node, ast.Expectation) else (outside, inside)
