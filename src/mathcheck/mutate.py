"""Make the book wrong on purpose and see that the checker notices: `python -m mathcheck.mutate`.

Every edit of `mathcheck.edits.mutants` is made in each displayed equation, one at a time, the rest
of the page unchanged; options make them in the declarations, or two at once. A mutant is killed if
any block of the page then fails. The survivors are listed: each is either true all the same, or
shows what the checker cannot see.

Exits with 0 if all mutants are killed, 1 if some survive, 2 if a page fails as it stands.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from mathcheck.cli import read_prelude
from mathcheck.mutation.campaign import SECONDS, Result, run
from mathcheck.mutation.subject import Subject, prepare, read_blocks
from mathcheck.mutation.trials import trials


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
        f"counted as killed without a verdict within {SECONDS} s: {reasons['too slow']:,}",
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
    kind = "declarations" if options.declarations else "pairs" if options.pairs else "equations"
    wanted = trials(subjects, kind, options.pairs)
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
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of that choice")
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument(
        "--pairs", type=int, default=0, metavar="N", help="two edits at once, N times per equation"
    )
    kinds.add_argument(
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
