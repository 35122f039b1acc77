"""What becomes of mutants: killed in some way, the same as the source, surviving."""

import time

import pytest

from mathcheck.edits.mutants import Mutant
from mathcheck.mutation import campaign
from mathcheck.mutation.campaign import judge, run
from mathcheck.mutation.subject import check_block, prepare, read_blocks
from mathcheck.mutation.trials import Trial, trials
from mathcheck.pages.blocks import Outcome, Problem

PAGE = r"""# Page

```{symbols}
x, y : R
f : R -> R
```

```{math}
:define:
f(x) = x^2 + 1
```

```{math}
:label: slope
f'(x) = 2 x
```

```{math}
:assume:
y = x
```
"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(PAGE)
    return path


def by_text(right):
    """Return a check that knows the right formulas by heart."""

    def check(block, page, cache):
        if block.kind == "symbols":
            return check_block(block, page, cache)
        if block.source in right:
            return Outcome(block, "checked")
        problem = Problem(block.path, block.line, "left = right does not hold here")
        return Outcome(block, "failed", problems=(problem,))

    return check


def accepting(block, page, cache):
    """Accept everything that is declared: the checker that must be found out."""
    if block.kind == "symbols":
        return check_block(block, page, cache)
    return Outcome(block, "assumption" if block.options.assume else "checked")


def test_a_page_and_what_it_claims(page):
    subject = prepare(read_blocks(page))
    assert subject.problems == ()
    assert [subject.blocks[i].label for i in subject.claims] == ["", "slope"]
    assert [subject.blocks[i].source for i in subject.silent] == ["y = x"]
    assert [subject.blocks[i].label for i in subject.checked] == ["slope"]


def fate(subject, position, latex, check=check_block):
    return judge(subject, Trial(0, position, Mutant("sign", latex, (0, 1), "so")), check)


def test_fates(page):
    subject = prepare(read_blocks(page))
    definition, slope = subject.claims
    assert fate(subject, slope, "f'(x) = 2 (x)").fate == "same"
    assert fate(subject, slope, "f'(x) = x + x").fate == "survived"
    assert fate(subject, slope, "f'(x) = 3 x").fate == "counter-example"
    assert fate(subject, slope, "f'(x) = 2 +").fate == "syntax"
    assert fate(subject, slope, "f'(x) = 2 v").fate == "undeclared"
    assert fate(subject, definition, "f(x) = x^3 + 1").fate == "later block fails"
    assert fate(subject, definition, "f(x) = x^2 + 2").fate == "survived"
    assert fate(subject, slope, "2 x = 2 y + 2 x").line == subject.blocks[slope].line


def test_no_time_is_spent_on_repairs(page):
    subject = prepare(read_blocks(page))
    slope = subject.claims[1]
    assert "does not hold" in fate(subject, slope, "f'(x) = 3 x").message
    assert "true with" not in fate(subject, slope, "f'(x) = 3 x").message
    page.write_text(PAGE.replace("= 2 x", "= 3 x"))
    assert "true with" in prepare(read_blocks(page)).problems[0].message


def test_a_mutant_that_the_code_contradicts(page):
    linked = PAGE.replace(
        ":define:\nf(x) = x^2 + 1", ":define:\n:impl: numpy.square(x)\nf(x) = x^2"
    )
    page.write_text(linked)
    subject = prepare(read_blocks(page))
    assert subject.problems == ()
    assert fate(subject, subject.claims[0], "f(x) = x^3").fate == "implementation differs"


def test_a_definition_that_nothing_checks_any_more_is_noticed(page):
    page.write_text(PAGE.replace("f'(x) = 2 x", "f'(x) = 2 x \\\\ y - y = 0"))
    subject = prepare(read_blocks(page))
    assert fate(subject, subject.claims[1], "y - y = 0").fate == "unused definition"


def test_a_fault_of_the_checker_and_its_slowness_are_told_apart(page, monkeypatch):
    monkeypatch.setattr(campaign, "SECONDS", 1)
    subject = prepare(read_blocks(page), check=accepting)

    def crash(block, page, cache):
        raise ZeroDivisionError("in the checker")

    def sleep(block, page, cache):
        time.sleep(20)

    slope = subject.claims[1]
    assert fate(subject, slope, "f'(x) = 3 x", crash).fate == "internal error"
    assert fate(subject, slope, "f'(x) = 3 x", sleep).fate == "too slow"


def test_killed_and_surviving(page):
    blocks = read_blocks(page)
    right = {block.source for block in blocks}
    strict, lax = by_text(right), accepting
    subject = prepare(blocks, check=lax)
    wanted = trials([subject])
    killed = run([subject], wanted, processes=1, check=strict)
    assert not [result for result in killed if result.fate == "survived"]
    unnoticed = run([subject], wanted, processes=1, check=lax)
    assert {r.fate for r in unnoticed} >= {"survived", "syntax"}
    assert len(unnoticed) == len(wanted)


def test_the_checker_finds_the_mistakes_also_in_other_processes(page):
    subject = prepare(read_blocks(page))
    wanted = [trial for trial in trials([subject]) if trial.mutant.operator == "constant"]
    alone = run([subject], wanted, processes=1)
    assert run([subject], wanted, processes=2) == alone
    survivors = {result.row for result in alone if result.fate == "survived"}
    assert survivors == {"f(x) = x^2 + 2", "f(x) = x^2 + 0"}  # the slope does not see a constant
