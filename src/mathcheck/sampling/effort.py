"""How many points a relation deserves: an integral costs seconds each, a corner hides from few."""

from __future__ import annotations

from mathcheck.grammar import ast, symbols
from mathcheck.grammar.dependencies import dependencies
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.grammar.trees import walk

EQUALITY_WORLDS, INEQUALITY_WORLDS = 10, 80
HEAVY_EQUALITY_WORLDS, HEAVY_INEQUALITY_WORLDS = 4, 16
"""An integral takes seconds a point, and is smooth: one point decides most equalities."""


def worlds_for(trees: tuple[ast.Node, ...], table: SymbolTable, ordering: bool) -> int:
    """Return the number of worlds for one relation between two sides."""
    if is_heavy(trees, table):
        return HEAVY_INEQUALITY_WORLDS if ordering else HEAVY_EQUALITY_WORLDS
    if ordering or is_piecewise(trees, table):
        return INEQUALITY_WORLDS  # a boundary in the wrong place shows in a narrow range only
    return EQUALITY_WORLDS


def is_constant(statement: ast.Statement, table: SymbolTable) -> bool:
    """Return whether a statement is about numbers only: no sizes, no arbitrary functions."""
    nodes = [n for node in (*statement.claims, *statement.conditions) for n in walk(node)]
    names = {
        below for n in nodes if isinstance(n, ast.Name) for below in dependencies(n.name, table)
    }
    return not any(
        isinstance(table[name].type, (symbols.Size, symbols.Sequence_, symbols.Random))
        or (isinstance(table[name].type, symbols.Function) and not table.definitions.get(name))
        for name in names
    )


def is_piecewise(trees: tuple[ast.Node, ...], table: SymbolTable) -> bool:
    """Return whether a formula, or a definition below it, has corners or jumps."""
    return any(
        isinstance(n, (ast.Cases, ast.Absolute))
        or (isinstance(n, ast.Builtin) and n.function in ("max", "min", "sign", "floor", "ceil"))
        for tree in (*trees, *bodies(trees, table))
        for n in walk(tree)
    )


def is_heavy(trees: tuple[ast.Node, ...], table: SymbolTable) -> bool:
    """Return whether a formula, or a definition below it, costs seconds at each point."""
    nodes = (n for tree in (*trees, *bodies(trees, table)) for n in walk(tree))
    return any(is_slow(node, table) for node in nodes)


def is_slow(node: ast.Node, table: SymbolTable) -> bool:
    """Return whether a node is an integral or an extremum over numbers."""
    if isinstance(node, ast.Expectation):
        names = {n.name for n in walk(node.body) if isinstance(n, ast.Name)}
        kinds = [table[below].type for name in names for below in dependencies(name, table)]
        return any(isinstance(kind, symbols.Random) and kind.law == "normal" for kind in kinds)
    if isinstance(node, ast.Big):
        kind = table[node.ranges[0].name].type
        return isinstance(kind, symbols.Scalar) and not kind.integer
    return isinstance(node, ast.Integral)


def bodies(trees: tuple[ast.Node, ...], table: SymbolTable) -> list[ast.Node]:
    """Return the right sides of all definitions that formulas depend on."""
    names = {n.name for tree in trees for n in walk(tree) if isinstance(n, ast.Name)}
    reached = {below for name in names for below in dependencies(name, table)}
    return [clause.body for name in reached for clause in table.definitions.get(name, ())]
