"""A map of the slopes of a layer: a row for each unit with its flag, a column for each example."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from explain import Prose
from explain.numbers import plain
from explain.units import FLAT, Unit
from ui.charts.style import axis, look

ZERO, SMALL = "0", "~"
"""What stands in a cell whose slope is 0, or small."""


def called(unit: Unit, prose: Prose) -> str:
    """A unit with its flag: "unit 3: dead"."""
    return prose.say(f"course.trouble.flag.{unit.flag}", unit=unit.unit + 1, flat=plain(100 * unit.flat, 2))


def mark(slope: float, steepest: float) -> str:
    """The sign in a cell."""
    if slope == 0:
        return ZERO
    return SMALL if slope <= FLAT * steepest else ""


def figure(found: Sequence[Unit], steepest: float, prose: Prose) -> go.Figure:
    """The map; the steepest slope that the activation can have is the darkest."""
    names = [called(unit, prose) for unit in found]
    columns = list(range(1, found[0].slopes.size + 1))
    cells = go.Heatmap(
        x=columns,
        y=names,
        z=[unit.slopes.tolist() for unit in found],
        text=[[mark(slope, steepest) for slope in unit.slopes.tolist()] for unit in found],
        texttemplate="%{text}",
        textfont={"size": 15},
        zmin=0,
        zmax=steepest,
        colorscale="Blues",
        xgap=2,
        ygap=2,
        colorbar={"thickness": 10, "len": 1.0, "title": {"text": "f′(z)"}},
        hovertemplate="%{y}<br>%{x}: %{z:.3g}<extra></extra>",
    )
    y = axis("", autorange="reversed", showgrid=False)
    x = axis(prose.say("course.trouble.axis.example"), dtick=1, showgrid=False)
    return go.Figure([cells], look(x, y, 60 + 38 * len(found)))


def rows(found: Sequence[Unit], prose: Prose) -> list[list[float | str]]:
    """One row a unit: its name with its flag, and the slope for each example."""
    return [[called(unit, prose), *unit.slopes.tolist()] for unit in found]


def description(found: Sequence[Unit], prose: Prose) -> str:
    """The map in words: what is flagged."""
    return prose.say("course.trouble.units.alt", units="; ".join(called(unit, prose) for unit in found))
