"""The formulas one edit away from a wrong one that are true: what its author may have meant."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from mathcheck.checking.verdicts import EXPLAINING
from mathcheck.edits.mutants import Mutant, mutants
from mathcheck.edits.swaps import INEQUALITIES
from mathcheck.errors import MathError, Span
from mathcheck.grammar.lexer import tokenize
from mathcheck.grammar.signs import RELATIONS

UNLIKELY = frozenset(("condition", "norm"))
"""Operators that make a claim say less: their edits are no repairs."""


def nearest_repairs(
    latex: str,
    holds: Callable[[str], bool],
    limit: int = 3,
    budget: int = 200,
    near: Span | None = None,
) -> list[Mutant]:
    r"""Return formulas one edit away that hold, for the message about one that does not.

    Parameters
    ----------
    latex : str
        The formula that does not hold.
    holds : callable
        Says whether a formula holds; a `MathError` from it means no.
    limit : int
        Look no further after so many.
    budget : int
        Ask no more often than this.
    near : tuple of two int, optional
        Where the fault shows, such as the row of a derivation: edits inside are tried first.

    Returns
    -------
    list of Mutant
        The likeliest mistakes first: a sign, a constant, an index, a prime. An equation is not
        "repaired" into an inequality, nor into one with the same text on both sides.

    Examples
    --------
    >>> found = nearest_repairs("2 + 3 = 1", lambda latex: "-" in latex, limit=1)
    >>> found[0].description
    'with `-` before `2`'
    """
    if not EXPLAINING.get():
        return []
    candidates = [mutant for mutant in mutants(latex) if is_repair(latex, mutant)]
    if near is not None:
        first, last = near
        candidates.sort(key=lambda mutant: not (first <= mutant.span[0] and mutant.span[1] <= last))
    found: list[Mutant] = []
    for mutant in candidates[:budget]:
        try:
            if holds(mutant.latex):
                found.append(mutant)
        except MathError:
            continue
        if len(found) == limit:
            break
    return found


def is_repair(source: str, mutant: Mutant) -> bool:
    """Return whether a mutant may be what the author meant to write."""
    if mutant.operator in UNLIKELY:
        return False
    if mutant.operator == "relation":
        old = source[slice(*mutant.span)]
        following = mutant.latex[mutant.span[0] :].lstrip()
        return old in INEQUALITIES and following.startswith(tuple(INEQUALITIES))
    return not repeats_itself(mutant.latex)


def repeats_itself(latex: str) -> bool:
    """Return whether the two sides of some relation are written alike."""
    sides: list[list[str]] = [[]]
    for token in (t for t in tokenize(latex) if t.kind != "quad"):
        if token.text in RELATIONS:
            sides.append([])
        elif token.text not in ("{", "}", "&") and token.kind != "row":
            sides[-1].append(token.text)
    while sides[-1] and sides[-1][-1] in ("", ",", "."):
        sides[-1].pop()
    return any(left == right for left, right in pairwise(sides))
