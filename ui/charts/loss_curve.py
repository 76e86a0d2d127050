"""The loss of one example and its gradient over a sum or an output, with where the learner stands."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from engine.expr import Array
from explain import Prose
from explain.numbers import plain
from ui.charts.style import BLUE, ORANGE, axis, look

HEIGHT = 320
TOP, BOTTOM = 9.0, -7.0
"""The curves are cut off here, since a loss near a probability of 0 has no end."""
ROOM = 0.14
"""Space for a number over and under the curves, as a share of their height."""


def loss_curve(
    at: Array, loss: Array, gradient: Array, here: tuple[float, float, float], name: str, prose: Prose
) -> go.Figure:
    """The figure. `here` is the value, the loss and the gradient where the learner stands; `name` is the axis ("z")."""
    series = (
        (loss, here[1], "loss", BLUE, "solid", "circle", "top center"),
        (gradient, here[2], "gradient", ORANGE, "dash", "diamond", "bottom center"),
    )
    traces = []
    for values, now, key, color, dash, symbol, side in series:
        label = prose.say(f"course.outputs.curve.{key}", name=name)
        hover = f"{name} = %{{x:.4g}}<br>{label}: %{{y:.4g}}<extra></extra>"
        line = {"color": color, "dash": dash, "width": 3}
        traces.append(go.Scatter(x=at, y=values, name=label, mode="lines", line=line, hovertemplate=hover))
        marker = {"size": 11, "symbol": symbol, "color": color}
        traces.append(
            go.Scatter(
                x=[here[0]],
                y=[now],
                mode="markers+text",
                marker=marker,
                text=[plain(now, 3)],
                textposition=side,
                showlegend=False,
                hovertemplate=hover,
            )
        )
    seen = np.concatenate([v[np.isfinite(v)] for v in (loss, gradient)])
    low, high = max(float(seen.min()), BOTTOM), min(float(seen.max()), TOP)
    low, high = min(low, *here[1:]), max(high, *here[1:])
    room = {"range": [low - ROOM * (high - low), high + ROOM * (high - low)]}
    return go.Figure(traces, look(axis(name), axis("", **room), HEIGHT))
