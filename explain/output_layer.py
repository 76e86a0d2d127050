"""An output layer by itself: its sums z are given, so the loss can be drawn over them, with its gradients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine import Problem, ProblemError, Trace, long_way, trace
from engine.activations import ACTIVATIONS
from engine.expr import Array, Call, Expr
from engine.losses import LOSSES
from engine.program import Program
from engine.run import QUIET, workspace_for
from engine.tree import walk

POINTS = 121
"""The points of a curve."""
SIDE = 25
"""The points along each side of a map: 0.5 apart on one from -6 to 6, so that each setting of
the sliders is one of them."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """The loss L of one example while one sum z moves, all else fixed.

    `z`, `yhat` (the same unit's output), `loss`, `by_z` (dL/dz) and `by_yhat` (dL/dyhat) have one number a point; what
    is not finite is NaN.
    """

    z: Array
    yhat: Array
    loss: Array
    by_z: Array
    by_yhat: Array


@dataclass(frozen=True, eq=False)
class Surface:
    """A loss over two numbers: `across` and `up` are their values, `loss[i, j]` belongs to up[i] and across[j]."""

    across: Array
    up: Array
    loss: Array

    @property
    def lowest(self) -> tuple[float, float, float]:
        """Across, up and loss of the lowest point of the grid."""
        row, column = np.unravel_index(np.nanargmin(self.loss), self.loss.shape)
        return float(self.across[column]), float(self.up[row]), float(self.loss[row, column])


def output_layer(output: str, loss: str, z: Array, y: Array) -> Trace:
    """The trace of a layer whose weighted sums are `z` (m x d), with targets `y` (m x d): W is the identity, b is 0.

    Raises ProblemError where the loss does not take the output or the targets.
    """
    units = len(z)
    document = {
        "inputs": units,
        "layers": [{"units": units, "activation": output}],
        "loss": loss,
        "optimiser": {"name": "sgd", "eta": 1.0},
        "W": [np.eye(units).tolist()],
        "X": z.tolist(),
        "Y": y.tolist(),
    }
    return trace(Problem.from_dict(document))


def nearest_target(loss: str, y: float) -> float:
    """The target nearest to y that the loss takes, for a loss that takes each output by itself."""
    wanted = LOSSES[loss].targets
    if wanted.only:
        return min(wanted.only, key=lambda target: abs(target - y))
    return float(np.clip(y, wanted.low, wanted.high)) if wanted.low is not None else y


def refusal(output: str, loss: str) -> str:
    """Why the engine refuses this loss with this output, in its own words; "" where they go together."""
    record = LOSSES[loss]
    if record.takes(output):
        return ""
    units = 2 if ACTIVATIONS[output].by_column else 1
    try:
        output_layer(output, loss, np.zeros((units, 1)), np.full((units, 1), 1 / units))
    except ProblemError as error:
        return str(error)
    return ""


def each_loss(found: Trace) -> Array:
    """L of every example (d numbers), by the terms of the trace's own J: their mean is J, without a penalty."""
    step = found.step("J" if "J_data" not in found else "J_data")
    sums = [node for node in walk(step.equation.expr) if isinstance(node, Call) and node.op.name == "total"]
    terms: Expr = sums[0].args[0]
    losses: Array = step.term(terms).sum(axis=0)
    return losses


def sweep(output: str, loss: str, z: tuple[float, ...], y: tuple[float, ...], unit: int, reach: float) -> Sweep:
    """L and its gradients while the sum of one unit (0-based) goes from -reach to reach: one trace."""
    at = np.linspace(-reach, reach, POINTS)
    columns = np.repeat(np.array(z)[:, None], POINTS, axis=1)
    columns[unit] = at
    found = output_layer(output, loss, columns, np.repeat(np.array(y)[:, None], POINTS, axis=1))
    by_z, by_yhat = found["dZ1"] * POINTS, long_way(found)[0].value * POINTS
    kept = (at, found["Yhat"][unit], each_loss(found), by_z[unit], by_yhat[unit])
    return Sweep(*(np.where(np.isfinite(numbers), numbers, np.nan) for numbers in kept))


def surface_of_sums(output: str, loss: str, z: tuple[float, ...], y: tuple[float, ...], reach: float) -> Surface:
    """L over the sums of the first two units, from -reach to reach, the others fixed: one trace, an example a point."""
    at = np.linspace(-reach, reach, SIDE)
    across, up = np.meshgrid(at, at)
    columns = np.repeat(np.array(z)[:, None], SIDE * SIDE, axis=1)
    columns[0], columns[1] = across.ravel(), up.ravel()
    found = output_layer(output, loss, columns, np.repeat(np.array(y)[:, None], SIDE * SIDE, axis=1))
    return Surface(at, at, each_loss(found).reshape(SIDE, SIDE))


def surface_of_weights(found: Trace, reach: float) -> Surface:
    """J over the first two weights of the first unit, from -reach to reach, everything else as in the trace.

    By the forward equations of the trace's own program, as in a run; NaN where a number is not finite. Raises
    ValueError where the first layer reads only one value.
    """
    problem = found.problem
    if problem is None or found["W1"].shape[1] < 2:
        raise ValueError("a map needs a problem whose first layer reads two values or more")
    at = np.linspace(-reach, reach, SIDE)
    program = _forward(found.program)
    space = workspace_for(program, found.sizes["d"])
    space.load(problem.values)
    weights, loss, grid = space.views["W1"], space.views["J"], np.full((SIDE, SIDE), np.nan)
    with QUIET():
        for i, up in enumerate(at.tolist()):
            for j, across in enumerate(at.tolist()):
                weights[0, 0], weights[0, 1] = across, up
                space.make_calls()
                if space.is_finite():
                    grid[i, j] = loss[0, 0]
    return Surface(at, at, grid)


@lru_cache(maxsize=64)
def _forward(program: Program) -> Program:
    """Kept, since a workspace belongs to one program object."""
    return program.until("J")
