"""Lines over a common axis, such as J over the updates: told apart by dash, marker and name; a level to compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ui.charts.style import DASHES, GREY, SERIES, SYMBOLS, axis, look


@dataclass(frozen=True)
class Line:
    """One line: its name and its points. None is a gap."""

    name: str
    x: Sequence[float]
    y: Sequence[float | None]


MARKED = 30
"""A line of more points has no markers."""
FIRST = (-0.5, 10)
"""What the axis shows while there is only the point at 0."""


def lines(
    shown: Sequence[Line], across: str, up: str, *, level: tuple[str, float] | None = None, **up_axis: Any
) -> go.Figure:
    """The figure; `across` and `up` name the axes, `level` is a named height drawn as a thin line."""
    drawn = [_drawn(line, place, up) for place, line in enumerate(shown)]
    if level is not None:
        name, height = level
        ends = [min(x for line in shown for x in line.x), max(x for line in shown for x in line.x)]
        style = {"color": GREY, "width": 1.5, "dash": "longdash"}
        drawn.append(go.Scatter(x=ends, y=[height, height], name=name, mode="lines", line=style, hoverinfo="skip"))
    only_start = all(x == 0 for line in shown for x in line.x)
    return go.Figure(drawn, look(axis(across, **({"range": FIRST} if only_start else {})), axis(up, **up_axis)))


def _drawn(line: Line, place: int, up: str) -> go.Scatter:
    place %= len(SERIES)
    return go.Scatter(
        x=list(line.x),
        y=list(line.y),
        name=line.name,
        mode="lines" if len(line.x) > MARKED else "lines+markers",
        line={"color": SERIES[place], "width": 2.5, "dash": DASHES[place]},
        marker={"symbol": SYMBOLS[place], "size": 7},
        hovertemplate=f"{up} = %{{y:.4g}}<extra>{line.name}</extra>",
    )
