"""What the examples of a batch have to do with each other in the forward pass."""

from __future__ import annotations

import numpy as np

from engine import Problem, trace


def columns_moved(problem: Problem, example: int, by: float = 1.0) -> tuple[int, ...]:
    """The examples (0-based) whose predictions change where the inputs of one example are all raised by `by`.

    Raises IndexError for an example that is not there, NonFiniteError where a number stops being finite.
    """
    if not 0 <= example < problem.examples:
        raise IndexError(f"there are {problem.examples} examples, 0 to {problem.examples - 1}; there is no {example}")
    x = problem.X.copy()
    x[:, example] += by
    changed = trace(problem)["Yhat"] != trace(problem.with_values({"X": x}))["Yhat"]
    return tuple(int(column) for column in np.flatnonzero(changed.any(axis=0)))
