"""The pieces of a page that are checked, with their options, and what became of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mathcheck.grammar.declarations import SymbolRow

TOLERANCE = re.compile(r"(?=.*[1-9])\d*\.?\d+(?:e-?\d+)?%?")
OPTION_NAMES = ("define", "impl", "tol", "sharp", "skip", "assume", "small")


def unknown_option(directive: str, name: str, known: Sequence[str]) -> str:
    """Return the message about an option that a directive does not have."""
    return f"`{{{directive}}}` has no option {name!r}: mathcheck knows {', '.join(known)}"


@dataclass(frozen=True)
class Options:
    """What the author says about one displayed equation; `from_mapping` reads directive options."""

    define: bool = False
    impl: str = ""
    tol: str = ""
    sharp: bool = False
    skip: str = ""
    assume: bool = False
    small: str = ""

    @classmethod
    def from_mapping(
        cls,
        mapping: Mapping[str, str | None],
        directive: str = "math",
        known: Sequence[str] = OPTION_NAMES,
    ) -> Options:
        """Return the options of a directive.

        Raises
        ------
        ValueError
            If a name is unknown, or `skip` gives no reason.
        """
        values: dict[str, Any] = {}
        for name, value in mapping.items():
            if name not in known:
                raise ValueError(unknown_option(directive, name, known))
            if name in ("define", "sharp", "assume"):
                if value:
                    raise ValueError(f"the option {name} takes no value, but {value!r} came")
                values[name] = True
            elif not value or not value.strip():
                raise ValueError(
                    f"the option {name} needs a value" + (": the reason" if name == "skip" else "")
                )
            elif name == "tol" and not TOLERANCE.fullmatch(value.strip()):
                raise ValueError(
                    f"the option tol wants a number such as 0.01 or 2%, but {value.strip()!r} came"
                )
            else:
                values[name] = value.strip()
        return cls(**values)


def read_options(mapping: Mapping[str, str | None]) -> tuple[Options, str]:
    """Return the options of a directive, and what is wrong with them, if anything is."""
    try:
        return Options.from_mapping(mapping), ""
    except ValueError as error:
        return Options(define="define" in mapping), str(error)


@dataclass(frozen=True)
class Block:
    """A `{symbols}` directive ("symbols"), a displayed equation ("display") or "inline" math.

    `line` is the line of the first line of `source` in the file, counted from 1; `before` is the
    prose directly before inline math; `object` the documented Python object, for docstrings.
    With a `fault`, which says what is wrong with its options, a block is not checked.
    """

    kind: str
    source: str
    path: str
    line: int
    options: Options = Options()
    label: str = ""
    before: str = ""
    object: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Problem:
    """A message with its place; printed as `path:line: message`."""

    path: str
    line: int
    message: str


@dataclass(frozen=True)
class Outcome:
    """What became of a block.

    `status` is "proved", "checked", "linked", "definition", "rule" (an update or a law, which
    claims nothing; `reason` says which), "assumption", "skipped", "parsed", "symbols" or "failed";
    `points` counts evaluations; `linked` names the functions compared with; `sizes` says what a
    proof is restricted to, as in "n = 2, 3".
    """

    block: Block
    status: str
    points: int = 0
    linked: tuple[str, ...] = ()
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    rows: tuple[SymbolRow, ...] = ()
    sizes: str = ""
