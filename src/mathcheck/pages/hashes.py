"""Hashes of what the outcome of a block depends on: declarations, options, code."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from mathcheck.checking import impl
from mathcheck.errors import MathError


def digest(*parts: object) -> str:
    """Return a hash of some values."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def version() -> str:
    """Return a hash of the checker's own sources."""
    return folder_hash(Path(__file__).parent.parent)


def code_hash(name: str) -> str:
    """Return a hash of the sources of the package, or the module, that a dotted name belongs to."""
    module = sys.modules.get(name.split(".")[0])
    if module is None:
        try:
            impl.resolve(name)
        except MathError:
            return ""
        module = sys.modules[name.split(".")[0]]
    file = getattr(module, "__file__", None)
    if file is None:  # part of the interpreter, as `math` can be
        return digest(sys.version)
    return (
        folder_hash(Path(file).parent)
        if hasattr(module, "__path__")
        else digest(Path(file).read_bytes())
    )


def folder_hash(folder: Path) -> str:
    """Return a hash of the Python files in a folder and below; they are read once."""
    if folder not in KNOWN:
        KNOWN[folder] = digest(*(path.read_bytes() for path in sorted(folder.rglob("*.py"))))
    return KNOWN[folder]


KNOWN: dict[Path, str] = {}
"""The hashes of the folders read so far."""
