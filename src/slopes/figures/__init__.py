"""Figures of the book: one style, one color and dash for each function, on every page.

Not imported by `slopes` itself, so that the package needs no Matplotlib.
"""

from slopes.figures.cover import cover
from slopes.figures.curves import anatomy, compare, mark_kinks, sheet
from slopes.figures.style import (
    COLORS,
    INK,
    ORDERS,
    PAPER,
    function_style,
    panels,
    use_style,
)
from slopes.tables import Table, sci

__all__ = [
    "COLORS",
    "INK",
    "ORDERS",
    "PAPER",
    "Table",
    "anatomy",
    "compare",
    "cover",
    "function_style",
    "mark_kinks",
    "panels",
    "sci",
    "sheet",
    "use_style",
]
