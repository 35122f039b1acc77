"""Write torch_trajectories.json: softmax regression descended by the optimizers of PyTorch.

Run with PyTorch 2.13.0 and NumPy installed, without this package:

    python make_torch_trajectories.py

The batches are consecutive rows, in the order of the data, the last one of an epoch smaller.
"""

from __future__ import annotations

import json
import pathlib

import numpy as np

EXAMPLES, FEATURES, CLASSES = 80, 4, 3
EPOCHS = {1: 1, 32: 6, 80: 20}  # by batch size
OPTIMIZERS = {
    "gradient": ("SGD", {"lr": 0.5}),
    "momentum": ("SGD", {"lr": 0.1, "momentum": 0.9}),
    "nesterov, weight decay": (
        "SGD",
        {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 1e-3},
    ),
    "adam": ("Adam", {"lr": 0.05}),
    "adam, weight decay": (
        "Adam",
        {"lr": 0.05, "betas": (0.8, 0.99), "eps": 1e-6, "weight_decay": 1e-2},
    ),
}


def trajectory(torch, data, start, optimizer, options, size, dtype):
    x, w, b = (
        torch.tensor(a, dtype=getattr(torch, dtype)) for a in (data["x"], start["w"], start["b"])
    )
    labels = torch.tensor(data["labels"])
    w.requires_grad_()
    b.requires_grad_()
    step = getattr(torch.optim, optimizer)([w, b], **options)
    points, losses = [], []
    for _ in range(EPOCHS[size]):
        for rows, targets in zip(x.split(size), labels.split(size), strict=True):
            step.zero_grad()
            loss = torch.nn.functional.cross_entropy(rows @ w + b, targets)
            loss.backward()
            step.step()
            losses.append(loss.item())
            points.append((w.detach().tolist(), b.detach().tolist()))
    keep = sorted({1, 2, 3, len(points) // 2, len(points)})
    return {
        "steps": keep,
        "w": [points[t - 1][0] for t in keep],
        "b": [points[t - 1][1] for t in keep],
        "loss before step": [losses[t - 1] for t in keep],
    }


def main():
    import torch  # here, so that pytest can look for doctests without having PyTorch

    torch.set_num_threads(1)
    rng = np.random.default_rng(20)
    labels = rng.integers(CLASSES, size=EXAMPLES)
    centers = rng.normal(size=(CLASSES, FEATURES))
    x = centers[labels] + rng.normal(size=(EXAMPLES, FEATURES))
    data = {"x": x.round(3).tolist(), "labels": labels.tolist()}
    start = {
        "w": rng.normal(size=(FEATURES, CLASSES)).round(3).tolist(),
        "b": rng.normal(size=CLASSES).round(3).tolist(),
    }
    runs = []
    for dtype in ("float64", "float32"):
        for name, (optimizer, options) in OPTIMIZERS.items():
            for size in EPOCHS:
                if dtype == "float64" or size == 32:
                    result = trajectory(torch, data, start, optimizer, options, size, dtype)
                    head = {"rule": name, "options": options, "batch size": size}
                    head |= {"epochs": EPOCHS[size], "dtype": dtype}
                    runs.append(head | result)
    made = {
        "source": f"torch {torch.__version__}, numpy {np.__version__}",
        "script": pathlib.Path(__file__).name,
        "model": "torch.nn.functional.cross_entropy(x @ w + b, labels), mean over the batch",
        "data": data,
        "start": start,
    }
    lines = ",\n".join(json.dumps(run) for run in runs)
    text = json.dumps(made)[:-1] + f', "runs": [\n{lines}\n]}}\n'
    pathlib.Path(__file__).with_name("torch_trajectories.json").write_text(text)


if __name__ == "__main__":
    main()
