"""When a mutant reads as the source does, and when it does not read at all."""

import pytest

from mathcheck.grammar.declarations import parse_symbols
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.mutation.reading import difference
from mathcheck.pages.blocks import Block

SYMBOLS = r"""n : dim
i : index n
x, y : R
w : R^n
u : R of x
f, g : R -> R at x
h : R -> R
J : R^n -> R at w
"""


def fate(source, mutant, kind="display"):
    table = SymbolTable() if kind == "symbols" else parse_symbols(SYMBOLS, SymbolTable())[0]
    blocks = [Block(kind, text, "page.md", 1) for text in (source, mutant)]
    return difference(*blocks, table)[0]


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("x = y", "x = (y)"),
        ("f(x) = y", "f = y"),
        ("f'(x) = y", "f' = y"),
        ("f''(x) g(x) = y", "f'' g = y"),
        ("f(x)^2 = y", "f^2 = y"),
        (r"\frac{d}{dx} f(x) = y", r"\frac{d}{dx} f = y"),
        (r"\nabla J(w) = w", r"\nabla J = w"),
        (r"\sum_{i=1}^{n} f(x) w_i = y", r"\sum_{i=1}^{n} f w_i = y"),
        (r"x = y \quad \text{for } f(x) > 0", r"x = y \quad \text{for } f > 0"),
    ],
)
def test_the_same(source, mutant):
    assert fate(source, mutant) == fate(mutant, source) == "same"


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("f(y) = y", "f = y"),
        ("f'(y) = y", "f' = y"),
        ("f'(x) = y", "f = y"),
        ("f(x) = y", "g = y"),
        ("h(x) = y", "h = y"),
        (r"\nabla J(w) = w", "J = w"),
        (r"\frac{\partial}{\partial f} f^2 = y", r"\frac{\partial}{\partial f} f(x)^2 = y"),
    ],
)
def test_not_the_same(source, mutant):
    assert fate(source, mutant) == fate(mutant, source) == ""


def test_what_does_not_read_at_all():
    assert fate("x = y", "x = + ^2") == "syntax"
    assert fate("x = y", "x = v") == "undeclared"


def test_declarations_that_read_alike():
    text = "x : R\nf : R -> R at x\nu : R = f(x) + 1"
    assert fate(text, text.replace("f(x)", "f"), "symbols") == "same"
    assert fate(text, text.replace("f(x)", "f'"), "symbols") == ""
    assert fate(text, text.replace("u : R ", "u : R+ "), "symbols") == ""
