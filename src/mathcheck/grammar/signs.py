"""The signs of the grammar and what they mean: relations, products, brackets, separators, dots."""

from __future__ import annotations

RELATIONS = {
    "=": "=", "<": "<", ">": ">", "\\le": "<=", "\\leq": "<=", "\\ge": ">=", "\\geq": ">=",
    "\\ne": "!=", "\\neq": "!=", "\\approx": "~", "\\to": "to", "\\rightarrow": "to", "\\in": "in",
    "\\notin": "notin", "\\sim": "law", "\\equiv": "=", "\\leftarrow": "gets", "\\mapsto": "maps",
    "\\preceq": "psd", "\\lt": "<", "\\gt": ">", "\\coloneqq": "=",
}  # fmt: skip
SEPARATORS = frozenset((",", ";", "\\mid", "\\Vert", "\\parallel", "\\|"))
CLOSERS = {"(": ")", "[": "]", "\\{": "\\}", "\\langle": "\\rangle"}
DOTS = frozenset(("\\dots", "\\cdots", "\\ldots"))
PRODUCTS = {"\\cdot": "*", "\\times": "*", "*": "*", "/": "/", "\\odot": "odot"}
TRANSPOSES = frozenset(("\\top", "T", "\\intercal", "\\mathsf{T}"))
NOT_FACTORS = frozenset(
    "\\right \\rvert \\rVert \\rangle \\rfloor \\rceil \\end \\text \\pm \\mp \\quad \\top \\iff"
    " \\implies \\Longleftrightarrow \\Longrightarrow \\Leftrightarrow \\Rightarrow"
    " \\and \\colon".split()
)
"""Commands that end a product."""
