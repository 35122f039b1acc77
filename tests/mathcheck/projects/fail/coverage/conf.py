"""The settings of all the small projects in `fail` and `ok`."""

extensions = [
    "myst_nb",
    "mathcheck.sphinxext",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_exercise",
]
project = copyright = "Trial"
html_theme = "basic"
nb_execution_mode = "off"
myst_enable_extensions = ["amsmath", "dollarmath", "colon_fence"]
mathcheck_minimum = 0.9
mathcheck_prove = False
