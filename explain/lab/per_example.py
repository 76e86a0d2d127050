"""Every example of the lab's data by itself: what the network says of it, its own loss, and whether that is right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine import Problem
from engine.expr import Array
from explain.lab.answers import choice, spread_out, target_ends
from explain.lab.run import Run
from explain.output_layer import each_loss
from explain.regions import forward

MOST, LARGEST = 300, 100
"""So many examples are drawn at most, and so many of them for their large losses."""


@dataclass(frozen=True, eq=False)
class Judged:
    """All d examples of the data, in its order.

    `said` and `targets` are m x d, as the loss takes them. `loss` has the L of each example alone: the mean of it over
    a part is that part's J, without the penalty. `chosen` is the class that the network names and `right` whether it is
    the target's; both are None where numbers are predicted.
    """

    said: Array
    targets: Array
    loss: Array
    chosen: Array | None
    right: Array | None


def judge(run: Run, problem: Problem) -> Judged:
    """One forward pass of `problem`, a network of this run, on all of its data. Raises NonFiniteError."""
    data = run.data
    values = run.examples(problem, np.arange(data.X.shape[1]))
    found = forward(problem, values["X"], values["Y"])
    said, targets, loss = found["Yhat"], values["Y"], each_loss(found)
    if not data.classes:
        return Judged(said, targets, loss, None, None)
    chosen = choice(said, target_ends(problem.spec.loss))
    return Judged(said, targets, loss, chosen, chosen == data.targets[0])


def places(loss: Array, by_loss: bool) -> Array:
    """For each example, where it stands, from 1 on: in the order of the losses, largest first, or as it comes."""
    order = np.argsort(-loss, kind="stable") if by_loss else np.arange(loss.size)
    found = np.empty(loss.size, dtype=int)
    found[order] = np.arange(1, loss.size + 1)
    return found


def drawn(loss: Array, most: int = MOST, largest: int = LARGEST) -> Array:
    """The columns that are drawn: all, or of more than `most` the `largest` losses and some others between."""
    falling = np.argsort(-loss, kind="stable")
    if falling.size <= most:
        return falling
    others = falling[largest:]
    return np.concatenate([falling[:largest], others[spread_out(others.size, most - largest)]])


def is_validation(run: Run) -> Array:
    """For each column of the data, whether it is kept for validation."""
    held = np.zeros(run.data.X.shape[1], dtype=bool)
    held[run.data.validation] = True
    return held
