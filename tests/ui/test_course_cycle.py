"""The page "The cycle": updates as one change, every network on the way as it was, and the claims of its prompts."""

from __future__ import annotations

import numpy as np
import pytest

from engine import trace, train
from explain import load_prose
from explain.numbers import plain
from tests.ui.course_pages import page, press, words
from tests.ui.lesson_page import after, lesson, sound, stage
from ui.charts.updates import description, updates_chart
from ui.course.cycle import PREPARED, problem_at
from ui.lesson import MOST_UPDATES

PROSE = load_prose()
HIDDEN = PROSE.say("hidden.tool")


def test_j_falls_for_one_example_and_ever_more_slowly() -> None:
    """In the twenty updates that the prompt asks for; so does the gradient."""
    losses = train(PREPARED["example"](), 20).losses
    falls = -np.diff(losses)
    assert (falls > 0).all()
    assert falls[0] == max(falls)
    assert falls[-1] == min(falls)


def test_the_batch_takes_more_rounds() -> None:
    """J of the single example is below a tenth after ten; that of the batch is not after fifty."""
    one, three = train(PREPARED["example"](), 50).losses, train(PREPARED["batch"](), 50).losses
    assert (np.diff(three) < 0).all()
    assert one[10] / one[0] < three[10] / three[0]
    assert one[50] < three[50]


def test_too_fast_jumps_up_and_down() -> None:
    """With 40 times the rate of the batch, as the sentence says."""
    fast, batch = PREPARED["fast"](), PREPARED["batch"]()
    assert fast.eta == 40 * batch.eta
    assert "40 times" in PROSE.say("course.cycle.try.fast.see")
    steps = np.sign(np.diff(train(fast, 10).losses))
    assert {-1.0, 1.0} <= set(steps)


def test_what_a_prompt_says_stays_through_updates_only() -> None:
    """Another learning rate is another lesson."""
    at = press(page("cycle"), "try.cycle.example")
    press(at, "more.10")
    assert at.info[0].value == PROSE.say("course.cycle.try.example.see")
    press(at, "try.cycle.fast")
    press(at, "cycle.undo")
    assert not at.info


def test_another_network_is_asked_anew() -> None:
    """The answer that was given for one example says nothing about the other."""
    at = press(page("cycle"), "try.cycle.example")
    at.segmented_control(key="course.cycle.predict.first.answer").set_value("down")
    after(at)
    assert at.segmented_control(key="course.cycle.predict.first.answer").value == "down"
    press(at, "more.1")
    assert at.segmented_control(key="course.cycle.predict.first.answer").value == "down"
    press(at, "try.cycle.fast")
    assert at.segmented_control(key="course.cycle.predict.first.answer").value is None


def test_updates_are_made_at_once_and_undone_at_once() -> None:
    """The same numbers as by training; one change."""
    at = press(page("cycle"), "more.10")
    now = lesson(at)
    expected = train(PREPARED["example"](), 10)
    assert now.updates == 10
    assert [update.loss for update in now.walk] == pytest.approx(list(expected.losses[:10]), rel=1e-14)
    assert np.allclose(now.problem.W[0], expected.after.W[0], rtol=1e-14)
    press(at, "cycle.undo")
    assert lesson(at).updates == 0
    press(at, "cycle.redo")
    assert lesson(at).updates == 10


@pytest.mark.parametrize("count", [0, 4, 10])
def test_the_slider_goes_back_without_losing_anything(count: int) -> None:
    """The round shown is that of the network after so many updates."""
    at = press(page("cycle"), "more.10")
    newest = lesson(at)
    at.slider(key="course.cycle.at").set_value(count)
    after(at)
    assert lesson(at) is newest
    then = trace(train(PREPARED["example"](), count).after)
    assert f"After {count} updates, this is round {count + 1}" in words(at)
    assert f"J = {plain(float(then['J'][0, 0]), 4)}," in words(at)
    drawn = next(part for part in stage(at)["picture"]["parts"] if part["name"] == "W1.1.1")
    assert plain(float(then["W1"][0, 0]), 4) in drawn["lines"][0][5]


def test_one_goes_on_from_an_earlier_network() -> None:
    """The later updates are then gone, and undo brings them back."""
    at = press(page("cycle"), "more.10")
    at.slider(key="course.cycle.at").set_value(4)
    press(after(at), "cycle.go_on")
    assert lesson(at).updates == 4
    assert lesson(at).preset == "notes-2-2-1"
    press(at, "cycle.undo")
    assert lesson(at).updates == 10


def test_more_updates_than_are_kept() -> None:
    """The slider begins where the kept ones begin."""
    at = page("cycle")
    for _ in range(MOST_UPDATES // 50 + 1):
        press(at, "more.50")
    now = lesson(at)
    assert now.updates == MOST_UPDATES + 50
    assert at.slider(key="course.cycle.at").min == now.forgotten == 50
    with pytest.raises(IndexError, match="50 to 250"):
        problem_at(now, 49)


@pytest.mark.parametrize("name, way", [("example", "down"), ("fast", "up")])
def test_the_question_and_the_words_say_which_way_j_goes(name: str, way: str) -> None:
    """Read off the trace of the first network and of the one after it."""
    at = press(page("cycle", "mazur"), f"try.cycle.{name}")
    assert lesson(at).preset == {"example": "notes-2-2-1"}.get(name, "")
    before = trace(PREPARED[name]())
    losses = [float(result["J"][0, 0]) for result in (before, trace(before.after))]
    assert (losses[1] < losses[0]) is (way == "down")
    assert f"J goes {way}" in words(at)
    at.segmented_control(key="course.cycle.predict.first.answer").set_value(way)
    assert f"**{PROSE.say('course.right')}** J goes from {plain(losses[0], 4)} to {plain(losses[1], 4)}" in words(
        after(at)
    )


@pytest.mark.parametrize("name, key", [("forward", "Yhat"), ("loss", "J"), ("backward", "db1"), ("update", "b1_next")])
def test_the_picture_is_the_network_at_the_end_of_a_stage(name: str, key: str) -> None:
    """Of the four, the one chosen; nothing in it can be changed."""
    at = page("cycle")
    at.segmented_control(key="course.cycle.stage").set_value(name)
    after(at)
    number = trace(lesson(at).problem).index[key] + 1
    assert f"step {number} of" in stage(at)["picture"]["state"]
    assert "edit" in stage(at)["refused"]


@pytest.mark.parametrize("chosen", [0, 3, 5])
def test_the_chart_marks_the_chosen_update(chosen: int) -> None:
    """With its J, which the words say, too."""
    losses = list(train(PREPARED["batch"](), 5).losses)
    curve, here = updates_chart(range(6), losses, chosen, 4, PROSE).data
    assert list(curve.y) == losses
    assert (here.x[0], here.y[0], here.text[0]) == (chosen, losses[chosen], plain(losses[chosen], 4))
    said = description(range(6), losses, chosen, 4, PROSE)
    assert all(plain(loss, 4) in said for loss in (losses[0], losses[-1], losses[chosen], min(losses), max(losses)))


@pytest.mark.parametrize("step, told", [(0, False), (16, False)])
def test_nothing_is_told_that_is_to_be_worked_out(step: int, told: bool) -> None:
    """Neither J nor a prediction; the updates can be made all the same."""
    at = page("cycle", hidden=("answers",), step=step)
    assert (HIDDEN in words(at)) is not told
    assert "J =" not in words(at)
    press(at, "more.10")
    assert lesson(at).updates == 10
    assert "J =" not in words(at)


def test_a_fixed_lesson_shows_its_round_and_changes_nothing() -> None:
    """No prompts, no updates, no way to go on from elsewhere."""
    at = page("cycle", hidden=("controls",))
    keys = [str(button.key) for button in at.button]
    assert not [key for key in keys if key.startswith(("try.", "more.", "cycle."))]
    assert "J =" in words(at)


def test_the_lesson_page_has_what_was_done_here() -> None:
    """One lesson, two pages: the updates stand on its curve."""
    at = press(page("cycle"), "more.10")
    at.switch_page("../pages/step_by_step.py")
    sound(at.run())
    assert len(stage(at)["updates"]["points"]) == 11
