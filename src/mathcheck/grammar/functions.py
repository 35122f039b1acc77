r"""Read the functions that need no declaration: `\tanh^2 x`, `\log_2 s`, `\sqrt[3]{x}`, ..."""

from __future__ import annotations

from fractions import Fraction

from mathcheck.grammar import ast, symbols
from mathcheck.grammar.brackets import bracket
from mathcheck.grammar.cursor import Cursor
from mathcheck.grammar.families import member_type
from mathcheck.grammar.names import match

FUNCTIONS = {
    "\\exp": "exp", "\\log": "log", "\\ln": "log", "\\sin": "sin", "\\cos": "cos", "\\tan": "tan",
    "\\tanh": "tanh", "\\sinh": "sinh", "\\cosh": "cosh", "\\arctan": "arctan", "\\det": "det",
}  # fmt: skip
WORD_FUNCTIONS = {
    "erf": "erf", "erfc": "erfc", "arsinh": "arcsinh", "arcosh": "arccosh", "artanh": "arctanh",
    "diag": "diag", "tr": "tr", "rank": "rank", "sign": "sign", "sgn": "sign",
}  # fmt: skip


def function(parser: Cursor) -> ast.Node:
    r"""Read a known function: `\tanh' x`, `\tanh^2 x`, `\log_2 s`, `\log(1 + x)`."""
    token = parser.take()
    name = FUNCTIONS.get(token.text) or WORD_FUNCTIONS[token.word.strip()]
    order, power = 0, None
    while True:
        if parser.token.kind == "prime":
            order += len(parser.take().text)
        elif parser.at("^") and power is None:
            parser.take()
            power = parser.argument()
            if isinstance(power, ast.Negative):
                raise parser.problem("an inverse function needs a name: arctan, artanh, W, ...")
        elif parser.at("_") and name == "log":
            parser.take()
            base = symbols.spell(parser.group())
            if base not in ("2", "10"):
                raise parser.problem("the logarithm has base e, 2 or 10 here")
            name = f"log{base}"
        else:
            break
    argument = run(parser)
    node: ast.Node = ast.Builtin(name, (argument,), order, span=parser.since(token.start))
    if power is not None:
        node = ast.Binary("^", node, power, span=parser.since(token.start))
    return node


def run(parser: Cursor) -> ast.Node:
    """Read the argument of a function written without brackets, as in `log 2x`.

    It is one bracket, one function with its argument, one big operator, or the names, numbers
    and fractions that stand side by side.
    """
    if parser.at("(", "["):
        return bracket(parser)
    start = parser.token.start
    alone = not is_plain(parser)
    node = parser.factor()
    while not alone and parser.starts_factor() and is_plain(parser):
        node = ast.Binary("*", node, parser.factor(), span=parser.since(start))
    return node


def is_plain(parser: Cursor) -> bool:
    """Return whether the next factor is a name, a number or a fraction."""
    if parser.token.kind == "number" or parser.token.text.endswith("frac"):
        return True
    found = match(parser)
    if found is None:
        return parser.token.text in ("e", "\\pi", "{")
    return not isinstance(member_type(found[0].type), symbols.Function)


def root(parser: Cursor) -> ast.Node:
    r"""Read `\sqrt{x}` or `\sqrt[3]{x}`."""
    token = parser.take()
    degree: ast.Node = ast.Number(Fraction(2))
    if parser.accept("["):
        degree = parser.sum()
        parser.expect("]")
    inner = parser.argument()
    if degree == ast.Number(Fraction(2)):
        return ast.Builtin("sqrt", (inner,), span=parser.since(token.start))
    one = ast.Binary("/", ast.Number(Fraction(1)), degree)
    return ast.Binary("^", inner, one, span=parser.since(token.start))


def binomial(parser: Cursor) -> ast.Node:
    r"""Read `\binom{n}{k}`."""
    token = parser.take()
    arguments = (parser.argument(), parser.argument())
    return ast.Builtin("binomial", arguments, span=parser.since(token.start))
