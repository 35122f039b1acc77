"""Read an expression: sums, products, factors, brackets, names. Declarations direct the reading.

Whether `f(x)` is a call or a product, `W_2` a name or an entry, `d` a dimension or a differential,
is asked of the symbol table at each place; nothing is guessed. The constructs that begin with a
command of their own (fractions, sums, integrals, ...) are in `mathcheck.grammar.constructs`.
"""

from __future__ import annotations

from fractions import Fraction

from mathcheck.errors import Span
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.brackets import bracket, norm
from mathcheck.grammar.constructs import CONSTRUCTS, OPERATOR_WORDS
from mathcheck.grammar.cursor import Cursor
from mathcheck.grammar.environments import environment
from mathcheck.grammar.functions import run
from mathcheck.grammar.lexer import Token, tokenize
from mathcheck.grammar.names import BUILTIN_NAMES, declared, is_declared, unknown
from mathcheck.grammar.scripts import attached
from mathcheck.grammar.signs import DOTS, PRODUCTS
from mathcheck.grammar.symbols import SymbolTable


class Parser(Cursor):
    """A cursor that reads expressions."""

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

    def factor(self) -> ast.Node:
        """Read one factor: an atom and what is attached to it."""
        start = self.token.start
        return attached(self, self.atom(), start)

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
            return bracket(self)
        if token.text in ("|", "\\lvert", "\\|", "\\lVert"):
            return norm(self)
        if token.text in CONSTRUCTS and not is_declared(self):
            return CONSTRUCTS[token.text](self)
        if token.kind == "word" and token.text == "\\begin":
            return environment(self)
        if is_declared(self):
            return declared(self)
        return self.undeclared()

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
            unknown(self)
        read = symbols.read_base(self.tokens, self.position)
        if token.kind == "word" and token.word.strip() in OPERATOR_WORDS:
            return OPERATOR_WORDS[token.word.strip()](self)
        following = self.tokens[self.position + 1]
        if token.text == "E" and following.text == "[":
            return CONSTRUCTS["\\mathbb"](self)
        if token.text == "W" and following.text == "(":  # Lambert's function
            self.take()
            return ast.Builtin("lambertw", (bracket(self),), span=self.since(token.start))
        if token.text == "P" and following.text == "(":
            return CONSTRUCTS["\\Pr"](self)
        if token.text in ("O", "o") and following.text == "(":
            self.take()
            return ast.Order(token.text, bracket(self), span=self.since(token.start))
        if read is not None:
            scripts, stop = symbols.read_scripts(self.tokens, read[1])
            marked = symbols.join_name(read[0], [s for s in scripts if s.kind == "_"])
            if marked in BUILTIN_NAMES:
                self.position = stop
                special = BUILTIN_NAMES[marked]
                return ast.Builtin(special, (run(self),), span=self.since(token.start))
        unknown(self)


def signed(sign: str, left: ast.Node | None, right: ast.Node, span: Span) -> ast.Node:
    """Return `left sign right`, or `sign right` without a left side."""
    if sign in ("\\pm", "\\mp"):
        left = left or ast.Number(Fraction(0))
        return ast.Plus(left, right, 1 if sign == "\\pm" else -1, span=span)
    if left is None:
        return ast.Negative(right, span=span)
    return ast.Binary(sign, left, right, span=span)


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
