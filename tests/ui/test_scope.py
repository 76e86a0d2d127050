"""A page that shows a part of the lesson: its player walks only that, and the lesson's own step survives a visit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine import Phase, Problem, trace
from explain import load_prose
from tests.ui.course_pages import page
from tests.ui.lesson_page import act, after, has_stage, lesson, sound, stage
from ui.course.backward import SCOPE as BACKWARD
from ui.course.forward import SCOPE as FORWARD
from ui.scope import EVERYTHING, Scope
from ui.session import LESSON
from ui.stage.player import Walk

PROSE = load_prose()

SCOPES = {"forward": FORWARD, "backward": BACKWARD}


@pytest.mark.parametrize("zoom", ["layers", "steps", "terms"])
def test_parts_of_a_walk_make_up_the_whole(zoom: str) -> None:
    """Phase after phase, without a gap and without a place twice."""
    result = trace(lesson(page("forward")).problem)
    spans = [Walk(result, zoom, Scope((phase,))).span for phase in Phase]
    assert [place for span in spans for place in span] == list(Walk(result, zoom).span)
    assert len(Walk(result, zoom, EVERYTHING).span) == Walk(result, zoom).count


@pytest.mark.parametrize("zoom", ["layers", "steps", "terms"])
@pytest.mark.parametrize("name", SCOPES)
def test_next_walks_the_part_from_its_first_place_to_its_last(name: str, zoom: str) -> None:
    """Every place is reached, each shows a step of the part, and beyond the last there is none."""
    at = act(page(name), "look", zoom=zoom)
    steps = trace(lesson(at).problem).steps
    count, seen = stage(at)["player"]["count"], set()
    for place in range(count):
        act(at, "go", place=place, zoom=zoom)
        assert stage(at)["player"]["at"] == place
        seen.add(lesson(at).step)
    before = lesson(at).step
    act(at, "go", place=count, zoom=zoom)
    assert lesson(at).step == before
    wanted = {step.index for step in steps if step.phase in SCOPES[name].phases}
    assert seen == wanted if zoom != "layers" else seen <= wanted and len(seen) == count
    jump = [place for _, places in stage(at)["player"]["jump"] for place, _ in places]
    assert jump[0] == 0
    assert max(jump) < count


@pytest.mark.parametrize(
    "name, own, shown", [("forward", 12, 3), ("forward", 2, 2), ("backward", 0, 4), ("backward", 16, 12)]
)
def test_a_visit_leaves_the_lessons_own_step(name: str, own: int, shown: int) -> None:
    """The page shows the nearest step it has; the lesson page then stands where it stood."""
    at = page(name, step=own)
    assert stage(at)["player"]["unit"].startswith(f"Step {shown + 1} of 17")
    assert lesson(at).step == own
    at.switch_page("../pages/step_by_step.py")
    sound(at.run())
    assert stage(at)["player"]["at"] == own
    assert stage(at)["player"]["count"] == 17


@pytest.mark.parametrize(
    "name, part, key", [("backward", "Z1.1", "dZ1"), ("backward", "J", "J"), ("forward", "Z1.2", "Z1")]
)
def test_a_press_on_a_part_opens_a_step_of_the_page(name: str, part: str, key: str) -> None:
    """The one that computes it, or the last one that is drawn there."""
    at = act(page(name), "select", part=part)
    assert trace(lesson(at).problem).steps[lesson(at).step].key == key


def test_a_part_that_the_page_never_computes_changes_nothing() -> None:
    """The loss on the page of the forward pass."""
    at = act(page("forward", step=1), "select", part="J")
    assert lesson(at).step == 1


def links(at: Any) -> list[int]:
    """The steps that the card leads to."""
    return [step for step, _, _ in stage(at)["card"]["uses"]["links"]]


def test_a_card_leads_only_to_steps_of_the_page() -> None:
    """And says of the others that they are elsewhere."""
    at = page("backward", step=4)
    assert links(at) == []
    assert "not on this page" in stage(at)["card"]["uses"]["none"]
    act(at, "go", place=2, zoom="steps")
    assert links(at) == [5]


@pytest.mark.parametrize("name", SCOPES)
def test_there_is_no_update_to_apply_where_it_is_not_shown(name: str) -> None:
    """Nor a curve of those applied; nor links to tools that are not there."""
    at = page(name)
    assert stage(at)["apply"] is None
    assert stage(at)["updates"] is None
    see = stage(at)["card"]["see"]
    assert see is None or {tool for tool, _ in see["tools"]} <= set(SCOPES[name].tools)


def test_a_result_is_revealed_at_the_step_that_is_shown() -> None:
    """Not at the lesson's own, which is elsewhere."""
    at = page("backward", hidden=("answers",))
    answer = stage(at)["card"]["answer"]
    assert answer["step"] == 4
    act(at, "reveal", step=4)
    assert lesson(at).revealed == ("J",)


STEEP = {"W": [[[1e200, 0.0], [0.0, 0.0]], [[1e200, 0.0]]]}


@pytest.mark.parametrize("name, drawn", [("forward", True), ("backward", False), ("cycle", False)])
def test_where_the_numbers_stop_is_said(name: str, drawn: bool) -> None:
    """In the second layer: there are steps of the forward pass to walk, and nothing behind them."""
    at = page(name, step=9)
    doc = {**lesson(at).problem.to_dict(), **STEEP}
    doc["layers"] = [{**layer, "activation": "identity"} for layer in doc["layers"]]
    doc["loss"] = "squared_error"
    at.session_state[LESSON] = replace(lesson(at), problem=Problem.from_dict(doc))
    after(at)
    assert has_stage(at) is drawn
    assert any(error.value.startswith(f"**{PROSE.say('ui.stopped_title')}**") for error in at.error)
