"""The command line, and the counts that it prints."""

import json
from dataclasses import replace

import pytest

from mathcheck import mutate
from mathcheck.mutation.campaign import SECONDS, Result

PAGE = r"""# Page

```{symbols}
x : R+
f : R -> R
```

```{math}
:define:
f(x) = x^2 + 1
```

```{math}
f'(x) = 2 x
```

```{math}
:assume:
x = 1
```
"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(PAGE)
    return path


def test_rates_count_what_differs_from_the_source():
    result = Result("a.md", 1, "equations", "sign", "so", "a", "b", "survived")
    fates = ["survived", "same", "syntax", "counter-example", "too slow"]
    results = [replace(result, fate=fate) for fate in fates]
    assert mutate.rates(results) == (4, 3, 1)
    words = mutate.summary(results)
    assert "3 of 4 mutants killed (75.00 %); 1 more read as the source does" in words
    assert "without the 1 that no longer parse: 2 of 3 (66.67 %)" in words
    assert f"counted as killed without a verdict within {SECONDS} s: 1" in words


def test_survivors_are_shown_and_change_the_exit_status(page, capsys):
    assert mutate.main([str(page), "--processes", "1"]) == 1
    shown = capsys.readouterr().out
    assert f"{page}:10: survived (constant)\n  f(x) = x^2 + 1\n  f(x) = x^2 + 2\n" in shown
    assert f"nothing is claimed: {page}:19" in shown
    assert "mutants killed" in shown


def test_a_sample_as_json(page, capsys):
    arguments = [str(page), "--processes", "1", "--sample", "5", "--seed", "3", "--json"]
    mutate.main(arguments)
    first = json.loads(capsys.readouterr().out)
    mutate.main(arguments)
    assert json.loads(capsys.readouterr().out) == first
    assert len(first) == 5
    assert {"path", "line", "kind", "operator", "row", "fate"} <= set(first[0])


def test_declarations_and_pairs_from_the_command_line(page, capsys):
    mutate.main([str(page), "--processes", "1", "--declarations", "--json"])
    declared = json.loads(capsys.readouterr().out)
    assert ("x : R+", "x : R", "survived") in [(r["source"], r["row"], r["fate"]) for r in declared]
    assert {r["kind"] for r in declared} == {"declarations"}
    mutate.main([str(page), "--processes", "1", "--pairs", "3", "--json"])
    doubled = json.loads(capsys.readouterr().out)
    assert [r["kind"] for r in doubled] == ["pairs"] * 6


def test_declarations_and_pairs_exclude_each_other(page, capsys):
    with pytest.raises(SystemExit) as stop:
        mutate.main([str(page), "--declarations", "--pairs", "3"])
    assert stop.value.code == 2
    assert "not allowed with" in capsys.readouterr().err


def test_a_page_that_fails_as_it_stands_is_not_mutated(page, capsys):
    page.write_text(PAGE.replace("2 x", "3 x"))
    assert mutate.main([str(page), "--processes", "1"]) == 2
    shown = capsys.readouterr().err
    assert f"{page}:14: left = right does not hold here" in shown
    assert "fail as they stand" in shown


def test_a_page_that_is_not_there(capsys):
    with pytest.raises(SystemExit) as stop:
        mutate.main(["nowhere.md"])
    assert stop.value.code == 2
    assert "nowhere.md" in capsys.readouterr().err
