r"""Equations that are wrong, with what the checker has to say about each: `{refuted}`.

The content of the directive is declarations, a line `---` and LaTeX, or LaTeX alone. The message
below the equation is that of this build, and an equation which is not refuted is a fault. The
equation sees the symbols of all pages and its own, not those of the page, and counts nowhere.

`{specimen}` shows Markdown as it is written, and below that what becomes of it.
"""

from __future__ import annotations

import re
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import OptionSpec

from mathcheck.pages.blocks import OPTION_NAMES, Block, Options, Problem
from mathcheck.pages.directiveoptions import OpenOptions
from mathcheck.pages.page import check_page
from mathcheck.site.doctree import UNCHECKED, Finder, symbols
from mathcheck.site.show import show

SEPARATOR = "---"
"""The line between declarations and LaTeX."""

OPTIONS = (*(name for name in OPTION_NAMES if name not in ("skip", "assume")), "says")
"""The options of `{math}` that leave something to refute, and its own."""


class refuted(nodes.container):  # noqa: N801, RUF100
    """Stands for a `{refuted}` directive: a table of symbols, an equation, then the message."""


class Refuted(SphinxDirective):
    """`{refuted}`: an equation that is wrong, shown as wrong, and why.

    `:says:` is a piece of the message that must come, so that the equation is refuted for the
    reason that the text gives, and not because of a slip in its declarations.
    """

    has_content = True
    option_spec: ClassVar[OptionSpec | None] = OpenOptions.fromkeys(OPTIONS, directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """Show the equation, and keep what its check needs."""
        declarations, latex = split("\n".join(self.content))
        if not latex:
            raise self.error("`{refuted}` wants an equation")
        options = {name: text for name, text in self.options.items() if name != "says"}
        node = refuted(
            declarations=declarations,
            latex=latex,
            options=options,
            says=self.options.get("says", ""),
            classes=["refuted"],
        )
        self.set_source_info(node)
        title = nodes.paragraph("", "", nodes.strong("", "This equation is wrong:"))
        equation = nodes.math_block(
            latex, latex, docname=self.env.current_document.docname, number=None, label=None
        )
        equation["no-wrap"] = equation["nowrap"] = False
        equation[UNCHECKED] = True
        node += [title, equation]
        return [node]


class Specimen(SphinxDirective):
    """`{specimen}`: Markdown as it is written, and below it as the reader of a page sees it."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Show the content twice."""
        text = "\n".join(self.content)
        written = nodes.literal_block(text, text, language="none")
        shown = nodes.container(classes=["specimen"])
        self.state.nested_parse(self.content, self.content_offset, shown)
        return [written, shown]


def split(content: str) -> tuple[str, str]:
    r"""Return the declarations and the LaTeX of a `{refuted}` directive.

    Examples
    --------
    >>> split("x : R\n---\nx = 1")
    ('x : R', 'x = 1')
    >>> split("1 = 2")
    ('', '1 = 2')
    """
    lines = content.split("\n")
    place = lines.index(SEPARATOR) if SEPARATOR in lines else -1
    return "\n".join(lines[: max(place, 0)]).strip(), "\n".join(lines[place + 1 :]).strip()


def sources(node: refuted) -> set[str]:
    """Return dotted names of what the message below an equation depends on."""
    return {"mathcheck", *re.findall(r"([A-Za-z_][\w.]*)\(", node["options"].get("impl") or "")}


def refute(node: refuted, finder: Finder, prelude: str) -> list[Problem]:
    """Add to a node what is said about its equation; return the faults of the directive."""
    path, line, _ = finder.place(node, "display", node["latex"])
    try:
        options = Options.from_mapping(node["options"], "refuted", OPTIONS)
    except ValueError as error:
        return [Problem(path, line, str(error))]
    blocks = [Block("display", node["latex"], path, line, options)]
    if node["declarations"]:
        _, above, _ = finder.place(node, "symbols", node["declarations"])
        blocks.insert(0, Block("symbols", node["declarations"], path, above))
    *declared, outcome = check_page(blocks, prelude=prelude)
    for known in declared:
        if known.problems:
            return list(known.problems)
        table = symbols(source=known.block.source, prelude=False, open=False, fault="")
        table[UNCHECKED] = True
        show(table, known)
        node.insert(0, table)
    message = "\n".join(fault.message for fault in outcome.problems)
    if not message:
        return [Problem(path, line, "`{refuted}`: mathcheck has no objection to this equation")]
    if node["says"] not in message:
        wanted = f"`{{refuted}}`: the message does not say {node['says']!r}"
        return [Problem(path, line, f"{wanted}\n{message}")]
    node += nodes.paragraph("", "mathcheck says:")
    node += nodes.literal_block(message, message, language="none")
    return []
