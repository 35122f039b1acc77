"""What stands around the text of a page: reading time above; date, version and links below.

`repository_url` of the theme's options is the one setting for the links to the source; while it is
empty, there are none.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from bookkit.assets import offer_templates, publish
from bookkit.changes import last_changes
from bookkit.pages import is_site

FORGES = {
    "github": ("/edit/{branch}/{path}", "/issues/new?title={title}"),
    "gitlab": ("/-/edit/{branch}/{path}", "/-/issues/new?issue[title]={title}"),
    "codeberg": ("/_edit/{branch}/{path}", "/issues/new?title={title}"),
}
"""Below the address of a repository: where a page is edited, and where a mistake is reported."""

WORDS_PER_MINUTE = 200
WORDS_PER_FORMULA = 10


def minutes(document: nodes.document) -> int:
    """Return how long reading a page takes: words, code, and formulas, which take longer.

    The entries of a bibliography are looked up, not read.
    """
    words = sum(len(text.astext().split()) for text in document.findall(nodes.Text))
    words -= sum(len(entry.astext().split()) for entry in document.findall(nodes.citation))
    formulas = sum(1 for _ in document.findall(nodes.math_block))
    return round((words + WORDS_PER_FORMULA * formulas) / WORDS_PER_MINUTE)


def source_links(config: Config, page: str, file: str) -> dict[str, str]:
    """Return where a page is edited and where a mistake in it is reported, if that is known."""
    options = config.html_theme_options
    url = options.get("repository_url", "").rstrip("/")
    if not url:
        return {}
    host = urlsplit(url).hostname or ""
    forge = options.get("repository_provider") or next((n for n in FORGES if n in host), "")
    if forge not in FORGES:
        raise ConfigError(
            f"html_theme_options: got repository_url {url!r}, wanted an address at one of "
            f"{', '.join(FORGES)}; or say in repository_provider which of them it works like"
        )
    edit, report = FORGES[forge]
    folder = options.get("path_to_docs", "").strip("/")
    parts = {
        "branch": options.get("repository_branch") or "main",
        "path": quote(f"{folder}/{file}".lstrip("/")),
        "title": quote(f"{page}: "),
    }
    return {"edit_url": url + edit.format(**parts), "report_url": url + report.format(**parts)}


def find_changes(app: Sphinx) -> None:
    """Ask once for the dates of all pages, and ship the style."""
    if is_site(app):
        publish(app, "_static")
        app.add_css_file("pageinfo.css")
        app.pageinfo_changes = last_changes(app.srcdir)  # type: ignore[attr-defined]


def add_info(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the template of a page what it shows around the text."""
    if not is_site(app) or doctree is None:
        return
    file = app.env.doc2path(page, base=False)
    day = app.pageinfo_changes.get(str(file))  # type: ignore[attr-defined]
    context["changed"] = day
    context["changed_text"] = day and f"{day:%B} {day.day}, {day.year}"
    context.update(source_links(app.config, page, str(file)))
    time = minutes(doctree)
    if time > 1 and page != app.config.root_doc:
        note = f'<p class="reading-time">{time} minutes to read</p>'
        context["body"] = re.sub(
            "</h1>", lambda end: end[0] + "\n" + note, context["body"], count=1
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("config-inited", offer_templates)
    app.connect("builder-inited", find_changes)
    app.connect("html-page-context", add_info)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
