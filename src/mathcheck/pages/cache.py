"""A mapping kept in a JSON file: what was found out about a page in earlier builds."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any


class FileCache(MutableMapping[str, Any]):
    """A dictionary that outlives the process.

    Each page has a file of its own, so pages that are read in parallel never write to the same
    one. What a run neither reads nor writes is left out when it saves: the file does not grow.

    Parameters
    ----------
    path : Path
        The file; it need not exist, and one that cannot be read counts as empty.

    Examples
    --------
    >>> cache = FileCache(Path("nowhere.json"))
    >>> cache["key"] = [1, 2]
    >>> cache["key"]
    [1, 2]
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stored = _load(path)
        self._used: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._used:
            self._used[key] = self._stored[key]
        return self._used[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._used[key] = value

    def __delitem__(self, key: str) -> None:
        if key not in self:
            raise KeyError(key)
        self._used.pop(key, None)
        self._stored.pop(key, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored | self._used)

    def __len__(self) -> int:
        return len(self._stored | self._used)

    def save(self) -> None:
        """Write the entries that were used, all at once or not at all."""
        if not self._used:
            self.path.unlink(missing_ok=True)
            return
        text = json.dumps(self._used, sort_keys=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, self.path)


def _load(path: Path) -> dict[str, Any]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}
