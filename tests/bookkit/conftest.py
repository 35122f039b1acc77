"""A tiny real project: one page with one cell, one module that the cell imports."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONF = """
extensions = ["myst_nb", "bookkit.fresh", "bookkit.figures", "bookkit.solutions"]
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
nb_execution_show_tb = True
fresh_sources = ["src/*.py", "requirements.lock"]
"""

HEAD = """---
file_format: mystnb
kernelspec:
  name: python3
---
"""

PAGE = """
# Title

Some prose.

```{code-cell} ipython3
import pathlib, sys
sys.path.insert(0, "SRC")
from shape import side
with open("LOG", "a") as log:
    log.write("ran\\n")
side()
```
"""


class Project:
    """A project in a folder, with the means to change, build and look."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log.txt"
        self.write("conf.py", CONF)
        self.write("src/shape.py", "def side():\n    return 17\n")
        self.write("requirements.lock", "numpy==2.4.6\n")
        text = PAGE.replace("SRC", str(folder / "src")).replace("LOG", str(self.log))
        self.page(text)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def page(self, text: str) -> None:
        self.write("book/index.md", HEAD + text)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def build(self, builder: str = "html") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "sphinx", "-c", ".", "-d", "_build/doctrees"]
        command += ["-W", "--keep-going", "-n", "-b", builder, "book", f"_build/{builder}"]
        return subprocess.run(
            command,
            cwd=self.folder,
            text=True,
            capture_output=True,
            check=False,
            env={**os.environ, "NO_COLOR": "1", "SOURCE_DATE_EPOCH": "946684800"},
        )

    def html(self) -> str:
        return (self.folder / "_build/html/index.html").read_text()

    def runs(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


@pytest.fixture
def make_project(tmp_path):
    return lambda name: Project(tmp_path / name)
