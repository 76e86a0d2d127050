"""One run of the lab: what it was set up with, its data, its recording, and what was measured along the way."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

import numpy as np

from engine import Problem, Trace, trace
from engine.expr import Array
from engine.losses import LOSSES
from engine.recording import Recording
from explain.lab.data import Data, encoded
from explain.lab.setup import Setup
from explain.overfitting import data_loss

PARTS = ("training", "validation")


@dataclass(frozen=True)
class Measure:
    """A network judged on all examples of one part: J without the penalty, and the share that is right.

    `accuracy` is None where numbers are predicted; both are None for a part without examples.
    """

    loss: float | None
    accuracy: float | None


@dataclass(frozen=True)
class Moment:
    """What was measured before update number `update`: both parts, and the penalty (0 where there is none)."""

    update: int
    training: Measure
    validation: Measure
    penalty: float


class Run:
    """A run from a setup and some data on. `setup` is the present one, `settings` has all of them: the number of the
    first update that each was used for, and the setup.
    """

    def __init__(self, setup: Setup, data: Data) -> None:
        self.setup = setup
        self.data = data
        self.recording = Recording(setup.problem(data), setup.batch_size, setup.shuffle)
        self.settings = [(0, setup)]
        self._moments: dict[int, Moment] = {}

    @property
    def updates(self) -> int:
        """How many updates have been made."""
        return self.recording.updates

    def go_on_with(self, setup: Setup) -> None:
        """Go on under other settings that need no new start. Raises ProblemError for settings that cannot be."""
        if setup != self.setup:
            self.recording.change(setup.carried_on, setup.batch_size, setup.shuffle)
            self._forget_from(self.updates)
            self.settings = [(first, known) for first, known in self.settings if first < self.updates]
            self.settings.append((self.updates, setup))
            self.setup = setup

    def branch(self, update: int) -> Run:
        """Another run that is the same up to update number `update` and goes on from there; this one stays."""
        other = copy(self)
        other.recording = self.recording.branch(update)
        other.settings = [(first, known) for first, known in self.settings if first <= update]
        other.setup = other.settings[-1][1]
        other._moments = {at: moment for at, moment in self._moments.items() if at <= update}
        return other

    def _forget_from(self, update: int) -> None:
        self._moments = {at: moment for at, moment in self._moments.items() if at < update}

    def problem(self, update: int) -> Problem:
        """The network before an update, with all training examples."""
        return self.recording.at(update)

    def judged(self, update: int, part: str) -> Trace:
        """The network before an update, run on all examples of "training" or "validation".

        Raises NonFiniteError where a number is not finite, ValueError for a part that has no examples.
        """
        problem, columns = self.problem(update), self.data.columns(part)
        if not columns.size:
            raise ValueError(f"there are no examples for {part}")
        if part == PARTS[0]:
            return trace(problem)
        return trace(problem.with_values(self.examples(problem, columns)))

    def examples(self, problem: Problem, columns: Array) -> dict[str, Array]:
        """X and Y of some columns of the data, as the network reads them."""
        y = encoded(self.data, columns, len(problem.Y), problem.spec.loss)
        return {"X": self.data.scaled(self.data.X[:, columns]), "Y": y}

    def moment(self, update: int) -> Moment:
        """What is measured before an update; remembered."""
        if update not in self._moments:
            seen = self.judged(update, PARTS[0])
            penalty = float(seen["J_penalty"][0, 0]) if "J_penalty" in seen else 0.0
            unseen = measured(self.judged(update, PARTS[1]), self.data) if self.data.validation.size else NOTHING
            self._moments[update] = Moment(update, measured(seen, self.data), unseen, penalty)
        return self._moments[update]

    def moments(self) -> tuple[Moment, ...]:
        """What is measured at every update that is kept, in order."""
        return tuple(self.moment(update) for update in self.recording.kept)


NOTHING = Measure(None, None)


def measured(found: Trace, data: Data) -> Measure:
    """The data loss and the accuracy of a trace."""
    accuracy = float(right(found).mean()) if data.classes else None
    return Measure(data_loss(found), accuracy)


def right(found: Trace) -> Array:
    """For each example of a classification, whether the network's answer is the target's class.

    The loss says what its targets can be: of the examples at hand all may be of one class.
    """
    assert found.problem is not None
    ends = np.array([LOSSES[found.problem.spec.loss].targets.only or (0.0, 1.0)])
    return np.asarray(classes(found["Yhat"], ends) == classes(found["Y"], ends))


def classes(outputs: Array, targets: Array) -> Array:
    """The class that each column of outputs names: the largest, or with one output the side of the middle.

    The middle is 1/2 for targets of 0 and 1, and 0 for targets of -1 and 1.
    """
    if len(outputs) > 1:
        return np.asarray(outputs.argmax(axis=0))
    return np.asarray(outputs[0] > (0.0 if (targets < 0).any() else 0.5)).astype(int)
