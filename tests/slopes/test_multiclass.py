"""Cross entropy and its relatives: targets, weights, masks, axes, blocks."""

import mpmath as mp
import numpy as np
import pytest

from slopes import losses
from slopes._rows import SIZE
from slopes.softmax import log_softmax, softmax

INF, NAN = np.inf, np.nan
SEED = 20240608
STRICT = {"over": "raise", "invalid": "raise", "divide": "raise"}


def ulps(got, exact):
    got = np.asarray(got)
    nearest = np.asarray(float(exact)).astype(got.dtype)
    if got == nearest:
        return 0.0
    return float(abs(mp.mpf(float(got)) - exact) / mp.mpf(float(np.spacing(np.abs(nearest)))))


Z = np.array([[2.0, 1.0, 0.0], [-1.0, 0.5, 3.0], [0.25, -0.75, 1.5]])
Y = np.array([0, 2, 1])
W = np.array([1.0, 2.0, 0.5])
SOFT = np.array([[0.5, 0.25, 0.25], [0.0, 0.125, 0.875], [0.25, 0.5, 0.25]])
HOT = np.eye(3)[Y]
pair_of = pytest.mark.parametrize(
    "f", [losses.cross_entropy, losses.cross_entropy_grad], ids=lambda f: f.__name__
)


@pair_of
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_class_numbers_equal_one_hot_rows(f, reduction):
    options = {"reduction": reduction, "label_smoothing": 0.2}
    np.testing.assert_array_equal(f(Z, Y, **options), f(Z, HOT, **options))
    if reduction != "mean":
        np.testing.assert_array_equal(f(Z, Y, weight=W, **options), f(Z, HOT, weight=W, **options))


@pair_of
@pytest.mark.parametrize("labels", [Y, SOFT], ids=["numbers", "probabilities"])
def test_label_smoothing_is_a_soft_target(f, labels):
    soft = 0.7 * (HOT if labels is Y else SOFT) + 0.3 / 3
    np.testing.assert_allclose(f(Z, labels, label_smoothing=0.3), f(Z, soft), rtol=2e-15)


def test_weighted_mean_divides_by_the_weights_of_the_labeled_classes():
    rows = losses.cross_entropy(Z, Y, reduction="none")
    w = W[Y]
    np.testing.assert_allclose(
        losses.cross_entropy(Z, Y, weight=W), (w * rows).sum() / w.sum(), rtol=1e-15
    )
    np.testing.assert_allclose(
        losses.cross_entropy(Z, HOT, weight=W), (w * rows).sum() / 3, rtol=1e-15
    )


def test_gradient_for_targets_with_any_sum():
    # The gradient is (sum y) s - y; at sum y = 1 the familiar s - y.
    y = np.array([[2.0, 0.5, 1.0], [0.0, 0.0, 0.0], [0.25, 0.25, 0.0]])
    got = losses.cross_entropy_grad(Z, y, normalized=False, reduction="none")
    np.testing.assert_allclose(got, y.sum(-1, keepdims=True) * softmax(Z) - y, atol=1e-15)
    # 'mean' divides by the number of rows, whatever their sums.
    np.testing.assert_allclose(
        losses.cross_entropy_grad(Z, y, normalized=False), got / 3, rtol=1e-15
    )
    rows = losses.cross_entropy(Z, y, normalized=False, reduction="none")
    assert losses.cross_entropy(Z, y, normalized=False) == pytest.approx(rows.mean(), rel=1e-15)
    with pytest.raises(ValueError, match=r"labels sums to 3\.5 .*normalized=False"):
        losses.cross_entropy_grad(Z, y)


@pair_of
def test_any_axis(f):
    rng = np.random.default_rng(SEED)
    z, y = rng.normal(size=(2, 4, 5)), rng.integers(0, 4, (2, 5))
    moved = f(np.moveaxis(z, 1, -1), y, weight=[1, 2, 3, 4], reduction="none")
    if f is losses.cross_entropy_grad:
        moved = np.moveaxis(moved, -1, 1)
    np.testing.assert_array_equal(f(z, y, axis=1, weight=[1, 2, 3, 4], reduction="none"), moved)


def test_one_row_without_a_batch():
    assert losses.cross_entropy([2.0, 1.0, 0.0], 0) == losses.cross_entropy([[2.0, 1.0, 0.0]], [0])
    np.testing.assert_allclose(losses.cross_entropy_grad([0.0, 0.0], 1), [0.5, -0.5])


def test_shift_of_the_logits_changes_nothing():
    z = np.round(Z * 8) / 8
    for f in (losses.cross_entropy, losses.cross_entropy_grad, losses.focal, losses.focal_grad):
        np.testing.assert_array_equal(f(z, Y), f(z + 512.0, Y))


def test_focal_without_focus_is_cross_entropy():
    for ours, plain in (
        (losses.focal, losses.cross_entropy),
        (losses.focal_grad, losses.cross_entropy_grad),
    ):
        for weight in (None, W):
            np.testing.assert_allclose(
                ours(Z, Y, gamma=0.0, weight=weight), plain(Z, Y, weight=weight), rtol=4e-16
            )


def test_masked_class():
    z = np.array([[1.0, -INF, 0.0]])
    kept = [1.0, 0.0]
    with np.errstate(**STRICT):
        assert losses.cross_entropy(z, [0]) == losses.cross_entropy([kept], [0])
        assert losses.cross_entropy(z, [1]) == INF
        assert losses.cross_entropy(z, [0], label_smoothing=0.1) == INF
        assert losses.focal(z, [0]) == losses.focal([kept], [0])
        assert losses.focal(z, [1]) == INF
        for f in (losses.cross_entropy, losses.focal):
            assert f(z, [1], weight=[1.0, 0.0, 1.0], reduction="sum") == 0
        np.testing.assert_array_equal(
            losses.cross_entropy_grad(z, [0])[:, [0, 2]], losses.cross_entropy_grad([kept], [0])
        )
        assert losses.cross_entropy_grad(z, [0])[0, 1] == 0
        assert losses.focal_grad(z, [0])[0, 1] == 0
        assert losses.focal_grad(z, [1])[0, 1] == -1
    with pytest.raises(ValueError, match=r"-inf for every class of row \(1,\)"):
        losses.cross_entropy([[0.0, 0.0], [-INF, -INF]], [0, 0])


def test_focal_of_a_row_that_cannot_be_better():
    with np.errstate(**STRICT):
        assert losses.focal([[2000.0, 0.0]], [0], gamma=0.5) == 0
        np.testing.assert_array_equal(
            losses.focal_grad([[2000.0, 0.0]], [0], gamma=0.5), [[0.0, 0.0]]
        )


def test_binary_is_multiclass_with_two_classes():
    x = np.linspace(-300, 300, 61)
    z, y = np.stack([x, np.zeros_like(x)], axis=-1), np.arange(61) % 2
    for eps in (0.0, 0.1):
        options = {"label_smoothing": eps, "reduction": "none"}
        np.testing.assert_allclose(
            losses.binary_cross_entropy(x, 1 - y, **options),
            losses.cross_entropy(z, y, **options),
            rtol=1e-14,
        )
        np.testing.assert_allclose(
            losses.binary_cross_entropy_grad(x, 1 - y, **options),
            losses.cross_entropy_grad(z, y, **options)[:, 0],
            rtol=1e-13,
            atol=1e-16,
        )


@pytest.mark.parametrize("name", ["cross_entropy", "focal"])
def test_class_numbers_as_floats_are_refused(name):
    for f in (getattr(losses, name), getattr(losses, f"{name}_grad")):
        with pytest.raises(TypeError, match=r"wanted integers for class numbers; .*astype\(int\)"):
            f(Z, Y.astype(float))


def test_tolerance_of_sums_follows_the_precision():
    s = softmax(np.random.default_rng(SEED).normal(size=(20, 1000)).astype(np.float16))
    z = np.zeros((20, 1000))
    losses.cross_entropy(z, s)
    with pytest.raises(ValueError, match="labels sums to"):
        losses.cross_entropy(z, s.astype(np.float64))


@pytest.mark.parametrize(
    ("k", "floor"), [(10, 0.5003), (1000, 1.0148)], ids=["K=10 by hand", "K=1000 by hand"]
)
def test_smoothing_floor(k, floor):
    # The smallest smoothed cross entropy is the entropy of the smoothed target:
    # -(.9 + .1/K) log(.9 + .1/K) - (K - 1)(.1/K) log(.1/K).
    target = np.full(k, 0.1 / k)
    target[0] += 0.9
    value = losses.cross_entropy(np.log(target), 0, label_smoothing=0.1)
    assert value == pytest.approx(losses.entropy(target), rel=1e-14)
    assert round(float(value), 4) == floor
    np.testing.assert_allclose(
        losses.cross_entropy_grad(np.log(target), 0, label_smoothing=0.1), 0.0, atol=1e-15
    )


def test_confident_and_wrong_by_hand():
    # sigma(-10) - 1 = -1 / (1 + e^-10)
    assert round(float(losses.binary_cross_entropy_grad(-10.0, 1.0)), 5) == -0.99995


def test_focal_paper_by_hand():
    # Lin et al. 2017, section 3.2: at gamma = 2 a row with p = 0.9 costs 100 times less than
    # under cross entropy, one with p about 0.968 1000 times less.
    for p, ratio in ((0.9, 100.0), (1 - 1000**-0.5, 1000.0)):
        z = [[np.log(p), np.log1p(-p)]]
        got = losses.cross_entropy(z, [0]) / losses.focal(z, [0], gamma=2.0)
        assert got == pytest.approx(ratio, rel=1e-12)


# Rows that are ignored.


@pair_of
@pytest.mark.parametrize("options", [{}, {"weight": W}, {"label_smoothing": 0.1, "weight": W}])
def test_ignored_rows_count_for_nothing(f, options):
    z, y = np.concatenate([Z, -Z]), np.array([0, -100, 2, 1, -100, 1])
    keep = y != -100
    for reduction in ("mean", "sum", "none"):
        got = f(z, y, ignore_index=-100, reduction=reduction, **options)
        want = f(z[keep], y[keep], reduction=reduction, **options)
        if f is losses.cross_entropy and reduction != "none":
            np.testing.assert_allclose(got, want, rtol=1e-15)
        else:
            np.testing.assert_array_equal(got[keep], want)
            assert np.all(got[~keep] == 0)


def test_ignored_rows_may_hold_a_masked_class():
    z = np.array([[-INF, 0.0], [0.0, 0.0]])
    with np.errstate(**STRICT):
        assert losses.cross_entropy(z, [0, 1], ignore_index=0) == np.log(2)
        np.testing.assert_array_equal(losses.cross_entropy_grad(z, [0, 1], ignore_index=0)[0], 0)


@pair_of
def test_ignoring_everything_is_refused(f):
    with pytest.raises(ValueError, match="weights of all targets are 0"):
        f(Z, [7, 7, 7], ignore_index=7)
    assert np.all(f(Z, [7, 7, 7], ignore_index=7, reduction="sum") == 0)
    with pytest.raises(TypeError, match="ignore_index = 7 with probabilities"):
        f(Z, SOFT, ignore_index=7)


def test_nll_of_log_softmax_is_cross_entropy():
    for options in ({}, {"weight": W}, {"ignore_index": 2}):
        np.testing.assert_allclose(
            losses.nll(log_softmax(Z), Y, **options),
            losses.cross_entropy(Z, Y, **options),
            rtol=4e-16,
        )
    assert losses.nll([[0.0, -INF]], [1]) == INF
    np.testing.assert_array_equal(
        losses.nll_grad([[0.0, -INF], [-1.0, -1.0]], [0, 1], weight=[1, 3]),
        [[-0.25, 0.0], [0.0, -0.75]],
    )


# Accuracy of the target's entry, class counts, precisions.


def mp_gradient(z, y):
    w = [mp.exp(mp.mpf(float(v))) for v in z]
    return [(v if j != y else v - mp.fsum(w)) / mp.fsum(w) for j, v in enumerate(w)]


def check_gradient_accuracy(f, k, dtype, bound):
    rng = np.random.default_rng(SEED)
    scale = 10.0 ** rng.uniform(-1, 2.5, (40, 1))
    z = (rng.normal(size=(40, k)) * scale).astype(dtype)
    y = rng.integers(0, k, 40)
    y[::2] = z[::2].argmax(axis=-1)
    got = f(z, y, reduction="sum")
    worst = 0.0
    with mp.workdps(400):
        for i in range(40):
            for a, b in zip(got[i], mp_gradient(z[i], y[i]), strict=True):
                worst = max(worst, ulps(a, b))
    assert worst <= bound, f"seed {SEED}, K = {k}, {dtype.__name__}: {worst} ULP"


@pytest.mark.parametrize(
    ("k", "dtype", "bound"),
    [
        (10, np.float64, 4.0),
        (100, np.float64, 5.0),
        (10, np.float32, 0.51),
        (100, np.float32, 0.51),
    ],
)
def test_accuracy_of_the_gradient(k, dtype, bound):
    check_gradient_accuracy(losses.cross_entropy_grad, k, dtype, bound)


def test_accuracy_check_can_fail():
    def plain(z, y, reduction):
        return softmax(z) - np.eye(z.shape[-1])[y]

    with pytest.raises(AssertionError, match="ULP"):
        check_gradient_accuracy(plain, 10, np.float64, 1000.0)


def test_axis_of_long_data_goes_in_blocks():
    rng = np.random.default_rng(SEED)
    z = rng.normal(size=(40, 5, 2000))
    y = rng.integers(0, 5, (40, 2000))
    assert z.size > 4 * SIZE
    for dtype in (np.float32, np.float64):
        for order in ("C", "F"):
            x = np.asarray(z.astype(dtype), order=order)
            rows = np.ascontiguousarray(np.moveaxis(x, 1, -1))
            for f in (losses.cross_entropy, losses.focal):
                np.testing.assert_array_equal(
                    f(x, y, axis=1, reduction="none"), f(rows, y, reduction="none")
                )
            np.testing.assert_array_equal(
                np.moveaxis(losses.cross_entropy_grad(x, y, axis=1), 1, -1),
                losses.cross_entropy_grad(rows, y),
            )


def test_a_bad_logit_in_a_late_block_is_named():
    z = np.zeros((3 * SIZE // 4, 4))
    z[-2, 1] = NAN
    with pytest.raises(ValueError, match=rf"logits holds nan at index \({len(z) - 2}, 1\)"):
        losses.cross_entropy(z, np.zeros(len(z), int))
    y = np.full((3 * SIZE // 4, 4), 0.25)
    y[-2, 1] = 0.5
    with pytest.raises(ValueError, match=rf"labels sums to 1\.25 .*row \({len(z) - 2},\)"):
        losses.cross_entropy(np.zeros_like(z), y)


# Margins.


def test_edges_of_the_margins_are_flat():
    z = [[2.0, 1.0, 0.0]]
    np.testing.assert_array_equal(losses.multi_margin_grad(z, [0]), [[0.0, 0.0, 0.0]])
    np.testing.assert_array_equal(losses.multiclass_hinge_grad(z, [0]), [[0.0, 0.0, 0.0]])
    tie = [[1.0, 1.0, 0.0]]
    np.testing.assert_array_equal(losses.multiclass_perceptron_grad(tie, [0]), [[0.0, 0.0, 0.0]])
    np.testing.assert_array_equal(losses.multiclass_perceptron_grad(tie, [2]), [[1.0, 0.0, -1.0]])
    np.testing.assert_array_equal(losses.multilabel_margin_grad(z, [[1, 0, 0]]), [[0.0, 0.0, 0.0]])


def test_one_class_costs_nothing():
    for name in ("multi_margin", "multiclass_hinge", "multiclass_perceptron", "sparsemax_loss"):
        with np.errstate(**STRICT):
            assert getattr(losses, name)([[3.0]], [0]) == 0
            assert getattr(losses, f"{name}_grad")([[3.0]], [0]) == [[0.0]]


def test_weights_of_multi_margin_do_not_change_the_divisor():
    rows = losses.multi_margin(Z, Y, reduction="none")
    np.testing.assert_allclose(losses.multi_margin(Z, Y, weight=W), (W[Y] * rows).sum() / 3)


def test_two_classes_of_the_margins():
    # With the scores s and 0 the margins are those of one score: half of them, as 1 / K.
    s = np.linspace(-3, 3, 25)
    z, y = np.stack([s, np.zeros_like(s)], axis=-1), np.zeros(25, int)
    ones = np.ones(25)
    for ours, one, half in (
        (losses.multi_margin, losses.hinge, 0.5),
        (losses.multiclass_hinge, losses.hinge, 1.0),
        (losses.multiclass_perceptron, losses.perceptron, 1.0),
    ):
        np.testing.assert_allclose(
            ours(z, y, reduction="none"), half * one(s, ones, reduction="none"), rtol=1e-15
        )


def test_multilabel_axis():
    rng = np.random.default_rng(SEED)
    z, y = rng.normal(size=(4, 3, 2)), rng.integers(0, 2, (4, 3, 2))
    for f in (losses.multilabel_margin, losses.multilabel_soft_margin):
        grad = getattr(losses, f"{f.__name__}_grad")
        moved = np.moveaxis(z, 1, -1), np.moveaxis(y, 1, -1)
        np.testing.assert_allclose(
            f(z, y, axis=1, reduction="none"), f(*moved, reduction="none"), rtol=1e-15
        )
        np.testing.assert_allclose(np.moveaxis(grad(z, y, axis=1), 1, -1), grad(*moved), rtol=1e-15)
