"""A small network as a live picture on a page of the course: its numbers can be dragged, its parts are named."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from engine import Step
from explain import Prose
from explain.highlight import Part
from ui import session
from ui.course.controls import Controls
from ui.diagram.layout import layout
from ui.session import showing
from ui.stage import stage


def picture(
    step: Step,
    prose: Prose,
    *,
    controls: Controls | None = None,
    edits: Mapping[str, str] | None = None,
    digits: int = 4,
    example: int = 0,
    lit: Collection[Part] | None = None,
) -> None:
    """Draw the network as it is at a step. `edits` is which control a part sets when dragged ("W1.1.1": "w1")."""
    showing.meet(step)
    changes = edits or {}
    data = {
        "picture": layout(step, prose, digits, example, lit, None, fixed=not changes),
        "refused": [] if changes else ["edit", "select", "open"],
        "words": {word: prose.say(f"stage.{word}") for word in ("drag", "open", "unreachable", "waits")},
    }
    on = {"edit": lambda about: _edit(about, controls, changes)}
    stage(data, key=session.STAGE, on=on)


def _edit(about: Mapping[str, Any], controls: Controls | None, edits: Mapping[str, str]) -> None:
    """Set the control of the part that was dragged, as near as its range allows; what cannot be set stays."""
    part, value = about.get("part"), about.get("value")
    name = edits.get(part) if isinstance(part, str) else None
    if controls is None or name is None or isinstance(value, bool) or not isinstance(value, int | float):
        return
    controls.set({name: controls.by_name[name].near(float(value))})
