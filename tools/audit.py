"""Look up known vulnerabilities of everything that a lock file names: `python tools/audit.py LOCK`.

`pip-audit` asks the databases; it is fetched for this into `_build`, so that no reader installs it.
"""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "_build" / "audit"
OFFLINE = "audit: needs the network, to get pip-audit and to ask PyPI for known vulnerabilities"


def main(lock: str) -> int:
    python = FOLDER / "bin" / "python"
    if not python.exists():
        venv.create(FOLDER, with_pip=True)
    install = [python, "-m", "pip", "install", "--quiet", "--upgrade", "pip-audit"]
    if subprocess.run(install, stderr=subprocess.DEVNULL, check=False).returncode:
        print(OFFLINE, file=sys.stderr)
        return 2
    # The lock is complete and hashed, so nothing has to be resolved, and nothing is installed.
    # Without --strict, what the database does not know would pass as sound.
    options = ["--strict", "--disable-pip", "--require-hashes"]
    audit = [python, "-m", "pip_audit", *options, "--requirement", lock]
    result = subprocess.run(audit, stderr=subprocess.PIPE, text=True, check=False)
    if "ConnectionError" in result.stderr or "Max retries" in result.stderr:
        print(OFFLINE, file=sys.stderr)
        return 2
    print(result.stderr, file=sys.stderr, end="")
    return result.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
