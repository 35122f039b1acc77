"""Read what is attached to an atom: indices, exponents, primes, transposes, factorials."""

from __future__ import annotations

from collections.abc import Sequence

from mathcheck.errors import SyntaxProblem, Undeclared
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.cursor import Cursor
from mathcheck.grammar.lexer import Token
from mathcheck.grammar.signs import TRANSPOSES
from mathcheck.grammar.symbols import Script, Symbol
from mathcheck.grammar.trees import walk


def attached(parser: Cursor, node: ast.Node, start: int) -> ast.Node:
    """Read the exponents, transposes, factorials and evaluation bars after an atom."""
    powered = False
    while True:
        if powered:
            refuse_second_power(parser)
        if parser.accept("!"):
            if parser.at("!"):
                raise parser.problem("n!! may be a double factorial: write (n!)!, or a product")
            node = ast.Factorial(node, span=parser.since(start))
        elif parser.token.kind == "prime":
            order = len(parser.take().text)
            node = ast.Prime(node, order, span=parser.since(start))
        elif parser.at("^"):
            parser.take()
            node, powered = raised(parser, node, parser.group(), start), True
        elif parser.at("_"):
            bracket = parser.tokens[parser.position - 1].text == "]"
            parser.take()
            tokens = parser.group()
            if bracket and parser.accept("^"):
                node = between(parser, node, tokens, parser.group(), start)
                continue
            split = factors(parser, tokens)
            if len(split) < 2 or not all(isinstance(part, ast.Name) for part in split):
                split = [parser.inside(part) for part in split_commas(tokens)]
            node = ast.Entry(node, tuple(split), span=parser.since(start))
        else:
            return node


def between(
    parser: Cursor, node: ast.Node, low: Sequence[Token], high: Sequence[Token], start: int
) -> ast.Node:
    """Return `[F(z)]_a^b`: the difference of two values, if F has one letter."""
    kinds = (symbols.Scalar, symbols.Random, symbols.Unreadable)
    found = [n.name for n in walk(node) if isinstance(n, ast.Name)]
    names = {name for name in found if isinstance(parser.table[name].type, kinds)}
    if len(names) != 1:
        raise parser.problem("[F]_a^b wants one variable in the bracket", parser.since(start))
    return ast.At(
        node, names.pop(), parser.inside(high), parser.inside(low), span=parser.since(start)
    )


def raised(parser: Cursor, node: ast.Node, tokens: Sequence[Token], start: int) -> ast.Node:
    """Return a node with an exponent, which may also mean a transpose or a one-sided value."""
    text = symbols.spell(tokens)
    span = parser.since(start)
    if text in TRANSPOSES and text not in parser.table:
        return ast.Transpose(node, span=span)
    if text in ("+", "-"):
        return ast.Side(node, 1 if text == "+" else -1, span=span)
    if text.startswith("(") and text.endswith(")"):
        raise parser.problem("an exponent in brackets is not in the grammar", span)
    return ast.Binary("^", node, parser.inside(tokens), span=span)


def refuse_second_power(parser: Cursor) -> None:
    """Refuse what may belong to the base or to the exponent just read."""
    if parser.at("^") or parser.token.kind == "prime":
        raise parser.problem(
            "a second exponent is ambiguous, and an error in TeX: write {x^a}^b or x^{a^b}"
        )
    if parser.at("!"):
        raise parser.problem("x^n! is ambiguous: write {x^n}! or x^{n!}")


def is_transpose(script: Script) -> bool:
    """Return whether an exponent is a transpose sign."""
    return script.text in TRANSPOSES


def indices(
    parser: Cursor, script: Script, symbol: Symbol
) -> tuple[tuple[ast.Node, ...], symbols.Type]:
    """Read a subscript as the indices that the symbol's type has room for."""
    kind = symbol.type
    slots, family = 0, 0
    while isinstance(kind, symbols.Sequence_):
        kind, slots, family = kind.element, slots + 1, family + 1
    if isinstance(kind, symbols.Array):
        slots += len(kind.shape)
    if isinstance(kind, symbols.Random):
        slots += {"draws": 1, "permutation": 1, "onehot": 1}.get(kind.law, len(kind.shape))
    if isinstance(kind, symbols.Unreadable):
        return (), kind
    span = script.start, script.end
    if not slots:
        raise Undeclared(
            f"{symbols.plain(symbol.name)} is declared as a single thing and has no indices;"
            f" declare {symbols.plain(symbol.name)}_{{{script.text}}} as a name of its own, or"
            " the symbol as a vector or a family",
            span,
        )
    parts = [list(part) for part in split_commas(script.tokens)]
    nodes = [parser.inside(part) for part in parts]
    split = [n for part in parts for n in factors(parser, part) or [parser.inside(part)]]
    letters = all(
        isinstance(n, ast.Name) and isinstance(parser.table[n.name].type, symbols.Index)
        for n in split
    )
    if len(nodes) < len(split) and (len(split) <= slots or letters):
        nodes = split  # v_{ij} of a vector is no product of two indices
    if len(nodes) > slots:
        raise SyntaxProblem(
            f"{symbols.plain(symbol.name)} has room for {slots} indices, but {len(nodes)} came",
            span,
        )
    return tuple(nodes), kind if len(nodes) >= family else symbol.type


def factors(parser: Cursor, tokens: Sequence[Token]) -> list[ast.Node]:
    """Read tokens as factors that stand side by side, such as the indices `ij`."""
    inner = parser.inner(tokens)
    nodes = []
    while inner.starts_factor():
        nodes.append(inner.factor())
    return nodes if inner.token.kind == "end" else []


def split_commas(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """Return the runs of tokens between the commas that stand outside all brackets."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(token.text, 0)
        if token.text == "," and not depth:
            parts.append([])
        else:
            parts[-1].append(token)
    return list(parts)
