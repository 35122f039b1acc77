"""A tiny real Sphinx project whose equations are judged by a stand-in for the core."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

CONF = """
import sys
sys.path.insert(0, "@FOLDER@")
import mathcheck.sphinxext
from judge import check_page
mathcheck.sphinxext.check_page = check_page

extensions = [
    "myst_nb",
    "mathcheck.sphinxext",
    "bookkit.solutions",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build"]
html_theme = "basic"
project = copyright = "Trial"
version = release = "1"
nb_execution_mode = "off"
myst_enable_extensions = ["amsmath", "dollarmath", "colon_fence", "attrs_inline"]
mathcheck_minimum = 0
"""

JUDGE = r'''
"""Judges equations by their looks."""

from mathcheck.grammar.declarations import SymbolRow
from mathcheck.pages.blocks import Outcome, Problem


def check_page(blocks, *, prelude="", seed=0, cache=None, prove=False):
    known = [line.split(" : ")[0] for line in prelude.splitlines()]
    memory = {} if cache is None else cache
    return [judge(block, known, memory, prove) for block in blocks]


def judge(block, known, cache, prove):
    if block.fault:
        return Outcome(block, "failed", problems=(Problem(block.path, block.line, block.fault),))
    if block.kind == "symbols" and r"\wrong" not in block.source:
        return Outcome(block, "symbols", rows=tuple(map(row, block.source.splitlines())))
    if r"\wrong" in block.source:
        line = block.line + block.source[: block.source.index(r"\wrong")].count("\n")
        return Outcome(block, "failed", problems=(Problem(block.path, line, "it is wrong"),))
    if r"\prelude" in block.source and r"\prelude" not in known:
        problem = Problem(block.path, block.line, "undeclared")
        return Outcome(block, "failed", problems=(problem,))
    options = block.options
    if options.skip:
        return Outcome(block, "skipped", reason=options.skip)
    if options.assume:
        return Outcome(block, "assumption")
    if options.define:
        return Outcome(block, "linked" if options.impl else "definition", linked=named(options))
    if r"\leftarrow" in block.source:
        return Outcome(block, "rule", reason="update rule")
    if "=" not in block.source:
        return Outcome(block, "parsed")
    if r"\proof" in block.source and prove:
        sizes = "n = 2, 3" if "_n" in block.source else ""
        return Outcome(block, "proved", points=2, linked=named(options), sizes=sizes)
    points = cache.setdefault(block.source, 120)
    return Outcome(block, "checked", points=points, linked=named(options))


def named(options):
    return (options.impl,) if options.impl else ()


def row(line):
    declaration, _, note = line.partition(" -- ")
    latex, _, rest = declaration.partition(" : ")
    kind, _, definition = rest.partition(" = ")
    return SymbolRow(latex, kind, definition, note)
'''


class Project:
    """A project in a folder, with the means to change, build and look."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("conf.py", CONF.replace("@FOLDER@", str(folder)))
        self.write("judge.py", JUDGE)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def configure(self, line: str) -> None:
        self.write("conf.py", (self.folder / "conf.py").read_text() + line + "\n")

    def build(self, *options: str, builder: str = "html") -> subprocess.CompletedProcess[str]:
        """Build as `make html` does."""
        command = [sys.executable, "-m", "sphinx", "-d", "_build/doctrees", "-W", "--keep-going"]
        return subprocess.run(
            [*command, "-n", *options, "-b", builder, ".", f"_build/{builder}"],
            cwd=self.folder,
            text=True,
            capture_output=True,
            check=False,
            env={**os.environ, "NO_COLOR": "1"},
        )

    def built(self, *options: str, builder: str = "html") -> str:
        """Build without any warning; return what Sphinx says."""
        result = self.build(*options, builder=builder)
        assert (result.returncode, result.stderr) == (0, "")
        return result.stdout

    def html(self, page: str = "index") -> str:
        return (self.folder / f"_build/html/{page}.html").read_text()

    def outcomes(self, page: str = "index") -> list:
        environment = pickle.loads(
            (self.folder / "_build/doctrees/environment.pickle").read_bytes()
        )
        return environment.domaindata["mathcheck"]["outcomes"][page]

    def blocks(self, page: str = "index") -> list:
        return [outcome.block for outcome in self.outcomes(page)]


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)
