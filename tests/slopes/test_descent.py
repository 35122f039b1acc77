import io
import itertools
import json
import pathlib
from dataclasses import replace
from math import comb, prod

import numpy as np
import pytest

from slopes.batching import batches
from slopes.descent import descend
from slopes.schedules import inverse_time, step_decay
from slopes.steps import adam, gradient, momentum

REFERENCE = json.loads(
    (pathlib.Path(__file__).parent / "reference" / "torch_trajectories.json").read_text()
)
SEED = 17
RNG = np.random.default_rng(SEED)
X, Y = RNG.normal(size=(12, 3)), RNG.normal(size=12)


def least_squares(w, x, y):
    error = x @ w - y
    return float(error @ error) / (2 * len(y)), x.T @ error / len(y)


def softmax_regression(parameters, x, labels):
    w, b = parameters
    z = x @ w + b
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    loss = -np.log(p[rows, labels]).mean()
    p[rows, labels] -= 1
    p /= len(labels)
    return loss, (x.T @ p, p.sum(axis=0))


def bowl(curvatures):
    """Return the loss and gradient of sum_i L_i w_i^2 / 2."""
    return lambda w: (float(curvatures @ (w * w)) / 2, curvatures * w)


# Definition: the update, against closed forms and against PyTorch ---------------------------


def torch_rule(run):
    options = run["options"]
    if run["rule"].startswith("adam"):
        return adam(*options.get("betas", (0.9, 0.999)), eps=options.get("eps", 1e-8))
    if "momentum" in options:
        return momentum(options["momentum"], nesterov=options.get("nesterov", False))
    return gradient()


TOLERANCE = {"float64": 1e-14, "float32": 1e-5}


def check_torch(run, tolerance):
    """The trajectory stored in `run` is ours, relative to the largest parameter or loss."""
    dtype = run["dtype"]
    start = tuple(np.array(REFERENCE["start"][name], dtype) for name in "wb")
    x, labels = np.array(REFERENCE["data"]["x"], dtype), np.array(REFERENCE["data"]["labels"])
    path = descend(
        softmax_regression,
        start,
        (x, labels),
        learning_rate=run["options"]["lr"],
        batch_size=run["batch size"],
        epochs=run["epochs"],
        shuffle=False,
        rule=torch_rule(run),
        weight_decay=run["options"].get("weight_decay", 0.0),
    )
    assert path.steps[-1] == run["steps"][-1]
    for ours, name in zip(path.parameters, "wb", strict=True):
        assert ours.dtype == dtype
        theirs = np.array(run[name])
        assert np.abs(ours[run["steps"]] - theirs).max() <= tolerance * np.abs(theirs).max()
    losses = path.loss[np.array(run["steps"]) - 1]
    theirs = np.array(run["loss before step"])
    assert np.abs(losses - theirs).max() <= tolerance * theirs.max()


def run_id(run):
    return f"torch 2.13.0, {run['rule']}, batch {run['batch size']}, {run['dtype']}"


@pytest.mark.parametrize("run", REFERENCE["runs"], ids=run_id)
def test_trajectory_of_torch(run):
    check_torch(run, TOLERANCE[run["dtype"]])


@pytest.mark.parametrize(
    "change",
    [
        {"batch size": 31},
        {"dtype": "float32"},
        {"options": {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 1.001e-3}},
        {"options": {"lr": 0.1, "momentum": 0.9, "weight_decay": 1e-3}},
        {"options": {"lr": 0.1, "nesterov": True, "momentum": 0.9}},
    ],
    ids=["another batch", "float32", "another decay", "no look-ahead", "no decay"],
)
def test_trajectory_can_fail(change):
    (run,) = (
        run
        for run in REFERENCE["runs"]
        if run_id(run) == "torch 2.13.0, nesterov, weight decay, batch 32, float64"
    )
    with pytest.raises(AssertionError):
        check_torch(run | change, TOLERANCE["float64"])


def check_bowl(path, curvatures, start, rate):
    powers = (1 - rate * curvatures) ** path.steps[:, None]
    np.testing.assert_allclose(path.parameters, powers * start, rtol=1e-12)


def test_quadratic_is_multiplied_by_one_minus_rate_times_curvature():
    curvatures, start = np.array([0.5, 1.0, 3.0]), np.array([1.0, -2.0, 4.0])
    path = descend(bowl(curvatures), start, learning_rate=0.3, steps=50)
    check_bowl(path, curvatures, start, 0.3)
    np.testing.assert_allclose(
        path.loss, (path.parameters**2 @ curvatures) / 2, rtol=1e-12, err_msg="loss of its point"
    )
    for broken_rate in (0.3001, -0.3):
        with pytest.raises(AssertionError):
            check_bowl(path, curvatures, start, broken_rate)


@pytest.mark.parametrize(
    ("times_l", "low", "high"),
    [(1.999, 0.36, 0.38), (2.0, 1.0, 1.0), (2.001, 2.71, 2.72), (2.1, 2.4e41, 2.5e41)],
)
def test_threshold_of_two_over_l(times_l, low, high):
    # (1 - eta L)^1000 by hand: 0.999^1000 = 0.3677, 1, 1.001^1000 = 2.717, 1.1^1000 = 2.47e41.
    path = descend(bowl(np.array([4.0])), [1.0], learning_rate=times_l / 4, steps=1000)
    assert low <= abs(path.final[0]) <= high
    assert not path.diverged


def test_heavy_ball_on_a_quadratic_is_a_matrix_power():
    curvature, rate, mu = 3.0, 0.1, 0.8
    path = descend(bowl(np.array([curvature])), [2.0], learning_rate=rate, steps=40,
                   rule=momentum(mu))  # fmt: skip
    # (v, w) -> (mu v + L w, w - eta (mu v + L w))
    matrix = np.array([[mu, curvature], [-rate * mu, 1 - rate * curvature]])
    want = [(np.linalg.matrix_power(matrix, t) @ [0, 2.0])[1] for t in range(41)]
    np.testing.assert_allclose(path.parameters[:, 0], want, atol=1e-14)


def test_weight_decay_is_a_quadratic_that_the_loss_leaves_out():
    decayed = descend(bowl(np.array([1.0])), [1.0], learning_rate=0.1, steps=9, weight_decay=0.5)
    steeper = descend(bowl(np.array([1.5])), [1.0], learning_rate=0.1, steps=9)
    np.testing.assert_allclose(decayed.parameters, steeper.parameters, rtol=1e-14)
    np.testing.assert_allclose(decayed.loss, decayed.parameters[:, 0] ** 2 / 2, rtol=1e-14)


def test_schedule_gives_the_rate_of_each_step():
    schedule = step_decay(0.4, every=2)
    path = descend(lambda w: (float(w), 1.0), 0.0, learning_rate=schedule, steps=5)
    np.testing.assert_array_equal(path.learning_rates, [0.4, 0.4, 0.2, 0.2, 0.1, np.nan])
    np.testing.assert_allclose(-np.diff(path.parameters), [0.4, 0.4, 0.2, 0.2, 0.1], rtol=1e-15)


# Slope: the stochastic gradient is an estimate of the gradient -------------------------------


def gradient_on(rows):
    """Return the gradient that the first step of a descent on these rows of the data uses."""
    rows = list(rows)
    path = descend(least_squares, np.ones(3), (X[rows], Y[rows]), learning_rate=1, steps=1)
    return path.parameters[0] - path.parameters[1]


def first_batch_gradient(order, size):
    """Return the gradient that a descent uses whose first batch opens with `order`."""
    order = [*order, *(i for i in range(6) if i not in order)]
    path = descend(least_squares, np.ones(3), (X[order], Y[order]), learning_rate=1, steps=1,
                   batch_size=size, shuffle=False)  # fmt: skip
    return path.parameters[0] - path.parameters[1]


SINGLE = np.array([gradient_on([i]) for i in range(6)])
SPREAD = ((SINGLE - SINGLE.mean(axis=0)) ** 2).sum() / 6  # trace of the covariance, 1/n


def check_moments(gradients, factor):
    """Their mean is the gradient; their mean squared error is `factor` times the spread."""
    full = gradient_on(range(6))
    np.testing.assert_allclose(gradients.mean(axis=0), full, rtol=1e-13)
    errors = ((gradients - full) ** 2).sum(axis=1)
    np.testing.assert_allclose(errors.mean(), factor * SPREAD, rtol=1e-12, atol=1e-28)


@pytest.mark.parametrize("b", range(1, 7))
def test_moments_without_replacement_over_all_subsets(b):
    subsets = list(itertools.combinations(range(6), b))
    assert len(subsets) == comb(6, b)
    check_moments(np.array([first_batch_gradient(s, b) for s in subsets]), (6 - b) / (6 - 1) / b)


@pytest.mark.parametrize("b", range(1, 4))
def test_moments_with_replacement_over_all_tuples(b):
    tuples = itertools.product(range(6), repeat=b)
    check_moments(np.array([gradient_on(rows) for rows in tuples]), 1 / b)


def test_moments_can_fail():
    subsets = [first_batch_gradient(s, 2) for s in itertools.combinations(range(6), 2)]
    with pytest.raises(AssertionError):
        check_moments(np.array(subsets), 1 / 2)
    with pytest.raises(AssertionError):
        check_moments(2 * np.array(subsets), (6 - 2) / (6 - 1) / 2)
    with pytest.raises(AssertionError):
        check_moments(np.array(subsets[1:]), (6 - 2) / (6 - 1) / 2)


# Properties of a descent ----------------------------------------------------------------------

OPTIONS = {
    "batch": {},
    "mini-batch": {"batch_size": 5, "rng": SEED},
    "stochastic": {"batch_size": 1, "rng": SEED},
    "with replacement": {"batch_size": 5, "rng": SEED, "replace": True},
    "in order": {"batch_size": 5, "shuffle": False},
    "momentum": {"batch_size": 5, "rng": SEED, "rule": momentum()},
    "adam": {"batch_size": 5, "rng": SEED, "rule": adam()},
    "weight decay": {"batch_size": 5, "rng": SEED, "weight_decay": 0.1},
    "schedule": {"batch_size": 5, "rng": SEED, "learning_rate": inverse_time(0.1, t0=5)},
    "one in four": {"batch_size": 5, "rng": SEED, "record_every": 4},
}
EVERY = pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)


def walk(function=least_squares, start=(1.0, 2.0, 3.0), data=(X, Y), **options):
    return descend(function, list(start), data, **{"learning_rate": 0.1, "epochs": 3, **options})


def check_path(path, per_epoch, every=1):
    """What every path promises; 12 examples, 3 epochs."""
    total = 3 * per_epoch
    points = sorted({*range(0, total + 1, every), total})
    for column in (path.loss, path.steps, path.examples, path.epochs, path.seconds):
        assert column.shape == (len(points),)
    assert path.steps.tolist() == points
    assert path.parameters.shape == (len(points), 3)
    np.testing.assert_array_equal(path.epochs, path.examples / 12)
    assert path.examples[0] == path.seconds[0] == 0
    assert (np.diff(path.examples) > 0).all()
    assert (np.diff(path.seconds) > 0).all()
    assert np.isfinite(path.loss).all()
    assert np.isfinite(path.learning_rates[:-1]).all()
    assert np.isnan(path.learning_rates[-1])
    assert not path.diverged
    np.testing.assert_array_equal(path.final, path.parameters[-1])


def per_epoch(options):
    return -(-12 // options.get("batch_size", 12))


@EVERY
def test_path(options):
    path = walk(**options)
    check_path(path, per_epoch(options), options.get("record_every", 1))
    # Batches drawn with replacement are full: ceil(12 / 5) of them are 15 examples.
    assert path.examples[-1] == (45 if options.get("replace") else 36)


@pytest.mark.parametrize(
    "change",
    [
        {"diverged": True},
        {"steps": np.arange(4) + 1},
        {"seconds": np.zeros(4)},
        {"examples": np.arange(4)},
        {"learning_rates": np.ones(4)},
        {"loss": np.full(4, np.nan)},
        {"parameters": np.ones((5, 3))},
    ],
    ids=lambda change: next(iter(change)),
)
def test_path_can_fail(change):
    path = walk()
    check_path(path, 1)
    with pytest.raises(AssertionError):
        check_path(replace(path, **change), 1)


@EVERY
def test_same_seed_same_path(options):
    one, two = walk(**options), walk(**options)
    np.testing.assert_array_equal(one.parameters, two.parameters)
    np.testing.assert_array_equal(one.loss, two.loss)
    if "rng" in options:
        generator = walk(**{**options, "rng": np.random.default_rng(SEED)})
        np.testing.assert_array_equal(one.parameters, generator.parameters)
        assert (walk(**{**options, "rng": SEED + 1}).final != one.final).any()


@EVERY
def test_recording_less_changes_nothing(options):
    every = options.get("record_every", 1)
    all_points, few = walk(**{**options, "record_every": 1}), walk(**{**options, "record_every": 2})
    np.testing.assert_array_equal(few.parameters, all_points.parameters[few.steps])
    np.testing.assert_array_equal(few.loss, all_points.loss[few.steps])
    assert walk(**options).steps[1] == every


@EVERY
def test_nothing_that_is_given_is_changed(options):
    start, x, y = np.ones(3), X.copy(), Y.copy()
    path = descend(least_squares, start, (x, y), **{"learning_rate": 0.1, "steps": 5, **options})
    np.testing.assert_array_equal(start, np.ones(3))
    np.testing.assert_array_equal((x, y)[0], X)
    np.testing.assert_array_equal(y, Y)
    assert not np.shares_memory(path.parameters, start)


@EVERY
def test_tuple_and_flat_vector_take_the_same_path(options):
    shapes = [(2, 3), (3,), ()]
    cuts = np.cumsum([prod(shape) for shape in shapes])[:-1]

    def split(w):
        return tuple(p.reshape(s) for p, s in zip(np.split(w, cuts), shapes, strict=True))

    def in_parts(parts, x, y):
        a, b, c = parts
        error = (x * a).sum(axis=(1, 2)) + c * (b @ b) - y
        da = (error[:, None, None] * x).mean(axis=0)
        return (error**2).mean() / 2, (da, error.mean() * 2 * c * b, error.mean() * (b @ b))

    def in_one(w, x, y):
        loss, grads = in_parts(split(w), x, y)
        return loss, np.concatenate([np.ravel(g) for g in grads])

    data = (np.random.default_rng(SEED).normal(size=(12, 2, 3)), Y)
    w = np.linspace(-1, 1, 10)
    given = {"learning_rate": 0.1, "epochs": 3, **options}
    flat, parts = descend(in_one, w, data, **given), descend(in_parts, split(w), data, **given)
    assert [p.shape[1:] for p in parts.parameters] == shapes
    joined = np.concatenate([p.reshape(len(p), -1) for p in parts.parameters], axis=1)
    np.testing.assert_array_equal(flat.parameters, joined)
    np.testing.assert_array_equal(flat.loss, parts.loss)
    assert [np.shape(p) for p in parts.final] == [np.shape(p) for p in parts.average()] == shapes


def test_batches_are_those_of_batches():
    seen = []

    def spy(w, rows):
        seen.append(rows.tolist())
        return 0.0, w

    for options in ({}, {"replace": True}, {"shuffle": False}):
        seen.clear()
        descend(spy, [1.0], (np.arange(12),), learning_rate=0.1, epochs=3, batch_size=5,
                rng=SEED, **options)  # fmt: skip
        want = [b.tolist() for b in batches(12, 5, rng=SEED, epochs=4, **options)]
        assert seen == want[:10], options


def test_rows_of_all_data_arrays_stay_together():
    x = np.arange(12.0)

    def paired(w, a, b, c):
        assert (b == 2 * a).all()
        assert (c[:, 0] == a).all()
        return 0.0, w

    descend(paired, [1.0], (x, 2 * x, np.stack([x, x], axis=1)), learning_rate=0.1, epochs=2,
            batch_size=5, rng=SEED)  # fmt: skip


def test_batch_of_all_examples_is_batch_gradient_descent():
    np.testing.assert_array_equal(walk(batch_size=12, rng=1).parameters, walk().parameters)


def test_loss_is_that_of_the_point_on_the_batch_that_follows():
    path = walk(batch_size=5, shuffle=False)
    order = [slice(0, 5), slice(5, 10), slice(10, 12)] * 4
    want = [least_squares(w, X[s], Y[s])[0] for w, s in zip(path.parameters, order, strict=False)]
    np.testing.assert_array_equal(path.loss, want)
    shown = walk(batch_size=5, shuffle=False, evaluate=lambda w: least_squares(w, X, Y)[0])
    np.testing.assert_array_equal(shown.parameters, path.parameters)
    np.testing.assert_array_equal(shown.loss, [least_squares(w, X, Y)[0] for w in path.parameters])


def test_evaluate_is_called_at_recorded_points_only_and_is_not_timed(monkeypatch):
    clock, calls = [0.0], []

    def function(w, x, y):
        clock[0] += 1
        return 0.0, w

    def evaluate(w):
        clock[0] += 1000
        calls.append(w)
        return 0.0

    monkeypatch.setattr("slopes.descent.perf_counter", lambda: clock[0])
    path = walk(function, batch_size=5, rng=1, record_every=4, evaluate=evaluate)
    assert path.steps.tolist() == path.seconds.tolist() == [0, 4, 8, 9]
    assert len(calls) == 4


def test_without_data_every_step_is_an_epoch():
    path = descend(bowl(np.ones(1)), [1.0], learning_rate=0.1, epochs=4)
    assert path.steps.tolist() == path.epochs.tolist() == [0, 1, 2, 3, 4]
    assert path.examples.tolist() == [0] * 5


def test_no_steps_leave_the_start():
    path = descend(bowl(np.ones(2)), [1, 2], learning_rate=0.1, steps=0)
    assert path.parameters.tolist() == [[1.0, 2.0]]
    assert path.loss.tolist() == [2.5]
    assert path.parameters.dtype == np.float64


def test_scalar_and_float32_parameters_stay_what_they_are():
    path = descend(lambda w: (w * w / 2, w), np.float32(2), learning_rate=np.float64(0.5), steps=3,
                   rule=adam(), weight_decay=np.float64(0.1))  # fmt: skip
    assert path.parameters.shape == (4,)
    assert path.parameters.dtype == np.float32
    assert path.loss.dtype == np.float64


def test_average_is_the_mean_of_the_points_after():
    path = walk(batch_size=5, rng=1)
    np.testing.assert_allclose(path.average(), path.parameters[1:].mean(axis=0), rtol=1e-15)
    np.testing.assert_array_equal(path.average(since=8), path.final)
    with pytest.raises(ValueError, match=r"Path.average: since = 9, wanted .* 0 to 8"):
        path.average(since=9)


@pytest.mark.parametrize("step", [0, 1, 2])
def test_function_cannot_change_the_parameters(step):
    calls = itertools.count()

    def cheat(w):
        if next(calls) == step:
            w += 1
        return 0.0, w

    with pytest.raises(ValueError, match="read-only"):
        descend(cheat, [1.0], learning_rate=0.1, steps=2)


# Noise ---------------------------------------------------------------------------------------


def noisy_mean(learning_rate, seed):
    """Descend stochastically to 0, the mean of -1 and 1, from 1."""
    return descend(
        lambda w, x: (0.0, (w - x).mean()), 1.0, (np.array([-1.0, 1.0]),), batch_size=1,
        learning_rate=learning_rate, replace=True, rng=seed, steps=2000,
    )  # fmt: skip


def test_decreasing_rates_converge_where_a_constant_one_has_a_floor():
    # The excess loss is w^2 / 2. With a constant rate E w^2 tends to eta / (2 - eta); with
    # eta_t = 1 / (1 + t) w_t is the mean of t draws, and E w^2 = 1 / t.
    fixed = [noisy_mean(0.1, seed) for seed in range(8)]
    floor = np.mean([path.parameters[200:] ** 2 for path in fixed])
    np.testing.assert_allclose(floor, 0.1 / (2 - 0.1), rtol=0.15)
    decreasing = [noisy_mean(inverse_time(1.0, t0=1), seed).final ** 2 for seed in range(8)]
    assert np.mean(decreasing) < 4 / 2000
    assert np.mean([path.average(since=200) ** 2 for path in fixed]) < floor / 10


def test_inverse_time_with_unit_rates_is_the_running_mean():
    values = np.random.default_rng(SEED).normal(size=50)
    path = descend(lambda w, x: (0.0, (w - x).mean()), 7.0, (values,), batch_size=1, epochs=1,
                   learning_rate=inverse_time(1.0, t0=1), shuffle=False)  # fmt: skip
    want = np.cumsum(values) / np.arange(1, 51)
    np.testing.assert_allclose(path.parameters[1:], want, rtol=1e-12, atol=1e-14)


# Divergence ------------------------------------------------------------------------------------


def test_overflow_stops_and_is_recorded_without_a_warning():
    path = descend(bowl(np.array([1.0])), [1.0], learning_rate=11.0, steps=1000)
    assert path.diverged
    assert path.steps[-1] == len(path.steps) - 1 == 155  # the square of 10^154 is the last float
    assert path.loss[-1] == np.inf
    assert np.isfinite(path.loss[:-1]).all()
    np.testing.assert_allclose(path.parameters[-1], (-10.0) ** 155, rtol=1e-12)
    assert np.isnan(path.learning_rates[-1])


def test_overflow_is_recorded_between_recorded_points():
    path = descend(bowl(np.array([1.0])), [1.0], learning_rate=11.0, steps=1000, record_every=100)
    assert path.steps.tolist() == [0, 100, 155]
    assert path.diverged


def test_nothing_is_evaluated_where_a_parameter_is_not_finite():
    def steep(w):
        assert np.isfinite(w).all()
        return 0.0, np.full(2, 1e308) if w[0] == 0 else np.full(2, -1e308)

    path = descend(steep, [0.0, 1.0], learning_rate=10, steps=9, evaluate=lambda w: steep(w)[0])
    assert path.diverged
    assert path.steps.tolist() == [0, 1]
    assert path.parameters[-1].tolist() == [-np.inf, -np.inf]
    assert path.loss[0] == 0
    assert np.isnan(path.loss[1])


def test_invalid_operations_of_an_overflow_do_not_warn():
    def function(w):
        return (0.0, w) if w[0] == 1 else (float(np.exp(w[0] * 1e3) - np.exp(w[0] * 2e3)), w)

    path = descend(function, [1.0], learning_rate=0.1, steps=9)
    assert path.diverged
    assert path.steps.tolist() == [0, 1]
    assert np.isnan(path.loss[1])


def test_evaluation_that_is_not_finite_stops():
    path = walk(evaluate=lambda w: 0.0 if (w == [1, 2, 3]).all() else np.nan)
    assert path.diverged
    assert path.steps.tolist() == [0, 1]


def test_division_by_zero_in_the_function_still_warns():
    def function(w):
        return 1.0, w / np.zeros(1) if w[0] < 1 else w

    with pytest.warns(RuntimeWarning, match="divide by zero"):
        descend(function, [1.0], learning_rate=0.1, steps=3)


# Progress --------------------------------------------------------------------------------------


def test_progress(capsys):
    walk()
    walk(progress=False)
    assert capsys.readouterr() == ("", "")
    walk(progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "descend" in err
    assert "3/3" in err


def test_progress_waits_on_a_terminal(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    quiet, shown = Terminal(), Terminal()
    monkeypatch.setattr("sys.stderr", quiet)
    walk()
    assert quiet.getvalue() == ""
    monkeypatch.setattr("sys.stderr", shown)
    walk(progress=True)
    assert "3/3" in shown.getvalue()


# Refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"learning_rate": -0.1}, r"descend: learning_rate = -0.1, wanted .* in \(0, inf\)"),
        ({"learning_rate": 0}, "descend: learning_rate = 0, wanted"),
        ({"learning_rate": np.nan}, "descend: learning_rate = nan, wanted"),
        ({"learning_rate": np.inf}, "descend: learning_rate = inf, wanted"),
        ({"learning_rate": lambda t: 1.0 - t}, r"descend: learning_rate\(2\) = -1, wanted .*\[0"),
        ({"batch_size": 0}, "descend: batch_size = 0, wanted a whole number, 1 to 12"),
        ({"batch_size": -1}, "descend: batch_size = -1, wanted"),
        ({"batch_size": 13}, "descend: batch_size = 13, wanted a whole number, 1 to 12"),
        ({"batch_size": 5}, "descend: rng is None, wanted a seed"),
        ({"replace": True}, "descend: rng is None, wanted a seed"),
        ({"batch_size": 5, "replace": True, "shuffle": False}, "descend: replace=True with"),
        ({"epochs": None}, "descend: steps = None and epochs = None, wanted one .* pass steps"),
        ({"steps": 3}, "descend: steps = 3 and epochs = 3, wanted one of the two; drop one"),
        ({"epochs": -1}, "descend: epochs = -1, wanted a whole number, at least 0"),
        ({"epochs": None, "steps": -1}, "descend: steps = -1, wanted"),
        ({"record_every": 0}, "descend: record_every = 0, wanted"),
        ({"weight_decay": -1}, r"descend: weight_decay = -1, wanted .* \[0, inf\)"),
        ({"data": (X, Y[1:])}, r"descend: data has the shapes \(12, 3\) and \(11,\), wanted"),
        ({"data": (X, Y * np.nan)}, r"descend: data\[1\] holds nan at index \(0,\)"),
        ({"data": (), "batch_size": 1}, "descend: batch_size = 1 and replace = False without"),
        ({"data": (), "replace": True}, "descend: batch_size = None and replace = True without"),
        ({"start": [np.nan] * 3}, r"descend: parameters holds nan at index \(0,\)"),
        ({"function": lambda w, x, y: (np.nan, w)}, "descend: the loss at the start is nan"),
        ({"function": lambda w, x, y: (0, w * np.inf)}, "descend: the gradient at the start is"),
        ({"function": lambda w, x, y: (y, w)}, r"descend: the loss has the shape \(12,\), wanted"),
        ({"function": lambda w, x, y: (0, x)}, r"the gradient has the shape \(12, 3\), wanted"),
        ({"evaluate": lambda w: w}, r"descend: evaluate\(w\) has the shape \(3,\), wanted one"),
        ({"evaluate": lambda w: np.inf}, "descend: the loss at the start is inf"),
    ],
)
def test_refusals(options, message):
    with pytest.raises(ValueError, match=message):
        walk(**options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"data": X}, "descend: data is a ndarray, wanted a tuple of arrays"),
        ({"batch_size": 2.5}, "descend: batch_size is 2.5, wanted a whole number"),
        ({"epochs": 1.5}, "descend: epochs is 1.5, wanted a whole number"),
        ({"learning_rate": "fast"}, "descend: learning_rate is 'fast', wanted one number"),
        ({"rule": "adam"}, r"descend: rule is 'adam', wanted a Rule; pass gradient\(\)"),
        ({"rule": adam}, "descend: rule is <function adam .*>, wanted a Rule"),
        ({"start": [1j, 0, 0]}, "descend: parameters has dtype complex128"),
        ({"function": lambda w, x, y: 0.0}, "descend: loss_and_grad returned a float, wanted"),
        ({"function": lambda w, x, y: (0, (w,))}, "descend: the gradient is a tuple and"),
        ({"function": lambda w, x, y: (None, w)}, "descend: the loss has dtype object"),
    ],
)
def test_refusals_of_types(options, message):
    with pytest.raises(TypeError, match=message):
        walk(**options)
