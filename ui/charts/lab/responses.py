"""What the units of a hidden layer respond to, as small pictures side by side on one common scale.

All pictures stand on one pair of axes, in cells: a figure with axes for every unit takes four times as long to make.
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from engine.expr import Array
from explain.lab.responses import POINTS, Responses
from ui.charts.lab.points import single
from ui.charts.style import BLUE, GREY, axis, look

ACROSS = 4
"""Pictures in a row."""
BESIDE, BELOW = 2, 6
"""Cells between two pictures; those below leave room for the names."""
ROW = 150
"""Pixels of a picture with its name."""
SHADES = [[0.0, "rgba(59, 130, 196, 0.9)"], [0.5, "rgba(128, 128, 128, 0.06)"], [1.0, "rgba(204, 112, 20, 0.9)"]]
"""Blue below 0, orange above."""
HALF = 0.5
"""A cell reaches this far from its middle."""


def pictures(found: Responses, names: list[str]) -> go.Figure:
    """One picture for each unit with its name: a map over two inputs, a curve over one."""
    rows = -(-len(names) // ACROSS)
    corners = np.array([_corner(place, rows) for place in range(len(names))])
    draw = _curves if len(found.window.axes) == 1 else _maps
    bare = {"visible": False, "showgrid": False, "zeroline": False}
    across = axis("", range=[-1, ACROSS * (POINTS + BESIDE) - BESIDE], **bare)
    up = axis("", range=[-1, rows * (POINTS + BELOW)], **bare)
    titles = go.Scatter(
        x=corners[:, 0] - HALF,
        y=corners[:, 1] + POINTS - HALF,
        text=names,
        mode="text",
        textposition="top right",
        hoverinfo="skip",
    )
    return go.Figure([*draw(found, corners), titles], look(across, up, rows * ROW, showlegend=False))


def _corner(place: int, rows: int) -> tuple[int, int]:
    """The cell at the lower left of a picture."""
    row, column = divmod(place, ACROSS)
    return column * (POINTS + BESIDE), (rows - 1 - row) * (POINTS + BELOW)


def _maps(found: Responses, corners: Array) -> list[go.BaseTraceType]:
    """All maps as one, with nothing in the cells between them."""
    z = np.full(corners.max(axis=0)[::-1] + POINTS, np.nan, dtype=np.float32)
    for (left, low), values in zip(corners, found.values, strict=True):
        z[low : low + POINTS, left : left + POINTS] = single(values).reshape(found.window.shape)
    scale = {"zmin": -found.largest, "zmax": found.largest, "colorscale": SHADES, "showscale": False}
    hover = {"hovertemplate": "%{z:.3g}<extra></extra>", "hoverongaps": False}
    return [go.Heatmap(z=z, zsmooth="fast", **scale, **hover), _frames(corners, HALF)]


def _curves(found: Responses, corners: Array) -> list[go.BaseTraceType]:
    """All curves as one line with gaps; a grey line at 0 in each picture."""
    height = (found.high - found.low) or 1.0
    along = np.linspace(0, POINTS - 1, found.values.shape[1])
    up = (POINTS - 1) * (found.values - found.low) / height
    line = go.Scatter(
        x=_apart(corners[:, :1] + along),
        y=_apart(corners[:, 1:] + up),
        customdata=_apart(found.values),
        mode="lines",
        line={"color": BLUE, "width": 2.5},
        hovertemplate="%{customdata:.3g}<extra></extra>",
    )
    zero = corners[:, 1:] + np.full((1, 2), -found.low / height * (POINTS - 1))
    ends = corners[:, :1] + np.array([[0, POINTS - 1]])
    level = _thin(ends, zero, "dot")
    return [level, line, _frames(corners, HALF)]


def _frames(corners: Array, room: float) -> go.Scatter:
    left, low, size = corners[:, :1] - room, corners[:, 1:] - room, POINTS - 1 + 2 * room
    return _thin(left + size * np.array([[0, 1, 1, 0, 0]]), low + size * np.array([[0, 0, 1, 1, 0]]), "solid")


def _thin(x: Array, y: Array, dash: str) -> go.Scatter:
    return go.Scatter(
        x=_apart(x), y=_apart(y), mode="lines", line={"color": GREY, "width": 1, "dash": dash}, hoverinfo="skip"
    )


def _apart(rows: Array) -> Array:
    """Rows one after the other with a gap behind each."""
    return np.hstack([rows, np.full((len(rows), 1), np.nan)]).ravel()
