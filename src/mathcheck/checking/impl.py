r"""Compare what the page says with what the code does.

A link `slopes.silu(x, \beta)` names a Python function and writes its arguments in LaTeX. The side
of the equation, at 50 digits, is compared with the function's float64 result; the arguments
include large and special values, so the code's own rounding is on trial too.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from mpmath import mp

from mathcheck.checking.verdicts import DIGITS, Failure, Settings, Wrong, shown
from mathcheck.errors import Gap, Span, SyntaxProblem, Undefined
from mathcheck.grammar import ast
from mathcheck.grammar.expressions import parse_expression
from mathcheck.grammar.lexer import tokenize
from mathcheck.grammar.scripts import split_commas
from mathcheck.grammar.symbols import Sequence_, SymbolTable
from mathcheck.sampling.points import evaluators, hints_of, worlds
from mathcheck.values import scalars, tensors

RELATIVE, ABSOLUTE = 1e-9, 1e-12
NAME = re.compile(r"[A-Za-z_][\w.]*(?=\()")
STEP = re.compile(r"\.(?P<attribute>[A-Za-z_]\w*)|\[(?P<item>\d+)\]|@(?P<side>\d+)$")
WORD = re.compile(r"'(\w+)'")
WORLDS = 40


@dataclass(frozen=True)
class Call:
    """Arguments of a call: LaTeX, by place and by name; words in quotes, by name."""

    arguments: tuple[ast.Node, ...]
    keywords: tuple[tuple[str, ast.Node], ...]
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Link:
    r"""A Python function, what is done with it, and the side of the chain to compare.

    The steps are calls, names of attributes and places: `adam(\beta).direction(g, m, t)[0]`.
    """

    name: str
    function: Callable[..., Any]
    steps: tuple[Call | str | int, ...]
    side: int

    @property
    def nodes(self) -> tuple[ast.Node, ...]:
        """Return the LaTeX of all arguments."""
        calls = [step for step in self.steps if isinstance(step, Call)]
        return tuple(n for c in calls for n in (*c.arguments, *(node for _, node in c.keywords)))


def resolve(name: str) -> Callable[..., Any]:
    """Return the Python object with a dotted name.

    Raises
    ------
    SyntaxProblem
        If no module or attribute has this name.
    """
    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        try:
            for part in parts[cut:]:
                found = getattr(found, part)
        except AttributeError:
            break
        if callable(found):
            return found  # type: ignore[no-any-return]
    raise SyntaxProblem(f"impl: there is no function {name}")


def parse_link(text: str, table: SymbolTable) -> Link:
    """Return the link that an option's text describes: `package.function(x, key=y)@1`.

    More calls, attributes and places may follow the first call, for functions of functions.
    """
    text = text.strip()
    match = NAME.match(text)
    if match is None:
        raise SyntaxProblem(f"impl: {text!r} is not of the form package.function(x, y)")
    steps: list[Call | str | int] = []
    side, position = 0, match.end()
    while position < len(text):
        if text[position] == "(":
            end = closing(text, position)
            steps.append(parse_call(text[position + 1 : end - 1], table))
        elif step := STEP.match(text, position):
            end = step.end()
            side = int(step["side"] or 0)
            if not step["side"]:
                steps.append(step["attribute"] or int(step["item"]))
        else:
            rest = text[position:]
            raise SyntaxProblem(f"impl: {rest!r} has no meaning after {text[:position]!r}")
        position = end
    return Link(match[0], resolve(match[0]), tuple(steps), side)


def closing(text: str, start: int) -> int:
    """Return where the bracket that opens at a place has closed."""
    depth = 0
    for position in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if not depth:
            return position + 1
    raise SyntaxProblem(f"impl: a bracket of {text!r} is never closed")


def parse_call(source: str, table: SymbolTable) -> Call:
    """Return the arguments between the brackets of a call."""
    arguments: list[ast.Node] = []
    keywords: list[tuple[str, ast.Node]] = []
    words: list[tuple[str, str]] = []
    tokens = tokenize(source)[:-1]
    for part in split_commas(tokens) if tokens else []:
        piece = source[part[0].start : part[-1].end]
        key, equals, value = piece.partition("=")
        if equals and (word := WORD.fullmatch(value.strip())):
            words.append((key.strip(), word[1]))
        elif equals and key.strip().isidentifier():
            keywords.append((key.strip(), parse_expression(value, table)))
        else:
            arguments.append(parse_expression(piece, table))
    return Call(tuple(arguments), tuple(keywords), tuple(words))


def check_link(statement: ast.Statement, link: Link, table: SymbolTable, settings: Settings) -> int:
    """Return at how many points a side and a function agree; raise Wrong if they do not."""
    claim = statement.claims[0]
    if link.side >= len(claim.sides):
        raise SyntaxProblem(f"impl: the equation has no side {link.side}", claim.span)
    side = whole(claim.sides[link.side], table)
    nodes = (side, *link.nodes)
    probe = ast.Statement(
        (ast.Relation(nodes, ("=",) * (len(nodes) - 1), span=claim.span),), (), statement.conditions
    )
    points = 0
    with mp.workdps(DIGITS):
        for world in worlds(table, WORLDS, settings.seed, hints_of(statement, table)):
            found = list(evaluators(probe, table, world))
            if settings.whole and statement.conditions and not found:
                raise Wrong(
                    Failure("the condition leaves out what the declarations allow", claim.span)
                )
            for evaluator in found:
                try:
                    wanted = plain(evaluator.value(side))
                    values = [plain(evaluator.value(node)) for node in link.nodes]
                except Gap as gap:
                    message = f"{gap.message}\n  at {shown(evaluator, nodes)}"
                    raise Wrong(Failure(message, claim.span)) from None
                except Undefined:
                    continue
                compare(link, wanted, values, claim.span, shown(evaluator, nodes))
                points += 1
    if not points:
        raise Wrong(Failure(f"impl: no point was found to call {link.name} at", claim.span))
    return points


def whole(node: ast.Node, table: SymbolTable) -> ast.Node:
    """Return a name without its entry indices: `s_i = ...` is compared as the whole vector."""
    if (
        isinstance(node, ast.Name)
        and node.indices
        and all(isinstance(i, ast.Name) for i in node.indices)
    ):
        clauses = table.definitions.get(node.name, ())
        if any(len(c.indices) == len(node.indices) for c in clauses) and not is_family(
            node.name, table
        ):
            return ast.Name(node.name, span=node.span)
    return node


def is_family(name: str, table: SymbolTable) -> bool:
    """Return whether a name is a sequence."""
    return isinstance(table[name].type, Sequence_)


def plain(value: Any) -> Any:
    """Return a value as a float, an int or a float64 array."""
    if tensors.is_array(value):
        return np.array([plain(x) for x in value.flat], dtype=float).reshape(value.shape)
    number = scalars.primal(value)
    return number if isinstance(number, (int, tuple)) else float(scalars.number(number))


def result(link: Link, values: list[Any]) -> Any:
    """Return what the function gives, after all steps, for these values of the arguments."""
    came: Any = link.function
    waiting = iter(values)
    for step in link.steps:
        if isinstance(step, Call):
            arguments = [next(waiting) for _ in step.arguments]
            keywords = {key: next(waiting) for key, _ in step.keywords}
            came = came(*arguments, **keywords, **dict(step.words))
        else:
            came = getattr(came, step) if isinstance(step, str) else came[step]
    return came


def compare(link: Link, wanted: Any, values: list[Any], span: Span, point: str) -> None:
    """Call the function and compare; raise Wrong with both values."""
    try:
        came = result(link, values)
    except Exception as error:
        raise Wrong(
            Failure(f"impl: {link.name} raised {type(error).__name__}: {error}\n  at {point}", span)
        ) from None
    if np.shape(came) != np.shape(wanted):
        raise Wrong(
            Failure(
                f"impl: {link.name} returns shape {np.shape(came)},"
                f" the equation has {np.shape(wanted)}",
                span,
            )
        )
    if not np.allclose(
        np.asarray(came, float), np.asarray(wanted, float), rtol=RELATIVE, atol=ABSOLUTE
    ):
        raise Wrong(
            Failure(
                f"the equation and {link.name} differ\n  equation {wanted}\n  {link.name} {came}"
                f"\n  at {point}",
                span,
            )
        )
