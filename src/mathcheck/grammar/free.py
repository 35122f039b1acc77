"""Which names a statement leaves free: what a world must choose, and what indices to go through."""

from __future__ import annotations

from mathcheck.grammar import ast, symbols
from mathcheck.grammar.families import member_type
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.grammar.trees import children_of, walk


def free_names(
    node: object,
    table: SymbolTable,
    bound: frozenset[str] = frozenset(),
    seen: frozenset[str] = frozenset(),
) -> set[str]:
    """Return the names without a definition that the value of a tree depends on.

    Names bound by sums, integrals, limits and the parameters of definitions are left out.
    """
    if isinstance(node, tuple):
        return {name for item in node for name in free_names(item, table, bound, seen)}
    if isinstance(node, ast.Name):
        found = free_names(node.indices, table, bound, seen)
        return found | free_of_name(node.name, table, bound, seen)
    if isinstance(node, ast.Big):
        return free_of_big(node, table, bound, seen)
    if isinstance(node, (ast.Limit, ast.Integral, ast.At)):
        outer = [value for key, value in vars(node).items() if key not in ("body", "name", "span")]
        inner = free_names(node.body, table, bound | {node.name}, seen)
        return inner | free_names(
            tuple(v for v in outer if isinstance(v, ast.Node)), table, bound, seen
        )
    if isinstance(node, ast.Call) and isinstance(node.function, ast.Name):
        inner = free_names((*node.arguments, *node.function.indices), table, bound, seen)
        return inner | free_of_name(
            node.function.name, table, bound, seen, called=len(node.arguments)
        )
    if isinstance(node, ast.Node):
        return {
            name
            for key, value in vars(node).items()
            if key != "span"
            for name in free_names(value, table, bound, seen)
        }
    return set()


def free_of_big(
    node: ast.Big, table: SymbolTable, bound: frozenset[str], seen: frozenset[str]
) -> set[str]:
    """Return the free names of a sum or the like."""
    found: set[str] = set()
    inside = bound
    for item in node.ranges:
        parts = (item.low, item.high, item.members, item.condition, *item.unequal)
        found |= free_names(
            tuple(p for p in parts if p is not None), table, inside | {item.name}, seen
        )
        inside = inside | {item.name}
        if item.low is None and item.members is None:
            found |= free_of_type(item.name, table, bound, seen)
    return found | free_names(node.body, table, inside, seen)


def free_of_name(
    name: str,
    table: SymbolTable,
    bound: frozenset[str],
    seen: frozenset[str],
    called: int | None = None,
) -> set[str]:
    """Return the free names that a name stands for."""
    if name in bound or name in seen or name not in table:
        return set()
    seen = seen | {name}
    clauses = table.definitions.get(name, ())
    usable = [c for c in clauses if not c.derivative]
    found: set[str] = set()
    kind = member_type(table[name].type)
    for clause in usable:
        inner = {n.name for i in clause.indices for n in walk(i) if isinstance(n, ast.Name)}
        given = {p.name for p in clause.parameters or () if isinstance(p, ast.Name)}
        if called is None and clause.parameters is not None:
            found |= free_names(clause.parameters, table, bound, seen)
        found |= free_names(clause.body, table, bound | inner | given, seen)
    if isinstance(kind, symbols.Function) and called is None and kind.at:
        found |= free_of_name(kind.at, table, bound, seen)
    if not usable or isinstance(kind, symbols.Size):
        found |= {name} if not isinstance(kind, symbols.Function) else set()
        found |= free_of_type(name, table, bound, seen)
    return found


def free_of_type(
    name: str, table: SymbolTable, bound: frozenset[str], seen: frozenset[str]
) -> set[str]:
    """Return the free names in the bounds and dimensions of a type."""
    found: set[str] = set()
    bound |= {getattr(table[name].type, "index", "")}
    for node in children_of(table[name].type):
        found |= free_names(node, table, bound, seen | {name})
    return found


def free_indices(nodes: tuple[ast.Node, ...], table: SymbolTable) -> list[str]:
    """Return the indices to be enumerated, in the order of their declaration."""
    found = free_names(nodes, table)
    return [
        name
        for name in table.symbols
        if name in found and isinstance(table[name].type, symbols.Index)
    ]
