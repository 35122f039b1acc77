"""Where a value lies, and how far two values are apart."""

from fractions import Fraction

import pytest
from mpmath import mp, mpf

from mathcheck.errors import ShapeProblem, Undefined
from mathcheck.grammar.declarations import parse_symbols
from mathcheck.grammar.parser import parse_block
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.sampling.worlds import SampledWorld
from mathcheck.values import relations, tensors
from mathcheck.values.evaluate import Evaluator

TABLE, _ = parse_symbols("p : N = 2\nq : N = 7", SymbolTable())


def misplaced(latex):
    [claim] = parse_block(latex, TABLE)[0].claims
    left, right = claim.sides
    return relations.misplaced(Evaluator(SampledWorld(TABLE)), left, claim.relations[0], right)


@pytest.mark.parametrize(
    ("latex", "wanted"),
    [
        (r"p \in \{1, 2\}", None),
        (r"q \in \{1, 2\}", (7, "outside")),
        (r"p \notin \{1, 2\}", (2, "inside")),
        (r"q \notin \{1, 2\}", None),
        (r"p, q \in \{1, 2\}", (7, "outside")),
        (r"p, q \notin \{1, 2\}", (2, "inside")),
        (r"p, q \in (0, 8)", None),
    ],
)
def test_a_misplaced_value_is_named_with_where_it_is(latex, wanted):
    assert misplaced(latex) == wanted


def vector(*entries):
    return tensors.array(entries, (len(entries),))


@pytest.mark.parametrize(
    ("left", "right", "in_percent", "wanted"),
    [
        (mpf(3), mpf(2), False, 1),
        (mpf(3), mpf(-2), True, 250),
        (Fraction(1, 2), 1, False, 0.5),
        (0, 0, True, 0),
        (mp.inf, mp.inf, False, 0),
        (vector(1, mpf(2), 3), vector(1, mpf("2.5"), 3), False, 0.5),
        (vector(1, mpf(2), 5), vector(1, mpf("2.5"), 5), True, 10),
        (vector(1, 0), vector(1, 0), True, 0),
    ],
)
def test_the_deviation_is_the_largest_difference_of_the_entries(left, right, in_percent, wanted):
    assert relations.deviation(left, right, in_percent=in_percent) == wanted


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(ShapeProblem, match="cannot compare a vector of length 2 and a number"):
        relations.deviation(vector(1, 2), 1, in_percent=False)
    with pytest.raises(ShapeProblem, match="of length 2 and a vector of length 3"):
        relations.deviation(vector(1, 2), vector(1, 2, 3), in_percent=True)
    with pytest.raises(Undefined, match="no percentage"):
        relations.deviation(1, 0, in_percent=True)
