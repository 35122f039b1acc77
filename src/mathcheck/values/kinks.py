"""Tell a corner, where a derivative does not exist, from a point where the formula only looks so.

Dual numbers stop at every tie of a piecewise formula: at 0 in `|x|`, but also in `x / (1 + |x|)`,
which has a slope there. The values just beside the point decide.
"""

from __future__ import annotations

from fractions import Fraction

from mpmath import mp

from mathcheck.errors import MathError
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.free import free_names
from mathcheck.grammar.trees import rebuilt, walk
from mathcheck.values import relations, scalars
from mathcheck.values.evaluate import Evaluator, Key
from mathcheck.values.tensors import Value


def is_real(evaluator: Evaluator, node: ast.Node) -> bool:
    """Return whether a derivative in a tree, or one of lower order, jumps at this point."""
    trees = [node]
    for part in walk(node):
        trees += [rebuilt(node, part, lower) for lower in lower_orders(part)]
    return any(
        jumps(evaluator, tree) or any(jumps_by_argument(evaluator, p) for p in walk(tree))
        for tree in trees
    )


def lower_orders(part: ast.Node) -> list[ast.Node]:
    """Return the derivatives of lower order on the way to a derivative."""
    if isinstance(part, ast.Prime):
        return [ast.Prime(part.function, n, span=part.span) for n in range(1, part.order)]
    if isinstance(part, ast.Derivative):
        ends = range(1, len(part.variables))
        return [ast.Derivative(part.operand, part.variables[:n], span=part.span) for n in ends]
    return []


def jumps_by_argument(evaluator: Evaluator, node: ast.Node) -> bool:
    """Return whether `f'(u)` has different values just beside u, even where u does not move."""
    if not (
        isinstance(node, ast.Call)
        and isinstance(node.function, ast.Prime)
        and len(node.arguments) == 1
    ):
        return False
    step = ast.Number(Fraction(1, 10 ** (2 * mp.dps // 3)))
    values = []
    for sign in "+-":
        moved = ast.Binary(sign, node.arguments[0], step)
        try:
            values.append(evaluator.value(ast.Call(node.function, (moved,), span=node.span)))
        except MathError:
            return False
    return differ(values)


def jumps(evaluator: Evaluator, node: ast.Node) -> bool:
    """Return whether a tree has different values just beside the evaluator's point."""
    step = mp.mpf(10) ** (-2 * mp.dps // 3)
    values = []
    for sign in (1, -1):
        moved: dict[Key, object] = {}
        for number, name in enumerate(sorted(free_names(node, evaluator.table))):
            kind = evaluator.table[name].type
            if isinstance(kind, symbols.Scalar) and not kind.integer and not kind.values:
                shift = sign * step * (1 + mp.mpf(number) / 8)
                moved[name, ()] = scalars.add(evaluator.entry(name, ()), shift)
        child = evaluator.bind(moved)
        child.memo = {}
        try:
            values.append(child.value(node))
        except MathError:
            return False
    return differ(values)


def differ(values: list[Value]) -> bool:
    """Return whether two values differ by more than a small step can explain."""
    return bool(relations.distance(*values) > mp.mpf(10) ** (-mp.dps // 4))
