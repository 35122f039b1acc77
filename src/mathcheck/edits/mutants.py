r"""Single edits of a formula: a flipped sign, another index, a factor left out.

Each operator is one function from a `Formula` to `Edit`s, entered in the table `OPERATORS`, in the
order in which people make the mistake. Nothing here knows what the formula means: an edit may leave
nonsense behind, and so it tests, too, that the checker refuses nonsense. `mathcheck.mutate` tries
the edits on whole pages; the checker tries them on a wrong formula, to say what would be right.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mathcheck.edits import omissions, scriptedits, swaps
from mathcheck.edits.formula import Edit, Formula, splice
from mathcheck.errors import Span

OPERATORS: dict[str, Callable[[Formula], Iterator[Edit]]] = {
    "sign": swaps.sign,
    "constant": swaps.constant,
    "index": swaps.index,
    "prime": swaps.prime,
    "exponent": scriptedits.exponent,
    "transpose": scriptedits.transpose,
    "fraction": swaps.fraction,
    "bound": scriptedits.bound,
    "symbol": swaps.symbol,
    "relation": swaps.relation,
    "operator": swaps.operator,
    "subscript": scriptedits.subscript,
    "e": swaps.euler,
    "norm": swaps.norm,
    "term": omissions.term,
    "factor": omissions.factor,
    "atom": omissions.atom,
    "group": omissions.group,
    "condition": omissions.condition,
}
"""Every operator by its name in reports, the likeliest mistakes first."""


@dataclass(frozen=True)
class Mutant:
    """A formula after an edit.

    Attributes
    ----------
    operator : str
        A name of `OPERATORS`.
    latex : str
        The whole formula, edited.
    span : tuple of two int
        The piece of the source that was replaced.
    description : str
        The edit in words that complete "true ..." or "wrong ...".
    """

    operator: str
    latex: str
    span: Span
    description: str


def key(latex: str) -> str:
    r"""Return a formula without white space and braces, which tell no two mutants apart.

    Examples
    --------
    >>> key(r"x^{2} \, y") == key("x^2y")
    True
    """
    return IGNORED.sub("", latex)


IGNORED = re.compile(r"\\[ ,;:!>]|(?<!\\)[\s{}~]")


def mutants(latex: str) -> Iterator[Mutant]:
    r"""Yield a formula with one edit in all possible ways, always in the same order.

    Parameters
    ----------
    latex : str
        LaTeX in math mode, without the dollar signs; rows and environments may be in it.

    Yields
    ------
    Mutant
        No two alike, and none like the source, white space and braces aside.

    Raises
    ------
    SyntaxProblem
        If a character of the source has no meaning in mathematics.

    Examples
    --------
    >>> for mutant in list(mutants("a = 1 + b"))[:3]:
    ...     print(mutant.latex, "--", mutant.description)
    -a = 1 + b -- with `-` before `a`
    a = -1 + b -- with `-` before `1`
    a = 1 - b -- with `-` in place of `+`
    """
    seen = {key(latex)}
    formula = Formula(latex)
    for name, edits in OPERATORS.items():
        for edit in edits(formula):
            edited = splice(latex, edit)
            spelled = key(edited)
            if spelled not in seen:
                seen.add(spelled)
                yield Mutant(name, edited, (edit.start, edit.end), describe(latex, edit))


def pairs(latex: str, count: int, seed: int) -> list[Mutant]:
    """Return random mutants with two edits that do not overlap, neither of them of a relation.

    (Almost anything is true once = has become ≠.)

    Parameters
    ----------
    latex : str
        The formula.
    count : int
        How many are wanted; a short formula may have fewer.
    seed : int
        The same seed gives the same mutants.
    """
    singles = [mutant for mutant in mutants(latex) if mutant.operator != "relation"]
    generator = random.Random(seed)
    found: dict[str, Mutant] = {key(latex): Mutant("", latex, (0, 0), "")}
    for _ in range(10 * count):
        if len(found) > count or len(singles) < 2:
            break
        first, second = sorted(generator.sample(singles, 2), key=lambda mutant: mutant.span)
        if first.span[1] >= second.span[0]:
            continue
        # The text before the second edit is the same in its mutant and in the source.
        offset = len(first.latex) - len(latex)
        edited = first.latex[: second.span[0] + offset] + second.latex[second.span[0] :]
        both = Mutant(
            "two edits",
            edited,
            (first.span[0], second.span[1]),
            f"{first.description} and {second.description}",
        )
        found.setdefault(key(edited), both)
    return list(found.values())[1:]


def describe(source: str, edit: Edit) -> str:
    r"""Return an edit in words that complete "true ..." or "wrong ...".

    Examples
    --------
    >>> describe("a + b", Edit(2, 3, "-")), describe("a + b", Edit(2, 5, ""))
    ('with `-` in place of `+`', 'without `+ b`')
    """
    old, new = (short(text) for text in (source[edit.start : edit.end], edit.new))
    if not old:
        return f"with `{new}` put in"
    if new in (f"-{old}", f"{{-{old}}}"):
        return f"with `-` before `{old}`"
    if old.replace(" ", "") == f"-{new}":
        return f"without the `-` before `{new}`"
    return f"with `{new}` in place of `{old}`" if new else f"without `{old}`"


def short(latex: str, most: int = 60) -> str:
    """Return LaTeX on one line, its middle left out if it is long."""
    line = " ".join(latex.split())
    return line if len(line) <= most else f"{line[: most // 2]} … {line[-most // 3 :]}"
