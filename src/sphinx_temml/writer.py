"""How Sphinx's HTML writers show math: the two visitors, and what they warn of."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.util.nodes import get_node_line

from sphinx_temml.locate import caret, find_line
from sphinx_temml.render import TexError, render
from sphinx_temml.width import is_wide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

ERROR_CLASS = "temml-error"


def visit_math(writer: HTML5Translator, node: nodes.math) -> None:
    """Write a formula that stands in a line of text."""
    in_title = _has_parent(node, nodes.title)
    # The text of a title goes into <title> and into links, where an annotation would be read out.
    markup = _mathml(writer, node, display=False, annotate=not in_title)
    attributes = {}
    if not in_title and not _has_parent(node, nodes.reference) and is_wide(markup):
        attributes["tabindex"] = "0"
    start = writer.starttag(node, "span", "", CLASS="math notranslate nohighlight", **attributes)
    writer.body.append(f"{start}{markup}</span>")
    raise nodes.SkipNode


def visit_math_block(writer: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own, with its number if it has one."""
    number = str(get_node_equation_number(writer, node)) if node.get("number") else ""
    if number:
        _settle_id(node, number)
    markup = _mathml(writer, node, display=True)
    classes = "math notranslate nohighlight" + " temml-numbered" * bool(number)
    reachable = ' tabindex="0"' * is_wide(markup, numbered=bool(number))
    writer.body.append(writer.starttag(node, "div", "", CLASS=classes))
    writer.body.append(f'<div class="temml-scroll"{reachable}>{markup}</div>')
    if number:
        writer.body.append(f'<span class="eqno">({escape(number)})')
        writer.add_permalink_ref(node, _("Link to this equation"))
        writer.body.append("</span>")
    writer.body.append("</div>\n")
    raise nodes.SkipNode


def _mathml(
    writer: HTML5Translator, node: nodes.Element, *, display: bool, annotate: bool = True
) -> str:
    latex = node.astext()
    try:
        markup = render(
            latex, display, macros=writer.builder.config.temml_macros, annotate=annotate
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
    """Return ``file:line`` of the fault, or None if the formula is in no file as it is."""
    for source in _sources(node):
        path, _, documented = source.partition(":docstring of ")
        try:
            text = Path(path).read_text(encoding="utf-8")
        except OSError:
            continue
        near = _definition(text, documented) if documented else _line(node)
        line = find_line(text, latex, position, near)
        if line:
            return f"{Path(path).resolve()}:{line}"
    return None


def _sources(node: nodes.Element) -> Iterator[str]:
    """Yield where a node says it comes from, then the docstring that it may come from.

    The lists of parameters that Sphinx makes forget their docstring.
    """
    while node is not None:
        if node.source:
            yield node.source
        if isinstance(node, addnodes.desc):
            for part in node.findall(nodes.Element):
                if part.source and ":docstring of " in part.source:
                    yield part.source
                    break
        node = node.parent


def _line(node: nodes.Element) -> int:
    try:
        return get_node_line(node)
    except ValueError:
        return 1


def _definition(text: str, dotted: str) -> int:
    """Return the line of a module where a name is defined."""
    name = re.escape(dotted.rpartition(".")[2])
    match = re.search(rf"^[ \t]*(async def|def|class)\s+{name}\b", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else 1
