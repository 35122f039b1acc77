"""Estimate how wide a formula will be, to know which ones have to scroll on a small screen."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

# A column of 280 CSS pixels (a screen of 320) holds 15.6 em of the formulas' font; the estimate
# is up to a tenth too small.
SMALL_SCREEN = 14.0
NUMBER = 2.5

_WIDE_OPERATORS = "∑∏∐⋃⋂⨁"
_APPLY = "\N{FUNCTION APPLICATION}"


@cache
def is_wide(markup: str, numbered: bool = False) -> bool:
    """Whether a formula may be wider than the column of a small screen.

    Examples
    --------
    >>> is_wide("<math><mi>x</mi><mo>=</mo><mn>1</mn></math>")
    False
    """
    return estimate(ET.fromstring(markup)) > SMALL_SCREEN - NUMBER * numbered


def estimate(element: Element) -> float:
    """Return the width in em, within a tenth or so but for the shortest formulas."""
    tag, text = element.tag.rpartition("}")[2], element.text or ""
    widths = [estimate(child) for child in element if not child.tag.endswith("annotation")]
    if tag == "mo":
        return _operator(element, text)
    if tag in {"mi", "mn", "mtext", "ms"}:
        return sum(_letter(letter) for letter in text) + sum(widths)
    if tag == "mspace":
        return _length(element.get("width", "0"))
    if tag == "mfrac":
        return max(widths) + 0.1
    if tag in {"msub", "msup"}:
        return widths[0] + 0.7 * widths[1]
    if tag == "msubsup":
        return widths[0] + 0.7 * max(widths[1:])
    if tag in {"munder", "mover", "munderover"}:
        return max(widths[0], *(0.7 * width for width in widths[1:]))
    if tag in {"msqrt", "mroot"}:
        return sum(widths[:1] if tag == "mroot" else widths) + 1.0
    if tag == "mtable":
        return _table(element)
    return sum(widths)


def _operator(mo: Element, text: str) -> float:
    if text in {"", _APPLY}:
        return 0.0
    if text in _WIDE_OPERATORS:
        return 1.5
    if mo.get("stretchy") == "true" or mo.get("minsize"):
        return 0.55
    if mo.get("form") or mo.get("fence") or mo.get("separator") or text in "()[]|,′∂∇!":
        return 0.4
    return 0.8 if mo.get("lspace") in {"0", "0em"} else 1.3


def _letter(letter: str) -> float:
    if letter.isupper():
        return 0.75
    return 0.5 if ord(letter) < 0x2E80 or ord(letter) >= 0x1D400 else 1.0


def _length(text: str) -> float:
    return float(text[:-2]) if text.endswith("em") else 0.0


def _table(table: Element) -> float:
    rows = [[_cell(cell) for cell in row] for row in table]
    columns: Iterable[tuple[float, ...]] = zip(
        *(row + [0.0] * (max(map(len, rows)) - len(row)) for row in rows), strict=True
    )
    return sum(max(column) for column in columns)


def _cell(cell: Element) -> float:
    style = cell.get("style", "")
    paddings = [part.partition(":")[2] for part in style.split(";") if part.startswith("padding-")]
    known = sum(_length(padding.strip()) for padding in paddings)
    return sum(estimate(child) for child in cell) + (known if paddings else 0.8)
