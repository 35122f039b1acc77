"""Say in words and numbers what was checked, for builds, ledgers and readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mathcheck.page import Outcome

VERIFIED = frozenset({"proved", "checked", "linked", "definition"})
"""The statuses of a displayed equation that count as checked."""


@dataclass(frozen=True)
class Tally:
    """How many displayed equations there are, and what became of them.

    An equation may be both evaluated and tied to code, so `proved`, `sampled`, `linked` and
    `definitions` may add up to more than `checked`. `inline` counts the relations in running text
    that were checked.
    """

    displayed: int
    checked: int
    proved: int
    sampled: int
    linked: int
    definitions: int
    assumed: int
    skipped: int
    failed: int
    inline: int


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """Count the outcomes of one page or of many."""
    outcomes = list(outcomes)
    displayed = [outcome for outcome in outcomes if outcome.block.kind == "display"]
    statuses = [outcome.status for outcome in displayed]
    return Tally(
        displayed=len(displayed),
        checked=sum(status in VERIFIED for status in statuses),
        proved=statuses.count("proved"),
        sampled=statuses.count("checked"),
        linked=sum(o.status == "linked" or bool(o.linked) for o in displayed),
        definitions=statuses.count("definition"),
        assumed=statuses.count("assumption"),
        skipped=statuses.count("skipped"),
        failed=statuses.count("failed"),
        inline=sum(o.block.kind == "inline" and o.status in VERIFIED for o in outcomes),
    )


def summary(counts: Tally) -> str:
    """Return one line about a page or a book.

    Examples
    --------
    >>> summary(Tally(9, 8, 5, 2, 1, 1, 0, 1, 0, 4))
    '8 of 9 displayed equations checked (5 proved, 2 at random points, 1 tied to code, \
1 definition), 1 skipped; 4 inline relations checked'
    """
    ways = _join(
        (counts.proved, "proved"),
        (counts.sampled, "at random points"),
        (counts.linked, "tied to code"),
        (counts.definitions, "definition" + "s" * (counts.definitions != 1)),
    )
    known = counts.checked + counts.assumed + counts.skipped + counts.failed
    rest = _join(
        (counts.assumed, "assumed"),
        (counts.skipped, "skipped"),
        (counts.failed, "failed"),
        (counts.displayed - known, "not checked"),
    )
    line = f"{counts.checked} of {counts.displayed} displayed equations checked"
    line += f" ({ways})" * bool(ways) + f", {rest}" * bool(rest)
    return line + f"; {counts.inline} inline relations checked" * bool(counts.inline)


def describe(outcome: Outcome) -> str:
    """Return what a reader may know about an equation, in one sentence; "" if nothing is known.

    Examples
    --------
    >>> from mathcheck.page import Block
    >>> describe(Outcome(Block("display", "f(x) = x", "a.md", 1), "linked", 40, ("m.f",)))
    'Evaluated at 40 points; tied to m.f'
    """
    if outcome.status == "skipped":
        return f"Skipped: {outcome.reason}"
    if outcome.status == "assumption":
        return "Assumed, not checked"
    if outcome.status == "failed":
        return "Fails its check"
    if outcome.status not in VERIFIED:
        return ""
    parts = []
    if outcome.status == "proved":
        parts.append(" ".join(["Proved", *outcome.reason.split()]))
    if outcome.status == "definition":
        parts.append("Definition that other equations use")
    if outcome.points:
        parts.append(f"evaluated at {outcome.points} point" + "s" * (outcome.points != 1))
    sentence = ", and ".join(parts)
    if outcome.linked:
        sentence = "; ".join(filter(None, [sentence, "tied to " + ", ".join(outcome.linked)]))
    return sentence[:1].upper() + sentence[1:]


def _join(*parts: tuple[int, str]) -> str:
    return ", ".join(f"{count} {words}" for count, words in parts if count)
