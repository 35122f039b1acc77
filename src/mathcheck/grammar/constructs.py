r"""The constructs that begin with a command or a word of their own: `\frac`, `\sum`, `\int`, ...

Each is one function from a cursor to a node, entered in a table at the foot. To add a construct,
write the function and the entry.
"""

from __future__ import annotations

from collections.abc import Callable

from mathcheck.grammar import ast, symbols
from mathcheck.grammar.bigoperators import EXTREMA, big, extremum, integral, limit
from mathcheck.grammar.brackets import angle, evaluated, floor
from mathcheck.grammar.cursor import Cursor
from mathcheck.grammar.differentials import fraction, nabla, partial
from mathcheck.grammar.functions import FUNCTIONS, WORD_FUNCTIONS, binomial, function, root
from mathcheck.grammar.probability import expectation
from mathcheck.grammar.scripts import factors


def ones(parser: Cursor) -> ast.Node:
    r"""Read `\mathbf{1}`, the vector of ones, whose length the place decides."""
    token = parser.take()
    letter = symbols.spell(parser.group())
    if letter not in ("1", "0"):
        raise parser.problem(f"\\mathbf{{{letter}}} is not declared", token.span)
    return ast.Constant("ones" if letter == "1" else "zeros", span=parser.since(token.start))


def brace(parser: Cursor) -> ast.Node:
    r"""Read `\underbrace{...}_{note}`: words are for the reader, an expression must be equal."""
    token = parser.take()
    node = parser.argument()
    if not parser.accept("_", "^"):
        return node
    note = parser.group()
    if any(part.kind == "word" for part in note):
        return node
    return ast.Braced(node, parser.inside(note), span=parser.since(token.start))


def kronecker(parser: Cursor) -> ast.Node:
    r"""Read `\delta_{ij}` where `\delta` is not declared: 1 if i = j, else 0."""
    token = parser.take()
    parser.expect("_")
    tokens = parser.group()
    nodes = factors(parser, [t for t in tokens if t.text != ","])
    if len(nodes) != 2:
        raise parser.problem("\\delta is not declared, and Kronecker's has two indices", token.span)
    return ast.Builtin("kronecker", tuple(nodes), span=parser.since(token.start))


CONSTRUCTS: dict[str, Callable[[Cursor], ast.Node]] = {
    **dict.fromkeys(FUNCTIONS, function),
    **dict.fromkeys(("\\frac", "\\tfrac", "\\dfrac", "\\cfrac"), fraction),
    **dict.fromkeys(("\\sum", "\\prod"), big),
    **dict.fromkeys((*EXTREMA, "\\arg"), extremum),
    **dict.fromkeys(("\\mathbb", "\\Pr"), expectation),
    **dict.fromkeys(("\\underbrace", "\\overbrace"), brace),
    **dict.fromkeys(("\\lfloor", "\\lceil"), floor),
    **dict.fromkeys(("\\binom", "\\tbinom", "\\dbinom"), binomial),
    "\\delta": kronecker,
    "\\int": integral,
    "\\langle": angle,
    "\\lim": limit,
    "\\mathbf": ones,
    "\\nabla": nabla,
    "\\partial": partial,
    "\\sqrt": root,
    "left.": evaluated,
}
OPERATOR_WORDS: dict[str, Callable[[Cursor], ast.Node]] = {
    **dict.fromkeys(WORD_FUNCTIONS, function),
    **dict.fromkeys(("E", "Var", "Cov"), expectation),
    **dict.fromkeys(("argmax", "argmin", "arg max", "arg min"), extremum),
}
