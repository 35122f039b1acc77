"""Values and gradients of the losses of PyTorch and Optax, stored with their versions."""

import json
from pathlib import Path

import numpy as np
import pytest

from slopes import losses

STORED = json.loads((Path(__file__).parent / "reference/losses.json").read_text())
CASES = STORED["cases"]
IDS = [f"{case['peer']} {case['loss']} {i}" for i, case in enumerate(CASES)]
each = pytest.mark.parametrize("case", CASES, ids=IDS)
FROM = {"torch": "torch 2.13.0", "optax": "optax 0.2.8"}


def check_peer(case, f, grad):
    args, options = case["args"], case["options"]
    value = f(*args, **options)
    # PyTorch adds 1e-12 to the lengths of cosine_embedding.
    np.testing.assert_allclose(value, case["value"], rtol=1e-12, err_msg=case["loss"])
    slope = grad(*args, **options)
    slope = slope[0] if isinstance(slope, tuple) else slope
    want = np.array(case["grad"])
    np.testing.assert_allclose(slope, want, rtol=1e-11, atol=1e-15, err_msg=case["loss"])


def test_versions():
    for version in FROM.values():
        assert version in STORED["source"]


@each
def test_values_of_peers(case):
    check_peer(case, getattr(losses, case["loss"]), getattr(losses, f"{case['loss']}_grad"))


def test_peer_check_can_fail():
    case = next(case for case in CASES if case["loss"] == "smooth_l1")
    with pytest.raises(AssertionError, match="smooth_l1"):
        check_peer(case | {"options": {}}, losses.huber, losses.huber_grad)


def test_the_peers_cover_the_table():
    compared = {case["loss"] for case in CASES}
    # pseudo_huber is compared with SciPy; the others have no counterpart in either library.
    assert set(losses.LOSSES) - compared == {"quantile", "focal", "pseudo_huber"}


def test_pseudo_huber_of_scipy():
    from scipy.special import pseudo_huber

    r = np.linspace(-5, 5, 21)
    got = losses.pseudo_huber(r, np.zeros(21), delta=0.75, reduction="none")
    np.testing.assert_allclose(got, pseudo_huber(0.75, r), rtol=1e-14)
