"""Small tables for pages: a Markdown table in a notebook, plain text at a prompt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Table", "sci"]

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def sci(value: float, digits: int = 2) -> str:
    """Return `value` with `digits` significant digits, in words a reader of prose can read.

    At least that many: the integer part is never rounded, and whole numbers stay whole. Powers of
    ten are written out below 0.001 and from 100,000 on.

    Parameters
    ----------
    value : float
        Any number, infinite or NaN too.
    digits : int
        Significant digits, at least 1.

    Returns
    -------
    str
        The number, with a minus sign of its own, −, and commas between thousands.

    Examples
    --------
    >>> sci(2.22e-15)
    '2.2 × 10⁻¹⁵'
    >>> sci(0.50029, 4)
    '0.5003'
    >>> sci(-1234.0)
    '−1,234'
    """
    if np.isnan(value):
        return "NaN"
    sign = "−" if value < 0 else ""
    size = abs(float(value))
    if np.isinf(size):
        return sign + "∞"
    if size < 1e5 and size == int(size):
        return f"{sign}{int(size):,}"
    mantissa, exponent = f"{size:.{digits - 1}e}".split("e")
    if not 1e-3 <= size < 1e5:
        return f"{sign}{mantissa} × 10{str(int(exponent)).translate(SUPERSCRIPTS)}"
    return f"{sign}{size:,.{max(digits - 1 - int(exponent), 0)}f}"


def cell(value: Any, digits: int) -> str:
    """Return the text of one entry: strings and integers as they are, floats by `sci`."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | np.integer):
        return f"{int(value):,}".replace("-", "−")
    if isinstance(value, float | np.floating):
        return sci(float(value), digits)
    return str(value)


@dataclass(frozen=True)
class Table:
    """A table with a header row; entries are strings, integers or floats.

    Parameters
    ----------
    columns : sequence of str
        The header; Markdown and `$…$` are allowed. None is empty: a screen reader reads it out.
    rows : iterable of sequences
        Each as long as `columns`.
    digits : int
        Significant digits of the floats.

    Examples
    --------
    >>> Table(["n", "error"], [[10, 0.25], [100, 2.5e-5]])
    n    error
    10   0.25
    100  2.5 × 10⁻⁵
    """

    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    digits: int = 2

    def __post_init__(self) -> None:
        """Take the rows as they are now, and refuse a ragged table or a column without a name."""
        if not all(self.columns):
            raise ValueError(f"Table: got the columns {list(self.columns)}, wanted a name for each")
        rows = tuple(tuple(row) for row in self.rows)
        for number, row in enumerate(rows):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"Table: row {number} has {len(row)} entries, wanted {len(self.columns)}: "
                    f"{', '.join(self.columns)}"
                )
        object.__setattr__(self, "rows", rows)

    def texts(self) -> list[list[str]]:
        """Return the header and the rows as strings."""
        body = [[cell(value, self.digits) for value in row] for row in self.rows]
        return [list(self.columns), *body]

    def __repr__(self) -> str:
        """Return aligned plain text."""
        texts = self.texts()
        widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
        lines = (
            "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
            for row in texts
        )
        return "\n".join(lines)

    def _repr_markdown_(self) -> str:
        """Return a Markdown table; numbers are aligned right."""
        rows = list(self.rows)
        number = [
            bool(rows) and all(not isinstance(row[i], str) for row in rows)
            for i in range(len(self.columns))
        ]
        rule = ["---:" if right else ":---" for right in number]
        # A bar would end the entry, even inside a formula.
        header, *body = ([text.replace("|", "\\|") for text in row] for row in self.texts())
        return "\n".join("| " + " | ".join(row) + " |" for row in [header, rule, *body])
