"""The displayed equations that are not checked: each one is pinned here with its reason."""

from pathlib import Path

from mathcheck.markdown import read_page

BOOK = Path(__file__).parent.parent.parent / "book"
SKIPPED: dict[str, str] = {}
"""By page and label or first characters: nothing on the pages is skipped."""
ASSUMED = {
    ("descend/noise-and-rates.md", "robbins-monro-eq"),
    ("bend/what-it-buys.md", "uat"),
}
"""Hypotheses and theorems that no machine can evaluate; they are typed, not checked."""


def displays():
    for path in sorted(BOOK.rglob("*.md")):
        name = path.relative_to(BOOK).as_posix()
        for block in read_page(path.read_text(encoding="utf-8"), name).blocks:
            if block.kind == "display":
                yield name, block


def test_nothing_is_skipped_that_is_not_listed():
    found = {(name, block.label): block.options.skip for name, block in displays()}
    assert {key: reason for key, reason in found.items() if reason} == SKIPPED


def test_only_the_listed_equations_are_assumed():
    found = {(name, block.label) for name, block in displays() if block.options.assume}
    assert found == ASSUMED


def test_there_are_displays_to_check():
    assert len(list(displays())) > 300
