r"""Read what binds a name: sums, products, extrema, limits, integrals, and their ranges."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from mathcheck.errors import SyntaxProblem
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.brackets import bracket
from mathcheck.grammar.conditions import inner_condition
from mathcheck.grammar.cursor import Cursor
from mathcheck.grammar.functions import is_plain, run
from mathcheck.grammar.lexer import Token
from mathcheck.grammar.names import bound_name
from mathcheck.grammar.trees import walk

EXTREMA = {"\\max": "max", "\\min": "min", "\\sup": "sup", "\\inf": "inf"}


def ranges(parser: Cursor, lower: Sequence[Token], upper: ast.Node | None) -> list[ast.Range]:
    r"""Read what stands below a big operator: `i=1`, `j \ne i`, `i \in B`, `a \le x \le b`."""
    inner = parser.inner(lower)
    if not any(token.text in ("<", "\\le", "\\leq") for token in lower):
        names = [bound_name(inner)]
        while inner.accept(","):
            names.append(bound_name(inner))
        found = [ast.Range(name) for name in names]
        if inner.accept("="):
            first = inner.sum()
            if upper is None:
                raise SyntaxProblem("this range has no end: write it above", first.span)
            found[-1] = ast.Range(names[-1], first, upper)
        elif inner.accept("\\in"):
            members = inner.sum()
            found = [ast.Range(name, members=members) for name in names]
        elif inner.accept("\\ne", "\\neq"):
            found[-1] = ast.Range(names[-1], unequal=(inner.sum(),))
        elif inner.accept(":"):
            condition = inner_condition(inner)
            found[-1] = ast.Range(names[-1], condition=condition)
        inner.finish()
        return found
    parts: list[ast.Node] = [inner.sum()]
    strict: list[bool] = []
    while sign := inner.accept("<", "\\le", "\\leq"):
        strict.append(sign.text == "<")
        parts.append(inner.sum())
    inner.finish()
    middle = parts[len(parts) - 2] if len(parts) == 3 else parts[0]
    if not isinstance(middle, ast.Name) or len(parts) > 3:
        raise SyntaxProblem("a range is written a \\le x \\le b", (lower[0].start, lower[-1].end))
    low = parts[0] if len(parts) == 3 else None
    high = parts[-1]
    one = ast.Number(Fraction(1))
    if strict[-1] and upper is None:
        high = ast.Binary("-", high, one) if is_index(parser, middle.name) else high
    if len(parts) == 3 and strict[0] and low is not None and is_index(parser, middle.name):
        low = ast.Binary("+", low, one)
    return [ast.Range(middle.name, low, high)]


def is_index(parser: Cursor, name: str) -> bool:
    """Return whether a name runs through whole numbers."""
    kind = parser.table[name].type
    return isinstance(kind, symbols.Index) or (isinstance(kind, symbols.Scalar) and kind.integer)


def limits(parser: Cursor) -> tuple[Sequence[Token], ast.Node | None]:
    """Read the sub- and superscript of a big operator."""
    lower: Sequence[Token] = ()
    upper: ast.Node | None = None
    while parser.at("_", "^"):
        if parser.take().text == "_":
            lower = parser.group()
        else:
            upper = parser.argument()
    return lower, upper


def big(parser: Cursor) -> ast.Node:
    """Read a sum or a product; its body is the product that follows."""
    token = parser.take()
    lower, upper = limits(parser)
    if not lower:
        raise parser.problem(f"{token.text} needs its index below", token.span)
    found = ranges(parser, lower, upper)
    for item in found:
        refuse_other_counter(parser, item, token)
    body = parser.product()
    refuse_confusion(found, body)
    return ast.Big(token.text[1:], tuple(found), body, span=parser.since(token.start))


def refuse_other_counter(parser: Cursor, item: ast.Range, token: Token) -> None:
    """Refuse what cannot run through a range, and a range that speaks of what runs through it."""
    kind = parser.table[item.name].type
    if not isinstance(kind, (symbols.Index, symbols.Scalar, symbols.Unreadable)):
        raise parser.problem(
            f"{symbols.plain(item.name)} is no index: declare one for the sum", token.span
        )


def refuse_confusion(found: Sequence[ast.Range], body: ast.Node) -> None:
    """Refuse ranges that speak of what runs through them, and two that run with one name."""
    inner = [(node, r) for node in walk(body) if isinstance(node, ast.Big) for r in node.ranges]
    for number, item in enumerate(found):
        what = symbols.plain(item.name)
        for part in (item.low, item.high, item.members):
            if part is not None and any(
                isinstance(node, ast.Name) and node.name == item.name for node in walk(part)
            ):
                raise SyntaxProblem(f"{what} runs through itself", part.span)
        for node, other in (*((body, r) for r in found[:number]), *inner):
            if other.name == item.name:
                raise SyntaxProblem(f"{what} runs in two ranges at once", node.span)


def extremum(parser: Cursor) -> ast.Node:
    r"""Read `\max(a, b)` or `\max_k s_k`; the operand of the latter is the factor that follows."""
    token = parser.take()
    name = EXTREMA.get(token.text) or token.word.strip().replace(" ", "")
    if token.text == "\\arg":
        if not parser.at("\\max", "\\min"):
            raise parser.problem("after \\arg, \\max or \\min was expected")
        name = "arg" + parser.take().text[1:]
    lower, upper = limits(parser)
    if name.startswith("arg") and not lower:
        raise parser.problem(
            f"{name} needs its index below, as in \\operatorname{{{name}}}_k s_k", token.span
        )
    if lower:
        found = ranges(parser, lower, upper)
        body = run(parser) if is_plain(parser) else parser.factor()
        refuse_confusion(found, body)
        return ast.Big(name, tuple(found), body, span=parser.since(token.start))
    if not parser.at("(", "\\{"):
        return ast.Builtin(name, (parser.factor(),), span=parser.since(token.start))
    items = bracket(parser)
    if isinstance(items, ast.SetOf):  # max{a, b}
        return ast.Builtin(name, items.elements, span=parser.since(token.start))
    rows = items.rows if isinstance(items, ast.Matrix) else ((items,),)
    return ast.Builtin(name, tuple(row[0] for row in rows), span=parser.since(token.start))


def limit(parser: Cursor) -> ast.Node:
    r"""Read `\lim_{h \to 0} ...`; the body is the product that follows."""
    token = parser.take()
    lower, _ = limits(parser)
    inner = parser.inner(lower)
    name = bound_name(inner)
    if not inner.accept("\\to", "\\rightarrow"):
        raise inner.problem("a limit is written \\lim_{x \\to a}")
    target: ast.Node = inner.sum()
    side = 0
    if isinstance(target, ast.Side):
        side = target.sign
        target = target.operand
    inner.finish()
    body = parser.product()
    return ast.Limit(name, target, side, body, span=parser.since(token.start))


def integral(parser: Cursor) -> ast.Node:
    r"""Read `\int_a^b ... dx`: the body ends before the d at this level that a name follows."""
    token = parser.take()
    low = high = None
    while parser.at("_", "^"):
        if parser.take().text == "_":
            low = parser.argument()
        else:
            high = parser.argument()
    if (low is None) != (high is None):
        raise parser.problem("an integral has both bounds or none", parser.since(token.start))
    depth, stop = 0, None
    for position in range(parser.position, len(parser.tokens) - 1):
        here = parser.tokens[position]
        depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(here.text, 0)
        if depth < 0 or (not depth and (here.kind in ("row", "end") or here.text in ("=", "&"))):
            break
        if not depth and here.text == "d" and symbols.read_base(parser.tokens, position + 1):
            stop = position
            break
    if stop is None:
        raise parser.problem("an integral ends with d and its variable", token.span)
    body = parser.inside(parser.tokens[parser.position : stop])
    parser.position = stop + 1
    name = bound_name(parser)
    return ast.Integral(name, low, high, body, span=parser.since(token.start))
