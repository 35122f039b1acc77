"""Find the mathematics of a page in its document tree, with the line where each piece stands.

The tree has everything that the reader sees, docstrings included, but its line numbers are those
of paragraphs or notebook cells, and in docstrings of no file. The source text tells the rest: what
`mathcheck.pages.markdown` finds in it, or else where the LaTeX itself stands.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from docutils import nodes
from sphinx import addnodes

from mathcheck.pages.blocks import Block, Problem, read_options
from mathcheck.pages.markdown import STRAY_DOLLAR, blocks, tail, trim

OPTIONS = "mathcheck_options"
"""The attribute of a node that holds the options of a `{math}` directive."""

UNCHECKED = "mathcheck_unchecked"
"""The attribute of a formula that is shown and not read."""

NOT_PROSE = (nodes.math, nodes.footnote_reference)
"""Nodes whose text is no part of a sentence."""

DOCSTRING = ":docstring of "
"""What autodoc puts between the file and the name of an object, as the source of its nodes."""


class symbols(nodes.container):  # noqa: N801, RUF100
    """Stands for a `{symbols}` directive; holds the table of what it declares.

    Its `fault` says what is wrong with its options.
    """


@dataclass(frozen=True)
class Found:
    """A block, and the node that shows it."""

    node: nodes.Element
    block: Block


@dataclass(frozen=True)
class Spot:
    """A place in a file; `rank` tells those on one line apart."""

    path: Path
    rank: int
    line: int


class Finder:
    """Finds the blocks of one page; `problems` are what is wrong with the page beside them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._used: set[Spot] = set()
        # One finder reads one page, so the texts it keeps are never out of date.
        self._text = cache(_read)
        self._blocks = cache(lambda path: blocks(self._text(path), str(path)))

    def find(self, document: nodes.document) -> list[Found]:
        """Return the blocks of a page in document order."""
        return [
            Found(node, self.block(node))
            for node in document.findall(nodes.Element)
            if isinstance(node, (nodes.math, nodes.math_block, symbols)) and _is_read(node)
        ]

    def block(self, node: nodes.Element) -> Block:
        """Return what a node shows."""
        kinds = {nodes.math: "inline", nodes.math_block: "display", symbols: "symbols"}
        kind = kinds[type(node)]
        source, _ = trim(node["source"] if kind == "symbols" else node.astext(), 0)
        path, line, name = self.place(node, kind, source)
        if kind == "inline":
            if _between_dollars(node):
                self.problems.append(Problem(path, line, STRAY_DOLLAR))
            before = tail(_prose_before(node))
            return Block(kind, source, path, line, before=before, object=name)
        if kind == "symbols":
            if node["fault"]:
                self.problems.append(Problem(path, line, node["fault"]))
            return Block(kind, source, path, line, object=name)
        options, fault = read_options(node.get(OPTIONS, {}))
        label = _label(node)
        return Block(kind, source, path, line, options, label=label, object=name, fault=fault)

    def place(self, node: nodes.Element, kind: str, source: str) -> tuple[str, int, str]:
        """Return the file and the line of a piece, and the object that it documents, if any."""
        path, name = _origin(node)
        near = _line(node)
        if name:
            file, names = _module(name)
            path = file or path
            near = _definition(self._text(path), names)
        spots = self.spots(path, name, kind, source)
        if not spots:
            return shown(path), near, name
        # A docstring that is shown twice has no second place.
        free = [spot for spot in spots if spot not in self._used] or spots
        # Pieces that look alike come in order. MyST-NB counts lines from one too many, less the
        # blank lines below a cell.
        spot = next((spot for spot in free if spot.line >= near - 1), free[-1])
        self._used.add(spot)
        return shown(path), spot.line, name

    def spots(self, path: Path, name: str, kind: str, source: str) -> list[Spot]:
        """Return the places in a file where a piece stands, from top to bottom."""
        if path.suffix == ".md" and not name:
            known = enumerate(self._blocks(path))
            spots = [
                Spot(path, i, b.line) for i, b in known if (b.kind, b.source) == (kind, source)
            ]
            if spots:
                return spots
        text = self._text(path)
        starts = [match.start(1) for match in _pattern(kind, source).finditer(text)]
        return [Spot(path, -start, text.count("\n", 0, start) + 1) for start in starts]


def shown(path: Path) -> str:
    """Return a path as messages print it: from the working directory, if it is below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _is_read(node: nodes.Element) -> bool:
    """Whether the author wrote a formula to be read: not the output of a cell, not `{m}`."""
    if node.get(UNCHECKED):
        return False
    ancestors = list(_upwards(node))
    return not any(
        isinstance(a, (nodes.substitution_definition, nodes.system_message))
        or a.get("nb_element") == "mime_bundle"
        for a in ancestors
    )


def _upwards(node: nodes.Element | None) -> Iterator[nodes.Element]:
    while node is not None:
        yield node
        node = node.parent


def _line(node: nodes.Element) -> int:
    return next((a.line for a in _upwards(node) if a.line), 1)


def _label(node: nodes.Element) -> str:
    label = node.get("label") or ""
    try:
        UUID(label)  # MyST labels an amsmath environment at random
    except ValueError:
        return label
    return ""


def _origin(node: nodes.Element) -> tuple[Path, str]:
    """Return the file that a node comes from, and the name that its docstring documents, or "".

    The lists of parameters that Sphinx makes forget their docstring; other parts of the same
    description remember it.
    """
    sources = []
    for ancestor in _upwards(node):
        sources.append(ancestor.source or "")
        if isinstance(ancestor, addnodes.desc):
            sources += [part.source or "" for part in ancestor.findall(nodes.Element)]
            break
    documented = next((source for source in sources if DOCSTRING in source), "")
    path, _, name = (documented or next(filter(None, sources), "")).partition(DOCSTRING)
    return Path(path), name


def _module(dotted: str) -> tuple[Path | None, list[str]]:
    """Return the file of the module that a documented object is in, and its name in there.

    Autodoc names the file of the module that it was asked for, which may only import the object.
    """
    parts = dotted.split(".")
    for size in range(len(parts), 0, -1):
        file = getattr(sys.modules.get(".".join(parts[:size])), "__file__", None)
        if file:
            return Path(file), parts[size:]
    return None, parts


def _definition(text: str, names: list[str]) -> int:
    """Return the line of a module where a name is defined; names of classes come before it."""
    place = 0
    for name in names:
        definition = rf"^[ \t]*(?:async def|def|class)\s+{re.escape(name)}\b"
        match = re.compile(definition, re.MULTILINE).search(text, place)
        place = match.start() if match else place
    return text.count("\n", 0, place) + 1


def _pattern(kind: str, source: str) -> re.Pattern[str]:
    """Return a pattern for LaTeX as it may stand in a file, indented or quoted."""
    lines = r"[ \t]*\n[ \t>]*".join(re.escape(line.strip()) for line in source.split("\n"))
    return re.compile(rf"[$`]\s*({lines})\s*[$`]" if kind == "inline" else f"({lines})")


def _between_dollars(node: nodes.Element) -> bool:
    place = node.parent.index(node)
    around = [child.astext() for child in node.parent[max(place - 1, 0) : place + 2]]
    return len(around) == 3 and around[0].endswith("$") and around[2].startswith("$")


def _prose_before(node: nodes.Element) -> str:
    """Return the text between the beginning of a paragraph and a formula in it."""
    paragraph = node.parent
    while isinstance(paragraph, nodes.Inline) and paragraph.parent is not None:
        paragraph = paragraph.parent
    prose = ""
    for part in paragraph.findall():
        if part is node:
            break
        if isinstance(part, nodes.math):
            prose += f"${part.astext()}$"
        elif isinstance(part, nodes.Text) and not isinstance(part.parent, NOT_PROSE):
            prose += part.astext()
    return prose
