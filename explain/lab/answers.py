"""What a network of the lab says all over one or two of its inputs, and for every example of its data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine import Problem
from engine.expr import Array
from engine.losses import LOSSES
from explain.lab.data import Data
from explain.lab.run import classes
from explain.prose import Prose
from explain.regions import forward

ROOM = 0.08
"""How much more than the data an axis shows at either end, as a share of the data's own reach."""
MAP_POINTS, CURVE_POINTS = 41, 161
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, eq=False)
class Window:
    """Where a network is asked: `axes` are the values of one or two inputs (0-based `inputs`), in the data's units.

    `others` (n x 1) holds the mean over the training examples, where all other inputs stay.
    """

    inputs: tuple[int, ...]
    axes: tuple[Array, ...]
    others: Array

    @property
    def points(self) -> Array:
        """Every place that is asked, n x their number: the first input changes fastest."""
        across = np.meshgrid(*self.axes)
        x = np.repeat(self.others, across[0].size, axis=1)
        for row, values in zip(self.inputs, across, strict=True):
            x[row] = values.ravel()
        return x

    @property
    def shape(self) -> tuple[int, ...]:
        """How the places of one output or unit are laid out: a row for each value of the second input."""
        return tuple(len(axis) for axis in reversed(self.axes))


def reach(values: Array, room: float = ROOM) -> tuple[float, float]:
    """From where to where an axis goes that shows these values: they do not change in training, so it stays."""
    low, high = float(values.min()), float(values.max())
    more = room * (high - low) or abs(low) / 2 or 1.0
    return low - more, high + more


def window(data: Data, inputs: tuple[int, ...], points: int) -> Window:
    """The window over one or two inputs (0-based) of the data, with this many values of each."""
    axes = tuple(np.linspace(*reach(data.X[row]), points) for row in inputs)
    return Window(inputs, axes, data.X[:, data.training].mean(axis=1, keepdims=True))


def pair(data: Data, first: int, second: int) -> tuple[int, ...]:
    """The inputs (0-based) that are drawn where these two are asked for: as many as there are, and not one twice."""
    count = len(data.X)
    if count <= 2:
        return tuple(range(count))
    first, second = min(first, count - 1), min(second, count - 1)
    return (first, second if second != first else (first + 1) % count)


@dataclass(frozen=True, eq=False)
class Answers:
    """The outputs of a network: `over` the window (m x its points), and what is `said` of each example (m x d)."""

    window: Window
    over: Array
    said: Array
    ends: tuple[float, float]

    def leads(self) -> Array:
        """For every class, how far it is ahead all over the window: number of classes x points."""
        return leads(self.over, self.ends)

    def chosen(self) -> Array:
        """The class that is chosen for each example."""
        return choice(self.said, self.ends)


def answers(problem: Problem, data: Data, over: Window) -> Answers:
    """One forward pass on the window and on the data. Raises NonFiniteError where a number is not finite."""
    places = over.points
    said = forward(problem, data.scaled(np.hstack([places, data.X])))["Yhat"]
    asked = places.shape[1]
    return Answers(over, said[:, :asked], said[:, asked:], target_ends(problem.spec.loss))


def target_ends(loss: str) -> tuple[float, float]:
    """The targets that a loss has for "not this class" and "this class"."""
    only = LOSSES[loss].targets.only
    return (min(only), max(only)) if only else (0.0, 1.0)


def choice(outputs: Array, ends: tuple[float, float]) -> Array:
    """The class that each column of outputs names, for targets between these ends."""
    return classes(outputs, np.array([ends]))


def leads(outputs: Array, ends: tuple[float, float]) -> Array:
    """How far the output of each class is ahead of the best other one: number of classes x columns, from -1 to 1.

    1 is the distance of the two targets. A single output stands for class 1, and mirrored at the middle for class 0.
    """
    low, high = ends
    scores = outputs if len(outputs) > 1 else np.vstack([low + high - outputs, outputs])
    ordered = np.sort(scores, axis=0)
    best, second = ordered[-1], ordered[-2]
    with np.errstate(over="ignore"):  # between two enormous answers; it is clipped
        ahead = scores - np.where(scores == best, second, best)
    return np.asarray(np.clip(ahead / (high - low), -1, 1))


def confusion(data: Data, chosen: Array, part: str) -> Array:
    """How many examples of each class (row) were taken for which (column): classes x classes."""
    columns = data.columns(part)
    counts = np.zeros((data.classes, data.classes), dtype=int)
    np.add.at(counts, (data.targets[0, columns].astype(int), chosen[columns]), 1)
    return counts


def spread_out(count: int, most: int) -> Array:
    """At most `most` of the numbers from 0 to `count` - 1, at equal distances."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(int))


def input_name(data: Data, row: int) -> str:
    """What an input (0-based) is called: its own name, or x₁, x₂, ..."""
    return data.inputs[row] if data.inputs else numbered("x", row)


def output_name(data: Data, row: int, letter: str = "ŷ") -> str:
    """What an output (0-based) is called: its own name, or ŷ, with a number where there are several; y as a target."""
    if data.labels and not data.classes:
        return data.labels[row]
    return numbered(letter, row) if len(data.targets) > 1 or data.classes > 2 else letter


def class_name(data: Data, number: int, prose: Prose) -> str:
    """What a class is called: its own name, or "class 2"."""
    if data.labels and data.classes:
        return data.labels[number]
    return prose.say("course.lab.answers.class", number=number)


def numbered(letter: str, row: int) -> str:
    """A letter with the number of a row (0-based) below it: x₁."""
    return letter + str(row + 1).translate(SUBSCRIPTS)
