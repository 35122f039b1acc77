"""Which declarations of a page matter: those that something checked further down rests on."""

from __future__ import annotations

from collections.abc import Iterator

from mathcheck.errors import Span
from mathcheck.grammar.declarations import parse_symbols
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.mutation.declarationedits import DECLARATION
from mathcheck.mutation.subject import Subject


def idle_lines(subject: Subject, position: int) -> list[Span]:
    """Return where the declarations of a directive stand that nothing checked rests on.

    Whatever they are changed into, no claim of the page says anything else.
    """
    following = [number for number in subject.checked if number > position]
    if not following:
        return [(0, len(subject.blocks[position].source))]
    known = subject.states[position + 1].table.symbols
    needed = {
        name
        for number in following
        for name in subject.needs[number]
        if subject.states[number].table.symbols.get(name) is known.get(name)
    }
    lines = declared_names(subject.blocks[position].source, subject.states[position].table)
    return [span for span, names in lines if not names & needed]


def defined_types(subject: Subject, position: int) -> list[Span]:
    """Return where a directive gives types of values that a definition on the page settles.

    Ranges of functions and types of defined numbers: wider ones claim less, and cannot be wrong.
    """
    source = subject.blocks[position].source
    after = subject.states[position + 1].table.symbols
    found = []
    for (first, end), names in declared_names(source, subject.states[position].table):
        defined = {
            name
            for state in subject.states[position + 1 :]
            for name in names & state.table.definitions.keys()
            if state.table.symbols.get(name) is after.get(name)
        }
        if names and names == defined:
            arrow = source.rfind("->", first, end)
            found.append((max(first, arrow), end))
    return found


def declared_names(source: str, table: SymbolTable) -> Iterator[tuple[Span, set[str]]]:
    """Yield where each declaration of a directive stands, with the names that it is about."""
    for match in DECLARATION.finditer(source):
        after, _ = parse_symbols(match[0], table)
        names = {n for n, symbol in after.symbols.items() if symbol is not table.symbols.get(n)}
        names |= {n for n, d in after.definitions.items() if d is not table.definitions.get(n)}
        yield match.span(), names
        table = after
