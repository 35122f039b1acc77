"""Settings of the book. Pages are in book/, output goes to _build/<builder>."""

project = "Bend, Measure, Descend"
author = "The Bend, Measure, Descend authors"
copyright = "2026, " + author  # noqa: A001, RUF100
version = release = "0.1.0"
language = "en"

extensions = [
    "myst_nb",
    "bookkit.fresh",
    "bookkit.figures",
    "bookkit.light",
    "bookkit.solutions",
    "bookkit.notation",
    "bookkit.search",
    "bookkit.previews",
    "bookkit.describe",
    "bookkit.pageinfo",
    "bookkit.hosting",
    "bookkit.downloads",
    "bookkit.epub",
    "bookkit.latex",
    "mathcheck.sphinxext",
    "sphinx_temml",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.doctest",
    "sphinxcontrib.bibtex",
    "sphinxcontrib.rsvgconverter",
]
exclude_patterns = ["_static"]
default_role = "py:obj"  # single backticks in docstrings name functions
numfig = True
nitpicky = True

# Pages and cells
myst_enable_extensions = ["amsmath", "dollarmath", "colon_fence", "attrs_inline"]
nb_execution_mode = "cache"  # bookkit.fresh sets the path of the cache
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_execution_timeout = 120
fresh_sources = ["src/slopes/**/*.py", "book/**/*.json", "requirements.lock"]  # of the cells
nb_render_markdown_format = "myst"
nb_mime_priority_overrides = [("latex", "image/svg+xml", 5), ("latex", "text/markdown", 6)]
nb_output_stderr = "warn"  # a cell that warns the reader of nothing on purpose is a defect

# Pages as notebooks; `repository_url` below tells pip, Colab and Binder where the package is
downloads_package = "slopes[figures]"
downloads_data = {
    "appendix/accuracy": ["exhaustive.json", "peers.json"],
    "descend/batch-stochastic-minibatch": ["seconds.json"],
}

# Math
html_math_renderer = "temml"
myst_update_mathjax = False
math_eqref_format = "({number})"

# The check of the equations
mathcheck_prelude = "book/symbols.txt"

# Bibliography
bibtex_bibfiles = ["book/references.bib"]
bibtex_reference_style = "author_year"

# API pages
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the NumPy sections of the docstrings say types and shapes
napoleon_google_docstring = False
napoleon_use_rtype = False
# The names that an example finds in its own module under `pytest --doctest-modules`.
doctest_global_setup = """
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from slopes import *
from slopes.batching import *
from slopes.differences import *
from slopes.facts import *
from slopes.figures import *
from slopes.figures.descend import *
from slopes.figures.errors import *
from slopes.figures.measure import *
from slopes.hinges import *
from slopes.networks import *
from slopes.schedules import *
from slopes.tables import *
"""
# The type fields of the docstrings are words for a reader ("array of shape (n, K)"), not links.
nitpick_ignore_regex = [("py:class", r".*"), ("py:obj", r".*")]

# Exercises
exercise_style = "solution_follow_exercise"

# The site
html_theme = "sphinx_book_theme"
html_title = project
html_baseurl = ""  # where the site will be; while it is empty, pages name no address of their own
describe_image = ("_static/card.png", "Curves of ReLU, GELU and tanh, two losses, and a descent")
html_static_path = ["book/_static"]
html_favicon = "book/_static/favicon.svg"
html_css_files = ["book.css"]
light_fonts = {"fonts/text-400-normal.woff2": "", "sphinx_temml_math.woff2": "<math"}
html_copy_source = False
html_show_sourcelink = False
html_context = {"default_mode": "light"}  # without a script; scheme.js asks the system
html_theme_options = {
    "navbar_persistent": [],
    "primary_sidebar_end": [],
    "back_to_top_button": False,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_toc_level": 2,
    "footer_content_items": ["copyright.html", "page-info.html"],
    "repository_url": "",  # with it, pages link to where they are edited and mistakes reported
    "path_to_docs": "book",
    "secondary_sidebar_items": ["page-toc.html", "downloads.html"],
}

# EPUB
# One name for the book in all its versions; the file has it as an identifier and as an XML name.
epub_identifier = epub_uid = "uuid-7c3b3f0e-6a55-4d0c-9a57-2f4f1d1c9f0b"
epub_description = (
    "Activation functions, loss functions and gradient descent: every formula derived and checked, "
    "every number and figure computed by a tested package."
)
epub_contributor = author
epub_cover = ("_static/front.png", "epub-cover.html")
epub_exclude_files = [f"_static/{name}" for name in ("card.png", "cover.svg", "fonts/README.md")]
epub_show_urls = "no"  # links are links
epub_tocscope = "includehidden"

# PDF
latex_engine = "lualatex"
latex_documents = [("index", "bend-measure-descend.tex", project, author, "manual", True)]
latex_use_xindy = False
latex_show_urls = "no"
latex_show_pagerefs = True
latex_domain_indices = False
latex_elements = {
    "papersize": "a4paper",
    "pointsize": "11pt",
    "extraclassoptions": "oneside,openany",
    "fncychap": "",
    "fontpkg": r"""
\usepackage{unicode-math}
\directlua{
  luaotfload.add_fallback("rare", {"DejaVu Sans:mode=node;", "Noto Serif CJK SC:mode=node;"})
}
\setmainfont{TeX Gyre Pagella}[RawFeature={fallback=rare}]
\setsansfont{TeX Gyre Heros}[RawFeature={fallback=rare}]
\setmonofont{DejaVu Sans Mono}[Scale=0.82]
\setmathfont{TeX Gyre Pagella Math}
""",
    # Without an ID, made from the time and the folder, equal sources give equal files.
    "preamble": r"""
\pdfvariable suppressoptionalinfo 512
\setcounter{tocdepth}{1}
""",
}
