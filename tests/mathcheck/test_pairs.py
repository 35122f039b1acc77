r"""Whether `\sum_{i < j}` runs over i or over pairs, by what stands around it."""

import pytest

from mathcheck.checking.check import check_statement
from mathcheck.errors import MathError
from mathcheck.grammar.declarations import parse_symbols
from mathcheck.grammar.parser import parse_block
from mathcheck.grammar.symbols import SymbolTable

SYMBOLS = r"""
n : dim
i, j, k : index n
z : R^n
A : R^{n x n}
P, Q : R
P = \sum_{i < j} z_i z_j
Q = \sum_{i \ne j} z_i z_j
c : R^n
c_j = \sum_{i < j} z_i
f : R^n -> R
f(z) = \sum_{i < j} z_i z_j
"""
TABLE, _ = parse_symbols(SYMBOLS.strip(), SymbolTable())
SQUARES = r"\left( \sum_i z_i \right)^2 - \sum_i z_i^2"


def failures(latex):
    verdicts = [check_statement(statement, TABLE) for statement in parse_block(latex, TABLE)]
    return [verdict.failure.message for verdict in verdicts if verdict.failure]


@pytest.mark.parametrize(
    "latex",
    [
        rf"2 \sum_{{i < j}} z_i z_j = {SQUARES}",
        r"\sum_{i < j} z_i z_j + \sum_{i < k} z_i z_k = 2 \sum_{i < j} z_i z_j",
        r"\sum_{i < j} (A_{ij} + A_{ji}) = \sum_{i \ne j} A_{ij}",
        r"\max_{i < j} |z_i - z_j| = \max_i z_i - \min_i z_i",
        r"\sum_j z_j \sum_{i < j} z_i = \sum_{i < j} z_i z_j",
        r"\sum_{j, i \ne j} z_i = (n - 1) \sum_i z_i",
        r"\frac{\partial}{\partial z_k} \sum_{i < j} z_i z_j = \sum_{i \ne k} z_i",
    ],
)
def test_pairs_are_meant_where_the_other_name_is_bound_nowhere_else(latex):
    assert failures(latex) == []


@pytest.mark.parametrize(
    "latex",
    [
        r"\sum_{i < j} z_i = \sum_{i=1}^{j-1} z_i",
        r"c_j = \sum_{i=1}^{j-1} z_i",
        r"\sum_{i < j} z_i z_j = z_j c_j",
        r"\sum_{i \ne j} z_i = \sum_i z_i - z_j",
        r"\sum_{i < 3} z_i = z_1 + z_2 \text{ for } n \ge 2",
    ],
)
def test_one_name_runs_where_the_other_is_given(latex):
    assert failures(latex) == []


@pytest.mark.parametrize("name", ["2 P", "Q", "2 f(z)"])
def test_a_definition_means_pairs_even_where_it_is_used_beside_a_given_index(name):
    assert failures(rf"z_j \, {name} = z_j \left( {SQUARES} \right)") == []


@pytest.mark.parametrize(
    "latex",
    [
        rf"\sum_{{i < j}} z_i z_j = {SQUARES}",
        rf"2 \sum_{{i \le j}} z_i z_j = {SQUARES}",
        rf"z_j P = z_j \left( {SQUARES} \right)",
        r"\sum_{i < j} z_i z_j = z_j \sum_i z_i",
    ],
)
def test_a_wrong_sum_over_pairs_is_refused(latex):
    [message] = failures(latex)
    assert "does not hold" in message


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"\sum_{i < j} z_i \ge 0", "each j or over all pairs"),
        (r"\sum_{i \ne j} z_i \ge 0", "each j or over all pairs"),
        (r"\sum_{i < j} z_j \ge 0", "the index i does not occur"),
    ],
)
def test_an_ambiguous_sum_is_refused(latex, message):
    with pytest.raises(MathError, match=message):
        parse_block(latex, TABLE)
