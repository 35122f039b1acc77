"""Read an expression: sums, products, factors, brackets, names. Declarations direct the reading.

Whether `f(x)` is a call or a product, `W_2` a name or an entry, `d` a dimension or a differential,
is asked of the symbol table at each place; nothing is guessed. The constructs that begin with a
command of their own (fractions, sums, integrals, ...) are in `mathcheck.constructs`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from mathcheck import ast, symbols
from mathcheck.constructs import CONSTRUCTS, ENVIRONMENTS, FUNCTIONS, OPERATOR_WORDS
from mathcheck.errors import Span, SyntaxProblem, Undeclared
from mathcheck.lexer import Token, tokenize
from mathcheck.symbols import Script, Symbol, SymbolTable

RELATIONS = {
    "=": "=", "<": "<", ">": ">", "\\le": "<=", "\\leq": "<=", "\\ge": ">=", "\\geq": ">=",
    "\\ne": "!=", "\\neq": "!=", "\\approx": "~", "\\to": "to", "\\rightarrow": "to", "\\in": "in",
    "\\notin": "notin", "\\sim": "law", "\\equiv": "=", "\\leftarrow": "gets", "\\mapsto": "maps",
    "\\preceq": "psd", "\\lt": "<", "\\gt": ">", "\\coloneqq": "=",
}  # fmt: skip
SEPARATORS = frozenset((",", ";", "\\mid", "\\Vert", "\\parallel", "\\|"))
CLOSERS = {"(": ")", "[": "]", "\\{": "\\}", "\\langle": "\\rangle"}
DOTS = frozenset(("\\dots", "\\cdots", "\\ldots"))
PRODUCTS = {"\\cdot": "*", "\\times": "*", "*": "*", "/": "/", "\\odot": "odot"}
TRANSPOSES = frozenset(("\\top", "T", "\\intercal", "\\mathsf{T}"))


class Parser:
    """A position in a list of tokens, and the table that says what names mean."""

    keeps_quads = False  # a wide space separates statements, and is nothing inside them

    def __init__(self, tokens: Sequence[Token], table: SymbolTable) -> None:
        tokens = [token for token in tokens if token.kind != "quad" or self.keeps_quads]
        last = tokens[-1].end if tokens else 0
        closed = bool(tokens) and tokens[-1].kind == "end"
        self.tokens = list(tokens) if closed else [*tokens, Token("end", "", last, last)]
        self.position = 0
        self.table = table
        self.bars: list[str] = []  # the delimiters of absolute values that are open

    # -- moving -------------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        """Return the token at the position."""
        return self.tokens[self.position]

    def at(self, *texts: str) -> bool:
        """Return whether the next token is one of these."""
        return self.token.text in texts and self.token.kind != "end"

    def take(self) -> Token:
        """Return the next token and move past it."""
        token = self.token
        self.position += token.kind != "end"
        return token

    def accept(self, *texts: str) -> Token | None:
        """Move past the next token if it is one of these."""
        return self.take() if self.at(*texts) else None

    def expect(self, text: str) -> Token:
        """Move past a token that must be there."""
        if not self.at(text):
            raise self.problem(f"{text} was expected here, but {self.found()} came")
        return self.take()

    def found(self) -> str:
        """Return the next token in words, for a message."""
        return "the end" if self.token.kind == "end" else self.token.text

    def problem(self, message: str, span: Span | None = None) -> SyntaxProblem:
        """Return an error about the next token, or about a span."""
        return SyntaxProblem(message, span or self.token.span)

    def group(self) -> tuple[Token, ...]:
        """Return the tokens of the argument that comes next, without its braces."""
        tokens, self.position = symbols.group(self.tokens, self.position)
        return tokens

    def argument(self) -> ast.Node:
        """Read the argument that comes next as an expression of its own."""
        return self.inside(self.group())

    def inside(self, tokens: Sequence[Token]) -> ast.Node:
        """Read all of these tokens as one expression."""
        if not tokens:
            raise self.problem("an expression is missing here")
        parser = Parser(tokens, self.table)
        node = parser.sum()
        parser.finish()
        return node

    def finish(self) -> None:
        """Refuse what is left over."""
        if self.token.kind != "end":
            raise self.problem(f"{self.found()} has no meaning at this place")

    def since(self, start: int) -> Span:
        """Return the span from an offset to the last token read."""
        return start, self.tokens[max(self.position - 1, 0)].end

    # -- sums and products --------------------------------------------------------------------

    def sum(self) -> ast.Node:
        """Read terms joined by + and -."""
        start = self.token.start
        sign = self.accept("+", "-", "\\pm", "\\mp")
        node = self.product()
        if sign is not None and sign.text != "+":
            node = signed(sign.text, None, node, self.since(start))
        terms = [node]
        while operator := self.accept("+", "-", "\\pm", "\\mp"):
            if self.at(*DOTS):
                node = self.dotted_sum(operator, terms, node, start)
                terms = [node]
                continue
            term = self.product()
            terms.append(term)
            if operator.text != "+":
                terms = [node, *terms][:1] + [term]
            node = signed(operator.text, node, term, self.since(start))
        return node

    def dotted_sum(
        self, operator: Token, terms: list[ast.Node], node: ast.Node, start: int
    ) -> ast.Node:
        """Read `+ dots + last`, or a final `+ dots`."""
        dots = self.take()
        if not self.at("+", "-"):
            order = ast.Order("dots", span=dots.span)
            return ast.Binary("+", node, order, span=self.since(start))
        if self.take().text != operator.text or operator.text != "+":
            raise self.problem("mixed signs around dots: write the sum with a sum sign", dots.span)
        after = [self.product()]
        return ast.Dots("+", tuple(terms), tuple(after), span=self.since(start))

    def product(self) -> ast.Node:
        """Read factors joined by product signs, division, or nothing."""
        start = self.token.start
        node = self.factor()
        factors, divided = [node], False
        while True:
            if self.at(*DOTS) and self.position + 1 < len(self.tokens):
                following = self.tokens[self.position + 1]
                if following.text in (",", "") or following.kind == "end":
                    return node
                self.take()
                after = [self.factor()]
                while self.starts_factor():
                    after.append(self.factor())
                return ast.Dots("*", tuple(factors), tuple(after), span=self.since(start))
            if sign := self.accept(*PRODUCTS):
                operator = PRODUCTS[sign.text]
                divided = operator == "/"
            elif self.starts_factor():
                operator = "*"
                if divided:
                    raise self.problem(
                        "what follows a quotient written with / may belong above or below the"
                        " line: put the quotient in brackets, or write \\frac"
                    )
            else:
                return node
            factor = self.factor()
            factors.append(factor)
            node = ast.Binary(operator, node, factor, span=self.since(start))

    def starts_factor(self) -> bool:
        """Return whether the next token can begin another factor of a product."""
        token = self.token
        if token.kind in ("number", "letter"):
            return True
        if token.kind == "word":
            return token.text in ("\\operatorname", "\\mathrm", "\\begin")
        if token.text in ("(", "[", "{", "\\lvert", "\\lVert", "\\langle", "left.", "\\{"):
            return True
        if token.text in ("|", "\\|"):
            return not self.bars or self.bars[-1] != token.text
        if token.kind != "command" or token.text in RELATIONS or token.text in PRODUCTS:
            return False
        if token.text in SEPARATORS or token.text in DOTS:
            return False
        return token.text[1:].isalpha() and token.text not in NOT_FACTORS

    # -- factors ------------------------------------------------------------------------------

    def factor(self) -> ast.Node:
        """Read one factor: an atom and what is attached to it."""
        start = self.token.start
        return self.attached(self.atom(), start)

    def attached(self, node: ast.Node, start: int) -> ast.Node:
        """Read the exponents, transposes, factorials and evaluation bars after an atom."""
        while True:
            if self.accept("!"):
                node = ast.Factorial(node, span=self.since(start))
            elif self.token.kind == "prime":
                order = len(self.take().text)
                node = ast.Prime(node, order, span=self.since(start))
            elif self.at("^"):
                self.take()
                node = self.raised(node, self.group(), start)
            elif self.at("_"):
                bracket = self.tokens[self.position - 1].text == "]"
                self.take()
                tokens = self.group()
                if bracket and self.accept("^"):
                    node = self.between(node, tokens, self.group(), start)
                    continue
                split = self.factors(tokens)
                if len(split) < 2 or not all(isinstance(part, ast.Name) for part in split):
                    split = [self.inside(part) for part in split_commas(tokens)]
                node = ast.Entry(node, tuple(split), span=self.since(start))
            else:
                return node

    def between(
        self, node: ast.Node, low: Sequence[Token], high: Sequence[Token], start: int
    ) -> ast.Node:
        """Return `[F(z)]_a^b`: the difference of two values, if F has one letter."""
        kinds = (symbols.Scalar, symbols.Random)
        found = [n.name for n in ast.walk(node) if isinstance(n, ast.Name)]
        names = {name for name in found if isinstance(self.table[name].type, kinds)}
        if len(names) != 1:
            raise self.problem("[F]_a^b wants one variable in the bracket", self.since(start))
        return ast.At(
            node, names.pop(), self.inside(high), self.inside(low), span=self.since(start)
        )

    def raised(self, node: ast.Node, tokens: Sequence[Token], start: int) -> ast.Node:
        """Return a node with an exponent, which may also mean a transpose or a one-sided value."""
        text = symbols.spell(tokens)
        span = self.since(start)
        if text in TRANSPOSES and text not in self.table:
            return ast.Transpose(node, span=span)
        if text in ("+", "-"):
            return ast.Side(node, 1 if text == "+" else -1, span=span)
        if text.startswith("(") and text.endswith(")"):
            raise self.problem("an exponent in brackets is not in the grammar", span)
        return ast.Binary("^", node, self.inside(tokens), span=span)

    def atom(self) -> ast.Node:
        """Read a number, a bracket, a construct or a name."""
        token = self.token
        if token.kind == "number":
            self.take()
            digits = len(token.text.partition(".")[2])
            return ast.Number(Fraction(token.text), digits, span=token.span)
        if token.text == "{":
            return self.argument()
        if token.text in ("(", "[", "\\{"):
            return self.bracket()
        if token.text in ("|", "\\lvert", "\\|", "\\lVert"):
            return self.norm()
        if token.text in CONSTRUCTS and not self.is_declared():
            return CONSTRUCTS[token.text](self)
        if token.kind == "word" and token.text == "\\begin":
            return self.environment()
        if self.is_declared():
            return self.name()
        return self.undeclared()

    def environment(self) -> ast.Node:
        """Read `cases` or a matrix."""
        begin = self.take()
        reader = ENVIRONMENTS.get(begin.word)
        if reader is None:
            known = ", ".join(sorted(ENVIRONMENTS))
            raise self.problem(f"the environment {begin.word} is not one of {known}", begin.span)
        return reader(self, begin)

    def bracket(self) -> ast.Node:
        """Read a bracketed expression, a tuple, an interval or a set."""
        opening = self.take()
        bars, self.bars = self.bars, []
        items = [self.sum()]
        open_ended = False
        while self.accept(","):
            if self.accept(*DOTS):
                open_ended = True
                continue
            items.append(self.sum())
        if opening.text == "\\{":
            self.expect("\\}")
            self.bars = bars
            return ast.SetOf(tuple(items), span=self.since(opening.start))
        closing = self.take()
        if closing.text not in (")", "]"):
            wanted = CLOSERS[opening.text]
            raise self.problem(
                f"{wanted} was expected here, but {closing.text or 'the end'} came", closing.span
            )
        self.bars = bars
        span = self.since(opening.start)
        if (len(items) == 2 and "[" + "]" != opening.text + closing.text != "()") or (
            len(items) == 2 and opening.text == "["
        ):
            closed = (opening.text == "[", closing.text == "]")
            return ast.Interval(items[0], items[1], closed, span=span)
        if closing.text != CLOSERS[opening.text]:
            raise self.problem(f"{opening.text} is closed by {closing.text}", span)
        if len(items) == 1 and not open_ended:
            return items[0]
        if open_ended:
            return ast.Listing(tuple(items), open_ended=True, span=span)
        return ast.Matrix(tuple((item,) for item in items), span=span)

    def norm(self) -> ast.Node:
        """Read an absolute value or a norm between bars."""
        opening = self.take()
        double = opening.text in ("\\|", "\\lVert")
        closing = {"\\lvert": "\\rvert", "\\lVert": "\\rVert"}.get(opening.text, opening.text)
        self.bars.append(closing)
        inner = self.sum()
        self.bars.pop()
        self.expect(closing)
        if not double:
            return ast.Absolute(inner, span=self.since(opening.start))
        kind = "2"
        if self.accept("_"):
            kind = symbols.spell(self.group()).strip("\\")
            if kind not in ("1", "2", "infty", "F"):
                raise self.problem(f"the norm with index {kind} is not one of 1, 2, F, infty")
        return ast.Norm(inner, kind, span=self.since(opening.start))

    # -- names --------------------------------------------------------------------------------

    def is_declared(self) -> bool:
        """Return whether a declared name stands here."""
        return self.match() is not None

    def match(self) -> tuple[Symbol, list[Script], int] | None:
        """Return the longest declared name here, the scripts it leaves over, and where it ends."""
        read = symbols.read_base(self.tokens, self.position)
        if read is None:
            return None
        options = [(read[0], read[1])]
        base, end = read
        while (
            self.tokens[end - 1].kind == "letter" == self.tokens[end].kind
            and not self.tokens[end].spaced
        ):
            base, end = base + self.tokens[end].text, end + 1
            options.insert(0, (base, end))
        for base, end in options:
            candidates = self.table.candidates(base)
            if not candidates:
                continue
            scripts, stop = symbols.read_scripts(self.tokens, end)
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

    def name(self) -> ast.Node:
        """Read a declared name with its indices, primes, exponents and arguments."""
        found = self.match()
        assert found is not None
        symbol, scripts, end = found
        start = self.token.start
        self.position = end
        node: ast.Node = ast.Name(symbol.name, span=self.since(start))
        kind: symbols.Type = symbol.type
        primes, powers = 0, []
        for script in scripts:
            if script.kind == "_":
                indices, kind = self.indices(script, symbol)
                node = ast.Name(symbol.name, indices, span=(start, script.end))
            elif script.kind == "'":
                primes += len(script.tokens[0].text)
            else:
                powers.append(script)
        if primes:
            node = ast.Prime(node, primes, span=self.since(start))
        if isinstance(kind, symbols.Sequence_):
            kind = kind.element
        if isinstance(kind, symbols.Function):
            if powers and self.at("(") and not is_transpose(powers[0]):
                return self.raised(self.call(node, start), powers[0].tokens, start)
            if self.at("(") and not powers:
                return self.call(node, start)
        for script in powers:
            node = self.raised(node, script.tokens, start)
        return node

    def indices(self, script: Script, symbol: Symbol) -> tuple[tuple[ast.Node, ...], symbols.Type]:
        """Read a subscript as the indices that the symbol's type has room for."""
        kind = symbol.type
        slots, family = 0, 0
        while isinstance(kind, symbols.Sequence_):
            kind, slots, family = kind.element, slots + 1, family + 1
        if isinstance(kind, symbols.Array):
            slots += len(kind.shape)
        if isinstance(kind, symbols.Random):
            slots += {"draws": 1, "permutation": 1, "onehot": 1}.get(kind.law, len(kind.shape))
        span = script.start, script.end
        if not slots:
            raise Undeclared(
                f"{symbols.plain(symbol.name)} is declared as a single thing and has no indices;"
                f" declare {symbols.plain(symbol.name)}_{{{script.text}}} as a name of its own, or"
                " the symbol as a vector or a family",
                span,
            )
        parts = [list(part) for part in split_commas(script.tokens)]
        nodes = [self.inside(part) for part in parts]
        if len(nodes) < slots:
            split = [n for part in parts for n in self.factors(part) or [self.inside(part)]]
            if len(nodes) < len(split) <= slots:
                nodes = split
        if len(nodes) > slots:
            raise SyntaxProblem(
                f"{symbols.plain(symbol.name)} has room for {slots} indices, but {len(nodes)} came",
                span,
            )
        return tuple(nodes), kind if len(nodes) >= family else symbol.type

    def factors(self, tokens: Sequence[Token]) -> list[ast.Node]:
        """Read tokens as factors that stand side by side, such as the indices `ij`."""
        parser = Parser(tokens, self.table)
        nodes = []
        while parser.starts_factor():
            nodes.append(parser.factor())
        return nodes if parser.token.kind == "end" else []

    def call(self, function: ast.Node, start: int) -> ast.Node:
        """Read the arguments of a function."""
        opening = self.take()
        bars, self.bars = self.bars, []
        arguments = [self.sum()]
        while self.accept(*SEPARATORS):
            arguments.append(self.sum())
        self.expect(CLOSERS[opening.text])
        self.bars = bars
        return ast.Call(function, tuple(arguments), span=self.since(start))

    def undeclared(self) -> ast.Node:
        """Read what needs no declaration, or say what is missing."""
        token = self.token
        if token.text == "e":
            self.take()
            return ast.Constant("e", span=token.span)
        if token.text in ("\\pi", "\\infty"):
            self.take()
            return ast.Constant(token.text[1:], span=token.span)
        if token.kind == "end":
            raise self.problem("an expression was expected here, but the end came")
        read = symbols.read_base(self.tokens, self.position)
        if token.kind == "word" and token.word.strip() in OPERATOR_WORDS:
            return OPERATOR_WORDS[token.word.strip()](self)
        following = self.tokens[self.position + 1]
        if token.text == "E" and following.text == "[":
            return CONSTRUCTS["\\mathbb"](self)
        if token.text == "W" and following.text == "(":  # Lambert's function
            self.take()
            return ast.Builtin("lambertw", (self.bracket(),), span=self.since(token.start))
        if token.text == "P" and following.text == "(":
            return CONSTRUCTS["\\Pr"](self)
        if token.text == "O" or token.text == "o":
            if following.text == "(":
                self.take()
                argument = self.bracket()
                return ast.Order(token.text, argument, span=self.since(token.start))
        if read is None:
            raise self.problem(f"an expression was expected here, but {self.found()} came")
        name = symbols.spell(self.tokens[self.position : read[1]])
        scripts, stop = symbols.read_scripts(self.tokens, read[1])
        marked = symbols.join_name(read[0], [s for s in scripts if s.kind == "_"])
        special = BUILTIN_NAMES.get(marked)
        if special is not None:
            self.position = stop
            return ast.Builtin(special, (self.run(),), span=self.since(token.start))
        hints = [symbols.plain(s.name) for s in self.table.candidates(read[0])]
        more = f" (declared with this base: {', '.join(hints)})" if hints else ""
        raise Undeclared(
            f"{name} is not declared{more}: add it to the page's symbols",
            (token.start, self.tokens[read[1] - 1].end),
        )

    def run(self) -> ast.Node:
        """Read the argument of a function written without brackets, as in `log 2x`.

        It is one bracket, one function with its argument, one big operator, or the names, numbers
        and fractions that stand side by side.
        """
        if self.at("(", "["):
            return self.bracket()
        start = self.token.start
        alone = not self.is_plain()
        node = self.factor()
        while not alone and self.starts_factor() and self.is_plain():
            node = ast.Binary("*", node, self.factor(), span=self.since(start))
        return node

    def is_plain(self) -> bool:
        """Return whether the next factor is a name, a number or a fraction."""
        if self.token.kind == "number" or self.token.text.endswith("frac"):
            return True
        found = self.match()
        if found is None:
            return self.token.text in ("e", "\\pi", "{")
        kind = found[0].type
        while isinstance(kind, symbols.Sequence_):
            kind = kind.element
        return not isinstance(kind, symbols.Function)


BUILTIN_NAMES = {
    "\\lambda\0_\\max": "eigmax",
    "\\lambda\0_\\min": "eigmin",
    "\\sigma\0_\\max": "singmax",
    "\\sigma\0_\\min": "singmin",
}
"""Names with a meaning of their own where they are not declared."""
NOT_FACTORS = frozenset(
    "\\right \\rvert \\rVert \\rangle \\rfloor \\rceil \\end \\text \\pm \\mp \\quad \\top \\iff"
    " \\implies"
    " \\Longleftrightarrow \\Longrightarrow \\Leftrightarrow \\Rightarrow \\and \\colon".split()
)


def is_transpose(script: Script) -> bool:
    """Return whether an exponent is a transpose sign."""
    return script.text in TRANSPOSES


def signed(sign: str, left: ast.Node | None, right: ast.Node, span: Span) -> ast.Node:
    """Return `left sign right`, or `sign right` without a left side."""
    if sign in ("\\pm", "\\mp"):
        left = left or ast.Number(Fraction(0))
        return ast.Plus(left, right, 1 if sign == "\\pm" else -1, span=span)
    if left is None:
        return ast.Negative(right, span=span)
    return ast.Binary(sign, left, right, span=span)


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


def parse_expression(source: str, table: SymbolTable) -> ast.Node:
    """Return the tree of one LaTeX expression.

    Parameters
    ----------
    source : str
        LaTeX without dollar signs.
    table : SymbolTable
        The declared names.

    Raises
    ------
    SyntaxProblem, Undeclared
        With the span of the offending piece.
    """
    parser = Parser(tokenize(source), table)
    node = parser.sum()
    parser.finish()
    return node


Reader = Callable[[Parser], ast.Node]
__all__ = ["FUNCTIONS", "RELATIONS", "Parser", "parse_expression", "split_commas"]
