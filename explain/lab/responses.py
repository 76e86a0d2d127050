"""What each hidden unit responds to: its activation all over one or two inputs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine import Problem
from engine.activations import ACTIVATIONS
from engine.expr import Array
from explain.lab.answers import Window
from explain.lab.data import Data
from explain.regions import forward

MOST_UNITS = 16
"""More units than these are not drawn."""
POINTS = 25
"""Values of each input."""


@dataclass(frozen=True, eq=False)
class Responses:
    """The activations of one hidden layer (from 1 on): units x points of the window. `low` and `high` hold them all.

    Where the activation function is bounded, these are its bounds, so that they stay while the network learns.
    `count` is how many units the layer has; at most MOST_UNITS of them are here.
    """

    layer: int
    window: Window
    values: Array
    low: float
    high: float
    count: int

    @property
    def largest(self) -> float:
        """The largest distance from 0 that the common scale has; above 0."""
        return max(abs(self.low), abs(self.high)) or 1.0


def responses(problem: Problem, data: Data, over: Window, layer: int) -> Responses:
    """One forward pass on the window. Raises NonFiniteError where a number is not finite."""
    found = forward(problem, data.scaled(over.points))[f"A{layer}"]
    record = ACTIVATIONS[problem.spec.layers[layer - 1].activation]
    shown = np.asarray(found[:MOST_UNITS])
    low, high = record.low, record.high
    if not (math.isfinite(low) and math.isfinite(high)):
        low, high = min(0.0, float(shown.min())), max(0.0, float(shown.max()))
    return Responses(layer, over, shown, low, high, len(found))
