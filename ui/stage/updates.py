"""The updates applied so far: how many, what they did to J, and the points of the small curve one can go back on."""

from __future__ import annotations

from typing import Any

from engine import Trace
from explain import Prose
from explain.numbers import plain
from ui.lesson import Lesson
from ui.stage.veil import Veil


def updates(lesson: Lesson, trace: Trace, veil: Veil, prose: Prose) -> dict[str, Any] | None:
    """The curve as data: J before each update and now, the name of each point; None before the first update.

    None as well while J is veiled: where an update moves little, the J before it gives the new one away.
    """
    if not lesson.walk or veil.covers("J"):
        return None
    losses = [update.loss for update in lesson.walk]
    if "J" in trace:
        losses.append(float(trace["J"][0, 0]))
    return {
        "label": prose.say("hidden.curve" if lesson.fixed else "updates.curve"),
        "axis": prose.say("hidden.axis" if lesson.fixed else "updates.axis"),
        "points": [_point(lesson, lesson.forgotten + index, loss, prose) for index, loss in enumerate(losses)],
        "said": _said(losses, lesson, prose),
    }


def _point(lesson: Lesson, count: int, loss: float, prose: Prose) -> dict[str, Any]:
    now, number = count == lesson.updates, plain(loss, lesson.digits)
    key = "now" if now else "after" if count else "start"
    if _edited(lesson, count - lesson.forgotten):
        key = f"{key}_edit"
    title = prose.say(f"updates.point.{key}", count=count, loss=number)
    return {"count": count, "loss": loss, "number": number, "title": title, "now": now}


def _edited(lesson: Lesson, place: int) -> bool:
    """True where the network at a point of the curve is not what the update before it led to."""
    if not place or (led_to := lesson.walk[place - 1].after) is None:
        return False
    found = lesson.walk[place].problem if place < len(lesson.walk) else lesson.problem
    return found is not led_to and found.to_dict() != led_to.to_dict()


def _said(losses: list[float], lesson: Lesson, prose: Prose) -> str:
    """How many updates, and J before the last one and now, which a number changed since then has its part in."""
    if len(losses) == len(lesson.walk):
        return prose.say("updates.count", count=lesson.updates)
    before, now = (plain(loss, lesson.digits) for loss in losses[-2:])
    key = "count_and_edit" if _edited(lesson, len(lesson.walk)) else "count_and_change"
    return prose.say(f"updates.{key}", count=lesson.updates, before=before, now=now)
