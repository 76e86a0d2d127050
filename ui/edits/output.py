"""Output activation, loss and targets belong together: changing one brings the others along, and says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import Problem
from engine.activations import ACTIVATIONS
from engine.checked import one_of
from engine.expr import Array
from engine.losses import LOSSES, loss_for
from ui.edits.change import edited, index_of


@dataclass(frozen=True)
class Also:
    """Something that an edit changed beside what was meant: the key of its sentence and the raw names in it."""

    key: str
    names: Mapping[str, str]


def set_activation(problem: Problem, layer: int, name: str) -> Problem:
    """Give layer `layer` another activation; at the output with a loss that takes it. Raises ProblemError."""
    index = index_of(problem, layer)
    if index == len(problem.W) - 1:
        return fit_output(problem, activation=name)[0]
    return edited(problem, lambda doc: doc["layers"][index].update(activation=name))


def set_loss(problem: Problem, name: str) -> Problem:
    """Choose another loss, with an output activation and targets that it takes. Raises ProblemError."""
    return fit_output(problem, loss=name)[0]


def fit_output(
    problem: Problem, activation: str | None = None, loss: str | None = None
) -> tuple[Problem, tuple[Also, ...]]:
    """Change output activation or loss; the other one and the targets follow where they must.

    A loss takes the first output that it allows (cross_entropy: softmax, hinge: identity); an activation the loss it
    has a shortcut with, else the first that takes it. Both given are both kept. Returns the problem and what else was
    changed. Raises ProblemError for names that are unknown or do not go together.
    """
    spec, meant = problem.spec, {"activation": activation, "loss": loss}
    output = one_of(activation or spec.layers[-1].activation, "activation", ACTIVATIONS)
    chosen = one_of(loss or spec.loss, "loss", LOSSES)
    if loss is None and not LOSSES[chosen].takes(output):
        chosen = loss_for(output)
    elif activation is None and not LOSSES[chosen].takes(output):
        output = LOSSES[chosen].allowed_outputs()[0]

    def make(doc: dict[str, Any]) -> None:
        doc["layers"][-1]["activation"], doc["loss"] = output, chosen
        doc["Y"] = nearest_targets(chosen, problem.Y).tolist()

    new = edited(problem, make)
    return new, changed_beside(problem, new, {key for key, name in meant.items() if name is not None})


def nearest_targets(loss: str, y: Array) -> Array:
    """The targets (m x d) that `loss` takes nearest to y; y itself, bit for bit, where it takes them already.

    Only -1 and 1: by sign, or by the side of 0.5 where all lie between 0 and 1. A range: clipped to it. Columns that
    sum to 1: one that does not becomes 1 at its largest entry, the first of equal ones, and 0 elsewhere.
    """
    wanted = LOSSES[loss].targets
    if wanted.only and not np.isin(y, wanted.only).all():
        middle = 0.5 if ((y >= 0) & (y <= 1)).all() else 0.0
        return np.where(y > middle, max(wanted.only), min(wanted.only))
    clipped = np.clip(y, wanted.low, wanted.high)
    if not wanted.column_sum:
        return clipped
    one_hot = (np.arange(len(y))[:, None] == y.argmax(axis=0)).astype(float)
    legal = (clipped == y).all(axis=0) & (abs(y.sum(axis=0) - 1) <= 1e-9)
    return np.where(legal, y, one_hot)


def changed_beside(old: Problem, new: Problem, meant: Collection[str] = ()) -> tuple[Also, ...]:
    """What differs between two problems beside what was `meant`: "activation", "loss" or "memory"."""
    before, after = old.spec, new.spec
    names = {"old_activation": before.layers[-1].activation, "activation": after.layers[-1].activation}
    names |= {"old_loss": before.loss, "loss": after.loss}
    outputs, examples = min(before.widths[-1], after.widths[-1]), min(old.examples, new.examples)
    mixed = [ACTIVATIONS[s.layers[-1].activation].by_column and s.widths[-1] == 1 for s in (before, after)]
    found = {
        "activation": names["activation"] != names["old_activation"],
        "loss": before.loss != after.loss,
        "targets": new.examples >= old.examples
        and not np.array_equal(old.Y[:outputs, :examples], new.Y[:outputs, :examples]),
        "memory": bool(old.state) and not new.state and before.optimiser == after.optimiser,
        "single_output": mixed == [False, True],
    }
    return tuple(Also(f"edit.also.{key}", names) for key, is_so in found.items() if is_so and key not in meant)
