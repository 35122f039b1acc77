"""Set right what Temml and browsers leave wrong in MathML, chiefly TeX's rules of spacing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SCRIPTED = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
_ROWS = frozenset({"math", "mrow", "mstyle", "mtd", "mpadded", "msqrt"})
_APPLY = "\N{FUNCTION APPLICATION}"
_BIG = frozenset("∑∏∐∫∬∭∮⋀⋁⋂⋃⨀⨁⨂⨄⨆")
_THIN = "0.1667em"  # 3/18 em, TeX's \thinmuskip
_STRAY_STYLE = re.compile(r"^level:.*max-size:[^;]*;", re.DOTALL)

# TeX's styles. Temml and browsers agree with it where a style changes size, not on spacing.
_DISPLAY, _TEXT, _SCRIPT = 0, 1, 2


def tidy(markup: str, latex: str | None) -> str:
    """Return MathML with TeX's spacing, and with the LaTeX as its annotation unless None.

    Examples
    --------
    >>> tidy("<math><msup><mi>e</mi><mrow><mi>a</mi><mo>+</mo></mrow></msup></math>", None)
    '<math><msup><mi>e</mi><mrow><mi>a</mi><mo lspace="0" rspace="0">+</mo></mrow></msup></math>'
    """
    math = ET.fromstring(markup)
    _walk(math, _DISPLAY if math.get("display") == "block" else _TEXT)
    _wrap_levels(math)
    if latex is not None:
        for annotation in math.iter("annotation"):
            annotation.text = latex
    return ET.tostring(math, encoding="unicode", short_empty_elements=False)


def _walk(element: Element, style: int) -> None:
    if element.tag == "mtable":
        style = max(style, _TEXT)
    if element.tag in {"mstyle", "mtable", "mrow"} and "displaystyle" in element.attrib:
        style = _DISPLAY if element.get("displaystyle") == "true" else max(style, _TEXT)
        if element.get("scriptlevel") == "0":
            style = min(style, _TEXT)
    if element.tag == "mo":
        _space_operator(element, style)
    if "style" in element.attrib:
        # Temml 0.13.5 writes its own state into the style of the cells that a short row lacks.
        element.set("style", _STRAY_STYLE.sub("", element.attrib["style"]))
    _space_functions(element)
    for i, child in enumerate(element):
        if element.tag in _SCRIPTED and i > 0 and child.tag != "mo":
            _walk(child, _SCRIPT)
        elif element.tag == "mfrac":
            _walk(child, min(style + 1, _SCRIPT))
        else:
            _walk(child, style)


def _wrap_levels(math: Element) -> None:
    """Give `scriptlevel` to an `mstyle` around its element: the validators know it only there."""
    for parent in list(math.iter()):
        for i, child in enumerate(parent):
            if "scriptlevel" in child.attrib and child.tag != "mstyle":
                style = ET.Element("mstyle", scriptlevel=child.attrib.pop("scriptlevel"))
                style.append(child)
                parent[i] = style


def _space_operator(mo: Element, style: int) -> None:
    """Close up the null delimiter always, and relations and binary operators in scripts."""
    null_delimiter = not mo.text
    infix = mo.get("form") is None and mo.get("fence") is None
    if null_delimiter or (style == _SCRIPT and infix and mo.text not in {_APPLY, *_BIG}):
        mo.set("lspace", "0")
        mo.set("rspace", "0")


def _space_functions(row: Element) -> None:
    r"""Put the thin space of TeX before a function's name, as in ``y \log x``."""
    if row.tag not in _ROWS:  # a script or a fraction has a fixed number of children
        return
    children = list(row)
    for i in range(len(children) - 1, 0, -1):
        child, before = children[i], children[i - 1]
        named = i + 1 < len(children) and children[i + 1].text == _APPLY and child.tag != "mspace"
        grouped = child.tag == "mrow" and len(child) > 1 and child[1].text == _APPLY
        if (named or grouped) and _is_operand(before):
            row.insert(i, ET.Element("mspace", width=_THIN))


def _is_operand(element: Element) -> bool:
    if element.tag == "mo":
        return element.get("form") == "postfix"
    if element.tag == "mrow" and len(element):
        return _is_operand(element[-1])
    return element.tag != "mspace"
