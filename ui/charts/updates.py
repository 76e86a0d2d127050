"""J over the updates of a lesson, with the update that is looked at marked."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from explain import Prose
from explain.numbers import plain
from ui.charts.style import BLUE, ORANGE, axis, look

AT = "course.cycle.back"
HEIGHT = 280


def updates_chart(counts: Sequence[int], losses: Sequence[float], chosen: int, digits: int, prose: Prose) -> go.Figure:
    """The figure: J before each update (`counts`), a diamond with its number at the chosen one."""
    at = list(counts).index(chosen)
    curve = go.Scatter(
        x=list(counts),
        y=list(losses),
        mode="lines+markers",
        line={"color": BLUE, "width": 2},
        marker={"size": 5},
        hovertemplate="%{x}: J = %{y:." + str(digits) + "g}<extra></extra>",
    )
    here = go.Scatter(
        x=[chosen],
        y=[losses[at]],
        mode="markers+text",
        text=[plain(losses[at], digits)],
        textposition="top right" if at < len(counts) / 2 else "top left",
        cliponaxis=False,
        marker={"symbol": "diamond", "size": 13, "color": ORANGE},
        hoverinfo="skip",
    )
    along = axis(prose.say(f"{AT}.axis"), rangemode="tozero") | {"tickformat": "d"}
    return go.Figure([curve, here], look(along, axis("J", rangemode="tozero"), HEIGHT, showlegend=False))


def description(counts: Sequence[int], losses: Sequence[float], chosen: int, digits: int, prose: Prose) -> str:
    """The figure in words."""
    return prose.say(
        f"{AT}.alt",
        first=counts[0],
        start=plain(losses[0], digits),
        last=counts[-1],
        end=plain(losses[-1], digits),
        chosen=chosen,
        loss=plain(losses[list(counts).index(chosen)], digits),
        lowest=plain(min(losses), digits),
        highest=plain(max(losses), digits),
    )
