"""Charts over the updates of a run: losses and accuracy, every weight and bias, and the sizes of the gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine.expr import Array, Entry, Var
from explain import Prose
from explain.lab.over_time import Courses, Sizes, Timeline
from explain.lab.run import Moment
from explain.names import entry
from explain.numbers import plain
from ui.charts.lines import FIRST
from ui.charts.style import BLUE, DASHES, GREEN, GREY, ORANGE, RED, SERIES, SYMBOLS, axis, look

AT = "course.lab_over_time"
MARKED = 30
"""A line of more points has no markers."""
SYMBOLS_OF_LAYERS = (*SYMBOLS, "star", "hexagon")
"""One for each layer that a network of the lab can have."""
GAP = 0.08
"""Between the losses and the accuracy below them, as a part of the height."""
ACCURACY = 0.26
RIGHT = 24
"""Room for half of the last label."""


def update_axis(at: Timeline, prose: Prose, **more: Any) -> dict[str, Any]:
    """The axis: updates, and below each the epochs that have passed before it."""
    named = [f"{update}<br>{plain(epoch, 4)}" for update, epoch in at.ticks]
    edges = [0, at.last] if at.last else list(FIRST)
    ticks = {"tickvals": [update for update, _ in at.ticks], "ticktext": named}
    # Without "allow", Plotly leaves out the last label, which reaches a little beyond the chart.
    return axis(prose.say(f"{AT}.axis.update"), range=edges, zeroline=False, ticklabeloverflow="allow", **ticks, **more)


def when(prose: Prose) -> str:
    """What a point of a line says of its update."""
    return prose.say(f"{AT}.when", update="%{x}")


def marks(at: Timeline) -> list[dict[str, Any]]:
    """A line at the moment that is looked at, and a thinner one wherever settings were changed on the way."""
    return [
        *(_upright(update, {"color": GREY, "width": 1, "dash": "dash"}) for update in at.changes),
        _upright(at.looked_at, {"color": GREEN, "width": 2, "dash": "dot"}),
    ]


def _upright(update: int, line: dict[str, Any]) -> dict[str, Any]:
    return {"type": "line", "x0": update, "x1": update, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def losses(found: Sequence[Moment], at: Timeline, scale: str, prose: Prose) -> go.Figure:
    """J without the penalty on both parts, the penalty where there is one, and accuracy below where there are classes.

    `scale` is "linear" or "log"; what is 0 has no place on the second.
    """
    shown = [(name, values, "%{y:.4g}", "y") for name, values in loss_series(found).items()]
    share = [(name, values, "%{y:.1%}", "y2") for name, values in accuracy_series(found).items()]
    updates = [moment.update for moment in found]
    looks = {"training": 0, "validation": 1, "penalty": 2}
    drawn = []
    for name, values, hover, side in (*shown, *share):
        if scale == "log" and side == "y":
            values = [value or None for value in values]
        line = _line(updates, values, prose.say(f"{AT}.line.{name}"), looks[name], f"{hover}<br>{when(prose)}")
        drawn.append(line | {"yaxis": side, "showlegend": side == "y"})
    up = axis("J", type=scale, rangemode="tozero" if scale == "linear" else "normal")
    if not share:
        return _figure(drawn, look(update_axis(at, prose), up, 300, shapes=marks(at)))
    below = axis(prose.say(f"{AT}.axis.accuracy"), range=[-0.03, 1.05], tickformat=".0%", domain=[0, ACCURACY])
    layout = look(
        update_axis(at, prose, anchor="y2"),
        up | {"domain": [ACCURACY + GAP, 1]},
        400,
        shapes=marks(at),
        yaxis2=below | {"nticks": 3},
    )
    return _figure(drawn, layout)


def loss_series(found: Sequence[Moment]) -> dict[str, list[float | None]]:
    """Training, and validation and penalty where there are any, by name."""
    series: dict[str, list[float | None]] = {"training": [moment.training.loss for moment in found]}
    if any(moment.validation.loss is not None for moment in found):
        series["validation"] = [moment.validation.loss for moment in found]
    if any(moment.penalty for moment in found):
        series["penalty"] = [moment.penalty for moment in found]
    return series


def accuracy_series(found: Sequence[Moment]) -> dict[str, list[float | None]]:
    """The share that is right of training and validation, for classifications."""
    parts = {name: [getattr(moment, name).accuracy for moment in found] for name in ("training", "validation")}
    return {name: values for name, values in parts.items() if any(value is not None for value in values)}


def parameters(found: Courses, at: Timeline, prose: Prose) -> go.Figure:
    """Every weight and bias of a layer over the updates: one trace a kind, with gaps, which browsers draw quickly."""
    units, inputs = found.weights.shape[1:]
    sizes = {"in": inputs, "out": units, "d": 2}
    weight = Var(f"W{found.layer}", ("out", "in"), "W", found.layer)
    bias = Var(f"b{found.layer}", ("out", "1"), "b", found.layer)
    kinds = (
        ("weights", weight, found.weights, BLUE, "solid"),
        ("biases", bias, found.biases[:, :, None], ORANGE, "dash"),
    )
    drawn = []
    for name, var, values, color, dash in kinds:
        shown = True
        for places in _alike(var, sizes, values.shape[1:]):
            trace = _bundle(found.updates, values, places, var, sizes, when(prose))
            style = {"line": {"color": color, "width": 1.2, "dash": dash}, "marker": {"color": color, "size": 6}}
            drawn.append({**trace, **style, "name": prose.say(f"{AT}.line.{name}"), "showlegend": shown})
            shown = False
    return _figure(drawn, look(update_axis(at, prose), axis(prose.say(f"{AT}.axis.value")), 380, shapes=marks(at)))


def _alike(var: Var, sizes: dict[str, int], shape: tuple[int, ...]) -> list[list[tuple[int, int]]]:
    """The entries whose names are written alike: with a comma between the indices (from 10 on), or without."""
    every = [(row, column) for row in range(shape[0]) for column in range(shape[1])]
    with_comma = {place for place in every if "," in entry(Entry(var, *place), sizes)}
    groups = [[place for place in every if (place in with_comma) is comma] for comma in (False, True)]
    return [group for group in groups if group]


def _bundle(
    updates: Sequence[int], values: Array, places: list[tuple[int, int]], var: Var, sizes: dict[str, int], when: str
) -> dict[str, Any]:
    """The entries at `places`, one line after the other with a gap between; their indices go along for the hover."""
    rows, columns = np.array(places).T
    held = np.nanmax(np.abs(values), initial=0.0) < np.finfo(np.float32).max
    y = np.full((len(places), len(updates) + 1), np.nan, dtype=np.float32 if held else np.float64)
    y[:, :-1] = values[:, rows, columns].T
    x = np.tile(np.array([*updates, updates[-1]], dtype=np.int32), len(places))
    between = "," if "," in entry(Entry(var, *places[0]), sizes) else ""
    indices = np.array(places)[:, : 1 if var.shape[1] == "1" else 2] + 1
    place = between.join(f"%{{customdata[{which}]}}" for which in range(indices.shape[1]))
    name = f"{var.symbol.lower()}<sub>{place}</sub><sup>({var.layer})</sup>"
    return {
        "type": "scatter",
        "x": x,
        "y": y.ravel(),
        "customdata": np.repeat(indices.astype(np.uint8), len(updates) + 1, axis=0),
        "mode": "lines" if len(updates) > 1 else "markers",
        "hovertemplate": f"{name} = %{{y:.4g}}<br>{when}<extra></extra>",
    }


def gradients(updates: Sequence[int], found: Sequence[Sizes | None], at: Timeline, prose: Prose) -> go.Figure:
    """The size of dJ/dW of every layer on a logarithmic axis over the updates; a size of 0 is a cross at the bottom."""
    known = [(update, sizes) for update, sizes in zip(updates, found, strict=True) if sizes is not None]
    layers = len(known[0][1]) if known else 0
    bottom = min((size for _, sizes in known for size in sizes if size), default=1.0) / 3
    drawn = []
    for place in range(layers):
        values = [None if sizes is None else sizes[place] or None for sizes in found]
        name = prose.say(f"{AT}.line.layer", layer=place + 1)
        drawn.append(_line(updates, values, name, place, f"%{{y:.3g}}<br>{when(prose)}", often=False))
    gone = [(update, place + 1) for update, sizes in known for place, size in enumerate(sizes) if not size]
    if gone:
        name = prose.say(f"{AT}.line.gone")
        drawn.append(
            {
                "type": "scatter",
                "x": [update for update, _ in gone],
                "y": [bottom] * len(gone),
                "customdata": [prose.say(f"{AT}.line.layer", layer=layer) for _, layer in gone],
                "mode": "markers",
                "name": name,
                "marker": {"symbol": "x-thin", "size": 9, "line": {"width": 2, "color": RED}},
                "hovertemplate": f"%{{customdata}}: 0<br>{when(prose)}<extra></extra>",
            }
        )
    up = axis(prose.say(f"{AT}.axis.size"), type="log")
    return _figure(drawn, look(update_axis(at, prose), up, 340, shapes=marks(at)))


def _line(
    x: Sequence[int], y: Sequence[float | None], name: str, place: int, hover: str, often: bool = True
) -> dict[str, Any]:
    """A line in the look of its place: colour, dash and symbol."""
    color, few = SERIES[place % len(SERIES)], len(x) <= MARKED
    marker = {"symbol": SYMBOLS_OF_LAYERS[place % len(SYMBOLS_OF_LAYERS)], "size": 7}
    return {
        "type": "scatter",
        "x": list(x),
        "y": list(y),
        "name": name,
        "mode": "lines+markers" if few or not often else "lines",
        "line": {"color": color, "width": 2.5, "dash": DASHES[place % (len(DASHES) - 1)]},
        "marker": marker if few else marker | {"maxdisplayed": 6},
        "cliponaxis": False,
        "hovertemplate": f"{name}: {hover}<extra></extra>",
    }


def _figure(traces: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    wide = {**layout["margin"], "r": RIGHT}
    return go.Figure({"data": traces, "layout": {**layout, "margin": wide, "hovermode": "closest"}})
