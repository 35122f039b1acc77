"""The usual formulas are right where nothing is difficult: the maps of errors show rounding."""

import numpy as np
import pytest

from slopes import reference
from slopes.activations import ACTIVATIONS
from slopes.rivals import NAIVE, SCIPY

FORMS = [
    (f"{who} {name} {reference.ORDERS[order]}", name, order, form)
    for who, table in (("textbook", NAIVE), ("SciPy", SCIPY))
    for name, forms in table.items()
    for order, form in enumerate(forms)
]


def check(name, order, form, dtype):
    x = reference.points(name, dtype)
    easy = (np.abs(x) > 0.2) & (np.abs(x) < 3.5)
    with np.errstate(all="ignore"):
        y = np.asarray(form(x))
    assert y.dtype == dtype
    exact = reference.values(name, order, dtype)
    np.testing.assert_allclose(y[easy], exact[easy], rtol=0, atol=50 * np.finfo(dtype).eps)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    ("name", "order", "form"), [f[1:] for f in FORMS], ids=[f[0] for f in FORMS]
)
def test_forms_agree_with_the_reference(name, order, form, dtype):
    check(name, order, form, dtype)


def test_the_check_can_fail():
    with pytest.raises(AssertionError):
        check("mish", 2, lambda x: NAIVE["mish"][2](x) * (1 + 1e-12), np.float64)


def test_every_activation_has_textbook_forms_of_both_derivatives():
    assert set(NAIVE) == set(ACTIVATIONS)
    assert {len(forms) for forms in NAIVE.values()} == {3}
    assert set(SCIPY) < set(ACTIVATIONS)
