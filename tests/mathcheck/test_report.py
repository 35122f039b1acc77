"""Counts add up, and sentences say what happened."""

import pytest

from mathcheck.pages.blocks import Block, Outcome
from mathcheck.pages.report import describe, summary, tally

DISPLAY = Block("display", "a", "a.md", 1)
INLINE = Block("inline", "a", "a.md", 1)


def outcome(status, kind=DISPLAY, **rest):
    return Outcome(kind, status, **rest)


def test_every_status_is_counted_once():
    statuses = "proved checked linked definition rule assumption skipped failed parsed".split()
    counts = tally(map(outcome, statuses))
    assert counts.displayed == 9
    assert counts.checked == 4
    assert summary(counts) == (
        "4 of 9 displayed equations checked (1 proved, 1 at random points, 1 tied to code,"
        " 1 definition), 1 update rule or law, 1 assumed, 1 skipped, 1 failed, 1 not checked"
    )


def test_a_proof_for_small_sizes_is_not_called_a_proof():
    found = [outcome("proved"), *[outcome("proved", sizes="n = 2, 3")] * 2]
    counts = tally(found)
    assert (counts.checked, counts.proved, counts.sized) == (3, 1, 2)
    assert "(1 proved, 2 proved for small sizes)" in summary(counts)
    inline = [outcome("proved", INLINE), outcome("proved", INLINE, sizes="n = 2, 3")]
    counts = tally([*inline, outcome("checked", INLINE)])
    assert summary(counts).endswith(
        "3 inline relations checked (1 proved, 1 proved for small sizes)"
    )


def test_a_checked_equation_may_also_be_tied_to_code():
    counts = tally([outcome("checked", linked=("m.f",)), outcome("proved", linked=("m.g",))])
    assert (counts.checked, counts.sampled, counts.proved, counts.linked) == (2, 1, 1, 2)


def test_formulas_in_the_text_are_counted_apart():
    symbols = Block("symbols", "x : R", "a.md", 1)
    counts = tally(
        [outcome("checked", INLINE), outcome("parsed", INLINE), Outcome(symbols, "symbols")]
    )
    assert (counts.displayed, counts.inline) == (0, 1)
    assert summary(counts) == "0 of 0 displayed equations checked; 1 inline relations checked"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (outcome("proved"), "Proved"),
        (
            outcome("proved", sizes="n = 2, 3", points=120),
            "Proved for n = 2, 3, and evaluated at 120 points",
        ),
        (outcome("checked", points=1), "Evaluated at 1 point"),
        (
            outcome("linked", points=40, linked=("m.f", "m.g")),
            "Evaluated at 40 points; tied to m.f, m.g",
        ),
        (outcome("linked", linked=("m.f",)), "Tied to m.f"),
        (outcome("definition"), "Definition that other equations use"),
        (outcome("rule", reason="update rule"), "Update rule: claims nothing"),
        (outcome("assumption"), "Assumed, not checked"),
        (outcome("skipped", reason="no rule"), "Skipped: no rule"),
        (outcome("failed"), "Fails its check"),
        (outcome("parsed"), ""),
        (outcome("symbols"), ""),
    ],
)
def test_what_the_reader_is_told(given, said):
    assert describe(given) == said
