"""How updates move one weight: where each one starts, the gradient, the optimiser's memory, the step, and the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine import History, NonFiniteError, Phase, Problem, Step, Trace, trace
from engine.expr import Array
from engine.optimisers import OPTIMISERS
from explain.explanation import DIGITS, EntryExplanation, explain_entry

REACH_POINTS = 60
"""A slice is drawn through this many points beside its start."""


@dataclass(frozen=True)
class Move:
    """What one update does to one entry of a parameter. `update` counts from 1; `step` is after - before.

    `state` is the optimiser's memory of this entry after the update, by symbol ("V", "M", "S"). `loss` is J before.
    """

    update: int
    before: float
    gradient: float
    state: Mapping[str, float]
    step: float
    after: float
    loss: float

    @property
    def direction(self) -> str:
        """ "up", "down", or "still" where the entry keeps its value."""
        return "up" if self.step > 0 else "down" if self.step < 0 else "still"


def move(found: Trace, parameter: str, row: int, column: int) -> Move:
    """The update of a trace for one entry (0-based) of a parameter ("W1"). Raises KeyError for what is no parameter."""
    assert found.problem is not None
    memory = OPTIMISERS[found.problem.spec.optimiser].state

    def value(key: str) -> float:
        return float(found[key][row, column])

    before, after = value(parameter), value(f"{parameter}_next")
    return Move(
        update=found.problem.t + 1,
        before=before,
        gradient=value(f"d{parameter}"),
        state={symbol: value(f"{symbol}_{parameter}_next") for symbol in memory},
        step=after - before,
        after=after,
        loss=float(found["J"][0, 0]),
    )


def moves(history: History, parameter: str, row: int, column: int) -> tuple[Move, ...]:
    """Every update of a history for one entry of a parameter."""
    return tuple(move(history[update], parameter, row, column) for update in range(len(history) - 1))


def update_steps(found: Trace, parameter: str) -> tuple[Step, ...]:
    """The steps of the update phase that a parameter's next value is made from, in order, itself the last."""
    needed, ahead = {}, [found.step(f"{parameter}_next")]
    while ahead:
        step = ahead.pop()
        needed[step.index] = step
        ahead += [used for used in step.uses if used.phase is Phase.UPDATE]
    return tuple(needed[index] for index in sorted(needed))


def update_entries(
    found: Trace, parameter: str, row: int, column: int, digits: int = DIGITS
) -> tuple[EntryExplanation, ...]:
    """The same steps, written out for one entry of the parameter."""
    return tuple(
        explain_entry(step, *((0, 0) if step.value.size == 1 else (row, column)), digits)
        for step in update_steps(found, parameter)
    )


@dataclass(frozen=True, eq=False)
class Slice:
    """J after one update with each learning rate in `eta` (from 0), and `tangent`, what the gradient predicts for it.

    NaN stands where J is not finite. `chosen` is one learning rate, `after` and `predicted` J for it; `best` is the
    learning rate of the slice whose J is lowest.
    """

    eta: Array
    loss: Array
    tangent: Array
    chosen: float
    after: float
    predicted: float

    @property
    def before(self) -> float:
        """J before the update."""
        return float(self.loss[0])

    @property
    def best(self) -> float:
        """The learning rate of the slice that makes J lowest."""
        return float(self.eta[np.nanargmin(self.loss)])

    @property
    def verdict(self) -> str:
        """How long the chosen step is: "uphill" where J does not go down, "short" or "long" where it goes down by less
        than half of what the best step of the slice reaches, "good" otherwise.
        """
        lowest = float(np.nanmin(self.loss))
        if not self.after < self.before:
            return "uphill"
        if self.before - self.after >= (self.before - lowest) / 2:
            return "good"
        return "short" if self.chosen < self.best else "long"


def loss_slice(problem: Problem, chosen: float, reach: float) -> Slice:
    """J along the way of an update, for learning rates from 0 to `reach`, by the traces of the updated networks.

    The way is a straight line for plain gradient descent only: raises ValueError for an optimiser with a memory.
    """
    if OPTIMISERS[problem.spec.optimiser].state:
        raise ValueError(f"the step of {problem.spec.optimiser} is not eta times the gradient")
    now = trace(problem)
    unit = trace(problem.with_values({"eta": 1.0})).after
    before = float(now["J"][0, 0])
    rise = sum(float(np.sum(now[f"d{key}"] * (unit.values[key] - w))) for key, w in problem.parameters.items())
    eta = reach * np.arange(REACH_POINTS + 1) / REACH_POINTS
    loss = np.array([loss_after(problem, float(rate)) for rate in eta])
    return Slice(eta, loss, before + rise * eta, chosen, loss_after(problem, chosen), before + rise * chosen)


def loss_after(problem: Problem, eta: float) -> float:
    """J after one update with a learning rate; NaN where a number on the way is not finite."""
    try:
        return float(trace(trace(problem.with_values({"eta": eta})).after)["J"][0, 0])
    except NonFiniteError:
        return float("nan")
