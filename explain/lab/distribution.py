"""How the weights, biases, activations and gradients of each layer are spread at one moment of a run."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.expr import Array
from explain.lab.over_time import nice_step
from explain.lab.run import Run

BINS = 30
PARTS = 10
"""The range begins and ends at a multiple of about a tenth of it, so that it stays while the numbers move a little."""


@dataclass(frozen=True, eq=False)
class Spread:
    """One layer's numbers: how many there are, how many are exactly 0, the least and the greatest, and how many fall
    into each bin.
    """

    layer: int
    count: int
    zeros: int
    least: float
    greatest: float
    counts: Array


@dataclass(frozen=True, eq=False)
class Spreads:
    """The layers of a network, and the edges (BINS + 1 numbers) of the bins that they have in common."""

    edges: Array
    layers: tuple[Spread, ...]


def _weights(run: Run, update: int) -> list[Array]:
    return list(run.problem(update).W)


def _biases(run: Run, update: int) -> list[Array]:
    return list(run.problem(update).b)


def _activations(run: Run, update: int) -> list[Array]:
    return _of_layers("A", run, update)


def _gradients(run: Run, update: int) -> list[Array]:
    return _of_layers("dW", run, update)


def _of_layers(letter: str, run: Run, update: int) -> list[Array]:
    found = run.judged(update, "training")
    return [found[f"{letter}{layer.index}"] for layer in found.program.layers]


QUANTITIES: dict[str, Callable[[Run, int], list[Array]]] = {
    "weights": _weights,
    "biases": _biases,
    "activations": _activations,
    "gradients": _gradients,
}
"""What can be looked at: W, b, and on all training examples A and dJ/dW, a matrix a layer."""


def spreads(run: Run, update: int, quantity: str) -> Spreads:
    """The histograms of one of QUANTITIES before an update.

    Raises NonFiniteError where activations or gradients are not finite.
    """
    matrices = QUANTITIES[quantity](run, update)
    edges = common_edges(min(float(m.min()) for m in matrices), max(float(m.max()) for m in matrices))
    layers = tuple(_spread(layer, matrix, edges) for layer, matrix in enumerate(matrices, 1))
    return Spreads(edges, layers)


def _spread(layer: int, matrix: Array, edges: Array) -> Spread:
    counts, _ = np.histogram(matrix, edges)
    zeros = matrix.size - int(np.count_nonzero(matrix))
    return Spread(layer, matrix.size, zeros, float(matrix.min()), float(matrix.max()), counts)


def common_edges(low: float, high: float) -> Array:
    """The edges of BINS bins of equal width from `low` or a little less to `high` or a little more.

    Numbers that are all the same stand in the middle, in a range as wide as they are large (1 where they are 0).
    """
    largest = max(abs(low), abs(high))
    if high - low <= 1e-9 * largest:
        half = largest / 2 or 0.5
        low, high = low - half, high + half
    step = nice_step(high - low, PARTS)
    # A number on the edge of rounding must not fall out of the range.
    first, last = min(math.floor(low / step) * step, low), max(math.ceil(high / step) * step, high)
    return np.linspace(first, last, BINS + 1)
