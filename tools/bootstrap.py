"""Make .venv from a hashed lock file: `python3 tools/bootstrap.py requirements.lock`.

Written for any Python 3, so that a version that is too old can say so in one line.
"""

import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
OLDEST = (3, 11)
ROOM = 1500  # MB; the packages of the book take about 650


def problem(version, has_venv, free_mb):
    """Return one line that says why the set-up cannot start, or an empty string."""
    if version < OLDEST:
        return "Python {}.{} found, 3.11 or newer needed: make PYTHON=python3.13 html".format(
            *version
        )
    if not has_venv:
        return "this Python has no venv module: install it (Debian: apt install python3-venv)"
    if free_mb < ROOM:
        return "{} MB free in {}, {} MB needed: free some disk space".format(free_mb, ROOT, ROOM)
    return ""


def has_module(name):
    """Say whether this Python can import `name`."""
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def free_megabytes():
    """Return the free disk space; Python 2 cannot tell, and is refused for its age anyway."""
    return shutil.disk_usage(ROOT).free // 10**6 if hasattr(shutil, "disk_usage") else ROOM


def run(*command):
    """Run a command from the project's root, or stop with one line."""
    try:
        subprocess.check_call(command, cwd=ROOT)
    except (OSError, subprocess.CalledProcessError) as error:
        stop("`{}` failed ({}); its own message is above".format(" ".join(command), error))


def stop(why):
    """End with one line on stderr."""
    sys.exit("set-up: " + why)


def main(lock):
    """Check the machine, make the environment, install what the lock names and the project."""
    why = problem(
        sys.version_info[:2],
        has_module("venv") and has_module("ensurepip"),
        free_megabytes(),
    )
    if why:
        stop(why)
    python = os.path.join(VENV, "bin", "python")
    if not os.path.exists(os.path.join(VENV, "bin", "pip")):  # new, or left half made
        run(sys.executable, "-m", "venv", "--clear", VENV)
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    print("set-up: installing what {} names (once, a minute or two)".format(lock))
    sys.stdout.flush()
    run(*pip + ["install", "--require-hashes", "-r", lock])
    run(*pip + ["install", "--no-deps", "--no-build-isolation", "-e", "."])


if __name__ == "__main__":
    main(sys.argv[1])
