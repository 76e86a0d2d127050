"""The pictures of what a network says, each with the numbers behind it, what it shows in words and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explain import Prose
from explain.lab.answers import Answers, class_name, confusion, input_name, output_name
from explain.lab.data import Data
from explain.numbers import plain
from ui.charts.lab.answers import AT, against, class_map, curves, number_map, taken_for
from ui.charts.lab.points import MOST

DIGITS = 4
Table = tuple[list[str], Sequence[Sequence[Any]]]


def _over_window(found: Answers, data: Data, _: int, prose: Prose) -> Table:
    """One row a place: its inputs and every output there."""
    rows = list(found.window.inputs)
    heads = [input_name(data, row) for row in rows] + output_names(found, data, prose)
    return heads, np.vstack([found.window.points[rows], found.over]).T.tolist()


def _each_answer(found: Answers, data: Data, output: int, prose: Prose) -> Table:
    """One row an example: its number, target and answer."""
    heads = [prose.say(f"{AT}.example"), prose.say(f"{AT}.target"), output_name(data, output)]
    pairs = zip(data.targets[output].tolist(), found.said[output].tolist(), strict=True)
    return heads, [[number, *pair] for number, pair in enumerate(pairs, 1)]


def _counted(found: Answers, data: Data, _: int, prose: Prose) -> Table:
    """One row a class and part: how many of it were taken for which."""
    names = [class_name(data, number, prose) for number in range(data.classes)]
    parts = [part for part in ("training", "validation") if data.columns(part).size]
    heads = [prose.say(f"{AT}.true_class"), "", *names]
    return heads, [
        [name, prose.say(f"{AT}.part.{part}"), *counts]
        for part in parts
        for name, counts in zip(names, confusion(data, found.chosen(), part).tolist(), strict=True)
    ]


@dataclass(frozen=True)
class Picture:
    """One kind of picture: its figure and the numbers behind it.

    `unseen` is how validation examples are drawn, "" where no example is drawn by itself; `sliced` says that inputs
    which are not drawn stay at their mean, `one_output` that it shows one of several outputs.
    """

    figure: Callable[[Answers, Data, int, Prose], go.Figure]
    table: Callable[[Answers, Data, int, Prose], Table]
    unseen: str = "open"
    sliced: bool = True
    one_output: bool = False


PICTURES = {
    "class_map": Picture(class_map, _over_window),
    "class_curve": Picture(curves, _over_window),
    "taken_for": Picture(taken_for, _counted, unseen="", sliced=False),
    "number_map": Picture(number_map, _over_window, unseen="diamonds", one_output=True),
    "curve": Picture(curves, _over_window),
    "against": Picture(against, _each_answer, sliced=False, one_output=True),
}


def kind_of(data: Data, against_targets: bool) -> str:
    """Which picture shows a network of this data: over its inputs, or, with more than two, against the targets."""
    count = min(len(data.X), 3) if against_targets or len(data.X) < 3 else 2
    return {
        1: ("curve", "class_curve"),
        2: ("number_map", "class_map"),
        3: ("against", "taken_for"),
    }[count][data.classes > 0]


def output_names(found: Answers, data: Data, prose: Prose) -> list[str]:
    """What the network's outputs are called: by their classes where each has one."""
    if len(found.over) > 1 and data.classes:
        return [class_name(data, number, prose) for number in range(data.classes)]
    return [output_name(data, row) for row in range(len(found.over))]


def description(kind: str, found: Answers, data: Data, output: int, update: int, prose: Prose) -> str:
    """The picture in words: how many classes are right, or how far off the numbers are."""
    names = f" {prose.say(f'{AT}.and')} ".join(input_name(data, row) for row in found.window.inputs)
    told = [prose.say(f"{AT}.alt.{kind}", inputs=names, output=output_name(data, output), update=update)]
    for part in ("training", "validation"):
        columns = data.columns(part)
        if not columns.size:
            continue
        shared = {"part": prose.say(f"{AT}.part.{part}"), "count": columns.size}
        if data.classes:
            right = int((found.chosen()[columns] == data.targets[0, columns]).sum())
            told.append(prose.say(f"{AT}.alt.right", right=right, **shared))
        else:
            off = np.abs(found.said[:, columns] - data.targets[:, columns])
            mean = float((off / off.size).sum())  # the sum of enormous ones alone may not be finite
            numbers = {"mean": plain(mean, DIGITS), "most": plain(float(off.max()), DIGITS)}
            told.append(prose.say(f"{AT}.alt.off", **numbers, **shared))
    return " ".join(told)


def reading(kind: str, data: Data, inputs: Sequence[str], prose: Prose) -> str:
    """How the picture is read, and what it leaves out. `inputs` are the names of those drawn over."""
    keys = {
        kind: True,
        PICTURES[kind].unseen: PICTURES[kind].unseen and data.validation.size,
        "others": PICTURES[kind].sliced and len(data.X) > 2,
        "some": PICTURES[kind].unseen and data.X.shape[1] > MOST,
    }
    names = {"first": inputs[0], "second": inputs[-1], "most": MOST, "count": data.X.shape[1]}
    return " ".join(prose.say(f"{AT}.read.{key}", **names) for key, applies in keys.items() if applies)
