"""`python -m mathcheck` checks pages without Sphinx."""

import json
import subprocess
import sys

import pytest

from mathcheck.cli import find_prelude, main

PAGE = r"""# Title

```{symbols}
x : R
```

$$
(x + 1)^2 = x^2 + 2 x + 1
$$

For all $x$ also $(x - 1)^2 = x^2 - 2 x + 1$.
"""

WRONG = PAGE.replace("+ 2 x", "+ 3 x")


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(PAGE)
    return path


def test_a_right_page(page, capsys):
    assert main([str(page)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "mathcheck: 1 of 1 displayed equations checked (1 at random points);"
        " 1 inline relations checked\n"
    )


def test_a_wrong_page(page, capsys):
    page.write_text(WRONG)
    assert main([str(page), "--seed", "7"]) == 1
    said = capsys.readouterr()
    assert said.out.startswith(f"{page}:8: ")
    assert "0 of 1 displayed equations checked, 1 failed" in said.err


def test_wrong_inline_formulas_may_be_let_pass(page):
    page.write_text(PAGE.replace("- 2 x", "- 3 x"))
    assert main([str(page)]) == 1
    assert main([str(page), "--no-inline"]) == 0
    page.write_text("---\nmathcheck:\n  inline: off\n---\n" + page.read_text())
    assert main([str(page)]) == 0


def test_misused_options_are_faults(page, capsys):
    page.write_text("```{math}\n:skip:\nx = x + 1\n```\n")
    assert main([str(page), "--no-inline"]) == 1
    out = capsys.readouterr().out
    assert out == f"{page}:3: the option skip needs a value: the reason\n"


def test_proofs(page, capsys):
    assert main([str(page), "--prove"]) == 0
    assert "1 proved" in capsys.readouterr().err


def test_json(page, capsys):
    page.write_text(WRONG)
    assert main([str(page), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [outcome["status"] for outcome in found["outcomes"][:2]] == ["symbols", "failed"]
    assert found["outcomes"][1]["block"]["line"] == 8
    assert [(problem["path"], problem["line"]) for problem in found["problems"]] == [(str(page), 8)]


def test_time(page, capsys):
    main([str(page), "--time"])
    assert f" s  {page}:8\n" in capsys.readouterr().err


def test_the_prelude_is_given_or_named_by_the_project(page, capsys):
    page.write_text("$$\n\\gamma^2 - 1 = (\\gamma - 1) (\\gamma + 1)\n$$\n")
    assert main([str(page)]) == 1
    prelude = page.with_name("known.txt")
    prelude.write_text("\\gamma : R\n")
    assert main([str(page), "--prelude", str(prelude)]) == 0
    page.with_name("pyproject.toml").write_text('[tool.mathcheck]\nprelude = "known.txt"\n')
    assert find_prelude(None, page) == prelude
    assert main([str(page)]) == 0
    prelude.write_text("\\gamma : R\n\\delta : nonsense\n")
    capsys.readouterr()
    assert main([str(page)]) == 1
    assert capsys.readouterr().out.startswith(f"{prelude}:2: ")


def test_a_project_without_a_prelude(page):
    page.with_name("pyproject.toml").write_text("[tool.other]\n")
    assert find_prelude(None, page) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "PAGE.md"),
        (["missing.md"], "cannot read missing.md: No such file"),
        (["PAGE", "--prelude", "missing.txt"], "cannot read the prelude"),
        (["PAGE", "--seed", "x"], "--seed"),
        (["PAGE", "--unheard-of"], "--unheard-of"),
    ],
)
def test_commands_that_make_no_sense(page, capsys, arguments, message):
    with pytest.raises(SystemExit) as stop:
        main([str(page) if word == "PAGE" else word for word in arguments])
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


def test_a_broken_pyproject_is_said_to_be_one(page, capsys):
    page.with_name("pyproject.toml").write_text("[tool")
    with pytest.raises(SystemExit):
        main([str(page)])
    assert "cannot read the prelude" in capsys.readouterr().err


def test_as_a_module(page):
    command = [sys.executable, "-m", "mathcheck", str(page), str(page.with_name("missing.md"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "missing.md" in done.stderr
    done = subprocess.run(command[:-1], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert "page/s" not in done.stderr
