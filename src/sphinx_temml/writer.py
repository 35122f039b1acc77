"""How Sphinx's HTML writers show math: the two visitors, and what they warn of."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from docutils import nodes
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.util.nodes import get_node_line, get_node_source

from sphinx_temml.locate import caret, find_line
from sphinx_temml.render import TexError, render

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

ERROR_CLASS = "temml-error"


def visit_math(writer: HTML5Translator, node: nodes.math) -> None:
    """Write a formula that stands in a line of text."""
    writer.body.append(writer.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    writer.body.append(_mathml(writer, node, display=False))
    writer.body.append("</span>")
    raise nodes.SkipNode


def visit_math_block(writer: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own, with its number if it has one."""
    number = get_node_equation_number(writer, node) if node.get("number") else ""
    if number:
        _settle_id(node, number)
    classes = "math notranslate nohighlight" + " temml-numbered" * bool(number)
    writer.body.append(writer.starttag(node, "div", "", CLASS=classes))
    writer.body.append(f'<div class="temml-scroll">{_mathml(writer, node, display=True)}</div>')
    if number:
        writer.body.append(f'<span class="eqno">({escape(str(number))})')
        writer.add_permalink_ref(node, _("Link to this equation"))
        writer.body.append("</span>")
    writer.body.append("</div>\n")
    raise nodes.SkipNode


def _mathml(writer: HTML5Translator, node: nodes.Element, *, display: bool) -> str:
    latex = node.astext()
    # The text of a title goes into <title> and into links, where an annotation would be read out.
    in_title = _has_parent(node, nodes.title)
    try:
        markup = render(
            latex, display, macros=writer.builder.config.temml_macros, annotate=not in_title
        )
    except TexError as error:
        _warn(node, latex, error)
        reason = escape(error.message)
        return f'<code class="{ERROR_CLASS}" title="{reason}">{escape(latex)}</code>'
    if writer.builder.name == "epub":  # XHTML
        markup = markup.replace("<math", '<math xmlns="http://www.w3.org/1998/Math/MathML"', 1)
    return markup


def _has_parent(node: nodes.Node | None, kind: type[nodes.Node]) -> bool:
    while node is not None and not isinstance(node, kind):
        node = node.parent
    return node is not None


def _settle_id(node: nodes.math_block, number: str) -> None:
    """Replace the random id that MyST gives to an amsmath block: equal sources, equal pages."""
    try:
        UUID(node.get("label") or "")
    except ValueError:
        return
    node["ids"] = [nodes.make_id(f"equation-no-{number}")]


def _warn(node: nodes.Element, latex: str, error: TexError) -> None:
    if error.position is None:
        where = latex.strip()
    else:
        where = caret(latex, error.position)
    logger.warning(
        "TeX: %s\n%s",
        error.message,
        "\n".join(f"    {line}" for line in where.split("\n")),
        type="temml",
        subtype="tex",
        location=_location(node, latex, error.position) or node,
    )


def _location(node: nodes.Element, latex: str, position: int | None) -> str | None:
    """Return ``file:line`` of the fault, or None if the formula is not in the file as it is."""
    try:
        path, _, documented = get_node_source(node).partition(":docstring of ")
        near = get_node_line(node)
        text = Path(path).read_text(encoding="utf-8")
    except (ValueError, OSError):
        return None
    if documented:  # the line counts from the top of the docstring
        name = re.escape(documented.rpartition(".")[2])
        definition = re.search(rf"^\s*(async def|def|class)\s+{name}\b", text, re.MULTILINE)
        near = text.count("\n", 0, definition.end()) + 1 if definition else 1
    line = find_line(text, latex, position, near)
    return f"{Path(path).resolve()}:{line}" if line else None
