"""What was found out is kept, and nothing else."""

import json

import pytest

from mathcheck.pages.cache import FileCache


def test_it_outlives_the_object_and_drops_what_is_not_used(tmp_path):
    path = tmp_path / "deep" / "page.json"
    first = FileCache(path)
    first["a"], first["b"] = {"points": 1}, [2]
    first.save()
    second = FileCache(path)
    assert second["a"] == {"points": 1}
    assert second.get("c") is None
    second["c"] = None
    assert sorted(second) == ["a", "b", "c"]
    second.save()
    assert json.loads(path.read_text()) == {"a": {"points": 1}, "c": None}
    assert [file.name for file in path.parent.iterdir()] == ["page.json"]


@pytest.mark.parametrize("content", ["", "{", "[1]", "\x00"])
def test_a_damaged_file_counts_as_empty(tmp_path, content):
    path = tmp_path / "page.json"
    path.write_text(content)
    assert len(FileCache(path)) == 0


def test_a_page_with_nothing_to_keep_has_no_file(tmp_path):
    path = tmp_path / "page.json"
    path.write_text('{"a": 1}')
    FileCache(path).save()
    assert not path.exists()
    FileCache(path).save()


def test_what_json_cannot_hold_is_refused_and_the_file_stays(tmp_path):
    path = tmp_path / "page.json"
    path.write_text('{"a": 1}')
    cache = FileCache(path)
    cache["b"] = object()
    with pytest.raises(TypeError):
        cache.save()
    assert path.read_text() == '{"a": 1}'


def test_deleting(tmp_path):
    cache = FileCache(tmp_path / "page.json")
    cache["a"] = 1
    del cache["a"]
    assert "a" not in cache
    with pytest.raises(KeyError):
        del cache["a"]
