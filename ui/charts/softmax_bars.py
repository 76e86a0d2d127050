"""The outputs of a softmax layer as bars, each with its number."""

from __future__ import annotations

import plotly.graph_objects as go

from engine.expr import Array
from explain.numbers import plain
from ui.charts.style import BLUE, axis, look

HEIGHT = 220


def softmax_bars(outputs: Array) -> go.Figure:
    """The figure of the outputs of one example, m x 1."""
    values = outputs[:, 0].tolist()
    names = [f"ŷ<sub>{number}</sub>" for number in range(1, len(values) + 1)]
    labels = [plain(value, 4) for value in values]
    bars = go.Bar(x=names, y=values, text=labels, textposition="outside", marker={"color": BLUE}, hoverinfo="skip")
    return go.Figure([bars], look(axis(""), axis("ŷ", range=[0, 1.15]), HEIGHT, showlegend=False))
