"""Try mutants on their pages and say what becomes of each, in several processes."""

from __future__ import annotations

import multiprocessing
import re
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tqdm import tqdm

from mathcheck.checking.verdicts import on_trial
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.mutation.reading import difference, settled
from mathcheck.mutation.subject import Check, Subject, check_block, copy_of, prepare
from mathcheck.mutation.trials import Trial, rows
from mathcheck.pages.blocks import Block, Outcome
from mathcheck.pages.hashes import digest
from mathcheck.pages.state import finish

SECONDS = 30
"""A mutant that takes longer would have been noticed as well."""

KILLS = {
    "counter-example": r"does not hold here",
    "implementation differs": r"^impl: |^the equation and \S+ differ",
    "unused definition": r"^nothing checks this definition",
    "gap in cases": r"^no line of the cases|^two lines of the cases",
    "says nothing": r"always equal|holds always|says nothing|marked sharp|tolerance",
    "no definition": r"^a definition |^the option define|^the parameters of a definition",
    "no value": r"^this could not be evaluated|^no point was found|does not settle|\bdiffer$",
    "undeclared": r"not declared|is declared as|\bdeclare\b",
    "shape": r"\b(?:vector|matrix|shape|numbers?|ind(?:ex|ices)|family|function|entries|value)\b",
}
"""The classes of kills, by what the checker's message says; the first that fits counts."""


@dataclass(frozen=True)
class Result:
    """What became of a mutant.

    Attributes
    ----------
    path, line : str, int
        Where the edited row stands.
    kind, operator, description : str
        The edit.
    source, row : str
        The row before and after the edit, on one line.
    fate : str
        "survived", "same" (the checker reads it as it read the source), or why it was killed.
    message : str
        The checker's.
    """

    path: str
    line: int
    kind: str
    operator: str
    description: str
    source: str
    row: str
    fate: str
    message: str = ""


def judge(subject: Subject, trial: Trial, check: Check = check_block) -> Result:
    """Return what becomes of a mutant of a page."""
    source, mutant = subject.blocks[trial.position], trial.mutant
    block = replace(source, source=mutant.latex)
    table = subject.states[trial.position].table
    fate, message = difference(source, block, table)
    if not fate:
        try:
            with time_limit(SECONDS), on_trial(settled(source, table)):
                failed = first_failure(subject, trial.position, block, check)
        except TimeoutError:
            fate, message = "too slow", f"no verdict within {SECONDS} s"
        except Exception as error:  # a fault of the checker's own, to be reported as such
            fate, message = "internal error", f"{type(error).__name__}: {error}"
        else:
            fate, message = kill(failed, block) if failed else ("survived", "")
    line = source.line + source.source.count("\n", 0, mutant.span[0])
    before, after = rows(source, mutant)
    return Result(
        source.path,
        line,
        trial.kind,
        mutant.operator,
        mutant.description,
        before,
        after,
        fate,
        message,
    )


def first_failure(subject: Subject, position: int, block: Block, check: Check) -> Outcome | None:
    """Return the first outcome that fails, from a changed block to the end of its page.

    What rests on none of the names that the change touches is not checked again: for the cache, it
    stands where it stood.
    """
    page = copy_of(subject.states[position])
    changed: set[str] = set()
    for number, following in enumerate((block, *subject.blocks[position + 1 :]), position):
        known = subject.states[number]
        page.introduced, page.given = known.introduced, known.given
        touched = number == position or not changed.isdisjoint(subject.needs[number])
        page.state = digest(known.state, position, block.source) if touched else known.state
        page.outcomes.append(check(following, page, subject.cache))
        if page.outcomes[-1].status == "failed":
            return page.outcomes[-1]
        if number == position:
            changed = differing(page.table, subject.states[position + 1].table)
    finish(page)
    return next((outcome for outcome in page.outcomes if outcome.status == "failed"), None)


def differing(table: SymbolTable, other: SymbolTable) -> set[str]:
    """Return the names that two tables declare or define in different ways."""
    return {
        name
        for one, two in ((table.symbols, other.symbols), (table.definitions, other.definitions))
        for name in one.keys() | two.keys()
        if one.get(name) != two.get(name)
    }


def kill(failed: Outcome, block: Block) -> tuple[str, str]:
    """Return the class of a kill, and the message."""
    message = failed.problems[0].message if failed.problems else ""
    if failed.block is not block and not re.search(KILLS["unused definition"], message):
        return "later block fails", message
    fits = (name for name, pattern in KILLS.items() if re.search(pattern, message))
    return next(fits, "other"), message


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raise TimeoutError after so many seconds; without such signals, let it take its time."""

    def expire(*_: object) -> None:
        raise TimeoutError

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, expire)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def run(
    subjects: Sequence[Subject],
    wanted: Sequence[Trial],
    *,
    prelude: str = "",
    processes: int = 2,
    check: Check = check_block,
) -> list[Result]:
    """Return what becomes of each mutant, in their order.

    Parameters
    ----------
    subjects : sequence of Subject
        The pages.
    wanted : sequence of Trial
        As `trials` returns them, or a choice of them.
    prelude : str
        The declarations that hold on all pages.
    processes : int
        With 1, everything runs in this process.
    check : callable
        Checks one block; a test may put another in its place.
    """
    bar = partial(tqdm, total=len(wanted), unit="mutant", disable=None, leave=False)
    if processes == 1:
        return [judge(subjects[trial.page], trial, check) for trial in bar(wanted)]
    pages = [(subject.blocks, subject.cache) for subject in subjects]
    # Forking a process that has threads, as NumPy's may, is not safe.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _load, (pages, prelude, check)) as executor:
        return list(bar(executor.map(_judge, wanted, chunksize=4)))


_LOADED: list[Subject] = []
_CHECK: list[Check] = []


def _load(
    pages: list[tuple[tuple[Block, ...], dict[str, Any]]], prelude: str, check: Check
) -> None:
    """Prepare a worker: states are made anew, which the caches of outcomes make quick."""
    _CHECK[:] = [check]
    _LOADED[:] = [prepare(blocks, prelude, cache, check) for blocks, cache in pages]


def _judge(trial: Trial) -> Result:
    return judge(_LOADED[trial.page], trial, _CHECK[0])
