r"""Read `\begin{cases}` and matrices."""

from __future__ import annotations

from collections.abc import Callable

from mathcheck.grammar import ast
from mathcheck.grammar.conditions import condition_or_sum
from mathcheck.grammar.cursor import Cursor
from mathcheck.grammar.lexer import Token


def environment(parser: Cursor) -> ast.Node:
    """Read `cases` or a matrix."""
    begin = parser.take()
    reader = ENVIRONMENTS.get(begin.word)
    if reader is None:
        known = ", ".join(sorted(ENVIRONMENTS))
        raise parser.problem(f"the environment {begin.word} is not one of {known}", begin.span)
    return reader(parser, begin)


def cases(parser: Cursor, begin: Token) -> ast.Node:
    """Read the lines of a `cases` environment: value & condition."""
    lines: list[tuple[ast.Node, ast.Node | None]] = []
    while not parser.token.text.startswith("\\end"):
        value = condition_or_sum(parser)
        parser.accept(",", ".")
        parser.expect("&")
        condition: ast.Node | None = None
        if parser.token.text == "\\text" and parser.token.word.strip() in ("otherwise", "else"):
            parser.take()
        else:
            if parser.token.text == "\\text" and parser.token.word.strip() in ("if", "for", "when"):
                parser.take()
            parts = [condition_or_sum(parser)]
            while (
                parser.accept(",")
                and parser.token.kind not in ("row", "end")
                and parser.token.text != "\\end"
            ):
                parts.append(condition_or_sum(parser))
            condition = parts[0] if len(parts) == 1 else ast.Both(tuple(parts))
            if not all(isinstance(part, ast.Relation) for part in parts):
                raise parser.problem("a condition is a relation, such as x > 0")
        parser.accept(",", ".")
        lines.append((value, condition))
        if parser.token.kind != "row":
            break
        parser.take()
    end = parser.take()
    if end.text != "\\end" or end.word != begin.word:
        raise parser.problem(f"\\end{{{begin.word}}} was expected here", end.span)
    return ast.Cases(tuple(lines), span=parser.since(begin.start))


def matrix(parser: Cursor, begin: Token) -> ast.Node:
    """Read the rows of a matrix."""
    rows: list[list[ast.Node]] = [[]]
    while True:
        rows[-1].append(parser.sum())
        if parser.accept("&"):
            continue
        if parser.token.kind == "row":
            parser.take()
            rows.append([])
            continue
        break
    end = parser.take()
    if end.text != "\\end" or end.word != begin.word:
        raise parser.problem(f"\\end{{{begin.word}}} was expected here", end.span)
    if len({len(row) for row in rows}) > 1:
        raise parser.problem("the rows of this matrix have different lengths", begin.span)
    return ast.Matrix(tuple(map(tuple, rows)), span=parser.since(begin.start))


ENVIRONMENTS: dict[str, Callable[[Cursor, Token], ast.Node]] = {
    "cases": cases,
    **dict.fromkeys(("matrix", "pmatrix", "bmatrix", "smallmatrix"), matrix),
}
