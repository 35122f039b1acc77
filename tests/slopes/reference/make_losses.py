"""Write losses.json: values and gradients of the losses of PyTorch and Optax.

Run with PyTorch 2.13.0, JAX 0.10.2 and Optax 0.2.8 installed, without this package:

    python make_losses.py

Each case names the loss of this package, its arguments and options; the peer's own conventions
(one-hot labels, lists of labels, the mean over rows) are applied here.
"""

from __future__ import annotations

import json
import pathlib

import numpy as np

Z = [[2.0, 1.0, 0.0], [-1.0, 0.5, 3.0], [0.25, -0.75, 1.5]]
APART = [[2.0, 1.25, 0.0], [-1.0, 0.5, 3.0], [0.25, -0.75, 1.5]]  # off the kinks
Y = [0, 2, 1]
SOFT = [[0.5, 0.25, 0.25], [0.0, 0.125, 0.875], [0.25, 0.5, 0.25]]
MANY = [[1, 0, 1], [0, 1, 0], [1, 1, 0]]
W = [1.0, 2.0, 0.5]
P, T = [0.5, -2.0, 3.0, 1.25, -0.125], [0.0, 0.0, 1.0, 1.0, 0.25]
S, ONES = [0.5, -2.0, 3.0, 1.25, -0.125], [1.0, 1.0, -1.0, 1.0, -1.0]
LOGITS, YES = [-10.0, 0.0, 2.5, 0.3, -0.75], [1.0, 0.0, 0.25, 1.0, 0.0]
HARD = [1.0, 0.0, 0.0, 1.0, 0.0]
COUNTS = [0.0, 1.0, 3.0, 2.0, 0.0]
A = [[1.0, 2.0, -0.5], [0.25, -1.0, 0.5], [3.0, 0.0, 1.0]]
B = [[0.5, 1.0, 0.0], [1.0, 1.0, -2.0], [-1.0, 2.0, 0.5]]
C = [[1.5, 2.0, 0.25], [0.0, -1.0, 1.0], [2.0, 1.0, 1.0]]
PAIRS = [1, -1, -1]


def torch_cases(torch, f):
    """Yield name, arguments, options, and the peer as a function of tensors."""
    x = torch.tensor
    for o in (
        {},
        {"weight": W},
        {"label_smoothing": 0.1},
        {"weight": W, "label_smoothing": 0.1},
        {"ignore_index": 2},
        {"ignore_index": 2, "weight": W, "label_smoothing": 0.1},
    ):
        peer = {k: x(v) if k == "weight" else v for k, v in o.items()}
        yield "cross_entropy", (Z, Y), o, lambda z, y, peer=peer: f.cross_entropy(z, y, **peer)
        if "ignore_index" not in o:
            yield (
                "cross_entropy",
                (Z, SOFT),
                o,
                lambda z, y, peer=peer: f.cross_entropy(z, y, **peer),
            )
    for o in ({}, {"weight": W}, {"ignore_index": 2, "weight": W}):
        peer = {k: x(v) if k == "weight" else v for k, v in o.items()}
        yield "nll", (Z, Y), o, lambda z, y, peer=peer: f.nll_loss(z, y, **peer)
    for o in ({}, {"p": 2, "margin": 0.5}, {"weight": W}):
        peer = {k: x(v) if k == "weight" else v for k, v in o.items()}
        yield "multi_margin", (Z, Y), o, lambda z, y, peer=peer: f.multi_margin_loss(z, y, **peer)
    for o in ({}, {"weight": [1.0, 2.0, 0.5, 3.0, 0.0]}, {"pos_weight": 3.0}):
        peer = {k: x(v) for k, v in o.items()}
        yield (
            "binary_cross_entropy",
            (LOGITS, YES),
            o,
            lambda z, t, peer=peer: f.binary_cross_entropy_with_logits(z, t, **peer),
        )
    yield "squared_error", (P, T), {}, f.mse_loss
    yield "absolute_error", (P, T), {}, f.l1_loss
    yield "huber", (P, T), {"delta": 0.75}, lambda p, t: f.huber_loss(p, t, delta=0.75)
    yield "smooth_l1", (P, T), {"beta": 0.75}, lambda p, t: f.smooth_l1_loss(p, t, beta=0.75)
    yield "soft_margin", (S, ONES), {}, f.soft_margin_loss
    yield "poisson", (P, COUNTS), {}, f.poisson_nll_loss
    yield (
        "poisson",
        ([0.5, 2.0, 3.0, 1.25, 0.125], COUNTS),
        {"log_input": False},
        lambda p, t: f.poisson_nll_loss(p, t, log_input=False, eps=0.0),
    )
    for full in (False, True):
        v = [0.5, 1.0, 2.0, 4.0, 0.25]
        yield (
            "gaussian_nll",
            (P, T),
            {"variance": v, "full": full},
            lambda p, t, v=v, full=full: f.gaussian_nll_loss(p, t, x(v), full=full),
        )
    yield "multilabel_soft_margin", (Z, MANY), {}, f.multilabel_soft_margin_loss
    yield (
        "multilabel_soft_margin",
        (Z, MANY),
        {"weight": W},
        lambda z, y: f.multilabel_soft_margin_loss(z, y, weight=x(W)),
    )
    lists = torch.tensor([[0, 2, -1], [1, -1, -1], [0, 1, -1]])
    yield "multilabel_margin", (Z, MANY), {}, lambda z, y: f.multilabel_margin_loss(z, lists)
    yield (
        "hinge_embedding",
        (P, ONES),
        {"margin": 1.5},
        lambda d, y: f.hinge_embedding_loss(d, y, margin=1.5),
    )
    yield (
        "margin_ranking",
        (P, T, ONES),
        {"margin": 0.3},
        lambda a, b, y: f.margin_ranking_loss(a, b, y, margin=0.3),
    )
    yield (
        "cosine_embedding",
        (A, C, PAIRS),
        {"margin": 0.25},
        lambda a, b, y: f.cosine_embedding_loss(a, b, y, margin=0.25),
    )
    yield (
        "triplet_margin",
        (A, B, C),
        {"margin": 0.5},
        lambda a, b, c: f.triplet_margin_loss(a, b, c, margin=0.5, eps=0.0),
    )
    yield (
        "kl_divergence",
        ([0.5, 0.25, 0.25], [0.25, 0.25, 0.5]),
        {},
        lambda p, q: f.kl_div(q.log(), p, reduction="sum"),
    )


def optax_cases(jnp, losses):
    """Yield the same for Optax, whose losses are those of single elements or rows."""
    hot = np.eye(3)[Y]
    signed = np.array(ONES)

    def mean(f):
        return lambda *args: jnp.mean(f(*args))

    yield "log_cosh", (P, T), {}, mean(losses.log_cosh)
    yield "hinge", (S, ONES), {}, mean(losses.hinge_loss)
    yield "squared_hinge", (S, ONES), {}, mean(lambda s, y: losses.hinge_loss(s, y) ** 2)
    yield "perceptron", (S, ONES), {}, mean(losses.perceptron_loss)
    yield (
        "soft_margin",
        (S, ONES),
        {},
        mean(lambda s, y: losses.sigmoid_binary_cross_entropy(s, (signed + 1) / 2)),
    )
    for gamma in (2.0, 0.5):
        yield (
            "sigmoid_focal",
            (LOGITS, HARD),
            {"gamma": gamma},
            mean(lambda z, t, g=gamma: losses.sigmoid_focal_loss(z, t, gamma=g)),
        )
    yield (
        "poly_cross_entropy",
        (Z, Y),
        {"epsilon": 1.5},
        mean(lambda z, y: losses.poly_loss_cross_entropy(z, hot, epsilon=1.5)),
    )
    yield (
        "multiclass_hinge",
        (APART, Y),
        {},
        mean(lambda z, y: losses.multiclass_hinge_loss(z, np.array(Y))),
    )
    yield (
        "multiclass_perceptron",
        (Z, Y),
        {},
        mean(lambda z, y: losses.multiclass_perceptron_loss(z, np.array(Y))),
    )
    yield (
        "sparsemax_loss",
        (Z, Y),
        {},
        mean(lambda z, y: losses.multiclass_sparsemax_loss(z, np.array(Y))),
    )
    yield (
        "cosine_embedding",
        (A, C, [1, 1, 1]),
        {},
        mean(lambda a, b, y: losses.cosine_distance(a, b)),
    )
    yield (
        "triplet_margin",
        (A, B, C),
        {},
        mean(lambda a, b, c: losses.triplet_margin_loss(a, b, c, eps=0.0)),
    )


def main():
    import jax  # here, so that pytest can look for doctests without having the peers
    import optax
    import torch

    jax.config.update("jax_enable_x64", True)
    torch.set_default_dtype(torch.float64)
    cases = []
    for name, args, options, peer in torch_cases(torch, torch.nn.functional):
        tensors = [torch.tensor(a) for a in args]
        wrt = 1 if name == "kl_divergence" else 0
        tensors[wrt].requires_grad_()
        if name in ("multilabel_soft_margin",):
            tensors[1] = tensors[1].double()
        value = peer(*tensors)
        value.backward()
        grad = tensors[wrt].grad.tolist()
        case = {"loss": name, "args": args, "options": options, "peer": "torch"}
        cases.append(case | {"value": value.item(), "grad": grad})
    for name, args, options, peer in optax_cases(jax.numpy, optax.losses):
        arrays = [np.asarray(a, float) for a in args]
        value, grad = jax.value_and_grad(peer)(*arrays)
        case = {"loss": name, "args": args, "options": options, "peer": "optax"}
        cases.append(case | {"value": float(value), "grad": np.asarray(grad).tolist()})
    source = f"torch {torch.__version__}, optax {optax.__version__}, jax {jax.__version__}"
    lines = ",\n".join(json.dumps(case) for case in cases)
    made = {"source": source, "script": pathlib.Path(__file__).name}
    text = json.dumps(made)[:-1] + f', "cases": [\n{lines}\n]}}\n'
    pathlib.Path(__file__).with_name("losses.json").write_text(text)


if __name__ == "__main__":
    main()
