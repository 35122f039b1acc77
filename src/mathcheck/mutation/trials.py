"""The mutants of pages that are worth a trial: of equations, of declarations, pairs of edits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mathcheck.edits.mutants import Mutant, mutants, pairs
from mathcheck.errors import Span
from mathcheck.mutation.declarationedits import DECLARATION, symbol_mutants
from mathcheck.mutation.subject import Subject
from mathcheck.mutation.usage import defined_types, idle_lines
from mathcheck.pages.blocks import Block

KINDS = ("equations", "declarations", "pairs")
PAIRS, PAIRS_SEED = 8, 1
"""So many pairs of edits are drawn of each equation, always the same ones."""


@dataclass(frozen=True)
class Trial:
    """A mutant, of one of the `KINDS`, of the block at a position of the page with a number."""

    page: int
    position: int
    mutant: Mutant
    kind: str = "equations"


def trials(subjects: Sequence[Subject], kind: str = "equations", count: int = PAIRS) -> list[Trial]:
    """Return the mutants of all pages that are of one kind.

    Parameters
    ----------
    subjects : sequence of Subject
        The pages.
    kind : str
        "equations" and "declarations" are all those with one edit, "pairs" some with two edits in
        one equation. Declarations that no claim rests on are left alone. Types are made wider, but
        those of values that a definition settles narrower: the other way they only claim less.
    count : int
        How many pairs of each equation.
    """
    return [
        Trial(number, position, mutant, kind)
        for number, subject in enumerate(subjects)
        for position in range(len(subject.blocks))
        for mutant in mutants_at(subject, position, kind, count)
    ]


def mutants_at(subject: Subject, position: int, kind: str, count: int = PAIRS) -> list[Mutant]:
    """Return the mutants of the block at a position that can be wrong."""
    block = subject.blocks[position]
    found = mutants_of(block, kind, count)
    if block.kind != "symbols":
        return list(found) if position in subject.claims else []
    idle, defined = idle_lines(subject, position), defined_types(subject, position)
    weaker = {True: ("wider type", "interval"), False: ("narrower type",)}
    return [
        m for m in found if not within(m, idle) and m.operator not in weaker[within(m, defined)]
    ]


def within(mutant: Mutant, places: list[Span]) -> bool:
    """Return whether an edit begins in one of some places."""
    return any(first <= mutant.span[0] < end for first, end in places)


def mutants_of(block: Block, kind: str, count: int = PAIRS) -> Iterator[Mutant]:
    """Yield the mutants of a block that are of one kind, whatever else is on its page."""
    if block.kind != ("symbols" if kind == "declarations" else "display"):
        return
    if kind == "pairs":
        yield from pairs(block.source, count, PAIRS_SEED)
    else:
        yield from symbol_mutants(block.source) if kind == "declarations" else mutants(block.source)


def rows(block: Block, mutant: Mutant) -> tuple[str, str]:
    r"""Return the row that a mutant changes, before and after, each on one line.

    Of a `{symbols}` directive it is the declaration without its note.

    Examples
    --------
    >>> block = Block("display", r"a &= b \\ &= c", "page.md", 1)
    >>> rows(block, Mutant("symbol", r"a &= b \\ &= a", (13, 14), "with `a` in place of `c`"))
    ('&= c', '&= a')
    """
    source, (start, end) = block.source, mutant.span
    if block.kind == "symbols":
        line = next(m for m in DECLARATION.finditer(source) if m.start() <= start < m.end())
        first, last = line.span()
    else:
        first = source.rfind(ROW, 0, start) + len(ROW) if ROW in source[:start] else 0
        last = source.find(ROW, end) if ROW in source[end:] else len(source)
    after = mutant.latex[first : len(mutant.latex) - len(source) + last]
    before = source[first:last]
    if block.kind == "symbols":
        before, after = (text.partition(NOTE)[0] for text in (before, after))
    return " ".join(before.split()), " ".join(after.split())


ROW, NOTE = r"\\", " -- "
