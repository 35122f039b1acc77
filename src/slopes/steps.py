"""Step rules: what a descent subtracts, given the gradient and a memory of earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from slopes._arrays import Array, number

__all__ = ["RULES", "Rule", "adam", "gradient", "momentum"]

Memory = tuple[Array, ...]


@dataclass(frozen=True)
class Rule:
    r"""A step rule: the direction d of the update, and the arrays it remembers.

    .. math:: w \leftarrow w - \eta_t d

    Parameters
    ----------
    name : str
        What a legend or a table calls it.
    slots : int
        How many arrays of the shape of the parameters it remembers; all are 0 at the start.
    direction : callable
        `direction(g, memory, t) -> (d, memory)` for the t-th step, t = 1, 2, ...; it returns
        new arrays and leaves its arguments as they are.
    """

    name: str
    slots: int
    direction: Callable[[Array, Memory, int], tuple[Array, Memory]]

    def start(self, parameters: Array) -> Memory:
        """Return the memory before the first step."""
        return tuple(np.zeros_like(parameters) for _ in range(self.slots))


def gradient() -> Rule:
    r"""Return the plain rule: step against the gradient.

    .. math::
        :impl: slopes.gradient().direction(g_t, 0, t)[0]

        d_t = g_t

    Returns
    -------
    Rule
        What `slopes.descend` takes as `rule`.

    Examples
    --------
    >>> gradient().direction(np.array([3.0, -4.0]), (), 1)[0]
    array([ 3., -4.])

    References
    ----------
    A. Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées,
    C. R. Acad. Sci. Paris 25, 1847.
    """
    return Rule("gradient", 0, lambda g, memory, t: (g, memory))


def momentum(mu: float = 0.9, *, nesterov: bool = False) -> Rule:
    r"""Return the heavy ball: step against a decaying sum of the gradients so far.

    .. math::
        :impl: slopes.momentum(\mu).direction(g_t, (v_{t-1}, 0), t)[0]

        v_t = \mu v_{t-1} + g_t, \quad v_0 = 0

    The heavy ball steps along v; with `nesterov` it looks ahead:

    .. math::
        :impl: slopes.momentum(\mu, nesterov=1).direction(g_t, (v_{t-1}, 0), t)[0]

        d_t = g_t + \mu v_t

    The learning rate is outside v, as in PyTorch: changing it acts on the whole memory at once.
    A constant gradient g is stepped along as if the rate were 1 / (1 - mu) times as large.

    Parameters
    ----------
    mu : float
        The share of v that survives a step, in [0, 1); 0 is the plain rule.
    nesterov : bool
        Look ahead: add the share that the next step would keep.

    Returns
    -------
    Rule
        What `slopes.descend` takes as `rule`.

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range or no number.

    Examples
    --------
    >>> rule, g = momentum(0.5), np.array([1.0])
    >>> d, memory = rule.direction(g, rule.start(g), 1)
    >>> rule.direction(g, memory, 2)[0]
    array([1.5])

    References
    ----------
    B. T. Polyak, Some methods of speeding up the convergence of iteration methods, USSR Comput.
    Math. Math. Phys. 4(5), 1964, doi:10.1016/0041-5553(64)90137-5. I. Sutskever et al., On the
    importance of initialization and momentum in deep learning, ICML 2013, PMLR 28(3).
    """
    mu = number("momentum", "mu", mu, 0, 1, closed=(True, False))

    def direction(g: Array, memory: Memory, t: int) -> tuple[Array, Memory]:
        v = mu * memory[0] + g
        return (g + mu * v if nesterov else v), (v,)

    return Rule("nesterov" if nesterov else "momentum", 1, direction)


def adam(beta1: float = 0.9, beta2: float = 0.999, *, eps: float = 1e-8) -> Rule:
    r"""Return Adam: a mean gradient over a root mean square one, entry by entry.

    .. math::
        :impl: slopes.adam(\beta_1, \beta_2).direction(g_t, (m_{t-1}, v_{t-1}), t)[1][0] ;;
            slopes.adam(\beta_1, \beta_2).direction(g_t, (m_{t-1}, v_{t-1}), t)[1][1]

        m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad
        v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2, \quad m_0 = 0, \quad v_0 = 0

    .. math::
        :impl: slopes.adam(\beta_1, \beta_2, eps=\epsilon).direction(g_t, (m_{t-1}, v_{t-1}), t)[0]

        d_t = \frac{m_t / (1 - \beta_1^t)}{\sqrt{v_t / (1 - \beta_2^t)} + \epsilon}

    The divisors undo the bias of a start at 0, so the first direction is g / (abs(g) + eps): the
    sign of g, however large g is. An entry whose gradient has always been 0 stays where it is.

    Parameters
    ----------
    beta1, beta2 : float
        The shares of m and of v that survive a step, in [0, 1).
    eps : float
        Added outside the square root, as in PyTorch; in (0, inf).

    Returns
    -------
    Rule
        What `slopes.descend` takes as `rule`.

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range or no number.

    Examples
    --------
    >>> rule, g = adam(), np.array([1e-3, -1e3, 0.0])
    >>> rule.direction(g, rule.start(g), 1)[0].round(4)
    array([ 1., -1.,  0.])

    References
    ----------
    D. P. Kingma and J. Ba, Adam: a method for stochastic optimization, ICLR 2015,
    arXiv:1412.6980.
    """
    beta1 = number("adam", "beta1", beta1, 0, 1, closed=(True, False))
    beta2 = number("adam", "beta2", beta2, 0, 1, closed=(True, False))
    eps = number("adam", "eps", eps, 0)

    def direction(g: Array, memory: Memory, t: int) -> tuple[Array, Memory]:
        m = beta1 * memory[0] + (1.0 - beta1) * g
        v = beta2 * memory[1] + (1.0 - beta2) * (g * g)
        mean, square = m / (1.0 - beta1**t), v / (1.0 - beta2**t)
        return mean / (np.sqrt(square) + eps), (m, v)

    return Rule("adam", 2, direction)


RULES = {rule.name: rule for rule in (gradient(), momentum(), momentum(nesterov=True), adam())}
