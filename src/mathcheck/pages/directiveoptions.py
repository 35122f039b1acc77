"""The options that a directive takes, so that mathcheck says what is wrong with an unknown one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils.parsers.rst import directives


class OpenOptions(dict[str, Callable[[str], Any]]):
    """The options of a directive, by name; others come through as they are written.

    MyST and docutils would drop them, with a message of their own.
    """

    def __missing__(self, name: str) -> Callable[[str], Any]:
        return unchanged


def unchanged(value: str | None) -> str:
    """Return the value of an option as it is written."""
    return str(directives.unchanged(value))
