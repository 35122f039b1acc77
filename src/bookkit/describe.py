"""What other programs say about a page before it is opened: its description and its card.

The description is the field `description` of the page's front matter or its first sentences, of
50 to 160 characters; a page without one is a warning. Addresses of a card have to be absolute: as
long as `html_baseurl` is empty, the card has neither image nor address.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from bs4 import BeautifulSoup, Tag
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from bookkit.pages import DRAWINGS, is_site, plain

logger = logging.getLogger(__name__)

SHORTEST, LONGEST = 50, 160
GENERATED = {
    "genindex": "All functions of the package slopes in alphabetical order, with links to where "
    "they are documented.",
    "py-modindex": "The modules of the package slopes in alphabetical order, with links to where "
    "they are documented.",
    "search": "Search the book by word, by symbol, by formula or by the name of a function.",
    "404": "There is no page at this address; search, the contents and the first page lead on.",
}
"""The pages that no author wrote."""


def first_sentences(body: str) -> str:
    """Return as many sentences of the first paragraph of a page's HTML as make a description.

    Examples
    --------
    >>> first_sentences("<h1>Sigmoid</h1><p>It squashes. Numbers of any size become chances.</p>")
    'It squashes. Numbers of any size become chances.'
    """
    start = DRAWINGS.sub("", body.partition("</h1>")[2])[:60_000]
    found = BeautifulSoup(start, "html.parser").find_all(_is_prose)
    text = ""
    for sentence in re.split(r"(?<=[.!?])\s+", plain(found[0])) if found else ():
        if len(text) < SHORTEST:
            text = f"{text} {sentence}".strip()
    return shorten(text)


def _is_prose(tag: Tag) -> bool:
    return tag.name == "p" and not tag.find_parent(["details", "table", "figure", "aside"])


def shorten(text: str) -> str:
    """Return a text that is no longer than a description may be.

    Examples
    --------
    >>> shorten("word " * 40)[-11:]
    'word word …'
    """
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def tags(app: Sphinx, page: str, title: str, description: str) -> str:
    """Return the elements of a page's head that describe it."""
    config = app.config
    pairs = [
        ("name", "description", description),
        ("property", "og:title", title),
        ("property", "og:description", description),
        ("property", "og:type", "website" if page == config.root_doc else "article"),
        ("property", "og:site_name", config.project),
        ("property", "og:locale", config.language),
        ("name", "twitter:card", "summary_large_image" if config.html_baseurl else "summary"),
    ]
    if config.html_baseurl:
        base = config.html_baseurl.rstrip("/") + "/"
        image, alt = config.describe_image
        pairs += [
            ("property", "og:url", base + app.builder.get_target_uri(page)),
            ("property", "og:image", base + image),
            ("property", "og:image:alt", alt),
        ]
    return "\n".join(
        f'<meta {kind}="{name}" content="{escape(content)}">' for kind, name, content in pairs
    )


def describe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the description of a page into its head."""
    if not is_site(app):
        return
    own = app.env.metadata.get(page, {}).get("description")
    text = GENERATED.get(page) or own or first_sentences(context.get("body", ""))
    if not SHORTEST <= len(text) <= LONGEST:
        logger.warning(
            "the description has %d characters, wanted %d to %d; write one into the front matter "
            "of the page, as `description:`. It is %r",
            len(text),
            SHORTEST,
            LONGEST,
            text,
            type="describe",
            location=page,
        )
    title = re.sub("<[^>]*>", "", context.get("title", "")) or app.config.project
    context["metatags"] = context.get("metatags", "") + "\n" + tags(app, page, title, text) + "\n"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_config_value("describe_image", ("_static/card.png", ""), "html")
    app.connect("html-page-context", describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
