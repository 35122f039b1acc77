r"""Single edits of a formula: a flipped sign, another index, a factor left out.

Each operator is one function from a `Formula` to `Edit`s, entered in the table `OPERATORS`, in the
order in which people make the mistake. Nothing here knows what the formula means: an edit may leave
nonsense behind, and so it tests, too, that the checker refuses nonsense. `mathcheck.mutate` tries
the edits on whole pages; the checker tries them on a wrong formula, to say what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from mathcheck.constructs import FUNCTIONS, WORD_FUNCTIONS
from mathcheck.errors import MathError, Span
from mathcheck.expressions import DOTS, RELATIONS
from mathcheck.lexer import ARITY, SIZES, Token, tokenize
from mathcheck.symbols import ACCENTS

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

TOKEN_SWAPS: dict[str, tuple[str, ...]] = {
    "\\sum": ("\\prod",), "\\prod": ("\\sum",),
    "\\log": ("\\exp",), "\\exp": ("\\log",), "\\ln": ("\\exp",),
    "\\max": ("\\min",), "\\min": ("\\max",), "\\sup": ("\\inf",), "\\inf": ("\\sup",),
    "\\sin": ("\\cos",), "\\cos": ("\\sin",), "\\tan": ("\\tanh",), "\\arctan": ("\\tan",),
    "\\tanh": ("\\tan", "\\sinh"), "\\sinh": ("\\cosh",), "\\cosh": ("\\sinh",),
    "\\cdot": ("+", "-"), "\\times": ("+",), "\\odot": ("+", "\\cdot"), "/": ("\\cdot",),
    "\\in": ("\\notin",), "\\notin": ("\\in",), "\\implies": ("\\iff",),
    "\\Longrightarrow": ("\\Longleftrightarrow",), "\\Rightarrow": ("\\Leftrightarrow",),
    "\\infty": ("1",), "\\pi": ("2",),
}  # fmt: skip
WORD_SWAPS = {
    "erf": "\\operatorname{erfc}", "erfc": "\\operatorname{erf}", "arsinh": "\\sinh",
    "arcosh": "\\cosh", "artanh": "\\tanh", "Var": "\\mathbb{E}", "tr": "\\det",
    "argmax": "\\operatorname{argmin}", "argmin": "\\operatorname{argmax}",
    "diag": "\\operatorname{tr}", "sign": "\\exp", "sgn": "\\exp",
}  # fmt: skip
RELATION_SWAPS: dict[str, tuple[str, ...]] = {
    "=": ("\\ne", "<"), "\\ne": ("=",), "\\neq": ("=",), "\\approx": ("=",), "\\equiv": ("\\ne",),
    "<": (">", "\\le"), ">": ("<", "\\ge"), "\\le": ("\\ge", "<"), "\\ge": ("\\le", ">"),
    "\\leq": ("\\ge", "<"), "\\geq": ("\\le", ">"), "\\lt": (">", "\\le"), "\\gt": ("<", "\\ge"),
    "\\preceq": ("=",),
}  # fmt: skip
"""A weaker relation is among them where the checker has a rule against it."""
INEQUALITIES = frozenset(("<", ">", "\\le", "\\ge", "\\leq", "\\geq", "\\lt", "\\gt"))


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


# -- signs, constants, indices, primes --------------------------------------------------------


def sign(formula: Formula) -> Iterator[Edit]:
    """Flip a sign; leave a leading minus out, or put one in."""
    for i, token in enumerate(formula.tokens):
        if formula.opaque[i]:
            continue
        leads = formula.leads(i)
        if token.text in SIGNS and not (leads and token.text in "+-"):
            other = {"+": "-", "-": "+", "\\pm": "\\mp", "\\mp": "\\pm"}[token.text]
            yield formula.replaced(i, i + 1, other)
        elif token.text == "-" and i + 1 < len(formula.tokens):
            yield formula.replaced(i, i + 2, formula.text(i + 1, i + 2))
        elif formula.is_factor(i) and not formula.below[i] and (leads or formula.bare[i]):
            if formula.bare[i] and not formula.at(i - 1, "^"):
                continue
            if formula.at(i, "\\top", "\\star", "\\partial", "0") or (leads and formula.at(i, "d")):
                continue
            if formula.at(i - 1, "\\lvert", "\\lVert", *BARS):
                continue  # the size of something does not depend on its sign
            yield formula.replaced(i, i + 1, "-" + formula.text(i, i + 1))


def constant(formula: Formula) -> Iterator[Edit]:
    """Put n + 1, n - 1, 2 n or n / 2 for a whole number n, and another digit into a decimal."""
    for i, token in enumerate(formula.tokens):
        if token.kind != "number" or formula.opaque[i]:
            continue
        if "." in token.text:
            for k, digit in enumerate(token.text):
                if digit != ".":
                    other = str((int(digit) + 1) % 10)
                    yield formula.replaced(i, i + 1, token.text[:k] + other + token.text[k + 1 :])
            continue
        n = int(token.text)
        for value in (n + 1, n - 1, 2 * n, n // 2 if n % 2 == 0 else -1):
            if value >= 0:
                yield formula.replaced(i, i + 1, str(value))


def index(formula: Formula) -> Iterator[Edit]:
    """Put another index letter of the block, or swap two indices that stand side by side."""
    for i, token in enumerate(formula.tokens):
        if token.text not in formula.indices or formula.opaque[i]:
            continue
        for other in formula.indices:
            if other != token.text:
                yield formula.replaced(i, i + 1, other)
        if not formula.below[i]:
            continue
        second = i + 2 if formula.at(i + 1, ",") else i + 1
        if formula.at(i - 2, "\\delta") or formula.at(i - 3, "\\delta"):
            continue  # Kronecker's delta is symmetric
        if formula.at(second, *formula.indices) and not formula.at(second, token.text):
            between = formula.source[token.end : formula.tokens[second].start]
            new = formula.tokens[second].text + between + token.text
            yield formula.replaced(i, second + 1, new)


def prime(formula: Formula) -> Iterator[Edit]:
    """Leave a prime out, or put one more, also on a name that is called or has one elsewhere."""
    marked = {
        formula.tokens[i].text
        for i, following in enumerate(formula.tokens[1:])
        if following.kind == "prime"
    }
    for i, token in enumerate(formula.tokens):
        if token.kind == "prime":
            before = formula.text(i - 1, i) if i else ""
            yield formula.replaced(max(i - 1, 0), i + 1, before + token.text[1:])
            yield formula.replaced(max(i - 1, 0), i + 1, before + token.text + "'")
        elif formula.is_name(i) and not formula.below[i]:
            end = formula.base_end(i)
            primed = end < len(formula.tokens) and formula.tokens[end].kind == "prime"
            if not primed and (formula.at(end, "(") or token.text in marked):
                yield formula.replaced(i, end, formula.base(i) + "'")


# -- scripts, fractions, bounds ---------------------------------------------------------------


def scripts(formula: Formula) -> Iterator[tuple[int, int, int]]:
    """Yield the positions of a script's mark and end, and that of the token it hangs on."""
    for i in range(len(formula.tokens)):
        if formula.at(i, "^", "_") and not formula.opaque[i]:
            owner = i - 1
            while owner > 0 and (
                formula.tokens[owner].kind == "prime" or formula.at(owner - 1, "^", "_")
            ):
                owner -= 2 if formula.at(owner - 1, "^", "_") else 1
            if formula.at(owner, "}") and formula.at(formula.partner.get(owner, 0) - 1, "^", "_"):
                owner = formula.partner[owner] - 2
            yield i, formula.base_end(i), max(owner, 0)


def exponent(formula: Formula) -> Iterator[Edit]:
    """Leave an exponent out, raise it by 1, lower the script."""
    for mark, end, owner in scripts(formula):
        content = formula.content(mark + 1, end)
        if formula.at(mark, "^") and not formula.at(owner, *BIG) and content not in ("\\top", "T"):
            yield formula.replaced(mark, end, "")
            yield formula.replaced(mark, end, f"_{{{content}}}")
            if re.fullmatch(r"[A-Za-z]|\\[a-z]+", content) and content != "\\star":
                yield formula.replaced(mark, end, f"^{{{content} + 1}}")


def subscript(formula: Formula) -> Iterator[Edit]:
    """Leave a subscript out, shift an index by 1, raise the script."""
    for mark, end, owner in scripts(formula):
        if formula.at(mark, "_") and not formula.at(owner, *BIG):
            content = formula.content(mark + 1, end)
            yield formula.replaced(mark, end, "")
            yield formula.replaced(mark, end, f"^{{{content}}}")
            if content in formula.indices:
                yield formula.replaced(mark, end, f"_{{{content} + 1}}")
            if content in ("F", "\\infty"):
                yield formula.replaced(mark, end, "_2" if content == "F" else "_1")


def transpose(formula: Formula) -> Iterator[Edit]:
    """Leave a transpose out."""
    for mark, end, _ in scripts(formula):
        if formula.at(mark, "^") and formula.content(mark + 1, end) in ("\\top", "T"):
            yield formula.replaced(mark, end, "")


OTHER = "\\ne"


def bound(formula: Formula) -> Iterator[Edit]:
    """Shift, swap or leave out what stands below and above a big operator."""
    for mark, end, owner in scripts(formula):
        if not formula.at(owner, *BIG):
            continue
        content = formula.content(mark + 1, end)
        yield formula.replaced(mark, end, "")
        if formula.at(mark, "^") and content != "\\infty":
            yield formula.replaced(mark, end, f"^{{{content} - 1}}")
            yield formula.replaced(mark, end, f"^{{{content} + 1}}")
        if formula.at(mark, "_") and OTHER in content:
            yield formula.replaced(mark, end, f"_{{{content.partition(OTHER)[0].strip()}}}")
        if formula.at(mark, "_") and formula.at(end, "^") and formula.at(owner, "\\int"):
            last = formula.base_end(end)
            upper = formula.content(end + 1, last)
            yield formula.replaced(mark, last, f"_{{{upper}}}^{{{content}}}")


def fraction(formula: Formula) -> Iterator[Edit]:
    """Swap numerator and denominator, or leave one of them out."""
    for i, token in enumerate(formula.tokens):
        if ARITY.get(token.text) != 2:
            continue
        places = formula.arguments(i)
        if len(places) < 2 or formula.at(places[1] + 1, "d", "\\partial"):
            continue
        above, below = (formula.content(k, formula.base_end(k)) for k in places)
        end = formula.base_end(i)
        yield formula.replaced(i, end, f"{token.text}{{{below}}}{{{above}}}")
        yield formula.replaced(i, end, f"{{{above}}}")
        yield formula.replaced(i, end, f"{{{below}}}")


# -- names and operators ----------------------------------------------------------------------


def symbol(formula: Formula) -> Iterator[Edit]:
    """Put another name of the block, in a script one that occurs in scripts."""
    for below in (False, True):
        places = [i for i, b in enumerate(formula.below) if b is below and formula.is_name(i)]
        names = list(dict.fromkeys(formula.base(i) for i in places))
        for i in places:
            own = formula.base(i)
            for other in names:
                if other != own and not {own, other} <= set(formula.indices):
                    yield formula.replaced(i, formula.base_end(i), other)


def euler(formula: Formula) -> Iterator[Edit]:
    """Put 2 for e."""
    for i, token in enumerate(formula.tokens):
        if token.text == "e" and not formula.opaque[i] and not formula.below[i]:
            yield formula.replaced(i, i + 1, "2")


def operator(formula: Formula) -> Iterator[Edit]:
    """Put another operation or function: prod for sum, exp for log, + for a dot, no root."""
    for i, token in enumerate(formula.tokens):
        for other in TOKEN_SWAPS.get(token.text, ()):
            yield formula.replaced(i, i + 1, other)
        if token.kind == "word" and token.word.strip() in WORD_SWAPS:
            yield formula.replaced(i, i + 1, WORD_SWAPS[token.word.strip()])
        if token.text == "\\sqrt" and formula.arguments(i):
            inner = formula.arguments(i)[0]
            content = formula.content(inner, formula.base_end(inner))
            yield formula.replaced(i, formula.base_end(i), f"({content})")
        if token.text in ("\\lfloor", "\\lceil") and i in formula.partner:
            other = {"\\lfloor": "ceil", "\\lceil": "floor"}[token.text]
            end = formula.partner[i] + 1
            new = f"\\l{other} {formula.content(i, end)} \\r{other}"
            yield formula.replaced(i, end, new)


def relation(formula: Formula) -> Iterator[Edit]:
    """Turn an inequality round, make it or an interval strict or not, put one for an equation."""
    for i, token in enumerate(formula.tokens):
        for other in RELATION_SWAPS.get(token.text, ()):
            if not (formula.below[i] and token.text == "="):
                yield formula.replaced(i, i + 1, other)
        if token.text == "\\in" and formula.at(i + 1, "(", "[") and i + 1 in formula.partner:
            for end in (i + 1, formula.partner[i + 1]):
                other = {"(": "[", "[": "(", ")": "]", "]": ")"}[formula.tokens[end].text]
                yield formula.replaced(end, end + 1, other)


def norm(formula: Formula) -> Iterator[Edit]:
    """Leave the bars of an absolute value or a norm out, or put one for the other."""
    for i, token in enumerate(formula.tokens):
        if token.text not in ("\\lvert", "\\lVert", *BARS) or formula.partner.get(i, 0) <= i:
            continue
        last = formula.partner[i]
        inner = formula.content(i, last + 1)
        end = formula.base_end(last + 1) if formula.at(last + 1, "_") else last + 1
        yield formula.replaced(i, end, f"({inner})")
        if token.text in ("\\lVert", "\\|"):
            yield formula.replaced(i, end, f"\\lvert {inner} \\rvert")


# -- leaving something out --------------------------------------------------------------------


def atom(formula: Formula) -> Iterator[Edit]:
    """Leave a name, a number or an operator with its scripts out."""
    for i, token in enumerate(formula.tokens):
        if formula.is_factor(i) and token.text not in OPENERS and token.text not in BARS:
            if not formula.arguments(i) and not formula.at(i - 1, "^", "_"):
                yield formula.replaced(i, formula.end(i), "")


def factor(formula: Formula) -> Iterator[Edit]:
    """Leave a fraction, a root, a call, a function with its argument out."""
    for i, token in enumerate(formula.tokens):
        if not formula.is_factor(i) or formula.at(i - 1, "^", "_"):
            continue
        end = formula.end(i)
        if formula.arguments(i):
            yield formula.replaced(i, end, "")
        elif token.text in FUNCTIONS or (token.kind == "word" and token.word in WORD_FUNCTIONS):
            if end < len(formula.tokens) and formula.is_factor(end):
                yield formula.replaced(i, formula.end(end), "")
        elif formula.is_name(i) and formula.at(end, "("):
            yield formula.replaced(i, formula.end(end), "")


def group(formula: Formula) -> Iterator[Edit]:
    """Leave a bracket with its content out, or only the brackets."""
    for i, token in enumerate(formula.tokens):
        if token.text not in ("(", "[", "\\{", "\\langle") or formula.partner.get(i, 0) <= i:
            continue
        yield formula.replaced(i, formula.end(i), "")
        last = formula.partner[i]
        yield formula.replaced(i, last + 1, formula.content(i, last + 1))


def term(formula: Formula) -> Iterator[Edit]:
    """Leave a term of a sum out, with its sign."""
    for i in range(len(formula.tokens)):
        if formula.opaque[i] or formula.below[i]:
            continue
        if formula.at(i, "+", "-") and not formula.leads(i):
            end = _term_end(formula, i + 1)
            yield formula.replaced(i, end, "")
        elif formula.leads(i) and (formula.is_factor(i) or formula.at(i, "-")):
            end = _term_end(formula, i + 1 if formula.at(i, "-") else i)
            if formula.at(end, "+", "-"):
                yield formula.replaced(i, end + 1 if formula.at(end, "+") else end, "")


def _term_end(formula: Formula, position: int) -> int:
    """Return where the term that a position belongs to ends."""
    stop = formula.expression_end(position)
    while position < stop and not formula.at(position, "+", "-"):
        position = formula.base_end(position)
    return min(position, stop)


def condition(formula: Formula) -> Iterator[Edit]:
    """Leave a condition out; swap the values of two lines of a piecewise definition."""
    inside: list[int] = []
    for i, token in enumerate(formula.tokens):
        if token.text == "\\begin" and token.word == "cases":
            inside.append(i)
        elif token.text == "\\end" and token.word == "cases" and inside:
            yield from _swapped_values(formula, inside.pop() + 1, i)
        elif token.text == "\\text" and not inside and token.word.split()[:1] not in ([], ["and"]):
            end = i + 1
            while end < len(formula.tokens) and formula.tokens[end].kind not in ("row", "word"):
                if formula.tokens[end].text in CLOSERS:
                    break
                end = formula.base_end(end)
            first = i - 1 if formula.at(i - 1, ",") else i
            if end > i + 1:
                yield formula.replaced(first, end, "")


def _swapped_values(formula: Formula, first: int, end: int) -> Iterator[Edit]:
    """Yield the edits that swap the values of neighboring lines."""
    starts = [first] + [k + 1 for k in range(first, end) if formula.tokens[k].kind == "row"]
    values = []
    for start in starts:
        stop = start
        while stop < end and not formula.at(stop, "&"):
            stop = formula.base_end(stop)
        if start < stop < end:
            values.append((start, stop))
    for (a, b), (c, d) in pairwise(values):
        between = formula.source[formula.tokens[b - 1].end : formula.start(c)]
        yield formula.replaced(a, d, formula.text(c, d) + between + formula.text(a, b))


OPERATORS: dict[str, Callable[[Formula], Iterator[Edit]]] = {
    "sign": sign,
    "constant": constant,
    "index": index,
    "prime": prime,
    "exponent": exponent,
    "transpose": transpose,
    "fraction": fraction,
    "bound": bound,
    "symbol": symbol,
    "relation": relation,
    "operator": operator,
    "subscript": subscript,
    "e": euler,
    "norm": norm,
    "term": term,
    "factor": factor,
    "atom": atom,
    "group": group,
    "condition": condition,
}
"""Every operator by its name in reports, the likeliest mistakes first."""


# -- whole formulas ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Mutant:
    """A formula after an edit.

    Attributes
    ----------
    operator : str
        A name of `OPERATORS`.
    latex : str
        The whole formula, edited.
    span : tuple of two int
        The piece of the source that was replaced.
    description : str
        The edit in words that complete "true ..." or "wrong ...".
    """

    operator: str
    latex: str
    span: Span
    description: str


def key(latex: str) -> str:
    r"""Return a formula without white space and braces, which tell no two mutants apart.

    Examples
    --------
    >>> key(r"x^{2} \, y") == key("x^2y")
    True
    """
    return IGNORED.sub("", latex)


IGNORED = re.compile(r"\\[ ,;:!>]|(?<!\\)[\s{}~]")


def mutants(latex: str) -> Iterator[Mutant]:
    r"""Yield a formula with one edit in all possible ways, always in the same order.

    Parameters
    ----------
    latex : str
        LaTeX in math mode, without the dollar signs; rows and environments may be in it.

    Yields
    ------
    Mutant
        No two alike, and none like the source, white space and braces aside.

    Raises
    ------
    SyntaxProblem
        If a character of the source has no meaning in mathematics.

    Examples
    --------
    >>> for mutant in list(mutants("a = 1 + b"))[:3]:
    ...     print(mutant.latex, "--", mutant.description)
    -a = 1 + b -- with `-` before `a`
    a = -1 + b -- with `-` before `1`
    a = 1 - b -- with `-` in place of `+`
    """
    seen = {key(latex)}
    formula = Formula(latex)
    for name, edits in OPERATORS.items():
        for edit in edits(formula):
            edited = splice(latex, edit)
            spelled = key(edited)
            if spelled not in seen:
                seen.add(spelled)
                yield Mutant(name, edited, (edit.start, edit.end), describe(latex, edit))


def describe(source: str, edit: Edit) -> str:
    r"""Return an edit in words that complete "true ..." or "wrong ...".

    Examples
    --------
    >>> describe("a + b", Edit(2, 3, "-")), describe("a + b", Edit(2, 5, ""))
    ('with `-` in place of `+`', 'without `+ b`')
    """
    old, new = (short(text) for text in (source[edit.start : edit.end], edit.new))
    if not old:
        return f"with `{new}` put in"
    if new in (f"-{old}", f"{{-{old}}}"):
        return f"with `-` before `{old}`"
    if old.replace(" ", "") == f"-{new}":
        return f"without the `-` before `{new}`"
    return f"with `{new}` in place of `{old}`" if new else f"without `{old}`"


def short(latex: str, most: int = 60) -> str:
    """Return LaTeX on one line, its middle left out if it is long."""
    line = " ".join(latex.split())
    return line if len(line) <= most else f"{line[: most // 2]} … {line[-most // 3 :]}"


UNLIKELY = frozenset(("condition", "norm"))
"""Operators that make a claim say less: their edits are no repairs."""


def nearest_repairs(
    latex: str,
    holds: Callable[[str], bool],
    limit: int = 3,
    budget: int = 200,
    near: Span | None = None,
) -> list[Mutant]:
    r"""Return formulas one edit away that hold, for the message about one that does not.

    Parameters
    ----------
    latex : str
        The formula that does not hold.
    holds : callable
        Says whether a formula holds; a `MathError` from it means no.
    limit : int
        Look no further after so many.
    budget : int
        Ask no more often than this.
    near : tuple of two int, optional
        Where the fault shows, such as the row of a derivation: edits inside are tried first.

    Returns
    -------
    list of Mutant
        The likeliest mistakes first: a sign, a constant, an index, a prime. An equation is not
        "repaired" into an inequality, nor into one with the same text on both sides.

    Examples
    --------
    >>> found = nearest_repairs("2 + 3 = 1", lambda latex: "-" in latex, limit=1)
    >>> found[0].description
    'with `-` before `2`'
    """
    candidates = [mutant for mutant in mutants(latex) if is_repair(latex, mutant)]
    if near is not None:
        first, last = near
        candidates.sort(key=lambda mutant: not (first <= mutant.span[0] and mutant.span[1] <= last))
    found: list[Mutant] = []
    for mutant in candidates[:budget]:
        try:
            if holds(mutant.latex):
                found.append(mutant)
        except MathError:
            continue
        if len(found) == limit:
            break
    return found


def is_repair(source: str, mutant: Mutant) -> bool:
    """Return whether a mutant may be what the author meant to write."""
    if mutant.operator in UNLIKELY:
        return False
    if mutant.operator == "relation":
        old = source[slice(*mutant.span)]
        following = mutant.latex[mutant.span[0] :].lstrip()
        return old in INEQUALITIES and following.startswith(tuple(INEQUALITIES))
    return not repeats_itself(mutant.latex)


def repeats_itself(latex: str) -> bool:
    """Return whether the two sides of some relation are written alike."""
    sides: list[list[str]] = [[]]
    for token in (t for t in tokenize(latex) if t.kind != "quad"):
        if token.text in RELATIONS:
            sides.append([])
        elif token.text not in ("{", "}", "&") and token.kind != "row":
            sides[-1].append(token.text)
    while sides[-1] and sides[-1][-1] in ("", ",", "."):
        sides[-1].pop()
    return any(left == right for left, right in pairwise(sides))
