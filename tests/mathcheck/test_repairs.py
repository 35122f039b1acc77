"""Which true formulas are proposed in place of a wrong one, and in which order."""

from mathcheck.checking.verdicts import on_trial
from mathcheck.edits import mutants as edits
from mathcheck.edits.repairs import nearest_repairs
from mathcheck.errors import SyntaxProblem


def test_a_repair_is_found_and_named():
    wrong, right = r"s_i (\delta_{ij} + s_j)", r"s_i (\delta_{ij} - s_j)"
    found = nearest_repairs(wrong, lambda latex: latex == right)
    assert [(m.latex, m.description) for m in found] == [(right, "with `-` in place of `+`")]


def test_likelier_repairs_come_first():
    found = nearest_repairs("a + 2 b_i", lambda latex: True, limit=1000)
    order = [list(edits.OPERATORS).index(mutant.operator) for mutant in found]
    assert order == sorted(order)
    assert found[0].operator == "sign"


def test_repairs_stop_at_their_limit_and_their_budget():
    asked = []
    assert len(nearest_repairs("a + b = c", lambda latex: True, limit=2)) == 2
    assert nearest_repairs("a + b = c", lambda latex: bool(asked.append(latex)), budget=7) == []
    assert len(asked) == 7


def test_what_cannot_be_read_is_no_repair():
    def holds(latex):
        raise SyntaxProblem("no")

    assert nearest_repairs("a = b", holds) == []


def test_repairs_say_as_much_as_the_claim():
    found = [mutant.latex for mutant in nearest_repairs("a = b c", lambda _: True, limit=1000)]
    assert edits.key("a = c") in map(edits.key, found)
    assert "b c = b c" not in found
    assert not [latex for latex in found if r"\ne" in latex or "<" in latex]
    assert "b = b" not in [m.latex for m in nearest_repairs("a = b", lambda _: True, limit=1000)]
    found = [mutant.latex for mutant in nearest_repairs("a < b", lambda _: True, limit=1000)]
    assert "a > b" in found


def test_repairs_near_the_fault_come_first():
    latex = "a + b = c \\\\ d + e = f"
    place = latex.index("d + e")
    found = nearest_repairs(latex, lambda _: True, limit=1, near=(place, len(latex)))
    assert found[0].span[0] >= place


def test_nobody_is_asked_where_no_repairs_are_wanted():
    with on_trial():
        assert nearest_repairs("a = b", lambda latex: True) == []
    assert nearest_repairs("a = b", lambda latex: True)
