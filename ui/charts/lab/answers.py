"""What a network says: the map of its classes or of its output, its curve over one input, or answers against targets.

The axes come from the data and not from the answers, so that nothing but the answers moves while the network learns.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine.expr import Array
from explain import Prose
from explain.lab.answers import Answers, class_name, confusion, input_name, output_name, reach
from explain.lab.data import Data
from ui.charts.lab.points import WHITE, both_parts, class_look, class_points, in_chart, single, validation_key
from ui.charts.style import BLUE, DASHES, GREY, axis, look

HEIGHT = 400
MARGIN = {"l": 56, "r": 8, "t": 8, "b": 48}
AT = "course.lab.answers"
LIKE_EACH_OTHER = 2
"""Two inputs whose reaches differ by less than this factor are drawn to one scale."""
SHADES = "Viridis"
UNSEEN = "diamond"
"""Validation examples where the colour stands for a number: open markers would not show it."""
ROOM = 0.15


def rgba(color: str, alpha: float) -> str:
    """A colour #rrggbb with transparency."""
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {alpha})"


def map_layout(found: Answers, data: Data) -> dict[str, Any]:
    """The layout of a map over two inputs, drawn to one scale where their reaches are alike.

    Its margins are fixed: margins that fit themselves shrink a map to one scale more and more, and they jump.
    """
    (low, high), (down, up) = ((float(a[0]), float(a[-1])) for a in found.window.axes)
    first, second = (in_chart(input_name(data, row)) for row in found.window.inputs)
    ratio = (up - down) / (high - low)
    alike = 1 / LIKE_EACH_OTHER < ratio < LIKE_EACH_OTHER
    square = {"scaleanchor": "x", "constrain": "domain", "constraintoward": "top"} if alike else {}
    still = {"showgrid": False, "zeroline": False, "automargin": False}
    across = axis(first, range=[low, high], constrain="domain", constraintoward="right", **still)
    return look(across, axis(second, range=[down, up], **still, **square), HEIGHT, margin=MARGIN)


def hover_of(found: Answers, data: Data) -> str:
    """What is said of a place: the values of its inputs."""
    names = [in_chart(input_name(data, row)) for row in found.window.inputs]
    return "<br>".join(f"{name} = %{{{letter}:.3g}}" for name, letter in zip(names, "xy", strict=False))


def class_map(found: Answers, data: Data, _: int, prose: Prose) -> go.Figure:
    """Every place in the tint of the class that is chosen there, the paler the closer the next one is; the borders."""
    drawn: list[go.BaseTraceType] = []
    for number, ahead in enumerate(found.leads()):
        drawn.append(_tint(found, ahead, class_look(number)[0]))
        if number < data.classes - 1:  # the last class has all of its borders with others
            drawn.append(_border(found, ahead))
    first, second = (data.X[row] for row in found.window.inputs)
    points = class_points(data, first, second, found.chosen(), hover_of(found, data), prose)
    return go.Figure([*drawn, *points], map_layout(found, data))


def _tint(found: Answers, ahead: Array, color: str) -> go.Heatmap:
    """Where a class is ahead. The browser stretches the cells into each other, which is quick; a byte each will do."""
    x, y = found.window.axes
    return go.Heatmap(
        x=x,
        y=y,
        z=np.rint(255 * np.maximum(ahead, 0)).astype(np.uint8).reshape(found.window.shape),
        zmin=0,
        zmax=255,
        colorscale=[[0, rgba(color, 0)], [1, rgba(color, 0.55)]],
        showscale=False,
        zsmooth="fast",
        hoverinfo="skip",
    )


def _border(found: Answers, ahead: Array) -> go.Contour:
    """The line on which a class is as far as the best other one."""
    x, y = found.window.axes
    return go.Contour(
        x=x,
        y=y,
        z=single(ahead).reshape(found.window.shape),
        contours={"start": 0, "end": 0, "size": 1, "coloring": "none"},
        line={"color": GREY, "width": 2.5, "smoothing": 0},
        showscale=False,
        showlegend=False,
        hoverinfo="skip",
    )


def number_map(found: Answers, data: Data, output: int, prose: Prose) -> go.Figure:
    """One output (0-based) as a colour at every place, and the examples in the colour of their targets."""
    (low, high), (x, y) = reach(data.targets[output], ROOM), found.window.axes
    name = in_chart(output_name(data, output))
    scale = {"zmin": low, "zmax": high, "colorscale": SHADES, "colorbar": {"thickness": 12, "title": {"text": name}}}
    hover = hover_of(found, data)
    shown = go.Heatmap(
        x=x,
        y=y,
        z=single(found.over[output]).reshape(found.window.shape),
        zsmooth="fast",
        hovertemplate=f"{hover}<br>{name} = %{{z:.3g}}<extra></extra>",
        **scale,
    )
    marker = {"color": data.targets[output], "cmin": low, "cmax": high, "colorscale": SHADES, "line": WHITE}
    seen, unseen = ({**marker, "symbol": symbol} for symbol in ("circle", UNSEEN))
    at = [data.X[row] for row in found.window.inputs]
    points = both_parts(data, *at, seen, prose.say(f"{AT}.targets"), f"{hover}<extra></extra>", unseen=unseen)
    return go.Figure([shown, *points, *validation_key(data, prose, UNSEEN)], map_layout(found, data))


def curves(found: Answers, data: Data, _: int, prose: Prose) -> go.Figure:
    """Every output over the only input, with the examples at their targets."""
    row = found.window.inputs[0]
    x, at = found.window.axes[0], data.X[row]
    heights = np.array(found.ends) if data.classes else data.targets
    across = axis(in_chart(input_name(data, row)), range=[float(x[0]), float(x[-1])], zeroline=False)
    up = axis(in_chart(_up_name(data)), range=list(reach(heights, ROOM)), zeroline=False)
    shown = [_curve(x, line, place, data, prose) for place, line in enumerate(found.over)]
    if data.classes:
        heights = _class_heights(found, data)
        return go.Figure(
            [*shown, *class_points(data, at, heights, found.chosen(), "", prose)], look(across, up, HEIGHT)
        )
    for place, line in enumerate(data.targets):
        color, symbol = class_look(place)
        name = prose.say(f"{AT}.targets_of", output=in_chart(output_name(data, place, "y")))
        marker = {"color": color, "symbol": symbol, "opacity": 0.7}
        shown += both_parts(data, at, line, marker, name, f"%{{y:.3g}}<extra>{name}</extra>")
    return go.Figure([*shown, *validation_key(data, prose)], look(across, up, HEIGHT))


def _up_name(data: Data) -> str:
    return output_name(data, 0) if not data.classes and len(data.targets) == 1 else "ŷ"


def _class_heights(found: Answers, data: Data) -> Array:
    """Where the examples stand beside the curves: at their target, with an output for each class at that of its own."""
    low, high = found.ends
    return np.where(data.targets[0] == 1, high, low) if len(found.over) == 1 else np.full(data.X.shape[1], high)


def _curve(x: Array, y: Array, place: int, data: Data, prose: Prose) -> go.Scatter:
    name = in_chart(class_name(data, place, prose) if data.classes > 2 else output_name(data, place))
    line = {"color": class_look(place)[0], "dash": DASHES[place % len(DASHES)], "width": 3}
    hover = f"%{{y:.3g}}<extra>{name}</extra>"
    return go.Scatter(x=x, y=y, mode="lines", line=line, name=prose.say(f"{AT}.line", name=name), hovertemplate=hover)


def against(found: Answers, data: Data, output: int, prose: Prose) -> go.Figure:
    """One output (0-based) of each example over its target: all that is right lies on the line."""
    ends, name = list(reach(data.targets[output], ROOM)), in_chart(output_name(data, output))
    line = {"color": GREY, "width": 2, "dash": "dash"}
    equal = go.Scatter(x=ends, y=ends, mode="lines", line=line, name=prose.say(f"{AT}.equal"), hoverinfo="skip")
    marker = {"color": class_look(output)[0], "symbol": class_look(output)[1]}
    hover = f"y = %{{x:.3g}}<br>{name} = %{{y:.3g}}<extra></extra>"
    points = both_parts(data, data.targets[output], found.said[output], marker, prose.say(f"{AT}.examples"), hover)
    across, up = axis(prose.say(f"{AT}.target"), range=ends), axis(prose.say(f"{AT}.answer", name=name), range=ends)
    return go.Figure([equal, *points, *validation_key(data, prose)], look(across, up, HEIGHT))


def taken_for(found: Answers, data: Data, _: int, prose: Prose) -> go.Figure:
    """How many examples of each class were taken for which: training, and validation behind a plus sign."""
    seen, unseen = (confusion(data, found.chosen(), part) for part in ("training", "validation"))
    names = [in_chart(class_name(data, number, prose)) for number in range(data.classes)]
    share = seen / np.maximum(seen.sum(axis=1, keepdims=True), 1)
    both = [[_counts(*pair) for pair in zip(*rows, strict=True)] for rows in zip(seen, unseen, strict=True)]
    cells = go.Heatmap(
        x=names,
        y=names,
        z=share,
        text=both,
        texttemplate="%{text}",
        zmin=0,
        zmax=1,
        colorscale=[[0, rgba(BLUE, 0)], [1, rgba(BLUE, 0.6)]],
        showscale=False,
        xgap=2,
        ygap=2,
        hoverinfo="skip",
    )
    kinds = {"type": "category", "showgrid": False}
    up = axis(prose.say(f"{AT}.true_class"), autorange="reversed", **kinds)
    return go.Figure([cells], look(axis(prose.say(f"{AT}.chosen_class"), **kinds), up, HEIGHT))


def _counts(seen: int, unseen: int) -> str:
    return f"{seen} + {unseen}" if unseen else str(seen)
