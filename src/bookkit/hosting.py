"""What a web server wants beside the pages: a map of the site and a page for wrong addresses.

The map needs to know where the site will be, so it is made if `html_baseurl` is set. The page for
wrong addresses is shown at any depth; its links start from the path of `html_baseurl`, or from the
root of the host.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from docutils import nodes
from sphinx.application import Sphinx

from bookkit.assets import offer_templates
from bookkit.changes import last_changes
from bookkit.pages import is_site


def base_path(url: str) -> str:
    """Return the path of the site on its host.

    Examples
    --------
    >>> base_path("https://example.org/book"), base_path("")
    ('/book/', '/')
    """
    return urlsplit(url).path.rstrip("/") + "/"


def sitemap(app: Sphinx) -> str:
    """Return the map of the site: the address of every page, and when it last changed."""
    days = last_changes(app.srcdir)
    base = app.config.html_baseurl.rstrip("/") + "/"
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    lines += ['<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for name in sorted(app.env.found_docs):
        address = escape(base + app.builder.get_target_uri(name))
        day = days.get(str(app.env.doc2path(name, base=False)))
        changed = f"<lastmod>{day}</lastmod>" if day else ""
        lines.append(f"<url><loc>{address}</loc>{changed}</url>")
    return "\n".join([*lines, "</urlset>", ""])


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Write the map beside the pages."""
    if exception is None and is_site(app) and app.config.html_baseurl:
        Path(app.outdir, "sitemap.xml").write_text(sitemap(app), encoding="utf-8")


def missing_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make the page `404.html`."""
    if is_site(app):
        yield "404", {"title": "No such page"}, "404.html"


def rebase(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Have the links of `404.html` start from the root of the site."""
    if page == "404":
        context["base_path"] = base_path(app.config.html_baseurl)
        context["metatags"] = f'<base href="{context["base_path"]}">' + context["metatags"]
    if page in {"404", "search"}:
        context["metatags"] += '<meta name="robots" content="noindex">\n'


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("config-inited", offer_templates)
    app.connect("html-collect-pages", missing_page)
    app.connect("html-page-context", rebase, priority=900)
    app.connect("build-finished", write_sitemap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
