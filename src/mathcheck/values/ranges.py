"""The value of sums, products and extrema over ranges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from mpmath import mp

from mathcheck.errors import Endless, ShapeProblem, SyntaxProblem, Undefined
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.dependencies import dependencies
from mathcheck.grammar.trees import walk
from mathcheck.values import relations, scalars, tensors
from mathcheck.values.lookup import lowest
from mathcheck.values.tensors import Value

if TYPE_CHECKING:
    from mathcheck.values.evaluate import Evaluator, Key


def bindings_of(self: Evaluator, ranges: tuple[ast.Range, ...]) -> Iterator[dict[Key, Value]]:
    """Yield the bindings that a list of ranges goes through; later ranges see earlier names."""
    if not ranges:
        yield {}
        return
    first, *rest = ranges
    for choice in members(self, first):
        bound: dict[Key, Value] = {(first.name, ()): choice}
        child = self.bind(bound)
        if any(child.whole(node) == choice for node in first.unequal):
            continue
        if first.condition is not None and not child.holds(first.condition):
            continue
        for deeper in bindings_of(child, tuple(rest)):
            yield {**bound, **deeper}


def members(self: Evaluator, bounds: ast.Range) -> list[Value]:
    """Return what a bound name runs through."""
    if bounds.members is not None:
        found = self.value(bounds.members)
        if not isinstance(found, (tuple, frozenset)):
            raise ShapeProblem("this is not a set of indices", bounds.members.span)
        return sorted(found) if all(isinstance(item, int) for item in found) else list(found)
    if bounds.low is not None and bounds.high is not None:
        high = self.value(bounds.high)
        if not tensors.is_array(high) and mp.isinf(scalars.number(scalars.primal(high))):
            raise ShapeProblem(
                "a sum without end is checked as a limit: \\lim_{T \\to \\infty}", bounds.high.span
            )
        first, last = self.whole(bounds.low), self.whole(bounds.high)
        if last < min(first - 1, 0):
            raise Undefined(f"the range {first}..{last} runs backward", bounds.high.span)
        return list(range(first, last + 1))
    if bounds.high is not None:
        return list(range(lowest(self, bounds.name), self.whole(bounds.high) + 1))
    return list(self.extent(bounds.name))


def big(self: Evaluator, node: ast.Big) -> Value:
    """Return a sum, a product or an extremum over ranges."""
    if endless := next((r for r in node.ranges if r.low is not None and r.high is None), None):
        raise SyntaxProblem(
            f"{symbols.plain(endless.name)} has a start below \\{node.kind} and no end: write it"
            f" above, as in \\{node.kind}_{{k=1}}^n",
            node.span,
        )
    if is_continuous(self, node.ranges[0]):
        return continuous_extremum(self, node)
    if infinite := next((r for r in node.ranges if ends_never(r)), None):
        return series(self, node, infinite)
    names = {r.name for r in node.ranges}
    if not names & {n.name for n in walk(node.body) if isinstance(n, ast.Name)}:
        if not any(
            names & dependencies(n.name, self.table)
            for n in walk(node.body)
            if isinstance(n, ast.Name)
        ):
            if node.kind != "sum" or node.ranges[0].low is None:
                bad = symbols.plain(node.ranges[0].name)
                raise SyntaxProblem(
                    f"the index {bad} does not occur in what follows \\{node.kind}", node.span
                )
    values, places = [], []
    for bound in bindings_of(self, node.ranges):
        values.append(self.within(bound, node.body))
        places.append(bound)
    if node.kind == "array":
        return tensors.array(values, tuple(len(members(self, item)) for item in node.ranges))
    if node.kind == "sum":
        return tensors.total(values) if values else zero_like(self, node)
    if node.kind == "prod":
        product: Value = 1
        for value in values:
            product = tensors.multiply(product, value)
        return product
    if not values:
        raise Undefined("an extremum over nothing", node.span)
    if node.kind.startswith("arg"):
        best = values[0]
        chosen = 0
        for number, value in enumerate(values):
            sign = scalars.compare(value, best)
            if sign == (1 if node.kind == "argmax" else -1):
                best, chosen = value, number
        return places[chosen][node.ranges[0].name, ()]
    return scalars.maximum(*values) if node.kind in ("max", "sup") else scalars.minimum(*values)


def zero_like(self: Evaluator, node: ast.Big) -> Value:
    """Return the empty sum: 0 of the shape that the terms would have."""
    for name, low in ((r.name, r.low) for r in node.ranges):
        place = self.whole(low) if low is not None else 1
        try:
            value = self.within({(name, ()): place}, node.body)
        except Undefined:
            return 0
        return tensors.each(lambda _: 0, value)
    return 0


def ends_never(bounds: ast.Range) -> bool:
    """Return whether a range goes to infinity."""
    return isinstance(bounds.high, ast.Constant) and bounds.high.name == "infty"


def series(self: Evaluator, node: ast.Big, bounds: ast.Range) -> Value:
    """Return a sum without end by its first terms, which must have died away."""
    if node.kind != "sum":
        raise SyntaxProblem(f"\\{node.kind} without end is not known, only \\sum", node.span)
    low = self.whole(bounds.low) if bounds.low is not None else 0
    self.tolerance = max(self.tolerance, 10.0**-mp.dps)
    result: Value = None
    small = 0  # terms in a row; a single one may be 0, as in the sum of k q^k
    for index in range(low, low + MOST_TERMS):
        term = self.within({(bounds.name, ()): index}, node.body)
        result = term if result is None else tensors.add(result, term)
        tiny = relations.distance(term, tensors.each(lambda _: 0, term)) < mp.mpf(10) ** (-mp.dps)
        small = small + 1 if tiny else 0
        if small == 3:
            return result
    size = relations.distance(result, tensors.each(lambda _: 0, result))
    raise Endless(
        f"the series has not settled after {MOST_TERMS} terms ({mp.nstr(size, 5)})", node.span
    )


def is_continuous(self: Evaluator, bounds: ast.Range) -> bool:
    """Return whether an extremum runs over numbers, not indices."""
    kind = self.table[bounds.name].type
    return isinstance(kind, symbols.Scalar) and not kind.integer and bounds.members is None


def peaks(heights: list[Any]) -> list[int]:
    """Return the places of a grid around which the highest point may be: at most four."""
    highest, low = max(heights), min(h for h in heights if mp.isfinite(h) or h == max(heights))
    near = highest - (highest - low) / 100 if mp.isfinite(highest - low) else highest
    padded = [-mp.inf, *heights, -mp.inf]
    found = [
        k for k, (a, b, c) in enumerate(zip(padded, heights, padded[2:], strict=False))
        if b >= near and b >= max(a, c)
    ]  # fmt: skip
    return sorted(found, key=lambda k: -heights[k])[:4]


def golden(height: Callable[[Any], Any], left: Any, right: Any, rounds: int) -> tuple[Any, Any]:
    """Return the highest point between two places, and how high it is, by golden sections."""
    ratio = (mp.sqrt(5) - 1) / 2
    first, second = right - ratio * (right - left), left + ratio * (right - left)
    lower, upper = height(first), height(second)
    for _ in range(rounds):
        if lower < upper:
            left, first, lower = first, second, upper
            second = left + ratio * (right - left)
            upper = height(second)
        else:
            right, second, upper = second, first, lower
            first = right - ratio * (right - left)
            lower = height(first)
    return (left + right) / 2, height((left + right) / 2)


def continuous_extremum(self: Evaluator, node: ast.Big) -> Value:
    """Return the extremum over an interval: a grid, then golden sections around its best points."""
    bounds = node.ranges[0]
    kind = self.table[bounds.name].type
    assert isinstance(kind, symbols.Scalar)
    low_node, high_node = bounds.low or kind.low, bounds.high or kind.high
    low = self.value(low_node) if low_node is not None else mp.mpf(-40)
    high = self.value(high_node) if high_node is not None else mp.mpf(40)
    low, high = (scalars.number(scalars.primal(x)) for x in (low, high))
    sign = 1 if node.kind in ("max", "sup", "argmax") else -1

    def height(place: Any) -> Any:
        try:
            value = self.within({(bounds.name, ()): place}, node.body)
        except Undefined:
            return -mp.inf
        return sign * scalars.number(scalars.primal(value))

    with mp.workdps(30):
        step = (high - low) / 200
        heights = [height(low + step * k) for k in range(201)]
        rest = [(low + step * k, heights[k]) for k in peaks(heights)]
        rounds = 70 if node.kind.startswith("arg") else 40  # near the top the height is flat
        tops = [golden(height, max(low, x - step), min(high, x + step), rounds) for x, _ in rest]
        found, top = max((*tops, *rest), key=lambda pair: pair[1])
        ends = [end for end, given in ((low, low_node), (high, high_node)) if given is None]
        if any(found == end and height(2 * end) > top + 1 for end in ends):
            raise Undefined(f"{node.kind} over a line on which it grows without end", node.span)
    self.tolerance = max(self.tolerance, 1e-12)
    return found if node.kind.startswith("arg") else sign * top


MOST_TERMS = 10_000
"""A series that has not died away by then is said not to settle."""
HANDLERS: dict[type, Callable[[Evaluator, Any], Value]] = {ast.Big: big}
