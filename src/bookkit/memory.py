"""What was read from the built pages, kept until a page or this package changes.

Reading all pages takes several seconds, and an author who serves the book changes one at a time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from bookkit.pages import Page, built_pages

PACKAGE = Path(__file__).parent
Reader = Callable[[Page], Any]


class Desk:
    """Where pages are read: the readers that were announced, and what they found."""

    def __init__(self) -> None:
        self.readers: dict[str, Reader] = {}
        self.found: dict[str, dict[str, Any]] | None = None


def desk(app: Sphinx) -> Desk:
    """Return the desk of this build."""
    made: Desk = app.__dict__.setdefault("bookkit_desk", Desk())
    return made


def read_later(app: Sphinx, name: str, read: Reader) -> None:
    """Have every page read by `read` when all are written; it returns what JSON can hold."""
    desk(app).readers[name] = read


def was_read(app: Sphinx, name: str) -> list[tuple[Page, Any]]:
    """Return every page with what the reader of that name made of it.

    The first call reads, for all readers at once: parsing a page is what takes the time.
    """
    here = desk(app)
    if here.found is None:
        here.found = _read_all(app, here.readers)
    return [(page, here.found[page.name][name]) for page in built_pages(app)]


def _read_all(app: Sphinx, readers: dict[str, Reader]) -> dict[str, dict[str, Any]]:
    path = Path(app.doctreedir, "bookkit-pages.json")
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    code = b"".join(file.read_bytes() for file in sorted(PACKAGE.glob("*.py")))
    kept, found = {}, {}
    for page in built_pages(app):
        key = " ".join([*readers, page.url, page.html])
        digest = hashlib.sha256(code + key.encode()).hexdigest()
        if digest not in known:
            made = {name: read(page) for name, read in readers.items()}
            known[digest] = json.loads(json.dumps(made))  # as it comes back from the file
        kept[digest] = found[page.name] = known[digest]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    return found
