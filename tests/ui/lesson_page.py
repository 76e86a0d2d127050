"""Drives the lesson page through AppTest, the live part included: what it is told, and what a learner does in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from ui.lesson import Lesson
from ui.session import LESSON

MAIN = str(Path(__file__).resolve().parents[2] / "ui" / "main.py")


def opened() -> AppTest:
    """The page as a new learner meets it."""
    return sound(AppTest.from_file(MAIN, default_timeout=30).run())


def sound(at: AppTest) -> AppTest:
    """The page itself, if nothing broke in it; a part that could not be drawn counts as broken."""
    assert not at.exception, at.exception[0].stack_trace
    broken = [error.value for error in at.error if "could not be drawn" in error.value]
    assert not broken, broken
    return at


def after(at: AppTest) -> AppTest:
    """Run the page and hold that nothing broke."""
    return sound(at.run())


def lesson(at: AppTest) -> Lesson:
    """The learner's state."""
    found: Lesson = at.session_state[LESSON]
    return found


def stage(at: AppTest) -> dict[str, Any]:
    """What the live part is told to draw."""
    data: dict[str, Any] = json.loads(_component(at).json)
    return data


def act(at: AppTest, action: str, **about: Any) -> AppTest:
    """What the browser sends when a learner does something in the live part."""
    states = at._tree.get_widget_states()
    heard = stage(at)["heard"]
    message = {"view": "test", "acts": [[heard["number"] + 1, action, about]]}
    event = json.dumps([{"event": "acts", "value": message}])
    states.widgets.append(WidgetState(id=_make_trigger_id(_component(at).id, "events"), json_trigger_value=event))
    at._run(states)
    return sound(at)


def has_stage(at: AppTest) -> bool:
    """True where the live part is drawn."""
    return next(_components(at), None) is not None


def _component(at: AppTest) -> Any:
    return next(_components(at))


def _components(at: AppTest) -> Iterator[Any]:
    found = (node.proto for node in at.get("bidi_component"))  # type: ignore[attr-defined]
    return (proto for proto in found if proto.component_name == "gradwalk_stage")


def go(at: AppTest, step: int) -> AppTest:
    """Go to a step (0-based) by the player."""
    return act(at, "go", place=step, zoom="steps")


def formulas(tree: Any) -> str:
    """All text of MathML data, joined: what stands on the screen."""
    if isinstance(tree, str):
        return tree
    if isinstance(tree, list):
        is_node = len(tree) > 1 and isinstance(tree[0], str) and isinstance(tree[1], dict)
        return "".join(map(formulas, tree[2:] if is_node else tree))
    return ""
