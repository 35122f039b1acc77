r"""A resolved page as plain Markdown, for notebooks: no directive and no role is left.

Formulas keep their LaTeX between dollars, with `\tag` for their number. A kind of node that is not
known here raises an error, so that a page loses no text in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import indent
from typing import Any

from docutils import nodes

SPECIAL = re.compile(r"[\\`*\[\]$<]|(?<!\w)_|_(?!\w)")
"""What Markdown would take for markup in running text; `_` inside a word is safe."""
SUMMARY = re.compile(r"<summary>(.*?)</summary>")
"""The words on a folded block: the only part of raw HTML that is kept."""
TRANSPARENT = {"compound", "container", "inline", "literal_strong", "literal_emphasis", "symbols"}
"""Kinds of nodes that only hold others."""
SILENT = {"comment", "target", "toctree", "index"}
"""Kinds of nodes that show nothing."""
LANGUAGES = {"ipython3": "python", "default": "", "none": ""}
"""How Markdown calls the languages of literal blocks, where Sphinx calls them otherwise."""


class UnknownNodeError(Exception):
    """A page holds a kind of node that has no Markdown here."""


@dataclass(frozen=True)
class Cell:
    """Stands among blocks of Markdown where the page has a code cell."""

    index: int


@dataclass(frozen=True)
class Writer:
    """Writes the nodes of one page.

    Parameters
    ----------
    link : callable
        Takes the target of a link as the page has it; returns an absolute address, or "" if there
        is none and the text has to do.
    title : callable
        Takes a figure or an exercise; returns its name with its number, such as "Fig. 3".
    """

    link: Callable[[str], str]
    title: Callable[[nodes.Element], str]

    def blocks(self, node: nodes.Element, level: int = 0) -> Iterator[str | Cell]:
        """Yield the blocks below a node; `level` is the number of sections around it.

        Raises
        ------
        UnknownNodeError
            If there is no Markdown for a kind of node.
        """
        for child in node.children:
            kind = type(child).__name__
            if kind in TRANSPARENT and not _is_cell(child):
                yield from self.blocks(child, level)
            elif kind not in SILENT:
                yield from self._method("block", kind, child)(child, level)

    def inline(self, node: nodes.Node) -> str:
        """Return a piece of running text."""
        kind = type(node).__name__
        if kind in SILENT:
            return ""
        if kind in TRANSPARENT:
            return self.text(node)
        return str(self._method("inline", kind, node)(node))

    def text(self, node: nodes.Node) -> str:
        """Return the running text inside a node."""
        return "".join(map(self.inline, node.children))

    def _method(self, prefix: str, kind: str, node: nodes.Node) -> Callable[..., Any]:
        method: Callable[..., Any] | None = getattr(self, f"_{prefix}_{kind}", None)
        if method is None:
            raise UnknownNodeError(
                f"no Markdown for {kind!r} ({node.astext()[:60]!r}); "
                f"give bookkit.markdown.Writer a method _{prefix}_{kind}"
            )
        return method

    # Blocks

    def _block_section(self, node: nodes.Element, level: int) -> Iterator[str | Cell]:
        yield from self.blocks(node, level + 1)

    def _block_title(self, node: nodes.Element, level: int) -> Iterator[str]:
        if title := _one_line(self.text(node)):  # asides have an empty one
            yield f"{'#' * max(level, 1)} {title}"

    def _block_paragraph(self, node: nodes.Element, level: int) -> Iterator[str]:
        if text := self.text(node).strip():
            yield text

    def _block_rubric(self, node: nodes.Element, level: int) -> Iterator[str]:
        yield f"**{self.text(node)}**"

    def _block_math_block(self, node: nodes.Element, level: int) -> Iterator[str]:
        latex = re.sub(r"\n\s*\n", "\n", node.astext().strip())
        number = f"\n\\tag{{{node['number']}}}" if node.get("number") else ""
        yield f"$$\n{latex}{number}\n$$"

    def _block_literal_block(self, node: nodes.Element, level: int) -> Iterator[str]:
        language = node.get("language", "")
        text = node.astext()
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        yield f"{fence}{LANGUAGES.get(language, language)}\n{text}\n{fence}"

    _block_doctest_block = _block_literal_block

    def _block_container(self, node: nodes.Element, level: int) -> Iterator[str | Cell]:
        """Yield a cell, and the captions of its figures; its outputs come when it is run."""
        yield Cell(node["cell_index"])
        for figure in node.findall(nodes.figure):
            for caption in figure.findall(nodes.caption):
                yield f"**{self.title(figure)}.** {_one_line(self.text(caption))}"

    def _block_bullet_list(self, node: nodes.Element, level: int) -> Iterator[str]:
        yield "\n".join(self._item("- ", item, level) for item in node.children)

    def _block_enumerated_list(self, node: nodes.Element, level: int) -> Iterator[str]:
        first = node.get("start", 1)
        yield "\n".join(
            self._item(f"{first + i}. ", item, level) for i, item in enumerate(node.children)
        )

    def _block_block_quote(self, node: nodes.Element, level: int) -> Iterator[str]:
        yield "\n".join(f"> {line}".rstrip() for line in self._joined(node, level).split("\n"))

    _block_sidebar = _block_block_quote  # an aside in the margin

    def _block_admonition(self, node: nodes.Element, level: int) -> Iterator[str | Cell]:
        """Yield the title in bold, then the content, which may hold cells."""
        title, *rest = node.children
        yield f"**{_one_line(self.text(title))}**"
        yield from self.blocks(nodes.container("", *(child.deepcopy() for child in rest)), level)

    _block_solution_node = _block_admonition

    def _block_exercise_enumerable_node(
        self, node: nodes.Element, level: int
    ) -> Iterator[str | Cell]:
        title, *rest = node.children
        yield f"**{self.title(node)}** {_one_line(self.text(title))}".rstrip()
        yield from self.blocks(nodes.container("", *(child.deepcopy() for child in rest)), level)

    def _block_raw(self, node: nodes.Element, level: int) -> Iterator[str]:
        if summary := SUMMARY.search(node.astext()):
            yield f"**{summary[1]}**"

    def _block_table(self, node: nodes.Element, level: int) -> Iterator[str]:
        header, *body = [
            [self._entry(entry) for entry in row.children] for row in node.findall(nodes.row)
        ]
        rows = [header, ["---"] * len(header), *body]
        yield "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def _entry(self, entry: nodes.Element) -> str:
        r"""Return one field; a bar would end it, even inside a formula."""
        entry = entry.deepcopy()
        for math in list(entry.findall(nodes.math)):
            latex = math.astext().replace(r"\|", r"\Vert ").replace("|", r"\vert ")
            math.replace_self(nodes.math(latex, latex))
        text = " ".join(block for block in self.blocks(entry) if isinstance(block, str))
        return _one_line(text).replace("|", r"\|")

    def _item(self, mark: str, item: nodes.Element, level: int) -> str:
        return mark + indent(self._joined(item, level), " " * len(mark)).lstrip(" ")

    def _joined(self, node: nodes.Element, level: int) -> str:
        texts = list(self.blocks(node, level))
        if not all(isinstance(text, str) for text in texts):
            raise UnknownNodeError("a code cell inside a list or a quotation has no Markdown")
        return "\n\n".join(map(str, texts))

    # Running text

    def _inline_Text(self, node: nodes.Text) -> str:  # noqa: N802, RUF100
        return SPECIAL.sub(r"\\\g<0>", node.astext())

    def _inline_emphasis(self, node: nodes.Element) -> str:
        return f"*{self.text(node)}*"

    def _inline_strong(self, node: nodes.Element) -> str:
        return f"**{self.text(node)}**"

    def _inline_math(self, node: nodes.Element) -> str:
        return f"${_one_line(node.astext())}$"

    def _inline_literal(self, node: nodes.Element) -> str:
        text = _one_line(node.astext())
        return f"`` {text} ``" if "`" in text else f"`{text}`"

    def _inline_reference(self, node: nodes.Element) -> str:
        text = self.text(node)
        target = node.get("refuri") or "#" + node.get("refid", "")
        address = self.link(target)
        return f"[{_one_line(text)}]({address})" if address else text

    _inline_number_reference = _inline_reference

    def _inline_title_reference(self, node: nodes.Element) -> str:
        return f"*{self.text(node)}*"


def _is_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def _one_line(text: str) -> str:
    return " ".join(text.split())
