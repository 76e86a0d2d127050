"""The updates applied so far: how many, what they did to J, and the points of the small curve one can go back on."""

from __future__ import annotations

from typing import Any

from engine import Trace
from explain import Prose
from explain.numbers import plain
from ui.lesson import Lesson

MOST_POINTS = 200
"""A longer curve shows the last of its points; the others can be reached by undo."""


def updates(lesson: Lesson, trace: Trace, prose: Prose) -> dict[str, Any] | None:
    """The curve as data: J before each update and now, the name of each point; None before the first update."""
    if not lesson.walk:
        return None
    losses = [update.loss for update in lesson.walk]
    if "J" in trace:
        losses.append(float(trace["J"][0, 0]))
    first = max(0, len(losses) - MOST_POINTS)
    shown = losses[first:]
    count = len(lesson.walk)
    return {
        "label": prose.say("updates.curve", count=count),
        "axis": prose.say("updates.axis"),
        "points": [
            {
                "count": first + index,
                "loss": loss,
                "number": plain(loss, lesson.digits),
                "title": prose.say("updates.point", count=first + index, loss=plain(loss, lesson.digits)),
                "now": first + index == count,
            }
            for index, loss in enumerate(shown)
        ],
        "said": _said(losses, count, lesson.digits, prose),
    }


def _said(losses: list[float], count: int, digits: int, prose: Prose) -> str:
    if len(losses) < 2 or len(losses) == count:
        return prose.say("updates.count", count=count)
    before, after = (plain(loss, digits) for loss in losses[-2:])
    return prose.say("updates.count_and_change", count=count, before=before, after=after)
