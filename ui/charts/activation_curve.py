"""An activation over z and its slope beneath: the point where z is, its tangent, the flat stretches and the kinks."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine import Trace
from explain import Prose
from explain.curves import FLAT, REACH, Curve, tangent
from explain.numbers import plain
from ui.charts.style import BLUE, ORANGE, PURPLE, axis, look

HEIGHT = 430
JUMP = 0.5
"""Between two points of the grid a value that changes by more than this jumps; the line has a gap there."""
SHADE = "rgba(128, 128, 128, 0.18)"


def activation_curve(found: Curve, at: Trace, prose: Prose) -> go.Figure:
    """The figure of a curve; `at` is the one-unit network whose z is marked."""
    z, a, slope = (float(at[key][0, 0]) for key in ("Z1", "Yhat", "slope1"))
    (left, low), (right, high) = tangent(at)
    traces = [
        _line(found.z, found.value, prose.say("course.activations.chart.value"), {"color": BLUE, "width": 3}),
        _line(
            [left, right], [low, high], prose.say("course.activations.chart.tangent"), {"color": ORANGE, "dash": "dash"}
        ),
        _line(found.z, found.slope, prose.say("course.activations.chart.slope"), {"color": PURPLE, "width": 3}, "y2"),
        _points([z], [a], "diamond", prose.say("course.activations.chart.here")),
        _points([z], [slope], "diamond", "", "y2"),
    ]
    if found.kinks:
        lefts = [found.slope_at(kink) for kink in found.kinks]
        traces.append(_points(found.kinks, lefts, "circle-open", prose.say("course.activations.chart.kink"), "y2"))
    upper = axis("a", domain=[0.47, 1], range=_range(found.value))
    lower = axis(prose.say("course.activations.chart.slope_axis"), domain=[0, 0.4], range=_range(found.slope))
    shapes = [_shade(*stretch) for stretch in found.flat]
    layout = look(axis("z", range=[-REACH, REACH], anchor="y2"), upper, HEIGHT, yaxis2=lower, shapes=shapes)
    return go.Figure(traces, layout)


def description(found: Curve, at: Trace, name: str, prose: Prose) -> str:
    """The figure in words, with the numbers at the marked point."""
    z, a, slope = (plain(float(at[key][0, 0]), 4) for key in ("Z1", "Yhat", "slope1"))
    shape = prose.say("course.activations.chart.alt", activation=name, low=-REACH, high=REACH, z=z, a=a, slope=slope)
    return f"{shape} {flatness(found, prose)}"


def flatness(found: Curve, prose: Prose) -> str:
    """Where the curve is flat, as a sentence."""
    if not found.flat:
        return prose.say("course.activations.never_flat", threshold=FLAT)
    between = (prose.say("course.activations.between", low=plain(a, 3), high=plain(b, 3)) for a, b in found.flat)
    return prose.say("course.activations.flat", threshold=FLAT, stretches=", ".join(between))


def _line(x: Any, y: Any, label: str, line: dict[str, Any], yaxis: str = "y") -> go.Scatter:
    x, y = np.asarray(x, float), np.asarray(y, float)
    jumps = np.flatnonzero(np.abs(np.diff(y)) > JUMP) + 1 if len(x) > 2 else []
    x, y = np.insert(x, jumps, np.nan), np.insert(y, jumps, np.nan)
    hover = "z = %{x:.4g}<br>%{y:.4g}<extra></extra>"
    return go.Scatter(x=x, y=y, name=label, mode="lines", line=line, yaxis=yaxis, hovertemplate=hover)


def _points(x: Any, y: Any, symbol: str, label: str, yaxis: str = "y") -> go.Scatter:
    marker = {"size": 12, "symbol": symbol, "color": ORANGE, "line": {"width": 2}}
    hover = "z = %{x:.4g}<br>%{y:.6g}<extra></extra>"
    shown = bool(label)
    return go.Scatter(
        x=list(x),
        y=list(y),
        name=label,
        mode="markers",
        marker=marker,
        yaxis=yaxis,
        hovertemplate=hover,
        showlegend=shown,
    )


def _shade(low: float, high: float) -> dict[str, Any]:
    """A flat stretch, behind both curves."""
    ends = {"x0": low, "x1": high, "y0": 0, "y1": 1, "xref": "x", "yref": "paper"}
    return {"type": "rect", "fillcolor": SHADE, "line": {"width": 0}, "layer": "below", **ends}


def _range(values: Any) -> list[float]:
    """The range of an axis: all values with some room, and never empty."""
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.3)
    room = 0.12 * (high - low)
    return [low - room, high + room]
