"""Checks gradients against finite differences of J, entry by entry, with both numbers in the report.

The complex step dJ/dw = Im J(w + ih) / h (Squire and Trapp 1998) has no cancellation, so h can be 1e-30 and the result
is right to the last digits, also next to a kink. Central differences are there to be compared with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.plan import plan
from engine.program import Program
from engine.run import Workspace
from engine.spec import Problem
from engine.training import trace

COMPLEX_STEP = 1e-30
CENTRAL_STEP = 1e-6


class GradientCheckError(AssertionError):
    """Analytic and numeric gradient differ by more than was allowed; the message has both numbers."""


@dataclass(frozen=True)
class CheckedEntry:
    """One entry (0-based) of a parameter's gradient; `difference` is relative to the network's largest gradient."""

    parameter: str
    row: int
    column: int
    analytic: float
    numeric: float
    difference: float


@dataclass(frozen=True)
class GradientReport:
    """All entries of all parameters, in order; `scale` is the network's largest gradient (1 where that is 0)."""

    entries: tuple[CheckedEntry, ...]
    scale: float
    method: str

    @property
    def worst(self) -> CheckedEntry:
        """The entry that differs most."""
        return max(self.entries, key=lambda e: e.difference if np.isfinite(e.difference) else np.inf)

    def require(self, tolerance: float) -> None:
        """Raise GradientCheckError, with both numbers, where an entry differs by more than `tolerance`."""
        worst = self.worst
        if not worst.difference <= tolerance:
            raise GradientCheckError(
                f"d{worst.parameter}[{worst.row},{worst.column}]: backpropagation says {worst.analytic!r}, the "
                f"{self.method} difference says {worst.numeric!r}; relative to the largest gradient {self.scale:.3g} "
                f"they differ by {worst.difference:.3g}, more than {tolerance:g}"
            )


def gradient_check(problem: Problem, method: str = "complex", h: float | None = None) -> GradientReport:
    """Every gradient of `problem` against a difference of J. `method` is "complex" or "central", `h` its step.

    Raises ValueError for another method or a step that is not positive, NonFiniteError where the run is not finite.
    """
    if method not in _NUMERIC:
        raise ValueError(f"no difference is called {method!r}: choose one of {', '.join(_NUMERIC)}")
    default = _NUMERIC[method][1]
    step = default if h is None else h
    if not step > 0:
        raise ValueError(f"the step h must be positive, got {step}")
    return compare(problem, dict(trace(problem)), method, numeric_gradients(problem, plan(problem.spec), method, step))


def compare(
    problem: Problem, gradients: dict[str, np.ndarray], method: str, numeric: dict[str, np.ndarray]
) -> GradientReport:
    """A report on the gradients dW1, db1, ... of any run beside the numeric ones."""
    scale = max(float(np.abs(g).max()) for g in numeric.values()) or 1.0
    entries = [
        CheckedEntry(key, i, j, float(a := gradients[f"d{key}"][i, j]), float(value), float(abs(a - value) / scale))
        for key, found in numeric.items()
        for (i, j), value in np.ndenumerate(found)
    ]
    return GradientReport(tuple(entries), scale, method)


def _complex(space: Workspace, view: np.ndarray, at: tuple[int, int], h: float) -> float:
    view[at] += 1j * h
    space.compute()
    view[at] = view[at].real
    return float(space.views["J"][0, 0].imag / h)


def _central(space: Workspace, view: np.ndarray, at: tuple[int, int], h: float) -> float:
    middle, values = view[at], []
    for moved in (middle + h, middle - h):
        view[at] = moved
        space.compute()
        values.append(float(space.views["J"][0, 0]))
    view[at] = middle
    return (values[0] - values[1]) / (2 * h)


_NUMERIC = {
    "complex": (np.complex128, COMPLEX_STEP, _complex),
    "central": (np.float64, CENTRAL_STEP, _central),
}


class Differences:
    """Differences of J by single entries of the parameters: the forward pass and the loss of `program`, on one
    workspace. `method` is "complex" or "central"; the step may be another one each time.
    """

    def __init__(self, problem: Problem, program: Program, method: str) -> None:
        dtype, _, self._difference = _NUMERIC[method]
        self.forward = program.until("J")
        self._space = Workspace(self.forward, problem.examples, dtype)
        self._space.load(problem.values)

    def by(self, parameter: str, at: tuple[int, int], h: float) -> float:
        """dJ by one entry (row and column, 0-based) of a parameter, such as "W1"."""
        return self._difference(self._space, self._space.views[parameter], at, h)


def numeric_gradients(problem: Problem, program: Program, method: str, h: float) -> dict[str, np.ndarray]:
    """dJ/d(parameter) for every entry of every parameter, from the forward pass and the loss of `program` alone."""
    differences = Differences(problem, program, method)
    found = {}
    for var in differences.forward.parameters:
        found[var.key] = np.empty(problem.parameters[var.key].shape)
        for at in np.ndindex(found[var.key].shape):
            found[var.key][at] = differences.by(var.key, at, h)
    return found
