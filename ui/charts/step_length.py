"""J after one update over the learning rate, with what the gradient predicts for it and the learning rate chosen."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from explain import Prose
from explain.moves import Slice
from ui.charts.style import BLUE, ORANGE, PURPLE, axis, look

HOVER = "η = %{x:.3g}<br>J = %{y:.4g}<extra></extra>"
ROOM = 0.06
"""Space over and under the curve, as a share of its height."""


def step_length(found: Slice, prose: Prose) -> go.Figure:
    """The figure: curve and tangent as lines, J before, J after the chosen step, and J as predicted for it."""
    points = (
        ("before", 0.0, found.before, "circle", BLUE),
        ("after", found.chosen, found.after, "diamond", PURPLE),
        ("predicted", found.chosen, found.predicted, "circle-open", ORANGE),
    )
    traces = [
        _line(found.eta, found.loss, prose.say("course.update.slice.curve"), color=BLUE, width=3),
        _line(found.eta, found.tangent, prose.say("course.update.slice.tangent"), color=ORANGE, width=2, dash="dash"),
    ]
    for name, x, y, symbol, colour in points:
        marker = {"size": 12, "symbol": symbol, "color": colour, "line": {"width": 2, "color": colour}}
        label = prose.say(f"course.update.slice.{name}")
        traces.append(go.Scatter(x=[x], y=[y], name=label, mode="markers", marker=marker, hovertemplate=HOVER))
    return go.Figure(traces, look(axis("η"), axis("J", range=_height(found)), 340))


def _line(x: Any, y: Any, label: str, **line: Any) -> go.Scatter:
    return go.Scatter(x=x, y=y, name=label, mode="lines", line=line, hovertemplate=HOVER)


def _height(found: Slice) -> list[float]:
    """From the predicted point or the curve's lowest to the curve's highest: the tangent goes on below the axis."""
    seen = np.append(found.loss[np.isfinite(found.loss)], found.predicted)
    room = ROOM * float(np.ptp(seen))
    return [float(seen.min()) - room, float(seen.max()) + room]
