"""Notebook and script files from pieces of Markdown and code; knows no Sphinx."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from bookkit.markdown import Cell

Piece = tuple[str, str]
"""A kind, `markdown` or `code`, and the source of a cell."""


def without_glue(code: str) -> str:
    r"""Return a cell without what only hands numbers to the text of the page.

    Examples
    --------
    >>> without_glue('from myst_nb import glue\nx = 1\nglue("x", x)\n')
    'x = 1'
    """
    lines = code.splitlines()
    for statement in reversed(ast.parse(code).body):
        match statement:
            case ast.ImportFrom(module="myst_nb") | ast.Expr(ast.Call(ast.Name("glue"))):
                del lines[statement.lineno - 1 : statement.end_lineno]
    return "\n".join(lines).strip("\n")


def pieces(codes: Mapping[int, str], blocks: Iterable[str | Cell]) -> Iterator[Piece]:
    """Yield the cells of a notebook from the blocks of a page and from its code by index.

    Cells that the page does not show stand before the next one that it does.
    """
    waiting = dict(sorted(codes.items()))
    text: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            text.append(block)
            continue
        if text:
            yield "markdown", "\n\n".join(text)
            text = []
        for index in [index for index in waiting if index <= block.index]:
            if code := without_glue(waiting.pop(index)):
                yield "code", code
    if text:
        yield "markdown", "\n\n".join(text)
    # A hidden cell below the last one on the page can only have handed numbers to the text.


def notebook(cells: Iterable[Piece]) -> str:
    """Return a notebook file; the same cells give the same bytes."""
    book = new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    make = {"markdown": new_markdown_cell, "code": new_code_cell}
    for index, (kind, source) in enumerate(cells):
        name = hashlib.sha256(f"{index}\n{source}".encode()).hexdigest()[:12]
        book.cells.append(make[kind](source, id=name))
    nbformat.validate(book)
    return str(nbformat.writes(book)) + "\n"


def script(cells: Iterable[Piece]) -> str:
    """Return a Python file in the percent format, which editors show as cells."""
    parts = []
    for kind, source in cells:
        if kind == "code":
            parts.append(f"# %%\n{source}\n")
        else:
            lines = "\n".join(f"# {line}".rstrip() for line in source.split("\n"))
            parts.append(f"# %% [markdown]\n{lines}\n")
    return "\n".join(parts)
