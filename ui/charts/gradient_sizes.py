"""The size of the gradient in each layer on a logarithmic axis, and what each layer did to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explain import Prose
from explain.gradient_sizes import LayerSignal
from explain.numbers import plain
from ui.charts.style import BLUE, ORANGE, RED, axis, look

DIGITS = 3


def figure(signals: Sequence[LayerSignal], prose: Prose) -> go.Figure:
    """|dJ/dW| and |dJ/dZ| over the layers. A size of 0 has no place on such an axis: it is a cross at the bottom."""
    at = [s.layer for s in signals]
    lines = [
        _line(at, [s.gradient for s in signals], prose.say("course.trouble.line.gradient"), BLUE, "solid", "circle"),
        _line(at, [s.signal for s in signals], prose.say("course.trouble.line.signal"), ORANGE, "dash", "diamond-open"),
    ]
    gone = [s.layer for s in signals if not s.gradient]
    if gone:
        bottom = min((s.signal for s in signals if s.signal), default=1.0) / 10
        marker = {"symbol": "x", "size": 10, "color": RED}
        name = prose.say("course.trouble.line.gone")
        lines.append(go.Scatter(x=gone, y=[bottom] * len(gone), name=name, mode="markers", marker=marker))
    x = axis(prose.say("course.trouble.axis.layer"), dtick=max(1, len(at) // 7), range=[0.6, len(at) + 0.4])
    return go.Figure(lines, look(x, axis(prose.say("course.trouble.axis.size"), type="log"), 320))


def _line(x: list[int], y: list[float], name: str, color: str, dash: str, symbol: str) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=[value or None for value in y],
        name=name,
        mode="lines+markers",
        line={"color": color, "dash": dash, "width": 2},
        marker={"symbol": symbol, "size": 8},
        hovertemplate="%{x}: %{y:.3g}<extra></extra>",
    )


def rows(signals: Sequence[LayerSignal]) -> list[list[float | None]]:
    """One row a layer: its number, the factors of weights and slopes, |dJ/dZ| and |dJ/dW|."""
    return [[s.layer, s.weights, s.slopes, s.factor, s.signal, s.gradient] for s in signals]


def description(signals: Sequence[LayerSignal], prose: Prose) -> str:
    """The figure in words: both ends of the line of gradients, and how many layers have none."""
    first, last = signals[0].gradient, signals[-1].gradient
    return prose.say(
        "course.trouble.gradients.alt",
        layers=len(signals),
        first=plain(first, DIGITS),
        last=plain(last, DIGITS),
        gone=int(np.sum([not s.gradient for s in signals])),
    )
