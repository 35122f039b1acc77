r"""A formula as its tokens, with what an edit must know: brackets, scripts, names, expressions."""

from __future__ import annotations

import re
from typing import NamedTuple

from mathcheck.grammar.functions import WORD_FUNCTIONS
from mathcheck.grammar.lexer import ARITY, SIZES, Token, tokenize
from mathcheck.grammar.signs import DOTS, RELATIONS
from mathcheck.grammar.symbols import ACCENTS

OPENERS = frozenset(("{", "(", "[", "\\{", "\\lvert", "\\lVert", "\\langle", "\\lfloor", "\\lceil"))
CLOSERS = frozenset(("}", ")", "]", "\\}", "\\rvert", "\\rVert", "\\rangle", "\\rfloor", "\\rceil"))
BARS = ("|", "\\|")
SIGNS = ("+", "-", "\\pm", "\\mp")
BIG = frozenset(("\\sum", "\\prod", "\\int", "\\max", "\\min", "\\sup", "\\inf", "\\lim"))
BREAKS = frozenset((",", ";", ".", "&", "\\mid")) | frozenset(RELATIONS)
"""Tokens that end an expression at their own depth."""
GREEK = re.compile(
    r"\\(?:(?:var)?(?:alpha|beta|[gG]amma|[dD]elta|epsilon|zeta|eta|[tT]heta|iota|kappa|[lL]ambda|mu"
    r"|nu|[xX]i|[pP]i|rho|[sS]igma|tau|[uU]psilon|[pP]hi|chi|[pP]si|[oO]mega)|ell)"
)


class Edit(NamedTuple):
    """The piece of the source from `start` to `end` is replaced by `new`."""

    start: int
    end: int
    new: str


class Formula:
    r"""A piece of LaTeX with its tokens, its brackets, and the part that each token plays.

    Parameters
    ----------
    source : str
        LaTeX in math mode.

    Attributes
    ----------
    tokens : list of Token
        Without the closing token of kind "end".
    partner : dict
        The position of a bracket's other half.
    below : list of bool
        Whether a token stands in a subscript.
    opaque : list of bool
        Whether it is part of a name's spelling, as the m in `\hat{m}`.
    bare : list of bool
        Whether it is an argument without braces.
    indices : list of str
        The small letters that occur in subscripts.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = [t for t in tokenize(source)[:-1] if t.kind != "quad"]
        self.partner = _partners(self.tokens)
        self.below = [False] * len(self.tokens)
        self.opaque = [False] * len(self.tokens)
        self.bare = [False] * len(self.tokens)
        for i, token in enumerate(self.tokens):
            for first in self.arguments(i) if self.arity(i) else []:
                end = self.base_end(first)
                if self.tokens[first].text != "{":
                    self.bare[first] = True
                marks = {"_": self.below}.get(token.text)
                marks = self.opaque if token.text in ACCENTS else marks
                if marks is not None:
                    marks[first:end] = [True] * (end - first)
        under = [t.text for i, t in enumerate(self.tokens) if self.below[i] and self.is_name(i)]
        small = [text for text in under if text == "\\ell" or (len(text) == 1 and text.islower())]
        self.indices = list(dict.fromkeys(small))

    def at(self, position: int, *texts: str) -> bool:
        """Return whether the token at a position is one of these."""
        return 0 <= position < len(self.tokens) and self.tokens[position].text in texts

    def start(self, position: int) -> int:
        r"""Return the offset where a token starts, with a `\left` or the like before it."""
        offset = self.tokens[position].start
        floor = self.tokens[position - 1].end if position else 0
        size = SIZES.search(self.source, floor, offset)
        return size.start() if size else offset

    def gap(self, position: int) -> bool:
        """Return whether a wide space stands before the token at a position."""
        if not 0 < position < len(self.tokens):
            return False
        return "quad" in self.source[self.tokens[position - 1].end : self.start(position)]

    def text(self, first: int, end: int) -> str:
        """Return the source of the tokens from one position to before another."""
        return self.source[self.start(first) : self.tokens[end - 1].end]

    def replaced(self, first: int, end: int, new: str) -> Edit:
        """Return the edit that puts something else in the place of tokens."""
        if self.bare[first] and len(new) != 1:
            new = f"{{{new}}}"
        return Edit(self.start(first), self.tokens[end - 1].end, new)

    def content(self, first: int, end: int) -> str:
        """Return the source of an argument, or of a bracket's inside, without the brackets."""
        if first in self.partner and self.partner[first] == end - 1:
            return self.source[self.tokens[first].end : self.start(end - 1)].strip()
        return self.text(first, end)

    def arity(self, position: int) -> int:
        """Return how many arguments the token at a position takes."""
        text = self.tokens[position].text
        if self.tokens[position].kind not in ("command", "mark"):
            return 0
        return ARITY.get(text, int(text in ACCENTS or text in ("\\underbrace", "\\overbrace")))

    def arguments(self, position: int) -> list[int]:
        """Return the positions where the arguments of a token start."""
        end = position + 1
        if self.at(position, "\\sqrt") and self.at(end, "["):
            end = self.partner.get(end, end) + 1
        found = []
        for _ in range(self.arity(position)):
            if end < len(self.tokens):
                found.append(end)
                end = self.base_end(end)
        return found

    def base_end(self, position: int) -> int:
        """Return where the bracket, command with arguments, or single token at a position ends."""
        if position in self.partner:
            return max(self.partner[position], position) + 1
        arguments = self.arguments(position)
        return self.base_end(arguments[-1]) if arguments else position + 1

    def end(self, position: int) -> int:
        """Return where the factor at a position ends: its base and the scripts attached to it."""
        end = self.base_end(position)
        while (
            not self.bare[position]
            and end < len(self.tokens)
            and (self.at(end, "_", "^", "!") or self.tokens[end].kind == "prime")
        ):
            end = self.base_end(end)
        return end

    def base(self, position: int) -> str:
        """Return the source of the base at a position."""
        return self.text(position, self.base_end(position))

    def is_name(self, position: int) -> bool:
        """Return whether a name may stand here: a letter, also Greek or accented, or a word."""
        token = self.tokens[position]
        if self.opaque[position]:
            return False
        if token.text in ACCENTS:
            return not self.base(position).startswith(("\\mathbb", "\\mathbf{1}"))
        if token.kind == "word":
            return token.text == "\\operatorname" and token.word not in WORD_FUNCTIONS
        if token.text == "d" and (self.at(position + 1, "}", "^") or self.precedes(position)):
            return False  # a differential
        return GREEK.fullmatch(token.text) is not None or (
            token.kind == "letter" and token.text != "e"
        )

    def precedes(self, position: int) -> bool:
        """Return whether a name follows directly; in an integral, also after a space."""
        if position + 1 >= len(self.tokens):
            return False
        token = self.tokens[position + 1]
        if token.spaced and "\\int" not in self.source:
            return False
        return token.kind == "letter" or token.text in ACCENTS or bool(GREEK.fullmatch(token.text))

    def leads(self, position: int) -> bool:
        """Return whether an expression starts at a position."""
        if position == 0:
            return True
        before = self.tokens[position - 1]
        bar = before.text in BARS and self.partner.get(position - 1, 0) > position - 1
        return bar or before.text in OPENERS | BREAKS or before.kind in ("row", "word")

    def is_factor(self, position: int) -> bool:
        """Return whether a factor starts at a position."""
        token = self.tokens[position]
        if self.opaque[position] or token.text in SIGNS or token.text in BREAKS | DOTS | CLOSERS:
            return False
        if token.text in BARS:
            return self.partner.get(position, 0) > position
        if token.kind == "word":
            return token.text == "\\operatorname"
        return token.kind in ("letter", "number", "command") or token.text in OPENERS

    def expression_end(self, position: int) -> int:
        """Return where the expression that a position belongs to ends."""
        while position < len(self.tokens):
            token = self.tokens[position]
            closes = token.text in CLOSERS or self.partner.get(position, position) < position
            if closes or token.text in BREAKS or token.kind in ("row", "word"):
                if token.text != "\\operatorname":
                    break
            position = self.base_end(position)
        return position


def _partners(tokens: list[Token]) -> dict[int, int]:
    """Return the position of the other half of each bracket; half-open intervals are brackets."""
    found: dict[int, int] = {}
    stack: list[int] = []
    for i, token in enumerate(tokens):
        bar = token.text in BARS
        closes = bar and bool(stack) and tokens[stack[-1]].text == token.text
        if token.text in OPENERS or (bar and not closes):
            stack.append(i)
        elif token.text in CLOSERS or closes:
            while stack:  # a bar that is never closed is no bracket
                opening = stack.pop()
                if closes or tokens[opening].text not in BARS:
                    found[opening], found[i] = i, opening
                    break
    return found


def splice(source: str, edit: Edit) -> str:
    r"""Return the source after an edit, with a space where two tokens would run together.

    Examples
    --------
    >>> splice("ab", Edit(0, 1, r"\beta"))
    '\\beta b'
    """
    left, old, right = source[: edit.start], source[edit.start : edit.end], source[edit.end :]
    new = edit.new
    if runs_together(left, new + right) and not runs_together(left, old):
        new = f" {new}"
    if runs_together(left + new, right) and not runs_together(old, right):
        new = f"{new} "
    return left + new + right


def runs_together(left: str, right: str) -> bool:
    """Return whether a command would swallow the letter that follows, or a number the digit."""
    command = re.search(r"\\[A-Za-z]+$", left) and right[:1].isalpha()
    return bool(command) or (left[-1:].isdigit() and right[:1].isdigit())
