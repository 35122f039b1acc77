"""Which statements a proof can be about: nothing in them is computed approximately."""

from __future__ import annotations

from mathcheck.grammar import ast, symbols
from mathcheck.grammar.families import member_type
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.grammar.trees import children_of, walk

NUMERICAL = (ast.Limit, ast.Integral, ast.Order, ast.Side)
"""What the evaluator computes approximately, with exact numbers even."""


def has_inner_chain(nodes: tuple[ast.Node, ...]) -> bool:
    """Tell whether a line of `cases` is a chain, of which only the first side has been compared."""
    cases = [part for node in nodes for part in walk(node) if isinstance(part, ast.Cases)]
    return any(isinstance(value, ast.Relation) for node in cases for value, _ in node.lines)


def is_exact(nodes: tuple[ast.Node, ...], table: SymbolTable) -> bool:
    """Tell whether nothing is approximated, and nothing random stands outside of an expectation."""
    found = _below(nodes, table, inside=True)
    if any(_is_normal(node, table) for node in found if isinstance(node, ast.Expectation)):
        return False
    if any(isinstance(node, NUMERICAL) or node == ast.Constant("infty") for node in found):
        return False
    if any(_is_continuous(node, table) for node in found if isinstance(node, ast.Big)):
        return False
    outside = _below(nodes, table, inside=False)
    names = {node.name for node in outside if isinstance(node, ast.Name)}
    return not any(_is_random(table[name].type) for name in names if name in table)


def _below(nodes: tuple[ast.Node, ...], table: SymbolTable, *, inside: bool) -> list[ast.Node]:
    """Return all nodes below some, through definitions; `inside` enters expectations too."""
    found: list[ast.Node] = []
    waiting, names = list(nodes), set[str]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expectation) and not inside:
            continue
        found.append(node)
        waiting += children_of(node)
        if isinstance(node, ast.Name) and node.name not in names:
            names.add(node.name)
            waiting += [clause.body for clause in table.definitions.get(node.name, ())]
    return found


def _is_continuous(node: ast.Big, table: SymbolTable) -> bool:
    return any(
        isinstance(kind := table[bounds.name].type, symbols.Scalar)
        and not kind.integer
        and bounds.members is None
        for bounds in node.ranges
    )


def _is_random(kind: symbols.Type) -> bool:
    """Tell whether a type has outcomes; any number may be that of a normal law."""
    kind = member_type(kind)
    return isinstance(kind, symbols.Random) and kind.law != "normal"


def _is_normal(node: ast.Expectation, table: SymbolTable) -> bool:
    """Tell whether an expectation is an integral over a normal law."""
    names = {
        part.name for part in _below((node,), table, inside=True) if isinstance(part, ast.Name)
    }
    kinds = [member_type(table[name].type) for name in names if name in table]
    return any(isinstance(kind, symbols.Random) and kind.law == "normal" for kind in kinds)
