"""Measure the times that a page shows again; `make bench` runs it, with one thread.

A build must not read the clock, else no two copies of the book would be the same. So the page
defines how it measures, and shows what this script recorded by doing so.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

PAGE = Path(__file__).parent.parent / "book" / "descend" / "batch-stochastic-minibatch.md"
RESULTS = PAGE.with_name("seconds.json")


def run(page: Path) -> dict[str, Any]:
    """Run the cells of a page in its folder, and return what they defined."""
    mpl.use("agg")
    os.chdir(page.parent)
    found: dict[str, Any] = {"__name__": "__main__"}
    for cell in re.findall(r"^```\{code-cell\}[^\n]*\n(.*?)^```", page.read_text(), re.M | re.S):
        code = re.sub(r"\A(---\n.*?\n---\n|(:[^\n]*\n)+)", "", cell, flags=re.S)
        exec(compile(code, page.name, "exec"), found)
    return found


def measured(page: dict[str, Any]) -> dict[str, list[float]]:
    """Measure as the page says, and return seconds with three digits."""
    sizes = page["sizes"]
    times = {
        "seconds per step": [page["seconds_per_step"](B) for B in sizes],
        # Beyond 256 examples the loop takes minutes, and always the same time for each.
        "time per example, loop": [page["time_per_example"](page["loop"], B) for B in sizes[:5]],
        "time per example, matrix": [page["time_per_example"](page["matrix"], B) for B in sizes],
    }
    return {name: [float(f"{t:.3g}") for t in found] for name, found in times.items()}


def main() -> None:
    results = {
        "date": datetime.date.today().isoformat(),
        "machine": f"{platform.machine()}, NumPy {np.__version__}, one thread",
        **measured(run(PAGE)),
    }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    print(f"wrote {RESULTS}")


if __name__ == "__main__":
    main()
