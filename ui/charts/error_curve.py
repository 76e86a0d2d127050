"""The error curve of one weight: J over the weight, the tangent where it is now, and the point after a change of h."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from explain import Prose
from explain.nudge import Nudge, digits_to_tell
from explain.numbers import plain
from ui.charts.style import BLUE, ORANGE, PURPLE, axis, look

CURVE, TANGENT, MOVED = BLUE, ORANGE, PURPLE
HEIGHT = 280
ROOM = 0.08
"""Space over and under the curve, as a share of its height."""


def error_curve(found: Nudge, name: str, prose: Prose, digits: int) -> go.Figure:
    """The figure; `name` is what the weight is called on the axis (w₂₁⁽¹⁾). What is not finite is left out."""
    curve = found.curve
    hover = f"{name} = %{{x:.{digits}g}}<br>J = %{{y:.{digits + 2}g}}<extra></extra>"
    points = [(found.at, found.before, prose.say("nudge.here"), "circle", CURVE)]
    if found.after is not None:
        points.append((found.moved, found.after, prose.say("nudge.there"), "diamond", MOVED))
    traces = [
        _line(curve.at, curve.loss, prose.say("nudge.curve"), hover, color=CURVE, width=3),
        _line(curve.at, curve.tangent, prose.say("nudge.tangent"), hover, color=TANGENT, width=2, dash="dash"),
    ]
    for x, y, label, symbol, color in points:
        marker = {"size": 11, "symbol": symbol, "color": color}
        traces.append(go.Scatter(x=[x], y=[y], name=label, mode="markers", marker=marker, hovertemplate=hover))
    return go.Figure(traces, _layout(found, name))


def description(found: Nudge, name: str, prose: Prose, digits: int) -> str:
    """The figure in words, for those who cannot see it."""
    curve = found.curve
    told = digits if found.after is None else digits_to_tell(found.before, found.after, digits)
    at, moved = (plain(w, digits_to_tell(found.at, found.moved, digits)) for w in (found.at, found.moved))
    after = prose.say("nudge.not_finite") if found.after is None else plain(found.after, told)
    return prose.say(
        "nudge.alt",
        name=name,
        low=plain(float(curve.at[0]), digits),
        high=plain(float(curve.at[-1]), digits),
        at=at,
        before=plain(found.before, told),
        moved=moved,
        after=after,
        gradient=plain(found.gradient, digits),
    )


def _line(x: Any, y: Any, label: str, hover: str, **line: Any) -> go.Scatter:
    return go.Scatter(x=x, y=y, name=label, mode="lines", line=line, hovertemplate=hover)


def _layout(found: Nudge, name: str) -> dict[str, Any]:
    return look(axis(name), axis("J", **_height(found)), HEIGHT)


def _height(found: Nudge) -> dict[str, Any]:
    """The range of J: as high as the curve, since a steep tangent would press it flat. None for a level curve."""
    seen = np.append(found.curve.loss[np.isfinite(found.curve.loss)], found.before)
    low, high = float(seen.min()), float(seen.max())
    room = ROOM * (high - low)
    return {"range": [low - room, high + room]} if room and np.isfinite(room) else {}
