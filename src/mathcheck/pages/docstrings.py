r"""Read the equations of docstrings, which say without options what they define and document.

The first equation of a function's docstring is about that function: its right side is compared
with what the function returns. Which letter stands for which parameter the `{symbols}` of the page
say, to the reader too: the note of `p : R -- `predictions`` names the parameter; `x` and `\beta`
stand for `x` and `beta` anyhow.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from mathcheck.checking import impl
from mathcheck.errors import MathError
from mathcheck.grammar import ast
from mathcheck.grammar.declarations import SymbolRow, split_names
from mathcheck.grammar.definitions import definition_of
from mathcheck.grammar.free import free_names
from mathcheck.grammar.parser import parse_block
from mathcheck.grammar.symbols import Definition, Function, Index, SymbolTable
from mathcheck.grammar.trees import walk

LITERAL = re.compile(r"`([A-Za-z_]\w*)`")


def parameters_of(rows: Iterable[SymbolRow]) -> dict[str, str]:
    r"""Return the LaTeX for each parameter that the note of a symbol names.

    Examples
    --------
    >>> parameters_of([SymbolRow("l, u", "", "", "`min_val` and `max_val`")])
    {'min_val': 'l', 'max_val': 'u'}
    """
    found: dict[str, str] = {}
    for row in rows:
        letters = [name.strip() for name in split_names(row.latex)]
        names = LITERAL.findall(row.note)
        if len(letters) == len(names):
            found |= dict(zip(names, letters, strict=True))
    return found


def local_definition(claim: ast.Relation, table: SymbolTable) -> Definition | None:
    """Return what an equation of a docstring defines: a quantity, an entry or a function.

    The page must have declared it, and left its definition to the docstring.
    """
    if claim.relations[:1] != ("=",) or isinstance(claim.sides[-1], ast.Listing):
        return None
    try:
        found = definition_of(claim.sides[0], claim.sides[1])
    except MathError:
        return None
    is_open = found.name in table and not table.definitions.get(found.name)
    return found if is_open and not found.derivative else None


def scope_of(name: str, known: Iterable[str]) -> str:
    """Return the object whose docstring goes on in that of another: `silu` for `silu_grad`.

    Examples
    --------
    >>> scope_of("a.silu_grad", ["a.silu", "a.sigmoid"])
    'a.silu'
    """
    return max((k for k in known if name == k or name.startswith(f"{k}_")), key=len, default="")


def own_link(
    name: str, statement: ast.Statement, letters: Mapping[str, str], table: SymbolTable
) -> tuple[ast.Statement, impl.Link] | None:
    """Return what is to be compared with the documented function; None if nothing can be.

    Each parameter without a default needs a letter; one with a default is passed if the equation
    depends on its letter.

    Parameters
    ----------
    name : str
        The dotted name of the function.
    statement : ast.Statement
        An equation about what the function returns.
    letters : mapping
        The LaTeX for parameters, as `parameters_of` gives it.
    table : SymbolTable
        With the definitions that the equation uses.
    """
    claim = statement.claims[0]
    function = impl.resolve(name)
    if claim.relations[:1] != ("=",) or not inspect.isfunction(function):
        return None
    free = free_names(claim, table)
    arguments = []
    for key, parameter in inspect.signature(function).parameters.items():
        needed = parameter.default is parameter.empty
        latex = letter(key, letters, table)
        if not latex and needed:
            return None
        if latex and (needed or names_in(latex, table) <= free):
            arguments.append(
                f"{key}={latex}" if parameter.kind is parameter.KEYWORD_ONLY else latex
            )
    link = impl.parse_link(f"{name}({', '.join(arguments)})", table)
    return of_all_entries(statement, table), link


def letter(parameter: str, letters: Mapping[str, str], table: SymbolTable) -> str:
    """Return the LaTeX of the symbol that stands for a parameter, or ""."""
    choices = [letters[parameter]] if parameter in letters else [parameter, f"\\{parameter}"]
    return next((c for c in choices if c in table and not is_function(c, table)), "")


def names_in(latex: str, table: SymbolTable) -> set[str]:
    """Return the names that stand in a piece of LaTeX."""
    node = parse_block(latex, table)[0].claims[0]
    return {n.name for n in walk(node) if isinstance(n, ast.Name)}


def of_all_entries(statement: ast.Statement, table: SymbolTable) -> ast.Statement:
    """Return an equation of arrays for one whose left side has free indices, as `s_i` has."""
    claim = statement.claims[0]
    indices = dict.fromkeys(
        index.name
        for node in walk(claim.sides[0])
        if isinstance(node, (ast.Name, ast.Entry))
        for index in node.indices
        if isinstance(index, ast.Name) and is_index(index.name, table)
    )
    if not indices:
        return statement
    ranges = tuple(map(ast.Range, indices))
    sides = tuple(ast.Big("array", ranges, side, span=side.span) for side in claim.sides)
    return replace(statement, claims=(replace(claim, sides=sides),))


def is_function(name: str, table: SymbolTable) -> bool:
    """Return whether a name is a function, which has no value to be passed."""
    return isinstance(table[name].type, Function)


def is_index(name: str, table: SymbolTable) -> bool:
    """Return whether a name runs through the entries of arrays."""
    return name in table and isinstance(table[name].type, Index)
