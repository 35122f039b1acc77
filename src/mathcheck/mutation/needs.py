"""Which names the claims of a block rest on."""

from __future__ import annotations

import re
from typing import Any

from mathcheck.checking import impl
from mathcheck.errors import MathError
from mathcheck.grammar import ast
from mathcheck.grammar.dependencies import dependencies
from mathcheck.grammar.parser import parse_block
from mathcheck.pages.blocks import Block
from mathcheck.pages.state import Page


def needed_names(block: Block, page: Page) -> frozenset[str]:
    """Return the names that what a block claims rests on, through definitions and types.

    `page` is the state before the block.
    """
    parts: list[Any] = []
    for source in (block.source, *page.given):
        try:
            parts += parse_block(source, page.table)
        except MathError:
            continue  # a condition that is reported where it stands
    links = [text for text in re.split(r";;|\n", block.options.impl) if text.strip()]
    parts += [node for text in links for node in impl.parse_link(text, page.table).nodes]
    return frozenset(
        name
        for named in mentioned(tuple(parts))
        if named in page.table
        for name in dependencies(named, page.table)
    )


def mentioned(part: Any) -> set[str]:
    """Return the texts in a tree: the names in it, those that sums and limits bind, and others."""
    if isinstance(part, str):
        return {part}
    if isinstance(part, tuple):
        return {name for item in part for name in mentioned(item)}
    if isinstance(part, (ast.Node, ast.Range, ast.Statement)):
        return mentioned(tuple(vars(part).values()))
    return set()
