"""An activation as a curve: its values and slopes on a grid, from a trace, and what can be read off them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine import Problem, Trace, trace
from engine.activations import ACTIVATIONS
from engine.expr import Array

REACH, PER_UNIT = 6, 50
"""Curves are drawn from z = -6 to 6, with this many points for each unit of z. Kinks at whole numbers are points."""
FLAT = 0.05
"""Where a slope is smaller than this in size, the curve counts as flat (saturated)."""
TANGENT = 1.5
"""A tangent reaches so far to both sides."""


@dataclass(frozen=True, eq=False)
class Curve:
    """An activation on the grid `z`: its `value` and `slope` (left-hand at a kink), an array of the same length each.

    `flat` lists the stretches where the slope is smaller than FLAT in size, by their first and last z on the grid; one
    that begins behind a kink begins at it.
    """

    name: str
    z: Array
    value: Array
    slope: Array
    flat: tuple[tuple[float, float], ...]

    @property
    def kinks(self) -> tuple[float, ...]:
        """Where the slope jumps."""
        return ACTIVATIONS[self.name].kinks

    @property
    def steepest(self) -> tuple[float, float]:
        """The largest slope on the grid, and the z nearest to 0 that has it."""
        most = float(self.slope.max())
        where = self.z[self.slope == most]
        return most, float(where[np.abs(where).argmin()])

    def slope_at(self, z: float) -> float:
        """The slope at a point of the grid. Raises KeyError for what is none."""
        found = np.flatnonzero(self.z == z)
        if not len(found):
            raise KeyError(f"z = {z} is not on the grid")
        return float(self.slope[found[0]])


def one_unit(name: str, z: tuple[float, ...]) -> Trace:
    """A network whose weighted sum is z: one unit with the weight 1 and no bias, one example for each z.

    The loss is half the squared error against 0. Raises ProblemError for an activation that is not known.
    """
    doc = {
        "inputs": 1,
        "layers": [{"units": 1, "activation": name}],
        "loss": "half_squared_error",
        "optimiser": {"name": "sgd", "eta": 0.1},
        "W": [[[1.0]]],
        "X": [list(z)],
        "Y": [[0.0] * len(z)],
    }
    return trace(Problem.from_dict(doc))


@lru_cache(maxsize=32)
def curve(name: str) -> Curve:
    """The curve of an activation. Raises ValueError for one without a slope (softmax)."""
    if ACTIVATIONS[name].slope is None:
        raise ValueError(f"{name} is no curve: each output depends on every sum")
    grid = np.arange(-REACH * PER_UNIT, REACH * PER_UNIT + 1) / PER_UNIT
    found = one_unit(name, tuple(grid.tolist()))
    slope = found["slope1"][0]
    kinks = {kink + 1 / PER_UNIT: float(kink) for kink in ACTIVATIONS[name].kinks}
    flat = tuple((kinks.get(low, low), high) for low, high in _stretches(grid, np.abs(slope) < FLAT))
    return Curve(name, found["Z1"][0], found["Yhat"][0], slope, flat)


def _stretches(z: Array, where: Array) -> tuple[tuple[float, float], ...]:
    """The first and last z of each run of points where `where` holds."""
    edges = np.diff(np.concatenate(([0], where.astype(int), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    return tuple((float(z[a]), float(z[b])) for a, b in zip(starts, ends, strict=True))


def tangent(found: Trace) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ends, as z and a, of the line that touches the curve at the first example of a one-unit network."""
    z, a, slope = (float(found[key][0, 0]) for key in ("Z1", "Yhat", "slope1"))
    return (z - TANGENT, a - slope * TANGENT), (z + TANGENT, a + slope * TANGENT)


def three_units(z: tuple[float, float, float]) -> Trace:
    """A softmax layer whose weighted sums are three numbers; the target is its first class."""
    doc = {
        "inputs": 3,
        "layers": [{"units": 3, "activation": "softmax"}],
        "loss": "cross_entropy",
        "optimiser": {"name": "sgd", "eta": 0.1},
        "W": [np.eye(3).tolist()],
        "X": [[value] for value in z],
        "Y": [[1.0], [0.0], [0.0]],
    }
    return trace(Problem.from_dict(doc))


def softmax_jacobian(found: Trace) -> Array:
    """How each output of a softmax layer (row) changes with each of its sums (column), for the first example, m x m.

    dyhat_i/dz_j = yhat_i (1 - yhat_i) for i = j, else -yhat_i yhat_j.
    """
    outputs = found["Yhat"][:, 0]
    jacobian: Array = np.diag(outputs) - np.outer(outputs, outputs)
    return jacobian
