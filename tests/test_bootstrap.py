"""The set-up says in one line what it lacks."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

PATH = Path(__file__).parent.parent / "tools" / "bootstrap.py"
spec = importlib.util.spec_from_file_location("bootstrap", PATH)
bootstrap = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bootstrap)


@pytest.mark.parametrize(
    ("version", "has_venv", "free", "words"),
    [
        ((3, 9), True, 9999, "Python 3.9 found, 3.11 or newer needed"),
        ((3, 12), False, 9999, "no venv module"),
        ((3, 12), True, 100, "100 MB free"),
    ],
)
def test_each_problem_is_one_line(version, has_venv, free, words):
    line = bootstrap.problem(version, has_venv, free)
    assert words in line
    assert "\n" not in line
    assert ":" in line  # what is wrong: what to do


def test_a_good_machine_has_no_problem():
    assert bootstrap.problem((3, 11), True, 5000) == ""


def test_a_failing_command_stops_with_one_line():
    code = "import bootstrap; bootstrap.run('false')"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=PATH.parent, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stderr.strip().startswith("set-up: `false` failed")
    assert len(result.stderr.strip().splitlines()) == 1
