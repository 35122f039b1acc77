r"""Split LaTeX into tokens that remember where they stood.

TeX reads an argument without braces as one token, and a digit is a token: `\frac12` is a half and
`x^10` is x to the power 1, times 0. Where TeX wants an argument, a number is cut after one digit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mathcheck.errors import Span, SyntaxProblem

PATTERN = re.compile(
    r"""
    (?P<space>(?:\s|~|%[^\n]*(?:\n|$)|\\[ ,;:!>]|\\(?:displaystyle|limits|nolimits)(?![A-Za-z]))+)
  | (?P<quad>\\q?quad(?![A-Za-z]))
  | (?P<row>\\\\(?:\s*\[[^\]\n]*\])?)
  | (?P<command>\\(?:[A-Za-z]+|[{}|#%&_$]))
  | (?P<number>\d+(?:\.\d+)?|\.\d+)
  | (?P<letter>[A-Za-z])
  | (?P<prime>'+)
  | (?P<mark>[-+*/=<>()\[\]{}|,.;:!&^_])
    """,
    re.VERBOSE,
)
WORDS = ("text", "textrm", "mathrm", "operatorname", "begin", "end", "label", "tag", "mbox")
"""Commands whose argument is a word, not mathematics."""
WORD = re.compile(r"\s*\{([^{}]*)\}")
STAR = re.compile(r"\*")
SIZES = re.compile(r"\\(?:[bB]igg?[lrm]?|left|right|middle)(?![A-Za-z])")
"""Commands that only set the size of the delimiter that follows."""
ARITY = {"^": 1, "_": 1, "\\sqrt": 1, "\\hat": 1, "\\bar": 1, "\\tilde": 1} | {
    f"\\{prefix}{name}": 2 for prefix in ("", "t", "d", "c") for name in ("frac", "binom")
}
"""How many arguments follow; without braces each is one token, and a digit is a token."""
SIDES = {"left": {"|": "\\lvert", "\\|": "\\lVert"}, "right": {"|": "\\rvert", "\\|": "\\rVert"}}


@dataclass(frozen=True)
class Token:
    r"""A piece of LaTeX: its kind, its text, and where it starts and ends.

    `kind` is one of "command", "number", "letter", "prime", "mark", "row", "word", "end"; a "word"
    is a command with its textual argument, such as `\\operatorname{relu}`, and `word` holds the
    argument. `spaced` says that white space or a spacing command stands before it.
    """

    kind: str
    text: str
    start: int
    end: int
    word: str = ""
    spaced: bool = False

    @property
    def span(self) -> Span:
        """Return the offsets of the token."""
        return self.start, self.end


def tokenize(source: str) -> list[Token]:
    r"""Return the tokens of a piece of LaTeX, closed by one of kind "end".

    Parameters
    ----------
    source : str
        LaTeX in math mode, without the dollar signs.

    Returns
    -------
    list of Token

    Raises
    ------
    SyntaxProblem
        If a character has no meaning in the grammar; the span points at it.

    Examples
    --------
    >>> [token.text for token in tokenize(r"\sigma(x) \le 0.5")]
    ['\\sigma', '(', 'x', ')', '\\le', '0.5', '']
    """
    tokens: list[Token] = []
    position, spaced, side = 0, False, ""
    wanted: list[int] = [0]  # arguments still to come, one entry for each open brace
    while position < len(source):
        if size := SIZES.match(source, position):
            name = size[0][1:]
            side = name if name in SIDES else {"l": "left", "r": "right"}.get(name[-1], "")
            position = size.end()
            continue
        match = PATTERN.match(source, position)
        if match is None:
            raise SyntaxProblem(
                f"the character {source[position]!r} has no meaning here", (position, position + 1)
            )
        kind, text, end = str(match.lastgroup), match[0], match.end()
        if kind == "space":
            position, spaced = end, True
            continue
        if wanted[-1] and kind == "number":
            text, end = text[0], position + 1
            kind = "mark" if text == "." else kind
        word = ""
        text = SIDES.get(side, {}).get(text, text)
        if side and text == ".":
            text = f"{side}."
        side = ""
        if kind == "command" and text[1:] in WORDS:
            star = STAR.match(source, end)
            argument = WORD.match(source, star.end() if star else end)
            if argument is None:
                raise SyntaxProblem(f"{text} wants a word in braces", (position, end))
            kind, word, end = "word", argument[1], argument.end()
        tokens.append(Token(kind, text, position, end, word, spaced))
        if text == "}":
            wanted = wanted[:-1] or [0]
        wanted[-1] = max(wanted[-1] - (text != "}"), 0) + ARITY.get(text, 0)
        if text == "{":
            wanted.append(0)
        position, spaced = end, False
    tokens.append(Token("end", "", len(source), len(source), spaced=spaced))
    return tokens
