"""The downloads of the built site run where nothing of the book is but its package."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "_build" / "html" / "downloads"
NOT_THERE = {"bookkit", "docutils", "mathcheck", "myst_nb", "sphinx", "sphinx_temml"}
"""What a reader who installs the package and its figures does not have, or need not know of."""

RUN = """
import pathlib, runpy, sys, matplotlib.pyplot as plt
for name in sys.argv[1:]:
    print(name, flush=True)
    runpy.run_path(name)
    plt.close("all")
"""


def pages():
    """Return the names of the pages with cells, as authors write them."""
    book = ROOT / "book"
    return sorted(
        path.relative_to(book).with_suffix("").as_posix()
        for path in book.rglob("*.md")
        if re.match(r"---\n(.*\n)*?file_format: mystnb\n", path.read_text(encoding="utf-8"))
    )


def check_notebook(text):
    book = nbformat.reads(text, as_version=4)
    nbformat.validate(book)
    assert all(cell.get("outputs", []) == [] for cell in book.cells), "outputs"
    assert "%pip install" in book.cells[1].source
    for cell in book.cells:
        if cell.cell_type == "markdown":
            for mark in ("{ref}", "{eq}", "{cite", "{glue", "```{", ":::"):
                assert mark not in cell.source, f"not plain Markdown: {cell.source[:80]}"


def check_script(text):
    for node in ast.walk(ast.parse(text)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.split(".")[0] not in NOT_THERE, f"imports {name}"


def run_in(folder, names):
    """Run scripts one after the other in a folder, in an interpreter of their own."""
    return subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", RUN, *names],
        cwd=folder,
        env={**os.environ, "MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def check_run(folder, names):
    result = run_in(folder, names)
    assert result.returncode == 0, f"{result.stdout.splitlines()[-1:]}: {result.stderr[-2000:]}"


@pytest.mark.parametrize("name", pages())
def test_a_page_can_be_downloaded(name):
    check_notebook((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))
    check_script((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    page = (ROOT / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8")
    for suffix in (".ipynb", ".py"):
        assert f"downloads/{name}{suffix}" in page


def test_nothing_else_can_be_downloaded():
    files = {
        path.relative_to(FOLDER).with_suffix("").as_posix()
        for path in [*FOLDER.rglob("*.ipynb"), *FOLDER.rglob("*.py")]
    }
    assert files == set(pages()), "run `make clean html`"


def test_the_short_pages_run_elsewhere(tmp_path):
    shutil.copytree(FOLDER / "bend" / "functions", tmp_path / "elsewhere")
    names = sorted(path.name for path in (tmp_path / "elsewhere").glob("*.py"))
    assert len(names) > 15
    check_run(tmp_path / "elsewhere", names)


@pytest.mark.downloads
@pytest.mark.parametrize("name", pages())
def test_every_page_runs_elsewhere(name, tmp_path):
    for path in (FOLDER / name).parent.iterdir():
        if path.is_file():
            shutil.copyfile(path, tmp_path / path.name)
    check_run(tmp_path, [f"{Path(name).name}.py"])


def broken(source, kind="code", outputs=()):
    cells = [{"cell_type": "code", "id": str(i), "metadata": {}, "source": ""} for i in range(3)]
    cells[1]["source"] = "# %pip install slopes"
    cells[2] |= {"cell_type": kind, "source": source}
    for cell in cells:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    cells[0]["outputs"] = list(outputs)
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_the_checks_can_fail(tmp_path):
    check_notebook(broken("fine", "markdown"))
    with pytest.raises(AssertionError, match="not plain"):
        check_notebook(broken("see {ref}`a`", "markdown"))
    with pytest.raises(AssertionError, match="outputs"):
        check_notebook(
            broken("1", outputs=[{"output_type": "stream", "name": "stdout", "text": ""}])
        )
    with pytest.raises(AssertionError, match="imports myst_nb"):
        check_script("from myst_nb import glue")
    (tmp_path / "a.py").write_text("import nowhere")
    with pytest.raises(AssertionError, match=r"a\.py.*nowhere"):
        check_run(tmp_path, ["a.py"])
