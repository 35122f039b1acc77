"""Every page with cells as a notebook and as a Python file that run without the book's sources.

The text is that of the built page, so numbers, citations and references are what its reader sees.
The cells come without outputs: they are there to be run, and the page shows the results.
"""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urljoin

from docutils import nodes
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from bookkit.assets import offer_templates
from bookkit.markdown import UnknownNodeError, Writer
from bookkit.notebooks import Piece, notebook, pieces, script

FOLDER = "downloads"
"""Where the files are in the site; the pages' own folders are below it."""
BRANCH = "notebooks"
"""The branch of the repository that holds the content of `FOLDER`; a release writes it."""
GITHUB = "https://github.com/"


def code_cells(app: Sphinx, docname: str) -> dict[int, str]:
    """Return the code of a page by the index of the cell; nothing if it is no notebook."""
    path = Path(app.env.doc2path(docname))
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".md" or not is_myst_markdown_notebook(text):
        return {}
    cells = read_myst_markdown_notebook(text, path=path).cells
    return {i: cell.source for i, cell in enumerate(cells) if cell.cell_type == "code"}


def repository_of(config: Config) -> str:
    """Return the address of the sources that the theme links to, or ""."""
    return str(config.html_theme_options.get("repository_url", ""))


def introduction(config: Config, title: str, address: str, data: list[str]) -> list[Piece]:
    """Return the cells that stand first: what this is, and what it needs."""
    page = f"[{title}]({address})" if address else title
    files = "".join(f" It reads `{name}`, which has to be in the same folder." for name in data)
    repository = repository_of(config)
    source = f"git+{repository}" if repository else "file:///folder/of/the/book"
    return [
        (
            "markdown",
            f"This is *{page}* from *{config.project}* {config.release}. It needs Python 3.11 or "
            f"newer and the package `{config.downloads_package}`, which is not on PyPI: the line "
            f"below installs it from the sources of the book.{files}",
        ),
        ("code", f'# %pip install "{config.downloads_package} @ {source}"'),
    ]


def write_downloads(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write both files of a page."""
    codes = code_cells(app, docname) if app.builder.name == "html" else {}
    if not codes:
        return
    base = app.config.html_baseurl
    address = urljoin(base, app.builder.get_target_uri(docname)) if base else ""

    def link(target: str) -> str:
        return target if "://" in target else address and urljoin(address, target)

    def title(node: nodes.Element) -> str:
        kind = "figure" if isinstance(node, nodes.figure) else "exercise"
        numbers = app.env.toc_fignumbers.get(docname, {}).get(kind, {})
        number = next((numbers[name] for name in node["ids"] if name in numbers), ())
        return str(app.config.numfig_format[kind] % ".".join(map(str, number))).strip()

    data = app.config.downloads_data.get(docname, [])
    cells = introduction(app.config, app.env.titles[docname].astext(), address, data)
    try:
        cells += pieces(codes, Writer(link, title).blocks(doctree))
    except UnknownNodeError as error:
        raise ExtensionError(f"bookkit.downloads: {docname}: {error}") from error
    target = Path(app.outdir, FOLDER, docname)
    target.parent.mkdir(parents=True, exist_ok=True)
    for suffix, text in {".ipynb": notebook(cells), ".py": script(cells)}.items():
        target.with_suffix(suffix).write_text(text, encoding="utf-8")
    for name in data:
        shutil.copyfile(Path(app.srcdir, docname).parent / name, target.parent / name)


def links(repository: str, docname: str) -> list[tuple[str, str]]:
    """Return the names and addresses of services that run a notebook from a repository.

    Examples
    --------
    >>> links("https://github.com/a/b", "c/d")[0]
    ('Colab', 'https://colab.research.google.com/github/a/b/blob/notebooks/c/d.ipynb')
    >>> links("https://example.org/a/b", "c/d")
    []
    """
    if not repository.startswith(GITHUB):
        return []
    name = repository.removeprefix(GITHUB).removesuffix("/").removesuffix(".git")
    path = f"{quote(docname)}.ipynb"
    return [
        ("Colab", f"https://colab.research.google.com/github/{name}/blob/{BRANCH}/{path}"),
        ("Binder", f"https://mybinder.org/v2/gh/{name}/{BRANCH}?labpath={quote(path, safe='')}"),
    ]


def offer_downloads(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Tell the template `downloads.html` what there is for this page."""
    if doctree is not None and app.builder.name == "html" and code_cells(app, pagename):
        files = [f"{FOLDER}/{pagename}{suffix}" for suffix in (".ipynb", ".py")]
        files += [
            f"{FOLDER}/{PurePosixPath(pagename).parent / name}"
            for name in app.config.downloads_data.get(pagename, [])
        ]
        context["downloads"] = files
        context["downloads_elsewhere"] = links(repository_of(app.config), pagename)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_config_value("downloads_package", "", "html", types=frozenset({str}))
    app.add_config_value("downloads_data", {}, "html", types=frozenset({dict}))
    app.connect("config-inited", offer_templates)
    app.connect("doctree-resolved", write_downloads, priority=900)
    app.connect("html-page-context", offer_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
