"""Build the committed book twice, in clones in different folders, and compare every byte.

python tools/reproduce.py html epub pdf             # every cell is run twice
python tools/reproduce.py --cached html epub        # cells come from this folder's cache
"""

import argparse
import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
RESULTS = {"html": "html/**/*", "epub": "epub/*.epub", "pdf": "latex/*.pdf"}
"""Where each verb of the Makefile leaves what readers get, in `_build`."""
CACHES = ("execution/cache", "mathcheck")


def differences(first: Path, second: Path, pattern: str) -> list[str]:
    """Return the files that only one of two folders has, or that differ.

    Raises
    ------
    ValueError
        If there is nothing to compare.
    """
    found = [
        {path.relative_to(folder).as_posix() for path in folder.glob(pattern) if path.is_file()}
        for folder in (first, second)
    ]
    if not found[0]:
        raise ValueError(f"no file matches {pattern} in {first}")
    common = sorted(found[0] & found[1])
    _, unequal, unread = filecmp.cmpfiles(first, second, common, shallow=False)
    return sorted([*(found[0] ^ found[1]), *unequal, *unread])


def build(folder: Path, verbs: list[str], cached: bool) -> Path:
    """Clone the project into a folder, build it there, and return its `_build`."""
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    if cached:
        for name in CACHES:
            shutil.copytree(ROOT / "_build" / name, folder / "_build" / name)
    # The environment is that of this folder; the path puts the clone's own package before it.
    stamps = ["-o", ".venv/book", "-o", ".venv/dev"]
    env = {**os.environ, "PYTHONPATH": str(folder / "src")}
    log = folder.parent / f"{folder.name}.log"
    with log.open("w") as output:
        result = subprocess.run(
            ["make", *stamps, *verbs],
            cwd=folder,
            env=env,
            stdout=output,
            stderr=output,
            check=False,
        )
    if result.returncode:
        sys.exit(f"`make {' '.join(verbs)}` failed in a clone:\n{log.read_text()[-3000:]}")
    return folder / "_build"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("verbs", nargs="+", choices=RESULTS)
    parser.add_argument("--cached", action="store_true", help="do not run the cells again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        names = ("one", "a/folder with another name")
        first, second = [
            build(Path(scratch, name), arguments.verbs, arguments.cached) for name in names
        ]
        unequal = [
            name for verb in arguments.verbs for name in differences(first, second, RESULTS[verb])
        ]
    print("\n".join(unequal) or f"Two builds of {', '.join(arguments.verbs)} are identical.")
    return bool(unequal)


if __name__ == "__main__":
    sys.exit(main())
