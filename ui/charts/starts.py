"""J over the first updates of the same network from different first weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from explain import Prose
from explain.numbers import plain
from explain.starts import Start
from ui.charts.style import DASHES, SERIES, axis, look

DIGITS = 3


def figure(found: Sequence[Start], prose: Prose) -> go.Figure:
    """One line a start, J on a logarithmic axis, since a huge start begins far above the others."""
    lines = [
        go.Scatter(
            x=list(range(len(one.losses))),
            y=one.losses.tolist(),
            name=prose.say(f"course.trouble.start.{one.name}"),
            mode="lines",
            line={"color": color, "dash": dash, "width": 2},
            hovertemplate="%{x}: %{y:.4g}",
        )
        for one, color, dash in zip(found, SERIES, DASHES, strict=True)
    ]
    x, y = axis(prose.say("course.trouble.axis.update")), axis("J", type="log")
    return go.Figure(lines, look(x, y, 340))


def rows(found: Sequence[Start]) -> list[list[float | None]]:
    """One row an update: its number and J of each start; None where a run had stopped."""
    longest = max(len(one.losses) for one in found)
    return [[t, *(float(one.losses[t]) if t < len(one.losses) else None for one in found)] for t in range(longest)]


def description(found: Sequence[Start], names: Mapping[str, str], prose: Prose) -> str:
    """The figure in words: where each line starts and ends."""
    ends = (
        prose.say(
            "course.trouble.starts.ends",
            name=names[one.name],
            first=plain(float(one.losses[0]), DIGITS),
            last=plain(float(one.losses[-1]), DIGITS),
        )
        for one in found
    )
    return prose.say("course.trouble.starts.alt", ends="; ".join(ends))
