"""The losses of several runs in one chart: training thin, validation thick, each run with its own colour and dash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from explain import Prose
from explain.lab.run import Measure
from explain.numbers import plain
from ui.charts.style import DASHES, SERIES, SYMBOLS, axis, look

AT = "course.lab.compare"
DIGITS = 3
FLOOR = 1e-16
"""A loss of 0 is drawn here, since a logarithmic axis has no 0."""
THIN, THICK = 1.5, 3.5
MARKED = 30
"""A line of more points has no markers."""


@dataclass(frozen=True)
class Curve:
    """The losses of one run, by name: at each of `x` (updates or epochs) both parts."""

    name: str
    x: Sequence[float]
    training: Sequence[Measure]
    validation: Sequence[Measure]

    @property
    def validated(self) -> bool:
        """True where there are validation examples."""
        return any(measure.loss is not None for measure in self.validation)


def figure(curves: Sequence[Curve], across: str, prose: Prose) -> go.Figure:
    """All losses over `across` ("updates" or "epochs"), on a logarithmic axis."""
    drawn = []
    for place, curve in enumerate(curves):
        drawn.append(_line(curve, "training", curve.training, place, THIN, prose))
        if curve.validated:
            drawn.append(_line(curve, "validation", curve.validation, place, THICK, prose))
    return go.Figure(
        drawn, look(axis(prose.say(f"{AT}.axis.{across}")), axis(prose.say(f"{AT}.axis.loss"), type="log"), 380)
    )


def _line(curve: Curve, part: str, measures: Sequence[Measure], place: int, width: float, prose: Prose) -> go.Scatter:
    name = prose.say(f"{AT}.line.{part}", name=curve.name)
    return go.Scatter(
        x=list(curve.x),
        y=[None if measure.loss is None else max(measure.loss, FLOOR) for measure in measures],
        name=name,
        mode="lines" if len(curve.x) > MARKED else "lines+markers",
        line={"color": SERIES[place % len(SERIES)], "dash": DASHES[place % len(DASHES)], "width": width},
        marker={"symbol": SYMBOLS[place % len(SYMBOLS)], "size": 7},
        hovertemplate=f"%{{x:.6g}}: %{{y:.4g}}<extra>{name}</extra>",
    )


def rows(curves: Sequence[Curve]) -> list[list[str | float | None]]:
    """One row for each point of each run: its name, where, and both losses."""
    return [
        [curve.name, x, seen.loss, unseen.loss]
        for curve in curves
        for x, seen, unseen in zip(curve.x, curve.training, curve.validation, strict=True)
    ]


def description(curves: Sequence[Curve], prose: Prose) -> str:
    """The figure in words: where each run ends."""
    ends = [_end(curve, prose) for curve in curves if curve.training]
    return prose.say(f"{AT}.alt", count=len(curves), ends="; ".join(ends))


def _end(curve: Curve, prose: Prose) -> str:
    unseen, training = curve.validation[-1].loss, plain(curve.training[-1].loss or 0.0, DIGITS)
    if unseen is None:
        return prose.say(f"{AT}.end", name=curve.name, training=training)
    return prose.say(f"{AT}.end_both", name=curve.name, training=training, validation=plain(unseen, DIGITS))
