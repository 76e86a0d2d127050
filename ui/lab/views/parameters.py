"""Every weight and bias of a layer over the updates of a run."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np

from engine.expr import Var
from explain import Prose
from explain.lab.over_time import Courses, courses, timeline
from explain.lab.run import Run
from explain.numbers import plain
from ui.charts.lab.over_time import parameters
from ui.course.chart import Numbers, chart
from ui.course.controls import Choice, Controls
from ui.diagram.labels import entry_label

PAGE = "lab_parameters"
MOST_LAYERS = 8
CONTROLS = Controls(PAGE, *(Choice(f"of{most}", 1, tuple(range(1, most + 1))) for most in range(2, MOST_LAYERS + 1)))
"""The layer that is shown, for each number of layers that a network can have: of those only are offered."""


def draw(run: Run, update: int, prose: Prose) -> None:
    """The chart of the layer that is chosen."""
    layers = len(run.setup.hidden) + 1
    layer = 1
    if layers > 1:
        CONTROLS.draw(prose, f"of{layers}")
        layer = CONTROLS[f"of{layers}"]
    found = courses(run, layer, update)
    numbers = Numbers(*table(found, prose))
    figure = parameters(found, timeline(run, update), prose)
    chart(figure, PAGE, prose, alt=_said(found, update, prose), numbers=numbers, live=True)


def table(found: Courses, prose: Prose) -> tuple[list[str], list[list[str | float]]]:
    """One row a weight or bias, one column an update that is shown."""
    heads = [prose.say(f"course.{PAGE}.head")]
    heads += [prose.say("course.lab_over_time.when", update=update) for update in found.updates]
    units, inputs = found.weights.shape[1:]
    values = np.hstack([found.weights.reshape(len(found.updates), -1), found.biases]).T.tolist()
    return heads, [[name, *row] for name, row in zip(labels_of(found.layer, inputs, units), values, strict=True)]


@lru_cache(maxsize=64)
def labels_of(layer: int, inputs: int, units: int) -> tuple[str, ...]:
    """What the weights and then the biases of a layer are called, row by row: w₁₂⁽¹⁾."""
    sizes = {"in": inputs, "out": units, "d": 2}
    weight, bias = Var(f"W{layer}", ("out", "in"), "W", layer), Var(f"b{layer}", ("out", "1"), "b", layer)
    found = [entry_label(weight, row, column, sizes) for row in range(units) for column in range(inputs)]
    return (*found, *(entry_label(bias, row, 0, sizes) for row in range(units)))


@lru_cache(maxsize=32)
def labels(widths: tuple[int, ...]) -> tuple[str, ...]:
    """The same for all layers of a network, the first one first."""
    layers = enumerate(pairwise(widths), 1)
    return tuple(name for layer, (inputs, units) in layers for name in labels_of(layer, inputs, units))


def _said(found: Courses, update: int, prose: Prose) -> str:
    here = found.updates.index(update)
    ends = {}
    for name, values in (("w", found.weights[here]), ("b", found.biases[here])):
        ends |= {f"{name}_low": plain(float(np.min(values)), 3), f"{name}_high": plain(float(np.max(values)), 3)}
    counts = {"weights": found.weights[0].size, "biases": found.biases[0].size}
    return prose.say(f"course.{PAGE}.alt", layer=found.layer, update=update, **counts, **ends)
