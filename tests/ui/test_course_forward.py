"""The page "Forward pass": what its prompts promise holds in the networks that they load."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Phase, trace
from explain import load_prose
from explain.numbers import plain
from tests.ui.course_pages import page, press, words
from tests.ui.lesson_page import act, lesson, stage
from ui.course.forward import DEEP, PREPARED, who_moves

PROSE = load_prose()
HIDDEN = PROSE.say("hidden.tool")


def forward(name: str) -> list[str]:
    """What the forward steps of a prepared network compute."""
    return [step.key for step in trace(PREPARED[name]()).steps if step.phase is Phase.FORWARD]


def test_one_layer_has_two_steps_and_four_have_the_pair_four_times() -> None:
    """One weighted sum and one activation each."""
    assert forward("one") == ["Z1", "Yhat"]
    assert len(forward("four")) == 2 * DEEP == 8
    assert [key[0] for key in forward("four")] == ["Z", "A"] * 3 + ["Z", "Y"]


def test_three_examples_take_no_more_steps_and_the_same_weights() -> None:
    """Three columns; nothing else is new."""
    one, three = trace(PREPARED["batch"]().with_values({"X": [[0.5], [0.2]], "Y": [[1.0]]})), trace(PREPARED["batch"]())
    assert forward("batch") == [step.key for step in one.steps if step.phase is Phase.FORWARD]
    assert three["Z1"].shape[1] == three["Yhat"].shape[1] == 3
    assert np.array_equal(three["W1"], one["W1"])


def test_the_answer_to_the_question_is_read_off_a_trace() -> None:
    """Its own prediction and no other."""
    assert who_moves() == "own"


@pytest.mark.parametrize("name", PREPARED)
def test_a_prompt_loads_its_network_and_undo_takes_it_back(name: str) -> None:
    """As a change of the lesson; the sentence goes with the network."""
    at = press(page("forward", step=12), f"try.forward.{name}")
    assert lesson(at).problem is PREPARED[name]()
    assert stage(at)["player"]["at"] == 0
    assert at.info[0].value == PROSE.say(f"course.forward.try.{name}.see")
    act(at, "undo")
    assert lesson(at).preset == "notes-2-2-1"
    assert not at.info


@pytest.mark.parametrize("example", [0, 2])
def test_the_table_has_the_numbers_of_the_example_shown(example: int) -> None:
    """Every sum and activation of the trace."""
    at = act(press(page("forward"), "try.forward.batch"), "look", example=example)
    result = trace(lesson(at).problem)
    table = next(markdown.value for markdown in at.main.markdown if markdown.value.startswith("| Layer"))
    for key in ("X", "Z1", "A1", "Z2", "Yhat"):
        assert ", ".join(plain(float(v), 4) for v in result[key][:, example]) in table


@pytest.mark.parametrize("hidden, step, told", [((), 0, True), (("answers",), 0, False), (("answers",), 3, False)])
def test_the_table_waits_for_the_prediction(hidden: tuple[str, ...], step: int, told: bool) -> None:
    """Where answers are hidden, until the last of its numbers is known."""
    at = page("forward", hidden=hidden, step=step)
    assert ("| Layer" in words(at)) is told
    assert (HIDDEN in words(at)) is not told


def test_the_table_comes_with_the_last_result() -> None:
    """Shown on request."""
    at = act(page("forward", hidden=("answers",), step=3), "reveal", step=3)
    assert "| Layer" in words(at)


def test_a_fixed_lesson_has_nothing_that_changes_it() -> None:
    """No prompts, no tools."""
    at = page("forward", hidden=("controls",))
    assert not [button.key for button in at.button if button.key and button.key.startswith(("try.", "net_"))]
    assert PROSE.say("course.forward.build.title") not in words(at)
