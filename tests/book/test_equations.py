"""The displayed equations that are not checked: each one is pinned here with its reason."""

import re
from itertools import takewhile
from pathlib import Path

from mathcheck.pages.markdown import read_page

ROOT = Path(__file__).parent.parent.parent
BOOK = ROOT / "book"
SKIPPED: dict[str, str] = {}
"""By page and label or first characters: nothing on the pages is skipped."""
ASSUMED = {
    ("descend/noise-and-rates.md", "robbins-monro-eq"),
    ("bend/what-it-buys.md", "uat"),
}
"""Hypotheses and theorems that no machine can evaluate; they are typed, not checked."""
OPTIONS_OF_DOCSTRINGS = {
    ("slopes/differences.py", ":skip: complex numbers are not read"),
    ("slopes/hinges.py", ":assume:"),
}
"""The same in docstrings: by the file and the option."""
RULES = {
    ("slopes/descent.py", r"g \leftarrow \frac{1}{|B|} \sum_{i \in B} \nabla \ell_i(w)"),
    ("slopes/descent.py", r"w \leftarrow w - \eta_t d"),
    ("slopes/steps.py", r"w \leftarrow w - \eta_t d"),
}
"""Update rules in displays, by their beginning: they say what is done, and claim nothing."""
UNCHECKED = re.compile(r":skip: .*?(?=  |$)|:assume:")
RULE = re.compile(r"\\(?:gets|leftarrow|mapsto|sim)\b")


def displays():
    for path in sorted(BOOK.rglob("*.md")):
        name = path.relative_to(BOOK).as_posix()
        for block in read_page(path.read_text(encoding="utf-8"), name).blocks:
            if block.kind == "display":
                yield name, block


def documented():
    """Yield the displays of the docstrings, with the file of the module."""
    for path in sorted((ROOT / "src/slopes").rglob("*.py")):
        lines = path.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines):
            before, directive, first = line.partition(".. math::")
            if directive:
                inside = takewhile(
                    re.compile(f" {{{len(before) + 1}}}| *$").match, lines[number + 1 :]
                )
                yield path.relative_to(ROOT / "src").as_posix(), " ".join([first, *inside]).strip()


def options(equations):
    return {(name, found) for name, text in equations for found in UNCHECKED.findall(text)}


def rules(equations):
    return {(name, source) for name, source in equations if RULE.search(source)}


def is_listed(name, source):
    return any(name == file and source.startswith(start) for file, start in RULES)


def test_nothing_is_skipped_that_is_not_listed():
    found = {(name, block.label): block.options.skip for name, block in displays()}
    assert {key: reason for key, reason in found.items() if reason} == SKIPPED


def test_only_the_listed_equations_are_assumed():
    found = {(name, block.label) for name, block in displays() if block.options.assume}
    assert found == ASSUMED


def test_only_the_listed_docstrings_are_not_checked():
    assert options(documented()) == OPTIONS_OF_DOCSTRINGS
    assert options([("a.py", "    :skip: so    x = 2"), ("b.py", "x = 2")]) == {
        ("a.py", ":skip: so")
    }


def test_there_are_displays_to_check():
    assert len(list(displays())) > 300


def test_only_the_listed_displays_are_rules_without_a_claim():
    found = rules([*((name, block.source) for name, block in displays()), *documented()])
    assert len(found) == len(RULES)
    assert all(is_listed(*one) for one in found)


def test_a_rule_that_is_not_listed_is_found():
    assert len(list(documented())) > 100
    [one] = rules([("a.md", r"x \gets 2 x"), ("a.md", "x = 2")])
    assert not is_listed(*one)
