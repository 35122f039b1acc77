"""What a link leads to, shown beside it: equations, sources, exercises, symbols, sections.

Targets on the same page are copied by the script `_static/previews.js`. For those on other pages
each page has a file `previews/<page>.js` with the pieces that its links lead to, loaded when the
reader first points at such a link.
"""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from sphinx.application import Sphinx

from bookkit.assets import publish
from bookkit.memory import read_later, was_read
from bookkit.pages import Page, is_site

FOLDER = "previews"
WHOLE = 'div.math[id], div.citation[id], div.exercise[id], tr[id^="symbol-"]'
"""What is shown as it is. Of sections and documented names the beginning is shown."""
UNWANTED = "a.headerlink, details, button, script, .mathcheck-mark, svg"


def read_page(page: Page) -> dict[str, Any]:
    """Return what links on a page lead to on others, and what others' links may lead to here."""
    links = {
        resolve(page.url, str(link["href"]))
        for link in page.article.select("a[href*='#']")
        if not re.match(r"#|\w+:", str(link["href"]))
    }
    return {"links": sorted(links), "targets": targets(page)}


def targets(page: Page) -> dict[str, str]:
    """Return the HTML of everything on a page that can be shown beside a link, by its id."""
    found = {}
    for element in page.article.select(WHOLE):
        found[str(element["id"])] = fragment(page, [element])
    for section in page.article.find_all("section"):
        parts = section.find_all(["h1", "h2", "h3", "h4", "p"], recursive=False)[:2]
        for tag in [section, *section.find_all("span", id=True, recursive=False)]:
            if tag.get("id"):
                found[str(tag["id"])] = fragment(page, parts)
    for signature in page.article.select("dt.sig[id]"):
        about = signature.find_next_sibling("dd")
        first = about.find("p") if isinstance(about, Tag) else None
        parts = [signature, first] if isinstance(first, Tag) else [signature]
        found[str(signature["id"])] = fragment(page, parts)
    return found


def fragment(page: Page, parts: list[Tag]) -> str:
    """Return HTML that can stand on any page: no ids, and links that start from the root."""
    copy = BeautifulSoup("".join(map(str, parts)), "html.parser")
    for element in copy.select(UNWANTED):
        element.decompose()
    for element in copy.find_all(True):
        if element.name in HEADINGS | {"dt"}:
            element.name = "p"
            element["class"] = "preview-title"
        element.attrs.pop("id", None)
        for name in ("href", "src"):
            if name in element.attrs and not re.match(r"\w+:", str(element[name])):
                element[name] = resolve(page.url, str(element[name]))
    return re.sub(r"\s*\n\s*", "\n", str(copy)).strip()


HEADINGS = {"h1", "h2", "h3", "h4"}


def resolve(url: str, href: str) -> str:
    """Return the address from the root of the site that a link on a page has.

    Examples
    --------
    >>> resolve("measure/softmax.html", "../notation.html#eta")
    'notation.html#eta'
    >>> resolve("measure/softmax.html", "#top")
    'measure/softmax.html#top'
    """
    path, mark, anchor = href.partition("#")
    if path:
        url = posixpath.normpath(posixpath.join(posixpath.dirname(url), path))
    return url + mark + anchor


def write_previews(app: Sphinx, exception: Exception | None) -> None:
    """Write the file of each page when all pages are there."""
    if exception is not None or not is_site(app):
        return
    pages = was_read(app, "previews")
    everything = {
        f"{page.url}#{anchor}": html
        for page, found in pages
        for anchor, html in found["targets"].items()
    }
    for page, found in pages:
        wanted = {link: everything[link] for link in found["links"] if link in everything}
        path = Path(app.outdir, FOLDER, f"{page.name}.js")
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(wanted, ensure_ascii=False, separators=(",", ":"))
        path.write_text(f"var BookPreviews = {text};\n", encoding="utf-8")


def add_script(app: Sphinx) -> None:
    """Load the small script on every page."""
    if is_site(app):
        publish(app, "_static")
        read_later(app, "previews", read_page)
        app.add_js_file("previews.js", defer="defer")
        app.add_css_file("previews.css")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("builder-inited", add_script)
    app.connect("build-finished", write_previews)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
