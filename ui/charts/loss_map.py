"""A loss over two numbers as a map with labelled height lines, and an arrow the way that the gradient says is down."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from explain import Prose
from explain.loss_scale import REACH, Map
from explain.numbers import plain
from ui.charts.style import GREY, ORANGE, PURPLE, axis, look

HEIGHT = 400
ARROW = 1.6
"""How long the arrow is on the map; its direction is the gradient's, its length says nothing."""
SHADES = [[0.0, "rgba(59, 130, 196, 0.05)"], [1.0, "rgba(59, 130, 196, 0.5)"]]


def loss_map(found: Map, names: tuple[str, str], loss: str, prose: Prose) -> go.Figure:
    """The figure; `names` are the axes, `loss` is what is drawn ("J")."""
    surface, (x, y) = found.surface, found.here
    hover = f"{names[0]} = %{{x:.3g}}<br>{names[1]} = %{{y:.3g}}<br>{loss} = %{{z:.4g}}<extra></extra>"
    contour = go.Contour(
        x=surface.across,
        y=surface.up,
        z=surface.loss,
        colorscale=SHADES,
        showscale=False,
        contours={"showlabels": True, "labelfont": {"size": 13}},
        line={"color": GREY, "width": 1},
        hovertemplate=hover,
    )
    across, up, _ = surface.lowest
    points = (
        (x, y, "here", "circle", ORANGE),
        (across, up, "lowest", "x", PURPLE),
    )
    marks = [
        go.Scatter(
            x=[a],
            y=[b],
            name=prose.say(f"course.outputs.map.{key}"),
            mode="markers",
            marker={"size": 13, "symbol": symbol, "color": color},
            hoverinfo="skip",
        )
        for a, b, key, symbol, color in points
    ]
    sides = {"range": [-REACH - 0.3, REACH + 0.3], "zeroline": False}
    layout = look(axis(names[0], **sides), axis(names[1], **sides), HEIGHT)
    return go.Figure([contour, *marks], {**layout, "annotations": _arrow(found)})


def description(found: Map, names: tuple[str, str], loss: str, prose: Prose) -> str:
    """The map in words."""
    across, up, lowest = found.surface.lowest
    told = {"lowest": lowest, "across": across, "up": up, "x": found.here[0], "y": found.here[1], "now": found.loss}
    told |= {"first": found.gradient[0], "second": found.gradient[1], "reach": REACH}
    numbers = {key: plain(value, 4) for key, value in told.items()}
    return prose.say("course.outputs.map.alt", one=names[0], other=names[1], loss=loss, **numbers)


def _arrow(found: Map) -> list[dict[str, object]]:
    """From where the learner stands against the gradient; none where it is 0."""
    length = math.hypot(*found.gradient)
    if not length:
        return []
    (x, y), (first, second) = found.here, found.gradient
    tip = {"x": x - ARROW * first / length, "y": y - ARROW * second / length}
    tail = {"ax": x, "ay": y, "axref": "x", "ayref": "y"}
    return [{**tip, **tail, "showarrow": True, "arrowhead": 2, "arrowwidth": 2.5, "arrowcolor": ORANGE, "text": ""}]
