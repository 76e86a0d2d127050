"""Multiplications as bars on a logarithmic axis: both passes, and all gradients in two ways."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from ui.charts.style import BLUE, GREEN, ORANGE, PURPLE, axis, look


def figure(counts: Mapping[str, int], title: str) -> go.Figure:
    """One bar for each count, from the top down, with its number; `title` names the axis."""
    bars = go.Bar(
        y=list(counts),
        x=list(counts.values()),
        orientation="h",
        text=[f"{count:,}" for count in counts.values()],
        textposition="inside",
        insidetextanchor="start",
        textfont={"color": "white", "size": 14},
        marker={"color": [BLUE, ORANGE, GREEN, PURPLE][: len(counts)]},
        hovertemplate="%{y}: %{x:,}<extra></extra>",
    )
    largest = max(counts.values())
    x = axis(title, type="log", range=[0, len(str(largest)) + 0.1], dtick=max(1, len(str(largest)) // 4))
    return go.Figure([bars], look(x, axis("", autorange="reversed", showgrid=False), 250))
