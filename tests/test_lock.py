"""The lock files say what pyproject.toml asks for, and hash every file they name."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def wanted(group):
    """Return the direct requirements of the package, its figures, and one dependency group."""
    project = PYPROJECT["project"]
    texts = [*project["dependencies"], *project["optional-dependencies"]["figures"]]
    queue = [group]
    while queue:
        for item in PYPROJECT["dependency-groups"][queue.pop()]:
            if isinstance(item, str):
                texts.append(item)
            else:
                queue.append(item["include-group"])
    return {canonicalize_name(r.name): r for r in map(Requirement, texts)}


def pins(lock):
    """Return [(name, version, marker, the block's text)] of a lock file."""
    blocks = re.findall(r"^([a-z0-9].*(?:\n[ #].*)*)", lock, flags=re.MULTILINE)
    found = []
    for block in blocks:
        head = Requirement(block.split("\\")[0].strip())
        [specifier] = head.specifier
        found.append((canonicalize_name(head.name), specifier.version, head.marker, block))
    return found


def check_lock(lock, requirements):
    locked = pins(lock)
    direct = {name for name, _, _, block in locked if "slopes (pyproject.toml" in block}
    assert direct == set(requirements), "run `make lock`"
    for name, version, _, block in locked:
        assert "--hash=sha256:" in block, name
        if name in requirements:
            assert requirements[name].specifier.contains(version), f"{name} {version}"


LOCKS = {"requirements.lock": "book", "requirements-dev.lock": "dev"}


@pytest.mark.parametrize(("lock", "group"), LOCKS.items())
def test_lock_matches_pyproject(lock, group):
    check_lock((ROOT / lock).read_text(), wanted(group))


@pytest.mark.parametrize(("lock", "group"), LOCKS.items())
def test_lock_names_no_host(lock, group):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "--find-links" not in text


def test_both_locks_agree():
    book = {
        (name, version) for name, version, _, _ in pins((ROOT / "requirements.lock").read_text())
    }
    dev = {(n, v) for n, v, _, _ in pins((ROOT / "requirements-dev.lock").read_text())}
    assert book <= dev


def test_the_book_installs_no_test_tools():
    names = {name for name, *_ in pins((ROOT / "requirements.lock").read_text())}
    assert not names & {"pytest", "mypy", "ruff", "sphinx-autobuild"}


BROKEN = {
    "a requirement that is not locked": lambda lock, wants: (
        lock,
        {**wants, "pandas": Requirement("pandas>=2")},
    ),
    "a pin that no longer satisfies": lambda lock, wants: (
        lock,
        {**wants, "tqdm": Requirement("tqdm>=999")},
    ),
    "a missing hash": lambda lock, wants: (
        re.sub(r"(tqdm==.*)(?:\n    --hash.*)+", r"\1", lock),
        wants,
    ),
}


@pytest.mark.parametrize("how", BROKEN)
def test_the_check_can_fail(how):
    lock, requirements = BROKEN[how]((ROOT / "requirements.lock").read_text(), wanted("book"))
    with pytest.raises(AssertionError):
        check_lock(lock, requirements)
