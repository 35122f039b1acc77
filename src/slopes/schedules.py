"""Learning rate schedules: functions from the number of steps taken to the rate of the next."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slopes._arrays import count, number

__all__ = [
    "SCHEDULES",
    "Schedule",
    "constant",
    "cosine",
    "exponential",
    "inverse_time",
    "step_decay",
    "warmup",
]

Schedule = Callable[[int], float]


def constant(learning_rate: float) -> Schedule:
    r"""Return the schedule that always gives the same rate.

    .. math::
        :impl: slopes.schedules.constant(\eta_0)(t)

        \eta_t = \eta_0

    Parameters
    ----------
    learning_rate : float
        The rate, in (0, inf).

    Returns
    -------
    callable
        `schedule(t)`, the rate of the step that follows t = 0, 1, ... others.

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range or no number.

    Examples
    --------
    >>> constant(0.1)(1000)
    0.1
    """
    first = number("constant", "learning_rate", learning_rate, 0)
    return lambda step: first


def step_decay(learning_rate: float, *, every: int, factor: float = 0.5) -> Schedule:
    r"""Return a staircase: the rate is multiplied by `factor` after each `every` steps.

    .. math::
        :impl: slopes.schedules.step_decay(\eta_0, every=k, factor=\gamma)(t)

        \eta_t = \eta_0 \gamma^{\lfloor t / k \rfloor}

    Parameters
    ----------
    learning_rate : float
        The first rate, in (0, inf).
    every : int
        The length k of a stair in steps, at least 1.
    factor : float
        The factor gamma, in (0, 1].

    Returns
    -------
    callable
        `schedule(t)`, the rate of the step that follows t = 0, 1, ... others.

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range or no number.

    Examples
    --------
    >>> rate = step_decay(0.8, every=10)
    >>> [rate(0), rate(9), rate(10), rate(20)]
    [0.8, 0.8, 0.4, 0.2]
    """
    first = number("step_decay", "learning_rate", learning_rate, 0)
    length = count("step_decay", "every", every, 1)
    gamma = number("step_decay", "factor", factor, 0, 1, closed=(False, True))
    return lambda step: first * gamma ** (step // length)


def exponential(learning_rate: float, *, factor: float) -> Schedule:
    r"""Return the schedule that multiplies the rate by `factor` at every step.

    .. math::
        :impl: slopes.schedules.exponential(\eta_0, factor=\gamma)(t)

        \eta_t = \eta_0 \gamma^t

    For gamma < 1 the rates have a finite sum, so a descent may come to rest before it has arrived.

    Parameters
    ----------
    learning_rate : float
        The first rate, in (0, inf).
    factor : float
        The factor gamma, in (0, 1].

    Returns
    -------
    callable
        `schedule(t)`, the rate of the step that follows t = 0, 1, ... others.

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range or no number.

    Examples
    --------
    >>> exponential(1.0, factor=0.5)(3)
    0.125
    """
    first = number("exponential", "learning_rate", learning_rate, 0)
    gamma = number("exponential", "factor", factor, 0, 1, closed=(False, True))
    return lambda step: first * gamma**step


def inverse_time(learning_rate: float, *, t0: float, power: float = 1.0) -> Schedule:
    r"""Return the schedule of Robbins and Monro, which forgets noise and still gets anywhere.

    .. math::
        :impl: slopes.schedules.inverse_time(\eta_0, t0=t_0, power=p)(t)

        \eta_t = \frac{\eta_0}{(1 + t / t_0)^p}

    For 1/2 < p <= 1 the rates have an infinite sum and their squares a finite one.

    Parameters
    ----------
    learning_rate : float
        The first rate, in (0, inf).
    t0 : float
        The number of steps after which the rate has fallen by the factor 2^p, in (0, inf).
    power : float
        The exponent p, in (0, inf).

    Returns
    -------
    callable
        `schedule(t)`, the rate of the step that follows t = 0, 1, ... others.

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range or no number.

    Examples
    --------
    >>> rate = inverse_time(0.1, t0=50)
    >>> [rate(0), rate(50), rate(150)]
    [0.1, 0.05, 0.025]

    References
    ----------
    H. Robbins and S. Monro, A stochastic approximation method, Ann. Math. Stat. 22(3), 1951,
    doi:10.1214/aoms/1177729586.
    """
    first = number("inverse_time", "learning_rate", learning_rate, 0)
    half = number("inverse_time", "t0", t0, 0)
    p = number("inverse_time", "power", power, 0)
    return lambda step: first / (1.0 + step / half) ** p


def cosine(learning_rate: float, *, steps: int, final: float = 0.0) -> Schedule:
    r"""Return half a period of a cosine from the first rate to the final one, which then stays.

    .. math::
        :impl: slopes.schedules.cosine(\eta_0, steps=T, final=\eta_T)(t)

        \eta_t = \eta_T + \frac{\eta_0 - \eta_T}{2}
        \left(1 + \cos \frac{\pi \min(t, T)}{T}\right)

    Parameters
    ----------
    learning_rate : float
        The first rate, in (0, inf).
    steps : int
        The length T of the fall in steps, at least 1.
    final : float
        The rate from step T on, in [0, learning_rate].

    Returns
    -------
    callable
        `schedule(t)`, the rate of the step that follows t = 0, 1, ... others.

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range or no number.

    Examples
    --------
    >>> rate = cosine(0.1, steps=100)
    >>> [rate(0), round(rate(50), 15), rate(100), rate(500)]
    [0.1, 0.05, 0.0, 0.0]

    References
    ----------
    I. Loshchilov and F. Hutter, SGDR: stochastic gradient descent with warm restarts, ICLR
    2017, arXiv:1608.03983.
    """
    first = number("cosine", "learning_rate", learning_rate, 0)
    length = count("cosine", "steps", steps, 1)
    last = number("cosine", "final", final, 0, first, closed=(True, True))

    def rate(step: int) -> float:
        angle = math.pi * min(step, length) / length
        return last + (first - last) / 2 * (1.0 + math.cos(angle))

    return rate


def warmup(learning_rate: float | Schedule, *, steps: int) -> Schedule:
    r"""Return a schedule that climbs a straight line to the first rate of another and follows it.

    .. math::
        :impl: slopes.schedules.warmup(\eta_0, steps=T)(t)

        \eta_t = \begin{cases} \frac{t + 1}{T + 1} s_0 & t < T \\ s_{t - T} & t \ge T \end{cases}

    Parameters
    ----------
    learning_rate : float or callable
        What to climb to: a rate in (0, inf), or a schedule s that is followed from step T on.
    steps : int
        The length T of the climb in steps, at least 0.

    Returns
    -------
    callable
        `schedule(t)`, the rate of the step that follows t = 0, 1, ... others.

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range or no number.

    Examples
    --------
    >>> rate = warmup(step_decay(0.8, every=10), steps=3)
    >>> [rate(0), rate(1), rate(3), rate(13)]
    [0.2, 0.4, 0.8, 0.4]

    References
    ----------
    P. Goyal et al., Accurate, large minibatch SGD: training ImageNet in 1 hour, 2017,
    arXiv:1706.02677.
    """
    then = learning_rate if callable(learning_rate) else constant(learning_rate)
    length = count("warmup", "steps", steps, 0)

    def rate(step: int) -> float:
        if step < length:
            return then(0) * (step + 1) / (length + 1)
        return then(step - length)

    return rate


def rate_at(who: str, schedule: Schedule, step: int) -> float:
    """Return the rate of a schedule at a step, or refuse one that is negative or not finite."""
    return number(who, f"learning_rate({step})", schedule(step), 0, closed=(True, False))


@dataclass(frozen=True)
class ScheduleRecord:
    """What a test, a table or a figure wants to know of one schedule."""

    make: Callable[..., Schedule]
    example: Mapping[str, Any]  # keyword arguments of `make`, beside a first rate of 0.1
    sum_infinite: bool  # whether the rates of the example add up to infinity
    squares_finite: bool  # whether the squares of the rates have a finite sum

    @property
    def name(self) -> str:
        """The name of the function that makes the schedule."""
        return self.make.__name__

    @property
    def schedule(self) -> Schedule:
        """The schedule of the example."""
        return self.make(0.1, **self.example)


SCHEDULES = {
    record.name: record
    for record in (
        ScheduleRecord(constant, {}, sum_infinite=True, squares_finite=False),
        ScheduleRecord(step_decay, {"every": 50}, sum_infinite=False, squares_finite=True),
        ScheduleRecord(exponential, {"factor": 0.98}, sum_infinite=False, squares_finite=True),
        ScheduleRecord(inverse_time, {"t0": 50}, sum_infinite=True, squares_finite=True),
        ScheduleRecord(cosine, {"steps": 200}, sum_infinite=False, squares_finite=True),
        ScheduleRecord(warmup, {"steps": 20}, sum_infinite=True, squares_finite=False),
    )
}
