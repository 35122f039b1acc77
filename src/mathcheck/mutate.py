"""Make the book wrong on purpose and see that the checker notices: `python -m mathcheck.mutate`.

Every edit of `mathcheck.edits` is made in each displayed equation, one at a time, the rest of the
page unchanged. A mutant is killed if any block of the page then fails. The survivors are listed:
each is either true all the same, or shows what the checker cannot see.

Exits with 0 if all mutants are killed, 1 if some survive, 2 if a page fails as it stands.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from mathcheck.cli import read_prelude
from mathcheck.declarations import LINE, parse_symbols, split_equals
from mathcheck.edits import Edit, Mutant, describe, key, mutants, nearest_repairs, splice
from mathcheck.errors import MathError, SyntaxProblem, Undeclared
from mathcheck.markdown import read_page
from mathcheck.page import Block, Outcome, Page, Problem, cached, digest, report_unused
from mathcheck.parser import parse_block
from mathcheck.sentences import conditions
from mathcheck.symbols import SymbolTable

__all__ = [
    "Mutant",
    "Result",
    "Subject",
    "Trial",
    "main",
    "mutants",
    "nearest_repairs",
    "pairs",
    "prepare",
    "run",
    "summary",
    "symbol_mutants",
    "trials",
]

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


# -- mutants of declarations, and of two edits ------------------------------------------------

WIDER, NARROWER = "wider type", "narrower type"
ENTRY = re.compile(r"(?<![\w\\{^])(?:R>=0|R<=0|R\+|R-(?!>)|N0|[RNZ])(?!\w)")
ENTRY_SWAPS = {
    "R": {"R+": NARROWER},
    "R+": {"R": WIDER, "R>=0": WIDER},
    "R-": {"R": WIDER, "R<=0": WIDER},
    "R>=0": {"R": WIDER, "R+": NARROWER},
    "R<=0": {"R": WIDER, "R-": NARROWER},
    "N": {"N0": WIDER, "R+": WIDER},
    "N0": {"N": NARROWER},
    "Z": {"R": WIDER, "N": NARROWER},
}
INTERVAL = re.compile(r"(?<!\w)([(\[])([^()\[\],]*),([^()\[\],]*)([)\]])")
STRUCTURE = re.compile(
    r"\b(simplex|onehot|symmetric|psd|posdef|orthogonal|diagonal|unit) (\w+)(?: at \S+)?"
)
WEAKER = {
    "simplex": "R^{{{0}}}", "onehot": "simplex {0}", "unit": "R^{{{0}}}", "posdef": "psd {0}",
    "psd": "symmetric {0}", "diagonal": "symmetric {0}", "symmetric": "R^{{{0} x {0}}}",
    "orthogonal": "R^{{{0} x {0}}}",
}  # fmt: skip
FAMILY = re.compile(r"(?:objective|linear|step|convex|monotone)(?:\(.*?\))? ")
SIZES = re.compile(r"\^\{([^{}]*)\}|\^(\w)|(?:index|simplex|onehot|unit|symmetric|psd|posdef) (\w)")


def symbol_mutants(text: str) -> Iterator[Mutant]:
    r"""Yield the text of a `{symbols}` directive with one declaration changed, in all ways.

    Parameters
    ----------
    text : str
        The lines of the directive.

    Yields
    ------
    Mutant
        Its operator is "wider type" where more values are allowed, "narrower type" where fewer
        are (such a mutant is true wherever the source is), "dimension", "arity" or "definition".

    Examples
    --------
    >>> for mutant in symbol_mutants("x : R+"):
    ...     print(mutant.operator, "--", mutant.latex)
    wider type -- x : R
    wider type -- x : R>=0
    """
    seen = {key(text)}
    names = {
        size for found in SIZES.findall(text) for size in re.findall(r"[A-Za-z]", "".join(found))
    }
    sizes = sorted(names - {"x"})
    for match in re.finditer(r"^\S.*(?:\n[ \t]+.*)*", text, re.MULTILINE):
        for operator, edit in _declaration_edits(match[0].partition(" -- ")[0], sizes):
            placed = Edit(match.start() + edit.start, match.start() + edit.end, edit.new)
            edited = splice(text, placed)
            if key(edited) not in seen:
                seen.add(key(edited))
                yield Mutant(operator, edited, placed[:2], describe(text, placed))


def _declaration_edits(line: str, sizes: list[str]) -> Iterator[tuple[str, Edit]]:
    """Yield the edits of one declaration: of its type, then of its definition."""
    match = LINE.match(line)
    kind, body = split_equals(match["type"]) if match else split_equals(line)
    start = match.start("type") if match else 0
    if match:
        for operator, edit in _type_edits(kind.rstrip(), sizes):
            yield operator, Edit(start + edit.start, start + edit.end, edit.new)
    offset = start + len(kind) + 1
    for mutant in mutants(body) if body else ():
        first, last = mutant.span
        new = mutant.latex[first : len(mutant.latex) - len(body) + last]
        yield "definition", Edit(offset + first, offset + last, new)


def _type_edits(kind: str, sizes: list[str]) -> Iterator[tuple[str, Edit]]:
    """Yield the edits of a type."""
    for found in STRUCTURE.finditer(kind):
        yield WIDER, Edit(*found.span(), WEAKER[found[1]].format(found[2]))
    if not re.match(r"index|subset|random|minimizer|dim", kind):
        for found in ENTRY.finditer(kind):
            for other, operator in ENTRY_SWAPS[found[0]].items():
                yield operator, Edit(*found.span(), other)
    for found in INTERVAL.finditer(kind):
        yield WIDER, Edit(*found.span(), "R")
        for group in (1, 4):
            other = {"(": "[", "[": "(", ")": "]", "]": ")"}[found[group]]
            yield WIDER if other in "[]" else NARROWER, Edit(*found.span(group), other)
        for group in (2, 3):
            if found[group].strip().isdigit():
                end = re.sub(r"\d+", lambda number: str(int(number[0]) + 1), found[group])
                yield "interval", Edit(*found.span(group), end)
    for found in re.finditer(r"\^\{(\w) x (\w)\}", kind):
        yield "dimension", Edit(*found.span(), f"^{{{found[2]} x {found[1]}}}")
    for found in SIZES.finditer(kind):
        for group in (1, 2, 3):
            for size in re.finditer(r"(?<!\\)\b(?!x\b)[A-Za-z]\b", found[group] or ""):
                place = found.start(group) + size.start()
                for other in sizes:
                    yield "dimension", Edit(place, place + 1, other)
    if "->" in kind:
        if family := FAMILY.match(kind):
            yield WIDER, Edit(0, family.end(), "")
        first = family.end() if family else 0
        domain = kind[first : kind.index("->")]
        yield "arity", Edit(first, first, "R, ")
        if "," in domain and "(" not in domain:
            yield "arity", Edit(first, first + domain.index(",") + 1, "")
        if kind.endswith(" entrywise"):
            yield "arity", Edit(len(kind) - len(" entrywise"), len(kind), "")
    for word, other in (("draws", "permutation"), ("permutation", "draws"), ("subset", "draws")):
        for found in re.finditer(rf"random {word}\b", kind):
            yield "law", Edit(*found.span(), f"random {other}")


def pairs(latex: str, count: int, seed: int) -> list[Mutant]:
    """Return random mutants with two edits that do not overlap, neither of them of a relation.

    (Almost anything is true once = has become ≠.)

    Parameters
    ----------
    latex : str
        The formula.
    count : int
        How many are wanted; a short formula may have fewer.
    seed : int
        The same seed gives the same mutants.
    """
    singles = [mutant for mutant in mutants(latex) if mutant.operator != "relation"]
    generator = random.Random(seed)
    found: dict[str, Mutant] = {key(latex): Mutant("", latex, (0, 0), "")}
    for _ in range(10 * count):
        if len(found) > count or len(singles) < 2:
            break
        first, second = sorted(generator.sample(singles, 2), key=lambda mutant: mutant.span)
        if first.span[1] >= second.span[0]:
            continue
        # The text before the second edit is the same in its mutant and in the source.
        offset = len(first.latex) - len(latex)
        edited = first.latex[: second.span[0] + offset] + second.latex[second.span[0] :]
        both = Mutant(
            "two edits",
            edited,
            (first.span[0], second.span[1]),
            f"{first.description} and {second.description}",
        )
        found.setdefault(key(edited), both)
    return list(found.values())[1:]


# -- a page and its mutants -------------------------------------------------------------------

Check = Callable[[Block, Page, dict[str, Any]], Outcome]
"""Checks one block in the state that the page has there, with a cache of earlier outcomes."""


@dataclass(frozen=True)
class Subject:
    """A page that is sound, with its state before each of its blocks.

    Attributes
    ----------
    blocks : tuple of Block
        All that the build checks, in order.
    states : tuple of Page
        The declarations and definitions before each block.
    cache : dict
        The outcomes of the unchanged blocks.
    claims : tuple of int
        The positions of the displayed equations that claim something.
    silent : tuple of int
        The positions of those that do not: skipped, assumed, an update rule.
    problems : tuple of Problem
        What is wrong with the page as it stands; a page with problems is not mutated.
    """

    blocks: tuple[Block, ...]
    states: tuple[Page, ...]
    cache: dict[str, Any]
    claims: tuple[int, ...]
    silent: tuple[int, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Trial:
    """A mutant of the block at a position of the page with a number."""

    page: int
    position: int
    mutant: Mutant


@dataclass(frozen=True)
class Result:
    """What became of a mutant.

    Attributes
    ----------
    path, line : str, int
        Where the edited row stands.
    operator, description : str
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
    operator: str
    description: str
    source: str
    row: str
    fate: str
    message: str = ""


def check_block(block: Block, page: Page, cache: dict[str, Any]) -> Outcome:
    """Check one block as the build does."""
    return cached(block, page, cache, False)


def read_blocks(path: Path) -> tuple[Block, ...]:
    """Return the blocks of a page that the build checks."""
    page = read_page(path.read_text(encoding="utf-8"), str(path))
    return tuple(block for block in page.blocks if block.kind != "inline" or page.inline)


def prepare(
    blocks: Sequence[Block],
    prelude: str = "",
    cache: dict[str, Any] | None = None,
    check: Check = check_block,
) -> Subject:
    """Check a page as it stands, and keep its state before each block."""
    page = Page(parse_symbols(prelude, SymbolTable())[0], seed=0, state=digest(prelude))
    cache = {} if cache is None else cache
    states = []
    marked, given = conditions(blocks)
    for number, block in enumerate(blocks):
        page.introduced, page.given = marked[number], given[number]
        states.append(copy_of(page))
        page.outcomes.append(check(block, page, cache))
    report_unused(page)
    shown = [i for i, block in enumerate(blocks) if block.kind == "display"]
    silent = [i for i in shown if claims_nothing(page.outcomes[i])]
    problems = tuple(problem for outcome in page.outcomes for problem in outcome.problems)
    claims = tuple(i for i in shown if i not in silent)
    return Subject(tuple(blocks), tuple(states), cache, claims, tuple(silent), problems)


def claims_nothing(outcome: Outcome) -> bool:
    """Return whether no mutant of a block can be wrong: it is skipped, assumed, an update rule."""
    if outcome.status in ("skipped", "assumption", "parsed"):
        return True
    return outcome.status == "definition" and not outcome.block.options.define


def copy_of(page: Page) -> Page:
    """Return a page's state, independent of what happens to the page."""
    return replace(
        page,
        open_definitions=dict(page.open_definitions),
        failed=set(page.failed),
        outcomes=list(page.outcomes),
    )


def judge(subject: Subject, position: int, mutant: Mutant, check: Check = check_block) -> Result:
    """Return what becomes of a mutant of the block at a position."""
    source = subject.blocks[position]
    block = replace(source, source=mutant.latex)
    fate, message = _difference(source, block, subject.states[position].table)
    if not fate:
        try:
            with time_limit(SECONDS):
                failed = first_failure(subject, position, block, check)
        except TimeoutError:
            fate, message = "too slow", f"no verdict within {SECONDS} s"
        except Exception as error:  # a fault of the checker's own, to be reported as such
            fate, message = "internal error", f"{type(error).__name__}: {error}"
        else:
            fate, message = kill(failed, block) if failed else ("survived", "")
    new = mutant.span[0], len(mutant.latex) - len(source.source) + mutant.span[1]
    separator = "\n" if source.kind == "symbols" else r"\\"
    return Result(
        source.path,
        source.line + source.source.count("\n", 0, mutant.span[0]),
        mutant.operator,
        mutant.description,
        row_of(source.source, *mutant.span, separator),
        row_of(mutant.latex, *new, separator),
        fate,
        message,
    )


def _difference(source: Block, block: Block, table: SymbolTable) -> tuple[str, str]:
    """Return why a mutant need not be checked: it does not parse, or parses as the source does."""
    try:
        return ("same", "") if _read(source, table) == _read(block, table) else ("", "")
    except SyntaxProblem as error:
        return "syntax", error.message
    except Undeclared as error:
        return "undeclared", error.message
    except (MathError, RecursionError) as error:
        return "shape", str(error)
    except Exception as error:  # as in `judge`
        return "internal error", f"{type(error).__name__}: {error}"


def _read(block: Block, table: SymbolTable) -> object:
    """Return what a block says, without the places where it says it."""
    if block.kind == "symbols":
        return parse_symbols(block.source, table)[0]
    return [(s.claims, s.links, s.conditions) for s in parse_block(block.source, table)]


def first_failure(subject: Subject, position: int, block: Block, check: Check) -> Outcome | None:
    """Return the first outcome that fails, from a changed block to the end of its page."""
    page = copy_of(subject.states[position])
    for number, following in enumerate((block, *subject.blocks[position + 1 :]), position):
        known = subject.states[number]
        page.introduced, page.given = known.introduced, known.given
        page.outcomes.append(check(following, page, subject.cache))
        if page.outcomes[-1].status == "failed":
            return page.outcomes[-1]
    report_unused(page)
    return next((outcome for outcome in page.outcomes if outcome.status == "failed"), None)


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


def row_of(latex: str, start: int, end: int, separator: str = r"\\") -> str:
    r"""Return the rows, between separators, that a piece of LaTeX touches, on one line.

    Examples
    --------
    >>> row_of(r"a &= b \\ &= c", 13, 14)
    '&= c'
    """
    before = latex[:start].rpartition(separator)[2]
    after = latex[end:].partition(separator)[0]
    return " ".join((before + latex[start:end] + after).split())


# -- many pages -------------------------------------------------------------------------------


def trials(
    subjects: Sequence[Subject], *, declarations: bool = False, second_order: int = 0, seed: int = 0
) -> list[Trial]:
    """Return the mutants of all pages: one edit in an equation, in a declaration, or two edits.

    Parameters
    ----------
    subjects : sequence of Subject
        The pages.
    declarations : bool
        Mutate the `{symbols}` directives in place of the equations.
    second_order : int
        So many random mutants with two edits, in place of all those with one.
    seed : int
        Of the random choice.
    """
    places = [
        (number, position)
        for number, subject in enumerate(subjects)
        for position, block in enumerate(subject.blocks)
        if (block.kind == "symbols" if declarations else position in subject.claims)
    ]
    if second_order and places:
        drawn = Counter(random.Random(seed).choices(places, k=second_order))
        return [
            Trial(number, position, mutant)
            for (number, position), count in sorted(drawn.items())
            for mutant in pairs(subjects[number].blocks[position].source, count, seed)
        ]
    make = symbol_mutants if declarations else mutants
    return [
        Trial(number, position, mutant)
        for number, position in places
        for mutant in make(subjects[number].blocks[position].source)
    ]


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
        return [judge(subjects[t.page], t.position, t.mutant, check) for t in bar(wanted)]
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
    return judge(_LOADED[trial.page], trial.position, trial.mutant, _CHECK[0])


def rates(results: Iterable[Result]) -> tuple[int, int, int]:
    """Return how many mutants there are, how many are killed, how many of these do not parse."""
    fates = [result.fate for result in results if result.fate != "same"]
    return len(fates), len(fates) - fates.count("survived"), fates.count("syntax")


def summary(results: Sequence[Result]) -> str:
    """Return the counts in words: the kill rate, the reasons, the operators."""
    total, killed, syntax = rates(results)
    counted = [result for result in results if result.fate != "same"]
    reasons = Counter(result.fate for result in counted if result.fate != "survived")
    all_of = Counter(result.operator for result in counted)
    left = Counter(result.operator for result in counted if result.fate == "survived")
    lines = [
        f"{killed:,} of {total:,} mutants killed ({percent(killed, total)});"
        f" {len(results) - total:,} more read as the source does",
        f"without the {syntax:,} that no longer parse: {killed - syntax:,} of {total - syntax:,}"
        f" ({percent(killed - syntax, total - syntax)})",
        "by reason: " + ", ".join(f"{name} {count:,}" for name, count in reasons.most_common()),
        "by operator: "
        + ", ".join(f"{name} {n - left[name]:,}/{n:,}" for name, n in all_of.most_common()),
    ]
    return "\n".join(lines)


def percent(part: int, whole: int) -> str:
    """Return a share, with two decimals."""
    return f"{100 * part / whole:.2f} %" if whole else "none"


def main(arguments: Sequence[str] | None = None) -> int:
    """Mutate the pages that the command line names; return the exit status."""
    parser = command_line()
    options = parser.parse_args(arguments)
    try:
        prelude = read_prelude(options.prelude, options.pages[0])
        pages = [read_blocks(path) for path in options.pages]
    except (OSError, ValueError) as error:
        parser.error(str(error))
    subjects = [prepare(blocks, prelude) for blocks in tqdm(pages, unit="page", disable=None)]
    problems = [problem for subject in subjects for problem in subject.problems]
    for problem in problems:
        print(f"{problem.path}:{problem.line}: {problem.message}", file=sys.stderr)
    if problems:
        print("mutate: these pages fail as they stand", file=sys.stderr)
        return 2
    wanted = trials(
        subjects,
        declarations=options.declarations,
        second_order=options.pairs,
        seed=options.seed,
    )
    if options.sample and options.sample < len(wanted):
        wanted = random.Random(options.seed).sample(wanted, options.sample)
    results = run(subjects, wanted, prelude=prelude, processes=options.processes)
    if options.json:
        print(json.dumps([asdict(result) for result in results], indent=2))
    else:
        report(subjects, results)
    return int(any(result.fate == "survived" for result in results))


def report(subjects: Sequence[Subject], results: Sequence[Result]) -> None:
    """Print the survivors, what the checker should refuse in better words, and the counts."""
    for result in results:
        if result.fate in ("survived", "internal error", "too slow"):
            print(f"{result.path}:{result.line}: {result.fate} ({result.operator})")
            print(f"  {result.source}\n  {result.row}\n  {result.description}")
            if result.message:
                print(f"  {result.message}")
    silent = [subject.blocks[i] for subject in subjects for i in subject.silent]
    if silent:
        print("not mutated, because nothing is claimed:", end=" ")
        print(", ".join(f"{block.path}:{block.line}" for block in silent))
    print(summary(results))


def command_line() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m mathcheck.mutate",
        description="Make pages wrong on purpose, one edit at a time, and see what goes unnoticed.",
    )
    parser.add_argument("pages", nargs="+", type=Path, metavar="PAGE.md", help="a page to mutate")
    parser.add_argument("--sample", type=int, metavar="N", help="only N mutants, chosen at random")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the random choices")
    parser.add_argument(
        "--pairs", type=int, default=0, metavar="N", help="N random mutants with two edits"
    )
    parser.add_argument(
        "--declarations", action="store_true", help="mutate the symbols, not the equations"
    )
    parser.add_argument("--json", action="store_true", help="print every mutant and its fate")
    parser.add_argument("--prelude", type=Path, metavar="FILE", help="symbols that all pages know")
    parser.add_argument(
        "--processes", type=int, default=2, metavar="N", help="how many work at once"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
