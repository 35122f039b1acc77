"""Read declared names, with their indices and arguments: the longest declared name is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from mathcheck.errors import SyntaxProblem, Undeclared
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.cursor import Cursor
from mathcheck.grammar.lexer import Token, tokenize
from mathcheck.grammar.scripts import indices, is_transpose, raised, refuse_second_power
from mathcheck.grammar.signs import CLOSERS, SEPARATORS
from mathcheck.grammar.symbols import Script, Symbol

BUILTIN_NAMES = {
    "\\lambda\0_\\max": "eigmax",
    "\\lambda\0_\\min": "eigmin",
    "\\sigma\0_\\max": "singmax",
    "\\sigma\0_\\min": "singmin",
}
"""Names with a meaning of their own where they are not declared."""


def match(parser: Cursor) -> tuple[Symbol, list[Script], int] | None:
    """Return the longest declared name here, the scripts it leaves over, and where it ends."""
    read = symbols.read_base(parser.tokens, parser.position)
    if read is None:
        return None
    options = [(read[0], read[1])]
    base, end = read
    while (
        parser.tokens[end - 1].kind == "letter" == parser.tokens[end].kind
        and not parser.tokens[end].spaced
    ):
        base, end = base + parser.tokens[end].text, end + 1
        options.insert(0, (base, end))
    for base, end in options:
        candidates = parser.table.candidates(base)
        if not candidates:
            continue
        scripts, stop = symbols.read_scripts(parser.tokens, end)
        texts = [(s.kind, s.text) for s in scripts]
        for symbol in candidates:
            wanted = list(symbols.split_name(symbol.name)[1])
            if symbols.ANY_INDEX in symbol.name and any(kind == "_" for kind, _ in texts):
                wanted.remove(("_", "*"))
            if all(part in texts for part in wanted):
                left = [s for s, t in zip(scripts, texts, strict=True) if t not in wanted]
                if symbols.join_name(base, [s for s in left if s.kind == "_"]) in BUILTIN_NAMES:
                    return None
                return symbol, left, stop
    return None


def is_declared(parser: Cursor) -> bool:
    """Return whether a declared name stands here."""
    return match(parser) is not None


def declared(parser: Cursor) -> ast.Node:
    """Read a declared name with its indices, primes, exponents and arguments."""
    found = match(parser)
    assert found is not None
    symbol, scripts, end = found
    start = parser.token.start
    parser.position = end
    node: ast.Node = ast.Name(symbol.name, span=parser.since(start))
    kind: symbols.Type = symbol.type
    primes, powers = 0, []
    for script in scripts:
        if script.kind == "_":
            places, kind = indices(parser, script, symbol)
            node = ast.Name(symbol.name, places, span=(start, script.end))
        elif script.kind == "'":
            primes += len(script.tokens[0].text)
        else:
            powers.append(script)
    if primes:
        node = ast.Prime(node, primes, span=parser.since(start))
    if isinstance(kind, symbols.Sequence_):
        kind = kind.element
    if isinstance(kind, (symbols.Function, symbols.Unreadable)) and parser.at("("):
        if not powers:
            return call(parser, node, kind, start)
        if not is_transpose(powers[0]):
            node = raised(parser, call(parser, node, kind, start), powers[0].tokens, start)
            refuse_second_power(parser)
            return node
    for script in powers:
        node = raised(parser, node, script.tokens, start)
    if powers or "\0^" in symbol.name:
        refuse_second_power(parser)
    return node


def call(
    parser: Cursor, function: ast.Node, kind: symbols.Function | symbols.Unreadable, start: int
) -> ast.Node:
    """Read the arguments of a function."""
    opening = parser.take()
    bars, parser.bars = parser.bars, ["\\|"] if parts_with_bars(parser, kind) else []
    arguments = [parser.sum()]
    while parser.accept(*SEPARATORS):
        arguments.append(parser.sum())
    parser.expect(CLOSERS[opening.text])
    parser.bars = bars
    return ast.Call(function, tuple(arguments), span=parser.since(start))


def parts_with_bars(parser: Cursor, kind: symbols.Function | symbols.Unreadable) -> bool:
    r"""Return whether `\|` separates arguments in the call that begins here, as in `D(p \| q)`.

    It does where this makes as many arguments as the function is declared with; else it stands
    for a norm, and comes in pairs.
    """
    depth, bars, others = 0, 0, 0
    for token in parser.tokens[parser.position :]:
        depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(token.text, 0)
        if depth < 0:
            break
        bars += not depth and token.text == "\\|"
        others += not depth and token.text in SEPARATORS - {"\\|"}
    if isinstance(kind, symbols.Function) and bars == len(kind.arguments) - 1 - others:
        return bars > 0
    if bars % 2 and isinstance(kind, symbols.Function):
        raise parser.problem(
            f"\\| begins a norm here, as the arguments declared are {len(kind.arguments)}: write"
            " \\Vert between arguments"
        )
    return bars % 2 == 1


def bound_name(parser: Cursor) -> str:
    """Read the name that an operator binds."""
    found = match(parser)
    if found is None:
        unknown(parser)
    symbol, scripts, end = found
    if scripts:
        raise parser.problem("the bound name is a plain name, without indices")
    parser.position = end
    return symbol.name


def unknown(parser: Cursor) -> NoReturn:
    """Say that what stands here is no declared name."""
    token = parser.token
    if token.kind == "end":
        raise parser.problem("an expression was expected here, but the end came")
    read = symbols.read_base(parser.tokens, parser.position)
    if read is None:
        raise parser.problem(f"an expression was expected here, but {parser.found()} came")
    name = symbols.spell(parser.tokens[parser.position : read[1]])
    hints = [symbols.plain(s.name) for s in parser.table.candidates(read[0])]
    more = f" (declared with this base: {', '.join(hints)})" if hints else ""
    raise Undeclared(
        f"{name} is not declared{more}: add it to the page's symbols",
        (token.start, parser.tokens[read[1] - 1].end),
    )


def first_base(tokens: Sequence[Token]) -> tuple[str, int] | None:
    """Return the base of a name, which may be a run of letters, and where it ends."""
    read = symbols.read_base(tokens, 0)
    if read is None:
        return None
    base, end = read
    while tokens[end - 1].kind == "letter" == tokens[end].kind:
        base, end = base + tokens[end].text, end + 1
    return base, end


def canonical(latex: str) -> str:
    """Return the canonical spelling of a name given as LaTeX."""
    tokens = tokenize(latex.strip())
    read = first_base(tokens)
    if read is None:
        raise SyntaxProblem(f"{latex.strip()!r} is not a name")
    base, end = read
    scripts, stop = symbols.read_scripts(tokens, end)
    if tokens[stop].kind != "end":
        raise SyntaxProblem(f"{latex.strip()!r} is more than a name")
    return symbols.join_name(base, scripts)
