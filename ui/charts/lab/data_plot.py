"""The examples of the lab before any network sees them: two inputs with the classes, or the target over one input."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from explain import Prose
from explain.lab.answers import class_name, input_name, pair, reach
from explain.lab.data import Data
from ui.charts.lab.points import both_parts, class_look, in_chart, validation_key
from ui.charts.style import axis, look

HEIGHT = 320
TARGET = "y"
LIKE_EACH_OTHER = 3
"""Two inputs whose reaches differ by less than this factor are drawn to one scale."""


def target_name(data: Data) -> str:
    """What the number to predict is called."""
    return data.labels[0] if data.labels and not data.classes else TARGET


def drawn_inputs(data: Data, first: int, second: int) -> tuple[int, ...]:
    """The inputs (0-based) on the axes where these two are asked for: two beside classes, else one."""
    return pair(data, first, second) if data.classes else (min(first, len(data.X) - 1),)


def data_plot(data: Data, inputs: tuple[int, ...], prose: Prose) -> go.Figure:
    """The figure over one or two inputs (0-based). With one of them classes stand above each other."""
    names = [in_chart(input_name(data, row)) for row in inputs]
    across = axis(names[0], range=reach(data.X[inputs[0]]), constrain="domain")
    if not data.classes:
        name, y = in_chart(target_name(data)), data.targets[0]
        told = f"{names[0]} = %{{x:.4g}}<br>{name} = %{{y:.4g}}<extra></extra>"
        marks = both_parts(data, data.X[inputs[0]], y, _marker(0), prose.say("course.lab.data.plot.examples"), told)
        up = axis(name, range=reach(y))
    else:
        classes = [in_chart(class_name(data, number, prose)) for number in range(data.classes)]
        marks = _classes(data, inputs, names, classes)
        line = {"range": (-0.5, data.classes - 0.5), "tickvals": list(range(data.classes)), "ticktext": classes}
        up = axis(names[1], **_to_scale(data, inputs)) if len(inputs) > 1 else axis("", **line)
    return go.Figure([*marks, *validation_key(data, prose)], look(across, up, HEIGHT))


def _classes(data: Data, inputs: tuple[int, ...], names: list[str], classes: list[str]) -> list[go.Scatter]:
    x, y = data.X[inputs[0]], data.X[inputs[1]] if len(inputs) > 1 else data.targets[0]
    told = "<br>".join(f"{name} = %{{{letter}:.4g}}" for name, letter in zip(names, "xy", strict=False))
    found: list[go.Scatter] = []
    for number, name in enumerate(classes):
        only = np.asarray(data.targets[0] == number)
        found += both_parts(data, x, y, _marker(number), name, f"{told}<extra>{name}</extra>", only=only)
    return found


def _to_scale(data: Data, inputs: tuple[int, ...]) -> dict[str, Any]:
    """The range of the second input, to the scale of the first where their reaches are alike: a circle is round."""
    (low, high), (down, up) = (reach(data.X[row]) for row in inputs)
    alike = 1 / LIKE_EACH_OTHER < (up - down) / (high - low) < LIKE_EACH_OTHER
    return {"range": (down, up), **({"scaleanchor": "x", "constrain": "domain"} if alike else {})}


def _marker(number: int) -> dict[str, Any]:
    color, symbol = class_look(number)
    return {"color": color, "symbol": symbol}
