"""Stop with one line if programs are missing: `python tools/needs.py latexmk lualatex`."""

import shutil
import sys

PACKAGES = {
    "latexmk": "latexmk",
    "lualatex": "texlive-luatex texlive-latex-extra texlive-fonts-recommended tex-gyre",
    "rsvg-convert": "librsvg2-bin",
    "epubcheck": "epubcheck",
    "npx": "npm",
    "chromium": "chromium",
}
"""The Debian packages of each program."""


def problem(programs: list[str]) -> str:
    """Return one line that says what is missing and how to get it, or an empty string."""
    missing = [name for name in programs if shutil.which(name) is None]
    if not missing:
        return ""
    packages = " ".join(PACKAGES[name] for name in missing)
    return f"missing: {', '.join(missing)}; install what has it (Debian: apt install {packages})"


if __name__ == "__main__":
    sys.exit(problem(sys.argv[1:]) or 0)
