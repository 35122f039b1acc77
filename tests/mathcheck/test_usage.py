"""Which declarations a claim of the page rests on."""

import pytest

from mathcheck.mutation.subject import prepare, read_blocks
from mathcheck.mutation.usage import idle_lines

PAGE = r"""# Page

```{symbols}
n : dim
i : index n
x : R -- used
y : R -- by a definition that is used
z : R -- in no formula
c : R -- only in prose
d : R -- in a hypothesis
k : R -- in a condition
w : R^n -- in a sum
u : R = y + 1
v : R = z + 1
f : R -> R at x
```

$$
x u = x y + x \quad \text{for } k > 0
$$

Here $c$ is a letter, and $\sum_{i=1}^{n} w_i = \sum_{i=1}^{n} w_i + 0$.

```{math}
:assume:
d = 1
```
"""


@pytest.fixture
def idle(tmp_path):
    def find(text):
        path = tmp_path / "page.md"
        path.write_text(text)
        subject = prepare(read_blocks(path))
        assert subject.problems == ()
        return [
            [block.source[first:end] for first, end in idle_lines(subject, position)]
            for position, block in enumerate(subject.blocks)
            if block.kind == "symbols"
        ]

    return find


def test_names_that_no_claim_rests_on(idle):
    assert [line.split(" : ")[0] for line in idle(PAGE)[0]] == ["z", "c", "d", "v", "f"]


def test_a_claim_in_the_text_counts(idle):
    claimed = PAGE.replace("Here $c$ is", "Here $c + z = z + c$ is")
    assert [line.split(" : ")[0] for line in idle(claimed)[0]] == ["d", "v", "f"]


def test_a_name_is_used_until_it_is_declared_anew(idle):
    again = "```{symbols}\nx : R\n```\n\n$$\nx + 0 = x\n$$\n"
    later = PAGE + again.replace("x", "z") + again.replace("x", "c")
    assert [line.split(" : ")[0] for line in idle(later)[0]] == ["z", "c", "d", "v", "f"]
    assert idle(later)[1:] == [[], []]


def test_nothing_follows(idle):
    assert idle("$$\n1 + 1 = 2\n$$\n\n```{symbols}\nx : R\n```\n") == [["x : R"]]


def test_arguments_of_the_code_count(idle):
    text = """```{symbols}
x : R
a : R
f : R -> R
```

```{math}
:define:
:impl: numpy.add(x, a - a)
f(x) = x
```
"""
    assert idle(text) == [[]]
