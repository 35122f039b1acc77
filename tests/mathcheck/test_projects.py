r"""Small real projects: each in `fail` has one mistake, and its twin in `ok` has it mended.

`expected.txt` says what the build must complain of: file, line and a piece of the message.
"""

import re
import sys
from difflib import ndiff
from io import StringIO
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.console import strip_escape_sequences
from sphinx.util.docutils import docutils_namespace, patch_docutils

PROJECTS = Path(__file__).parent / "projects"
# sphinx_exercise and napoleon are not yet ready for Sphinx 11
pytestmark = pytest.mark.filterwarnings("ignore::sphinx.deprecation.RemovedInSphinx11Warning")

NAMES = sorted(path.name for path in (PROJECTS / "fail").iterdir())
EXPECTED = re.compile(r"(?:(\S+:\d+): )?(.+)")
WARNING = re.compile(r"^(?:(?P<place>\S+:\d+): )?WARNING: (?P<message>.+?)(?=^\S|\Z)", re.M | re.S)


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Return a function that builds a project and returns the status and the warnings."""

    def run(folder):
        monkeypatch.chdir(folder)
        monkeypatch.syspath_prepend(folder)
        for module in folder.glob("*.py"):  # a twin has modules of the same names
            monkeypatch.delitem(sys.modules, module.stem, raising=False)
        said = StringIO()
        confdir = folder if (folder / "conf.py").exists() else PROJECTS
        with patch_docutils(confdir), docutils_namespace():
            app = Sphinx(
                folder,
                confdir,
                tmp_path / "out",
                tmp_path / "doctrees",
                "dummy",
                confoverrides={"mathcheck_cache": str(tmp_path / "mathcheck")},
                status=None,
                warning=said,
                warningiserror=True,
            )
            app.build()
        return app.statuscode, strip_escape_sequences(said.getvalue()).replace(f"{folder}/", "")

    return run


@pytest.mark.parametrize("name", NAMES)
def test_the_one_mistake_is_found_at_its_place(name, build):
    folder = PROJECTS / "fail" / name
    place, fragment = EXPECTED.fullmatch((folder / "expected.txt").read_text().strip()).groups("")
    status, said = build(folder)
    found = [(match["place"] or "", match["message"]) for match in WARNING.finditer(said)]
    assert status == 1
    assert [where for where, _ in found] == [place], said
    assert fragment in found[0][1]


@pytest.mark.parametrize("name", NAMES)
def test_mended_it_passes(name, build):
    assert build(PROJECTS / "ok" / name) == (0, "")


@pytest.mark.parametrize("name", NAMES)
def test_twins_differ_in_what_is_mended(name):
    """One mistake is one or two lines, and all other files are the same."""
    wrong, right = (
        {p.name: p.read_text() for p in (PROJECTS / kind / name).iterdir() if p.is_file()}
        for kind in ("fail", "ok")
    )
    del wrong["expected.txt"]
    assert wrong.keys() == right.keys()
    [changed] = [file for file in wrong if wrong[file] != right[file]]
    lines = ndiff(wrong[changed].splitlines(), right[changed].splitlines())
    assert sum(line.startswith(("- ", "+ ")) for line in lines) <= 6
