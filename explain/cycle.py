"""One round of the cycle in a few numbers: prediction, loss, the steepest gradient, and what the update makes of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine import NonFiniteError, Trace, trace
from engine.expr import Array, Entry, Var
from explain.names import entry as entry_name


@dataclass(frozen=True)
class Round:
    """One training step. `outputs` are the predictions for one example, `targets` what they should be.

    `weight` and `gradient` are LaTeX names of the number whose gradient is largest in size; `before`, `slope` and
    `after` its value, its gradient and its updated value. `loss_after` is J of the updated network on the same
    examples; None where a number on the way to it is not finite.
    """

    outputs: tuple[float, ...]
    targets: tuple[float, ...]
    loss: float
    weight: str
    gradient: str
    before: float
    slope: float
    after: float
    loss_after: float | None


def round_of(result: Trace, example: int = 0) -> Round:
    """The round of a whole trace. Raises KeyError for one that ends early, IndexError for an example outside."""
    var, row, column = steepest(result)
    weight, gradient = (entry_name(Entry(v, row, column), result.sizes) for v in (var, var.grad))
    return Round(
        outputs=tuple(result["Yhat"][:, example].tolist()),
        targets=tuple(result["Y"][:, example].tolist()),
        loss=float(result["J"][0, 0]),
        weight=weight,
        gradient=gradient,
        before=float(result[var.key][row, column]),
        slope=float(result[var.grad.key][row, column]),
        after=float(result[var.next.key][row, column]),
        loss_after=_loss_after(result),
    )


def steepest(result: Trace) -> tuple[Var, int, int]:
    """The weight or bias (0-based) whose gradient is largest in size, of those that an update can move; the first of
    equal ones.
    """
    sizes = {var: np.abs(result[var.grad.key]) * _free(result, var.key) for var in result.program.parameters}
    var = max(sizes, key=lambda one: float(sizes[one].max()))
    row, column = np.unravel_index(int(sizes[var].argmax()), sizes[var].shape)
    return var, int(row), int(column)


def _free(result: Trace, key: str) -> Array | float:
    """1 for what an update can move, 0 for what is frozen."""
    problem = result.problem
    assert problem is not None
    return 0.0 if key in problem.spec.frozen else 1.0 - problem.values.get(f"frozen_{key}", np.zeros(1))


def _loss_after(result: Trace) -> float | None:
    try:
        return float(trace(result.after)["J"][0, 0])
    except NonFiniteError as error:
        return float(error.trace["J"][0, 0]) if "J" in error.trace else None
