"""When the source of each page last changed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path


def last_changes(folder: Path, environment: Mapping[str, str] = os.environ) -> dict[str, date]:
    """Return the day of the last commit of every file below a folder, by its path from there.

    Where git does not know, because there is none or because the clone is shallow, every file has
    the day of `SOURCE_DATE_EPOCH`; without that variable, no file has a day. The clock and the
    file system are never asked: they differ between two builds of one commit.
    """
    epoch = environment.get("SOURCE_DATE_EPOCH")
    if _git(folder, "rev-parse", "--is-shallow-repository").strip() != "false":
        if not epoch:
            return {}
        day = datetime.fromtimestamp(int(epoch), UTC).date()
        return {_name(path, folder): day for path in folder.rglob("*") if path.is_file()}
    days: dict[str, date] = {}
    log = _git(
        folder, "-c", "core.quotepath=off", "log", "--format=@%cs", "--name-only", "--relative"
    )
    for line in log.splitlines():
        if line.startswith("@"):
            day = date.fromisoformat(line[1:])
        elif line:
            days.setdefault(line, day)  # the newest commit comes first
    return days


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _git(folder: Path, *command: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *command], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return done.stdout
