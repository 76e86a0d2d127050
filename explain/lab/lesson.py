"""An update of a run as a lesson: its parameters, its optimiser's memory, and the examples of its batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine import LESSON_LIMITS, Problem
from engine.expr import Array
from explain.lab.run import Run


@dataclass(frozen=True, eq=False)
class Opened:
    """The problem of a lesson, and which of its examples (0-based) is looked at.

    `batch` is how many examples the update has; `alone` says that the lesson has the chosen example only, `why` so:
    "large" where the batch is too large for a lesson, "elsewhere" where the example is not in it, else "".
    """

    problem: Problem
    example: int
    batch: int
    why: str = ""

    @property
    def alone(self) -> bool:
        """True where the lesson is not the whole update."""
        return bool(self.why)


def batch_columns(run: Run, update: int) -> Array:
    """The columns of the run's data that an update uses."""
    return run.data.training[run.recording.columns(update)]


def alone(used: Array, column: int | None) -> str:
    """Why a lesson has the example in `column` alone and not all of a batch; "" where it has the batch."""
    if used.size > LESSON_LIMITS.examples:
        return "large"
    return "" if column is None or column in used else "elsewhere"


def opened(run: Run, update: int, column: int | None = None) -> Opened:
    """Update number `update` with the example in `column` of the run's data, the first of the batch for None.

    Raises ProblemError for a network or numbers that are too large for a lesson.
    """
    used, batch = batch_columns(run, update), run.recording.batch(update)
    chosen = int(used[0]) if column is None else column
    why = alone(used, column)
    if why:
        problem = run.problem(update)
        problem = problem.with_values(run.examples(problem, np.array([chosen])))
        return Opened(_checked(problem), 0, int(used.size), why)
    return Opened(_checked(batch), int(np.flatnonzero(used == chosen)[0]), int(used.size))


def _checked(problem: Problem) -> Problem:
    return Problem.from_dict(problem.to_dict(), LESSON_LIMITS)
