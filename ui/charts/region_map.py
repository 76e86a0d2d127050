"""What a network says all over a square: two tints, the line where the output is one half, the examples."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from engine.expr import Array
from explain import Prose
from explain.regions import LINE, Regions
from ui.charts.style import BLUE, GREY, ORANGE, axis, look

HEIGHT = 380
TINTS = ((0.0, "rgba(59, 130, 196, 0.5)"), (0.5, "rgba(128, 128, 128, 0.08)"), (1.0, "rgba(204, 112, 20, 0.5)"))
CLASSES = ((BLUE, "circle"), (ORANGE, "diamond"))


def region_map(found: Regions, x: Array, y: Array, prose: Prose) -> go.Figure:
    """The figure of a network's outputs with the examples: X is 2 x d, Y 1 x d of 0 and 1."""
    output = found.output.astype(np.float32)  # half the bytes, far more digits than a tint or a label shows
    given = {"x": found.x1, "y": found.x2, "z": output, "showscale": False}
    hover = "x₁ = %{x:.3g}<br>x₂ = %{y:.3g}<br>ŷ = %{z:.3g}<extra></extra>"
    tint = go.Heatmap(**given, zmin=0, zmax=1, colorscale=TINTS, zsmooth="best", hovertemplate=hover)
    at = {"start": LINE, "end": LINE, "size": 1, "coloring": "none"}
    line = {"color": GREY, "width": 4}
    name = prose.say("course.activations.map.line")
    border = go.Contour(**given, contours=at, line=line, hoverinfo="skip", name=name, showlegend=True)
    marks = [_examples(x[:, y[0] == label], *drawn, label, prose) for label, drawn in enumerate(CLASSES)]
    reach = [float(found.x1[0]), float(found.x1[-1])]
    square = axis("x₂", range=reach, scaleanchor="x", constrain="domain")
    return go.Figure([tint, border, *marks], look(axis("x₁", range=reach, constrain="domain"), square, HEIGHT))


def _examples(x: Array, colour: str, symbol: str, label: int, prose: Prose) -> go.Scatter:
    marker = {"color": colour, "symbol": symbol, "size": 9, "line": {"width": 1, "color": "white"}}
    name = prose.say("course.activations.map.class", label=label)
    return go.Scatter(x=x[0], y=x[1], mode="markers", marker=marker, name=name, hoverinfo="name")
