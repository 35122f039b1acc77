"""Figures are never stale, and nothing is executed without need."""

import pytest
from sphinx.errors import ConfigError

from bookkit.fresh import prune, source_hash


def built(project):
    result = project.build()
    assert result.returncode == 0, result.stderr
    return project.html()


def test_a_second_build_executes_nothing(project):
    assert ">17<" in built(project).replace("\n", "")
    built(project)
    assert project.runs() == 1


def test_a_prose_edit_executes_nothing(project):
    built(project)
    project.edit("book/index.md", "Some prose.", "Other prose.")
    assert "Other prose." in built(project)
    assert project.runs() == 1


def test_a_changed_function_executes_the_page_again(project):
    built(project)
    project.edit("src/shape.py", "17", "4321")
    page = built(project)
    assert "4321" in page
    assert project.runs() == 2


def test_a_changed_lock_executes_the_page_again_and_prunes(project):
    built(project)
    project.edit("requirements.lock", "2.4.6", "2.4.7")
    built(project)
    assert project.runs() == 2
    assert len(list((project.folder / "_build/execution/cache").iterdir())) == 1


def test_a_failing_cell_names_page_cell_and_traceback(project):
    project.edit("book/index.md", "side()\n```", "side() / 0  # the culprit\n```")
    result = project.build()
    assert result.returncode != 0
    assert "index.md" in result.stderr
    assert "the culprit" in result.stderr
    assert "ZeroDivisionError" in result.stderr


def test_the_hash_sees_content_names_and_nothing_else(tmp_path):
    (tmp_path / "a.py").write_text("1")
    first = source_hash(tmp_path, ["*.py"])
    assert source_hash(tmp_path, ["*.py"]) == first
    (tmp_path / "b.txt").write_text("not matched")
    assert source_hash(tmp_path, ["*.py"]) == first
    (tmp_path / "a.py").rename(tmp_path / "c.py")
    assert source_hash(tmp_path, ["*.py"]) != first


def test_a_pattern_without_a_file_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="no file"):
        source_hash(tmp_path, ["src/*.py"])


def test_prune_leaves_plain_files_alone(tmp_path):
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    (tmp_path / ".DS_Store").touch()
    prune(tmp_path, keep="new")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".DS_Store", "new"]
