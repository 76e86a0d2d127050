"""The loss of every example: right or wrong by colour and symbol, open where it is kept for validation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from engine.expr import Array
from explain import Prose
from explain.lab.per_example import Judged, drawn, places
from explain.numbers import plain
from ui.charts.style import BLUE, ORANGE, RED, axis, look

HEIGHT = 320
ROOM = 0.02
"""Free at either end of the axis, as a share of it."""
DIGITS = 4
AT = "course.lab.examples"
LOOKS = {"right": (BLUE, "circle"), "wrong": (RED, "x"), "plain": (BLUE, "circle")}
"""Colour and symbol of what is right, of what is wrong, and where there is neither."""
NOWHERE = {"x": [None], "y": [None]}
"""Points that are named in the legend and not drawn, so that it does not jump."""


@dataclass(frozen=True, eq=False)
class Shown:
    """What is drawn. `place` has for each of the d examples where it stands, `held` whether it is for validation."""

    judged: Judged
    by_loss: bool
    held: Array
    chosen: int | None

    @property
    def place(self) -> Array:
        """Where each example stands across, from 1 on."""
        return places(self.judged.loss, self.by_loss)


def losses(shown: Shown, prose: Prose) -> go.Figure:
    """The figure; every point carries the number of its example, from 1 on, as customdata."""
    right, count = shown.judged.right, shown.held.size
    kinds = {"plain": np.full(count, True)} if right is None else {"right": right, "wrong": ~right}
    parts = {"training": ~shown.held} | ({"validation": shown.held} if shown.held.any() else {})
    columns, place = drawn(shown.judged.loss), shown.place
    points = [
        _points(shown.judged, place, columns[(in_part & of_kind)[columns]], kind, part, prose)
        for part, in_part in parts.items()
        for kind, of_kind in kinds.items()
    ]
    named = prose.say(f"{AT}.axis.{'rank' if shown.by_loss else 'number'}")
    across = axis(named, range=[1 - ROOM * count, count * (1 + ROOM)])
    up = axis(prose.say(f"{AT}.axis.loss"), rangemode="tozero")
    return go.Figure([_ring(shown, place, prose), *points], look(across, up, HEIGHT))


def _points(judged: Judged, place: Array, columns: Array, kind: str, part: str, prose: Prose) -> go.Scatter:
    color, symbol = LOOKS[kind]
    there = {"x": place[columns], "y": judged.loss[columns], "customdata": columns + 1}
    return go.Scatter(
        **(there if columns.size else NOWHERE),
        mode="markers",
        name=prose.say(f"{AT}.{part}.{kind}"),
        marker={"color": color, "symbol": symbol if part == "training" else f"{symbol}-open", "size": 8},
        hovertemplate=f"{prose.say(f'{AT}.hover')} %{{customdata}}<br>L = %{{y:.4g}}<extra></extra>",
        cliponaxis=False,
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _ring(shown: Shown, place: Array, prose: Prose) -> go.Scatter:
    """Round the chosen example."""
    at = shown.chosen
    there = NOWHERE if at is None else {"x": place[[at]], "y": shown.judged.loss[[at]]}
    ring = {"symbol": "circle-open", "size": 18, "color": ORANGE, "line": {"width": 3}}
    name = prose.say(f"{AT}.chosen")
    return go.Scatter(**there, mode="markers", name=name, marker=ring, hoverinfo="skip", cliponaxis=False)


def table(shown: Shown, prose: Prose) -> tuple[list[str], list[list[float | str]]]:
    """The names of the columns, and one row an example in the order shown: its number, part, loss, right or wrong."""
    judged, right = shown.judged, shown.judged.right
    heads = [prose.say(f"{AT}.head.{name}") for name in ("example", "part", "loss")]
    parts = [prose.say(f"{AT}.part.{part}") for part in ("training", "validation")]
    columns = np.argsort(shown.place).tolist()
    rows = [[column + 1, parts[int(shown.held[column])], float(judged.loss[column])] for column in columns]
    if right is None:
        return heads, rows
    words = [prose.say(f"{AT}.verdict.{word}") for word in ("wrong", "right")]
    verdicts = [words[int(right[column])] for column in columns]
    return [*heads, prose.say(f"{AT}.head.verdict")], [[*row, word] for row, word in zip(rows, verdicts, strict=True)]


def description(shown: Shown, update: int, prose: Prose) -> str:
    """The figure in words: the largest loss, the mean, and how many are wrong."""
    loss, worst = shown.judged.loss, int(shown.judged.loss.argmax())
    numbers = {"largest": plain(float(loss[worst]), DIGITS), "mean": plain(float(loss[~shown.held].mean()), DIGITS)}
    told = prose.say(f"{AT}.alt", count=loss.size, update=update, example=worst + 1, **numbers)
    if shown.judged.right is None:
        return told
    return f"{told} {prose.say(f'{AT}.alt_wrong', wrong=int((~shown.judged.right).sum()))}"
