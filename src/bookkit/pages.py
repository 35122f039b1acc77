"""The built pages, read again: what search, previews and descriptions take from them.

The HTML of a page is the only place where references, numbers, results of the run and formulas
have all been filled in, and it is there for every page, whichever of them this build wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import ExtensionError

SUPERSCRIPTS = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
RELATIONS = frozenset("=<>≤≥≈≠→∈≔∼≡⇒⇔↦←∣")
WORD = re.compile(r"[a-zA-Z]{2,}\Z")
INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b\ufeff"))
DRAWINGS = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
SILENT = frozenset({"headerlink", "mathcheck-mark", "eqno", "label", "script", "style", "button"})
"""Tags and classes of what is no text: marks, numbers of equations, labels of citations."""


@dataclass(frozen=True)
class Page:
    """One built page: its name, its address from the root of the site, and its HTML."""

    name: str
    url: str
    html: str

    @cached_property
    def article(self) -> Tag:
        """The text of the page, without the theme around it and without drawings."""
        html = DRAWINGS.sub("", self.html)
        start, end = html.find("<article"), html.rfind("</article>")
        article = BeautifulSoup(html[start:end], "html.parser").find("article")
        if start < 0 or not isinstance(article, Tag):
            raise ExtensionError(
                f"bookkit: {self.url} has no <article>, in which search and previews look for the "
                "text; use a theme that marks it, such as sphinx_book_theme"
            )
        return article

    @cached_property
    def title(self) -> str:
        """The first heading of the page."""
        heading = self.article.find("h1")
        return plain(heading) if isinstance(heading, Tag) else self.name


def built_pages(app: Sphinx) -> Iterator[Page]:
    """Yield the pages that authors wrote, in the order of their names."""
    assert isinstance(app.builder, StandaloneHTMLBuilder)
    for name in sorted(app.env.found_docs):
        path = Path(app.builder.get_output_path(name))
        url = app.builder.get_target_uri(name)
        yield Page(name, url, path.read_text(encoding="utf-8"))


def is_site(app: Sphinx) -> bool:
    """Return whether this build makes the site that readers open in a browser."""
    return app.builder.name in {"html", "dirhtml"}


def plain(element: Tag, skip: frozenset[str] = frozenset()) -> str:
    """Return the text of an element in one line, formulas included.

    What has a tag or a class in `skip` is left out.

    Examples
    --------
    >>> html = "<p>If <math><mfrac><mi>x</mi><mn>2</mn></mfrac><mo>=</mo><mn>1</mn></math>, go.</p>"
    >>> plain(BeautifulSoup(html, "html.parser"))
    'If x/2 = 1, go.'
    """
    return " ".join("".join(_texts(element, SILENT | skip)).split())


def kinds(element: Tag) -> list[str]:
    """Return the tag of an element and its classes."""
    return [element.name, *element.get_attribute_list("class")]


def _texts(element: Tag, skip: frozenset[str]) -> Iterator[str]:
    for child in element.children:
        if not isinstance(child, Tag):
            if type(child) is NavigableString:  # comments are of a class of their own
                yield child
        elif child.name == "math":
            yield linear(child)
        elif skip.isdisjoint(kinds(child)):
            if child.name in BLOCKS:
                yield " "
            yield from _texts(child, skip)
            if child.name in BLOCKS:
                yield " "


BLOCKS = frozenset("p div li dt dd td th tr pre h1 h2 h3 h4 br figcaption".split())


def linear(math: Tag) -> str:
    """Return MathML as one line of text, the way one types a formula.

    Examples
    --------
    >>> html = "<math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mi>y</mi></math>"
    >>> linear(BeautifulSoup(html, "html.parser").math)
    'x² + y'
    """
    return " ".join(_line(math).replace("′′", "″").split())


def _line(node: Tag) -> str:
    children = [child for child in node.children if isinstance(child, Tag)]
    if node.name in SHAPES and len(children) > 1:
        return SHAPES[node.name](*map(_line, children))
    if node.name == "msqrt":
        return "√" + _group(_row([(child, _line(child)) for child in children]))
    if node.name == "semantics":
        return _line(children[0])
    if node.name == "mtable":
        rows = (row.find_all("mtd", recursive=False) for row in children)
        lines = (" ".join(map(_line, row)).strip() for row in rows)
        return "; ".join(line for line in lines if line.strip(" ,.;"))
    if children:
        return _row([(child, _line(child)) for child in children])
    return node.get_text().translate(INVISIBLE)


def _row(pieces: list[tuple[Tag, str]]) -> str:
    text = ""
    for child, piece in pieces:
        sign = piece.strip()
        binary = sign in {"+", "−", "±"} and text.strip() and text.rstrip()[-1] not in "([{,=<>≤≥|"
        if child.name == "mo" and (binary or sign in RELATIONS):
            text += f" {sign} "
        elif child.name == "mo" and sign == ",":
            text += ", "
        elif WORD.search(text) and piece[:1].isalnum():  # log x
            text += f" {piece}"
        elif child.name == "mi" and WORD.match(piece) and text[-1:].isalnum():  # x log
            text += f" {piece}"
        else:
            text += piece
    return text


def _group(text: str) -> str:
    return text if re.fullmatch(r"[\w′.∞]+|\(.*\)|[\w.]+\([^()]*\)", text) else f"({text})"


def _power(base: str, exponent: str) -> str:
    exponent = exponent.strip()
    if exponent and set(exponent) <= set("′'"):
        return base + exponent
    if re.fullmatch(r"[-−+]?\d+", exponent):
        return base + exponent.translate(SUPERSCRIPTS)
    return f"{base}^{_group(exponent)}"


def _index(base: str, index: str) -> str:
    return f"{base}_{_group(index.strip())}"


SHAPES: dict[str, Callable[..., str]] = {
    "mfrac": lambda above, below: f"{_group(above)}/{_group(below)}",
    "msup": _power,
    "msub": _index,
    "msubsup": lambda base, below, above: _power(_index(base, below), above),
    "munder": _index,
    "mover": lambda base, above: base if len(above.strip()) == 1 else _power(base, above),
    "munderover": lambda base, below, above: f"{_power(_index(base, below), above)} ",
    "mroot": lambda base, degree: f"{_group(base)}^(1/{degree})",
}
"""How the constructs of MathML that have several parts are typed in one line."""
