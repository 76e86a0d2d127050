"""The map of J over a plane, with the path that training took and the network that is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine.expr import Array
from explain import Prose
from explain.lab.surface import Landscape
from explain.numbers import plain
from ui.charts.lab.over_time import when
from ui.charts.style import GREEN, GREY, ORANGE, PURPLE, RED, axis, look

AT = "course.lab_surface"
HEIGHT = 430
LEAST = 1e-6
"""On the logarithmic scale, what is less than this part of the largest J is shown as if it were that."""
LINES = 12
SHADES = [[0.0, "#f4f8fc"], [1.0, "#3b82c4"]]
"""Without transparency, which the bar that explains them could not show."""


def surface(
    found: Landscape, path: Array, updates: Sequence[int], here: int, names: tuple[str, str], scale: str, prose: Prose
) -> go.Figure:
    """The figure. `path` has the places (across, up) of the network before each of `updates`, `here` is the one that is
    looked at; `scale` is "linear" or "log", of the shades and height lines.
    """
    place = list(updates).index(here)
    drawn = [_contour(found, names, scale, prose), _path(path, updates, prose)]
    if found.lowest is not None:
        drawn.append(_point(np.array(found.lowest[:2]), "lowest", "x", PURPLE, prose))
    drawn += [_point(path[0], "start", "square", GREEN, prose), _point(path[place], "here", "circle", ORANGE, prose)]
    sides = ([float(at[0]), float(at[-1])] for at in (found.across, found.up))
    x, y = (axis(name, range=side, zeroline=False) for name, side in zip(names, sides, strict=True))
    return go.Figure({"data": drawn, "layout": look(x, y, HEIGHT, hovermode="closest")})


def heights(loss: Array, scale: str) -> Array:
    """What the shades show: J, or its logarithm to base 10, no lower than LEAST times the largest J."""
    if scale == "linear" or not (loss > 0).any():
        return loss
    largest = float(np.nanmax(loss))
    return np.log10(np.where(np.isnan(loss), np.nan, np.maximum(loss, LEAST * largest)))


def _contour(found: Landscape, names: tuple[str, str], scale: str, prose: Prose) -> dict[str, Any]:
    shown = heights(found.loss, scale)
    hover = f"{names[0]} = %{{x:.3g}}<br>{names[1]} = %{{y:.3g}}<br>J = %{{text:.4g}}<extra></extra>"
    return {
        "type": "contour",
        "x": found.across,
        "y": found.up,
        "z": shown,
        "text": found.loss,
        "colorscale": SHADES,
        "ncontours": LINES,
        "line": {"color": GREY, "width": 1},
        "colorbar": _bar(shown, scale),
        "hovertemplate": hover,
        "name": prose.say(f"{AT}.map"),
    }


def _bar(shown: Array, scale: str) -> dict[str, Any]:
    """What the shades mean, in J on both scales."""
    bar: dict[str, Any] = {"title": {"text": "J"}, "thickness": 12, "outlinewidth": 0, "nticks": 6}
    known = shown[np.isfinite(shown)]
    if scale == "linear" or not known.size:
        return bar
    ticks = np.linspace(known.min(), known.max(), 5).tolist()
    return bar | {"tickvals": ticks, "ticktext": [plain(10**tick, 3) for tick in ticks]}


def _path(path: Array, updates: Sequence[int], prose: Prose) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": path[:, 0],
        "y": path[:, 1],
        "customdata": list(updates),
        "mode": "lines+markers",
        "name": prose.say(f"{AT}.path"),
        "line": {"color": RED, "width": 2},
        "marker": {"size": 4, "color": RED},
        "hovertemplate": f"{when(prose).replace('{x}', '{customdata}')}<extra></extra>",
    }


def _point(place: Array, name: str, symbol: str, color: str, prose: Prose) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [float(place[0])],
        "y": [float(place[1])],
        "mode": "markers",
        "name": prose.say(f"{AT}.{name}"),
        "marker": {"size": 13, "symbol": symbol, "color": color, "line": {"width": 1, "color": "white"}},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def rows(found: Landscape) -> list[list[float | None]]:
    """One row a height of the map: its value, and J at every point across; None where J is not finite."""
    numbers = np.where(np.isfinite(found.loss), found.loss, np.nan).tolist()
    return [[up, *(None if j != j else j for j in line)] for up, line in zip(found.up.tolist(), numbers, strict=True)]
