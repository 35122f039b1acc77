"""Scalars are exact where they can be, and their slopes are derivatives."""

import random
from fractions import Fraction

import pytest
from mpmath import mp, mpf

from mathcheck.errors import Kink, Undefined
from mathcheck.values import scalars
from mathcheck.values.arithmetic import smooth
from mathcheck.values.scalars import FUNCTIONS, Dual

PLACES = {"arccosh": "2.3", "arctanh": "0.3", "lambertw": "0.7", "sign": "-1.3"}
KINDS = (int, Fraction, mpf, Dual)


@pytest.fixture(autouse=True)
def digits():
    with mp.workdps(50):
        yield


def nested(function, place, order):
    """Return a derivative of some order, each by a level of its own."""
    levels = [scalars.new_level() for _ in range(order)]
    for level in levels:
        place = scalars.seed(place, level)
    result = function(place)
    for level in reversed(levels):
        result = scalars.tangent(result, level)
    return scalars.number(result)


def agrees_with_differences(function, place):
    """Tell whether the first three derivatives are those that differences give."""
    place = mpf(place)
    with mp.workdps(80):
        plain = [mp.diff(lambda x: scalars.number(function(x)), place, n) for n in (1, 2, 3)]
    return all(
        abs(nested(function, place, n) - slope) < mpf(10) ** -35 * (1 + abs(slope))
        for n, slope in enumerate(plain, 1)
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_three_derivatives_of_every_function(name):
    assert agrees_with_differences(FUNCTIONS[name], PLACES.get(name, "1.3"))


def test_a_wrong_slope_does_not_agree():
    wrong = smooth("tanh", mp.tanh, lambda x, y: scalars.add(1, scalars.power(y, 2)))
    assert not agrees_with_differences(wrong, "1.3")
    late = smooth("exp", mp.exp, lambda x, y: scalars.primal(y))
    assert not agrees_with_differences(late, "1.3")


@pytest.mark.parametrize(
    "exponent", [-2, -1, 0, 1, 2, 5, Fraction(1, 3), Fraction(-5, 2), mpf("0.3")]
)
def test_powers_with_a_constant_exponent(exponent):
    assert agrees_with_differences(lambda x: scalars.power(x, exponent), "1.7")


def test_powers_with_a_moving_exponent():
    assert agrees_with_differences(lambda x: scalars.power(x, x), "1.7")
    assert agrees_with_differences(lambda x: scalars.power(2, scalars.multiply(x, x)), "0.4")


@pytest.mark.parametrize("zero", [0, mpf(0)])
@pytest.mark.parametrize("power", range(5))
def test_powers_at_zero(zero, power):
    def function(x):
        return scalars.power(x, power)

    assert function(zero) == (1 if power == 0 else 0)
    assert nested(function, zero, 1) == (1 if power == 1 else 0)
    assert nested(function, zero, 2) == (2 if power == 2 else 0)


def test_a_negative_base_wants_a_whole_constant_exponent():
    assert scalars.power(-2, 3) == -8
    assert scalars.power(mpf(-2), mpf(3)) == -8
    assert nested(lambda x: scalars.power(x, 3), -2, 1) == 12
    with pytest.raises(Undefined):
        scalars.power(-8, Fraction(1, 3))
    with pytest.raises(Undefined):
        nested(lambda x: scalars.power(-2, x), 3, 1)


def test_exact_numbers_stay_exact():
    assert scalars.divide(1, 3) == Fraction(1, 3)
    assert isinstance(scalars.divide(6, 3), int)
    assert scalars.power(Fraction(2, 3), -2) == Fraction(9, 4)
    assert scalars.power(2, 100) == 2**100
    assert isinstance(scalars.power(7, 10**6), mpf)
    assert FUNCTIONS["factorial"](20) == 2432902008176640000
    assert FUNCTIONS["floor"](Fraction(-7, 2)) == -4
    assert FUNCTIONS["abs"](Fraction(-7, 2)) == Fraction(7, 2)


def test_mixed_arithmetic_never_makes_a_float():
    generator = random.Random(1)

    def scalar():
        plain = generator.randint(1, 9)
        value = generator.choice([plain, Fraction(plain, 7), mpf(plain) / 7])
        return scalars.seed(value, scalars.new_level()) if generator.random() < 0.3 else value

    for _ in range(300):
        left, right = scalar(), scalar()
        for operation in (
            scalars.add,
            scalars.subtract,
            scalars.multiply,
            scalars.divide,
            scalars.power,
        ):
            result = operation(left, right)
            while isinstance(result, Dual):
                assert type(result.slope) in KINDS
                result = result.value
            assert type(result) in KINDS
        for result in (left + right, left * right) if Dual in (type(left), type(right)) else ():
            assert type(scalars.primal(result)) in KINDS


def test_python_alone_does_not_mix_them():
    # Why `divide` and `compare` exist.
    assert type(1 / 3) is float
    with pytest.raises(TypeError):
        Fraction(1, 3) / mpf(1)
    with pytest.raises(TypeError):
        assert Fraction(1, 3) < mpf(1)


def test_operators_of_duals():
    level = scalars.new_level()
    x = scalars.seed(mpf(3), level)
    expression = 2 - (1 + x * Fraction(1, 2)) ** 2 / x + 2**x - (-x)
    slope = mpf(1) / 3**2 - mpf(1) / 4 + 8 * mp.log(2) + 1
    assert abs(scalars.tangent(expression, level) - slope) < mpf(10) ** -45


def test_nested_derivatives_do_not_take_each_others_slopes():
    # d/dx (x d/dy (x + y)) is 1; with one level for both it would be 2.
    outer, inner = scalars.new_level(), scalars.new_level()
    x, y = scalars.seed(mpf(5), outer), scalars.seed(mpf(7), inner)
    right = scalars.multiply(x, scalars.tangent(scalars.add(x, y), inner))
    assert scalars.tangent(right, outer) == 1
    y = scalars.seed(mpf(7), outer)
    wrong = scalars.multiply(x, scalars.tangent(scalars.add(x, y), outer))
    assert scalars.tangent(wrong, outer) == 2


def test_tangent_looks_below_higher_levels():
    lower, higher = scalars.new_level(), scalars.new_level()
    product = scalars.multiply(scalars.seed(mpf(3), lower), scalars.seed(mpf(4), higher))
    assert scalars.primal(scalars.tangent(product, lower)) == 4
    assert scalars.tangent(scalars.tangent(product, lower), higher) == 1
    assert scalars.tangent(mpf(2), higher) == 0


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("log", 0), ("log", -1), ("log2", 0), ("log10", 0), ("sqrt", -1),
        ("arccosh", Fraction(1, 2)), ("arctanh", 1), ("gamma", 0), ("gamma", -2), ("digamma", -1),
        ("factorial", -1),
        ("lambertw", -1), ("exp", 2**5000), ("erfc", 10**300),
    ],
)  # fmt: skip
def test_no_value(name, place):
    with pytest.raises(Undefined):
        FUNCTIONS[name](place)


def test_values_at_the_edge_of_a_domain():
    assert FUNCTIONS["sqrt"](0) == 0
    assert FUNCTIONS["arccosh"](1) == 0
    assert FUNCTIONS["lambertw"](0) == 0
    assert FUNCTIONS["exp"](10**6) > mpf(10) ** 400000
    with pytest.raises(Undefined):
        nested(FUNCTIONS["sqrt"], 0, 1)


def test_division_by_zero_has_no_value():
    for zero in (0, mpf(0), Fraction(0)):
        with pytest.raises(Undefined):
            scalars.divide(1, zero)
        with pytest.raises(Undefined):
            scalars.power(zero, -1)
        with pytest.raises(Undefined):
            scalars.power(zero, Fraction(-1, 2))


def test_slopes_keep_their_digits_far_out():
    slope = nested(FUNCTIONS["tanh"], 200, 1)
    assert abs(slope / (4 * mp.exp(-400)) - 1) < mpf(10) ** -45
    assert FUNCTIONS["Phi"](-40) > 0


@pytest.mark.parametrize("name", ["abs", "sign", "floor", "ceil"])
def test_kinks(name):
    function = FUNCTIONS[name]
    assert scalars.primal(function(0)) == 0
    with pytest.raises(Kink):
        nested(function, 0, 1)
    assert nested(lambda x: function(scalars.multiply(x, 0)), 0, 1) == 0
    assert nested(function, mpf("0.5"), 1) == (1 if name == "abs" else 0)


def test_extrema():
    assert scalars.maximum(1, Fraction(3, 2), mpf("1.25")) == Fraction(3, 2)
    assert scalars.minimum(1, Fraction(3, 2), mpf("0.5")) == mpf("0.5")
    assert nested(lambda x: scalars.maximum(x, 0), mpf(1), 1) == 1
    assert nested(lambda x: scalars.maximum(x, 0), mpf(-1), 1) == 0
    assert nested(lambda x: scalars.minimum(x, 0), mpf(1), 1) == 0


def test_extrema_at_a_tie():
    assert nested(lambda x: scalars.maximum(x, x), 0, 1) == 1
    assert nested(lambda x: scalars.maximum(x, scalars.multiply(2, x), 5), 0, 1) == 0
    with pytest.raises(Kink):
        nested(lambda x: scalars.maximum(x, scalars.multiply(2, x), -5), 0, 1)


def test_comparison():
    level = scalars.new_level()
    x = scalars.seed(mpf(1), level)
    assert scalars.compare(Fraction(1, 3), mpf(1) / 2) == -1
    assert scalars.compare(x, 0) == 1
    assert scalars.compare(x, x) == 0
    with pytest.raises(Kink):
        scalars.compare(x, 1)


def test_exactly_leaves_functions_of_exact_numbers_to_others():
    with scalars.exactly(lambda name, *arguments: (name, *arguments)):
        assert FUNCTIONS["log"](2) == ("log", 2)
        assert scalars.power(2, Fraction(1, 2)) == ("power", 2, Fraction(1, 2))
        assert scalars.power(2, 3) == 8
        assert FUNCTIONS["log"](mpf(1)) == 0
    assert isinstance(FUNCTIONS["log"](2), mpf)
