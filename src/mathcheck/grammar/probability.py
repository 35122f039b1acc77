r"""Read expectations, variances and probabilities, and indicators."""

from __future__ import annotations

from mathcheck.grammar import ast, symbols
from mathcheck.grammar.conditions import condition_or_sum, law
from mathcheck.grammar.cursor import Cursor
from mathcheck.grammar.lexer import Token
from mathcheck.grammar.names import bound_name


def expectation(parser: Cursor) -> ast.Node:
    r"""Read `\mathbb{E}[...]`, `\mathbb{E} ...`, `\operatorname{Var}(...)`, `\Pr(...)`."""
    token = parser.take()
    kind = {"\\mathbb": "E", "E": "E", "\\Pr": "Pr", "P": "Pr"}.get(token.text, token.word.strip())
    if token.text == "\\mathbb":
        letter = symbols.spell(parser.group())
        if letter != "E":
            if letter in ("R", "N", "Z"):
                return ast.SetOf((), letter, span=parser.since(token.start))
            if letter == "1":
                return indicator(parser, token)
            raise parser.problem(f"\\mathbb{{{letter}}} has no meaning here", token.span)
    over: list[str] = []
    if parser.accept("_"):
        inner = parser.inner(parser.group())
        over.append(bound_name(inner))
        if inner.accept("\\sim"):
            law(inner)
        inner.finish()
    if not parser.at("[", "(") or (kind == "E" and parser.at("(")):
        return ast.Expectation(
            kind, parser.side_by_side(), tuple(over), span=parser.since(token.start)
        )
    opening = parser.take()
    bars, parser.bars = parser.bars, []
    body = condition_or_sum(parser) if kind == "Pr" else parser.sum()
    if kind == "Cov" and parser.accept(","):
        second = parser.sum()
        body = ast.Listing((body, second), span=parser.since(opening.start))
    given: ast.Node | None = None
    bar = parser.accept("\\mid")
    if bar:
        after = condition_or_sum(parser)
        given = after if isinstance(after, ast.Relation) else None
    elif parser.accept(";"):
        given = condition_or_sum(parser)
    closing = parser.take()
    if closing.text not in (")", "]"):
        raise parser.problem(f"the bracket of {kind} is not closed", closing.span)
    parser.bars = bars
    span = parser.since(token.start)
    node = ast.Expectation(kind, body, tuple(over), given, span=span)
    if bar is None or given is None:
        return node
    if kind not in ("E", "Pr"):
        raise parser.problem(f"{kind} under a condition has no meaning here", bar.span)
    return ast.Binary("/", node, ast.Expectation("given", given, tuple(over), span=span), span=span)


def indicator(parser: Cursor, token: Token) -> ast.Node:
    r"""Read `\mathbb{1}[condition]`."""
    opening = parser.take()
    condition = condition_or_sum(parser)
    parser.expect({"[": "]", "(": ")", "\\{": "\\}"}.get(opening.text, "]"))
    return ast.Indicator(condition, span=parser.since(token.start))
