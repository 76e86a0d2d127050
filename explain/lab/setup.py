"""What a run of the lab is set up with, and the problem that it makes of some data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np

from engine import Problem
from engine.initialisers import draw
from engine.losses import LOSSES, loss_for
from explain.lab.data import Data, encoded, outputs_for

USUAL = "usual"
"""The output or the loss that fits the task."""
TASKS = {0: ("identity", "half_squared_error"), 2: ("sigmoid", "binary_cross_entropy")}
"""Number of classes (0: numbers to predict) -> the usual output activation and loss."""
MANY = ("softmax", "cross_entropy")
"""The same for more than two classes."""


@dataclass(frozen=True)
class Setup:
    """Network, first weights and training. `hidden` has units and activation of each hidden layer.

    `output` and `loss` are names, or USUAL for what fits the task. `batch_size` None takes all examples at once;
    `shuffle` None keeps their order. `constants` are the optimiser's, by name, where not as usual. `frozen` are the
    layers, from 1 on, whose weights and biases stay.
    """

    hidden: tuple[tuple[int, str], ...] = ((16, "relu"), (16, "relu"))
    output: str = USUAL
    loss: str = USUAL
    initialiser: str = "xavier_normal"
    weights_seed: int = 0
    optimiser: str = "adam"
    constants: Mapping[str, float] = field(default_factory=dict)
    eta: float = 0.02
    l2: float = 0.0
    l1: float = 0.0
    frozen: tuple[int, ...] = ()
    batch_size: int | None = 32
    shuffle: int | None = 0

    def fitted(self, classes: int) -> tuple[str, str]:
        """Output activation and loss by name for a task: what was chosen, and what goes with it for the other."""
        output, loss = TASKS.get(classes, MANY)
        if self.loss == USUAL and self.output == USUAL:
            return output, loss
        if self.loss == USUAL:
            return self.output, loss if LOSSES[loss].takes(self.output) else loss_for(self.output)
        if self.output == USUAL:
            return output if LOSSES[self.loss].takes(output) else LOSSES[self.loss].allowed_outputs()[0], self.loss
        return self.output, self.loss

    @property
    def start(self) -> Setup:
        """What a run has to begin anew for; all else can be changed on the way."""
        usual = Setup()
        return replace(
            self,
            constants={},
            eta=usual.eta,
            l2=0.0,
            l1=0.0,
            frozen=(),
            batch_size=usual.batch_size,
            shuffle=usual.shuffle,
        )

    def problem(self, data: Data) -> Problem:
        """The problem of the training examples with the first weights. Raises ProblemError for what cannot be."""
        output, loss = self.fitted(data.classes)
        outputs = outputs_for(data, output)
        rng = np.random.default_rng(self.weights_seed)
        widths = [len(data.X), *(units for units, _ in self.hidden), outputs]
        weights = [draw(self.initialiser, rng, after, before) for before, after in pairwise(widths)]
        layers = [*self.hidden, (outputs, output)]
        document: dict[str, Any] = {
            "inputs": len(data.X),
            "layers": [{"units": units, "activation": name} for units, name in layers],
            "loss": loss,
            "W": [matrix.tolist() for matrix in weights],
            "X": data.scaled(data.X[:, data.training]).tolist(),
            "Y": encoded(data, data.training, outputs, loss).tolist(),
            **self._settings(len(layers)),
        }
        return Problem.from_dict(document)

    def carried_on(self, problem: Problem) -> Problem:
        """The problem with this setup's learning rate, constants, penalties and frozen layers, all else as it is."""
        found = Problem.from_dict({**problem.to_dict(), **self._settings(len(problem.W))})
        return replace(found, X=problem.X, Y=problem.Y)  # one copy of the data for all changes of a run

    def _settings(self, layers: int) -> dict[str, Any]:
        """The fields of the document that can be changed on the way."""
        return {
            "optimiser": {"name": self.optimiser, "eta": self.eta, **self.constants},
            "penalty": {"l2": self.l2, "l1": self.l1},
            "frozen": [f"{letter}{layer}" for layer in self.frozen if layer <= layers for letter in "Wb"],
        }
