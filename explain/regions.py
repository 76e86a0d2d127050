"""What a network with two inputs and one output says all over a square, and for how many examples it is right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine import Problem, Trace, run
from engine.expr import Array
from engine.plan import plan
from engine.program import Program

LINE = 0.5
"""An output above this counts as class 1."""


@dataclass(frozen=True, eq=False)
class Regions:
    """The outputs of a network on a grid: `output[i, j]` is the one for x1 = `x1[j]` and x2 = `x2[i]`."""

    x1: Array
    x2: Array
    output: Array


def regions(problem: Problem, reach: float, points: int = 61) -> Regions:
    """The outputs on a square grid from -reach to reach. Raises ValueError unless two inputs lead to one output."""
    widths = problem.spec.widths
    if (widths[0], widths[-1]) != (2, 1):
        raise ValueError(f"a map has two inputs and one output, not {widths[0]} and {widths[-1]}")
    axis = np.linspace(-reach, reach, points)
    x1, x2 = np.meshgrid(axis, axis)
    output = forward(problem, np.array([x1.ravel(), x2.ravel()]))["Yhat"]
    return Regions(axis, axis, output.reshape(points, points))


def forward(problem: Problem, x: Array, y: Array | None = None) -> Trace:
    """The forward pass alone, on other inputs (n x any number) as the network reads them.

    With targets `y` (m x the same number) the loss is in it, too. Raises NonFiniteError where a number is not finite.
    """
    program = _until(plan(problem.spec), "Yhat" if y is None else "J")
    targets = np.zeros((len(problem.Y), x.shape[1])) if y is None else y
    return run(program, {**problem.values, "X": x, "Y": targets})


@lru_cache(maxsize=128)
def _until(program: Program, key: str) -> Program:
    """The beginning of a program; kept, since a workspace belongs to one program object."""
    return program.until(key)


def right(found: Trace) -> int:
    """How many examples of a network with one output fall into their own class."""
    return int(((found["Yhat"] > LINE) == (found["Y"] > LINE)).sum())
