"""The book, made wrong on purpose: every mistake is noticed, or listed as harmless.

A mutant is a page of the book with one edit in an equation or in a declaration, or with two in an
equation: a sign, an index, a factor, a wider type, ... The checker must refuse the page. A mutant
that survives is true all the same and stands in `survivors.txt` with the reason, or it shows a hole
in the checker.

A run takes a random sample and prints its seed:

    python -m pytest -m mutation                       some pages, about a minute
    MUTATION_SEED=7 python -m pytest -m mutation       the sample with this seed
    MUTATION=all python -m pytest -m mutation          every mutant of the book, hours
    python -m mathcheck.mutate book/measure/softmax.md     one page, with all survivors
"""

import os
import random
from pathlib import Path

import pytest

from mathcheck import mutate
from mathcheck.cli import read_prelude
from mathcheck.edits.mutants import short
from mathcheck.mutation.campaign import run
from mathcheck.mutation.subject import check_block, prepare, read_blocks
from mathcheck.mutation.trials import KINDS, mutants_of, rows, trials
from mathcheck.pages.blocks import Outcome

ROOT = Path(__file__).parent.parent.parent
ACCEPTED = Path(__file__).with_name("survivors.txt")
WHOLE = os.environ.get("MUTATION") == "all"
SEED = int(os.environ.get("MUTATION_SEED", random.SystemRandom().randrange(10_000)))
PAGES = 4
SAMPLES = {"equations": 240, "declarations": 100, "pairs": 60}


def read_accepted(text):
    """Return {(kind, page, row): reason} from lines `page: row -- reason` below `[kind]`."""
    found = {}
    kind = ""
    for line in text.splitlines():
        if line.startswith("["):
            kind = line.strip().strip("[]")
            assert kind in KINDS, f"{line} is not one of the kinds of mutants: {', '.join(KINDS)}"
        elif line.strip() and not line.startswith("#"):
            entry, _, reason = line.partition(" -- ")
            page, _, row = entry.partition(": ")
            key = kind, page, " ".join(row.split())
            assert kind, f"no [kind] of mutants above: {line}"
            assert row.strip(), f"no page and row before ` -- `: {line}"
            assert reason.strip(), f"no reason after ` -- `: {line}"
            assert key not in found, f"listed twice: {line}"
            found[key] = reason.strip()
    return found


def accepted():
    return read_accepted(ACCEPTED.read_text(encoding="utf-8"))


def pages_with_equations(folder):
    """Return the pages that have a displayed equation, with their blocks."""
    pages = {path: read_blocks(path) for path in sorted(folder.rglob("*.md"))}
    return {p: b for p, b in pages.items() if any(block.kind == "display" for block in b)}


def name_of(path):
    return Path(os.path.relpath(path, ROOT)).as_posix()


def prepared(pages, check=check_block):
    """Return pages that are sound as they stand."""
    subjects = [prepare(blocks, prelude(), check=check) for blocks in pages.values()]
    problems = [problem for subject in subjects for problem in subject.problems]
    first = next((f"{name_of(p.path)}:{p.line}: {p.message}" for p in problems), "")
    assert not problems, f"a page is wrong as it stands: {first}"
    return subjects


def prelude():
    return read_prelude(None, ROOT / "book/index.md")


def survivors(results):
    return {
        (result.kind, name_of(result.path), result.row): result
        for result in results
        if result.fate == "survived"
    }


def refuse_unlisted(results, accepted):
    """Refuse survivors that nobody has looked at, and faults of the checker itself."""
    faults = [f"{r.row}: {r.message}" for r in results if r.fate == "internal error"]
    assert not faults, "the checker breaks down over: " + "; ".join(faults[:5])
    unlisted = [
        f"[{kind}] line {result.line}: {result.description}\n{page}: {row} -- "
        for (kind, page, row), result in survivors(results).items()
        if (kind, page, row) not in accepted
    ]
    assert not unlisted, f"unnoticed mistakes, MUTATION_SEED={SEED}:\n\n" + "\n\n".join(unlisted)


@pytest.fixture(scope="module")
def results():
    """Return what becomes of the mutants of all kinds; the pages are checked once for all."""
    print(f"MUTATION_SEED={SEED}")
    generator = random.Random(SEED)
    pages = pages_with_equations(ROOT / "book")
    if not WHOLE:
        pages = dict(generator.sample(sorted(pages.items()), PAGES))
    subjects = prepared(pages)
    wanted = []
    for kind, size in SAMPLES.items():
        found = trials(subjects, kind)
        wanted += found if WHOLE else generator.sample(found, min(size, len(found)))
    return run(subjects, wanted, prelude=prelude())


@pytest.mark.mutation
@pytest.mark.parametrize("kind", KINDS)
def test_no_mistake_goes_unnoticed(kind, results, capsys):
    found = [result for result in results if result.kind == kind]
    assert found
    with capsys.disabled():
        pages = len({result.path for result in found})
        print(f"\n{kind} of {pages} pages, MUTATION_SEED={SEED}: {mutate.summary(found)}")
    refuse_unlisted(found, accepted())
    if WHOLE:
        stale = {key for key in accepted() if key[0] == kind} - set(survivors(found))
        assert not stale, f"listed in {ACCEPTED.name}, but no longer survivors: {sorted(stale)}"


def accepting(block, page, cache):
    """Accept every formula that parses."""
    if block.kind == "symbols":
        return check_block(block, page, cache)
    return Outcome(block, "checked")


@pytest.mark.parametrize("kind", KINDS)
def test_a_checker_that_accepts_everything_is_found_out(kind, tmp_path):
    text = "```{symbols}\nx : R+\nu : R = x + 1\n```\n\n$$\nu^2 = x^2 + 2 x + 1\n$$\n"
    (tmp_path / "page.md").write_text(text)
    pages = pages_with_equations(tmp_path)
    subjects = prepared(pages)
    wanted = trials(subjects, kind)
    found = run(subjects, wanted, processes=1)
    harmless = survivors(found)
    assert {row for _, _, row in harmless} <= {"x : R", "x : R>=0"}
    refuse_unlisted(found, harmless)
    blind = prepared(pages, accepting)
    with pytest.raises(AssertionError, match="unnoticed mistakes"):
        refuse_unlisted(run(blind, wanted, processes=1, check=accepting), harmless)


# -- the list ---------------------------------------------------------------------------------


def refuse_stale(accepted, root):
    """Refuse entries that are no mutants of their pages, whatever the checker says of them.

    Pairs are drawn from an equation always in the same way, so theirs are looked up as well.
    """
    for kind, page in sorted({(kind, page) for kind, page, _ in accepted}):
        assert (root / page).is_file(), f"there is no page {page}"
        found = {
            rows(block, mutant)[1]
            for block in read_blocks(root / page)
            for mutant in mutants_of(block, kind)
        }
        for row in (row for *place, row in accepted if place == [kind, page]):
            assert row in found, f"[{kind}] {page} has no such mutant any more: {short(row)}"


def test_accepted_survivors_are_mutants_of_their_pages():
    refuse_stale(accepted(), ROOT)


def test_stale_entries_are_refused(tmp_path):
    (tmp_path / "a.md").write_text("```{symbols}\nx : R+ -- big\n```\n\n$$\nx^2 =\n  x + 2\n$$\n")
    good = "[equations]\na.md: x^2 = x +  3 -- so\n[declarations]\na.md: x : R -- so\n"
    refuse_stale(read_accepted(good), tmp_path)
    block = read_blocks(tmp_path / "a.md")[1]
    _, double = rows(block, next(mutants_of(block, "pairs")))
    refuse_stale(read_accepted(f"[pairs]\na.md: {double} -- so"), tmp_path)
    with pytest.raises(AssertionError, match=r"\[equations\] a.md has no such mutant"):
        refuse_stale(read_accepted(f"[equations]\na.md: {double} -- so"), tmp_path)
    with pytest.raises(AssertionError, match=r"\[pairs\] a.md has no such mutant"):
        refuse_stale(read_accepted("[pairs]\na.md: x^2 = x + 3 -- so"), tmp_path)
    with pytest.raises(AssertionError, match=r"\[declarations\] a.md has no such mutant"):
        refuse_stale(read_accepted("[declarations]\na.md: x : N -- so"), tmp_path)
    with pytest.raises(AssertionError, match=r"no page b\.md"):
        refuse_stale(read_accepted("[equations]\nb.md: x = 2 -- so"), tmp_path)


def test_the_list_of_survivors_is_read():
    text = "# remark\n\n[equations]\nbook/a.md: 0 <  s_j < 1 -- every index is meant\n"
    assert read_accepted(text) == {
        ("equations", "book/a.md", "0 < s_j < 1"): "every index is meant"
    }


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("[pairs]\nbook/a.md: x = y", "no reason"),
        ("[pairs]\nbook/a.md: x = y -- ", "no reason"),
        ("[pairs]\nbook/a.md -- a reason", "no page and row"),
        ("[pairs]\nbook/a.md: x = y -- so\nbook/a.md: x =  y -- so", "listed twice"),
        ("book/a.md: x = y -- so", r"no \[kind\]"),
        ("[triples]\nbook/a.md: x = y -- so", "not one of the kinds"),
    ],
)
def test_a_careless_entry_is_refused(lines, complaint):
    with pytest.raises(AssertionError, match=complaint):
        read_accepted(lines)
