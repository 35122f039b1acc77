r"""Read the lines of a `{symbols}` directive.

A line is `names : type = definition -- note`, with the last two parts optional, or a definition
alone, `f(x) = ...`. Dimensions and bounds inside a type are LaTeX over the names declared so far.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

from mathcheck.errors import MathError, SyntaxProblem
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.cursor import Cursor
from mathcheck.grammar.declaredtypes import read_type
from mathcheck.grammar.definitions import (
    define,
    read_definition,
    refuse_other_count,
    refuse_other_range,
)
from mathcheck.grammar.expressions import Parser
from mathcheck.grammar.lexer import tokenize
from mathcheck.grammar.names import canonical, first_base, match
from mathcheck.grammar.symbols import UNREADABLE, Symbol, SymbolTable
from mathcheck.grammar.trees import children_of, walk
from mathcheck.grammar.typelatex import describe

WORDS = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")
"""The words of a type, such as `index`, which are no names."""
LINE = re.compile(r"^(?P<names>.+?)\s+:\s+(?P<type>.+)$", re.DOTALL)


@dataclass(frozen=True)
class SymbolRow:
    """A row of the notation table: LaTeX of the names, of the type, of the definition; a note."""

    latex: str
    type_latex: str
    definition: str
    note: str


@dataclass(frozen=True)
class Declarations:
    """What the lines of a directive say.

    Attributes
    ----------
    table : SymbolTable
        What was declared before, and what the directive adds.
    rows : tuple of SymbolRow
        The lines that could be read, for the reader.
    declared : dict
        The names that are declared or defined anew, and the number of the line that does.
    failed : frozenset of str
        The names that nothing should rely on.
    problems : tuple of MathError
        One for each wrong line, unless another one makes it wrong; the message starts with the
        line, and the span holds its number twice.
    """

    table: SymbolTable
    rows: tuple[SymbolRow, ...]
    declared: dict[str, int]
    failed: frozenset[str]
    problems: tuple[MathError, ...]


def read_symbols(text: str, table: SymbolTable) -> Declarations:
    """Return what the lines of a `{symbols}` directive say; a wrong one spoils only its own names.

    Parameters
    ----------
    text : str
        An indented line continues the one above.
    table : SymbolTable
        What was declared before.
    """
    rows: list[SymbolRow] = []
    problems: list[MathError] = []
    declared: dict[str, int] = {}
    failed: set[str] = set()
    for number, line in logical_lines(text):
        try:
            larger, row = declare(line, table)
        except MathError as error:
            if not uses_unreadable(line, table):
                message = f"in the declaration `{line.strip()}`: {error.message}"
                problems.append(type(error)(message, (number, number)))
            subject = defined_name(line, table)
            if subject:
                failed.add(subject)
            else:
                table = table.with_unreadable(names_of(line, table))
                failed.add(UNREADABLE.name)
        else:
            declared |= dict.fromkeys(changed(table, larger), number)
            failed -= changed(table, larger)
            table = larger
            rows.append(row)
    return Declarations(table, tuple(rows), declared, frozenset(failed), tuple(problems))


def parse_symbols(text: str, table: SymbolTable) -> tuple[SymbolTable, tuple[SymbolRow, ...]]:
    """Return the table with the declarations of a directive added, and the rows for the reader.

    Raises
    ------
    MathError
        The first problem of `read_symbols`.
    """
    found = read_symbols(text, table)
    if found.problems:
        raise found.problems[0]
    return found.table, found.rows


def changed(old: SymbolTable, new: SymbolTable) -> set[str]:
    """Return the names that a table declares or defines otherwise than another."""
    pairs = ((old.symbols, new.symbols), (old.definitions, new.definitions))
    return {name for was, now in pairs for name in now if now[name] is not was.get(name)}


def defined_name(line: str, table: SymbolTable) -> str:
    """Return the declared name that a line `f(x) = ...` is to define, or nothing."""
    content = line.partition(" -- ")[0]
    left, right = split_equals(content)
    if LINE.match(content) or not right:
        return ""
    try:
        parser: Cursor = Parser(tokenize(left), table)
        if parser.accept("\\frac"):  # a rate of change
            parser = parser.inner(parser.group()[1:])
        found = match(parser)
    except MathError:
        return ""
    return found[0].name if found else ""


def names_of(line: str, table: SymbolTable) -> set[str]:
    """Return the names that a line is to declare, as far as they can be read."""
    content = line.partition(" -- ")[0]
    typed = LINE.match(content)
    if typed:
        parts = split_names(typed["names"])
    else:
        parts = split_names(re.split("[:=]" if re.search("[:=]", content) else r"\s", content)[0])
    found = set()
    for part in parts:
        with suppress(MathError):
            name = part.partition("(")[0]
            base = first_base(tokenize(name))
            spelled = canonical(name) if typed else base[0] if base else ""
            found.add(family_name(spelled, symbols.Sequence_(symbols.Scalar()), table))
    return found - {""}


def uses_unreadable(line: str, table: SymbolTable) -> bool:
    """Return whether a line mentions a name whose own declaration could not be read."""
    content = line.partition(" -- ")[0]
    typed = LINE.match(content)
    text = WORDS.sub(" ", typed["type"] if typed else content)
    try:
        parser = Parser(tokenize(text), table)
    except MathError:
        return False
    while parser.token.kind != "end":
        found = match(parser)
        if found and isinstance(found[0].type, symbols.Unreadable):
            return True
        parser.take()
    return False


def logical_lines(text: str) -> list[tuple[int, str]]:
    """Return the numbered lines, with indented continuations joined to the line above."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n")):
        if not line.strip():
            continue
        if line[0].isspace() and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        else:
            found.append((number, line.rstrip()))
    return found


def declare(line: str, table: SymbolTable) -> tuple[SymbolTable, SymbolRow]:
    """Return the table with one line added, and the line's row."""
    content, _, note = line.partition(" -- ")
    match = LINE.match(content)
    if match is None:
        left, right = split_equals(content)
        if not right:
            raise SyntaxProblem("a declaration is `name : type`, or a definition `name = LaTeX`")
        row = SymbolRow(left.strip(), "", right.strip(), note.strip())
        return define(left, right, table), row
    kind_text, body = split_equals(match["type"])
    if not body.strip() and kind_text != match["type"]:
        raise SyntaxProblem("the definition after `=` is missing")
    kind_text, of = kind_text.strip(), ""
    if not kind_text.startswith(
        ("minimizer ", "random ", "seq random ")
    ):  # these have an `of` of their own
        kind_text, _, of = kind_text.partition(" of ")
    names = [name.strip() for name in split_names(match["names"])]
    kind = read_type(kind_text.strip(), table)
    refuse_other_sizes(kind, names, table)
    for name in names:
        key = family_name(canonical(name), kind, table)
        symbol = Symbol(key, kind, name, note.strip(), canonical(of) if of else "")
        table = table.with_symbol(symbol)
    if body:
        if len(names) > 1:
            raise SyntaxProblem("a definition belongs to one name: give each its own line")
        definition = read_definition(names[0], body, table)
        refuse_other_count(definition, table)
        refuse_other_range(definition, table)
        table = table.with_definition(definition)
    row = SymbolRow(", ".join(names), describe(kind_text.strip()), body.strip(), note.strip())
    return table, row


def refuse_other_sizes(kind: symbols.Type, names: list[str], table: SymbolTable) -> None:
    """Refuse `k : index k` and `R^i`: a type rests on sizes, which are declared before."""
    declared = {canonical(name) for name in names}
    for mentioned in (n for c in children_of(kind) for n in walk(c) if isinstance(n, ast.Name)):
        if mentioned.name in declared:
            what = symbols.plain(mentioned.name)
            raise SyntaxProblem(f"the type of {what} mentions {what} itself")
    for size in sizes_of(kind):
        if isinstance(size, ast.Name) and not size.indices and size.name in table:
            if isinstance(table[size.name].type, (symbols.Index, symbols.Array)):
                raise SyntaxProblem(f"{symbols.plain(size.name)} is no size: declare one as `dim`")


def sizes_of(kind: symbols.Type) -> tuple[ast.Node, ...]:
    """Return how many entries or values a type has room for."""
    if isinstance(kind, symbols.Sequence_):
        return sizes_of(kind.element)
    if isinstance(kind, symbols.Function):
        return tuple(s for part in (*kind.arguments, kind.result) for s in sizes_of(part))
    if isinstance(kind, (symbols.Array, symbols.Random)):
        return kind.shape
    return (kind.high,) if isinstance(kind, symbols.Index) else ()


def family_name(name: str, kind: symbols.Type, table: SymbolTable) -> str:
    """Return the name of a family: one declared as `z_l` always has an index."""
    base, decorations = symbols.split_name(name)
    if not isinstance(kind, symbols.Sequence_):
        return name
    parts = [
        symbols.ANY_INDEX
        if mark == "_" and text in table and isinstance(table[text].type, symbols.Index)
        else mark + text
        for mark, text in decorations
    ]  # fmt: skip
    return "\0".join([base, *parts])


def split_equals(text: str) -> tuple[str, str]:
    """Split at the first = outside braces that is not part of <= or >=."""
    depth = 0
    for position, character in enumerate(text):
        depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(character, 0)
        if character == "=" and depth <= 0 and text[position - 1 : position] not in ("<", ">"):
            return text[:position], text[position + 1 :]
    return text, ""


def split_names(text: str) -> list[str]:
    """Split names at the commas outside braces."""
    parts, depth = [""], 0
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts
