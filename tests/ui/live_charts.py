"""The charts of a page that are changed in place: what is sent of them, and a click on one of their points."""

from __future__ import annotations

import json
from typing import Any

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from tests.ui.lesson_page import sound


def live_charts(at: AppTest) -> list[dict[str, Any]]:
    """What each of them is told, in the page's order."""
    return [json.loads(proto.json) for proto in _protos(at)]


def figures(at: AppTest) -> list[dict[str, Any]]:
    """The figures as they are sent."""
    return [json.loads(chart["figure"]) for chart in live_charts(at)]


def click(at: AppTest, customdata: Any) -> AppTest:
    """What the browser sends when a point of the page's only chart is clicked."""
    (proto,) = _protos(at)
    states = at._tree.get_widget_states()
    event = json.dumps([{"event": "point", "value": customdata}])
    states.widgets.append(WidgetState(id=_make_trigger_id(proto.id, "events"), json_trigger_value=event))
    at._run(states)
    return sound(at)


def _protos(at: AppTest) -> list[Any]:
    found = (node.proto for node in at.get("bidi_component"))  # type: ignore[attr-defined]
    return [proto for proto in found if proto.component_name == "gradwalk_chart"]
