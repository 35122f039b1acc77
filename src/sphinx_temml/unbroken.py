"""Keep a formula and the punctuation that touches it on one line.

Browsers may break a line before and after a formula, even between it and a comma.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

UNBROKEN_CLASS = "temml-unbroken"

_OPENING = re.compile(r"[(\[{«“‘（「『《【]+\Z")
# Closing punctuation; or an ending, as in "$n$-th" and "$x$'s".
_CLOSING = re.compile(r"[-‑'’][A-Za-z]+|[,.;:!?%)\]}»”’'\"…，。、；：！？）」』》】]+")


def split_before(text: str) -> tuple[str, str]:
    """Split the text before a formula into what may stand on another line, and what may not.

    Examples
    --------
    >>> split_before("the slope (")
    ('the slope ', '(')
    """
    match = _OPENING.search(text)
    place = match.start() if match else len(text)
    return text[:place], text[place:]


def split_after(text: str) -> tuple[str, str]:
    """Split the text after a formula into what may not stand on another line, and what may.

    Examples
    --------
    >>> split_after("-th, of")
    ('-th', ', of')
    >>> split_after(" is")
    ('', ' is')
    """
    match = _CLOSING.match(text)
    place = match.end() if match else 0
    return text[:place], text[place:]


class Unbroken(SphinxPostTransform):
    """Wrap each inline formula together with the punctuation that touches it."""

    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Change the resolved page."""
        if self.config.html_math_renderer != "temml":
            return
        for math in list(self.document.findall(nodes.math)):
            keep(math)


def keep(math: nodes.math) -> None:
    """Move the punctuation around a formula into one element with it."""
    parent = math.parent
    place = parent.index(math)
    head = tail = ""
    if place and isinstance(parent[place - 1], nodes.Text):
        before, head = split_before(parent[place - 1].astext())
        if head:
            parent[place - 1] = nodes.Text(before)
    if place + 1 < len(parent) and isinstance(parent[place + 1], nodes.Text):
        tail, after = split_after(parent[place + 1].astext())
        if tail:
            parent[place + 1] = nodes.Text(after)
    if head or tail:
        wrapper = nodes.inline(classes=[UNBROKEN_CLASS])
        parent[place] = wrapper
        wrapper += [nodes.Text(head), math, nodes.Text(tail)]
