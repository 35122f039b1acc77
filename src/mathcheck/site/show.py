"""What the reader sees of the checks: a mark beside each equation, and the table of symbols."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from mathcheck.grammar.declarations import SymbolRow
from mathcheck.pages.blocks import Outcome
from mathcheck.pages.report import describe
from mathcheck.site.doctree import symbols

if TYPE_CHECKING:
    from sphinx.application import Sphinx

MARK = "mathcheck_mark"
"""The attribute of an equation's node that holds what the reader is told about it."""

STYLE_SHEET = Path(__file__).parent / "mathcheck.css"

SIGNS = dict.fromkeys(("skipped", "assumption", "rule"), "\N{EN DASH}") | {"failed": "\N{BALLOT X}"}
"""What stands beside an equation that is not checked; all others get a check mark."""

MARKUP = re.compile(r"\$(?P<math>[^$]+)\$|`(?P<literal>[^`]+)`|\*(?P<emphasis>[^*\s][^*]*)\*")
"""The Markdown that the note of a symbol may hold."""


class ShowInHtml(SphinxPostTransform):
    """Put a mark beside each equation whose outcome is known, and fold the tables of symbols.

    Other formats show the tables as they are, and no marks. The HTML is written here, and not by
    visitors of the nodes: as soon as one extension has visitors of its own for a builder such as
    `singlehtml`, Sphinx uses none of those that are for HTML in general.
    """

    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Change the resolved page."""
        for table in list(self.document.findall(symbols)):
            start = '<details class="symbols"' + ' open="open"' * table["open"]
            start += "><summary>Symbols used here</summary>"
            table.replace_self([_html(start), *table.children, _html("</details>")])
        for equation in list(self.document.findall(nodes.math_block)):
            if MARK in equation and self.config.mathcheck_marks:
                sign, text = equation[MARK]
                said = f'role="img" aria-label="{escape(text)}" title="{escape(text)}"'
                mark = f'<span class="mathcheck-mark" {said}>{sign}</span></div>'
                equation.replace_self([_html('<div class="mathcheck">'), equation, _html(mark)])


def show(node: nodes.Element, outcome: Outcome) -> None:
    """Give a node what its outcome has for the reader."""
    if isinstance(node, symbols):
        node += symbol_table(outcome.rows)
    elif isinstance(node, nodes.math_block) and describe(outcome):
        node[MARK] = (SIGNS.get(outcome.status, "\N{CHECK MARK}"), describe(outcome))


def symbol_table(rows: Iterable[SymbolRow]) -> nodes.table:
    """Return the table of what a `{symbols}` directive declares."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in (15, 25, 60)), cols=3)
    group += nodes.thead("", _row([[nodes.Text(title)] for title in ("Symbol", "Type", "Meaning")]))
    group += nodes.tbody()
    above = ""
    for row in rows:
        equation = _math(row.definition and f"{row.latex} = {row.definition}")
        # The definition of a function has a row of its own, without a type.
        if above and not row.type_latex and row.latex.startswith(above):
            meaning = group[-1][-1][-1][0]
            meaning += [nodes.Text(", ")] * bool(len(meaning)) + equation
            continue
        note = inline(row.note)
        comma = [nodes.Text(", ")] if note and equation else []
        group[-1] += _row([_math(row.latex), _math(row.type_latex), [*note, *comma, *equation]])
        above = row.latex
    return nodes.table("", group)


def inline(markdown: str) -> list[nodes.Node]:
    """Return the nodes of a line of text with formulas, code and emphasis."""
    result: list[nodes.Node] = []
    done = 0
    for match in MARKUP.finditer(markdown):
        result.append(nodes.Text(markdown[done : match.start()]))
        kind, text = str(match.lastgroup), match[match.lastgroup or 0]
        result += _math(text) if kind == "math" else [getattr(nodes, kind)("", text)]
        done = match.end()
    result.append(nodes.Text(markdown[done:]))
    return [node for node in result if node.astext()]


def _math(latex: str) -> list[nodes.Node]:
    return [nodes.math(latex, latex)] if latex else []


def _row(cells: list[list[nodes.Node]]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells))


def _html(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def add_style_sheet(app: Sphinx) -> None:
    """Ship the style sheet with HTML pages."""
    if app.builder.format == "html":
        app.config.html_static_path = [*app.config.html_static_path, str(STYLE_SHEET)]
        app.add_css_file(STYLE_SHEET.name)
