"""Layers, units, inputs and examples: what still fits is kept bit for bit, what is new is drawn small."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from engine import LESSON_LIMITS, Problem
from engine.expr import Array
from engine.initialisers import draw
from engine.spec import FROZEN_ENTRY
from ui.edits.change import edited, index_of, refused, within
from ui.edits.output import nearest_targets

FIRST_HIDDEN = "sigmoid"
"""The activation of a hidden layer in a network that had none; later ones take their neighbour's."""
NEW_INPUT, SMALL = 1.0, "uniform"
"""The value of a new input, at which its new weights have a gradient, and how new weights are drawn."""

Layers = Sequence[tuple[dict[str, Any], int | None]]


def add_layer(problem: Problem, after: int, rng: np.random.Generator) -> Problem:
    """Put a hidden layer, as wide as what it reads, after layer `after`; 0 is the inputs. Raises ProblemError."""
    layers = _layers(problem)
    if len(layers) >= LESSON_LIMITS.layers:
        raise refused("layers", most=LESSON_LIMITS.layers)
    if not 0 <= after < len(layers):
        raise refused("after_output")
    neighbours = [layer.activation for layer in problem.spec.layers[:-1]]
    activation = neighbours[max(after - 1, 0)] if neighbours else FIRST_HIDDEN
    new = ({"units": problem.spec.widths[after], "activation": activation}, None)
    return _rebuilt(problem, problem.spec.inputs, [*layers[:after], new, *layers[after:]], rng)


def remove_layer(problem: Problem, layer: int, rng: np.random.Generator) -> Problem:
    """Take a hidden layer out; the layer above reads what it read. Raises ProblemError."""
    index, layers = index_of(problem, layer), _layers(problem)
    if index == len(layers) - 1:
        raise refused("output_layer")
    return _rebuilt(problem, problem.spec.inputs, [*layers[:index], *layers[index + 1 :]], rng)


def set_units(problem: Problem, layer: int, units: int, rng: np.random.Generator) -> Problem:
    """Give a layer another number of units; new outputs get the target nearest to 0. Raises ProblemError."""
    index, layers = index_of(problem, layer), _layers(problem)
    layers[index][0]["units"] = within(units, LESSON_LIMITS.units, "units")
    return _rebuilt(problem, problem.spec.inputs, layers, rng)


def set_inputs(problem: Problem, n: int, rng: np.random.Generator) -> Problem:
    """Give the network another number of inputs; a new one is 1 in every example. Raises ProblemError."""
    return _rebuilt(problem, within(n, LESSON_LIMITS.units, "inputs"), _layers(problem), rng)


def _layers(problem: Problem) -> list[tuple[dict[str, Any], int | None]]:
    return [(record, index) for index, record in enumerate(problem.to_dict()["layers"])]


def _rebuilt(problem: Problem, inputs: int, layers: Layers, rng: np.random.Generator) -> Problem:
    """The network of these layers, each with the index of the old layer that it continues.

    What still fits is kept, new weights are small, new biases 0. The optimiser starts afresh as soon as one size has
    changed: its count t would be wrong for the new entries.
    """
    spec, origins = problem.spec, [origin for _, origin in layers]
    widths = [inputs, *(record["units"] for record, _ in layers)]
    shapes = list(zip(widths[1:], widths, strict=False))
    fresh = [np.round(draw(SMALL, rng, *shape), 2) for shape in shapes]

    def make(doc: dict[str, Any]) -> None:
        doc["inputs"], doc["layers"] = inputs, [record for record, _ in layers]
        doc["W"] = [_over(w, problem.W, origin) for w, origin in zip(fresh, origins, strict=True)]
        biases = [_over(np.zeros((units, 1)), problem.b, i) for units, i in zip(widths[1:], origins, strict=True)]
        doc["b"] = [[row[0] for row in column] for column in biases]
        doc["X"] = _over(np.full((inputs, problem.examples), NEW_INPUT), [problem.X], 0)
        targets = _over(np.zeros((widths[-1], problem.examples)), [problem.Y], 0)
        doc["Y"] = nearest_targets(spec.loss, np.array(targets)).tolist()
        doc["frozen"] = _still_frozen(spec.frozen, origins, shapes)
        if tuple(widths) != spec.widths:
            doc.pop("state", None)

    return edited(problem, make)


def _over(new: Array, olds: Sequence[Array], origin: int | None) -> list[list[float]]:
    """`new` with what fits of the old matrix in its place."""
    if origin is not None:
        rows, columns = np.minimum(new.shape, olds[origin].shape)
        new[:rows, :columns] = olds[origin][:rows, :columns]
    kept: list[list[float]] = new.tolist()
    return kept


def _still_frozen(names: Iterable[str], origins: Sequence[int | None], shapes: Sequence[tuple[int, int]]) -> list[str]:
    """The frozen names under the new layer numbers, without those that are gone."""
    found = []
    for name in names:
        match = FROZEN_ENTRY.fullmatch(name)
        key = match[1] if match else name
        index = origins.index(int(key[1:]) - 1) if int(key[1:]) - 1 in origins else None
        if index is None:
            continue
        rows, columns = shapes[index] if key[0] == "W" else (shapes[index][0], 1)
        if match is None or (int(match[2]) < rows and int(match[3]) < columns):
            found.append(f"{key[0]}{index + 1}{name[len(key) :]}")
    return found


def add_example(problem: Problem) -> Problem:
    """Copy the last example. Raises ProblemError."""
    if problem.examples >= LESSON_LIMITS.examples:
        raise refused("examples", most=LESSON_LIMITS.examples)
    return _with_columns(problem, [*range(problem.examples), -1])


def remove_example(problem: Problem, index: int) -> Problem:
    """Take example `index` (0-based) out. Raises ProblemError."""
    if index not in range(problem.examples):
        raise refused("no_example", number=index + 1)
    if problem.examples == 1:
        raise refused("only_example")
    return _with_columns(problem, [column for column in range(problem.examples) if column != index])


def _with_columns(problem: Problem, columns: list[int]) -> Problem:
    return edited(problem, lambda doc: doc.update(X=problem.X[:, columns].tolist(), Y=problem.Y[:, columns].tolist()))
