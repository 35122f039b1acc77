"""Refuse derivatives that are 0 whatever the operand says."""

from __future__ import annotations

from mathcheck.checking.verdicts import Failure, Wrong
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.dependencies import dependencies
from mathcheck.grammar.free import free_names
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.grammar.trees import walk


def refuse_idle_derivatives(statement: ast.Statement, table: SymbolTable) -> None:
    """Refuse `d/dz` of what does not depend on z: that is not what is meant.

    A definition by a rate, `dz/dt = ...`, makes z depend on t.
    """
    for node in (n for claim in statement.claims for n in walk(claim)):
        for variable in node.variables if isinstance(node, ast.Derivative) else ():
            assert isinstance(node, ast.Derivative)
            if not depends(node.operand, variable.name, table):
                what = symbols.plain(variable.name)
                raise Wrong(Failure(f"this does not depend on {what}", node.operand.span))


def depends(node: ast.Node, name: str, table: SymbolTable) -> bool:
    """Return whether a value depends on a name, that no sum or integral in it has bound."""
    inner = {n.name for n in walk(node) if isinstance(n, ast.Name)}
    if name in free_names(node, table) or (name in inner and table.definitions.get(name)):
        return True
    return any(name in dependencies(other, table) for other in inner - {name})
