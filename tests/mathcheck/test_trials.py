"""Which mutants of a page are tried, and the rows by which they are listed."""

import pytest

from mathcheck.edits.mutants import Mutant
from mathcheck.mutation.subject import prepare, read_blocks
from mathcheck.mutation.trials import KINDS, rows, trials
from mathcheck.pages.blocks import Block

PAGE = r"""# Page

```{symbols}
x : R+
y : R+ -- in no claim
```

$$
(x + 1)^2 = x^2 + 2 x + 1
$$

```{math}
:assume:
y = 2
```

$$
\frac{1}{x} > 0
$$
"""


@pytest.fixture
def subject(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(PAGE)
    return prepare(read_blocks(path))


def test_mutants_of_each_kind(subject):
    found = {kind: trials([subject], kind) for kind in KINDS}
    assert {kind: {t.kind for t in found[kind]} for kind in KINDS} == {k: {k} for k in KINDS}
    assert [{t.position for t in found[kind]} for kind in KINDS] == [{1, 3}, {0}, {1, 3}]
    declared = [rows(subject.blocks[0], trial.mutant) for trial in found["declarations"]]
    assert declared == [("x : R+", "x : R"), ("x : R+", "x : R>=0")]


DEFINED = r"""# Page

```{symbols}
x : R+
f : R+ -> R>=0 -- defined further down
g : R+ -> R+ -- any function
u : [1, 2] = 1 + x / (1 + x)
```

```{math}
:define:
f(x) = x u g(x)
```

$$
f(x) / g(x) = x u
$$
"""


def test_types_are_changed_so_that_they_claim_more(tmp_path):
    """What a definition settles gets a narrower type, what is free a wider one."""
    path = tmp_path / "page.md"
    path.write_text(DEFINED)
    found = trials([prepare(read_blocks(path))], "declarations")
    types = {"x": set(), "f": set(), "g": set(), "u": set()}
    for trial in found:
        if trial.mutant.operator in ("wider type", "interval", "narrower type"):
            _, after = rows(read_blocks(path)[0], trial.mutant)
            types[after[0]].add(after[4:])
    assert types == {
        "x": {"R", "R>=0"},
        "f": {"R -> R>=0", "R>=0 -> R>=0", "R+ -> R+"},
        "g": {"R -> R+", "R>=0 -> R+", "R+ -> R", "R+ -> R>=0"},
        "u": {"(1, 2] = 1 + x / (1 + x)", "[1, 2) = 1 + x / (1 + x)"},
    }


def test_pairs_are_always_the_same_and_more_of_them_are_others(subject):
    few, many = trials([subject], "pairs", 5), trials([subject], "pairs", 20)
    assert few == trials([subject], "pairs", 5)
    assert few[:5] == many[:5]
    assert len(few) == 10
    assert len(many) == len({trial.mutant.latex for trial in many}) == 40


@pytest.mark.parametrize(
    ("source", "old", "new", "expected"),
    [
        ("a = b", "b", "c", ("a = b", "a = c")),
        ("a &= b \\\\\n  &= c\n + d \\\\ &= e", "d", "", ("&= c + d", "&= c +")),
        ("a &= b \\\\ &= c \\\\ &= d", "b \\\\ &= c", "e", ("a &= b \\\\ &= c", "a &= e")),
    ],
)
def test_the_row_of_an_equation(source, old, new, expected):
    assert rows(Block("display", source, "page.md", 1), mutant(source, old, new)) == expected


@pytest.mark.parametrize(
    ("source", "old", "new", "expected"),
    [
        ("x : R\ny : R+ -- positive\nz : R", "R+", "R", ("y : R+", "y : R")),
        ("u : R = a\n  + b -- both\nv : R", "b", "c", ("u : R = a + b", "u : R = a + c")),
        ("f(t) = t", "f(t) = t", "f(t) = 2", ("f(t) = t", "f(t) = 2")),
    ],
)
def test_the_row_of_a_declaration_is_all_of_it_but_its_note(source, old, new, expected):
    assert rows(Block("symbols", source, "page.md", 1), mutant(source, old, new)) == expected


def mutant(source, old, new):
    start = source.index(old)
    span = start, start + len(old)
    return Mutant("some", source[: span[0]] + new + source[span[1] :], span, "so")
