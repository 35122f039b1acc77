"""Tell cases apart: where the sign of an expression is not known, it is made known.

A variable that the expression depends on linearly is replaced by one that lies on a known side of
the place where the sign changes: x below, at and above t is t - u, t and t + u with u > 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from mathcheck.errors import NotProvable
from mathcheck.proof.bases import Value
from mathcheck.proof.laurent import Polynomial
from mathcheck.proof.normalform import NormalForms
from mathcheck.proof.symbolic import Sym, Undecided, lifted, sign, variable

Replacement = dict[Sym, Sym]
"""Variables, and the expressions that stand for them."""


def branches(undecided: Undecided) -> list[Replacement]:
    """Return replacements that cover all cases of the sign of an expression.

    Parameters
    ----------
    undecided : Undecided
        As `mathcheck.proof.symbolic.sign` raises it.

    Raises
    ------
    NotProvable
        If there is no variable that the sign depends on in a simple way.
    """
    for _ in range(9):
        forms, value = undecided.forms, undecided.value
        try:
            return _of_value(forms, value)
        except Undecided as deeper:  # the place where the sign changes has no known sign
            undecided = deeper
    raise NotProvable("the sign depends on too many others")


def refined(cases: Replacement, branch: Replacement) -> Replacement:
    """Return replacements followed by others."""
    return {old: replaced(new, branch) for old, new in cases.items()} | branch


def replaced(expression: Sym, replacement: Mapping[Sym, Sym]) -> Sym:
    """Return an expression with variables replaced."""
    if expression in replacement:
        return replacement[expression]
    if not expression.parts:
        return expression
    parts = [replaced(part, replacement) for part in expression.parts]
    if expression.name in OPERATIONS:
        return lifted(OPERATIONS[expression.name](*parts))
    return Sym(expression.name, tuple(parts), expression.data)


OPERATIONS: dict[str, Any] = {
    "add": lambda left, right: left + right,
    "multiply": lambda left, right: left * right,
    "divide": lambda left, right: left / right,
    "power": lambda left, right: left**right,
}


def _of_value(forms: NormalForms, value: Value) -> list[Replacement]:
    for key, _ in value.factors:
        if forms.bases[key].sign != 1:
            found = _of_base(forms, key)
            if found is not None:
                return found
    raise NotProvable("the sign of something that is not linear")


def _of_base(forms: NormalForms, key: int) -> list[Replacement] | None:
    """Return the cases of the sign of a base, or None if it cannot be told."""
    base = forms.bases[key]
    if base.kind == "abs":
        return _of_base(forms, base.data)
    if base.kind == "atom":
        place = _variable(forms, key)
        return _around(place, lifted(0)) if place is not None else None
    if base.kind != "sum":
        return None
    polynomial: Polynomial = base.data
    keys = sorted({key for item in polynomial for key, _ in item})
    for inner in keys:
        if forms.bases[inner].kind == "abs":
            return _of_base(forms, inner)
    known = {inner: place for inner in keys if (place := _variable(forms, inner)) is not None}
    if len(known) < len(keys):
        return None
    for free in (True, False):
        for inner, place in known.items():
            if place.name == "variable" and (place.data[1] is None) == free:
                threshold = _zero(polynomial, inner, known)
                if threshold is not None:
                    return _around(place, threshold)
    return None


def _zero(polynomial: Polynomial, key: int, known: Mapping[int, Sym]) -> Sym | None:
    """Return where a polynomial is zero as a function of one variable, if it is linear in it."""
    slope: Any = lifted(0)
    constant: Any = lifted(0)
    for factors, number in polynomial.items():
        term: Any = lifted(number)
        for other, power in factors:
            if other == key and power != 1:
                return None
            if other != key:
                term = term * known[other] ** Fraction(power)
        if any(other == key for other, _ in factors):
            slope = slope + term
        else:
            constant = constant + term
    sign(slope)
    return lifted(-constant / slope)


def _variable(forms: NormalForms, key: int) -> Sym | None:
    """Return the variable that a base is, or None for another base."""
    name = forms.bases[key].data
    if isinstance(name, tuple) and name[0] == "variable":
        return variable(*name[1:])
    return Sym("pi") if name == "pi" else None


def _around(place: Sym, threshold: Sym) -> list[Replacement]:
    """Return the cases of a variable below, at and above a threshold."""
    label, known = place.data
    beyond = variable(f"{label}'", 1)
    if known == 0:
        return [{place: lifted(0)}, {place: beyond}]
    if known is None:
        return [
            {place: threshold - beyond}, {place: threshold}, {place: threshold + beyond}
        ]  # fmt: skip
    if sign(threshold) != 1:
        raise NotProvable("a comparison that no value of the variable decides")
    return [
        {place: threshold * beyond / (1 + beyond)},
        {place: threshold},
        {place: threshold + beyond},
    ]
