"""The functions of a formula, over the interchangeable scalars of `mathcheck.values.arithmetic`."""

from __future__ import annotations

import math
from collections.abc import Callable

from mpmath import mp, mpf

from mathcheck.errors import Kink, Undefined
from mathcheck.values.arithmetic import (
    Dual,
    add,
    divide,
    domain,
    is_symbolic,
    logarithm,
    multiply,
    new_level,
    power,
    primal,
    seed,
    smooth,
    subtract,
    tangent,
)
from mathcheck.values.comparisons import compare, maximum, minimum, moves
from mathcheck.values.exactnumbers import Scalar, exactly, number, whole

__all__ = [
    "FUNCTIONS",
    "Dual",
    "Scalar",
    "add",
    "compare",
    "divide",
    "exactly",
    "is_symbolic",
    "maximum",
    "minimum",
    "multiply",
    "new_level",
    "number",
    "power",
    "primal",
    "seed",
    "subtract",
    "tangent",
]

LARGEST_EXPONENT = 1 << 12
"""In bits: e^x and sin x of a larger number do not fit into memory."""


def _constant(name: str, like: Scalar, *arguments: Scalar) -> Scalar:
    """Return a constant such as pi, or log 2, as the kind of scalar that `like` is."""
    if is_symbolic(like):
        return primal(like).apply(name, *arguments)
    return +mp.pi if name == "pi" else FUNCTIONS[name](*arguments)


def _step(name: str, compute: Callable[[Scalar], int]) -> Callable[[Scalar], Scalar]:
    """Return a function that is constant between its jumps."""

    def function(argument: Scalar) -> Scalar:
        value = primal(argument)
        if is_symbolic(value):
            return value.apply(name, value)
        result = compute(value)
        jumps = value == 0 if name == "sign" else value == result
        if jumps and moves(argument):
            raise Kink(f"a derivative at a jump of {name}")
        return result

    return function


def _absolute(argument: Scalar) -> Scalar:
    if hasattr(argument, "apply"):
        return argument.apply("abs", argument)
    return -argument if compare(argument, 0) < 0 else argument


def _bounded(compute: Callable[[Scalar], Scalar]) -> Callable[[Scalar], Scalar]:
    def accepts(argument: Scalar) -> bool:
        return not mp.isfinite(argument) or mp.mag(argument) < LARGEST_EXPONENT

    return domain(compute, accepts, "a function of a number that is too large")


def _exponential(argument: Scalar) -> Scalar:
    huge = mp.isfinite(argument) and mp.mag(argument) >= LARGEST_EXPONENT
    return mpf(0) if huge and argument < 0 else _bounded(mp.exp)(argument)


def _is_pole(argument: Scalar) -> bool:
    return bool(argument <= 0 and mp.isint(argument))


def _lambertw(argument: Scalar) -> Scalar:
    value = mp.lambertw(argument)
    if type(value) is not mpf:
        raise Undefined("the Lambert function below -1/e")
    return value


def _polygamma(order: int) -> Callable[[Scalar], Scalar]:
    return smooth(
        "digamma" if order == 0 else f"polygamma_{order}",
        domain(
            lambda x: mp.psi(order, x), lambda x: not _is_pole(x), "a pole of the gamma function"
        ),
        lambda x, y: _polygamma(order + 1)(x),
    )


def _factorial(argument: Scalar) -> Scalar:
    count = None if isinstance(argument, Dual) or is_symbolic(argument) else whole(argument)
    if count is not None and 0 <= count <= LARGEST_EXPONENT:
        return math.factorial(count)
    return FUNCTIONS["gamma"](add(argument, 1))


def _gauss(x: Scalar, y: Scalar) -> Scalar:
    """Return the slope of erf, 2/sqrt(pi) e^{-x^2}."""
    root = FUNCTIONS["sqrt"](_constant("pi", x))
    return divide(multiply(2, FUNCTIONS["exp"](-power(x, 2))), root)


NOT_POSITIVE = "the logarithm of a number that is not positive"
FUNCTIONS: dict[str, Callable[[Scalar], Scalar]] = {
    "exp": smooth("exp", _exponential, lambda x, y: y),
    "log": logarithm,
    "sqrt": smooth(
        "sqrt",
        domain(lambda x: mp.sqrt(x), lambda x: x >= 0, "the square root of a negative number"),
        lambda x, y: divide(1, multiply(2, y)),
    ),
    "sin": smooth("sin", _bounded(lambda x: mp.sin(x)), lambda x, y: FUNCTIONS["cos"](x)),
    "cos": smooth("cos", _bounded(lambda x: mp.cos(x)), lambda x, y: -FUNCTIONS["sin"](x)),
    "tan": smooth("tan", _bounded(lambda x: mp.tan(x)), lambda x, y: add(1, power(y, 2))),
    # 1 - tanh^2 would lose all digits where tanh rounds to 1.
    "tanh": smooth(
        "tanh", lambda x: mp.tanh(x), lambda x, y: divide(1, power(FUNCTIONS["cosh"](x), 2))
    ),
    "sinh": smooth("sinh", _bounded(lambda x: mp.sinh(x)), lambda x, y: FUNCTIONS["cosh"](x)),
    "cosh": smooth("cosh", _bounded(lambda x: mp.cosh(x)), lambda x, y: FUNCTIONS["sinh"](x)),
    "arctan": smooth("arctan", lambda x: mp.atan(x), lambda x, y: divide(1, add(1, power(x, 2)))),
    "arcsinh": smooth(
        "arcsinh",
        lambda x: mp.asinh(x),
        lambda x, y: divide(1, FUNCTIONS["sqrt"](add(power(x, 2), 1))),
    ),
    "arccosh": smooth(
        "arccosh",
        domain(lambda x: mp.acosh(x), lambda x: x >= 1, "arccosh below 1"),
        lambda x, y: divide(1, FUNCTIONS["sqrt"](subtract(power(x, 2), 1))),
    ),
    "arctanh": smooth(
        "arctanh",
        domain(lambda x: mp.atanh(x), lambda x: abs(x) < 1, "arctanh outside of (-1, 1)"),
        lambda x, y: divide(1, subtract(1, power(x, 2))),
    ),
    "erf": smooth("erf", lambda x: mp.erf(x), _gauss),
    "erfc": smooth("erfc", lambda x: mp.erfc(x), lambda x, y: -_gauss(x, y)),
    "Phi": smooth("Phi", lambda x: mp.ncdf(x), lambda x, y: FUNCTIONS["phi"](x)),
    "phi": smooth("phi", lambda x: mp.npdf(x), lambda x, y: -multiply(x, y)),
    # y / (x (1 + y)) would be 0/0 at 0.
    "lambertw": smooth(
        "lambertw",
        _lambertw,
        lambda x, y: divide(1, multiply(FUNCTIONS["exp"](y), add(1, y))),
    ),
    "log2": smooth(
        "log2",
        domain(lambda x: mp.log(x, 2), lambda x: x > 0, NOT_POSITIVE),
        lambda x, y: divide(1, multiply(x, _constant("log", x, 2))),
    ),
    "log10": smooth(
        "log10",
        domain(lambda x: mp.log(x, 10), lambda x: x > 0, NOT_POSITIVE),
        lambda x, y: divide(1, multiply(x, _constant("log", x, 10))),
    ),
    "gamma": smooth(
        "gamma",
        domain(lambda x: mp.gamma(x), lambda x: not _is_pole(x), "a pole of the gamma function"),
        lambda x, y: multiply(y, FUNCTIONS["digamma"](x)),
    ),
    "digamma": _polygamma(0),
    "factorial": _factorial,
    "sign": _step("sign", lambda x: (x > 0) - (x < 0)),
    "floor": _step("floor", lambda x: int(mp.floor(number(x)))),
    "ceil": _step("ceil", lambda x: int(mp.ceil(number(x)))),
    "abs": _absolute,
}
"""The functions of one scalar, by name."""
