"""What the normal forms know about each function."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from mathcheck.errors import NotProvable
from mathcheck.proof import laurent
from mathcheck.proof.bases import ONE, ZERO, Value, constant
from mathcheck.proof.laurent import Monomial
from mathcheck.proof.normalform import NormalForms

HALF = Fraction(1, 2)


def terms(forms: NormalForms, value: Value) -> list[Value]:
    """Return the summands of a value: each a number times generators, over the denominators."""
    below = [pair for pair in value.factors if forms.bases[pair[0]].kind == "sum" and pair[1] < 0]
    above = laurent.monomial(dict(value.factors) | {key: 0 for key, _ in below})
    under = Value(Fraction(1), tuple(below))
    return [
        forms.multiply((Value(value.coefficient * number, key), under))
        for key, number in forms.expanded(1, above).items()
    ]


def exp(forms: NormalForms, value: Value, *, imaginary: bool = False) -> Value:
    """Return e^value or, with `imaginary`, e^{i value}: a product over the summands."""
    if value.coefficient == 0:
        return ONE
    part = _imaginary_factor if imaginary else _real_factor
    return forms.multiply([part(forms, *summand) for summand in terms(forms, value)])


def _real_factor(forms: NormalForms, coefficient: Fraction, factors: Monomial) -> Value:
    if len(factors) == 1 and factors[0][1] == 1:
        name = forms.bases[factors[0][0]].data
        if isinstance(name, tuple) and name[0] == "log":
            result = known_power(forms, name[1][0], coefficient)
            if result is not None:
                return result
    real = forms.is_real(factors)
    return forms.power_of(
        forms.atom(("exp", "real", factors), 1 if real else None, real=real), coefficient
    )


def _imaginary_factor(forms: NormalForms, coefficient: Fraction, factors: Monomial) -> Value:
    if factors == ((pi(forms), 1),):
        return forms.power_of(forms.prime(-1), coefficient)
    return forms.power_of(forms.atom(("exp", "imaginary", factors), real=False), coefficient)


def log(forms: NormalForms, value: Value) -> Value:
    """Return the logarithm: a sum over the factors that are known not to be negative."""
    powers, rest = forms.split(value)
    if value.coefficient == 0 or (rest.coefficient < 0 and not rest.factors):
        raise NotProvable("a logarithm without a value")
    summands = [
        forms.multiply((constant(power), _log_of_base(forms, base))) for base, power in powers
    ]
    if rest != ONE:
        summands.append(forms.opaque("log", (rest,)))
    return forms.add(summands)


def _log_of_base(forms: NormalForms, base: Value) -> Value:
    name = forms.bases[base.factors[0][0]].data if base.factors else None
    if isinstance(name, tuple) and name[0] == "exp":
        return Value(Fraction(1), name[2])
    return forms.power_of(forms.atom(("log", (base,)), None if base.factors else 1))


def known_power(forms: NormalForms, value: Value, exponent: Fraction) -> Value | None:
    """Return a rational power, or None where it cannot be taken factor by factor."""
    if exponent.denominator == 1:
        return forms.raised(value, exponent.numerator)
    if value.coefficient == 0:
        if exponent < 0:
            raise NotProvable("a division by zero")
        return ZERO
    powers, rest = forms.split(value)
    if rest != ONE:
        return None
    return forms.multiply([_power_of_base(forms, *pair, exponent) for pair in powers])


def _power_of_base(forms: NormalForms, base: Value, power: Fraction, exponent: Fraction) -> Value:
    key = base.factors[0][0] if base.factors else forms.prime(base.coefficient.numerator)
    return forms.power_of(key, power * exponent)


def root(forms: NormalForms, value: Value, exponent: Fraction) -> Value:
    """Return a rational power; a base of unknown sign stays as it is under the root."""
    result = known_power(forms, value, exponent)
    if result is not None:
        return result
    powers, rest = forms.split(value)
    if not rest.factors:
        raise NotProvable("a root of a negative number")
    outside = [_power_of_base(forms, *pair, exponent) for pair in powers]
    return forms.multiply([*outside, forms.opaque("root", (rest, constant(exponent)))])


def power(forms: NormalForms, base: Value, exponent: Value) -> Value:
    """Return a power of any two values."""
    if not exponent.factors:
        return root(forms, base, exponent.coefficient)
    if forms.sign(base) != 1:
        raise NotProvable("a power of something that is not known to be positive")
    return exp(forms, forms.multiply((exponent, log(forms, base))))


def pi(forms: NormalForms) -> int:
    """Return the base of the number pi."""
    return forms.atom("pi", 1)


def hyperbolic(forms: NormalForms, value: Value, sign: int) -> Value:
    """Return (e^x + sign e^{-x}) / 2."""
    up = exp(forms, value)
    down = forms.raised(up, -1)
    return _scaled(HALF, forms.add((up, _scaled(sign, down))))


def tanh(forms: NormalForms, value: Value) -> Value:
    """Return (e^{2x} - 1) / (e^{2x} + 1)."""
    up = exp(forms, _scaled(2, value))
    return forms.divide(forms.add((up, constant(-1))), forms.add((up, ONE)))


def sin(forms: NormalForms, value: Value) -> Value:
    """Return (e^{ix} - e^{-ix}) / 2i."""
    up = exp(forms, value, imaginary=True)
    double = forms.add((up, forms.negative(forms.raised(up, -1))))
    return forms.multiply((double, _scaled(-HALF, forms.power_of(forms.prime(-1), HALF))))


def cos(forms: NormalForms, value: Value) -> Value:
    """Return (e^{ix} + e^{-ix}) / 2."""
    up = exp(forms, value, imaginary=True)
    return _scaled(HALF, forms.add((up, forms.raised(up, -1))))


def erf(forms: NormalForms, value: Value) -> Value:
    """Return the error function, which nothing is known about except that it is odd."""
    return forms.opaque("erf", (value,))


def normal_density(forms: NormalForms, value: Value) -> Value:
    """Return e^{-x^2/2} / sqrt(2 pi)."""
    double_pi = _scaled(2, forms.power_of(pi(forms)))
    bell = exp(forms, _scaled(-HALF, forms.raised(value, 2)))
    return forms.divide(bell, root(forms, double_pi, HALF))


def normal_distribution(forms: NormalForms, value: Value) -> Value:
    """Return (1 + erf(x / sqrt 2)) / 2."""
    argument = forms.multiply((value, root(forms, constant(2), -HALF)))
    return _scaled(HALF, forms.add((ONE, erf(forms, argument))))


def _scaled(number: int | Fraction, value: Value) -> Value:
    return Value(number * value.coefficient, value.factors)


RULES: dict[str, Callable[..., Value]] = {
    "add": lambda forms, *parts: forms.add(parts),
    "multiply": lambda forms, *parts: forms.multiply(parts),
    "divide": lambda forms, left, right: forms.divide(left, right),
    "power": power,
    "pi": lambda forms: forms.power_of(pi(forms)),
    "exp": exp,
    "log": log,
    "log2": lambda forms, x: forms.divide(log(forms, x), log(forms, constant(2))),
    "log10": lambda forms, x: forms.divide(log(forms, x), log(forms, constant(10))),
    "sqrt": lambda forms, x: root(forms, x, HALF),
    "abs": lambda forms, x: root(forms, forms.raised(x, 2), HALF),
    "sinh": lambda forms, x: hyperbolic(forms, x, -1),
    "cosh": lambda forms, x: hyperbolic(forms, x, 1),
    "tanh": tanh,
    "sin": sin,
    "cos": cos,
    "tan": lambda forms, x: forms.divide(sin(forms, x), cos(forms, x)),
    "erf": erf,
    "erfc": lambda forms, x: forms.add((ONE, forms.negative(erf(forms, x)))),
    "phi": normal_density,
    "Phi": normal_distribution,
}
"""The normal form of a function's value, from those of its arguments."""


def normal(forms: NormalForms, expression: Any) -> Value:
    """Return the normal form of a symbolic expression."""
    stack = [expression]
    while stack:
        node = stack[-1]
        missing = [part for part in node.parts if part not in forms.known]
        if missing:
            stack += missing
            continue
        stack.pop()
        if node not in forms.known:
            forms.spend(1)
            forms.known[node] = _rule(forms, node, [forms.known[part] for part in node.parts])
    return forms.known[expression]


def _rule(forms: NormalForms, node: Any, parts: list[Value]) -> Value:
    if node.name == "number":
        return constant(node.data)
    if node.name == "variable":
        return forms.power_of(forms.atom(("variable", *node.data), node.data[1]))
    if node.name in RULES:
        return RULES[node.name](forms, *parts)
    return forms.opaque(node.name, tuple(parts))
