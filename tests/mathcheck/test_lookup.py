"""An index beyond the declared size has no value, whatever the definition says there."""

import pytest

from mathcheck.checking.check import check_statement
from mathcheck.grammar.declarations import parse_symbols
from mathcheck.grammar.parser import parse_block
from mathcheck.grammar.symbols import SymbolTable

SYMBOLS = r"""
n : dim 2..4
i, j : index n
z : R^n
v : R^n
v_i = i^2
A : R^{n x n}
A_{ij} = i + j
y : R
w : seq R
w_{i+1} = 2 w_i
"""


def failure(latex):
    table, _ = parse_symbols(SYMBOLS.strip(), SymbolTable())
    [statement] = parse_block(latex, table)
    found = check_statement(statement, table).failure
    return found and found.message


@pytest.mark.parametrize(
    "latex",
    [
        r"z_{i+1} - z_i = -(z_i - z_{i+1})",
        r"v_{i+1} - v_i = 2 i + 1 \text{ for } i < n",
        r"A_{i+1, i+1} = A_{i, i+1} + 1 \text{ for } i < n",
        r"w_{i+9} = 2^9 w_i",
    ],
)
def test_an_equation_holds_where_all_of_it_has_a_value(latex):
    assert failure(latex) is None


@pytest.mark.parametrize("latex", [r"v_{i+1} - v_i = 2 i + 1", r"A_{i+1, j} = i + 1 + j"])
def test_one_side_must_not_end_before_the_other(latex):
    assert "the left side has no value where the other one has" in failure(latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"z_{i+4} = z_{i+4}",
        r"v_{i+4} = (i + 4)^2 + v_{i+4} - v_{i+4}",
        r"v_{i+4} = v_{i+4}",
        r"v_{i-4} = v_{i-4}",
        r"A_{i+4, j} = A_{i+4, j}",
        r"z_{i+4} \le z_{i+4} + 1",
        r"z_{i+4} \in \{1, 2\}",
        r"z_{i+4} \to z_{i+4} \text{ for } y \to 0",
    ],
)
def test_an_equation_that_is_nowhere_in_range_is_refused(latex):
    assert "is outside 1.." in failure(latex)
