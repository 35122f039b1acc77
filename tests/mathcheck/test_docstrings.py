"""Docstrings need no options: what they define, document and go on from is found out."""

import sys
from types import ModuleType

import numpy as np
import pytest

from mathcheck.pages.blocks import Block, Outcome
from mathcheck.pages.page import check_page

SYMBOLS = "x : R\nf : R -> R at x\nb : R+ -- `rate`\nu : R\nn : dim\ni, j : index n\nz, s : R^n"


def scaled(x, *, rate=2.0):
    return rate * np.asarray(x) ** 2


def scaled_grad(x, *, rate=2.0):
    return 2 * rate * np.asarray(x)


def share(z):
    return np.exp(z) / np.exp(z).sum()


@pytest.fixture(autouse=True)
def package(monkeypatch):
    module = ModuleType("documented")
    for function in (scaled, scaled_grad, share):
        setattr(module, function.__name__, function)
    module.__file__ = __file__
    monkeypatch.setitem(sys.modules, "documented", module)


def outcomes(*docstrings: tuple[str, str], symbols: str = SYMBOLS) -> list[Outcome]:
    blocks = [Block("symbols", symbols, "page.md", 1)]
    for name, latex in docstrings:
        blocks.append(Block("display", latex, "page.md", 9, object=f"documented.{name}"))
    return check_page(blocks)[1:]


DEFINITION = ("scaled", r"f(x) = u^2 / b, \quad u = b x")


def test_first_equation_is_compared_with_the_function():
    (outcome,) = outcomes(DEFINITION)
    assert (outcome.status, outcome.linked) == ("linked", ("documented.scaled",))


def test_a_letter_of_the_page_may_mean_something_else_in_a_docstring():
    symbols = SYMBOLS.replace("u : R\n", "u : (0, 1)\n")
    again = ("scaled_grad", r"f'(x) = 2 u, \quad u = b x")
    page = [Block("symbols", symbols, "page.md", 1)]
    page += [
        Block("display", latex, "page.md", 9, object=f"documented.{name}")
        for name, latex in (DEFINITION, again)
    ]
    assert [problem for outcome in check_page(page) for problem in outcome.problems] == []


def test_first_equation_that_is_not_what_the_function_does():
    (outcome,) = outcomes(("scaled", "f(x) = b x^3"))
    assert "the equation and documented.scaled differ" in outcome.problems[0].message


def test_derivative_goes_on_from_the_function():
    outcome = outcomes(DEFINITION, ("scaled_grad", "f'(x) = 2 b x"))[1]
    assert (outcome.status, outcome.linked) == ("linked", ("documented.scaled_grad",))


def test_wrong_derivative():
    outcome = outcomes(DEFINITION, ("scaled_grad", "f'(x) = 3 b x"))[1]
    assert "left = right does not hold" in outcome.problems[0].message


def test_what_a_docstring_defines_is_unknown_to_others():
    outcome = outcomes(DEFINITION, ("share", "f'(x) = 2 b x"))[1]
    assert outcome.status == "failed"


def test_entries_are_compared_all_at_once():
    (outcome,) = outcomes(("share", r"s_i = \frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}"))
    assert outcome.linked == ("documented.share",)


def test_wrong_entries():
    (outcome,) = outcomes(("share", r"s_i = \frac{e^{z_i}}{\sum_{j=1}^n e^{-z_j}}"))
    assert "differ" in outcome.problems[0].message


def test_parameter_without_a_letter():
    (outcome,) = outcomes(("scaled", "f(t) = b t^2"), symbols="t : R\nb : R+\nf : R -> R")
    assert "nothing checks this definition" in outcome.problems[0].message


def test_words_in_quotes_are_passed_as_they_are():
    def choose(x, *, way):
        return x if way == "up" else -x

    sys.modules["documented"].choose = choose
    for way, status in (("up", "linked"), ("down", "failed")):
        link = f"documented.choose(x, way='{way}')"
        block = Block("display", "f(x) = x", "page.md", 9, object="documented.choose")
        options = type(block.options).from_mapping({"impl": link})
        (_, outcome) = check_page(
            [Block("symbols", SYMBOLS, "page.md", 1), Block(**{**vars(block), "options": options})]
        )
        assert outcome.status == status


def test_alias_shows_the_docstring_again():
    found = outcomes(DEFINITION, ("share", "s_i = e^{z_i}"), DEFINITION)
    assert [outcome.status for outcome in found] == ["linked", "failed", "linked"]
