"""Symbolic scalars: expressions that flow through the evaluator, and a sound test for zero.

>>> x = variable("x")
>>> is_zero((x + 1) ** 2 - x**2 - 2 * x - 1)
True
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from weakref import WeakValueDictionary

from mathcheck.errors import NotProvable, Undefined
from mathcheck.proof.bases import Value
from mathcheck.proof.normalform import NormalForms
from mathcheck.proof.rules import normal
from mathcheck.values import scalars

BUDGET = 60_000
"""How many terms a proof may make: about half a second."""

LARGEST_NUMBER = 1 << 12
"""In bits."""


@dataclass
class Work:
    """What symbolic scalars have cost so far, in terms of a normal form."""

    done: int = 0


WORK = Work()
"""Proofs count it, so that they end after the same number of steps on every machine."""

NODES: WeakValueDictionary[tuple[Any, ...], Sym] = WeakValueDictionary()


class Undecided(NotProvable):
    """A sign that is not known: that of `value`, a value among some normal forms."""

    def __init__(self, forms: NormalForms, value: Value) -> None:
        super().__init__("a comparison of variables")
        self.forms = forms
        self.value = value


class Sym:
    """An expression: a function's name and its parts. Equal expressions are the same object.

    Attributes
    ----------
    name : str
        "number", "variable", "add", "multiply", "divide", "power", "pi" or a function's name.
    data : object
        The Fraction of a number; the name and the sign of a variable.
    parts : tuple of Sym
    """

    __slots__ = ("__weakref__", "data", "name", "parts")

    name: str
    data: Any
    parts: tuple[Sym, ...]

    def __new__(cls, name: str, parts: tuple[Sym, ...] = (), data: Any = None) -> Sym:
        """Return the expression, which may exist already."""
        WORK.done += 1
        key = (name, data, *map(id, parts))
        known = NODES.get(key)
        if known is None:
            known = object.__new__(cls)
            known.name, known.parts, known.data = name, parts, data
            NODES[key] = known
        return known

    def __repr__(self) -> str:
        if self.name == "number":
            return str(self.data)
        if self.name == "variable":
            return str(self.data[0])
        return f"{self.name}({', '.join(map(repr, self.parts))})"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (int, Fraction)):
            return self.name == "number" and bool(self.data == other)
        return self is other

    def __hash__(self) -> int:
        return hash(self.data) if self.name == "number" else id(self)

    def __add__(self, other: Any) -> Any:
        return _sum(self, other)

    def __radd__(self, other: Any) -> Any:
        return _sum(other, self)

    def __sub__(self, other: Any) -> Any:
        return _sum(self, -other)

    def __rsub__(self, other: Any) -> Any:
        return _sum(other, -self)

    def __mul__(self, other: Any) -> Any:
        return _product(self, other)

    def __rmul__(self, other: Any) -> Any:
        return _product(other, self)

    def __truediv__(self, other: Any) -> Any:
        return _quotient(self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _quotient(other, self)

    def __pow__(self, other: Any) -> Any:
        return _power(self, other)

    def __rpow__(self, other: Any) -> Any:
        return _power(other, self)

    def __neg__(self) -> Sym:
        return number(-self.data) if self.name == "number" else _product(number(-1), self)

    def __pos__(self) -> Sym:
        return self

    @staticmethod
    def apply(name: str, *arguments: Any) -> Any:
        """Return a function's value; the sign of a comparison as an int.

        Raises
        ------
        NotProvable
            If the value depends on a sign that is not known.
        """
        parts = tuple(map(lifted, arguments))
        if name == "power":
            return _power(*parts)
        if name == "compare":
            return sign(parts[0] - parts[1])
        if name == "sign":
            return number(sign(parts[0]))
        if name in ("floor", "ceil"):
            raise NotProvable(f"{name} of a variable")
        return Sym(name, parts)


def number(value: int | Fraction) -> Sym:
    """Return an exact number as an expression."""
    value = Fraction(value)
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > LARGEST_NUMBER:
        raise NotProvable("a number with too many digits")
    return Sym("number", (), value)


def variable(name: str, sign: int | None = None) -> Sym:
    """Return a real variable; `sign` is 1 for a positive one, 0 for one that is not negative."""
    return Sym("variable", (), (name, sign))


def lifted(value: Any) -> Sym:
    """Return a number or an expression as an expression."""
    if isinstance(value, Sym):
        return value
    if isinstance(value, (int, Fraction)):
        return number(value)
    raise NotProvable("a number that is known only approximately")


def unknown(name: str, orders: tuple[int, ...]) -> Callable[..., Any]:
    """Return a smooth function without a definition, or a partial derivative of one.

    Parameters
    ----------
    name : str
        The function's name.
    orders : tuple of int
        For each argument, how often the function is differentiated by it.

    Returns
    -------
    callable
        It takes scalars, duals among them.
    """

    def function(*arguments: Any) -> Any:
        level = max((item.level for item in arguments if isinstance(item, scalars.Dual)), default=0)
        if level == 0:
            return Sym(f"unknown {name} {orders}", tuple(map(lifted, arguments)))
        values = [_below(item, level) for item in arguments]
        slope: Any = 0
        for place, item in enumerate(arguments):
            change = scalars.tangent(item, level)
            if change != 0:
                raised = tuple(order + (place == at) for at, order in enumerate(orders))
                slope = slope + scalars.multiply(unknown(name, raised)(*values), change)
        return scalars.Dual(function(*values), slope, level)

    return function


def _below(item: Any, level: int) -> Any:
    return item.value if isinstance(item, scalars.Dual) and item.level == level else item


def is_zero(expression: Any, budget: int = BUDGET) -> bool:
    """Tell whether an expression is proved to be zero wherever it has a value.

    Parameters
    ----------
    expression : Sym, int or Fraction
    budget : int
        How many terms the proof may make.

    Returns
    -------
    bool
        False says that no proof was found, not that the expression differs from zero.

    Raises
    ------
    NotProvable
        If the budget does not suffice, or there is no rule for something.
    """
    return normal(NormalForms(budget), lifted(expression)).coefficient == 0


def sign(expression: Any, budget: int = BUDGET) -> int:
    """Return the sign of an expression, or raise `Undecided` if it is not known."""
    forms = NormalForms(budget)
    value = normal(forms, lifted(expression))
    WORK.done += budget - forms.budget
    if value.coefficient == 0:
        return 0
    if forms.sign(value) == 1:
        return 1
    if forms.sign(forms.negative(value)) == 1:
        return -1
    raise Undecided(forms, value)


def _sum(left: Any, right: Any) -> Any:
    if isinstance(left, scalars.Dual) or isinstance(right, scalars.Dual):
        return NotImplemented
    left, right = lifted(left), lifted(right)
    if left.name == right.name == "number":
        return number(left.data + right.data)
    if left == 0:
        return right
    return left if right == 0 else Sym("add", (left, right))


def _product(left: Any, right: Any) -> Any:
    if isinstance(left, scalars.Dual) or isinstance(right, scalars.Dual):
        return NotImplemented
    left, right = lifted(left), lifted(right)
    if left.name == right.name == "number":
        return number(left.data * right.data)
    if left == 0 or right == 1:
        return left
    if right == 0 or left == 1:
        return right
    if left.name == "number" and right.name == "multiply" and right.parts[0].name == "number":
        return _product(number(left.data * right.parts[0].data), right.parts[1])
    return Sym("multiply", (left, right))


def _quotient(left: Any, right: Any) -> Any:
    if isinstance(left, scalars.Dual) or isinstance(right, scalars.Dual):
        return NotImplemented
    left, right = lifted(left), lifted(right)
    if right == 0:
        raise Undefined("division by zero")
    if left.name == right.name == "number":
        return number(left.data / right.data)
    return left if right == 1 else Sym("divide", (left, right))


def _power(left: Any, right: Any) -> Any:
    if isinstance(left, scalars.Dual) or isinstance(right, scalars.Dual):
        return NotImplemented
    left, right = lifted(left), lifted(right)
    if right == 0:
        return number(1)
    return left if right == 1 else Sym("power", (left, right))
