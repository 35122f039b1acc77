"""Say in words and numbers what was checked, for builds, ledgers and readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mathcheck.pages.blocks import Outcome

VERIFIED = frozenset({"proved", "checked", "linked", "definition"})
"""The statuses of a displayed equation that count as checked."""


@dataclass(frozen=True)
class Tally:
    """How many displayed equations there are, and what became of them.

    `proved` counts what is proved without restriction, `sized` what is proved for small sizes. An
    equation may be both evaluated and tied to code, so they, `sampled`, `linked` and `definitions`
    may add up to more than `checked`. `rules` claim nothing: updates and laws. `inline` counts the
    relations in running text that were checked; some of them were proved, too.
    """

    displayed: int
    checked: int
    proved: int
    sized: int
    sampled: int
    linked: int
    definitions: int
    rules: int
    assumed: int
    skipped: int
    failed: int
    inline: int
    inline_proved: int
    inline_sized: int


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """Count the outcomes of one page or of many."""
    outcomes = list(outcomes)
    displayed = [outcome for outcome in outcomes if outcome.block.kind == "display"]
    statuses = [outcome.status for outcome in displayed]
    inline = [o for o in outcomes if o.block.kind == "inline" and o.status in VERIFIED]
    return Tally(
        displayed=len(displayed),
        checked=sum(status in VERIFIED for status in statuses),
        proved=_proved(displayed, sized=False),
        sized=_proved(displayed, sized=True),
        sampled=statuses.count("checked"),
        linked=sum(o.status == "linked" or bool(o.linked) for o in displayed),
        definitions=statuses.count("definition"),
        rules=statuses.count("rule"),
        assumed=statuses.count("assumption"),
        skipped=statuses.count("skipped"),
        failed=statuses.count("failed"),
        inline=len(inline),
        inline_proved=_proved(inline, sized=False),
        inline_sized=_proved(inline, sized=True),
    )


def _proved(outcomes: Iterable[Outcome], *, sized: bool) -> int:
    return sum(outcome.status == "proved" and bool(outcome.sizes) == sized for outcome in outcomes)


def summary(counts: Tally) -> str:
    """Return one line about a page or a book.

    Examples
    --------
    >>> summary(Tally(10, 8, 3, 2, 2, 1, 1, 1, 0, 1, 0, 4, 3, 0))
    '8 of 10 displayed equations checked (3 proved, 2 proved for small sizes, 2 at random points, \
1 tied to code, 1 definition), 1 update rule or law, 1 skipped; 4 inline relations checked \
(3 proved)'
    """
    ways = _join(
        (counts.proved, "proved"),
        (counts.sized, "proved for small sizes"),
        (counts.sampled, "at random points"),
        (counts.linked, "tied to code"),
        (counts.definitions, "definition" + "s" * (counts.definitions != 1)),
    )
    known = counts.checked + counts.rules + counts.assumed + counts.skipped + counts.failed
    rest = _join(
        (counts.rules, "update rule or law" if counts.rules == 1 else "update rules or laws"),
        (counts.assumed, "assumed"),
        (counts.skipped, "skipped"),
        (counts.failed, "failed"),
        (counts.displayed - known, "not checked"),
    )
    line = f"{counts.checked} of {counts.displayed} displayed equations checked"
    line += f" ({ways})" * bool(ways) + f", {rest}" * bool(rest)
    line += f"; {counts.inline} inline relations checked" * bool(counts.inline)
    proofs = _join(
        (counts.inline_proved, "proved"), (counts.inline_sized, "proved for small sizes")
    )
    return line + f" ({proofs})" * bool(proofs)


def describe(outcome: Outcome) -> str:
    """Return what a reader may know about an equation, in one sentence; "" if nothing is known.

    Examples
    --------
    >>> from mathcheck.pages.blocks import Block
    >>> describe(Outcome(Block("display", "f(x) = x", "a.md", 1), "linked", 40, ("m.f",)))
    'Evaluated at 40 points; tied to m.f'
    """
    if outcome.status == "skipped":
        return f"Skipped: {outcome.reason}"
    if outcome.status == "assumption":
        return "Assumed, not checked"
    if outcome.status == "rule":
        return f"{outcome.reason.capitalize()}: claims nothing"
    if outcome.status == "failed":
        return "Fails its check"
    if outcome.status not in VERIFIED:
        return ""
    parts = []
    if outcome.status == "proved":
        parts.append("Proved" + f" for {outcome.sizes}" * bool(outcome.sizes))
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
