"""Find a formula's line in the file it was written in. Knows nothing of Sphinx."""

from __future__ import annotations

from itertools import chain


def find_line(source: str, latex: str, position: int | None, near: int) -> int | None:
    r"""Return the line, from 1, of a position in a formula, or None if the formula is not there.

    Parsers tell the line of the paragraph or directive that holds a formula, or a line counted
    from somewhere inside a docstring; the text of the formula itself tells the rest.

    Parameters
    ----------
    source : str
        The text of the file.
    latex : str
        The formula; each of its lines must appear in the file, indented or not.
    position : int or None
        Index into `latex`; None stands for its beginning.
    near : int
        Search from this line on, then from the top.

    Examples
    --------
    >>> find_line("Text\n$$\n  a\n  = \\foo\n$$\n", "a\n= \\foo", 4, near=1)
    4
    """
    lines = source.splitlines()
    wanted = [line.strip() for line in latex.strip("\n").split("\n")]
    if not any(wanted):
        return None
    blank_lines = len(latex) - len(latex.lstrip("\n"))
    offset = max(0, latex.count("\n", 0, position or 0) - blank_lines)
    offset = min(offset, len(wanted) - 1)
    last = len(lines) - len(wanted)
    for first in chain(range(max(near, 1) - 1, last + 1), range(last + 1)):
        if all(part in lines[first + i] for i, part in enumerate(wanted)):
            return first + offset + 1
    return None


def caret(latex: str, position: int, width: int = 72) -> str:
    r"""Return the line of the formula that holds a position, with a caret below it.

    Examples
    --------
    >>> print(caret(r"x + \foo", 4))
    x + \foo
        ^
    """
    start = latex.rfind("\n", 0, position) + 1
    line = latex[start:].split("\n", 1)[0]
    column = position - start
    cut = max(0, column - width // 2)
    excerpt = line[cut : cut + width].expandtabs(1)
    return f"{excerpt}\n{' ' * (column - cut)}^"
