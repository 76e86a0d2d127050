"""The change of a chain's output for each unit of a nudge: it comes to the product of the slopes as that shrinks."""

from __future__ import annotations

import plotly.graph_objects as go

from explain import Prose
from explain.chain import ChainNudge, Rung
from explain.numbers import plain
from ui.charts.style import BLUE, GREY, ORANGE, PURPLE, axis, look
from ui.diagram.labels import plain_name

ROOM, LEAST_ROOM = 0.15, 0.05
"""Space over and under the points: as a share of their height, and of the largest of them where they are level."""


def ratio_curve(found: ChainNudge, prose: Prose) -> go.Figure:
    """The ratio for ever smaller nudges up and down, the product as a level line, and the nudge that is chosen."""
    longest, shortest = found.ladder[0].h, found.ladder[-1].h
    ends = [longest * 1.3, abs(shortest) / 1.3]
    level = go.Scatter(
        x=ends,
        y=[found.product] * 2,
        name=prose.say("course.nudges.shrink.product"),
        mode="lines",
        line={"color": GREY, "width": 2, "dash": "dot"},
        hoverinfo="skip",
    )
    ups, downs = ([rung for rung in found.ladder if rung.h * side > 0] for side in (1, -1))
    traces = [
        level,
        _side(ups, prose.say("course.nudges.shrink.up"), BLUE, "solid", "circle"),
        _side(downs, prose.say("course.nudges.shrink.down"), ORANGE, "dash", "diamond"),
        _side(
            [Rung(found.h, found.ratio)], prose.say("course.nudges.shrink.chosen"), PURPLE, "solid", "square-open", 15
        ),
    ]
    ticks = [step for step in (1.0, 0.1, 0.01, 0.001) if ends[1] <= step <= ends[0]]
    x = axis(prose.say("course.nudges.shrink.x"), type="log", autorange="reversed", tickvals=ticks, ticktext=ticks)
    return go.Figure(traces, look(x, axis(prose.say("course.nudges.shrink.y"), range=_height(found))))


def description(found: ChainNudge, prose: Prose, digits: int) -> str:
    """The figure in words."""
    first, last, down = found.ladder[0], found.ladder[-2], found.ladder[-1]
    return prose.say(
        "course.nudges.shrink.alt",
        start=plain_name(found.name),
        out=plain_name(found.stages[-1].name),
        product=plain(found.product, digits),
        long=plain(first.h, digits),
        long_ratio=plain(first.ratio, digits),
        short=plain(last.h, digits),
        short_ratio=plain(last.ratio, digits),
        down=plain(down.h, digits),
        down_ratio=plain(down.ratio, digits),
    )


def rows(found: ChainNudge) -> list[list[float]]:
    """The numbers of the figure: the nudge, the ratio for it up and down, and the product."""
    pairs = zip(found.ladder[::2], found.ladder[1::2], strict=True)
    return [[up.h, up.ratio, down.ratio, found.product] for up, down in pairs]


def _side(rungs: list[Rung], label: str, color: str, dash: str, symbol: str, size: int = 8) -> go.Scatter:
    return go.Scatter(
        x=[abs(rung.h) for rung in rungs],
        y=[rung.ratio for rung in rungs],
        name=label,
        mode="lines+markers" if len(rungs) > 1 else "markers",
        line={"color": color, "width": 2, "dash": dash},
        marker={"symbol": symbol, "size": size, "color": color, "line": {"width": 2, "color": color}},
        hovertemplate="h = %{x:.4g}<br>%{y:.6g}<extra></extra>",
    )


def _height(found: ChainNudge) -> list[float]:
    """From below the lowest point to above the highest; level points stay in the middle, however they are rounded."""
    heights = [found.product, found.ratio, *(rung.ratio for rung in found.ladder)]
    low, high = min(heights), max(heights)
    room = max(ROOM * (high - low), LEAST_ROOM * (max(map(abs, heights)) or 1.0))
    return [low - room, high + room]
