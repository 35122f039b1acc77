r"""Small and large: `\to`, `O(h^2)`, `+ \cdots`, and the last digit of `\approx`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from mpmath import mp

from mathcheck.checking.verdicts import Failure, Settings, Wrong, shown
from mathcheck.errors import Span, SyntaxProblem, Undefined
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.free import free_names
from mathcheck.grammar.names import canonical
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.grammar.trees import walk
from mathcheck.values import scalars, tensors
from mathcheck.values.evaluate import Evaluator, Key


def has_order(node: ast.Node) -> bool:
    """Return whether a side has a term such as O(h^2) or a final `+ dots`."""
    return any(isinstance(part, ast.Order) for part in walk(node))


def as_limit(node: ast.Node, statement: ast.Statement, table: SymbolTable) -> ast.Node:
    r"""Return the limit that `A \to B` speaks of; the condition names the variable."""
    for condition in statement.conditions:
        for part in condition.parts if isinstance(condition, ast.Both) else (condition,):
            if isinstance(part, ast.Relation) and part.relations == ("to",):
                variable, target = part.sides
                side = 0
                if isinstance(target, ast.Side):
                    side = target.sign
                    target = target.operand
                if isinstance(variable, ast.Name):
                    return ast.Limit(variable.name, target, side, node, span=node.span)
    raise SyntaxProblem("\\to needs its variable: write `\\text{for } x \\to a`", node.span)


def last_digit(node: ast.Node) -> Any:
    r"""Return the unit of the last digit of a number such as `3.14` or `3 \times 10^{-5}`."""
    if isinstance(node, ast.Negative):
        return last_digit(node.operand)
    if isinstance(node, ast.Number):
        return mp.mpf(10) ** -node.digits
    if isinstance(node, ast.Binary) and node.operator == "*" and isinstance(node.left, ast.Number):
        scale = node.right
        if (
            isinstance(scale, ast.Binary)
            and scale.operator == "^"
            and scale.left == ast.Number(Fraction(10))
        ):
            exponent = scale.right
            sign = -1 if isinstance(exponent, ast.Negative) else 1
            inner = exponent.operand if isinstance(exponent, ast.Negative) else exponent
            if isinstance(inner, ast.Number):
                return mp.mpf(10) ** (sign * int(inner.value) - node.left.digits)
    return None


def leading_number(node: ast.Node) -> ast.Number | None:
    r"""Return the number at the front of a product such as `1.15 \, \kappa`, if it is not 0."""
    while isinstance(node, (ast.Binary, ast.Negative)):
        if isinstance(node, ast.Binary) and node.operator not in ("*", "/"):
            return None
        node = node.left if isinstance(node, ast.Binary) else node.operand
    return node if isinstance(node, ast.Number) and node.value else None


SCALES = (6, 8)
"""The small quantity is 10 to minus these, in turn."""
FASTER = mp.mpf(3) / 2
"""Of several small quantities one may also go to 0 with this power of the others."""


def check(
    pair: tuple[ast.Node, ast.Node], conditions: tuple[ast.Node, ...], settings: Settings,
    points: list[Evaluator], span: Span,
) -> int:  # fmt: skip
    """Check an equation with an order term at several points; return how many."""
    orders = [(side, n) for side in pair for n in walk(side) if isinstance(n, ast.Order)]
    side, order = orders[0]
    seen = 0
    with mp.workdps(100):
        for evaluator in points[:12]:
            names = small_names(order, pair, settings, evaluator.table)
            refuse_other_limit(conditions, names)
            for fast in ("", *names) if len(names) > 1 else ("",):
                try:
                    ratios = ratios_along(evaluator, pair, side, order, names, fast)
                except Undefined:
                    continue
                if None in ratios:
                    continue
                if not (bounded(ratios) if fast else acceptable(ratios, order.kind)):
                    raise Wrong(
                        Failure(
                            f"the remainder is not {WORDS[order.kind]}: its ratios at 1e-6 and 1e-8"
                            f" are {mp.nstr(ratios[0], 4)} and {mp.nstr(ratios[1], 4)}"
                            f"\n  at {shown(evaluator, pair)}",
                            span,
                        )
                    )
                seen += 1
    if not seen:
        raise SyntaxProblem("the order term could not be evaluated at any point", order.span)
    return seen


def refuse_other_limit(conditions: tuple[ast.Node, ...], names: list[str]) -> None:
    r"""Refuse `O(x^2) \text{ as } t \to 0`: what goes to 0 stands in the order term."""
    for condition in conditions:
        if isinstance(condition, ast.Relation) and condition.relations == ("to",):
            variable = condition.sides[0]
            if not isinstance(variable, ast.Name) or variable.name not in names:
                raise SyntaxProblem("the order term speaks of another variable", condition.span)


def ratios_along(
    evaluator: Evaluator, pair: tuple[ast.Node, ast.Node], side: ast.Node, order: ast.Order,
    names: list[str], fast: str,
) -> list[Any]:  # fmt: skip
    """Return remainder over order term on the way to 0, where one name may go faster.

    A ratio is None where both are 0, and where the last term before the dots happens to vanish.
    """
    found: list[Any] = []
    for scale in SCALES:
        sizes = {name: mp.mpf(10) ** (-scale * (FASTER if name == fast else 1)) for name in names}
        shrunk = evaluator.bind(shrink(evaluator, sizes))
        gap = magnitude(tensors.subtract(shrunk.value(pair[0]), shrunk.value(pair[1])))
        size = abs(measure(shrunk, side, order))
        idle = order.kind == "dots" or gap <= mp.mpf(10) ** -80
        found.append(gap / size if size != 0 else None if idle else mp.inf)
    return found


def bounded(ratios: list[Any]) -> bool:
    """Return whether the ratios stay below a bound."""
    return bool(mp.isfinite(ratios[0]) and ratios[1] < 5 * max(ratios[0], mp.mpf(1)))


def magnitude(value: Any) -> Any:
    """Return the largest absolute value; unlike a relative distance it grows without end."""
    entries = value.flat if tensors.is_array(value) else [value]
    return max(abs(scalars.number(scalars.primal(x))) for x in entries)


WORDS = {
    "O": "of exactly this order",
    "o": "of higher order",
    "dots": "of higher order than the last term shown",
}


def acceptable(ratios: list[Any], kind: str) -> bool:
    """Return whether the ratios of remainder and order term behave as the symbol says."""
    first, second = ratios
    if kind == "O":
        return bool(
            second < 1e3 * (1 + first)
            and second > first / 10
            and second < 30 * max(first, mp.mpf(10) ** -30)
        )
    return bool(second < first / 3 or second < mp.mpf(10) ** -12)


def small_names(
    order: ast.Order, pair: tuple[ast.Node, ast.Node], settings: Settings, table: SymbolTable
) -> list[str]:
    """Return the names that go to 0 together; if the sides have one free number, it is meant."""
    if settings.small:
        return [canonical(name) for name in settings.small.split(",")]
    if order.argument is None:
        free = [n for n in free_names(pair, table) if isinstance(table[n].type, symbols.Scalar)]
        if len(free) == 1:
            return free
        raise SyntaxProblem(
            "+ \\cdots needs the option small: the variable that goes to 0", order.span
        )
    names = [n.name for n in walk(order.argument) if isinstance(n, ast.Name)]
    return [n for n in dict.fromkeys(names) if not isinstance(table[n].type, symbols.Size)]


def shrink(evaluator: Evaluator, sizes: dict[str, Any]) -> dict[Key, Any]:
    """Return bindings that make the small quantities smaller, keeping their direction."""
    return {
        (name, ()): tensors.multiply(scale, evaluator.entry(name, ()))
        for name, scale in sizes.items()
    }


def measure(evaluator: Evaluator, side: ast.Node, order: ast.Order) -> Any:
    """Return the size of the order term, or of the last term before the dots."""
    if order.argument is not None:
        return scalars.primal(evaluator.value(order.argument))
    for node in walk(side):
        if isinstance(node, ast.Binary) and node.right is order:
            last = last_term(node.left)
            value = evaluator.value(last)
            return magnitude(value)
    raise SyntaxProblem("+ \\cdots closes a sum", order.span)


def last_term(node: ast.Node) -> ast.Node:
    """Return the last term of a sum, also of one that a factor multiplies: b x^2 of b (x + x^2)."""
    if isinstance(node, ast.Binary) and node.operator in ("+", "-"):
        return last_term(node.right)
    if isinstance(node, ast.Binary) and node.operator == "*":
        return replace(node, right=last_term(node.right))
    return node
