"""Batch, stochastic and mini-batch gradient descent: one loop, and the path it has taken."""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from tqdm import tqdm

from slopes._arrays import Array, as_float, count, number
from slopes._layout import Layout, Parameters, flatten
from slopes.batching import data_arrays, index_stream, steps_per_epoch
from slopes.schedules import Schedule, constant, rate_at
from slopes.steps import Rule, gradient

__all__ = ["Path", "descend"]

PLAIN = gradient()


@dataclass(frozen=True, eq=False)
class Path:
    """Where a descent has been: R recorded points, the first one at the start.

    Parameters
    ----------
    parameters : array of shape (R, ...), or a tuple of such arrays
        The parameters, stacked along a new first axis; a tuple if they were a tuple.
    loss : array of shape (R,)
        What `evaluate` returned at each point. Without `evaluate`, the loss on the batch of the
        step that follows (one more batch is drawn for the last point): for batch gradient
        descent that is the loss itself, else an estimate of it.
    steps, examples : integer arrays of shape (R,)
        How many updates were made, and from how many examples in all (0 without data).
    epochs : array of shape (R,)
        `examples` divided by the number of examples in the data; `steps` without data.
    seconds : array of shape (R,)
        Wall time spent on batches, gradients and updates; that on `evaluate` is left out.
    learning_rates : array of shape (R,)
        The rate of the step that leaves each point; NaN at the last one.
    diverged : bool
        Whether the descent stopped early, at the last point, because the loss or a parameter was
        not finite there. Where a parameter is not finite the loss is NaN: nothing is evaluated
        at such a point. False says only that nothing has overflowed.
    """

    parameters: Parameters
    loss: Array
    steps: Array
    examples: Array
    epochs: Array
    seconds: Array
    learning_rates: Array
    diverged: bool

    @property
    def final(self) -> Any:
        """The last parameters, in the structure and the shapes they came in."""
        return self._each(lambda points: points[-1])

    def average(self, since: int = 0) -> Any:
        """Return the mean of the points recorded after step `since`.

        With `record_every=1` that is the mean of all iterates after that step. It takes most of
        the noise out of a stochastic descent that hovers around its goal.

        References
        ----------
        B. T. Polyak and A. B. Juditsky, Acceleration of stochastic approximation by averaging,
        SIAM J. Control Optim. 30(4), 1992, doi:10.1137/0330046.
        """
        since = count("Path.average", "since", since, 0, int(self.steps[-1]) - 1)
        return self._each(lambda points: points[self.steps > since].mean(axis=0))

    def _each(self, f: Callable[[Array], Array]) -> Parameters:
        if isinstance(self.parameters, tuple):
            return tuple(f(points) for points in self.parameters)
        return f(self.parameters)


def descend(
    loss_and_grad: Callable[..., tuple[Any, Any]],
    parameters: ArrayLike | tuple[ArrayLike, ...],
    data: tuple[ArrayLike, ...] = (),
    *,
    learning_rate: float | Schedule,
    steps: int | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    rule: Rule = PLAIN,
    weight_decay: float = 0.0,
    rng: int | np.random.Generator | None = None,
    replace: bool = False,
    shuffle: bool = True,
    evaluate: Callable[[Any], Any] | None = None,
    record_every: int = 1,
    progress: bool | None = None,
) -> Path:
    r"""Walk downhill, at each step by the gradient on a batch of the data.

    .. math:: g \leftarrow \frac{1}{|B|} \sum_{i \in B} \nabla \ell_i(w) + \lambda w

    .. math:: w \leftarrow w - \eta_t d

    `batch_size=None` is batch gradient descent, `batch_size=1` stochastic gradient descent, and
    all between mini-batch gradient descent. The direction d is g unless `rule` says otherwise. A
    descent that overflows stops and says so in its path, without an exception or a warning.

    Parameters
    ----------
    loss_and_grad : callable
        `loss_and_grad(w, *batch) -> (loss, grad)`: the mean loss over the batch, one number, and
        its gradient in the structure and the shapes of `w`, which is read-only.
    parameters : array, or tuple of arrays
        Where to start; finite, float32 or float64 (integers become float64). Left as it is.
    data : tuple of arrays
        Arrays with one first dimension n, finite; a batch is the same rows of each. Empty for
        a function without data, every step of which is an epoch.
    learning_rate : float or callable
        The rate, in (0, inf), or a schedule: `learning_rate(t)`, in [0, inf), is the rate of the
        step that follows t = 0, 1, ... others.
    steps, epochs : int
        How long to walk, in updates or in passes through the data, at least 0; one of the two.
    batch_size, rng, replace, shuffle
        How batches are drawn, see `batches`.
    rule : Rule
        `gradient()`, the default, `momentum(...)` or `adam(...)`.
    weight_decay : float
        The factor lambda, in [0, inf); the recorded loss is without its penalty.
    evaluate : callable, optional
        `evaluate(w)`, one number, is recorded instead, for instance the loss on all data.
    record_every : int
        Record the start, every so many steps, and the last point.
    progress : bool, optional
        Show a bar on stderr; by default only on a terminal and after two seconds.

    Returns
    -------
    Path
        The recorded points; their memory is that of the parameters, steps / record_every times.

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range, if the loss or the gradient is not finite at the
        start, or if `loss_and_grad` returns something of another shape.

    Examples
    --------
    >>> path = descend(lambda w: (w @ w / 2, w), [1.0, -2.0], learning_rate=0.5, steps=2)
    >>> path.parameters
    array([[ 1.  , -2.  ],
           [ 0.5 , -1.  ],
           [ 0.25, -0.5 ]])

    References
    ----------
    L. Bottou, F. E. Curtis and J. Nocedal, Optimization methods for large-scale machine
    learning, SIAM Rev. 60(2), 2018, doi:10.1137/16M1080173.
    """
    who = "descend"
    layout, w = flatten(who, parameters)
    w.flags.writeable = False
    arrays = data_arrays(who, data)
    n = len(arrays[0]) if arrays else 0
    if not n and (batch_size is not None or replace):
        raise ValueError(
            f"{who}: batch_size = {batch_size} and replace = {replace} without data, wanted "
            "neither; pass data or drop them"
        )
    size = n if batch_size is None else count(who, "batch_size", batch_size, 1, n)
    total = _total(steps, epochs, steps_per_epoch(n, size) if n else 1)
    if not callable(learning_rate):
        learning_rate = constant(number(who, "learning_rate", learning_rate, 0))
    weight_decay = number(who, "weight_decay", weight_decay, 0, closed=(True, False))
    record_every = count(who, "record_every", record_every, 1)
    if not isinstance(rule, Rule):
        raise TypeError(f"{who}: rule is {rule!r}, wanted a Rule; pass gradient() or adam()")
    memory = rule.start(w)
    stream = _stream(arrays, size, rng, replace, shuffle)
    points: list[Array] = []
    rows: list[tuple[float, ...]] = []
    seen, seconds = 0, 0.0
    with np.errstate(over="ignore", invalid="ignore", under="ignore"), _bar(total, progress) as bar:
        for step in range(total + 1):
            loss, grad = math.nan, w
            began = perf_counter()
            if np.isfinite(w).all():
                batch = next(stream)
                loss, grad = _measure(loss_and_grad, w, layout, batch)
            took = perf_counter() - began
            due = step % record_every == 0 or step == total
            if evaluate is not None and due and math.isfinite(loss):
                loss = _scalar("evaluate(w)", evaluate(layout.split(w)))
            if step == 0:
                _refuse_start(loss, grad)
            diverged = not math.isfinite(loss)
            stop = diverged or step == total
            rate = math.nan if stop else rate_at(who, learning_rate, step)
            if due or stop:
                points.append(w)
                rows.append((loss, step, seen, seconds, rate))
            if stop:
                break
            began = perf_counter()
            g = grad + weight_decay * w if weight_decay else grad
            direction, memory = rule.direction(g, memory, step + 1)
            w = w - rate * direction
            w.flags.writeable = False
            seconds += took + perf_counter() - began
            seen += len(batch[0]) if batch else 0
            bar.update()
    losses, counts, examples, elapsed, rates = map(np.array, zip(*rows, strict=True))
    return Path(
        parameters=layout.split(np.stack(points)),
        loss=losses,
        steps=counts,
        examples=examples,
        epochs=examples / n if n else counts.astype(float),
        seconds=elapsed,
        learning_rates=rates,
        diverged=diverged,
    )


def _stream(
    arrays: tuple[Array, ...],
    size: int,
    rng: int | np.random.Generator | None,
    replace: bool,
    shuffle: bool,
) -> Iterator[tuple[Array, ...]]:
    """Return an endless iterator over the batches of a data set."""
    if not arrays or (size == len(arrays[0]) and not replace):
        return itertools.repeat(arrays)  # spares a copy of all data at every step
    indices = index_stream("descend", len(arrays[0]), size, rng, replace, shuffle, None)
    return (tuple(array[index] for array in arrays) for index in indices)


def _total(steps: int | None, epochs: int | None, per_epoch: int) -> int:
    """Return the number of steps, given in one of two units."""
    if (steps is None) == (epochs is None):
        raise ValueError(
            f"descend: steps = {steps} and epochs = {epochs}, wanted one of the two; "
            f"{'pass steps=100' if steps is None else 'drop one'}"
        )
    if epochs is None:
        return count("descend", "steps", steps, 0)
    return per_epoch * count("descend", "epochs", epochs, 0)


def _measure(
    loss_and_grad: Callable[..., Any], w: Array, layout: Layout, batch: tuple[Array, ...]
) -> tuple[float, Array]:
    """Return the loss on a batch and its gradient, as a vector that nobody else holds."""
    pair = loss_and_grad(layout.split(w), *batch)
    if not isinstance(pair, tuple) or len(pair) != 2:
        raise TypeError(
            f"descend: loss_and_grad returned a {type(pair).__name__}, wanted the pair "
            "(loss, gradient); return loss, gradient"
        )
    return _scalar("the loss", pair[0]), layout.join("descend", "the gradient", pair[1])


def _scalar(name: str, value: Any) -> float:
    """Return one number, finite or not, or refuse the losses of several examples."""
    array = as_float(value, "descend", name)
    if array.ndim:
        raise ValueError(f"descend: {name} has the shape {array.shape}, wanted one number: a mean")
    return float(array)


def _refuse_start(loss: float, grad: Array) -> None:
    """Refuse a start that leads nowhere: that is a mistake, not a divergence."""
    for what, value in (("loss", loss), ("gradient", grad)):
        if not np.isfinite(value).all():
            raise ValueError(
                f"descend: the {what} at the start is {value}, wanted finite numbers; start "
                "elsewhere or repair the function"
            )


def _bar(total: int, progress: bool | None) -> Any:
    """Return a progress bar; undecided, it waits two seconds and for a terminal."""
    return tqdm(
        total=total,
        desc="descend",
        unit="step",
        file=sys.stderr,
        delay=2.0 if progress is None else 0.0,
        disable=None if progress is None else not progress,
    )
