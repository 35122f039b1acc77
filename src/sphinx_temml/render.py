"""LaTeX to MathML, by Temml inside an embedded JavaScript engine. Knows nothing of Sphinx."""

from __future__ import annotations

import json
import re
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import quickjs

from sphinx_temml.tidy import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMML = Path(__file__).parent / "temml" / "temml.min.js"

# Strings cross the border as JSON, and every exception is caught on the JavaScript side: the
# engine cannot convert its own rope strings or thrown objects to Python.
_BRIDGE = r"""
function mathml(job) {
  const {latex, options} = JSON.parse(job);
  try {
    return JSON.stringify({markup: temml.renderToString(latex, options)});
  } catch (e) {
    return JSON.stringify({error: e.name === "ParseError" ? e.message : `${e.name}: ${e.message}`,
                           position: e.position === undefined ? null : e.position});
  }
}
0
"""

# The amsmath environments that number their rows; numbers are Sphinx's to give.
_NUMBERED = frozenset({"equation", "align", "alignat", "gather", "multline"})

_TOKEN = re.compile(
    r"\\(?P<edge>begin|end)\s*\{(?P<env>[^{}]*)\}"
    r"|(?P<newline>\\\\)"
    r"|\\."
    r"|%[^\n]*"
    r"|(?P<brace>[{}])"
    r"|(?P<tab>&)"
    r"|(?P<blank>\n[ \t]*\n\s*)",
    re.DOTALL,
)

# A text to be rendered, in pieces: each with its index in the author's LaTeX, or None if inserted.
_Pieces = list[tuple[str, int | None]]


class TexError(Exception):
    """LaTeX that Temml refuses.

    Attributes
    ----------
    message : str
        What is wrong, in one line.
    position : int or None
        Index into the LaTeX where it is wrong; None where Temml does not know, or if the fault is
        in the body of a macro.
    """

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message, position)
        self.message = message
        self.position = position

    def __str__(self) -> str:
        """Return the message alone."""
        return self.message


def render(
    latex: str,
    display: bool,
    *,
    macros: Mapping[str, str] | None = None,
    annotate: bool = True,
) -> str:
    r"""Return the ``<math>`` element of a formula.

    In display mode, LaTeX with ``\\`` or ``&`` outside any environment is aligned, blank lines
    separate equations, and numbered amsmath environments lose their numbers (as if starred).

    Parameters
    ----------
    latex : str
        The formula, without dollar signs.
    display : bool
        Displayed on its own line, or inline.
    macros : mapping of str to str, optional
        Name with backslash to replacement text, in which ``#1`` is the first argument.
    annotate : bool
        Keep the LaTeX in an ``<annotation>``.

    Returns
    -------
    str
        MathML without a namespace declaration: right in HTML, to be added for XML.

    Raises
    ------
    TexError
        If Temml refuses the LaTeX, or the LaTeX asks for what needs a script in the browser.

    Examples
    --------
    >>> render("x < 1", display=False, annotate=False)
    '<math><mrow><mi>x</mi><mo>&lt;</mo><mn>1</mn></mrow></math>'
    """
    return _render(latex, display, tuple(sorted((macros or {}).items())), annotate)


@cache
def _render(latex: str, display: bool, macros: tuple[tuple[str, str], ...], annotate: bool) -> str:
    pieces: _Pieces = _prepare(latex) if display else [(latex, 0)]
    tex = "".join(text for text, _ in pieces)
    options = {
        "displayMode": display,
        "annotate": annotate,
        "macros": dict(macros),
        "throwOnError": True,
        "trust": False,
        "wrap": "none",
        "xml": False,
    }
    reply: dict[str, Any] = json.loads(_engine()(json.dumps({"latex": tex, "options": options})))
    if "error" in reply:
        raise _tex_error(reply["error"], reply["position"], tex, pieces)
    markup: str = reply["markup"]
    if 'class="tml-ref' in markup:
        position = re.search(r"\\(eq)?ref\b", latex)
        raise TexError(
            r"\ref and \eqref need a script in the browser; refer to the equation in the text",
            position and position.start(),
        )
    if "<mo></mo>" in markup and r"\\" in latex:
        # Temml 0.13.5 pairs delimiters before it looks for rows, unless there is an & between.
        raise TexError(r"\\ between two delimiters would get lost; align the rows with &")
    return tidy(markup, latex if annotate else None)


_local = threading.local()


def _engine() -> Any:
    """Return this thread's JavaScript function; an engine must stay in the thread it began in."""
    if not hasattr(_local, "mathml"):
        _local.context = quickjs.Context()
        _local.context.eval(TEMML.read_text(encoding="utf-8") + "\n;0")
        _local.context.eval(_BRIDGE)
        _local.mathml = _local.context.get("mathml")
    return _local.mathml


def _prepare(latex: str) -> _Pieces:
    """Return displayed LaTeX as Temml must see it."""
    depth = 0
    equations: list[_Pieces] = [[]]
    many_rows = [False]
    aligned = False
    done = 0
    for token in _TOKEN.finditer(latex):
        edge, brace = token["edge"], token["brace"]
        if edge == "end" or brace == "}":
            depth -= 1
        if depth == 0:
            many_rows[-1] |= bool(token["newline"])
            aligned |= bool(token["newline"] or token["tab"])
        if edge and token["env"] in _NUMBERED:
            equations[-1] += [(latex[done : token.end("env")], done), ("*", None)]
            done = token.end("env")
        elif depth == 0 and token["blank"]:
            equations[-1].append((latex[done : token.start()], done))
            done = token.end()
            equations.append([])
            many_rows.append(False)
        if edge == "begin" or brace == "{":
            depth += 1
    equations[-1].append((latex[done:], done))
    kept = [
        (pieces, rows)
        for pieces, rows in zip(equations, many_rows, strict=True)
        if "".join(text for text, _ in pieces).strip()
    ]
    if len(kept) <= 1 and not aligned:
        return [piece for pieces, _ in kept for piece in pieces]
    result: _Pieces = [(r"\begin{aligned}", None)]
    for i, (pieces, rows) in enumerate(kept):
        # The line break ends a comment at the end of the equation.
        nested = rows and len(kept) > 1
        result += [(r"\begin{split}" if nested else "", None), *pieces]
        result += [("\n" + r"\end{split}" * nested + r"\\" * (i < len(kept) - 1), None)]
    return [*result, (r"\end{aligned}", None)]


_PLACE = re.compile(r" at (?:position \d+: ?\n|end of input: )(?P<excerpt>.*)\Z", re.DOTALL)


def _tex_error(error: str, position: int | None, tex: str, pieces: _Pieces) -> TexError:
    """Translate a message of Temml and its UTF-16 position in the prepared LaTeX."""
    place = _PLACE.search(error)
    message = " ".join(error[: place.start() if place else None].split())
    if place is None or position is None:
        return TexError(message)
    excerpt = place["excerpt"].replace("\N{COMBINING LOW LINE}", "").strip("…")
    if excerpt not in tex:  # Temml counts inside a macro's body
        return TexError(f"{message} (in a macro: {excerpt})")
    position = len(tex.encode("utf-16-le")[: 2 * position].decode("utf-16-le", "ignore"))
    end = 0
    for text, start in pieces:
        if start is not None:
            if position < len(text):
                return TexError(message, start + max(position, 0))
            end = start + len(text)
        position -= len(text)
    return TexError(message, end)
