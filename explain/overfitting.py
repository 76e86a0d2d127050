"""Overfitting: the loss of one training run on the data it learns from, and on data that it never sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine import History, Problem, Trace, trace, train
from engine.expr import Array
from explain.regions import forward


@dataclass(frozen=True, eq=False)
class Fit:
    """J on training and on validation data at some updates, the penalty left out of both; the run behind it."""

    updates: Array
    training: Array
    validation: Array
    history: History

    @property
    def best(self) -> int:
        """The place in `updates` where the validation loss is lowest: where early stopping would stop."""
        return int(self.validation.argmin())


def data_loss(trace: Trace) -> float:
    """J without the penalty, which says nothing about the data."""
    return float(trace["J_data" if "J_data" in trace else "J"][0, 0])


def fit(problem: Problem, validation: tuple[Array, Array], updates: int, every: int) -> Fit:
    """Train on all of the problem's data, and look at both losses before every `every`-th update, from 0 on.

    `validation` is X (n x d) and Y (m x d) of other examples. Raises TrainingStopped as `train` does.
    """
    history = train(problem, updates)
    at = np.arange(0, updates + 1, every)
    other = {"X": validation[0], "Y": validation[1]}
    seen = [data_loss(history[t]) for t in at.tolist()]
    unseen = [data_loss(trace(history.start_of(t).with_values(other))) for t in at.tolist()]
    return Fit(at, np.array(seen), np.array(unseen), history)


def outputs(problem: Problem, points: Array) -> Array:
    """What a network says at other inputs (n x any number): Yhat, m x that number."""
    return forward(problem, points)["Yhat"]
