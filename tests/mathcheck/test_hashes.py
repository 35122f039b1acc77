"""What a cached outcome depends on: the checker and the code that a page names."""

import sys

from mathcheck.pages.hashes import code_hash


def test_a_module_of_the_interpreter_has_a_hash():
    assert not hasattr(sys, "__file__")
    assert code_hash("sys.exit")


def test_a_changed_module_has_another_hash(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    source = tmp_path / "formulas_for_hashing.py"
    source.write_text("def double(x):\n    return 2 * x\n")
    before = code_hash("formulas_for_hashing.double")
    assert code_hash("formulas_for_hashing.double") == before
    source.write_text("def double(x):\n    return 3 * x\n")
    assert code_hash("formulas_for_hashing.double") != before


def test_a_name_that_cannot_be_imported_has_none():
    assert code_hash("no_such_package_anywhere.f") == ""
