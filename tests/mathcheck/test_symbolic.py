"""What is proved is true: normal forms have the values of the expressions they came from."""

import random
from fractions import Fraction

import pytest
from mpmath import mp, mpc, mpf

from mathcheck.errors import MathError, NotProvable, Undefined
from mathcheck.proof import rules
from mathcheck.proof.normalform import NormalForms
from mathcheck.proof.symbolic import Sym, is_zero, lifted, sign, unknown, variable
from mathcheck.values import scalars
from mathcheck.values.scalars import FUNCTIONS

exp, log, sqrt, tanh = (FUNCTIONS[name] for name in ("exp", "log", "sqrt", "tanh"))
sin, cos, erf, Phi, phi = (FUNCTIONS[name] for name in ("sin", "cos", "erf", "Phi", "phi"))
absolute = FUNCTIONS["abs"]
x, y, z, b = map(variable, "xyzb")
p, q = variable("p", 1), variable("q", 1)
r = variable("r", 0)
two, pi = lifted(2), Sym("pi")
f, f1, f2 = (unknown("f", (order,)) for order in range(3))
g, g1, g2 = (unknown("g", (order,)) for order in range(3))


def slope(function, *places, by=0, order=1):
    """Return a derivative by one of the places."""
    if order == 0:
        return function(*places)
    level = scalars.new_level()
    moved = [scalars.seed(x, level) if k == by else x for k, x in enumerate(places)]
    return scalars.tangent(slope(function, *moved, by=by, order=order - 1), level)


def sigma(t):
    return 1 / (1 + exp(-t))


def softplus(t):
    return log(1 + exp(t))


def silu(t):
    return scalars.multiply(t, sigma(t))


def mish(t):
    return scalars.multiply(t, tanh(softplus(t)))


def gelu(t):
    return scalars.multiply(t, Phi(t))


def logsumexp(*places):
    return log(sum(map(exp, places), lifted(0)))


def softmax(*places):
    return scalars.divide(exp(places[0]), sum(map(exp, places), lifted(0)))


def entropy(*places):
    shares = [softmax(s, *(t for t in places if t is not s)) for s in places]
    return -sum((scalars.multiply(s, log(s)) for s in shares), lifted(0))


s, S = sigma(x), softmax(x, y, z)
tau, norm = tanh(softplus(x)), sqrt(x * x + y * y)
logistic = sigma(b * x)

# Each line is a true equation and a false twin of it.
EQUATIONS = {
    "sigma'": (slope(sigma, x), s * (1 - s), s * (1 + s)),
    "sigma''": (slope(sigma, x, order=2), s * (1 - s) * (1 - 2 * s), s * (1 - s) * (1 + 2 * s)),
    "sigma(-x)": (sigma(-x), 1 - s, 1 + s),
    "log sigma": (log(s), -softplus(-x), -softplus(x)),
    "softplus": (softplus(x) - softplus(-x), x, -x),
    "tanh": (tanh(x), 2 * sigma(2 * x) - 1, 2 * sigma(x) - 1),
    "tanh''": (slope(tanh, x, order=2), -2 * tanh(x) * (1 - tanh(x) ** 2), 2 * tanh(x)),
    "hyperbolic": (FUNCTIONS["cosh"](2 * x), 1 + 2 * FUNCTIONS["sinh"](x) ** 2, 1 + 0 * x),
    "softmax": (slope(softmax, x, y, z, by=1), -S * softmax(y, x, z), S * softmax(y, x, z)),
    "softmax, own": (slope(softmax, x, y, z), S * (1 - S), S * (1 + S)),
    "logsumexp": (slope(logsumexp, x, y, z), S, 1 - S),
    "logsumexp''": (slope(logsumexp, x, y, z, order=2), S - S**2, S + S**2),
    "shift": (logsumexp(x + b, y + b, z + b), logsumexp(x, y, z) + b, logsumexp(x, y, z) - b),
    "entropy'": (slope(entropy, x, y, z), -S * (log(S) + entropy(x, y, z)), -S * log(S)),
    "silu''": (
        slope(silu, x, order=2), s * (1 - s) * (2 + x * (1 - 2 * s)), s * (1 - s) * (2 - x * s)
    ),
    "swish'": (
        slope(lambda t: t * sigma(b * t), x),
        logistic * (1 + b * x * (1 - logistic)), logistic * (1 + x * (1 - logistic)),
    ),
    "mish'": (slope(mish, x), tau + x * s * (1 - tau**2), tau + x * s * (1 + tau**2)),
    "mish''": (
        slope(mish, x, order=2),
        s * (1 - tau**2) * (2 + x * (1 - s) - 2 * x * s * tau),
        s * (1 - tau**2) * (2 + x * (1 - s) + 2 * x * s * tau),
    ),
    "gelu''": (slope(gelu, x, order=2), phi(x) * (2 - x**2), phi(x) * (2 + x**2)),
    "gelu''''": (
        slope(gelu, x, order=4), phi(x) * (7 * x**2 - x**4 - 4), phi(x) * (7 * x**2 - x**4 + 4)
    ),
    "Phi": (Phi(x), (1 + erf(x / sqrt(two))) / 2, (1 + erf(x)) / 2),
    "Phi(-x)": (Phi(-x), 1 - Phi(x), Phi(x)),
    "erf'": (slope(erf, x), 2 * phi(x * sqrt(two)) * sqrt(two), 2 * phi(x)),
    "erf of a sum": (erf(x - y), -erf(y - x), erf(y - x)),
    "erf of a quotient": (erf((x**2 - y**2) / (x - y)), erf(x + y), erf(x - y)),
    "two weights": (
        (x - b * z * y) ** 2 - (y - b * z * x) ** 2,
        (1 - b**2 * z**2) * (x**2 - y**2), (1 + b**2 * z**2) * (x**2 - y**2),
    ),
    "product rule": (
        slope(lambda t: f(t) * g(t), x), f1(x) * g(x) + f(x) * g1(x), f1(x) * g(x) - f(x) * g1(x)
    ),
    "quotient rule": (
        slope(lambda t: f(t) / g(t), x), f1(x) / g(x) - f(x) * g1(x) / g(x) ** 2, f1(x) / g1(x)
    ),
    "chain rule": (
        slope(lambda t: f(g(t)), x, order=2),
        f2(g(x)) * g1(x) ** 2 + f1(g(x)) * g2(x), f2(g(x)) * g1(x) + f1(g(x)) * g2(x),
    ),
    "argument": (f((x + 1) ** 2), f(x * x + 2 * x + 1), f(x * x - 2 * x + 1)),
    "log of a product": (
        log(p * q**3 / (1 + p)), log(p) + 3 * log(q) - log(1 + p), log(p) + 3 * log(q) - log(1 - p)
    ),
    "log of numbers": (log(lifted(12)), 2 * log(two) + log(lifted(3)), log(two) + log(lifted(3))),
    "log 2": (FUNCTIONS["log2"](8 * p), 3 + log(p) / log(two), 3 + log(p)),
    "geometric": (
        sum((x**k for k in range(7)), lifted(0)), (1 - x**7) / (1 - x), (1 - x**6) / (1 - x)
    ),
    "powers": (scalars.power(p, b + 1), p * scalars.power(p, b), scalars.power(p, b)),
    "power'": (
        slope(lambda t: scalars.power(t, b), p),
        b * scalars.power(p, b - 1), scalars.power(p, b - 1),
    ),
    "2^x": (slope(lambda t: scalars.power(two, t), x), log(two) * two**x, x * two ** (x - 1)),
    "root": (sqrt(8 * p**2), 2 * sqrt(two) * p, 2 * p),
    "roots": (1 / (1 + sqrt(two)), sqrt(two) - 1, sqrt(two) + 1),
    "nested roots": (sqrt(sqrt(p)) ** 2, sqrt(p), p),
    "absolute": (sqrt(x**2), absolute(x), x),
    "log of a square": (log(x**2), 2 * log(absolute(x)), 2 * log(x)),
    "norm'": (slope(lambda t: sqrt(t * t + y * y), x), x / norm, y / norm),
    "norm''": (slope(lambda t: sqrt(t * t + y * y), x, order=2), y**2 / norm**3, x**2 / norm**3),
    "double angle": (sin(2 * x), 2 * sin(x) * cos(x), 2 * sin(x)),
    "angles": (cos(x + y), cos(x) * cos(y) - sin(x) * sin(y), cos(x) * cos(y) + sin(x) * sin(y)),
    "tan'": (slope(FUNCTIONS["tan"], x), 1 + FUNCTIONS["tan"](x) ** 2, 1 + sin(x) ** 2),
    "sin pi": (sin(pi * 2 + pi / 2), lifted(1), lifted(0)),
    "arctan": (FUNCTIONS["arctan"](-x), -FUNCTIONS["arctan"](x), FUNCTIONS["arctan"](x)),
}  # fmt: skip


@pytest.mark.parametrize("name", EQUATIONS)
def test_equations_and_their_false_twins(name):
    left, right, wrong = EQUATIONS[name]
    assert is_zero(left - right, budget=1500)
    assert not is_zero(left - wrong)


@pytest.mark.parametrize(
    "difference",
    [
        log(x * y) - log(x) - log(y),
        log(x**2) - 2 * log(x),
        sqrt(x**2) - x,
        sqrt(x * y) - sqrt(x) * sqrt(y),
        scalars.power(x * y, Fraction(1, 3)) - scalars.power(y * y * x, Fraction(1, 3)),
        sqrt(sin(x) ** 2) - sin(x),
        log(sin(x) ** 2) - 2 * log(sin(x)),
        FUNCTIONS["arctan"](FUNCTIONS["tan"](x)) - x,
        f(x) - g(x),
        f(x) - f(-x),
        f1(x) - f(x),
        unknown("f", (1, 0))(x, y) - unknown("f", (0, 1))(x, y),
        exp(x) ** 2 - exp(x**2),
        exp(x * y) - exp(x) * exp(y),
    ],
    ids=str,
)
def test_equations_that_hold_somewhere_only(difference):
    assert not is_zero(difference)


# Normal forms have the values of the expressions they came from


LEAVES = {"x": x, "y": y, "p": p, "q": q, "r": r}
NAMES = (
    "exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "sinh", "cosh", "arctan", "arcsinh", "erf",
    "erfc", "Phi", "phi", "log2", "abs",
)  # fmt: skip
OPERATIONS = {
    "+": scalars.add, "-": scalars.subtract, "*": scalars.multiply, "/": scalars.divide,
    "^": scalars.power,
}  # fmt: skip


def any_tree(generator, depth):
    """Return a random expression as nested tuples."""
    if depth == 0 or generator.random() < 0.12:
        if generator.random() < 0.7:
            return (generator.choice([*LEAVES, "pi"]),)
        return (Fraction(generator.randint(-4, 4), generator.choice([1, 1, 1, 2, 3])),)
    if generator.random() < 0.5:
        parts = (any_tree(generator, depth - 1), any_tree(generator, depth - 1))
        return (generator.choice("++-**/"), *parts)
    if generator.random() < 0.4:
        number = Fraction(generator.randint(-3, 3), generator.choice([1, 1, 2]))
        exponent = (number,) if generator.random() < 0.8 else any_tree(generator, depth - 1)
        return ("^", any_tree(generator, depth - 1), exponent)
    return (generator.choice(NAMES), any_tree(generator, depth - 1))


def value_of(tree, leaves):
    """Return the value of a tree, numeric or symbolic as its leaves are."""
    name, *parts = tree
    if name in leaves:
        return leaves[name]
    values = [value_of(part, leaves) for part in parts]
    if not values:
        return lifted(name) if isinstance(leaves["x"], Sym) else scalars.number(name)
    return (OPERATIONS.get(name) or FUNCTIONS[name])(*values)


def any_point(generator):
    """Return numbers for the leaves, whole ones and zeros among them."""

    def number():
        return mpf(generator.choice([generator.uniform(-2, 2), generator.randint(-2, 2)]))

    positive = abs(number()) + mpf(generator.choice(["0.125", "0.5"]))
    return {
        "x": number(), "y": number(), "p": positive, "q": mpf(generator.uniform(0.1, 2)),
        "r": abs(number()), "pi": +mp.pi,
    }  # fmt: skip


class Reader:
    """The values of normal forms at a point."""

    def __init__(self, forms, point):
        self.forms, self.point = forms, point

    def value(self, value):
        return scalars.number(value.coefficient) * self.product(value.factors)

    def product(self, factors):
        return mp.fprod(self.power(key, scalars.number(exponent)) for key, exponent in factors)

    def power(self, key, exponent):
        base = self.forms.bases[key]
        if isinstance(base.data, tuple) and base.data[0] == "exp":
            unit = 1 if base.data[1] == "real" else mpc(0, 1)
            return mp.exp(unit * exponent * self.product(base.data[2]))
        value = self.base(base)
        return value ** int(exponent) if mp.isint(exponent) else mp.power(value, exponent)

    def base(self, base):
        if base.kind == "prime":
            return mpf(base.data)
        if base.kind == "sum":
            return mp.fsum(number * self.product(key) for key, number in base.data.items())
        if base.kind == "abs":
            return abs(self.base(self.forms.bases[base.data]))
        if base.data == "pi":
            return self.point["pi"]
        name, *rest = base.data
        if name == "variable":
            return self.point[rest[0]]
        arguments = [mp.re(self.value(argument)) for argument in rest[0]]
        return mp.power(*arguments) if name == "root" else FUNCTIONS[name](*arguments)


def differs_somewhere(seed):
    """Tell whether a random expression's normal form has another value than the expression."""
    generator = random.Random(seed)
    tree, forms = any_tree(generator, generator.randint(2, 5)), NormalForms(30_000)
    try:
        normal = rules.normal(forms, lifted(value_of(tree, {**LEAVES, "pi": pi})))
    except MathError:
        return False
    for _ in range(3):
        point = any_point(generator)
        try:
            wanted = value_of(tree, point)
            found = Reader(forms, point).value(normal)
        except (Undefined, ArithmeticError):
            continue
        if abs(wanted) < mpf(10) ** 200 and abs(wanted - found) > mpf(10) ** -20 * (
            1 + abs(wanted)
        ):
            return True
    return False


def test_normal_forms_have_the_values_of_their_expressions():
    with mp.workdps(60):
        assert not [seed for seed in range(600) if differs_somewhere(seed)]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("tanh", lambda forms, x: rules.hyperbolic(forms, x, -1)),
        ("sqrt", lambda forms, x: rules.root(forms, x, Fraction(1, 3))),
        ("log", lambda forms, x: forms.opaque("log", (forms.raised(x, 2),))),
        ("erfc", lambda forms, x: forms.negative(rules.erf(forms, x))),
    ],
)
def test_a_wrong_rule_gives_other_values(name, rule, monkeypatch):
    monkeypatch.setitem(rules.RULES, name, rule)
    with mp.workdps(60):
        assert any(differs_somewhere(seed) for seed in range(300))


def test_a_wrong_sign_gives_other_values(monkeypatch):
    monkeypatch.setattr(NormalForms, "sign", lambda self, value: 1)
    monkeypatch.setitem(LEAVES, "x", variable("x", 1))
    with mp.workdps(60):
        assert any(differs_somewhere(seed) for seed in range(300))


def test_pairs_with_different_values_are_never_proved_equal():
    trees = [any_tree(random.Random(seed), 2) for seed in range(70)]
    leaves = {**LEAVES, "pi": pi}
    point = {"x": mpf("0.7"), "y": mpf("-1.3"), "p": mpf("0.4"), "q": mpf("1.9"), "r": mpf("0.2")}
    known = []
    for tree in trees:
        try:
            known.append((value_of(tree, {**point, "pi": +mp.pi}), value_of(tree, leaves)))
        except MathError:
            continue
    proved = 0
    for left, first in known:
        for right, second in known:
            try:
                same = is_zero(lifted(first) - lifted(second), budget=2000)
            except MathError:
                continue
            proved += same and first is not second
            assert not same or abs(left - right) < 1e-12
    assert proved > 5  # some pairs are equal without being alike


# What cannot be decided


def test_signs():
    assert sign(1 + p**2) == 1
    assert sign(-exp(x) / (1 + exp(x))) == -1
    assert sign((x - y) ** 2 - x * x + 2 * x * y - y * y) == 0
    assert scalars.compare(p, -1) == 1
    assert scalars.maximum(p, -q) is p
    assert FUNCTIONS["sign"](-p) == -1
    for undecided in (x, x - y, p - q, x**2, r, sin(x), (1 - p) ** 3):
        with pytest.raises(NotProvable):
            sign(undecided)


ATTEMPTS = {
    "maximum": lambda: scalars.maximum(x, 0),
    "comparison": lambda: scalars.compare(x, y),
    "slope of |x|": lambda: slope(absolute, x),
    "floor": lambda: FUNCTIONS["floor"](x),
    "rounded": lambda: x + mpf(1),
    "rounded, left": lambda: mpf(1) * x,
    "power": lambda: is_zero(scalars.power(x, y)),
    "power of zero": lambda: is_zero(scalars.power(r, y)),
    "division by zero": lambda: is_zero(1 / (x - x * 1 + y - y)),
    "division by 0": lambda: x / 0,
    "log of zero": lambda: is_zero(log(x - x)),
    "log of -1": lambda: is_zero(log(-p / p)),
    "root of -1": lambda: is_zero(sqrt(lifted(-1))),
    "digits": lambda: is_zero(lifted(2) ** 10**9),
    "digits of a root": lambda: is_zero(sqrt(lifted(2)) ** (10**9 + 1)),
    "high power": lambda: is_zero((x + y) ** 300),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_what_has_no_normal_form(name):
    with pytest.raises((NotProvable, Undefined)):
        ATTEMPTS[name]()


def test_the_budget_stops_large_expressions():
    total = x + y + z + p + q + b
    with pytest.raises(NotProvable):
        is_zero((total + 1) ** 12 - (total * total + 1) ** 6)
    assert is_zero((total + 1) ** 2 - total**2 - 2 * total - 1, budget=1500)


def test_equal_expressions_are_one_object():
    assert x + y is variable("x") + variable("y")
    assert hash(lifted(2)) == hash(2)
    assert lifted(2) == 2
    assert x - 0 is x
    assert 0 * x == 0
    assert 1 * x is x
    assert x**0 == 1
    assert repr(f(x) + 1) == "add(unknown f (0,)(x), 1)"


def test_no_computer_algebra_system_is_loaded():
    import subprocess
    import sys

    code = "import sys, mathcheck.proof.prove; sys.exit('sympy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
