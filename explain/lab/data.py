"""The data of the lab: examples to learn from, others to judge by, and inputs brought to one scale where wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.datasets import DATASETS, generate
from engine.expr import Array
from engine.losses import LOSSES
from engine.spec import read_only

OWN = "own"
"""The name of data that a learner brought along."""
SPLIT_SEED = 1
"""Set beside the seed of the data, so that the split is drawn apart from the examples."""


@dataclass(frozen=True, eq=False)
class Data:
    """Examples as given, and how they are used.

    `X` is n x d. `targets` is 1 x d class numbers from 0 on where there are `classes`, else m x d numbers (`classes` is
    0). `training` and `validation` are columns. `mean` and `deviation` (n x 1) bring an input to one scale: 0 and 1
    where it is left as it is. `inputs` and `labels` are what inputs and classes (or outputs) are called, if anything.
    `origin` has the settings that make the same data again.
    """

    name: str
    X: Array
    targets: Array
    classes: int
    training: Array
    validation: Array
    mean: Array
    deviation: Array
    inputs: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    origin: Mapping[str, float | str | bool] = field(default_factory=dict)

    def same_as(self, other: Data) -> bool:
        """True for the same examples, used in the same way."""
        if self is other:
            return True
        arrays = ("X", "targets", "training", "mean", "deviation")
        return self.classes == other.classes and all(
            np.array_equal(getattr(self, name), getattr(other, name)) for name in arrays
        )

    def scaled(self, x: Array) -> Array:
        """Inputs (n x any number) as the network reads them."""
        return np.asarray((x - self.mean) / self.deviation)

    def columns(self, part: str) -> Array:
        """The columns of "training" or "validation"."""
        return {"training": self.training, "validation": self.validation}[part]

    @property
    def standardised(self) -> bool:
        """True where inputs are brought to one scale."""
        return bool(self.mean.any() or (self.deviation != 1).any())


def make_data(
    name: str,
    x: Array,
    targets: Array,
    classes: int,
    *,
    seed: int,
    share: float,
    standardise: bool,
    inputs: tuple[str, ...] = (),
    labels: tuple[str, ...] = (),
    origin: Mapping[str, float | str | bool] | None = None,
) -> Data:
    """Split and scale examples: `share` of them (0 to 0.9) are for validation, drawn by `seed`; one always trains.

    Mean and standard deviation are those of the training examples, since nothing of the others may be known in
    training. An input that is the same everywhere is only centred.
    """
    count = x.shape[1]
    order = np.random.default_rng([seed, SPLIT_SEED]).permutation(count)
    held = min(round(share * count), count - 1)
    training, validation = np.sort(order[held:]), np.sort(order[:held])
    mean, deviation = np.zeros((len(x), 1)), np.ones((len(x), 1))
    if standardise:
        mean, deviation = scale_of(x[:, training])
    given = (read_only(x), read_only(targets), classes, training, validation)
    return Data(name, *given, read_only(mean), read_only(deviation), tuple(inputs), tuple(labels), origin or {})


def scale_of(x: Array) -> tuple[Array, Array]:
    """Mean and standard deviation of inputs (n x d), n x 1 each: the value and 1 for one that is the same everywhere.

    Rounding would give that one a deviation of about 1e-17, and everything divided by it another meaning.
    """
    same = x.min(axis=1, keepdims=True) == x.max(axis=1, keepdims=True)
    mean, spread = x.mean(axis=1, keepdims=True), x.std(axis=1, keepdims=True)
    return np.where(same, x[:, :1], mean), np.where(same | (spread == 0), 1.0, spread)


def generated(name: str, *, examples: int, noise: float, seed: int, share: float, standardise: bool) -> Data:
    """A generated data set by its name in `engine.datasets.DATASETS`. Raises ValueError as `generate` does."""
    x, y = generate(name, np.random.default_rng(seed), examples, noise)
    classes = DATASETS[name].classes
    targets = y if classes == 0 else (y if len(y) == 1 else y.argmax(axis=0)[None].astype(float))
    used: dict[str, Any] = {"seed": seed, "share": share, "standardise": standardise}
    origin = {"data": name, "examples": examples, "noise": noise, **used}
    return make_data(name, x, targets, classes, **used, origin=origin)


def outputs_for(data: Data, output: str) -> int:
    """How many outputs a network needs: one for each number, one for two classes, one a class for more or softmax."""
    if not data.classes:
        return len(data.targets)
    return 1 if data.classes == 2 and output != "softmax" else data.classes


def encoded(data: Data, columns: Array, outputs: int, loss: str) -> Array:
    """The targets Y (m x number of columns) as a loss takes them: classes as 0 and 1, as -1 and 1 for hinge."""
    targets = data.targets[:, columns]
    if not data.classes:
        return targets
    y = targets if outputs == 1 else (np.arange(outputs)[:, None] == targets[0]).astype(float)
    only = LOSSES[loss].targets.only
    return np.where(y == 1, max(only), min(only)) if only else y
