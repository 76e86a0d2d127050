"""The training lab through AppTest: runs begin, go on, are gone back in, kept, taken up again, opened and restored."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine import trace
from explain import load_prose
from explain.lab.log import MOST_UPDATES
from explain.lab.run import Run
from tests.ui.lesson_page import MAIN, has_stage, lesson, sound
from ui.lab import training
from ui.lab.controls import CONTROLS
from ui.lab.prompts import PREPARED
from ui.lab.training import EPOCHS, PACE
from ui.session.lab import LAB, Lab

AT = re.compile(r"After \*\*(\d+)\*\* of (\d+) updates, epoch ([\d.]+) of ([\d.]+)")


def lab(query: str = "") -> AppTest:
    """The page as somebody meets it who comes from the lesson, or who was given a link."""
    at = AppTest.from_file(MAIN, default_timeout=60)
    if query:
        at.query_params["lesson"] = query
    sound(at.run())
    return sound(at.switch_page("../pages/lab.py").run())


def press(at: AppTest, key: str) -> AppTest:
    """Press one of the lab's buttons."""
    return sound(at.button(key=key).click().run())


def choose(at: AppTest, **settings: Any) -> AppTest:
    """Set some of the lab's controls, whichever part of them is drawn."""
    for name, value in settings.items():
        for part in ("data", "network", "training"):
            if f"course.lab.{name}" in {widget.key for widget in every_widget(at)}:
                break
            at.segmented_control(key="course.lab_set.part").set_value(part)
            sound(at.run())
        next(w for w in every_widget(at) if w.key == f"course.lab.{name}").set_value(value)
        sound(at.run())
    return at


def every_widget(at: AppTest) -> list[Any]:
    """All that has a value."""
    return [w for kind in ("slider", "selectbox", "segmented_control", "toggle") for w in getattr(at, kind)]


def state(at: AppTest) -> Lab:
    """The runs of the session."""
    found: Lab = at.session_state[LAB]
    return found


def run(at: AppTest) -> Run:
    """The run that is looked at."""
    found = state(at).run
    assert found is not None
    return found


def where(at: AppTest) -> tuple[int, int]:
    """The update looked at, and how many there are, as the page says."""
    said = [AT.search(text.value) for text in at.markdown]
    (found,) = [match for match in said if match]
    assert float(found[3]) == pytest.approx(run(at).recording.epoch(int(found[1])), rel=1e-3)
    return int(found[1]), int(found[2])


def test_a_press_makes_one_update_or_the_rest_of_an_epoch() -> None:
    """160 of 200 examples train, in batches of 32: five updates an epoch."""
    at = lab()
    assert where(at) == (0, 0)
    assert where(press(at, "lab_update")) == (1, 1)
    assert where(press(at, "lab_epoch")) == (5, 5)
    assert where(press(at, "lab_epoch")) == (10, 10)


@pytest.mark.parametrize("pace, made", [("update", 1), ("epoch", 5), ("ten", 50)])
def test_running_makes_a_piece_at_a_time_until_it_is_paused(pace: str, made: int) -> None:
    """Each piece as long as was asked for; paused, nothing is made."""
    at = lab()
    at.segmented_control(key="course.lab_pace.pace").set_value(pace)
    sound(at.run())
    press(at, "lab_run")
    assert state(at).running
    assert where(at) == (made, made)
    assert where(sound(at.run())) == (2 * made, 2 * made)
    press(at, "lab_run")
    assert not state(at).running
    assert where(sound(at.run())) == (2 * made, 2 * made)
    assert set(EPOCHS) < set(PACE.by_name["pace"].options)  # type: ignore[union-attr]


def test_at_full_speed_a_piece_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Far more than ten epochs are made in one; the clock ends it, not the count: without time it is one look long."""
    at = lab()
    at.segmented_control(key="course.lab_pace.pace").set_value("full")
    press(sound(at.run()), "lab_run")
    assert 50 < where(at)[1] < MOST_UPDATES
    press(at, "lab_run")
    made = Run(run(at).setup, run(at).data)
    monkeypatch.setattr(training.runs, "look_at", lambda *_: None)
    monkeypatch.setattr(training.runs, "remember", lambda: None)
    training.advance(made, MOST_UPDATES, seconds=0.0)
    assert made.updates == training.CHUNK


def test_the_scrubber_shows_any_update_and_forgets_none() -> None:
    """What is shown is the network before that update; the later ones stay. While a run goes on it only shows it."""
    at = press(lab(), "lab_run")
    assert at.slider(key="lab.scrubber").disabled
    press(at, "lab_run")
    made = where(at)[1]
    at.slider(key="lab.scrubber").set_value(7)
    sound(at.run())
    assert where(at) == (7, made)
    assert where(press(at, "lab_update")) == (made + 1, made + 1)


def test_going_on_from_an_earlier_update_keeps_the_later_ones_in_a_run_of_their_own() -> None:
    """The branch and the old run are the same up to there."""
    at = lab()
    for _ in range(3):
        press(at, "lab_epoch")
    at.slider(key="lab.scrubber").set_value(4)
    sound(at.run())
    old = run(at)
    press(at, "lab_go_on_from")
    assert where(at) == (4, 4)
    assert [kept.run for kept in state(at).kept] == [old]
    assert np.array_equal(run(at).problem(4).W[0], old.problem(4).W[0])
    assert old.updates == 15


@pytest.mark.parametrize(
    "changed",
    [{"hidden": 1}, {"units1": 3}, {"activation2": "tanh"}, {"data": "xor"}, {"noise": 0.1}, {"optimiser": "sgd"}],
)
def test_another_network_or_other_data_begin_a_new_run_and_keep_the_old_one(changed: dict[str, Any]) -> None:
    """Nothing of the old one is lost."""
    at = press(lab(), "lab_epoch")
    old = run(at)
    choose(at, **changed)
    assert where(at) == (0, 0)
    assert [kept.run for kept in state(at).kept] == [old]


@pytest.mark.parametrize(
    "changed, field",
    [({"eta": 0.1}, "eta"), ({"l2": 0.01}, "l2"), ({"batch": 8}, "batch_size"), ({"frozen1": True}, "frozen")],
)
def test_a_change_of_the_training_goes_on_with_the_same_weights(changed: dict[str, Any], field: str) -> None:
    """The learning rate without a reset, and the like."""
    at = press(lab(), "lab_epoch")
    before = run(at).problem(5)
    choose(at, **changed)
    assert where(at) == (5, 5)
    assert np.array_equal(run(at).problem(5).W[1], before.W[1])
    assert getattr(run(at).setup, field) != getattr(run(at).settings[0][1], field)
    assert where(press(at, "lab_update")) == (6, 6)


def test_a_frozen_layer_stays() -> None:
    """While the others move."""
    at = choose(press(lab(), "lab_epoch"), frozen1=True)
    before = run(at).problem(5)
    press(at, "lab_epoch")
    after = run(at).problem(10)
    assert np.array_equal(before.W[0], after.W[0])
    assert not np.array_equal(before.W[1], after.W[1])


@pytest.mark.parametrize(
    "data, said", [("circles", "sigmoid**, the loss **binary"), ("blobs", "softmax**"), ("sine", "identity**")]
)
def test_what_fits_the_task_is_named(data: str, said: str) -> None:
    """Beside the choices of output and loss."""
    at = choose(lab(), data=data)
    at.segmented_control(key="course.lab_set.part").set_value("network")
    sound(at.run())
    assert any(said in text.value for text in at.markdown)


def test_the_same_start_and_new_weights() -> None:
    """Reset begins with the same first weights, new weights with others; both keep the run."""
    at = press(lab(), "lab_epoch")
    first = run(at).problem(0).W[0]
    press(at, "lab_again")
    assert where(at) == (0, 0)
    assert np.array_equal(run(at).problem(0).W[0], first)
    press(at, "lab_update")
    press(at, "lab_weights")
    assert where(at) == (0, 0)
    assert not np.array_equal(run(at).problem(0).W[0], first)
    assert [kept.run.updates for kept in state(at).kept] == [5, 1]


def test_settings_that_do_not_go_together_are_said_and_lose_nothing() -> None:
    """The sentence names the field; the run is there again when the setting is taken back."""
    at = press(lab(), "lab_epoch")
    old = run(at)
    settings = dict(at.session_state["controls"])
    at.session_state["controls"] = {**settings, "lab.output": "relu", "lab.loss": "cross_entropy"}
    sound(at.run())
    assert any("needs" in error.value and "loss" in error.value for error in at.error)
    at.session_state["controls"] = settings
    sound(at.run())
    assert run(at) is old
    assert where(at) == (5, 5)


def test_a_run_that_breaks_ends_there_and_says_which_update() -> None:
    """And a smaller learning rate goes on from before."""
    at = choose(lab(), data="linear_regression", hidden=0, optimiser="sgd", eta=10.0, batch=0)
    press(at, "lab_run")
    for _ in range(40):
        sound(at.run())
    assert run(at).recording.stopped is not None
    assert not state(at).running
    assert at.button(key="lab_run").disabled
    choose(at, eta=0.01)
    assert run(at).recording.stopped is None
    assert not at.button(key="lab_run").disabled


def test_the_lesson_gets_the_update_and_the_way_back_leads_to_it() -> None:
    """Its next network is the run's next one, and the lab stands where it stood."""
    at = lab()
    press(at, "lab_epoch")
    press(at, "lab_epoch")
    at.slider(key="lab.scrubber").set_value(3)
    sound(at.run())
    then = run(at).problem(4)
    press(at, "lab_open_batch")
    assert has_stage(at)
    assert lesson(at).title == load_prose().say("course.lab.open.title.batch", number=4)
    after = trace(lesson(at).problem).after
    assert all(np.array_equal(after.parameters[key], then.parameters[key]) for key in then.parameters)
    back = load_prose().say("course.lab.open.back")
    assert back in [link.proto.label for link in at.get("page_link")]
    sound(at.switch_page("../pages/lab.py").run())
    assert where(at) == (3, 10)


def test_a_link_brings_the_run_along() -> None:
    """Computed anew in the other browser, with what was changed on the way, to the same last bit."""
    at = choose(press(lab(), "lab_epoch"), eta=0.1)
    press(at, "lab_epoch")
    link = link_of(at)
    other = lab(link)
    assert where(other) == (10, 10)
    assert run(other).problem(10).to_dict() == run(at).problem(10).to_dict()
    assert run(other).settings == run(at).settings


def link_of(at: AppTest) -> str:
    """What the address of the page holds."""
    (component,) = [node.proto for node in at.get("bidi_component") if node.proto.component_name == "gradwalk_memory"]
    found: str = json.loads(component.json)["link"]
    return found


@pytest.mark.parametrize("log", ["x", '[[0,{"eta":-1}],5]', "[" * 5000, "[[0,{}],90000000]"])
def test_a_log_that_is_none_leaves_a_run_of_no_updates(log: str) -> None:
    """Somebody else's link may say anything."""
    at = lab()
    at.session_state["controls"] = {"lab.log": log}
    sound(at.run())
    assert where(at) == (0, 0)


def test_a_run_that_was_left_is_taken_up_again_with_its_settings() -> None:
    """The controls stand as they did, and the run has its updates; the other one is kept in turn."""
    at = press(lab(), "lab_epoch")
    old, name = run(at), state(at).name
    choose(at, data="xor", hidden=1, eta=0.1)
    press(at, "lab_update")
    button = next(b.key for b in at.button if b.key and b.key.startswith("lab_restore") and b.key.endswith(name))
    press(at, button)
    assert run(at) is old
    assert where(at) == (5, 5)
    assert old.data.name == "circles"
    assert [kept.run.data.name for kept in state(at).kept] == ["xor"]


@pytest.mark.parametrize("name", PREPARED)
def test_a_prompt_sets_what_it_says_and_trains_as_long_as_it_says(name: str) -> None:
    """And what is to be seen is said."""
    at = press(lab(), f"try.lab.{name}")
    found = PREPARED[name]
    assert where(at) == (found.updates, found.updates)
    kept = {key.removeprefix("lab."): value for key, value in at.session_state["controls"].items()}
    assert found.settings.items() <= kept.items()
    assert set(found.settings) <= set(CONTROLS.by_name)
    assert load_prose().say(f"course.lab.try.{name}.see")[:30] in at.info[0].value


def test_what_the_prompts_say_is_so() -> None:
    """The sentences name what these very runs do."""
    straight = run(press(lab(), "try.lab.straight")).moment(300).training
    assert straight.accuracy is not None
    assert straight.accuracy < 0.65
    same = run(press(lab(), "try.lab.same")).problem(1000)
    assert (same.W[0] == same.W[0][0]).all()
    fast = run(press(lab(), "try.lab.fast")).recording.losses
    rises = int((np.diff(fast) > 0).sum())
    assert rises > 10
    assert fast[30:].max() > fast[0]
    heart = run(press(lab(), "try.lab.overfit"))
    first, last = heart.moment(20), heart.moment(500)
    assert last.training.loss is not None
    assert last.training.loss < 0.01
    assert (last.validation.loss or 0) > 5 * (first.validation.loss or 0)
