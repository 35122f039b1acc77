"""What the bench times is the same thing done by each; the timing itself is no test."""

import bench
import numpy as np
import peers
import pytest

CASES = {"softmax": (20, 5), "cross entropy": (20, 5)}


@pytest.mark.parametrize("dtype", bench.TYPES)
@pytest.mark.parametrize("name", peers.losses())
def test_contenders_compute_the_same_loss(name, dtype):
    z, y = bench.loss_data(name, CASES.get(name, (30,)), dtype)
    for with_gradient in (False, True):
        calls = bench.loss_contenders(name, with_gradient, z, y)  # refuses what differs
        assert {"copy", "slopes", "naive"} <= set(calls) or calls.keys() == {"copy"}


def test_what_differs_is_refused():
    gradient = np.ones(3)
    bench.agree("hinge", {"slopes": (1.0, gradient), "naive": (1.001, gradient)})
    with pytest.raises(AssertionError, match="naive: hinge"):
        bench.agree("hinge", {"slopes": (1.0, gradient), "naive": (1.0, gradient * [1, 1, 1.1])})
    with pytest.raises(AssertionError, match="naive: hinge"):
        bench.agree("hinge", {"slopes": 1.0, "naive": 1.1})


def test_times_are_of_all_calls_per_number():
    found = bench.times({"slopes": lambda: None, "copy": lambda: None}, 1000)
    assert set(found) == {"slopes", "copy"}
    assert min(found.values()) >= 0
