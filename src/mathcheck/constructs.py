r"""The constructs that begin with a command of their own: `\frac`, `\sum`, `\int`, `\nabla`, ...

Each is one function from the parser to a node, entered in a table at the foot. To add a construct,
write the function and the entry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from mathcheck import ast, symbols
from mathcheck.errors import SyntaxProblem
from mathcheck.lexer import Token

if TYPE_CHECKING:
    from mathcheck.expressions import Parser

FUNCTIONS = {
    "\\exp": "exp", "\\log": "log", "\\ln": "log", "\\sin": "sin", "\\cos": "cos", "\\tan": "tan",
    "\\tanh": "tanh", "\\sinh": "sinh", "\\cosh": "cosh", "\\arctan": "arctan", "\\det": "det",
}  # fmt: skip
WORD_FUNCTIONS = {
    "erf": "erf", "erfc": "erfc", "arsinh": "arcsinh", "arcosh": "arccosh", "artanh": "arctanh",
    "diag": "diag", "tr": "tr", "rank": "rank", "sign": "sign", "sgn": "sign",
}  # fmt: skip
EXTREMA = {"\\max": "max", "\\min": "min", "\\sup": "sup", "\\inf": "inf"}


# -- functions and fractions ------------------------------------------------------------------


def function(parser: Parser) -> ast.Node:
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
    argument = parser.run()
    node: ast.Node = ast.Builtin(name, (argument,), order, span=parser.since(token.start))
    if power is not None:
        node = ast.Binary("^", node, power, span=parser.since(token.start))
    return node


def fraction(parser: Parser) -> ast.Node:
    r"""Read `\frac`, which may be a derivative."""
    token = parser.take()
    above, below = parser.group(), parser.group()
    if is_derivative(parser, above, below):
        return derivative(parser, token, above, below)
    left, right = parser.inside(above), parser.inside(below)
    return ast.Binary("/", left, right, span=parser.since(token.start))


def is_derivative(parser: Parser, above: Sequence[Token], below: Sequence[Token]) -> bool:
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
    parser: Parser, token: Token, above: Sequence[Token], below: Sequence[Token]
) -> ast.Node:
    """Read a derivative; without an operand above, the operand follows."""
    mark = above[0].text
    rest, order = list(above[1:]), 1
    if rest and rest[0].text == "^":
        power, end = symbols.group(rest, 1)
        order, rest = int(symbols.spell(power)), rest[end:]
    variables: list[ast.Name] = []
    inner = type(parser)(below, parser.table)
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


def differential(parser: Parser) -> tuple[ast.Name, int]:
    r"""Read the variable below the line and how often it occurs: `x^2` in `dx^2`."""
    found = parser.match()
    if found is None:
        parser.undeclared()
        raise parser.problem("a declared name was expected after the d")
    symbol, scripts, end = found
    start, count = parser.token.start, 1
    parser.position = end
    name = ast.Name(symbol.name, span=parser.since(start))
    for script in scripts:
        if script.kind == "_":
            name = replace(
                name, indices=parser.indices(script, symbol)[0], span=(start, script.end)
            )
        elif script.kind == "^" and script.text.isdigit():
            count = int(script.text)
        else:
            raise parser.problem("the variable of a derivative is a plain name")
    return name, count


def operand_of(parser: Parser) -> ast.Node:
    """Read what an operator such as d/dx acts on: one bracket, or the product that follows."""
    if parser.at("(", "["):
        start = parser.token.start
        node = parser.attached(parser.bracket(), start)
        if parser.starts_factor():
            raise parser.problem(
                "ambiguous operand: put the whole operand in brackets, or use \\cdot"
            )
        return node
    start = parser.token.start
    node = parser.factor()
    while parser.starts_factor():
        node = ast.Binary("*", node, parser.factor(), span=parser.since(start))
    return node


def root(parser: Parser) -> ast.Node:
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


def binomial(parser: Parser) -> ast.Node:
    r"""Read `\binom{n}{k}`."""
    token = parser.take()
    arguments = (parser.argument(), parser.argument())
    return ast.Builtin("binomial", arguments, span=parser.since(token.start))


def partial(parser: Parser) -> ast.Node:
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


# -- bound names ------------------------------------------------------------------------------


def bound_name(parser: Parser) -> str:
    """Read the name that an operator binds."""
    found = parser.match()
    if found is None:
        parser.undeclared()
        raise parser.problem("a declared name was expected below the operator")
    symbol, scripts, end = found
    if scripts:
        raise parser.problem("the bound name is a plain name, without indices")
    parser.position = end
    return symbol.name


def ranges(parser: Parser, lower: Sequence[Token], upper: ast.Node | None) -> list[ast.Range]:
    r"""Read what stands below a big operator: `i=1`, `j \ne i`, `i \in B`, `a \le x \le b`."""
    inner = type(parser)(lower, parser.table)
    first = inner.position
    if not any(token.text in ("<", "\\le", "\\leq") for token in lower):
        names = [bound_name(inner)]
        while inner.accept(","):
            names.append(bound_name(inner))
        found = [ast.Range(name) for name in names]
        if inner.accept("="):
            found[-1] = ast.Range(names[-1], inner.sum(), upper)
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
        raise SyntaxProblem(
            "a range is written a \\le x \\le b", (lower[first].start, lower[-1].end)
        )
    low = parts[0] if len(parts) == 3 else None
    high = parts[-1]
    one = ast.Number(Fraction(1))
    if strict[-1] and upper is None:
        high = ast.Binary("-", high, one) if is_index(parser, middle.name) else high
    if len(parts) == 3 and strict[0] and low is not None and is_index(parser, middle.name):
        low = ast.Binary("+", low, one)
    return [ast.Range(middle.name, low, high)]


def is_index(parser: Parser, name: str) -> bool:
    """Return whether a name runs through whole numbers."""
    kind = parser.table[name].type
    return isinstance(kind, symbols.Index) or (isinstance(kind, symbols.Scalar) and kind.integer)


def inner_condition(parser: Parser) -> ast.Node:
    """Read a condition below an operator."""
    from mathcheck.expressions import RELATIONS

    left = parser.sum()
    sign = parser.take()
    if sign.text not in RELATIONS:
        raise parser.problem("a relation was expected here", sign.span)
    return ast.Relation((left, parser.sum()), (RELATIONS[sign.text],), (sign.span,))


def limits(parser: Parser) -> tuple[Sequence[Token], ast.Node | None]:
    """Read the sub- and superscript of a big operator."""
    lower: Sequence[Token] = ()
    upper: ast.Node | None = None
    while parser.at("_", "^"):
        if parser.take().text == "_":
            lower = parser.group()
        else:
            upper = parser.argument()
    return lower, upper


def big(parser: Parser) -> ast.Node:
    """Read a sum or a product; its body is the product that follows."""
    token = parser.take()
    lower, upper = limits(parser)
    if not lower:
        raise parser.problem(f"{token.text} needs its index below", token.span)
    found = ranges(parser, lower, upper)
    body = parser.product()
    return ast.Big(token.text[1:], tuple(found), body, span=parser.since(token.start))


def extremum(parser: Parser) -> ast.Node:
    r"""Read `\max(a, b)` or `\max_k s_k`; the operand of the latter is the factor that follows."""
    token = parser.take()
    name = EXTREMA.get(token.text) or token.word.strip().replace(" ", "")
    if token.text == "\\arg":
        name = "arg" + parser.take().text[1:]
    lower, upper = limits(parser)
    if lower:
        found = ranges(parser, lower, upper)
        body = parser.run() if parser.is_plain() else parser.factor()
        return ast.Big(name, tuple(found), body, span=parser.since(token.start))
    if not parser.at("(", "\\{"):
        return ast.Builtin(name, (parser.factor(),), span=parser.since(token.start))
    items = parser.bracket()
    if isinstance(items, ast.SetOf):  # max{a, b}
        return ast.Builtin(name, items.elements, span=parser.since(token.start))
    rows = items.rows if isinstance(items, ast.Matrix) else ((items,),)
    return ast.Builtin(name, tuple(row[0] for row in rows), span=parser.since(token.start))


def limit(parser: Parser) -> ast.Node:
    r"""Read `\lim_{h \to 0} ...`; the body is the product that follows."""
    token = parser.take()
    lower, _ = limits(parser)
    inner = type(parser)(lower, parser.table)
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


def integral(parser: Parser) -> ast.Node:
    r"""Read `\int_a^b ... dx`: the body ends before the d at this level that a name follows."""
    token = parser.take()
    low = high = None
    while parser.at("_", "^"):
        if parser.take().text == "_":
            low = parser.argument()
        else:
            high = parser.argument()
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


# -- probability and differentials ------------------------------------------------------------


def expectation(parser: Parser) -> ast.Node:
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
        inner = type(parser)(parser.group(), parser.table)
        over.append(bound_name(inner))
        if inner.accept("\\sim"):
            law(inner)
        inner.finish()
    if not parser.at("[", "(") or (kind == "E" and parser.at("(")):
        return ast.Expectation(
            kind, operand_product(parser), tuple(over), span=parser.since(token.start)
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
        parser_given = condition_or_sum(parser)
        given = parser_given if isinstance(parser_given, ast.Relation) else None
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


def operand_product(parser: Parser) -> ast.Node:
    """Read the product that an expectation without square brackets is taken of."""
    start = parser.token.start
    node = parser.factor()
    while parser.starts_factor():
        node = ast.Binary("*", node, parser.factor(), span=parser.since(start))
    return node


def condition_or_sum(parser: Parser) -> ast.Node:
    """Read a chain of relations, or an expression if there is none."""
    from mathcheck.expressions import RELATIONS

    sides, signs, spans = [parser.sum()], [], []
    while parser.token.text in RELATIONS and parser.token.kind != "end":
        sign = parser.take()
        signs.append(RELATIONS[sign.text])
        spans.append(sign.span)
        sides.append(law(parser) if signs[-1] == "law" else parser.sum())
    if not signs:
        return sides[0]
    return ast.Relation(tuple(sides), tuple(signs), tuple(spans))


def law(parser: Parser) -> ast.Node:
    r"""Read what follows `\sim`: a normal law such as `N(0, 1)`, or an expression."""
    if parser.at("N") and not parser.is_declared():
        start = parser.take().start
        return ast.Listing((parser.bracket(),), span=parser.since(start))
    return parser.sum()


def indicator(parser: Parser, token: Token) -> ast.Node:
    r"""Read `\mathbb{1}[condition]`."""
    opening = parser.take()
    condition = condition_or_sum(parser)
    parser.expect({"[": "]", "(": ")", "\\{": "\\}"}.get(opening.text, "]"))
    return ast.Indicator(condition, span=parser.since(token.start))


def ones(parser: Parser) -> ast.Node:
    r"""Read `\mathbf{1}`, the vector of ones, whose length the place decides."""
    token = parser.take()
    letter = symbols.spell(parser.group())
    if letter not in ("1", "0"):
        raise parser.problem(f"\\mathbf{{{letter}}} is not declared", token.span)
    return ast.Constant("ones" if letter == "1" else "zeros", span=parser.since(token.start))


def nabla(parser: Parser) -> ast.Node:
    r"""Read `\nabla J(w)`, `\nabla_w J`, `\nabla^2 J`: it binds tighter than a product."""
    token = parser.take()
    variable, order = None, 1
    while parser.at("_", "^"):
        if parser.take().text == "_":
            inner = type(parser)(parser.group(), parser.table)
            variable, _ = differential(inner)
            inner.finish()
        elif symbols.spell(parser.group()) == "2":
            order = 2
        else:
            raise parser.problem("only the first and the second power of nabla are known")
    if parser.at("(", "["):  # the whole bracket, whatever it holds
        return ast.Gradient(parser.bracket(), variable, order, span=parser.since(token.start))
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


# -- environments and marks -------------------------------------------------------------------


def cases(parser: Parser, begin: Token) -> ast.Node:
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


def matrix(parser: Parser, begin: Token) -> ast.Node:
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


def brace(parser: Parser) -> ast.Node:
    r"""Read `\underbrace{...}_{note}`: words are for the reader, an expression must be equal."""
    token = parser.take()
    node = parser.argument()
    if not parser.accept("_", "^"):
        return node
    note = parser.group()
    if any(part.kind == "word" for part in note):
        return node
    return ast.Braced(node, parser.inside(note), span=parser.since(token.start))


def kronecker(parser: Parser) -> ast.Node:
    r"""Read `\delta_{ij}` where `\delta` is not declared: 1 if i = j, else 0."""
    token = parser.take()
    parser.expect("_")
    tokens = parser.group()
    nodes = parser.factors([t for t in tokens if t.text != ","])
    if len(nodes) != 2:
        raise parser.problem("\\delta is not declared, and Kronecker's has two indices", token.span)
    return ast.Builtin("kronecker", tuple(nodes), span=parser.since(token.start))


def evaluated(parser: Parser) -> ast.Node:
    r"""Read `\left. ... \right|_{x=a}`."""
    start = parser.take().start
    body = parser.sum()
    parser.expect("\\rvert")
    parser.expect("_")
    inner = type(parser)(parser.group(), parser.table)
    name = bound_name(inner)
    inner.expect("=")
    value = inner.sum()
    inner.finish()
    return ast.At(body, name, value, span=parser.since(start))


def angle(parser: Parser) -> ast.Node:
    r"""Read the inner product `\langle a, b \rangle`."""
    token = parser.take()
    left = parser.sum()
    parser.expect(",")
    right = parser.sum()
    parser.expect("\\rangle")
    return ast.Builtin("inner", (left, right), span=parser.since(token.start))


def floor(parser: Parser) -> ast.Node:
    """Read a number rounded down or up."""
    token = parser.take()
    inner = parser.sum()
    parser.expect("\\rfloor" if token.text == "\\lfloor" else "\\rceil")
    name = "floor" if token.text == "\\lfloor" else "ceil"
    return ast.Builtin(name, (inner,), span=parser.since(token.start))


CONSTRUCTS: dict[str, Callable[[Parser], ast.Node]] = {
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
OPERATOR_WORDS: dict[str, Callable[[Parser], ast.Node]] = {
    **dict.fromkeys(WORD_FUNCTIONS, function),
    **dict.fromkeys(("E", "Var", "Cov"), expectation),
    **dict.fromkeys(("argmax", "argmin", "arg max", "arg min"), extremum),
}
ENVIRONMENTS: dict[str, Callable[[Parser, Token], ast.Node]] = {
    "cases": cases,
    **dict.fromkeys(("matrix", "pmatrix", "bmatrix", "smallmatrix"), matrix),
}
