"""Read the words around inline math: which formulas are conditions, and of which claims.

In "for $x > 0$ we have $f(x) = x$" the first formula is a condition, because of the word before
it, and the second is a claim under it. A claim takes the conditions that follow it directly, as in
"$f(x) = x$ for $x > 0$", else those that open its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

INTRODUCING = re.compile(
    r"(?:^|[\s(—–-])(?:if|for|where|when|whenever|with|at|let|take|put|suppose|assume|given|until"
    r"|while|as|once|unless|all|every|any|some|each|choose|from|than|between|outside|inside|on"
    r"|(?<!data )set|(?<!proportional )to|requires?|only|case|condition|needs?|without|stays?)"
    r"(?:\s+(?:and|or|also|both|either|again|now|a|an|the|every|all|any|some|only))*[\s(]*$",
    re.IGNORECASE,
)
"""Prose that introduces a relation as a condition or a setting: "for $x > 0$", "let $u = hx$"."""
LET = "let|put|set|take"
LETTING = re.compile(rf"(?:^|[\s(—–-])(?:{LET})\s*$", re.IGNORECASE)
RECALLING = re.compile(rf"(?:^|[\s(—–-])(?:{LET}|from|where|with)\s*$", re.IGNORECASE)
"""Prose that recalls what a function or a name stands for: "let $f(x) = x^2$", "with $u = e^x$"."""
BREAK = re.compile(r"[.!?:;](?:\s|$)")
CALLED = re.compile(r"[^=<>]*[('][^=<>]*(?:[=<>]|\\[lgn]e|\\approx)")
"""A formula whose left side is a function's value: after "and" it is a claim of its own."""
JOINED = re.compile(r"\s*(?:,|and|or|,\s*and|,\s*or)\s*")


class Inline(Protocol):
    """What a sentence is made of: the LaTeX of a formula, and the prose before it."""

    @property
    def kind(self) -> str:
        """Return "inline" for a formula in a sentence."""

    @property
    def source(self) -> str:
        """Return its LaTeX."""

    @property
    def before(self) -> str:
        """Return the prose before it."""


def between(first: Inline, second: Inline) -> str | None:
    """Return the prose between two formulas of one sentence; None if they are in different ones."""
    if first.kind != "inline" or second.kind != "inline":
        return None
    shown = "$" + " ".join(first.source.split()) + "$"
    place = second.before.rfind(shown)
    if place < 0:
        return None
    text = second.before[place + len(shown) :]
    return None if BREAK.search(text) or "$" in text else text


def introduced(blocks: Sequence[Inline]) -> list[bool]:
    """Return, for each block, whether the prose before it makes it a condition."""
    found: list[bool] = []
    for number, block in enumerate(blocks):
        mine = block.kind == "inline" and bool(INTRODUCING.search(block.before))
        if not mine and number and found[-1]:
            text = between(blocks[number - 1], block)
            simple = not CALLED.match(block.source)
            mine = text is not None and simple and bool(JOINED.fullmatch(text))
        found.append(mine)
    return found


def conditions(blocks: Sequence[Inline]) -> tuple[list[bool], list[tuple[str, ...]]]:
    """Return which blocks are conditions, and the LaTeX of the conditions of each claim."""
    marked = introduced(blocks)
    found: list[tuple[str, ...]] = [()] * len(blocks)
    start = 0
    while start < len(blocks):
        stop = start + 1
        while stop < len(blocks) and between(blocks[stop - 1], blocks[stop]) is not None:
            stop += 1
        opening: list[str] = []
        number = start
        while number < stop and marked[number]:
            opening.append(blocks[number].source)
            number += 1
        while number < stop:
            following = number + 1
            own: list[str] = []
            while following < stop and marked[following]:
                own.append(blocks[following].source)
                following += 1
            found[number] = tuple(own or opening)
            number = following
        start = stop
    return marked, found
