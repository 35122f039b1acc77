"""The book, made wrong on purpose: every mistake is noticed, or listed as harmless.

Each mutant is a displayed equation of the book with one edit (a sign, an index, a factor, ...). The
checker must refuse its page. A mutant that survives is true all the same and stands in
`survivors.txt` with the reason, or it shows a hole in the checker.

A run takes a random sample and prints its seed:

    python -m pytest -m mutation                       some pages, under a minute
    MUTATION_SEED=7 python -m pytest -m mutation       the sample with this seed
    MUTATION=all python -m pytest -m mutation          every mutant of the book, many minutes
    python -m mathcheck.mutate book/measure/softmax.md     one page, with all survivors
"""

import os
import random
from pathlib import Path

import pytest

from mathcheck import mutate
from mathcheck.cli import read_prelude
from mathcheck.edits import short
from mathcheck.page import Outcome

ROOT = Path(__file__).parent.parent.parent
ACCEPTED = Path(__file__).with_name("survivors.txt")
WHOLE = os.environ.get("MUTATION") == "all"
SEED = int(os.environ.get("MUTATION_SEED", random.SystemRandom().randrange(10_000)))
PAGES, MUTANTS = 6, 1000


def read_accepted(text):
    """Return {(page, row): reason} from lines `page: row -- reason`; # begins a remark."""
    found = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            entry, _, reason = line.partition(" -- ")
            page, _, row = entry.partition(": ")
            assert row.strip(), f"no page and row before ` -- `: {line}"
            assert reason.strip(), f"no reason after ` -- `: {line}"
            assert (page, row.strip()) not in found, f"listed twice: {line}"
            found[page, row.strip()] = reason.strip()
    return found


def pages_with_equations(folder):
    """Return the pages that have a displayed equation, with their blocks."""
    pages = {path: mutate.read_blocks(path) for path in sorted(folder.rglob("*.md"))}
    return {p: b for p, b in pages.items() if any(block.kind == "display" for block in b)}


def name_of(path):
    return Path(os.path.relpath(path, ROOT)).as_posix()


def prepared(pages, check=mutate.check_block):
    """Return pages that are sound as they stand."""
    subjects = [mutate.prepare(blocks, prelude(), check=check) for blocks in pages.values()]
    problems = [problem for subject in subjects for problem in subject.problems]
    first = next((f"{name_of(p.path)}:{p.line}: {p.message}" for p in problems), "")
    assert not problems, f"a page is wrong as it stands: {first}"
    return subjects


def prelude():
    return read_prelude(None, ROOT / "book/index.md")


def survivors(results):
    return {
        (name_of(result.path), result.row): result
        for result in results
        if result.fate == "survived"
    }


def refuse_unlisted(results, accepted):
    """Refuse survivors that nobody has looked at, and faults of the checker itself."""
    faults = [f"{r.row}: {r.message}" for r in results if r.fate == "internal error"]
    assert not faults, "the checker breaks down over: " + "; ".join(faults[:5])
    unlisted = [
        f"{page}:{result.line}: {result.description}\n{page}: {row} -- "
        for (page, row), result in survivors(results).items()
        if (page, row) not in accepted
    ]
    assert not unlisted, "unnoticed mistakes:\n\n" + "\n\n".join(unlisted)


@pytest.mark.mutation
def test_no_mistake_goes_unnoticed(capsys):
    generator = random.Random(SEED)
    pages = pages_with_equations(ROOT / "book")
    if not WHOLE:
        pages = dict(generator.sample(sorted(pages.items()), PAGES))
    subjects = prepared(pages)
    wanted = mutate.trials(subjects)
    if not WHOLE:
        wanted = generator.sample(wanted, min(MUTANTS, len(wanted)))
    results = mutate.run(subjects, wanted, prelude=prelude())
    with capsys.disabled():
        print(f"\nMUTATION_SEED={SEED}, {len(pages)} pages: {mutate.summary(results)}")
    assert results
    accepted = read_accepted(ACCEPTED.read_text(encoding="utf-8"))
    refuse_unlisted(results, accepted)
    if WHOLE:
        stale = set(accepted) - set(survivors(results))
        assert not stale, f"listed in {ACCEPTED.name}, but no longer survivors: {sorted(stale)}"


def accepting(block, page, cache):
    """Accept every formula that parses."""
    if block.kind == "symbols":
        return mutate.check_block(block, page, cache)
    return Outcome(block, "checked")


@pytest.mark.mutation
def test_a_checker_that_accepts_everything_is_found_out(tmp_path):
    text = "```{symbols}\nx : R\n```\n\n$$\n(x + 1)^2 = x^2 + 2 x + 1\n$$\n"
    (tmp_path / "page.md").write_text(text)
    pages = pages_with_equations(tmp_path)
    subjects = prepared(pages)
    wanted = mutate.trials(subjects)
    refuse_unlisted(mutate.run(subjects, wanted, processes=1), {})
    blind = prepared(pages, accepting)
    with pytest.raises(AssertionError, match="unnoticed mistakes"):
        refuse_unlisted(mutate.run(blind, wanted, processes=1, check=accepting), {})


def test_accepted_survivors_are_mutants_of_their_pages():
    accepted = read_accepted(ACCEPTED.read_text(encoding="utf-8"))
    for page in sorted({page for page, _ in accepted}):
        rows = {
            mutate.row_of(mutant.latex, mutant.span[0], len(mutant.latex) - rest)
            for block in mutate.read_blocks(ROOT / page)
            if block.kind == "display"
            for mutant in mutate.mutants(block.source)
            for rest in [len(block.source) - mutant.span[1]]
        }
        for row in (row for name, row in accepted if name == page):
            assert row in rows, f"{page} has no such mutant any more: {short(row)}"


def test_the_list_of_survivors_is_read():
    text = "# remark\n\nbook/a.md: 0 < s_j < 1 -- every index is meant\n"
    assert read_accepted(text) == {("book/a.md", "0 < s_j < 1"): "every index is meant"}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("book/a.md: x = y", "no reason"),
        ("book/a.md: x = y -- ", "no reason"),
        ("book/a.md -- a reason", "no page and row"),
        ("book/a.md: x = y -- so\nbook/a.md: x = y -- so", "listed twice"),
    ],
)
def test_a_survivor_without_a_reason_is_refused(line, complaint):
    with pytest.raises(AssertionError, match=complaint):
        read_accepted(line)
