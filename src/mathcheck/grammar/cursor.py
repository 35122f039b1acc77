"""A position in a list of tokens: what stands here, moving on, and errors about the place."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Self

from mathcheck.errors import Span, SyntaxProblem
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.lexer import Token
from mathcheck.grammar.signs import DOTS, NOT_FACTORS, PRODUCTS, RELATIONS, SEPARATORS
from mathcheck.grammar.symbols import SymbolTable


class Cursor(ABC):
    """A position in a list of tokens, and the table that says what names mean.

    The functions that read a construct are given a cursor and move it along. How sums, products
    and factors are read is added by `mathcheck.grammar.expressions.Parser`.
    """

    keeps_quads = False  # a wide space separates statements, and is nothing inside them

    def __init__(self, tokens: Sequence[Token], table: SymbolTable) -> None:
        tokens = [token for token in tokens if token.kind != "quad" or self.keeps_quads]
        last = tokens[-1].end if tokens else 0
        closed = bool(tokens) and tokens[-1].kind == "end"
        self.tokens = list(tokens) if closed else [*tokens, Token("end", "", last, last)]
        self.position = 0
        self.table = table
        self.bars: list[str] = []  # the delimiters of absolute values that are open

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

    def inner(self, tokens: Sequence[Token]) -> Self:
        """Return a cursor over some of the tokens, such as those below an operator."""
        return type(self)([token for token in tokens if token.kind != "quad"], self.table)

    def inside(self, tokens: Sequence[Token]) -> ast.Node:
        """Read all of these tokens as one expression."""
        if not tokens:
            raise self.problem("an expression is missing here")
        parser = self.inner(tokens)
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

    # -- reading ------------------------------------------------------------------------------

    @abstractmethod
    def sum(self) -> ast.Node:
        """Read terms joined by + and -."""

    @abstractmethod
    def product(self) -> ast.Node:
        """Read factors joined by product signs, division, or nothing."""

    @abstractmethod
    def factor(self) -> ast.Node:
        """Read one factor: an atom and what is attached to it."""

    def side_by_side(self) -> ast.Node:
        """Read the product of the factors that stand side by side, without a sign between them."""
        start = self.token.start
        node = self.factor()
        while self.starts_factor():
            node = ast.Binary("*", node, self.factor(), span=self.since(start))
        return node

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
