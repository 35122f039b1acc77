"""Facts that have to stand in several files are the same in all of them."""

import re
import tomllib
from pathlib import Path

import pytest

import slopes
from slopes.figures import INK, PAPER

ROOT = Path(__file__).parent.parent


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_one_version_everywhere():
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert f'release = "{version}"' in text("conf.py")
    assert f"\nversion: {version}\n" in text("CITATION.cff")


def test_readme_names_the_commands_that_ci_runs():
    commands = re.search(r"```\n(make .*?)```", text("README.md"), flags=re.DOTALL)[1].split("\n")
    ci = text(".ci/run").splitlines()
    assert [line for line in commands if line] == [line for line in ci if line in commands and line]


def test_ink_and_paper_are_the_colors_that_the_site_replaces():
    replaced = text("src/bookkit/figures.py")
    assert f'"figures_ink", "{INK}"' in replaced
    assert f'"figures_paper", "{PAPER}"' in replaced


def test_make_lists_every_verb():
    makefile = text("Makefile")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)[1].split()
    described = re.findall(r"^([a-z]+):.*## ", makefile, flags=re.MULTILINE)
    assert sorted(phony) == sorted(described)


def public(module):
    """Return the public functions that the tables of the package name."""
    names = set()
    for record in (*module.ACTIVATIONS.values(), *module.LOSSES.values()):
        for attribute in ("f", "grad", "grad2"):
            if hasattr(record, attribute):
                names.add(getattr(record, attribute).__name__)
    return names


def check_names(module, exported):
    assert public(module) <= set(exported), "add the new names to src/slopes/__init__.py"
    for name in set(exported) - {"ACTIVATIONS", "LOSSES"}:
        assert getattr(module, name).__doc__, name


def test_every_function_of_the_tables_is_public():
    check_names(slopes, slopes.__all__)


def test_the_check_can_fail():
    with pytest.raises(AssertionError):
        check_names(slopes, [name for name in slopes.__all__ if name != "relu_grad"])
