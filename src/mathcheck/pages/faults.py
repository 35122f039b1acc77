"""The outcome of a block that is wrong: the message, its place, the nearest formula that holds."""

from __future__ import annotations

import time

from mathcheck.checking.check import check_statement
from mathcheck.checking.verdicts import Failure, Wrong
from mathcheck.edits.repairs import nearest_repairs
from mathcheck.errors import MathError
from mathcheck.grammar import ast
from mathcheck.grammar.parser import parse_block
from mathcheck.grammar.trees import walk
from mathcheck.pages.blocks import Block, Outcome, Problem
from mathcheck.pages.claims import conditions_of, settings_of
from mathcheck.pages.state import Page, note_use

REPAIRS_TRIED, SECONDS = 40, 10
"""So many repairs are tried, and for so long: each one is a check of the whole block."""
INTERNAL = (TypeError, ValueError, LookupError, ArithmeticError, AttributeError)
"""What Python raises where a formula mixes kinds of values in a way that nobody foresaw."""


def failed(block: Block, page: Page, failure: Failure, hint: str = "") -> Outcome:
    """Return the outcome of a block that is wrong, with the line of the span.

    What it defines is wrong too, and what it uses is used: neither needs a message of its own.
    """
    note_use(block, page, len(page.outcomes))
    if block.options.define:
        try:
            for statement in parse_block(block.source, page.table):
                first = statement.claims[0].sides[0]
                page.failed |= {n.name for n in walk(first)[:2] if isinstance(n, ast.Name)}
        except MathError:
            pass
    line = block.line + block.source[: failure.span[0]].count("\n")
    return Outcome(
        block, "failed", problems=(Problem(block.path, line, worded(block, failure) + hint),)
    )


def worded(block: Block, failure: Failure) -> str:
    """Return a message with the line of LaTeX that it is about and a mark below the place."""
    start, end = failure.span
    if (start, end) == (0, 0) or block.kind == "inline":
        return (
            f"{failure.message}\n  in {block.source.strip()}"
            if block.kind == "inline"
            else failure.message
        )
    begin = block.source.rfind("\n", 0, start) + 1
    stop = block.source.find("\n", start)
    text = block.source[begin : stop if stop >= 0 else None]
    width = max(min(end, begin + len(text)) - start, 1)
    return f"{failure.message}\n  {text}\n  {' ' * (start - begin)}{'^' * width}"


def suggestion(block: Block, page: Page, failure: Failure) -> str:
    """Return the nearest formula that holds, in words: "true with `-` in place of `+`"."""
    if "does not hold" not in failure.message or "\\int" in block.source or block.options.define:
        return ""

    end = time.monotonic() + SECONDS

    def holds(latex: str) -> bool:
        if time.monotonic() > end:
            return False
        settings = settings_of(block, page)
        try:
            statements = conditions_of(block, page, parse_block(latex, page.table))
            return all(
                check_statement(statement, page.table, settings).failure is None
                for statement in statements
                if statement.claims[0].relations
            )
        except (Wrong, *INTERNAL):
            return False

    found = nearest_repairs(block.source, holds, limit=1, budget=REPAIRS_TRIED, near=failure.span)
    return f"\n  true {found[0].description}" if found else ""
