"""Scripts, styles and templates of bookkit, shipped by whichever of its extensions is used."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

HERE = Path(__file__).parent
TEMPLATES = str(HERE / "_templates")


def publish(app: Sphinx, *folders: str) -> None:
    """Copy the folders of this package into `_static` of the site."""
    config = app.config
    known = [str(path) for path in config.html_static_path]
    new = [path for path in (str(HERE / folder) for folder in folders) if path not in known]
    config.html_static_path = [*config.html_static_path, *new]


def offer_templates(app: Sphinx, config: Config) -> None:
    """Let pages be made from the templates of this package, unless the project has its own."""
    if TEMPLATES not in config.templates_path:
        config.templates_path = [*config.templates_path, TEMPLATES]


def withdraw_templates(config: Config) -> None:
    """Take them back for a builder with a frame of its own."""
    config.templates_path = [path for path in config.templates_path if path != TEMPLATES]
