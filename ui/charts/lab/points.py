"""The examples in a picture of what a network says: a colour and a symbol for each class, open where for validation."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine.expr import Array
from explain import Prose
from explain.lab.answers import class_name, spread_out
from explain.lab.data import Data
from ui.charts.style import GREY, RED, SERIES, SYMBOLS

MOST = 300
"""Of more examples than these, some are drawn, at equal distances."""
COLOURS = SERIES[:5]
"""Five colours and six symbols: thirty classes differ in one of them."""
SIZE, RING = 8, 13
WHITE = {"width": 1, "color": "white"}
AT = "course.lab.answers"


def class_look(number: int) -> tuple[str, str]:
    """Colour and symbol of a class."""
    return COLOURS[number % len(COLOURS)], SYMBOLS[number % len(SYMBOLS)]


def single(values: Array) -> Array:
    """Values in single precision, which halves what is sent; what is too large for it becomes the largest there is."""
    most = np.finfo(np.float32).max
    return np.clip(values, -most, most).astype(np.float32)


def in_chart(name: str) -> str:
    """A name that somebody typed, as a chart shows it."""
    return escape(name, quote=False)


def drawn(data: Data, most: int = MOST) -> tuple[Array, Array]:
    """The columns of the training and of the validation examples that are drawn."""
    columns = spread_out(data.X.shape[1], most)
    held = np.isin(columns, data.validation)
    return columns[~held], columns[held]


def marks(x: Array, y: Array, name: str, marker: dict[str, Any], **more: Any) -> go.Scatter:
    """Some markers; where there are none, the legend names them all the same, so that it does not jump."""
    there = {"x": x, "y": y} if len(x) else {"x": [None], "y": [None]}
    return go.Scatter(**there, mode="markers", name=name, marker={"size": SIZE, **marker}, **more)


def both_parts(
    data: Data,
    x: Array,
    y: Array,
    marker: dict[str, Any],
    name: str,
    hover: str,
    *,
    only: Array | None = None,
    unseen: dict[str, Any] | None = None,
) -> list[go.Scatter]:
    """Training examples filled and, if there are any, validation examples open, or with the marker `unseen`.

    `x`, `y`, an array in a marker and `only`, which says which are meant, have a value for each of the d examples.
    """
    filled, opened = (part if only is None else part[only[part]] for part in drawn(data))
    shared = {"legendgroup": name, "hovertemplate": hover}
    found = [marks(x[filled], y[filled], name, {"line": WHITE, **_of(marker, filled)}, **shared)]
    if data.validation.size:
        other = unseen or {**marker, "symbol": f"{marker['symbol']}-open", "line": {"width": 2}}
        found.append(marks(x[opened], y[opened], name, _of(other, opened), showlegend=False, **shared))
    return found


def _of(marker: dict[str, Any], columns: Array) -> dict[str, Any]:
    return {key: value[columns] if isinstance(value, np.ndarray) else value for key, value in marker.items()}


def class_points(data: Data, x: Array, y: Array, chosen: Array, hover: str, prose: Prose) -> list[go.Scatter]:
    """The examples of all classes at x and y (of d each), rings round those taken for another class."""
    found: list[go.Scatter] = []
    for number in range(data.classes):
        name = in_chart(class_name(data, number, prose))
        only = data.targets[0] == number
        color, symbol = class_look(number)
        marker = {"color": color, "symbol": symbol}
        found += both_parts(data, x, y, marker, name, f"{hover}<extra>{name}</extra>", only=only)
    columns = np.concatenate(drawn(data))
    wrong = columns[chosen[columns] != data.targets[0, columns]]
    ring = {"symbol": "circle-open", "size": RING, "color": RED, "line": {"width": 1.5}}
    found.append(marks(x[wrong], y[wrong], prose.say(f"{AT}.wrong"), ring, hoverinfo="skip"))
    return found + validation_key(data, prose)


def validation_key(data: Data, prose: Prose, symbol: str = "circle-open") -> list[go.Scatter]:
    """What the legend says of the markers of validation examples, where there are any."""
    if not data.validation.size:
        return []
    mark = {"symbol": symbol, "color": GREY, "line": {"width": 2}}
    return [marks(np.array([]), np.array([]), prose.say(f"{AT}.validation"), mark)]
