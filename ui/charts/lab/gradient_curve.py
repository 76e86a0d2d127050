"""The error of a numeric gradient over its step size h, for the central difference and the complex step."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from explain import Prose
from explain.lab.gradient_curve import Checked, Step
from explain.numbers import plain
from ui.charts.style import BLUE, GREEN, ORANGE, RED, axis, look

AT = "course.lab.check"
FLOOR = 1e-17
"""An error of 0 is drawn here, since a logarithmic axis has no 0; the hover text and the numbers say 0."""
DIGITS = 2


def figure(checked: Checked, prose: Prose) -> go.Figure:
    """Both errors, the best step of the central difference, and the steps that cross a kink."""
    curve = checked.curve
    drawn = [
        _line(curve, [step.central for step in curve], prose.say(f"{AT}.head.central"), ORANGE, "dash", "diamond"),
        _line(curve, [step.complex for step in curve], prose.say(f"{AT}.head.complex"), BLUE, "solid", "circle"),
    ]
    if checked.kinked:
        marker = {"symbol": "x-thin", "size": 12, "line": {"width": 2, "color": RED}}
        drawn.append(_marks(checked.kinked, prose.say(f"{AT}.line.kinks"), marker))
    if checked.best is not None and checked.best.central:
        marker = {"symbol": "star", "size": 15, "color": GREEN}
        drawn.append(_marks([checked.best], prose.say(f"{AT}.line.best"), marker))
    x, y = (axis(prose.say(f"{AT}.axis.{name}"), type="log", dtick=ticks) for name, ticks in (("h", 3), ("error", 4)))
    return go.Figure(drawn, look(x, y, 340))


def _line(
    curve: Sequence[Step], errors: Sequence[float | None], name: str, color: str, dash: str, symbol: str
) -> go.Scatter:
    return go.Scatter(
        x=[step.h for step in curve],
        y=[_height(error) for error in errors],
        name=name,
        mode="lines+markers",
        line={"color": color, "dash": dash, "width": 2.5},
        marker={"symbol": symbol, "size": 7},
        text=["" if error is None else plain(error, DIGITS) for error in errors],
        hovertemplate=f"h = %{{x:.0e}}: %{{text}}<extra>{name}</extra>",
    )


def _marks(steps: Sequence[Step], name: str, marker: dict[str, object]) -> go.Scatter:
    return go.Scatter(
        x=[step.h for step in steps],
        y=[_height(step.central) for step in steps],
        name=name,
        mode="markers",
        marker=marker,
        hoverinfo="skip",
    )


def _height(error: float | None) -> float | None:
    return None if error is None else max(error, FLOOR)


def rows(checked: Checked) -> list[list[float | None]]:
    """One row a step size: h, both errors, and how many nudges cross a kink."""
    return [[step.h, step.central, step.complex, step.kinks] for step in checked.curve]


def description(checked: Checked, prose: Prose) -> str:
    """The figure in words."""
    best, hs = checked.best, [step.h for step in checked.curve]
    return prose.say(
        f"{AT}.alt",
        smallest=plain(min(hs), DIGITS),
        largest=plain(max(hs), DIGITS),
        h=plain(best.h, DIGITS) if best else "",
        error=plain(best.central or 0.0, DIGITS) if best else "",
        kinked=len(checked.kinked),
    )
