"""Imports flow one way."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src"

LAYERS = [
    {"slopes._arrays", "slopes._compensated", "slopes._elementwise", "slopes.differences"},
    {"slopes._mills", "slopes._records", "slopes._rows", "slopes._sigmoids"},
    {"slopes._clipped", "slopes._gated", "slopes._gelu", "slopes._linear", "slopes._rectifiers"},
    {"slopes._shrinks", "slopes._smooth", "slopes.softmax"},
    {"slopes._vectors"},
    {"slopes.activations"},
]
"""The lowest layers of `slopes`; everything else that is not a figure stands above them."""

FORBIDDEN = {
    "slopes": {"bookkit", "mathcheck", "sphinx", "sphinx_temml", "myst_nb", "docutils"},
    "bookkit": {"slopes", "sphinx_temml", "mathcheck"},
    "sphinx_temml": {"slopes", "bookkit", "mathcheck"},
    "mathcheck": {"slopes", "bookkit", "sphinx_temml", "scipy"},
}


MATHCHECK_LAYERS = [
    {"errors"},
    {"grammar"},
    {"values"},
    {"sampling"},
    {"checking"},
    {"edits", "proof"},
    {"pages"},
    {"cli", "mutation", "site"},
    {"__main__", "mutate", "sphinxext"},
]
"""All packages of `mathcheck` and its modules beside them, from the lowest to the highest."""
SPHINX_SIDE = {"site", "sphinxext"}
"""Those that may know Sphinx; the core must run without it."""


def imported(source, package):
    """Return the dotted names that a module's source imports."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in {package}"
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def modules(package):
    for path in sorted((SRC / package).rglob("*.py")):
        yield ".".join(path.relative_to(SRC).with_suffix("").parts), path.read_text()


def level(module):
    for number, layer in enumerate(LAYERS):
        if any(module == name or module.startswith(name + ".") for name in layer):
            return number
    return len(LAYERS) + ("figures" in module.split("."))


def layer(part):
    [number] = [n for n, names in enumerate(MATHCHECK_LAYERS) if part in names]
    return number


def check_part(part, name):
    """Check an import of what belongs to a part of `mathcheck`: a package in it, or a module."""
    root, *rest = name.split(".")
    if part not in SPHINX_SIDE:
        assert root != "sphinx", f"{part} is of the core, but imports {name}"
    if root == "mathcheck" and rest and rest[0] != part:
        assert layer(rest[0]) < layer(part), f"{part} imports {name}, which stands above it"


def check_module(module, source):
    package, *parts = module.split(".")
    for name in imported(source, package):
        assert name.split(".")[0] not in FORBIDDEN[package], f"{module} imports {name}"
        if package == "mathcheck" and parts[0] != "__init__":
            check_part(parts[0], name)
        if package == "slopes" and name.startswith("slopes."):
            assert level(name) <= level(module), f"{module} imports {name}, which stands above it"
        if name.startswith("matplotlib") and package == "slopes":
            assert ".figures" in module, f"{module} imports {name}; only slopes.figures may"


CASES = [case for package in FORBIDDEN for case in modules(package)]


@pytest.mark.parametrize(("module", "source"), CASES, ids=[name for name, _ in CASES])
def test_imports_flow_one_way(module, source):
    check_module(module, source)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("slopes._arrays", "from slopes.activations import relu"),
        ("slopes.losses", "import matplotlib.pyplot as plt"),
        ("slopes.softmax", "from slopes import figures"),
        ("bookkit.fresh", "import slopes"),
        ("mathcheck.checking.check", "from sphinx.util import logging"),
        ("mathcheck.grammar.parser", "from mathcheck.values import scalars"),
        ("mathcheck.edits.swaps", "from mathcheck.proof.prove import prove_statement"),
        ("mathcheck.pages.page", "from mathcheck.sphinxext import setup"),
    ],
)
def test_the_check_can_fail(module, source):
    with pytest.raises(AssertionError):
        check_module(module, source)
