"""A page that is sound, with its state before each block: what the mutants are made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mathcheck.grammar.declarations import parse_symbols
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.mutation.needs import needed_names
from mathcheck.pages.blocks import Block, Outcome, Problem
from mathcheck.pages.hashes import digest
from mathcheck.pages.markdown import read_page
from mathcheck.pages.page import cached
from mathcheck.pages.sentences import conditions
from mathcheck.pages.state import Page, finish

Check = Callable[[Block, Page, dict[str, Any]], Outcome]
"""Checks one block in the state that the page has there, with a cache of earlier outcomes."""


@dataclass(frozen=True)
class Subject:
    """A page that is sound, with its state before each of its blocks.

    Attributes
    ----------
    blocks : tuple of Block
        All that the build checks, in order.
    states : tuple of Page
        The declarations and definitions before each block, and after the last one.
    cache : dict
        The outcomes of the unchanged blocks.
    claims : tuple of int
        The positions of the displayed equations that claim something.
    silent : tuple of int
        The positions of those that do not: skipped, assumed, an update rule.
    checked : tuple of int
        The positions of all that is compared with something: also of inline math, but not of a
        definition alone.
    needs : tuple of frozenset of str
        The names that each block rests on; of a directive none.
    problems : tuple of Problem
        What is wrong with the page as it stands; a page with problems is not mutated.
    """

    blocks: tuple[Block, ...]
    states: tuple[Page, ...]
    cache: dict[str, Any]
    claims: tuple[int, ...]
    silent: tuple[int, ...]
    checked: tuple[int, ...]
    needs: tuple[frozenset[str], ...]
    problems: tuple[Problem, ...] = ()


def check_block(block: Block, page: Page, cache: dict[str, Any]) -> Outcome:
    """Check one block as the build does."""
    return cached(block, page, cache, False)


def read_blocks(path: Path) -> tuple[Block, ...]:
    """Return the blocks of a page that the build checks."""
    page = read_page(path.read_text(encoding="utf-8"), str(path))
    return tuple(block for block in page.blocks if block.kind != "inline" or page.inline)


def prepare(
    blocks: Sequence[Block],
    prelude: str = "",
    cache: dict[str, Any] | None = None,
    check: Check = check_block,
) -> Subject:
    """Check a page as it stands, and keep its state before each block."""
    page = Page(parse_symbols(prelude, SymbolTable())[0], seed=0, state=digest(prelude))
    cache = {} if cache is None else cache
    states: list[Page] = []
    marked, given = conditions(blocks)
    for number, block in enumerate(blocks):
        page.introduced, page.given = marked[number], given[number]
        states.append(copy_of(page))
        page.outcomes.append(check(block, page, cache))
    states.append(copy_of(page))
    finish(page)
    shown = [i for i, block in enumerate(blocks) if block.kind == "display"]
    silent = [i for i in shown if claims_nothing(page.outcomes[i])]
    problems = tuple(problem for outcome in page.outcomes for problem in outcome.problems)
    claims = tuple(i for i in shown if i not in silent)
    compared = ("checked", "proved", "linked")
    checked = tuple(i for i, outcome in enumerate(page.outcomes) if outcome.status in compared)
    needs = tuple(
        frozenset() if block.kind == "symbols" else needed_names(block, state)
        for block, state in zip(blocks, states, strict=False)
    )
    return Subject(
        tuple(blocks), tuple(states), cache, claims, tuple(silent), checked, needs, problems
    )


def claims_nothing(outcome: Outcome) -> bool:
    """Return whether no mutant of a block can be wrong: it is skipped, assumed, an update rule."""
    if outcome.status in ("skipped", "assumption", "parsed", "rule"):
        return True
    return outcome.status == "definition" and not outcome.block.options.define


def copy_of(page: Page) -> Page:
    """Return a page's state, independent of what happens to the page."""
    return replace(
        page,
        open_definitions=dict(page.open_definitions),
        failed=set(page.failed),
        letters=dict(page.letters),
        lines=dict(page.lines),
        outcomes=list(page.outcomes),
    )
