r"""Read fractions, which may be derivatives, and the other signs of differentiation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mathcheck.errors import SyntaxProblem
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.brackets import bracket
from mathcheck.grammar.cursor import Cursor
from mathcheck.grammar.lexer import Token
from mathcheck.grammar.names import match, unknown
from mathcheck.grammar.scripts import attached, indices


def fraction(parser: Cursor) -> ast.Node:
    r"""Read `\frac`, which may be a derivative."""
    token = parser.take()
    above, below = parser.group(), parser.group()
    if is_derivative(above, below):
        return derivative(parser, token, above, below)
    left, right = parser.inside(above), parser.inside(below)
    return ast.Binary("/", left, right, span=parser.since(token.start))


def is_derivative(above: Sequence[Token], below: Sequence[Token]) -> bool:
    """Return whether a fraction is `d.../d...`: both begin with the same d, a name below."""
    if not above or not below or above[0].text != below[0].text:
        return False
    if above[0].text == "\\partial":
        return True
    return (
        above[0].text == "d"
        and len(below) > 1
        and (symbols.read_base(below, 1) is not None and below[1].kind != "word")
    )


def derivative(
    parser: Cursor, token: Token, above: Sequence[Token], below: Sequence[Token]
) -> ast.Node:
    """Read a derivative; without an operand above, the operand follows."""
    mark = above[0].text
    rest, order = list(above[1:]), 1
    if rest and rest[0].text == "^":
        power, end = symbols.group(rest, 1)
        text = symbols.spell(power)
        if not text.isdigit():
            raise parser.problem(
                f"the order of a derivative is a number, but {text} came", power[0].span
            )
        order, rest = int(text), rest[end:]
    variables: list[ast.Name] = []
    inner = parser.inner(below)
    while inner.accept(mark):
        variable, count = differential(inner)
        variables += [variable] * count
    inner.finish()
    if len(variables) != order:
        raise parser.problem(
            f"{order} derivatives above the line, but {len(variables)} below",
            parser.since(token.start),
        )
    operand = parser.inside(rest) if rest else operand_of(parser)
    return ast.Derivative(operand, tuple(variables), span=parser.since(token.start))


def differential(parser: Cursor) -> tuple[ast.Name, int]:
    r"""Read the variable below the line and how often it occurs: `x^2` in `dx^2`."""
    found = match(parser)
    if found is None:
        unknown(parser)
    symbol, scripts, end = found
    start, count = parser.token.start, 1
    parser.position = end
    name = ast.Name(symbol.name, span=parser.since(start))
    for script in scripts:
        if script.kind == "_":
            name = replace(
                name, indices=indices(parser, script, symbol)[0], span=(start, script.end)
            )
        elif script.kind == "^" and script.text.isdigit():
            count = int(script.text)
        else:
            raise parser.problem("the variable of a derivative is a plain name")
    if isinstance(symbol.type, (symbols.Size, symbols.Index, symbols.Subset)):
        raise SyntaxProblem(
            f"{symbols.plain(symbol.name)} is declared as a size, an index or a set: a derivative"
            " wants a variable that moves through real numbers",
            name.span,
        )
    return name, count


def operand_of(parser: Cursor) -> ast.Node:
    """Read what an operator such as d/dx acts on: one bracket, or the product that follows."""
    if parser.at("(", "["):
        start = parser.token.start
        node = attached(parser, bracket(parser), start)
        if parser.starts_factor():
            raise parser.problem(
                "ambiguous operand: put the whole operand in brackets, or use \\cdot"
            )
        return node
    return parser.side_by_side()


def partial(parser: Cursor) -> ast.Node:
    r"""Read `\partial f(0)`, the subdifferential, or `\partial f / \partial x` on one line."""
    token = parser.take()
    operand = parser.factor()
    if parser.accept("/"):
        parser.expect("\\partial")
        variable, count = differential(parser)
        return ast.Derivative(operand, (variable,) * count, span=parser.since(token.start))
    if isinstance(operand, ast.Call) and len(operand.arguments) == 1:
        arguments = (operand.function, operand.arguments[0])
        return ast.Builtin("subdifferential", arguments, span=parser.since(token.start))
    raise parser.problem("after a partial sign, a fraction or f(x) was expected", token.span)


def nabla(parser: Cursor) -> ast.Node:
    r"""Read `\nabla J(w)`, `\nabla_w J`, `\nabla^2 J`: it binds tighter than a product."""
    token = parser.take()
    variable, order = None, 1
    while parser.at("_", "^"):
        if parser.take().text == "_":
            inner = parser.inner(parser.group())
            variable, _ = differential(inner)
            inner.finish()
        elif symbols.spell(parser.group()) == "2":
            order = 2
        else:
            raise parser.problem("only the first and the second power of nabla are known")
    if parser.at("(", "["):  # the whole bracket, whatever it holds
        return ast.Gradient(bracket(parser), variable, order, span=parser.since(token.start))
    operand = parser.factor()
    called = operand.operand if isinstance(operand, ast.Transpose) else operand
    if (called is not operand and not isinstance(called, ast.Call)) or (
        isinstance(called, ast.Call) and isinstance(called.function, ast.Transpose)
    ):
        raise parser.problem("put the gradient in brackets before transposing it")
    return gradient_of(operand, variable, order, parser.since(token.start))


def gradient_of(
    operand: ast.Node, variable: ast.Name | None, order: int, span: tuple[int, int]
) -> ast.Node:
    """Return the gradient of a name, or of a function at its arguments, under outer exponents."""
    if isinstance(operand, ast.Binary):
        left = gradient_of(operand.left, variable, order, span)
        return replace(operand, left=left, span=span)
    if isinstance(operand, ast.Transpose):
        return replace(operand, operand=gradient_of(operand.operand, variable, order, span))
    if isinstance(operand, ast.Call):
        head = ast.Gradient(operand.function, variable, order, span=span)
        return ast.Call(head, operand.arguments, span=span)
    return ast.Gradient(operand, variable, order, span=span)
