"""The tools behind the verbs of the Makefile do what they are there for."""

import importlib.util
from pathlib import Path

import pytest

TOOLS = Path(__file__).parent.parent / "tools"


def load(name):
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


reproduce = load("reproduce")
needs = load("needs")
lighthouse = load("lighthouse")
clock = load("clock")


@pytest.fixture
def two(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name / "html/sub").mkdir(parents=True)
        (tmp_path / name / "html/a.html").write_text("a")
        (tmp_path / name / "html/sub/b.ipynb").write_text("b")
        (tmp_path / name / "log").write_text(name)
    return tmp_path / "one", tmp_path / "two"


def test_equal_builds_do_not_differ(two):
    assert reproduce.differences(*two, "html/**/*") == []


@pytest.mark.parametrize("name", ["html/a.html", "html/sub/b.ipynb"])
@pytest.mark.parametrize("side", [0, 1])
def test_every_difference_is_found(two, name, side):
    (two[side] / name).write_text("c")
    assert reproduce.differences(*two, "html/**/*") == [name]
    (two[side] / name).unlink()
    assert reproduce.differences(*two, "html/**/*") == [name]


def test_an_empty_build_is_no_success(two):
    with pytest.raises(ValueError, match="no file matches"):
        reproduce.differences(*two, "epub/*.epub")


def test_a_missing_program_is_named_with_its_package():
    assert needs.problem([]) == ""
    needs.PACKAGES["no-such-program"] = "its-package"
    message = needs.problem(["no-such-program"])
    assert "missing: no-such-program" in message
    assert "apt install its-package" in message
    assert "\n" not in message


def seen_by_lighthouse(**scores):
    names = {"performance": 0.95, "accessibility": 1, "best-practices": 1, "seo": 1} | scores
    return {
        "audits": {"contrast": {"score": 0}, "labels": {"score": 1}, "manual": {"score": None}},
        "categories": {
            name: {
                "score": score,
                "auditRefs": [
                    {"id": audit, "weight": weight}
                    for audit, weight in (("contrast", 7), ("labels", 7), ("manual", 0))
                ],
            }
            for name, score in names.items()
        },
    }


def test_a_good_page_has_no_fault():
    assert lighthouse.faults("index.html", seen_by_lighthouse()) == []


@pytest.mark.parametrize("value", [0.94, None])
def test_each_low_score_is_a_fault_with_its_cause(value):
    for name in lighthouse.LEAST:
        (fault,) = lighthouse.faults("index.html", seen_by_lighthouse(**{name: value}))
        assert fault.startswith(f"{name} {94 if value else 0} < ")
        assert fault.endswith(": contrast")


def test_the_clock_runs_all_cells_of_a_page_where_it_lies(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "beside.txt").write_text("3")
    (tmp_path / "page.md").write_text(
        "# Page\n\n```{code-cell} ipython3\nimport pathlib\n"
        "a = pathlib.Path('beside.txt').read_text()\n```\n\n"
        "```{code-cell} ipython3\n:tags: [remove-cell]\n\nb = int(a) + 1\n```\n\n"
        "```{code-cell} ipython3\n---\nmystnb:\n  figure:\n    name: f\n---\nc = b + 1\n```\n"
    )
    assert clock.run(tmp_path / "page.md")["c"] == 5
    page = {"sizes": [1, 2], "seconds_per_step": lambda B: B / 3, "loop": 0, "matrix": 0}
    page["time_per_example"] = lambda f, B: f + 1 / B
    assert clock.measured(page)["seconds per step"] == [0.333, 0.667]
