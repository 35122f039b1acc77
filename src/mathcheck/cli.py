"""Check Markdown pages without Sphinx: `python -m mathcheck PAGE.md ...`.

Prints `file:line: message` for every fault and a summary on standard error. Exits with 0 if all is
well, 1 if there are faults, 2 if the command makes no sense.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from mathcheck.pages.blocks import Block, Outcome, Problem
from mathcheck.pages.markdown import read_page
from mathcheck.pages.page import check_page
from mathcheck.pages.report import summary, tally


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the pages that the command line names.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process, if not given.

    Returns
    -------
    int
        The exit status.
    """
    parser = command_line()
    options = parser.parse_args(arguments)
    pages = {}
    for path in options.pages:
        try:
            pages[path] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            parser.error(f"cannot read {path}: {getattr(error, 'strerror', None) or error}")
    try:
        prelude = find_prelude(options.prelude, options.pages[0])
        known = read_prelude(options.prelude, options.pages[0])
    except (OSError, ValueError) as error:
        parser.error(f"cannot read the prelude: {error}")
    outcomes: list[Outcome] = []
    problems: list[Problem] = []
    if prelude:
        # If it is wrong, so is every page: nothing else is worth reading.
        problems += check_page([Block("symbols", known, str(prelude), 1)])[0].problems
        report(problems, options.json)
        pages = {} if problems else pages
    # On a terminal only: a log or a hook has no use for a moving line.
    for path, text in tqdm(pages.items(), unit="page", disable=None, leave=False):
        found, faults = check(text, str(path), known, options)
        report(faults, options.json)
        outcomes += found
        problems += faults
    if options.json:
        records = {"outcomes": list(map(asdict, outcomes)), "problems": list(map(asdict, problems))}
        print(json.dumps(records, indent=2))
    if options.time:
        for outcome in sorted(outcomes, key=lambda outcome: -outcome.seconds)[:10]:
            block = outcome.block
            print(f"{outcome.seconds:6.2f} s  {block.path}:{block.line}", file=sys.stderr)
    print(f"mathcheck: {summary(tally(outcomes))}", file=sys.stderr)
    return int(bool(problems))


def check(
    text: str, path: str, prelude: str, options: argparse.Namespace
) -> tuple[list[Outcome], list[Problem]]:
    """Check one page; return what became of each block, and the faults from top to bottom."""
    page = read_page(text, path)
    inline = options.inline and page.inline
    blocks = [block for block in page.blocks if inline or block.kind != "inline"]
    outcomes = check_page(blocks, prelude=prelude, seed=options.seed, prove=options.prove)
    faults = [*page.problems, *(fault for outcome in outcomes for fault in outcome.problems)]
    return outcomes, sorted(faults, key=lambda fault: fault.line)


def report(problems: Iterable[Problem], as_json: bool) -> None:
    """Print faults as soon as they are known, above the line that moves; JSON comes at the end."""
    for problem in () if as_json else problems:
        tqdm.write(f"{problem.path}:{problem.line}: {problem.message}")


def read_prelude(given: Path | None, page: Path) -> str:
    """Return the declarations that hold on all pages; see `find_prelude`."""
    path = find_prelude(given, page)
    return path.read_text(encoding="utf-8") if path else ""


def find_prelude(given: Path | None, page: Path) -> Path | None:
    """Return the file of the declarations that hold on all pages, if there is one.

    It is the one given, or the one that `[tool.mathcheck] prelude` names in the nearest
    pyproject.toml above the page.
    """
    if given is not None:
        return given
    for folder in page.resolve().parents:
        settings = folder / "pyproject.toml"
        if settings.is_file():
            tools = tomllib.loads(settings.read_text(encoding="utf-8")).get("tool", {})
            name = tools.get("mathcheck", {}).get("prelude")
            return folder / name if name else None
    return None


def command_line() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m mathcheck", description="Check the mathematics of Markdown pages."
    )
    parser.add_argument("pages", nargs="+", type=Path, metavar="PAGE.md", help="a page to check")
    parser.add_argument("--json", action="store_true", help="print everything found, as JSON")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="draw other points")
    parser.add_argument(
        "--prelude",
        type=Path,
        metavar="FILE",
        help="symbols that all pages know; else the file that [tool.mathcheck] prelude names in"
        " the nearest pyproject.toml",
    )
    parser.add_argument(
        "--no-inline",
        dest="inline",
        action="store_false",
        help="leave the formulas in running text alone",
    )
    parser.add_argument("--prove", action="store_true", help="try to prove what is true")
    parser.add_argument("--time", action="store_true", help="say which blocks took longest")
    return parser
