"""The perceptron against finite differences, its schemes against their variances, refusals."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import pytest

from slopes.activations import ACTIVATIONS
from slopes.descent import descend
from slopes.differences import numerical_gradient
from slopes.facts import moments
from slopes.losses import LOSSES, cross_entropy, squared_error
from slopes.networks import backward, forward, initialize, mlp_loss_and_grad

SEED = 34
every = pytest.mark.parametrize("record", ACTIVATIONS.values(), ids=list(ACTIVATIONS))


def small(seed=SEED, widths=(3, 5, 4, 2), examples=6):
    """Return a small network with biases, and inputs."""
    rng = np.random.default_rng(seed)
    drawn = initialize(widths, scheme=1.0, rng=rng)
    parameters = tuple(rng.normal(size=p.shape) if p.ndim == 1 else p for p in drawn)
    return parameters, rng.normal(size=(examples, widths[0]))


# Definition ------------------------------------------------------------------------------------


@every
def test_forward_is_the_recursion_one_example_at_a_time(record):
    parameters, x = small()
    z, h = forward(parameters, x, activation=record.name)
    for row, example in enumerate(x):
        below = example
        for layer in range(3):
            np.testing.assert_array_equal(h[layer][row].shape, below.shape)
            np.testing.assert_allclose(h[layer][row], below, rtol=1e-13, atol=1e-15)
            above = parameters[2 * layer] @ below + parameters[2 * layer + 1]
            np.testing.assert_allclose(z[layer][row], above, rtol=1e-13, atol=1e-15)
            below = record.f(above)


def test_the_last_layer_is_linear():
    parameters, x = small(widths=(3, 2))
    z, h = forward(parameters, x, activation="relu")
    np.testing.assert_allclose(z[0], x @ parameters[0].T + parameters[1], rtol=1e-15)
    assert len(z) == len(h) == 1
    assert (z[0] < 0).any()


# Slope -----------------------------------------------------------------------------------------


def check_gradient(record):
    """Compare the gradient by every parameter and every z with finite differences."""
    parameters, x = small()
    places = np.concatenate(
        [array.ravel() for array in forward(parameters, x, activation=record)[0]]
    )
    for kink in record.kinks:
        assert np.abs(places - kink.x).min() > 0.005, f"seed {SEED}: choose another"
    rng = np.random.default_rng(SEED + 1)
    direction = rng.normal(size=(len(x), 2))

    def output(changed, which):
        now = tuple(changed if i == which else p for i, p in enumerate(parameters))
        return float((forward(now, x, activation=record)[0][-1] * direction).sum())

    z, h = forward(parameters, x, activation=record)
    gradient, deltas = backward(parameters, z, h, direction, activation=record)
    assert [g.shape for g in gradient] == [p.shape for p in parameters]
    for which, parameter in enumerate(parameters):
        want = numerical_gradient(partial(output, which=which), parameter, step=5e-4)
        np.testing.assert_allclose(gradient[which], want, rtol=1e-7, atol=1e-7)
    for layer, delta in enumerate(deltas):
        assert delta.shape == z[layer].shape
        np.testing.assert_allclose(delta.sum(axis=0), gradient[2 * layer + 1], rtol=1e-13)


@every
def test_gradient_is_that_of_finite_differences(record):
    check_gradient(record)


@pytest.mark.parametrize("name", ["relu", "tanh", "gelu"])
def test_a_wrong_slope_is_caught(name):
    record = ACTIVATIONS[name]
    with pytest.raises(AssertionError):
        check_gradient(replace(record, grad=lambda x: record.grad(x) * 1.001))


def test_deltas_are_the_gradient_of_one_example_each():
    parameters, x = small()
    z, h = forward(parameters, x, activation="tanh")
    _, together = backward(parameters, z, h, np.ones((6, 2)), activation="tanh")
    for row in range(len(x)):
        z1, h1 = forward(parameters, x[row : row + 1], activation="tanh")
        _, alone = backward(parameters, z1, h1, np.ones((1, 2)), activation="tanh")
        for a, b in zip(together, alone, strict=True):
            np.testing.assert_allclose(a[row], b[0], rtol=1e-13, atol=1e-16)


TARGETS = {
    "multiclass": np.array([0, 1, 1, 0, 1, 0]),
    "binary": np.array([[0, 1], [1, 1], [1, 0], [0, 0], [1, 0], [0, 1]]),
    "regression": np.random.default_rng(SEED).normal(size=(6, 2)),
    "count": np.array([[0, 1], [3, 1], [1, 0], [0, 0], [2, 0], [0, 5]]),
}
TARGETS["multilabel"] = TARGETS["binary"]


@pytest.mark.parametrize("loss", [name for name, record in LOSSES.items() if record.wrt == 0])
def test_loss_and_gradient_of_every_loss(loss):
    parameters, x = small()
    y = TARGETS[LOSSES[loss].kind]
    y = 2 * y - 1 if LOSSES[loss].signed else y
    value, gradient = mlp_loss_and_grad(parameters, x, y, activation="tanh", loss=loss)
    assert value == LOSSES[loss].f(forward(parameters, x, activation="tanh")[0][-1], y)
    for which in range(len(parameters)):

        def changed(p, which=which):
            now = tuple(p if i == which else q for i, q in enumerate(parameters))
            return mlp_loss_and_grad(now, x, y, activation="tanh", loss=loss)[0]

        want = numerical_gradient(changed, parameters[which], step=5e-4)
        np.testing.assert_allclose(gradient[which], want, rtol=1e-6, atol=1e-8)


# Initialization --------------------------------------------------------------------------------


VARIANCES = {
    "lecun": lambda m, n: 1 / m,
    "xavier": lambda m, n: 2 / (m + n),
    "he": lambda m, n: 2 / m,
    3.5: lambda m, n: 3.5 / m,
}


def check_variances(parameters, widths, variance):
    """Compare mean and variance of the weights with their sampling errors, 5 of them."""
    for layer, (m, n) in enumerate(pairwise(widths)):
        weight, bias = parameters[2 * layer : 2 * layer + 2]
        assert weight.shape == (n, m)
        assert not bias.any()
        assert bias.shape == (n,)
        v = variance(m, n)
        assert abs(weight.mean()) < 5 * np.sqrt(v / weight.size)
        assert abs(weight.var() / v - 1) < 5 * np.sqrt(2 / weight.size)


@pytest.mark.parametrize("scheme", VARIANCES, ids=str)
def test_the_schemes_have_their_variances(scheme):
    widths = (200, 300, 100)
    drawn = initialize(widths, scheme=scheme, rng=SEED)
    check_variances(drawn, widths, VARIANCES[scheme])
    with pytest.raises(AssertionError):
        check_variances(drawn, widths, lambda m, n: 1.1 * VARIANCES[scheme](m, n))


@every
def test_gain_is_one_over_the_second_moment(record):
    one = initialize([7, 5], scheme="lecun", rng=SEED)
    gain = initialize([7, 5], scheme="gain", activation=record.name, rng=SEED)
    np.testing.assert_allclose(gain[0] ** 2 * moments(record).second, one[0] ** 2, rtol=1e-12)


def test_gain_of_relu_is_he():
    a, b = (initialize([9, 4, 3], scheme=scheme, rng=SEED) for scheme in ("gain", "he"))
    for left, right in zip(a, b, strict=True):
        np.testing.assert_allclose(left, right, rtol=1e-12)


def test_the_seed_decides():
    first, again = (initialize([3, 4, 2], rng=np.random.default_rng(5)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert np.array_equal(initialize([3, 4, 2], rng=5)[0], first[0])
    assert not np.array_equal(initialize([3, 4, 2], rng=6)[0], first[0])


# Properties ------------------------------------------------------------------------------------


@every
def test_float32_stays_float32(record):
    parameters, x = small()
    single = tuple(p.astype(np.float32) for p in parameters)
    z, h = forward(single, x.astype(np.float32), activation=record)
    gradient, deltas = backward(single, z, h, z[-1], activation=record)
    assert {a.dtype for a in (*z, *h, *gradient, *deltas)} == {np.dtype(np.float32)}


def test_descend_learns_what_no_affine_map_can():
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    function = partial(mlp_loss_and_grad, activation="tanh")
    start = initialize([2, 8, 2], scheme="xavier", rng=SEED)
    path = descend(function, start, (x, y), learning_rate=1.0, steps=300)
    assert path.loss[-1] < 0.05
    assert (forward(path.final, x, activation="tanh")[0][-1].argmax(axis=1) == y).all()


def test_an_activation_with_another_parameter_is_a_record():
    record = ACTIVATIONS["leaky_relu"]
    steep = replace(
        record,
        f=partial(record.f, negative_slope=1.0),
        grad=partial(record.grad, negative_slope=1.0),
    )
    parameters, x = small()
    got, want = (forward(parameters, x, activation=a)[0][-1] for a in (steep, "identity"))
    np.testing.assert_array_equal(got, want)


def test_units_that_are_negative_on_every_example_get_no_gradient():
    parameters, x = small()
    bias = parameters[1].copy()
    bias[[1, 3]] = -100.0
    parameters = (parameters[0], bias, *parameters[2:])
    z, h = forward(parameters, x)
    dead = (z[0] <= 0).all(axis=0)
    assert dead[[1, 3]].all()
    assert not dead.all()
    gradient, _ = backward(parameters, z, h, np.ones((6, 2)))
    assert not gradient[0][dead].any()
    assert not gradient[1][dead].any()
    assert not gradient[2][:, dead].any()
    assert gradient[0][~dead].any(axis=1).all()


def test_loss_is_the_mean_of_the_examples():
    parameters, x = small()
    y = TARGETS["regression"]
    z = forward(parameters, x)[0][-1]
    assert mlp_loss_and_grad(parameters, x, y, loss="squared_error")[0] == squared_error(z, y)
    labels = TARGETS["multiclass"]
    assert mlp_loss_and_grad(parameters, x, labels)[0] == cross_entropy(z, labels)


def test_a_descent_that_overflows_inside_the_network_stops():
    parameters, x = small()
    y = TARGETS["multiclass"]
    path = descend(mlp_loss_and_grad, parameters, (x, y), learning_rate=1e200, steps=9)
    assert path.diverged
    assert np.isnan(path.loss[-1])
    with np.errstate(over="ignore", invalid="ignore"):
        value, gradient = mlp_loss_and_grad(tuple(1e200 * p for p in parameters), x, y)
    assert np.isnan(value)
    assert [g.shape for g in gradient] == [p.shape for p in parameters]


# Refusals --------------------------------------------------------------------------------------


P, X = small()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: initialize([3], rng=0), r"initialize: widths \[3\], wanted at least the inputs"),
        (lambda: initialize([3, 0], rng=0), r"initialize: widths\[1\] = 0, wanted a whole number"),
        (lambda: initialize([3, 2], rng=0, scheme="xaver"), "initialize: scheme = 'xaver', wanted"),
        (lambda: initialize([3, 2], rng=0, scheme=0.0), "initialize: scheme = 0, wanted"),
        (
            lambda: initialize([3, 2], rng=0, scheme="gain", activation="rely"),
            "initialize: activation = 'rely', wanted one of 'identity'",
        ),
        (lambda: forward(P, X, activation="rely"), "forward: activation = 'rely', wanted one of"),
        (lambda: forward(P, X[0]), r"forward: x \(3,\), wanted \(n, d\)"),
        (lambda: forward(P, X[:0]), r"forward: x \(0, 3\), wanted \(n, d\)"),
        (lambda: forward(P, X * np.nan), r"forward: x holds nan at index \(0, 0\)"),
        (lambda: forward(P, X.T), r"forward: W_1 \(5, 3\) and b_1 \(5,\), wanted \(n, 6\)"),
        (lambda: forward(P[:3], X), "forward: 3 parameters, wanted W_1, b_1"),
        (lambda: forward((), X), "forward: 0 parameters"),
        (
            lambda: forward((*P[:2], P[2].T, *P[3:]), X),
            r"forward: W_2 \(5, 4\) and b_2 \(4,\), wanted \(n, 5\) and \(n,\)",
        ),
        (
            lambda: backward(P, *forward(P, X), np.ones((2, 6))),
            r"backward: delta \(2, 6\), wanted \(6, 2\)",
        ),
        (
            lambda: mlp_loss_and_grad(P, X, X, loss="kl_divergence"),
            "mlp_loss_and_grad: loss = 'kl_divergence', wanted one of",
        ),
        (
            lambda: mlp_loss_and_grad(P, X, np.ones(6), loss="squared_error"),
            r"squared_error: .* must have one shape",
        ),
    ],
)
def test_refusals(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_unseeded_randomness_is_refused():
    with pytest.raises(TypeError, match="initialize: rng is None, wanted a whole number"):
        initialize([3, 2], rng=None)


def test_an_overflow_gives_nan_for_integer_parameters_too():
    parameters = (np.full((2, 1), 100), np.zeros(2, int))
    with np.errstate(over="ignore"):
        value, gradient = mlp_loss_and_grad(parameters, [[1e308]], [0])
    assert np.isnan(value)
    assert all(np.isnan(array).all() for array in gradient)
