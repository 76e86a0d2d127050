"""Units that do not listen: dead ones, whose slope is 0 for every example, and saturated ones, whose slope is small."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine import Trace
from engine.activations import ACTIVATIONS
from engine.evaluate import evaluate
from engine.expr import Array, Var

FLAT = 0.05
"""A slope is small below this share of the activation's steepest slope (0.0125 for sigmoid, whose steepest is 1/4)."""
MOSTLY = 0.9
"""A unit counts as saturated where its slope is small for this share of the examples."""


@dataclass(frozen=True, eq=False)
class Unit:
    """One unit (0-based) of a layer: f'(z) for each example, and the share of the examples where it is small or 0."""

    layer: int
    unit: int
    slopes: Array
    zero: float
    flat: float

    @property
    def dead(self) -> bool:
        """True where no example reaches the unit's weights."""
        return self.zero == 1.0

    @property
    def flag(self) -> str:
        """ "dead", "saturated" or "listens"."""
        if self.dead:
            return "dead"
        return "saturated" if self.flat >= MOSTLY else "listens"


@lru_cache
def steepest(activation: str) -> float:
    """The largest |f'(z)| for z from -10 to 10."""
    z = Var("z", ("rows", "columns"), "z")
    record, grid = ACTIVATIONS[activation], np.linspace(-10, 10, 2001)[None]
    slopes = evaluate(record.slope_at(z, record(z)), {"z": grid}, {"rows": 1, "columns": grid.size})
    return float(np.abs(slopes).max())


def units(trace: Trace, layer: int) -> tuple[Unit, ...]:
    """Every unit of a hidden layer (counted from 1). Raises KeyError where the trace has no slopes of it."""
    slopes = np.abs(trace[f"slope{layer}"])
    limit = FLAT * steepest(trace.program.layers[layer - 1].activation)
    return tuple(
        Unit(layer, i, row, float((row == 0).mean()), float((row <= limit).mean())) for i, row in enumerate(slopes)
    )


def without_gradient(trace: Trace) -> Mapping[str, Array]:
    """For each parameter ("W1"), where its gradient is exactly 0: an array of True and False, as large as it."""
    return {v.key: trace[v.grad.key] == 0 for v in trace.program.parameters}
