"""Ways to start: the same network from different first weights, its first gradients, and J while it learns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine import TrainingStopped, train
from engine.expr import Array
from explain.drawn_network import drawn_problem
from explain.gradient_sizes import layer_signals

SCHEMES: Mapping[str, tuple[str, float | None]] = {
    "zero": ("zeros", None),
    "same": ("constant", 0.5),
    "tiny": ("normal", 0.01),
    "huge": ("normal", 10.0),
    "xavier": ("xavier_normal", None),
    "he": ("he_normal", None),
}
"""What a start is called here -> the initialiser and its scale; None is the initialiser's own."""


@dataclass(frozen=True, eq=False)
class Start:
    """One start: J before each update, the size of every dJ/dW(l) at the first, and W1 before and after.

    `losses` is shorter where a number was no longer finite.
    """

    name: str
    losses: Array
    gradients: tuple[float, ...]
    before: Array
    after: Array


def start(
    name: str, widths: tuple[int, ...], hidden: str, data: tuple[Array, Array], updates: int, eta: float
) -> Start:
    """A two-class network started as `name` says and trained by plain gradient descent on all of `data`."""
    initialiser, scale = SCHEMES[name]
    problem = drawn_problem(
        widths, hidden, "sigmoid", "binary_cross_entropy", data, initialiser=initialiser, scale=scale, eta=eta
    )
    try:
        history = train(problem, updates)
    except TrainingStopped as stopped:
        history = stopped.history
    gradients = tuple(signal.gradient for signal in layer_signals(history[0]))
    return Start(name, history.losses.copy(), gradients, problem.W[0], history.after.W[0])


def row_spread(weights: Array) -> float:
    """How far apart the rows (the units' weights) are: the largest difference within a column, 0 if all are equal."""
    return float(np.ptp(weights, axis=0).max())
