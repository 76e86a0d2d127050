"""Histograms of a network's layers, one above the other, over a range that they have in common."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from explain import Prose
from explain.lab.distribution import Spread, Spreads
from explain.numbers import plain
from ui.charts.style import BLUE, axis, look

AT = "course.lab_histograms"
HEIGHT = 100
"""Of one layer."""
EDGE = 60
"""For the axis below."""
TITLE, GAP = 0.26, 0.08
"""What a layer's title takes of its height, and the room below its bars."""
DIGITS = 3


def histograms(found: Spreads, quantity: str, prose: Prose) -> go.Figure:
    """One row a layer, the first one on top: the share of its numbers that falls into each bin."""
    middles = (found.edges[:-1] + found.edges[1:]) / 2
    height = 1 / len(found.layers)
    bars, sides, titles = [], {}, []
    for place, spread in enumerate(found.layers):
        top = 1 - place * height
        suffix = "" if place == 0 else str(place + 1)
        bars.append(_bars(middles, found.edges, spread, f"y{suffix}", prose))
        domain = [max(0.0, top - (1 - GAP) * height), top - TITLE * height]
        sides[f"yaxis{suffix}"] = axis("", domain=domain, tickformat=".0%", rangemode="tozero", nticks=3)
        titles.append(_title(spread, top, prose))
    first = sides.pop("yaxis")
    last = "y" if len(found.layers) == 1 else f"y{len(found.layers)}"
    across = axis(
        prose.say(f"{AT}.axis.{quantity}"), range=[float(found.edges[0]), float(found.edges[-1])], anchor=last, nticks=6
    )
    more = {"showlegend": False, "annotations": titles, "bargap": 0.04, **sides}
    return go.Figure({"data": bars, "layout": look(across, first, HEIGHT * len(found.layers) + EDGE, **more)})


def _bars(middles: Any, edges: Any, spread: Spread, side: str, prose: Prose) -> dict[str, Any]:
    between = prose.say(f"{AT}.between", low="%{customdata[0]:.3g}", high="%{customdata[1]:.3g}")
    return {
        "type": "bar",
        "x": middles,
        "y": spread.counts / spread.count,
        "yaxis": side,
        "customdata": np.stack([edges[:-1], edges[1:], spread.counts], axis=1),
        "marker": {"color": BLUE},
        "hovertemplate": f"{between}: %{{customdata[2]}} (%{{y:.1%}})<extra></extra>",
    }


def _title(spread: Spread, top: float, prose: Prose) -> dict[str, Any]:
    """What stands above the bars of a layer."""
    return {
        "text": told(spread, prose),
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": top,
        "xanchor": "left",
        "yanchor": "top",
        "showarrow": False,
        "align": "left",
    }


def told(spread: Spread, prose: Prose) -> str:
    """A layer's numbers in words: how many, from where to where, and how many are exactly 0."""
    ends = {"least": plain(spread.least, DIGITS), "greatest": plain(spread.greatest, DIGITS)}
    key = "layer_zeros" if spread.zeros else "layer"
    return prose.say(f"{AT}.{key}", layer=spread.layer, count=spread.count, zeros=spread.zeros, **ends)


def rows(found: Spreads) -> list[list[float]]:
    """One row a bin: its ends, and how many numbers of each layer fall into it."""
    edges = found.edges.tolist()
    counts = [spread.counts.tolist() for spread in found.layers]
    return [[low, high, *each] for low, high, *each in zip(edges[:-1], edges[1:], *counts, strict=True)]
