"""A multilayer perceptron as plain functions: draw its weights, run it forward and backward.

The parameters are one flat tuple (W_1, b_1, ..., W_L, b_L), as `slopes.descend` takes it. W_l has a
row for each unit of layer l, and examples are rows, so a layer is ``h @ W.T + b``. The activation
acts on all layers but the last, whose output is linear.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, choice, count, finite, number
from slopes.activations import ACTIVATIONS, Activation
from slopes.facts import moments
from slopes.losses import LOSSES, value_and_grad

__all__ = ["backward", "forward", "initialize", "mlp_loss_and_grad"]

SCHEMES = ("lecun", "xavier", "he", "gain")


def initialize(
    widths: Sequence[int],
    *,
    rng: int | np.random.Generator,
    scheme: str | float = "he",
    activation: str | Activation = "relu",
) -> tuple[Array, ...]:
    r"""Draw normal weights with mean 0 and the variance of a scheme; biases are 0.

    The weights of a layer with m inputs and n outputs have the variance 1/m for 'lecun',
    2/(m + n) for 'xavier', 2/m for 'he', and for 'gain' 1/(m E[f(z)²]), with z from the standard
    normal distribution.

    Parameters
    ----------
    widths : sequence of int
        Number of inputs, of units in each hidden layer, and of outputs.
    rng : int or numpy.random.Generator
        The seed or the source of the random numbers.
    scheme : {'lecun', 'xavier', 'he', 'gain'} or float
        How the variance follows from the widths; a number c > 0 means c / m.
    activation : str or Activation
        Key of `slopes.ACTIVATIONS`, or a record; only 'gain' asks for it.

    Returns
    -------
    tuple of arrays
        W_1, b_1, ..., W_L, b_L. A name or a number that makes no sense is refused.

    Raises
    ------
    ValueError, TypeError
        If a width is below 1, there are fewer than two, or a name or a number makes no sense.

    Examples
    --------
    >>> [p.shape for p in initialize([3, 100, 1], rng=0)]
    [(100, 3), (100,), (1, 100), (1,)]

    References
    ----------
    LeCun, Bottou, Orr & Müller 1998, doi:10.1007/3-540-49430-8_2; Glorot & Bengio 2010, AISTATS;
    He, Zhang, Ren & Sun 2015, arXiv:1502.01852.
    """
    who = "initialize"
    sizes = [count(who, f"widths[{i}]", width, 1) for i, width in enumerate(widths)]
    if len(sizes) < 2:
        raise ValueError(f"{who}: widths {sizes}, wanted at least the inputs and the outputs")
    if not isinstance(rng, np.random.Generator):
        rng = np.random.default_rng(count(who, "rng", rng, 0))
    c = {"lecun": 1.0, "he": 2.0}.get(str(scheme), 0.0)
    if scheme == "gain":
        c = 1 / moments(_record(who, activation)).second
    elif isinstance(scheme, str):
        choice(who, "scheme", scheme, SCHEMES)
    else:
        c = number(who, "scheme", scheme, 0)
    parameters: list[Array] = []
    for m, n in pairwise(sizes):
        variance = 2 / (m + n) if scheme == "xavier" else c / m
        parameters += [rng.normal(size=(n, m)) * np.sqrt(variance), np.zeros(n)]
    return tuple(parameters)


def forward(
    parameters: tuple[Array, ...], x: ArrayLike, *, activation: str | Activation = "relu"
) -> tuple[list[Array], list[Array]]:
    r"""Run the network and keep what the way back needs; refuse shapes that do not fit.

    .. math:: z_l = W_l h_{l-1} + b_l, \qquad h_l = f(z_l), \qquad h_0 = x

    Parameters
    ----------
    parameters : tuple of arrays
        W_1, b_1, ..., W_L, b_L.
    x : array_like, shape (n, d)
        One example in each row.
    activation : str or Activation
        Key of `slopes.ACTIVATIONS`, or a record.

    Returns
    -------
    z, h : lists of L arrays
        `z[-1]` is the output, the earlier ones are pre-activations; `h[l]` is what `z[l]` was
        computed from, so `h[0]` is x.

    Raises
    ------
    ValueError, TypeError
        If a shape does not fit, a number of x is not finite, or `activation` is unknown.

    Examples
    --------
    >>> xor = np.ones((2, 2)), np.array([0.0, -1.0]), np.array([[1.0, -2.0]]), np.zeros(1)
    >>> z, h = forward(xor, [[0, 0], [0, 1], [1, 0], [1, 1]])
    >>> z[-1].ravel()
    array([0., 1., 1., 0.])
    """
    record = _record("forward", activation)
    h = [as_float(x, "forward")]
    finite("forward", x=h[0])
    z: list[Array] = []
    layers = _layers("forward", parameters, h[0])
    for weight, bias in layers:
        z.append(h[-1] @ weight.T + bias)
        if len(z) < len(layers):
            h.append(record.f(z[-1]))
    return z, h


def backward(
    parameters: tuple[Array, ...],
    z: Sequence[Array],
    h: Sequence[Array],
    delta: ArrayLike,
    *,
    activation: str | Activation = "relu",
) -> tuple[tuple[Array, ...], list[Array]]:
    r"""Carry the gradient of a loss J from the output back to every layer.

    .. math:: \delta_l = (W_{l+1}^\top \delta_{l+1}) \odot f'(z_l), \qquad
              \frac{\partial J}{\partial W_l} = \delta_l h_{l-1}^\top, \qquad
              \frac{\partial J}{\partial b_l} = \delta_l

    At a kink the slope declared in `slopes.ACTIVATIONS` is used. Refusals as in `forward`.

    Parameters
    ----------
    parameters, activation
        As given to `forward`.
    z, h : lists of arrays
        What `forward` returned.
    delta : array_like
        Gradient by the output, in its shape.

    Returns
    -------
    gradient : tuple of arrays
        Gradient by the parameters, summed over the examples.
    deltas : list of L arrays
        Gradient by each of `z`, one example in each row.

    Raises
    ------
    ValueError, TypeError
        As for `forward`, and if `delta` has not the shape of the output.

    Examples
    --------
    >>> line = np.ones((1, 1)), np.zeros(1), np.ones((1, 1)), np.zeros(1)
    >>> backward(line, *forward(line, [[3.0]]), [[1.0]])[0][0]
    array([[3.]])
    """
    who = "backward"
    record = _record(who, activation)
    layers = _layers(who, parameters, h[0])
    d = as_float(delta, who, "delta")
    if d.shape != z[-1].shape:
        raise ValueError(
            f"{who}: delta {d.shape}, wanted {z[-1].shape}, the shape of the output; reshape it"
        )
    deltas = [d]
    for (weight, _), below in zip(layers[:0:-1], z[-2::-1], strict=True):
        deltas.insert(0, (deltas[0] @ weight) * record.grad(below))
    pairs = ((d.T @ below, d.sum(axis=0)) for d, below in zip(deltas, h, strict=True))
    return tuple(array for pair in pairs for array in pair), deltas


def mlp_loss_and_grad(
    parameters: tuple[Array, ...],
    x: ArrayLike,
    y: ArrayLike,
    *,
    activation: str | Activation = "relu",
    loss: str = "cross_entropy",
) -> tuple[Any, tuple[Array, ...]]:
    """Return the mean loss of a network over a batch, and its gradient by the parameters.

    For `slopes.descend`, fix the options with `functools.partial`. Where the output of the network
    overflows, loss and gradient are NaN, so that a descent stops there. Refusals as in `forward`.

    Parameters
    ----------
    parameters, x, activation
        As in `forward`.
    y : array_like
        Targets of the loss: class numbers of shape (n,) for 'cross_entropy', (n, n_L) for most.
    loss : str
        Key of `slopes.LOSSES`, except 'kl_divergence', which does not take logits.

    Returns
    -------
    loss, gradient
        A number, and arrays in the shapes of the parameters.

    Raises
    ------
    ValueError, TypeError
        As for `forward`, if `loss` is unknown, or if it refuses `y`.

    Examples
    --------
    >>> zero = np.zeros((2, 3)), np.zeros(2)
    >>> mlp_loss_and_grad(zero, [[1.0, 2.0, 3.0]], [0])[1]
    (array([[-0.5, -1. , -1.5],
           [ 0.5,  1. ,  1.5]]), array([-0.5,  0.5]))
    """
    names = tuple(name for name, record in LOSSES.items() if record.wrt == 0)
    choice("mlp_loss_and_grad", "loss", loss, names)
    z, h = forward(parameters, x, activation=activation)
    if not np.isfinite(z[-1]).all():
        return np.nan, tuple(np.full(np.shape(p), np.nan) for p in parameters)
    value, delta = value_and_grad(loss, z[-1], y)
    return value, backward(parameters, z, h, delta, activation=activation)[0]


def _record(who: str, activation: str | Activation) -> Activation:
    """Return the record of an activation, or refuse an unknown name."""
    if isinstance(activation, Activation):
        return activation
    choice(who, "activation", activation, tuple(ACTIVATIONS))
    return ACTIVATIONS[activation]


def _layers(who: str, parameters: tuple[Array, ...], x: Array) -> list[tuple[Array, Array]]:
    """Return the pairs (W_l, b_l), or refuse shapes that do not fit to the inputs or each other."""
    if len(parameters) % 2 or not parameters:
        raise ValueError(f"{who}: {len(parameters)} parameters, wanted W_1, b_1, ..., W_L, b_L")
    if x.ndim != 2 or not len(x):
        raise ValueError(f"{who}: x {x.shape}, wanted (n, d): one example in each row; reshape it")
    pairs = list(zip(parameters[::2], parameters[1::2], strict=True))
    width = x.shape[1]
    for layer, (weight, bias) in enumerate(pairs, start=1):
        if np.shape(weight) != (*np.shape(bias), width) or np.ndim(weight) != 2:
            raise ValueError(
                f"{who}: W_{layer} {np.shape(weight)} and b_{layer} {np.shape(bias)}, wanted "
                f"(n, {width}) and (n,); rows of W_l are the units of layer l"
            )
        width = len(weight)
    return pairs
