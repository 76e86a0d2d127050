"""The weights and biases of a network as tiles: blue below 0, red above, pale near 0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explain import Prose
from explain.lab.tiles import Tiles
from ui.charts.style import DIVERGING, axis, look

AT = "course.lab_network"
ROW, EDGE = 17, 70
"""The height of a unit's row, and of what stands around them, in pixels."""
LEAST = 170


def tile_names(found: Tiles, layers: Sequence[Sequence[str]]) -> list[list[str]]:
    """What each tile is called; `layers` has the names of each layer's weights, row by row, and then its biases."""
    names = [[""] * found.values.shape[1] for _ in found.values]
    for (first, inputs, bias), called in zip(found.layers, layers, strict=True):
        units = len(called) // (inputs + 1)
        for unit in range(units):
            names[unit][first : first + inputs] = called[unit * inputs : (unit + 1) * inputs]
            names[unit][bias] = called[units * inputs + unit]
    return names


def tile_map(found: Tiles, names: list[list[str]], prose: Prose) -> go.Figure:
    """The figure. Every tile has its name and its number at a touch."""
    heat = {
        "type": "heatmap",
        "z": found.values,
        "text": names,
        "zmin": -found.end,
        "zmax": found.end,
        "colorscale": DIVERGING,
        "reversescale": True,
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "hovertemplate": "%{text} = %{z:.4g}<extra></extra>",
        "colorbar": {"thickness": 12, "nticks": 5},
    }
    units = len(found.values)
    down = axis(
        prose.say(f"{AT}.unit"),
        autorange="reversed",
        showgrid=False,
        zeroline=False,
        tickvals=list(range(units)),
        ticktext=[str(unit + 1) for unit in range(units)],
    )
    return go.Figure({"data": [heat], "layout": look(_across(found, prose), down, max(LEAST, ROW * units + EDGE))})


def _across(found: Tiles, prose: Prose) -> dict[str, Any]:
    """The axis that says which layer a block belongs to, and which column its biases are."""
    places, words = [], []
    for layer, (first, inputs, bias) in enumerate(found.layers, 1):
        places += [first + (inputs - 1) / 2, bias]
        words += [prose.say(f"{AT}.weights", layer=layer), prose.say(f"{AT}.biases")]
    return axis("", showgrid=False, zeroline=False, tickvals=places, ticktext=words)


def tile_rows(found: Tiles, names: list[list[str]]) -> list[list[Any]]:
    """One row for each weight and bias: its name and its number."""
    there = np.argwhere(~np.isnan(found.values.T))
    return [[names[row][column], float(found.values[row, column])] for column, row in there.tolist()]
