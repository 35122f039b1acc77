"""Read definitions: of a quantity, an entry, a function, a recursion, a rate of change."""

from __future__ import annotations

import re

from mathcheck.errors import SyntaxProblem
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.expressions import Parser, parse_expression
from mathcheck.grammar.families import family_slots, member_type
from mathcheck.grammar.lexer import tokenize
from mathcheck.grammar.names import canonical, match
from mathcheck.grammar.pairs import with_pairs
from mathcheck.grammar.symbols import Definition, Symbol, SymbolTable
from mathcheck.grammar.trees import rename

HIDDEN = "\1"
"""Begins the names of parameters that only their definition knows."""


def define(left: str, right: str, table: SymbolTable) -> SymbolTable:
    """Return the table with a definition added; undeclared parameters are local to it."""
    local = local_parameters(left, table)
    inner = table
    for name, kind in local.items():
        inner = inner.with_symbol(Symbol(name, kind, name))
    definition = read_definition(left, right, inner)
    refuse_other_count(definition, table)
    refuse_other_range(definition, table)
    if not local:
        return table.with_definition(definition)
    hidden = {name: HIDDEN + name for name in local}
    for name, kind in local.items():
        table = table.with_symbol(Symbol(hidden[name], kind, name))
    return table.with_definition(
        Definition(
            definition.name,
            definition.indices,
            rename(definition.parameters, hidden),
            rename(definition.body, hidden),
        )
    )


def refuse_other_count(definition: Definition, table: SymbolTable) -> None:
    """Refuse a function that is not defined for the number of arguments that it is declared with.

    A further definition may have another number of them.
    """
    if definition.name not in table or definition.derivative:
        return
    kind = member_type(table[definition.name].type)
    if not isinstance(kind, symbols.Function):
        return
    clauses = (*table.definitions.get(definition.name, ()), definition)
    if all(len(clause.parameters or ()) != len(kind.arguments) for clause in clauses):
        came, wanted = len(definition.parameters or ()), len(kind.arguments)
        raise SyntaxProblem(
            f"{symbols.plain(definition.name)} is declared with {counted(wanted)}, but defined with"
            f" {counted(came)}"
        )


def refuse_other_range(definition: Definition, table: SymbolTable) -> None:
    """Refuse `s_i = ...` for i up to n if s has K entries."""
    if definition.name not in table:
        return
    kind = table[definition.name].type
    element = member_type(kind)
    sizes = element.shape if isinstance(element, symbols.Array) else ()
    for index, size in zip(definition.indices[family_slots(kind) :], sizes, strict=False):
        own = (
            table[index.name].type if isinstance(index, ast.Name) and index.name in table else None
        )
        last = own.high if isinstance(own, symbols.Index) else None
        if isinstance(last, ast.Name) and isinstance(size, ast.Name) and last.name != size.name:
            raise SyntaxProblem(
                f"{symbols.plain(definition.name)} has {symbols.plain(size.name)} entries, but its"
                f" index runs to {symbols.plain(last.name)}"
            )


def counted(number: int) -> str:
    """Return a number of arguments in words."""
    return f"{number or 'no'} argument{'s' * (number != 1)}"


def local_parameters(left: str, table: SymbolTable) -> dict[str, symbols.Type]:
    """Return the undeclared parameters of `f(t)`, with the types of the function's arguments."""
    shape = re.match(
        r"\s*(?P<name>.+?)\s*\((?P<arguments>[^()]*)\)\s*(?:_(?:\w|\{\w+\}))?\s*$", left
    )
    if shape is None:
        return {}
    parser = Parser(tokenize(shape["name"]), table)
    found = match(parser)
    kind = member_type(found[0].type) if found else None
    if not isinstance(kind, symbols.Function):
        return {}
    names = re.split(r",|;|\\mid|\\Vert|\\parallel|\\\|", shape["arguments"])
    if any(canonical(name) not in table for name in names[len(kind.arguments) :]):
        raise SyntaxProblem(
            f"{shape['name']} is declared with {counted(len(kind.arguments))}, but defined with"
            f" {counted(len(names))}: declare the further ones, too, for a second meaning"
        )
    return {
        canonical(name): argument
        for name, argument in zip(names, kind.arguments, strict=False)
        if canonical(name) not in table
    }


def read_definition(left: str, right: str, table: SymbolTable) -> Definition:
    """Return the definition `left = right`."""
    sides = parse_expression(left, table), parse_expression(right, table)
    return definition_of(*with_pairs(sides, table))


def definition_of(left: ast.Node, body: ast.Node) -> Definition:
    """Return the definition that an equation states: of a quantity, a function or a recursion.

    Raises
    ------
    SyntaxProblem
        If the left side is not a name with distinct names as indices and parameters.
    """
    parameters: tuple[ast.Node, ...] | None = None
    derivative = ""
    if isinstance(left, ast.Derivative) and len(left.variables) == 1:
        derivative, left = left.variables[0].name, left.operand
    if isinstance(left, ast.Entry) and isinstance(left.operand, ast.Call):
        if not all(isinstance(index, ast.Name) for index in left.indices):
            raise SyntaxProblem("all entries of f(x) are defined at once: f(x)_i", left.span)
        running = tuple(ast.Range(index.name) for index in left.indices)  # type: ignore[attr-defined]
        left, body = left.operand, ast.Big("array", running, body, span=body.span)
    if isinstance(left, ast.Call):
        parameters, left = left.arguments, left.function
    if not isinstance(left, ast.Name):
        raise SyntaxProblem(
            "a definition has a name, an entry s_i or a function f(x) on its left", left.span
        )
    seen = [
        node.name for node in (*left.indices, *(parameters or ())) if isinstance(node, ast.Name)
    ]
    if len({*seen, left.name}) < len(seen) + 1:
        raise SyntaxProblem("the parameters of a definition must be different names", left.span)
    for node in parameters or ():
        if not isinstance(node, ast.Name) or node.indices:
            raise SyntaxProblem("the parameters of a definition are plain names", node.span)
    return Definition(left.name, left.indices, parameters, body, derivative)
