"""Search that needs no server: one small index, loaded when the reader opens search.

It holds pages, sections, numbered equations, symbols, functions, exercises and sources, with the
names under which they are looked for. What a query finds is decided in `_search/book-search.js`,
upon MiniSearch; the dialog is `_static/search.js`. Sphinx's own index is not made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bs4 import Tag
from sphinx.application import Sphinx

from bookkit.assets import offer_templates, publish
from bookkit.memory import read_later, was_read
from bookkit.pages import Page, is_site, kinds, plain

INDEX = "search-data.js"
HEADINGS = ("h1", "h2", "h3", "h4")
APART = frozenset({"section", "exercise", "details", "highlight", "citation", "py"})
"""What is no part of a section's own text: it has an entry of its own, or is not looked for."""


class Entry(NamedTuple):
    """One thing that search can lead to."""

    kind: str
    anchor: str
    title: str
    names: tuple[str, ...]
    text: str


def entries(page: Page) -> Iterator[Entry]:
    """Yield what can be found on a page, in the order in which it stands there."""
    for section in page.article.find_all("section"):
        heading = section.find(HEADINGS, recursive=False)
        if heading is None:
            continue
        top = heading.name == "h1"
        names = label_words(labels(section))
        anchor = "" if top else str(section.get("id", ""))
        yield Entry("page" if top else "section", anchor, plain(heading), names, own_text(section))
    for kind, selector, entry in FINDERS:
        for element in page.article.select(selector):
            yield Entry(kind, str(element["id"]), *entry(element))


def labels(section: Tag) -> list[str]:
    """Return the ids of a section, the author's labels among them."""
    spans = section.find_all("span", id=True, recursive=False)
    return [str(tag["id"]) for tag in [section, *spans] if tag.get("id")]


def label_words(ids: list[str]) -> tuple[str, ...]:
    """Return the names in the labels: `fn-gelu` is about gelu.

    Examples
    --------
    >>> label_words(["fn-leaky_relu", "softmax-jacobian"])
    ('leaky_relu', 'softmax jacobian')
    """
    return tuple(re.sub("^(fn|ex|eq|equation|sec)-", "", name).replace("-", " ") for name in ids)


def own_text(section: Tag) -> str:
    """Return the text of a section without that of its parts and exercises."""
    parts = [tag for tag in section.find_all(True, recursive=False) if tag.name not in HEADINGS]
    return " ".join(plain(part, APART) for part in parts if APART.isdisjoint(kinds(part))).strip()


def equation(element: Tag) -> tuple[str, tuple[str, ...], str]:
    """Return title, names and text of a labelled equation: its label says what it is."""
    [label] = label_words([str(element["id"])])
    formula = plain(element)
    latex = element.find("annotation")
    left = re.split(r"=|\\le|\\ge|\\approx|&", latex.get_text() if latex else "")[0]
    title = re.sub(r" eq$", "", label)
    for short, long in (("grad2", "second derivative"), ("grad", "derivative")):
        title = re.sub(rf"\b{short}$", long, title)
    return title[:1].upper() + title[1:], (left.strip(), label), formula


def symbol(row: Tag) -> tuple[str, tuple[str, ...], str]:
    """Return title, names and text of a row of the table of symbols."""
    first, *_, meaning = row.find_all("td")
    latex = [re.split(r"\s*=\s*", tag.get_text())[0] for tag in first.find_all("annotation")]
    heads = [name.partition("(")[0] for name in latex]
    code = ", ".join(tag.get_text() for tag in row.find_all("code"))
    text = plain(meaning)
    title = f"{plain(first)}: {re.split('[,;:]', text)[0]}"
    return (
        title,
        tuple(dict.fromkeys([*latex, *heads])),
        f"{text}. In Python: {code}" if code else text,
    )


def function(signature: Tag) -> tuple[str, tuple[str, ...], str]:
    """Return title, names and text of a documented name of the package."""
    name = str(signature["id"])
    about = signature.find_next("dd")
    first = about.find("p") if isinstance(about, Tag) else None
    return name, (name.split(".")[-1],), plain(first) if isinstance(first, Tag) else ""


def exercise(element: Tag) -> tuple[str, tuple[str, ...], str]:
    """Return title, names and text of an exercise, without its solution."""
    title, *rest = (child for child in element.children if isinstance(child, Tag))
    return plain(title), label_words([str(element["id"])]), " ".join(map(plain, rest))


def source(element: Tag) -> tuple[str, tuple[str, ...], str]:
    """Return title, names and text of an entry of the bibliography."""
    text = plain(element)
    return text[:80].rsplit(" ", 1)[0], (), text


FINDERS = (
    ("equation", 'div[id^="equation-"]:not([id^="equation-no-"])', equation),
    ("symbol", 'tr[id^="symbol-"]', symbol),
    ("function", "dt.sig[id]", function),
    ("exercise", "div.exercise[id]", exercise),
    ("source", "div.citation[id]", source),
)
"""The kinds of entries that are not sections: how to find them, and how to read them."""


def index(pages: list[tuple[Page, list[Any]]]) -> str:
    """Return the script that hands the index to the page that loads it."""
    data = {
        "pages": [[found[0][2], page.url] for page, found in pages],
        "entries": [
            [kind, number, *rest]
            for number, (_, found) in enumerate(pages)
            for kind, *rest in found
        ],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"var BookSearchData = {text};\n"


def write_index(app: Sphinx, exception: Exception | None) -> None:
    """Write the index of the site when all pages are there."""
    if exception is None and is_site(app):
        Path(app.outdir, INDEX).write_text(index(was_read(app, "search")), encoding="utf-8")


def replace_search(app: Sphinx) -> None:
    """Ship the scripts, and make no index by Sphinx."""
    if is_site(app):
        publish(app, "_static", "_search")
        read_later(app, "search", lambda page: list(entries(page)))
        app.builder.search = False  # type: ignore[attr-defined]
        app.add_js_file("search.js", defer="defer")
        app.add_css_file("search.css")


def search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make the page `search.html`, which shows what was searched for in its address."""
    if is_site(app):
        yield "search", {"title": "Search"}, "search.html"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("config-inited", offer_templates)
    app.connect("builder-inited", replace_search)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_index)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
