r"""Read what stands between delimiters: `(x)`, `[a, b)`, `|x|`, `\lfloor x \rfloor`, ..."""

from __future__ import annotations

from mathcheck.grammar import ast, symbols
from mathcheck.grammar.cursor import Cursor
from mathcheck.grammar.names import bound_name
from mathcheck.grammar.signs import CLOSERS, DOTS


def bracket(parser: Cursor) -> ast.Node:
    """Read a bracketed expression, a tuple, an interval or a set."""
    opening = parser.take()
    bars, parser.bars = parser.bars, []
    items = [parser.sum()]
    open_ended = False
    while parser.accept(","):
        if parser.accept(*DOTS):
            open_ended = True
            continue
        items.append(parser.sum())
    if opening.text == "\\{":
        parser.expect("\\}")
        parser.bars = bars
        return ast.SetOf(tuple(items), span=parser.since(opening.start))
    closing = parser.take()
    if closing.text not in (")", "]"):
        wanted = CLOSERS[opening.text]
        raise parser.problem(
            f"{wanted} was expected here, but {closing.text or 'the end'} came", closing.span
        )
    parser.bars = bars
    span = parser.since(opening.start)
    if (len(items) == 2 and "[" + "]" != opening.text + closing.text != "()") or (
        len(items) == 2 and opening.text == "["
    ):
        closed = (opening.text == "[", closing.text == "]")
        return ast.Interval(items[0], items[1], closed, span=span)
    if closing.text != CLOSERS[opening.text]:
        raise parser.problem(f"{opening.text} is closed by {closing.text}", span)
    if len(items) == 1 and not open_ended:
        return items[0]
    if open_ended:
        return ast.Listing(tuple(items), open_ended=True, span=span)
    return ast.Matrix(tuple((item,) for item in items), span=span)


def norm(parser: Cursor) -> ast.Node:
    """Read an absolute value or a norm between bars."""
    opening = parser.take()
    double = opening.text in ("\\|", "\\lVert")
    closing = {"\\lvert": "\\rvert", "\\lVert": "\\rVert"}.get(opening.text, opening.text)
    parser.bars.append(closing)
    inner = parser.sum()
    parser.bars.pop()
    parser.expect(closing)
    if not double:
        return ast.Absolute(inner, span=parser.since(opening.start))
    kind = "2"
    if parser.accept("_"):
        kind = symbols.spell(parser.group()).strip("\\")
        if kind not in ("1", "2", "infty", "F"):
            raise parser.problem(f"the norm with index {kind} is not one of 1, 2, F, infty")
    return ast.Norm(inner, kind, span=parser.since(opening.start))


def angle(parser: Cursor) -> ast.Node:
    r"""Read the inner product `\langle a, b \rangle`."""
    token = parser.take()
    left = parser.sum()
    parser.expect(",")
    right = parser.sum()
    parser.expect("\\rangle")
    return ast.Builtin("inner", (left, right), span=parser.since(token.start))


def floor(parser: Cursor) -> ast.Node:
    """Read a number rounded down or up."""
    token = parser.take()
    inner = parser.sum()
    parser.expect("\\rfloor" if token.text == "\\lfloor" else "\\rceil")
    name = "floor" if token.text == "\\lfloor" else "ceil"
    return ast.Builtin(name, (inner,), span=parser.since(token.start))


def evaluated(parser: Cursor) -> ast.Node:
    r"""Read `\left. ... \right|_{x=a}`."""
    start = parser.take().start
    body = parser.sum()
    parser.expect("\\rvert")
    parser.expect("_")
    inner = parser.inner(parser.group())
    name = bound_name(inner)
    inner.expect("=")
    value = inner.sum()
    inner.finish()
    return ast.At(body, name, value, span=parser.since(start))
