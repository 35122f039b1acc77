"""Figures that are never stale: the execution cache is named after what the cells depend on.

jupyter-cache keys a page on the source of its cells alone, so a changed package, or an upgraded
NumPy, would leave old figures in place. Here the path of the cache holds a hash of every file
matched by `fresh_sources`: a change there opens an empty cache, and a prose edit does not.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jupyter_cache import get_cache
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError


def source_hash(root: Path, patterns: Iterable[str]) -> str:
    """Return a hash of the Python version and of all files under `root` that match `patterns`."""
    digest = hashlib.sha256(f"python {sys.version_info[0]}.{sys.version_info[1]}".encode())
    for pattern in patterns:
        files = sorted(path for path in root.glob(pattern) if path.is_file())
        if not files:
            raise ConfigError(f"bookkit.fresh: fresh_sources pattern {pattern!r} matches no file")
        for path in files:
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def prune(folder: Path, keep: str) -> None:
    """Delete the caches of earlier sources from `folder`."""
    for old in folder.iterdir():
        if old.is_dir() and old.name != keep:
            shutil.rmtree(old)


def isolate_kernels(folder: Path) -> None:
    """Keep the reader's own IPython, Jupyter and Matplotlib settings out of the cells."""
    profile = folder / "ipython" / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    # ipykernel >= 7.3 warns on stderr that it listens on loopback without encryption.
    (profile / "ipython_kernel_config.py").write_text("c.IPKernelApp.log_level = 40\n")
    os.environ["IPYTHONDIR"] = str(folder / "ipython")
    os.environ["MPLCONFIGDIR"] = str(folder / "matplotlib")
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    # The cells' matrices are small: a second thread only spins, and would change the last digits.
    for library in ("OPENBLAS", "MKL", "OMP"):
        os.environ[f"{library}_NUM_THREADS"] = "1"


def point_cache(app: Sphinx, config: Config) -> None:
    """Set `nb_execution_cache_path` from the sources, and make the empty cache."""
    root = Path(app.confdir)
    folder = root / config.fresh_folder
    name = source_hash(root, config.fresh_sources)
    cache = folder / "cache" / name
    cache.mkdir(parents=True, exist_ok=True)
    prune(cache.parent, keep=name)
    # Made here because two reading processes that make the database at once collide.
    get_cache(cache).db  # noqa: B018
    config.nb_execution_cache_path = str(cache)
    isolate_kernels(folder)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_config_value("fresh_sources", ["src/**/*.py", "requirements.lock"], "")
    app.add_config_value("fresh_folder", "_build/execution", "")
    app.connect("config-inited", point_cache)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
