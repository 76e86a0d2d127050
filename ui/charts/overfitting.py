"""Training against validation loss over the updates, and the map of what a network says, with its training data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from engine.expr import Array
from explain import Prose
from explain.overfitting import Fit
from ui.charts.style import BLUE, DASHES, GREEN, ORANGE, axis, look


def curves(fits: Mapping[str, Fit], looked_at: int, prose: Prose) -> go.Figure:
    """Two lines for each run, by name: training thin, validation thick with its lowest point marked."""
    lines = []
    for (name, fit), dash in zip(fits.items(), DASHES, strict=False):
        at = fit.updates.tolist()
        for kind, values, color, width in (
            ("training", fit.training, BLUE, 1.5),
            ("validation", fit.validation, ORANGE, 3),
        ):
            label = prose.say(f"course.trouble.line.{kind}", name=name)
            line = {"color": color, "dash": dash, "width": width}
            lines.append(go.Scatter(x=at, y=values.tolist(), name=label, mode="lines", line=line))
        lines.append(_best(fit, prose.say("course.trouble.line.best", name=name), dash == DASHES[0]))
    x, y = axis(prose.say("course.trouble.axis.update")), axis(prose.say("course.trouble.axis.data_loss"), type="log")
    drawn = go.Figure(lines, look(x, y, 420))
    drawn.add_vline(x=looked_at, line={"dash": "dot", "width": 1, "color": GREEN})
    return drawn


def _best(fit: Fit, name: str, filled: bool) -> go.Scatter:
    marker = {"symbol": "star" if filled else "star-open", "size": 14, "color": GREEN}
    at = fit.best
    return go.Scatter(x=[int(fit.updates[at])], y=[float(fit.validation[at])], name=name, mode="markers", marker=marker)


def rows(fits: Sequence[Fit]) -> list[list[float]]:
    """One row an update: its number, then training and validation loss of each run."""
    return [
        [int(t), *(float(v[i]) for fit in fits for v in (fit.training, fit.validation))]
        for i, t in enumerate(fits[0].updates)
    ]


def regions(at: Array, said: Array, data: tuple[Array, Array], prose: Prose) -> go.Figure:
    """Yhat over the plane (`at` is the points of both axes, `said` one row for each of the second), its border at 1/2,
    and the examples of both classes."""
    surface = go.Contour(
        x=at,
        y=at,
        z=said,
        zmin=0,
        zmax=1,
        colorscale="RdBu",
        reversescale=True,
        opacity=0.6,
        contours={"start": 0.5, "end": 0.5, "size": 1, "coloring": "heatmap"},
        line={"width": 3},
        showscale=False,
        hovertemplate="%{z:.3g}<extra></extra>",
    )
    (first, second), classes = data[0], data[1][0]
    points = [
        go.Scatter(
            x=first[classes == one],
            y=second[classes == one],
            mode="markers",
            name=prose.say("course.trouble.line.class", number=int(one)),
            marker={"symbol": symbol, "size": 11, "color": color, "line": {"width": 1, "color": "white"}},
        )
        for one, symbol, color in ((0.0, "circle", BLUE), (1.0, "diamond", ORANGE))
    ]
    x, y = axis("x₁", range=[at[0], at[-1]]), axis("x₂", range=[at[0], at[-1]])
    return go.Figure([surface, *points], look(x, y, 420))
