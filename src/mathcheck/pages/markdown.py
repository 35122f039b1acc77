r"""Find the mathematics of a Markdown page without Sphinx: what it says, and on which line.

The page is parsed as MyST parses it, and every directive whose content is prose is read too. Code,
comments, raw HTML and unknown directives are left alone; so is `{eval-rst}`, which is not Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from docutils.parsers.rst import Directive, directives
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath.index import math_inline_dollar
from mdit_py_plugins.myst_role.index import myst_role
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.directives import DirectiveParsingResult, parse_directive_text
from myst_parser.parsers.mdit import create_md_parser

from mathcheck.pages.blocks import Block, Problem, read_options, unknown_option
from mathcheck.pages.directiveoptions import OpenOptions

BODY = frozenset(
    "attention caution compound danger epigraph error glossary highlights hint important note"
    " pull-quote seealso specimen tip todo warning".split()
)
"""Directives whose content is prose and may begin on the first line."""

TITLED = frozenset(
    "admonition card dropdown exercise exercise-start list-table margin rubric sidebar tab-item"
    " table topic".split()
)
"""Directives whose argument is prose, as their content is."""

NAMED = frozenset(
    "container definition deprecated figure glue:figure grid grid-item grid-item-card only solution"
    " solution-start tab-set versionadded versionchanged".split()
)
"""Directives whose content is prose, and whose argument is a name."""

MATH_OPTIONS = ("label", "name", "class", "nowrap", "no-wrap")
"""The options that `{math}` has without mathcheck."""

SYMBOLS_OPTIONS = ("open", "prelude")
"""The options of `{symbols}`."""

STRAY_DOLLAR = "`$$` in the middle of a paragraph is no display: leave a blank line before it"

BEFORE = 600
"""So many characters of the prose before an inline formula are kept."""


@dataclass(frozen=True)
class Page:
    """What a Markdown file holds: blocks in document order, faults, and its own setting."""

    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]
    inline: bool


def blocks(text: str, path: str) -> list[Block]:
    r"""Return every `{symbols}` directive, displayed equation and inline formula of a page.

    Parameters
    ----------
    text : str
        The Markdown.
    path : str
        The file's name, for messages.

    Returns
    -------
    list of Block
        In document order; what footnotes say comes last, as the reader sees it.

    Examples
    --------
    >>> [(b.kind, b.source, b.line) for b in blocks("For $x > 0$:\n\n$$\ny = x\n$$\n", "a.md")]
    [('inline', 'x > 0', 1), ('display', 'y = x', 4)]
    """
    return list(read_page(text, path).blocks)


def read_page(text: str, path: str) -> Page:
    """Return the blocks of a page, what is wrong with their options, and the page's setting."""
    reader = _Reader(path)
    reader.read(text, 0)
    return Page(tuple(reader.found + reader.footnotes), tuple(reader.problems), reader.inline)


def trim(source: str, line: int) -> tuple[str, int]:
    r"""Return LaTeX without blank lines around it, and the line where it then begins.

    Examples
    --------
    >>> trim("\n\na = b\n", 3)
    ('a = b', 5)
    """
    lines = source.split("\n")
    first = next((i for i, text in enumerate(lines) if text.strip()), 0)
    while len(lines) > first + 1 and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines[first:]), line + first


def tail(prose: str) -> str:
    """Return the end of the prose before a formula, on one line."""
    return " ".join(prose.split())[-BEFORE:].strip()


def inline_setting(front_matter: object) -> bool:
    """Return whether a page's front matter leaves the check of inline formulas on."""
    own = front_matter.get("mathcheck") if isinstance(front_matter, dict) else None
    return not (isinstance(own, dict) and own.get("inline") is False)


class _Reader:
    """Walks through a page and what is nested in it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Block] = []
        self.footnotes: list[Block] = []
        self.problems: list[Problem] = []
        self.inline = True

    def read(self, text: str, above: int) -> None:
        """Read Markdown with so many lines of the file above it."""
        for token in _parser().parse(text + "\n"):
            if token.type == "footnote_reference_open":
                self.found, self.footnotes = self.footnotes, self.found
            elif token.type == "footnote_reference_close":
                self.found, self.footnotes = self.footnotes, self.found
            elif token.map:
                self.read_token(token, above + token.map[0] + 1)

    def read_token(self, token: Token, line: int) -> None:
        """Read one piece of Markdown that begins on a line."""
        if token.type == "front_matter" and line == 1:
            self.inline = inline_setting(self.load_yaml(yaml.safe_load, token.content, line))
        elif token.type == "inline":
            self.read_inline(token, line)
        elif token.type in {"math_block", "math_block_label", "amsmath"}:
            self.add("display", token.content, line, label=token.info)
        elif token.type in {"fence", "colon_fence"}:
            name, _, first_line = token.info.strip().partition(" ")
            if re.fullmatch(r"\{.+\}", name):
                self.read_directive(name[1:-1], first_line.strip(), token.content, line)
            elif token.type == "colon_fence":
                self.read(token.content, line)

    def read_inline(self, token: Token, line: int) -> None:
        """Read the formulas of a paragraph, a title or a cell of a table."""
        prose = ""
        for child in token.children or []:
            if "position" not in child.meta or child.meta.get("name", "math") != "math":
                prose += child.content or " " * (child.type in {"softbreak", "hardbreak"})
                continue
            place = token.content.index(child.content, child.meta["position"])
            end = place + len(child.content)
            start = line + token.content.count("\n", 0, place)
            self.add("inline", child.content, start, before=tail(prose))
            if token.content[place - 2 : place] == "$$" == token.content[end : end + 2]:
                self.problems.append(Problem(self.path, self.found[-1].line, STRAY_DOLLAR))
            prose += f"${child.content}$"

    def read_directive(self, name: str, first_line: str, content: str, line: int) -> None:
        """Read a directive whose fence stands on a line."""
        if name == "math":
            self.read_math(first_line, content, line)
        elif name == "symbols":
            self.read_symbols(first_line, content, line)
        elif name == "code-cell":
            self.read_cell(content, line)
        elif name in BODY | TITLED | NAMED:
            parsed = self.parse(first_line, content, line, arguments=int(name not in BODY))
            if name in TITLED and parsed.arguments:
                for token in _parser().parseInline(parsed.arguments[0]):
                    self.read_inline(token, line)
            self.read("\n".join(parsed.body), line + parsed.body_offset)

    def read_symbols(self, first_line: str, content: str, line: int) -> None:
        """Read a `{symbols}` directive."""
        parsed = self.parse(first_line, content, line, arguments=0, strict=True)
        start = line + 1 + parsed.body_offset
        unknown = [name for name in parsed.options if name not in SYMBOLS_OPTIONS]
        if unknown:
            message = unknown_option("symbols", unknown[0], SYMBOLS_OPTIONS)
            self.problems.append(Problem(self.path, start, message))
        if "prelude" not in parsed.options:
            self.add("symbols", "\n".join(parsed.body), start)

    def read_math(self, first_line: str, content: str, line: int) -> None:
        """Read a `{math}` directive with its options."""
        parsed = self.parse(first_line, content, line, arguments=1, strict=True)
        source, start = "\n".join(parsed.body), line + 1 + parsed.body_offset
        if parsed.arguments:
            source, start = f"{parsed.arguments[0]}\n\n{source}", line
        own = {key: text for key, text in parsed.options.items() if key not in MATH_OPTIONS}
        options, fault = read_options(own)
        label = parsed.options.get("label", parsed.options.get("name", ""))
        self.add("display", source, start, options=options, label=label, fault=fault)

    def read_cell(self, content: str, line: int) -> None:
        """Read the caption that the options of a code cell give its figure; all else is code."""
        lines = content.splitlines()
        if not lines or not lines[0].startswith("---"):
            return
        end = next((i for i, text in enumerate(lines[1:], 1) if text.startswith("---")), None)
        node = self.load_yaml(yaml.compose, "\n".join(lines[1:end]), line)
        for key in ("mystnb", "figure", "caption"):
            values = node.value if isinstance(node, yaml.MappingNode) else []
            node = next((value for name, value in values if name.value == key), None)
        if isinstance(node, yaml.ScalarNode):
            above = line + 1 + node.start_mark.line + (node.style in {"|", ">"})
            self.read(node.value, above)

    def load_yaml(self, load: Callable[[str], Any], text: str, line: int) -> Any:
        """Return what some YAML says, or None if it is none."""
        try:
            return load(text)
        except yaml.YAMLError as error:
            reason = " ".join(str(error).split())
            self.problems.append(Problem(self.path, line, f"this YAML cannot be read: {reason}"))
            return None

    def parse(
        self, first_line: str, content: str, line: int, *, arguments: int, strict: bool = False
    ) -> DirectiveParsingResult:
        """Split a directive as MyST does; if `strict`, note what MyST would warn of."""
        parsed = parse_directive_text(_stand_in(arguments), first_line, content, line=line)
        if strict:
            self.problems += [
                Problem(self.path, warning.lineno or line, warning.msg)
                for warning in parsed.warnings
            ]
        return parsed

    def add(self, kind: str, source: str, line: int, **fields: Any) -> None:
        """Note a block."""
        source, line = trim(source, line)
        self.found.append(Block(kind, source, self.path, line, **fields))


@cache
def _parser() -> MarkdownIt:
    """Return MyST's parser, with the place of each inline formula in its token's `meta`."""
    extensions = {"amsmath", "dollarmath", "colon_fence", "attrs_inline"}
    config = MdParserConfig(enable_extensions=extensions)
    parser = create_md_parser(config, RendererHTML)
    dollars = math_inline_dollar(config.dmath_allow_space, config.dmath_allow_digits)
    parser.inline.ruler.at("math_inline", _noting_position(dollars))
    parser.inline.ruler.at("myst_role", _noting_position(myst_role))
    return parser


def _noting_position(rule: Callable[[StateInline, bool], bool]) -> Any:
    def noting(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if not rule(state, silent):
            return False
        if not silent:
            state.tokens[-1].meta["position"] = start
        return True

    return noting


@cache
def _stand_in(arguments: int) -> type[Directive]:
    """Return a directive class that tells MyST what to look for; nothing is ever run."""
    members = {
        "optional_arguments": arguments,
        "final_argument_whitespace": True,
        "has_content": True,
        "option_spec": OpenOptions({"class": directives.unchanged}),
    }
    return type("StandIn", (Directive,), members)
