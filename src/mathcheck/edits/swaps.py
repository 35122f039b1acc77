"""Edits that put one sign, number, name or operation of a formula in the place of another."""

from __future__ import annotations

from collections.abc import Iterator

from mathcheck.edits.formula import BARS, SIGNS, Edit, Formula
from mathcheck.grammar.lexer import ARITY

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
