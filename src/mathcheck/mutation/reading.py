"""Whether the checker reads a mutant at all, and whether it reads it as it reads the source."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mathcheck.errors import MathError, SyntaxProblem, Undeclared
from mathcheck.grammar import ast
from mathcheck.grammar.declarations import parse_symbols
from mathcheck.grammar.families import member_type
from mathcheck.grammar.parser import parse_block
from mathcheck.grammar.symbols import Function, SymbolTable
from mathcheck.pages.blocks import Block


def difference(source: Block, block: Block, table: SymbolTable) -> tuple[str, str]:
    """Return why a mutant need not be checked: it does not parse, or parses as the source does."""
    try:
        return ("same", "") if read(source, table) == read(block, table) else ("", "")
    except SyntaxProblem as error:
        return "syntax", error.message
    except Undeclared as error:
        return "undeclared", error.message
    except (MathError, RecursionError) as error:
        return "shape", str(error)
    except Exception as error:  # a fault of the checker's own, to be reported as such
        return "internal error", f"{type(error).__name__}: {error}"


def read(block: Block, table: SymbolTable) -> object:
    """Return what a block says, without the places where it says it."""
    if block.kind == "symbols":
        found, _ = parse_symbols(block.source, table)
        written = {
            name: tuple(replace(clause, body=written_out(clause.body, found)) for clause in clauses)
            for name, clauses in found.definitions.items()
        }
        return found.symbols, written
    return [
        (written_out(s.claims, table), s.links, written_out(s.conditions, table))
        for s in parse_block(block.source, table)
    ]


def settled(source: Block, table: SymbolTable) -> frozenset[object]:
    """Return the relations of a block that holds, as `on_trial` wants them; none if it defines."""
    if source.kind == "symbols" or source.options.define:
        return frozenset()
    return frozenset(
        (pair, relation, statement.conditions)
        for statement in parse_block(source.source, table)
        if not statement.links
        for claim in statement.claims
        for relation, *sides in zip(claim.relations, claim.sides, claim.sides[1:], strict=False)
        for pair in [tuple(sides)]
    )


def written_out(part: Any, table: SymbolTable, bound: frozenset[str] = frozenset()) -> Any:
    """Return a tree (or a tuple of trees) in which bare functions are called at their places.

    `f'` is f'(x) where f is declared `at x`; not where a derivative or a sum has bound f itself.
    """
    if isinstance(part, tuple):
        return tuple(written_out(item, table, bound) for item in part)
    if not isinstance(part, (ast.Node, ast.Range)):
        return part
    if isinstance(part, ast.Node) and (place := place_of(part, table, bound)):
        return ast.Call(part, (ast.Name(place),))
    bound |= names_bound(part)
    values = {
        field: value if field in KEPT else written_out(value, table, bound)
        for field, value in vars(part).items()
        if field != "span"
    }
    return type(part)(**values)


KEPT = frozenset(("function", "variable", "variables"))
"""The fields of a node in which a function is meant, not its value."""


def place_of(node: ast.Node, table: SymbolTable, bound: frozenset[str]) -> str:
    """Return the name at which a function without arguments is meant; "" for any other tree."""
    base = node
    while isinstance(base, ast.Prime) or (isinstance(base, ast.Gradient) and not base.variable):
        base = base.function if isinstance(base, ast.Prime) else base.operand
    if not isinstance(base, ast.Name) or base.name in bound or base.name not in table:
        return ""
    symbol = table[base.name]
    kind = member_type(symbol.type)
    quantity = base is not node and symbol.of
    return kind.at if isinstance(kind, Function) and not quantity else ""


def names_bound(part: ast.Node | ast.Range) -> frozenset[str]:
    """Return the names that a tree gives another value inside."""
    if isinstance(part, ast.Derivative):
        return frozenset(variable.name for variable in part.variables)
    if isinstance(part, ast.Gradient):
        return frozenset((part.variable.name,) if part.variable else ())
    if isinstance(part, (ast.At, ast.Integral, ast.Limit)):
        return frozenset((part.name,))
    return (
        frozenset(item.name for item in part.ranges) if isinstance(part, ast.Big) else frozenset()
    )
