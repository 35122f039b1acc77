"""Each edit of a declaration."""

import pytest

from mathcheck.mutation.declarationedits import symbol_mutants


@pytest.mark.parametrize(
    ("line", "operator", "expected"),
    [
        ("x : R+ -- in R+", "wider type", "x : R -- in R+"),
        ("n : N", "wider type", "n : N0"),
        ("u : (0, 1)", "wider type", "u : (0, 1]"),
        ("u : (0, 1)", "wider type", "u : R"),
        ("u : (0, 1]", "wider type", "u : [0, 1]"),
        ("u : (0, 1)", "interval", "u : (0, 2)"),
        ("p : simplex K", "wider type", "p : R^{K}"),
        ("y : onehot K at k", "wider type", "y : simplex K"),
        ("A : posdef n", "wider type", "A : psd n"),
        ("W : R^{n x d}", "dimension", "W : R^{d x n}"),
        ("z : R^K\nw : R^d", "dimension", "z : R^d\nw : R^d"),
        ("i : index K\nw : R^d", "dimension", "i : index d\nw : R^d"),
        ("f : R -> R", "arity", "f : R, R -> R"),
        ("H : R^K, R^K -> R", "arity", "H :  R^K -> R"),
        ("J : convex R^d -> R", "wider type", "J : R^d -> R"),
        ("B : random draws m of n", "law", "B : random permutation m of n"),
        (r"u : R = \beta x", "definition", r"u : R = -\beta x"),
        (r"\sigma(t) = 1 + t", "definition", r"\sigma(t) = 1 - t"),
        ("u : R = a\n  + b", "definition", "u : R = a\n  - b"),
    ],
)
def test_declarations(line, operator, expected):
    assert (operator, expected) in [(m.operator, m.latex) for m in symbol_mutants(line)]


def test_a_declaration_changes_and_its_neighbors_do_not():
    text = "x : R+ -- the step\nK : dim\np, q : simplex K\n"
    for mutant in symbol_mutants(text):
        changed = [pair for pair in zip(text.split("\n"), mutant.latex.split("\n"), strict=True)]
        assert sum(old != new for old, new in changed) == 1


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("x : R", set()),
        ("n : N0", {"N"}),
        ("u : [a, b]", {"(a, b]", "[a, b)"}),
        ("u : R^K", set()),
        ("f : R -> R>=0", {"R -> R+"}),
    ],
)
def test_types_that_are_made_narrower(line, kinds):
    found = [m for m in symbol_mutants(line) if m.operator == "narrower type"]
    assert {mutant.latex.partition(" : ")[2] for mutant in found} == kinds


def test_the_lower_end_of_an_interval_is_not_raised():
    assert [m.latex for m in symbol_mutants("u : (0, 2)") if m.operator == "interval"] == [
        "u : (0, 3)"
    ]


def test_the_note_is_no_part_of_a_declaration():
    assert not [m for m in symbol_mutants("x : R -- in R+, 2 at most") if "in R+, 2" not in m.latex]
