"""What `import slopes` offers: the public names of its modules, once each."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import pytest

import slopes

# Not `from slopes import softmax`, which is the function.
HOMES = [
    import_module(f"slopes.{name}")
    for name in ("activations", "batching", "descent", "losses", "softmax", "steps")
]

# Public in their modules only: other names of functions, and a table for tests and figures.
ALIASES = {"swish": "silu", "hard_sigmoid": "hardsigmoid", "hard_silu": "hardswish"}
ALIASES |= {"hard_swish": "hardswish", "hard_tanh": "hardtanh"}
ALIASES |= {"log_sigmoid": "logsigmoid", "soft_sign": "softsign"}
ELSEWHERE = {name + order for name in ALIASES for order in ("", "_grad", "_grad2")}
ELSEWHERE |= {"swish_grad_beta", "RULES"}


def check_exports(package, exported):
    homes = {name: module for module in HOMES for name in module.__all__}
    assert len(exported) == len(set(exported))
    assert set(exported) == set(homes) - ELSEWHERE
    for name in exported:
        assert getattr(package, name) is getattr(homes[name], name), name


def test_the_package_exports_what_its_modules_do():
    check_exports(slopes, slopes.__all__)


def test_nothing_public_is_left_out():
    stray = {
        name
        for name, value in vars(slopes).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert stray == set(slopes.__all__)


def without(name):
    return [other for other in slopes.__all__ if other != name]


def moved(name, value):
    """Return a copy of the package in which one name means something else."""
    package = ModuleType("slopes")
    vars(package).update(vars(slopes) | {name: value})
    return package


@pytest.mark.parametrize(
    ("package", "exported"),
    [
        (slopes, without("elu_grad2")),
        (slopes, [*slopes.__all__, "swish"]),
        (slopes, [*slopes.__all__, "relu"]),
        (moved("momentum", slopes.adam), slopes.__all__),
    ],
    ids=["one missing", "one too many", "one twice", "another function"],
)
def test_the_check_can_fail(package, exported):
    with pytest.raises(AssertionError):
        check_exports(package, exported)


def test_names_are_not_shared_between_modules():
    names = [name for module in HOMES for name in module.__all__]
    assert len(names) == len(set(names))
