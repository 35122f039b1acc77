"""Known functions, sums and other operators over ranges, dots, and expectations."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from mpmath import mp

from mathcheck import ast, calculus, relations, scalars, symbols, tensors
from mathcheck.errors import ShapeProblem, SyntaxProblem, Undefined
from mathcheck.evaluate import HANDLERS, Evaluator, Key, dependencies, derived, family_slots
from mathcheck.tensors import Value

MOST_OUTCOMES = 20000

# -- known functions --------------------------------------------------------------------------


def builtin(self: Evaluator, node: ast.Builtin) -> Value:
    """Return the value of a known function."""
    if node.function in SPECIAL:
        return SPECIAL[node.function](self, node)
    arguments = [self.value(argument) for argument in node.arguments]
    if node.function in MATRIX_FUNCTIONS:
        return MATRIX_FUNCTIONS[node.function](*arguments)
    function = scalars.FUNCTIONS[node.function]
    if tensors.is_array(arguments[0]):
        raise ShapeProblem(
            f"{node.function} of {tensors.describe(arguments[0])}: write its entries", node.span
        )
    return derived(function, node.order)(arguments[0]) if node.order else function(arguments[0])


def kronecker(self: Evaluator, node: ast.Builtin) -> Value:
    """Return 1 if two indices are equal, else 0."""
    first, second = (self.whole(index) for index in node.arguments)
    return int(first == second)


def extreme(self: Evaluator, node: ast.Builtin) -> Value:
    """Return the larger or smaller of some numbers, or of the entries of a vector."""
    values = [self.value(argument) for argument in node.arguments]
    if len(values) == 1 and tensors.is_array(values[0]):
        values = list(values[0].flat)
    if any(tensors.is_array(value) for value in values):
        raise ShapeProblem(f"{node.function} of vectors: write the entries", node.span)
    if any(mp.isinf(scalars.primal(v)) for v in values if isinstance(v, mp.mpf)):
        raise Undefined("an extremum with infinity", node.span)
    return scalars.maximum(*values) if node.function in ("max", "sup") else scalars.minimum(*values)


def subdifferential(self: Evaluator, node: ast.Builtin) -> Value:
    """Return the interval between the one-sided derivatives of a convex function at a point."""
    function = derived(self.function(node.arguments[0], 1), 1)
    place = self.value(node.arguments[1])
    step = mp.mpf(10) ** (-2 * mp.dps // 3)
    low = function(scalars.subtract(place, step))
    high = function(scalars.add(place, step))
    return tensors.array((low, high), (2,))


def binomial(self: Evaluator, node: ast.Builtin) -> Value:
    """Return a binomial coefficient of whole numbers; 0 if k > n."""
    n, k = (
        self.whole(argument, "an entry of a binomial coefficient") for argument in node.arguments
    )
    return int(mp.binomial(n, k)) if 0 <= k <= n else 0


SPECIAL: dict[str, Callable[[Evaluator, ast.Builtin], Value]] = {
    "kronecker": kronecker,
    "binomial": binomial,
    "subdifferential": subdifferential,
    **dict.fromkeys(("max", "min", "sup", "inf"), extreme),
}
MATRIX_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "diag": tensors.diagonal,
    "tr": tensors.trace,
    "det": tensors.determinant,
    "rank": tensors.rank,
    "inner": lambda a, b: tensors.multiply(tensors.transpose(a), b),
    "eigmax": lambda a: tensors.eigenvalues(a)[-1],
    "eigmin": lambda a: tensors.eigenvalues(a)[0],
    "singmax": lambda a: tensors.singular_values(a)[-1],
    "singmin": lambda a: tensors.singular_values(a)[0],
}

# -- sums, products, extrema over ranges ------------------------------------------------------


def bindings_of(self: Evaluator, ranges: tuple[ast.Range, ...]) -> Iterator[dict[Key, Value]]:
    """Yield the bindings that a list of ranges goes through; later ranges see earlier names."""
    if not ranges:
        yield {}
        return
    first, *rest = ranges
    inner_ranges = tuple(rest)
    partners = [n.name for n in first.unequal if isinstance(n, ast.Name) and self.is_open(n.name)]
    for choice in members(self, first):
        bound: dict[Key, Value] = {(first.name, ()): choice}
        child = self.bind(bound)
        extra: Iterator[dict[Key, Value]] = iter([{}])
        if partners:
            extra = ({(partners[0], ()): other} for other in self.extent(partners[0]))
        for more in extra:
            inner = child.bind(more) if more else child
            if any(inner.whole(node) == choice for node in first.unequal):
                continue
            if first.condition is not None and not inner.holds(first.condition):
                continue
            for deeper in bindings_of(inner, inner_ranges):
                yield {**bound, **more, **deeper}


def members(self: Evaluator, bounds: ast.Range) -> list[Value]:
    """Return what a bound name runs through."""
    if bounds.members is not None:
        found = self.value(bounds.members)
        if not isinstance(found, (tuple, frozenset)):
            raise ShapeProblem("this is not a set of indices", bounds.members.span)
        return sorted(found) if all(isinstance(item, int) for item in found) else list(found)
    if bounds.low is not None:
        if bounds.high is None:
            return list(range(self.whole(bounds.low), max(self.extent(bounds.name)) + 1))
        high = self.value(bounds.high)
        if not tensors.is_array(high) and mp.isinf(scalars.number(scalars.primal(high))):
            raise ShapeProblem(
                "a sum without end is checked as a limit: \\lim_{T \\to \\infty}", bounds.high.span
            )
        return list(range(self.whole(bounds.low), self.whole(bounds.high) + 1))
    if bounds.high is not None:
        return list(range(self.lowest(bounds.name), self.whole(bounds.high) + 1))
    return list(self.extent(bounds.name))


def big(self: Evaluator, node: ast.Big) -> Value:
    """Return a sum, a product or an extremum over ranges."""
    if is_continuous(self, node.ranges[0]):
        return continuous_extremum(self, node)
    if infinite := next((r for r in node.ranges if ends_never(r)), None):
        return series(self, node, infinite)
    names = {r.name for r in node.ranges}
    if not names & {n.name for n in ast.walk(node.body) if isinstance(n, ast.Name)}:
        if not any(
            names & dependencies(n.name, self.table)
            for n in ast.walk(node.body)
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
    low = self.whole(bounds.low) if bounds.low is not None else 0
    result: Value = None
    small = 0  # terms in a row; a single one may be 0, as in the sum of k q^k
    for index in range(low, low + 4000):
        term = self.within({(bounds.name, ()): index}, node.body)
        result = term if result is None else tensors.add(result, term)
        tiny = relations.distance(term, tensors.each(lambda _: 0, term)) < mp.mpf(10) ** (-mp.dps)
        small = small + 1 if tiny else 0
        if small == 3:
            return result
    size = relations.distance(result, tensors.each(lambda _: 0, result))
    raise Undefined(f"the series has not settled after 4000 terms ({mp.nstr(size, 5)})", node.span)


def is_continuous(self: Evaluator, bounds: ast.Range) -> bool:
    """Return whether an extremum runs over numbers, not indices."""
    kind = self.table[bounds.name].type
    return isinstance(kind, symbols.Scalar) and not kind.integer and bounds.members is None


def continuous_extremum(self: Evaluator, node: ast.Big) -> Value:
    """Return the extremum over an interval: a grid, then golden sections around its best point."""
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
        grid = [low + (high - low) * k / 200 for k in range(201)]
        best = max(grid, key=height)
        step = (high - low) / 200
        left, right = max(low, best - step), min(high, best + step)
        ratio = (mp.sqrt(5) - 1) / 2
        for _ in range(70):
            first, second = right - ratio * (right - left), left + ratio * (right - left)
            if height(first) < height(second):
                left = first
            else:
                right = second
        found = max((best, (left + right) / 2, low, high), key=height)
        top = height(found)
    self.tolerance = max(self.tolerance, 1e-12)
    return found if node.kind.startswith("arg") else sign * top


# -- dots -------------------------------------------------------------------------------------


def dots(self: Evaluator, node: ast.Dots) -> Value:
    """Return a sum or a product with terms left out, found from the first and the last ones."""
    period, holes = pattern_of(self, node)
    before, after = list(node.before), list(node.after)
    step = direction(self, node, holes, period)
    start, stop = holes[0][0][1], holes[0][0][2]
    terms: list[Value] = []
    for number in range((stop - start) // step + 1 if (stop - start) * step >= 0 else 0):
        for offset in range(period):
            terms.append(self.value(shifted(self, before[offset], holes[offset], number, step)))
    terms += [self.value(extra) for extra in after[period:]]
    if not terms:
        return 1 if node.operator == "*" else 0
    result = terms[0]
    for term in terms[1:]:
        result = (
            tensors.multiply(result, term) if node.operator == "*" else tensors.add(result, term)
        )
    return result


Hole = tuple[ast.Node, int, int]


def pattern_of(self: Evaluator, node: ast.Dots) -> tuple[int, list[list[Hole]]]:
    """Return how many factors repeat, and where the first and the last group differ."""
    for period in range(1, min(len(node.before), len(node.after)) + 1):
        if len(node.before) % period:
            continue
        pairs = zip(node.before[:period], node.after[:period], strict=True)
        holes = [hole for first, last in pairs if (hole := differences(self, first, last))]
        if len(holes) == period and continued(self, node, holes, period):
            return period, holes
    raise SyntaxProblem("the terms around the dots follow no pattern", node.span)


def continued(self: Evaluator, node: ast.Dots, holes: list[list[Hole]], period: int) -> bool:
    """Return whether the groups of terms before the dots go on as the first one says."""
    step = direction(self, node, holes, period)
    return all(
        agree(
            self,
            shifted(self, node.before[k % period], holes[k % period], k // period, step),
            node.before[k],
        )
        is not False
        for k in range(period, len(node.before))
    )


def differences(self: Evaluator, first: ast.Node, last: ast.Node) -> list[Hole] | None:
    """Return the integer parts in which two terms differ, or None if they differ otherwise."""
    if first == last:
        return None
    found: list[Hole] = []

    def visit(one: Any, other: Any) -> bool:
        if one == other:
            return True
        if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
            return all(visit(a, b) for a, b in zip(one, other, strict=True))
        if isinstance(one, ast.Name) and isinstance(other, ast.Name) and one.name == other.name:
            return visit(one.indices, other.indices)
        if (
            isinstance(one, ast.Node)
            and type(one) is type(other)
            and not isinstance(one, (ast.Name, ast.Number))
        ):
            names = [k for k in vars(one) if k != "span"]
            saved = len(found)
            if all(visit(getattr(one, k), getattr(other, k)) for k in names):
                return True
            del found[saved:]
        if isinstance(one, ast.Node) and isinstance(other, ast.Node):
            try:
                found.append((one, self.whole(one), self.whole(other)))
            except (ShapeProblem, Undefined):
                return False
            return True
        return False

    return found if visit(first, last) and found else None


def direction(self: Evaluator, node: ast.Dots, holes: list[list[Hole]], period: int) -> int:
    """Return +1 or -1: the way in which the index goes."""
    if len(node.before) > period:
        following = differences(self, node.before[0], node.before[period])
        if following:
            return following[0][2] - following[0][1]
    return 1 if holes[0][0][2] >= holes[0][0][1] else -1


def shifted(
    self: Evaluator, term: ast.Node, holes: list[Hole], number: int, step: int = 0
) -> ast.Node:
    """Return a term with its index moved on."""
    step = step or 1

    def rebuild(part: Any) -> Any:
        for hole, start, _ in holes:
            if part is hole:
                return ast.Number(Fraction(start + number * step))
        if isinstance(part, tuple):
            return tuple(rebuild(item) for item in part)
        if isinstance(part, ast.Node):
            values = {k: rebuild(v) for k, v in vars(part).items() if k != "span"}
            return type(part)(**values, span=part.span)
        return part

    moved: ast.Node = rebuild(term)
    return moved


def agree(self: Evaluator, expected: ast.Node, came: ast.Node) -> bool | None:
    """Return whether two terms have one value; None where the place does not exist here."""
    try:
        return bool(relations.distance(self.value(expected), self.value(came)) < 1e-20)
    except ShapeProblem:
        return False
    except Undefined:
        return None


# -- expectations -----------------------------------------------------------------------------


def random_names(self: Evaluator, node: ast.Node) -> list[str]:
    """Return the random variables that a tree depends on and that nothing has bound."""
    found: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            found |= dependencies(part.name, self.table)
    bound = {name for name, _ in self.bindings}
    return sorted(
        name
        for name in found
        if isinstance(base_type(self, name), symbols.Random) and name not in bound
    )


def base_type(self: Evaluator, name: str) -> symbols.Type:
    """Return the type of the members of a family."""
    kind = self.table[name].type
    while isinstance(kind, symbols.Sequence_):
        kind = kind.element
    return kind


def random_keys(self: Evaluator, node: ast.Node, names: list[str]) -> list[Key]:
    """Return the random variables with the family indices that occur in a tree."""
    keys: dict[Key, None] = {}
    for name in names:
        if not family_slots(self.table[name].type):
            keys[name, ()] = None
            continue
        for used in family_members(self, node, name, 0):
            keys[name, used] = None
    return list(keys)


def family_members(self: Evaluator, node: ast.Node, name: str, depth: int) -> set[tuple[int, ...]]:
    """Return which members of a random family a tree's value uses, by evaluating it once."""
    seen: set[tuple[int, ...]] = set()
    world = self.world
    original = world.sample

    def spy(asked: str, family: tuple[int, ...], evaluator: Evaluator) -> Value:
        if asked == name:
            seen.add(family)
        return original(asked, family, evaluator)

    world.sample = spy  # type: ignore[method-assign, assignment]
    child = self.bind({})
    child.memo = {}
    try:
        child.value(node)
    finally:
        world.sample = original  # type: ignore[method-assign]
    return seen


def mean(self: Evaluator, node: ast.Node, over: tuple[str, ...], given: ast.Node | None) -> Value:
    """Return the exact mean of a tree over all outcomes of its random variables."""
    names = random_names(self, node)
    if given is not None:
        names = sorted({*names, *random_names(self, given)})
    names = [name for name in names if not over or name in over]
    if not names:
        raise ShapeProblem("nothing is random here: declare the random variable", node.span)
    normal = [n for n in names if base_type(self, n).law == "normal"]  # type: ignore[union-attr]
    keys = random_keys(self, node, [n for n in names if n not in normal])
    if len(normal) > 1:
        raise ShapeProblem("only one normal variable can be integrated over", node.span)
    tables = [self.world.outcomes(name, family, self) for name, family in keys]
    count = math.prod(len(table) for table in tables)
    if count > MOST_OUTCOMES:
        raise ShapeProblem(f"{count} outcomes are too many: declare smaller dimensions", node.span)
    result: Value = None
    for combination in itertools.product(*tables):
        weight: Value = 1
        bound: dict[Key, Value] = {}
        for key, (value, probability) in zip(keys, combination, strict=True):
            bound[key] = value
            weight = scalars.multiply(weight, probability)
        child = self.bind(bound)
        term = (
            gaussian_mean(child, node, normal[0], given)
            if normal
            else restricted(child, node, given)
        )
        self.absorb(child)
        term = tensors.multiply(weight, term)
        result = term if result is None else tensors.add(result, term)
    return result


def restricted(self: Evaluator, node: ast.Node, given: ast.Node | None) -> Value:
    """Return a value, or 0 of its shape where the event does not happen."""
    value = self.value(node) if not isinstance(node, ast.Relation) else int(self.holds(node))
    if given is not None and not self.holds(given):
        return tensors.each(lambda _: 0, value)
    return value


def gaussian_mean(self: Evaluator, node: ast.Node, name: str, given: ast.Node | None) -> Value:
    """Return the mean over a standard normal variable, by quadrature."""

    def integrand(place: Value) -> Value:
        child = self.bind({(name, ()): place})
        return tensors.multiply(mp.npdf(place), restricted(child, node, given))

    return calculus.quadrature(self, integrand, -mp.inf, mp.inf, node)


def expectation(self: Evaluator, node: ast.Expectation) -> Value:
    """Return E, Var, Cov or Pr, exactly over finite laws."""
    if node.kind == "given" and not random_names(self, node.body):
        return int(self.holds(node.body))
    if node.kind in ("E", "Pr", "given"):
        return mean(self, node.body, node.over, node.given)
    parts = node.body.items if isinstance(node.body, ast.Listing) else (node.body, node.body)
    left, right = parts
    center = [mean(self, part, node.over, node.given) for part in parts]
    if tensors.is_array(center[0]) and node.kind == "Var":
        raise ShapeProblem("Var of a vector: write Cov, or the variance of an entry", node.span)
    outer = ast.Binary("*", left, ast.Transpose(right) if tensors.is_array(center[0]) else right)
    product = mean(self, outer, node.over, node.given)
    return tensors.subtract(product, tensors.multiply(center[0], tensors.transpose(center[1])))


def indicator(self: Evaluator, node: ast.Indicator) -> Value:
    """Return 1 where a condition holds, else 0."""
    return int(self.holds(node.condition))


def listing(self: Evaluator, node: ast.Listing) -> Value:
    """Refuse a list where a value is wanted."""
    raise ShapeProblem("a list of expressions has no value", node.span)


def set_of(self: Evaluator, node: ast.SetOf) -> Value:
    """Return a set of indices."""
    if node.standard:
        raise ShapeProblem("a set of numbers has no value", node.span)
    return tuple(sorted(self.whole(item) for item in node.elements))


def interval(self: Evaluator, node: ast.Interval) -> Value:
    """Return the two ends of a closed interval, to compare it with another one."""
    return tensors.array((self.value(node.low), self.value(node.high)), (2,))


def order(self: Evaluator, node: ast.Order) -> Value:
    """Return 0 for what is left out: the check of the statement accounts for it."""
    return 0


HANDLERS.update({
    ast.Builtin: builtin,
    ast.Big: big,
    ast.Dots: dots,
    ast.Expectation: expectation,
    ast.Indicator: indicator,
    ast.Listing: listing,
    ast.SetOf: set_of,
    ast.Interval: interval,
    ast.Order: order,
})  # fmt: skip
