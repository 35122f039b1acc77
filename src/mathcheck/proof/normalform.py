r"""Normal forms: every expression as a number times a product of powers of known bases.

Sums are expanded, so that a zero is recognized; products stay factored, so that logarithms and
roots can be taken factor by factor.

Every rule is an identity wherever both of its sides have a value. So what comes out as zero is
zero wherever it has a value, even if two generators depend on each other; the converse need not
hold. Trigonometric functions are written with e^{it}, the imaginary unit being the root of -1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import floor, lcm
from typing import Any

from mathcheck.errors import NotProvable
from mathcheck.proof import laurent
from mathcheck.proof.bases import ONE, ZERO, Base, Value, constant, primes
from mathcheck.proof.laurent import Exponent, Monomial, Polynomial

LARGEST_POWER = 200
LARGEST_NUMBER = 1 << 16
"""In bits."""

KNOWN_DIVISORS = 40
"""How many of the known sums are tried as factors of a new one."""

LONGEST_SQUARE = 100
ODD = ("erf", "arctan", "arcsinh", "arctanh")


class NormalForms:
    """The bases found so far, and the arithmetic of values over them.

    Parameters
    ----------
    budget : int
        How many terms may be made; with more, `NotProvable` is raised.
    """

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.bases: list[Base] = []
        self.numbers: dict[Any, int] = {}
        self.sums: list[int] = []
        self.atoms: dict[str, list[tuple[tuple[Value, ...], int]]] = {}
        self.special: set[int] = set()
        self.known: dict[Any, Value] = {}

    def spend(self, terms: int) -> None:
        """Count terms that are about to be made."""
        self.budget -= terms
        if self.budget < 0:
            raise NotProvable("the normal form has too many terms")

    def check_size(self, number: int, exponent: Exponent) -> None:
        """Refuse a power of a number that would fill the memory."""
        if number.bit_length() * abs(Fraction(exponent)) > LARGEST_NUMBER:
            raise NotProvable("a number with too many digits")

    # Arithmetic

    def multiply(self, values: Iterable[Value]) -> Value:
        """Return the product of some values."""
        coefficient, exponents = Fraction(1), dict[int, Exponent]()
        for value in values:
            coefficient *= value.coefficient
            for key, exponent in value.factors:
                exponents[key] = exponents.get(key, 0) + exponent
        return self.reduced(coefficient, exponents)

    def raised(self, value: Value, exponent: int) -> Value:
        """Return an integer power of a value."""
        if value.coefficient == 0:
            if exponent < 0:
                raise NotProvable("a division by zero")
            return ZERO if exponent else ONE
        if abs(exponent) > LARGEST_POWER and value.factors:
            raise NotProvable("a power that is too high")
        for number in value.coefficient.as_integer_ratio():
            self.check_size(number, exponent)
        exponents = {key: power * exponent for key, power in value.factors}
        return self.reduced(value.coefficient**exponent, exponents)

    def divide(self, left: Value, right: Value) -> Value:
        """Return the quotient of two values."""
        return self.multiply((left, self.raised(right, -1)))

    def negative(self, value: Value) -> Value:
        """Return minus a value."""
        return Value(-value.coefficient, value.factors)

    def add(self, values: Sequence[Value]) -> Value:
        """Return the sum of some values."""
        values = [value for value in values if value.coefficient]
        if not values:
            return ZERO
        if len(values) == 1:
            return values[0]
        common = laurent.lowest([value.factors for value in values])
        inverse = laurent.monomial({key: -power for key, power in common.items()})
        scale = lcm(*(value.coefficient.denominator for value in values))
        total: Polynomial = {}
        for value in values:
            rest = laurent.times(value.factors, inverse)
            for key, number in self.expanded(int(value.coefficient * scale), rest).items():
                total[key] = total.get(key, 0) + number
        total = {key: number for key, number in total.items() if number}
        if not total:
            return ZERO
        divisors = [key for key in common if self.bases[key].kind == "sum"]
        product = self.factored(total, divisors)
        outside = Value(Fraction(1, scale), laurent.monomial(common))
        return self.multiply((outside, product))

    def reduced(self, coefficient: Fraction, exponents: dict[int, Exponent]) -> Value:
        """Return the value with given exponents, roots of primes below their first power."""
        if coefficient == 0:
            return ZERO
        for key in sorted(self.special & exponents.keys()):
            base, power = self.bases[key], exponents[key]
            if base.kind == "prime":
                self.check_size(base.data, power)
                coefficient *= Fraction(base.data) ** floor(power)
                exponents[key] = power - floor(power)
            elif base.kind == "abs":
                even = 2 * floor(Fraction(power) / 2)
                exponents[key] = power - even
                exponents[base.data] = exponents.get(base.data, 0) + even
        return Value(coefficient, laurent.monomial(exponents))

    def expanded(self, number: int, factors: Monomial) -> Polynomial:
        """Return a product as a polynomial; only roots of sums are left as factors."""
        polynomial: Polynomial = {(): number}
        loose: dict[int, Exponent] = {}
        for key, power in factors:
            base, whole = self.bases[key], floor(power)
            if base.kind == "sum" and whole > 0:
                for _ in range(whole):
                    polynomial = self.tidy(laurent.product(polynomial, base.data, self.spend))
                power -= whole
            loose[key] = power
        rest = laurent.monomial(loose)
        self.spend(len(polynomial))
        return self.tidy({laurent.times(key, rest): value for key, value in polynomial.items()})

    def tidy(self, polynomial: Polynomial) -> Polynomial:
        """Return a polynomial in which no root stands with a power that is not a root."""
        if not self.special:
            return polynomial
        result: Polynomial = {}
        for key, number in polynomial.items():
            if self.overflows(key):
                value = self.reduced(Fraction(1), dict(key))
                part = self.expanded(number * value.coefficient.numerator, value.factors)
            else:
                part = {key: number}
            for place, summand in part.items():
                result[place] = result.get(place, 0) + summand
        return {key: number for key, number in result.items() if number}

    def overflows(self, factors: Monomial) -> bool:
        """Tell whether a monomial holds a root with a power that is not a root."""
        return any(
            key in self.special and power >= (2 if self.bases[key].kind == "abs" else 1)
            for key, power in factors
        )

    def factored(self, polynomial: Polynomial, divisors: Sequence[int]) -> Value:
        """Return a polynomial as a product, split by the sums that are known already."""
        number, outside, rest = laurent.primitive(polynomial)
        exponents: dict[int, Exponent] = dict(outside)
        others = [key for key in self.sums[:KNOWN_DIVISORS] if key not in divisors]
        for key in (*divisors, *others):
            while len(rest) > 1:
                smaller = laurent.quotient(rest, self.bases[key].data, self.spend)
                if smaller is None:
                    break
                rest = smaller
                exponents[key] = exponents.get(key, 0) + 1
        if len(rest) > 1:
            base = laurent.square_root(rest) if 2 < len(rest) <= LONGEST_SQUARE else None
            key = self.sum_base(base or rest)
            exponents[key] = exponents.get(key, 0) + (2 if base else 1)
        else:
            ((factors, last),) = rest.items()
            number *= last
            for key, power in factors:
                exponents[key] = exponents.get(key, 0) + power
        return self.reduced(Fraction(number), exponents)

    # Bases

    def base(self, name: Any, base: Base) -> int:
        """Return the number of a base, which is new or known by its name."""
        if name not in self.numbers:
            self.numbers[name] = len(self.bases)
            if base.kind != "atom":
                self.special.add(len(self.bases))
            self.bases.append(base)
        return self.numbers[name]

    def sum_base(self, polynomial: Polynomial) -> int:
        """Return the base of a primitive polynomial with more than one term."""
        name = ("sum", frozenset(polynomial.items()))
        if name not in self.numbers:
            signs = [self.sign(Value(Fraction(number), key)) for key, number in polynomial.items()]
            sign = None if None in signs else max(sign for sign in signs if sign is not None)
            real = all(self.is_real(key) for key in polynomial)
            self.sums.append(self.base(name, Base("sum", polynomial, sign, real)))
        return self.numbers[name]

    def power_of(self, key: int, exponent: Exponent = 1) -> Value:
        """Return a power of a base as a value."""
        return self.reduced(Fraction(1), {key: exponent})

    def atom(self, name: Any, sign: int | None = None, *, real: bool = True) -> int:
        """Return the base of a variable or of a function's value."""
        return self.base(name, Base("atom", name, sign, real))

    def prime(self, number: int) -> int:
        """Return the base of a prime number, or of -1, whose root is the imaginary unit."""
        return self.base(
            ("prime", number), Base("prime", number, 1 if number > 0 else None, number > 0)
        )

    def absolute(self, key: int) -> int:
        """Return the base that is the absolute value of another."""
        return self.base(("abs", key), Base("abs", key, 0, True))

    def opaque(self, name: str, arguments: tuple[Value, ...]) -> Value:
        """Return a function's value about which nothing more is known."""
        if name in ODD:
            if arguments[0].coefficient == 0:
                return ZERO
            if arguments[0].coefficient < 0:
                return self.negative(self.opaque(name, (self.negative(arguments[0]),)))
        known = self.atoms.setdefault(name, [])
        for others, key in known:
            if all(self.same(*pair) for pair in zip(arguments, others, strict=True)):
                return self.power_of(key)
        key = self.atom((name, arguments))
        known.append((arguments, key))
        return self.power_of(key)

    def same(self, left: Value, right: Value) -> bool:
        """Tell whether two values are equal."""
        return left == right or self.add((left, self.negative(right))).coefficient == 0

    # Signs

    def sign(self, value: Value) -> int | None:
        """Return 1 for a positive value, 0 for one that is not negative, None for the others."""
        if value.coefficient <= 0:
            return None if value.coefficient else 0
        sign = 1
        for key, power in value.factors:
            base = self.bases[key]
            if base.sign is not None:
                sign = min(sign, base.sign)
            elif base.real and isinstance(power, int) and power % 2 == 0:
                sign = 0
            else:
                return None
        return sign

    def is_real(self, factors: Monomial) -> bool:
        """Tell whether all bases of a monomial have real values."""
        return all(self.bases[key].real for key, _ in factors)

    def split(self, value: Value) -> tuple[list[tuple[Value, Fraction]], Value]:
        """Split off the powers of bases that are not negative.

        Returns
        -------
        list of (base as a value, exponent), and the remaining value, which is 1 if all is split
        """
        powers: list[tuple[Value, Fraction]] = []
        for prime, count in primes(abs(value.coefficient)).items():
            powers.append((constant(prime), Fraction(count)))
        rest: dict[int, Exponent] = {}
        for key, power in value.factors:
            base = self.bases[key]
            if base.sign is not None:
                powers.append((Value(Fraction(1), ((key, 1),)), Fraction(power)))
            elif base.real and isinstance(power, int) and power % 2 == 0:
                powers.append((self.power_of(self.absolute(key)), Fraction(power)))
            else:
                rest[key] = power
        sign = 1 if value.coefficient > 0 else -1
        return powers, Value(Fraction(sign), laurent.monomial(rest))
