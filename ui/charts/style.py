"""How every chart looks: calm, on any background, readable without its colours."""

from __future__ import annotations

from typing import Any

BLUE, ORANGE, PURPLE, GREEN, RED, GREY = "#3b82c4", "#cc7014", "#a561c0", "#2f9a66", "#d1495b", "#7d8894"
"""Each keeps 3:1 on the page's light and on its dark background; dashes, markers and labels tell them apart as well."""
SERIES = (BLUE, ORANGE, PURPLE, GREEN, RED, GREY)
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "x")
GRID = "rgba(128, 128, 128, 0.3)"
DIVERGING = "RdBu"
"""The scale of maps around 0."""


def axis(title: str, **more: Any) -> dict[str, Any]:
    """An axis that stays where it is."""
    return {
        "title": {"text": title},
        "gridcolor": GRID,
        "zerolinecolor": GRID,
        "fixedrange": True,
        "exponentformat": "power",
        "automargin": True,
        **more,
    }


def look(x: dict[str, Any], y: dict[str, Any], height: int = 300, **more: Any) -> dict[str, Any]:
    """The layout of a figure with these axes; its legend stands above it."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0, 0, 0, 0)",
        "plot_bgcolor": "rgba(0, 0, 0, 0)",
        "dragmode": False,
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0},
        "xaxis": x,
        "yaxis": y,
        **more,
    }
