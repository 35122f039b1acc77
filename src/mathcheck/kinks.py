"""Tell a corner, where a derivative does not exist, from a point where the formula only looks so.

Dual numbers stop at every tie of a piecewise formula: at 0 in `|x|`, but also in `x / (1 + |x|)`,
which has a slope there. The values just beside the point decide.
"""

from __future__ import annotations

from mpmath import mp

from mathcheck import ast, relations, scalars, symbols
from mathcheck.errors import MathError
from mathcheck.evaluate import Evaluator, Key
from mathcheck.free import free_names


def is_real(evaluator: Evaluator, node: ast.Node) -> bool:
    """Return whether a derivative in a tree, or one of lower order, jumps at this point."""
    parts = [part for part in ast.walk(node) if isinstance(part, (ast.Prime, ast.Derivative))]
    lower = [
        ast.rebuilt(node, part, ast.Prime(part.function, order, span=part.span))
        for part in parts
        if isinstance(part, ast.Prime)
        for order in range(1, part.order)
    ]
    return any(jumps(evaluator, tree) for tree in (node, *lower))


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
    return bool(relations.distance(*values) > mp.mpf(10) ** (-mp.dps // 4))
