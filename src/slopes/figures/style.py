"""The style of every figure: ink and paper that follow the page, colors for both grounds."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from slopes.activations import ACTIVATIONS

__all__ = ["COLORS", "INK", "ORDERS", "PAPER", "function_style", "panels", "use_style"]

INK = "#1b1f23"
"""Text and axes; the site replaces it by the color of the page's text."""
PAPER = "#fefefe"
"""What hides a line behind a marker; the site replaces it by the page's ground."""

COLORS = {
    "blue": "#2f7fd6",
    "orange": "#d9730d",
    "green": "#2a9d4e",
    "red": "#e0483e",
    "purple": "#9b5fd0",
    "teal": "#0f9aa8",
    "brown": "#a8743a",
    "pink": "#d9519e",
}
"""Each has a contrast of at least 3:1 on the light and on the dark page (tested)."""

DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 1.5, 1.2, 1.5)))

ORDERS: tuple[dict[str, Any], ...] = (
    {"linestyle": "-", "linewidth": 2.2},
    {"linestyle": (0, (5, 2)), "linewidth": 1.8},
    {"linestyle": (0, (1.2, 1.6)), "linewidth": 1.8},
)
"""Line patterns of f, f′ and f″ wherever the three stand on one pair of axes."""

RC: Any = {
    "figure.figsize": (5.6, 3.3),
    "figure.facecolor": "none",
    "figure.constrained_layout.use": True,
    "savefig.facecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": "medium",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=list(COLORS.values())),
    "grid.color": INK,
    "grid.alpha": 0.14,
    "grid.linewidth": 0.8,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "font.family": "STIXGeneral",  # it comes with Matplotlib and is kin to the font of the pages
    "font.size": 13,
    "legend.frameon": False,
    "legend.fontsize": "small",
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "image.cmap": "cividis",
    "mathtext.fontset": "stix",
    "svg.fonttype": "path",
    "svg.hashsalt": "slopes",
}


def use_style() -> None:
    """Set the book's figure style, and in a notebook draw as SVG.

    Call it once, in the first cell of a page. NumPy's scalars then print as plain numbers too.

    Examples
    --------
    For a few figures only, undone at the end:

    >>> with mpl.rc_context(), np.printoptions():
    ...     use_style()
    """
    mpl.rcParams.update(RC)
    np.set_printoptions(legacy="1.25")
    try:
        from IPython import get_ipython
        from matplotlib_inline.backend_inline import set_matplotlib_formats
    except ImportError:  # a plain Python session
        return
    if get_ipython() is not None:
        # No dates: two builds of one source are the same file.
        set_matplotlib_formats("svg", metadata={"Date": None})


def function_style(name: str) -> dict[str, Any]:
    """Return the color and dash of an activation, the same on every page.

    Parameters
    ----------
    name : str
        A key of `slopes.ACTIVATIONS`.

    Returns
    -------
    dict
        Keyword arguments for `plot`: `color`, `linestyle` and `label`.

    Raises
    ------
    KeyError
        If the name is not in the table.

    Examples
    --------
    >>> function_style("relu")["label"]
    'ReLU'
    """
    names = list(ACTIVATIONS)
    if name not in names:
        raise KeyError(f"function_style: no activation {name!r}; wanted one of {', '.join(names)}")
    index = names.index(name)
    colors = list(COLORS.values())
    return {
        "color": colors[index % len(colors)],
        "linestyle": DASHES[index // len(colors) % len(DASHES)],
        "label": ACTIVATIONS[name].title,
    }


def panels(
    rows: int = 1, columns: int = 2, *, height: float = 2.8, share: bool = False
) -> tuple[Figure, Any]:
    """Return a figure with `rows` × `columns` axes, 7.2 inches wide at most.

    Parameters
    ----------
    rows, columns : int
        At most three columns stay legible on a phone.
    height : float
        Height of one row in inches.
    share : bool
        Whether all panels have the same two scales.

    Returns
    -------
    figure, axes
        `axes` as `plt.subplots` returns them.

    Examples
    --------
    >>> figure, axes = panels(2, 3)
    >>> axes.shape
    (2, 3)
    """
    width = 5.6 if columns == 1 else 7.2
    return plt.subplots(rows, columns, figsize=(width, height * rows), sharex=share, sharey=share)


def current(ax: Axes | None) -> Axes:
    """Return `ax`, or new axes of the standard size."""
    return plt.subplots()[1] if ax is None else ax
