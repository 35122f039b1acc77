"""Style sheets made into one, without the rules that nothing on the site can match."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import tinycss2
from tinycss2 import ast

# The theme's icon classes give way to those of `shell.css`; their fonts are not shipped.
ICON_SHEET = "pydata-sphinx-theme.css"
ICONS = re.compile(r"fa([bsrl]|-.*)?$")


def mentioned(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """Return every class and id of the pages, and every word of the scripts, which may set one."""
    words: set[str] = set()
    for page in pages:
        for value in re.findall(r'\s(?:class|id)="([^"]*)"', page):
            words.update(value.split())
    for script in scripts:
        words.update(re.findall(r"[\w-]+", script))
    return words


def bundle(folder: Path, names: Iterable[str], words: set[str]) -> str:
    """Return the style sheets `names` of `folder` as one, which is to stand in `folder`.

    A rule stays if `words` has all classes and ids of one of its selectors. What stands in
    parentheses, as in `:not(.a)`, and attributes are not looked at: such rules stay. A sheet that
    is broken or imports another one is a `ValueError`.
    """
    names = list(names)
    parts = [f"/* What is used of {', '.join(names)} */"]
    for name in names:
        path = folder / name
        text = moved(path.read_text(encoding="utf-8"), posixpath.dirname(name))
        known = (
            {word for word in words if not ICONS.match(word)} if path.name == ICON_SHEET else words
        )
        rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        parts.append("\n".join(pruned(rules, known)))
    return "\n".join(parts) + "\n"


def moved(text: str, folder: str) -> str:
    """Return a style sheet of `folder` so that its relative addresses hold one folder above.

    >>> moved("a { background: url(../x.svg) }", "styles")
    'a { background: url("x.svg") }'
    """

    def address(match: re.Match[str]) -> str:
        return f'url("{posixpath.normpath(posixpath.join(folder, match[2]))}")'

    return re.sub(r"url\((['\"]?)(?!data:|#|https?:|/)([^)'\"]+)\1\)", address, text)


def pruned(rules: Iterable[ast.Node], words: set[str]) -> Iterator[str]:
    """Yield the text of the rules that something may match."""
    for rule in rules:
        if isinstance(rule, ast.ParseError):
            raise ValueError(f"line {rule.source_line} of a style sheet: {rule.message}")
        content = rule.content or []
        if isinstance(rule, ast.QualifiedRule):
            selectors = [part for part in selectors_of(rule.prelude) if matchable(part, words)]
            if selectors:
                yield f"{','.join(map(text_of, selectors))}{{{text_of(content)}}}"
        elif rule.at_keyword in {"media", "supports", "layer", "container"} and rule.content:
            inner = tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True)
            kept = "\n".join(pruned(inner, words))
            if kept:
                yield f"@{rule.at_keyword} {text_of(rule.prelude)}{{{kept}}}"
        elif rule.at_keyword == "import":
            raise ValueError(
                f"got @import {text_of(rule.prelude)}: name that sheet before this one"
            )
        elif rule.at_keyword == "font-face" and "Font Awesome" in text_of(content):
            continue
        elif rule.at_keyword != "charset":
            body = f"{{{text_of(content)}}}" if rule.content is not None else ";"
            yield f"@{rule.at_keyword} {text_of(rule.prelude)}{body}"


def selectors_of(prelude: list[ast.Node]) -> Iterator[list[ast.Node]]:
    """Yield the selectors of a list, as their tokens."""
    selector: list[ast.Node] = []
    for token in prelude:
        if token == ",":
            yield selector
            selector = []
        else:
            selector.append(token)
    yield selector


def matchable(selector: list[ast.Node], words: set[str]) -> bool:
    """Whether the site has all classes and ids of a selector."""
    for before, token in zip([None, *selector], selector, strict=False):
        if isinstance(token, ast.HashToken) and token.value not in words:
            return False
        if before == "." and isinstance(token, ast.IdentToken) and token.value not in words:
            return False
    return True


def text_of(tokens: Iterable[ast.Node]) -> str:
    """Return tokens as text, with runs of white space and comments made one space."""
    text = "".join(
        " " if token.type in ("whitespace", "comment") else token.serialize() for token in tokens
    )
    return re.sub(r"  +", " ", text).strip()
