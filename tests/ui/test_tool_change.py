"""The grid of the tool "All numbers": what it is told to show, and what is typed or pasted into it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from tests.ui.lesson_page import act, after, lesson, opened, sound
from ui.presets import presets
from ui.quantities import format_exact
from ui.tools.grid import LONGEST, Typed, checked

BATCH = "ng-exercise-4"


def opened_at(quantity: str) -> AppTest:
    """The grid of one quantity of the example with three inputs, four outputs and three examples."""
    at = opened()
    at.selectbox(key="preset").set_value(BATCH)
    after(at)
    at.segmented_control(key="tool").set_value("all")
    after(at)
    at.segmented_control(key="all_group").set_value(quantity)
    return after(at)


def grid(at: AppTest) -> Any:
    """The grid as it is sent to the browser."""
    (found,) = [node.proto for node in at.get("bidi_component") if "corner" in json.loads(node.proto.json)]  # type: ignore[attr-defined]
    return found


def numbers(at: AppTest) -> list[list[str]]:
    """The exact texts of the cells, row by row."""
    return [[exact for _, exact, _ in row] for row in json.loads(grid(at).json)["numbers"]]


def put(at: AppTest, *cells: Any) -> AppTest:
    """What the browser sends when cells are typed into: row and column from 0, and the text."""
    states = at._tree.get_widget_states()
    number = json.loads(grid(at).json)["heard"]["number"] + 1
    message = {"view": "test", "acts": [[number, "put", {"cells": list(cells)}]]}
    event = json.dumps([{"event": "acts", "value": message}])
    states.widgets.append(WidgetState(id=_make_trigger_id(grid(at).id, "events"), json_trigger_value=event))
    at._run(states)
    return sound(at)


def undone(at: AppTest) -> list[str]:
    """The names of the changes that can be taken back, but for the opening of the example."""
    return [change.name for change in at.session_state["journal"].past[1:]]


@pytest.mark.parametrize("quantity", ["W1", "b1", "W2", "b2", "X", "Y"])
def test_every_number_of_a_quantity_stands_in_its_cell(quantity: str) -> None:
    """Every cell has its number to the last digit, and the name that the picture has for it."""
    at = opened_at(quantity)
    array = lesson(at).problem.values[quantity]
    assert not [slider for slider in at.slider if slider.key.startswith("all_")]
    assert numbers(at) == [[format_exact(value) for value in row] for row in array.tolist()]
    assert [[float(text) for text in row] for row in numbers(at)] == array.tolist()
    names = [name for row in json.loads(grid(at).json)["numbers"] for name, _, _ in row]
    assert len(set(names)) == array.size


@pytest.mark.parametrize(
    "text, reason", [("7", "0 to 1"), ("abc", "not a number"), ("", "Nothing was typed"), ("1e9", "between")]
)
def test_a_refused_cell_changes_nothing_and_the_next_one_counts(text: str, reason: str) -> None:
    """The notice names the cell and why, the true number is drawn again, and the next edit is undone by name."""
    at = opened_at("Y")
    before, drawn = lesson(at).problem, grid(at).json
    put(at, [0, 1, text])
    (warning,) = at.warning
    assert reason in warning.value
    assert "y₁₂ is still 0." in warning.value
    assert lesson(at).problem is before
    assert grid(at).json != drawn, "the browser draws the true number again only when it is told something new"
    assert numbers(at)[0][1] == "0"
    put(at, [1, 0, "0.30000000000000004"])
    assert not at.warning
    assert lesson(at).problem.Y[1, 0] == 0.30000000000000004
    assert numbers(at)[1][0] == "0.30000000000000004"
    put(at, [1, 0, "1"])
    assert undone(at) == ["y₂₁: 0 → 0.30000000000000004", "y₂₁: 0.30000000000000004 → 1"]
    act(at, "undo")
    act(at, "undo")
    assert lesson(at).problem.Y.tolist() == presets()[BATCH].problem.Y.tolist()
    assert numbers(at)[1][0] == "0"


def test_what_is_pasted_at_once_is_undone_at_once() -> None:
    """Three cells, one of them no number: two are set, one is refused; one undo takes both back."""
    at = opened_at("X")
    put(at, [0, 1, "0.125"], [0, 2, "\u22120.5"], [1, 0, "abc"])
    (warning,) = at.warning
    assert "x₂₁ is still" in warning.value
    assert lesson(at).problem.X[0].tolist()[1:] == [0.125, -0.5]
    assert lesson(at).problem.X[1, 0] == presets()[BATCH].problem.X[1, 0]
    assert len(undone(at)) == 1
    act(at, "undo")
    assert lesson(at).problem.X.tolist() == presets()[BATCH].problem.X.tolist()


@pytest.mark.parametrize(
    "about",
    [
        None,
        [],
        {},
        {"cells": "no"},
        {"cells": [1, None, "no", [0, 0], [0, 0, 1], [0, "0", "1"], [True, 0, "1"], [0.0, 0, "1"]]},
        {"cells": [[2, 0, "1"], [0, 3, "1"], [-1, 0, "1"], [0, -1, "1"]]},
    ],
)
def test_what_a_browser_cannot_have_sent_is_left_out(about: Any) -> None:
    """Another form, another kind, or a cell that is not there."""
    assert checked(about, 2, 3) == ()


def test_no_more_is_taken_than_there_are_cells() -> None:
    """Nor more text than a number can have."""
    found = checked({"cells": [[0, 0, "9" * 10_000]] * 100}, 2, 3)
    assert found == (Typed(0, 0, "9" * LONGEST),) * 6
