"""All weights and biases of a network at one moment, laid out as one picture of tiles: a block for each layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine import Problem
from engine.expr import Array
from explain.lab.over_time import nice_step

GAP = 1
"""Empty columns between the weights of a layer and its biases; twice as many come before the next layer."""
ENDS = 4
"""The scale ends at a multiple of this share of the largest size, so that it seldom moves."""


@dataclass(frozen=True, eq=False)
class Tiles:
    """`values` has a row for each unit, the first on top, and blocks of columns; nan where there is no number.

    `layers` has for each layer the first column of its weights, how many there are, and the column of its biases.
    `end` is where the scale ends on both sides of 0.
    """

    values: Array
    layers: tuple[tuple[int, int, int], ...]
    end: float


def tiles(problem: Problem) -> Tiles:
    """Every layer of a network side by side: its matrix W (rows are units), and right of it its biases b."""
    most = max(len(w) for w in problem.W)
    width = sum(w.shape[1] + 1 + 3 * GAP for w in problem.W) - 2 * GAP
    values = np.full((most, width), np.nan)
    at, layers = 0, []
    for w, b in zip(problem.W, problem.b, strict=True):
        units, inputs = w.shape
        values[:units, at : at + inputs] = w
        bias = at + inputs + GAP
        values[:units, bias] = b[:, 0]
        layers.append((at, inputs, bias))
        at = bias + 1 + 2 * GAP
    largest = float(np.nanmax(np.abs(values)))
    step = nice_step(largest, ENDS) if largest else 1.0
    return Tiles(values, tuple(layers), step * max(1, int(np.ceil(largest / step - 1e-9))))
