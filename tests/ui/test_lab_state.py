"""The lab's runs in a session: none is lost, mixed up or begun by itself, whatever is done around them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from explain import load_prose
from explain.lab.log import MOST_STRETCHES, replay
from explain.lab.run import Run
from tests.ui.lesson_page import sound
from tests.ui.test_lab import choose, lab, link_of, press, run, state, where
from ui.keep.packing import MOST_FILE, MOST_TEXT, unpack
from ui.lab import training
from ui.session import lab as kept
from ui.session.lab import MOST_KEPT

POINTS = "0,0,{0}\n0,1,{1}\n1,0,{1}\n1,1,{0}\n"


def test_a_run_that_goes_on_stops_when_the_page_is_left() -> None:
    """Come back to, it stands where it stood."""
    at = press(lab(), "lab_run")
    made = run(at).updates
    sound(at.switch_page("../pages/neuron.py").run())
    assert not state(at).running
    sound(at.switch_page("../pages/lab.py").run())
    assert where(at) == (made, made)
    assert where(sound(at.run())) == (made, made)


Draw = Callable[[AppTest], AppTest]


@pytest.fixture
def piece(monkeypatch: pytest.MonkeyPatch) -> Draw:
    """Draws the lab's piece of the page only, as after a change in it, with what was pressed elsewhere on the page."""

    def draw(at: AppTest) -> AppTest:
        (known,) = at._fragment_storage._fragments

        def request(runner: LocalScriptRunner, data: RerunData) -> bool:
            runner._requests = ScriptRequests()  # without the whole page, which it asks for at first
            return runner._requests.request_rerun(replace(data, fragment_id=known))

        with monkeypatch.context() as patched:
            patched.setattr(LocalScriptRunner, "request_rerun", request)
            return sound(at.run())

    return draw


def pressed(at: AppTest, key: str) -> AppTest:
    """A button pressed, and nothing drawn yet."""
    at.button(key=key).click()
    return at


def test_a_press_that_comes_with_a_piece_is_not_lost(piece: Draw) -> None:
    """Nothing trains, so only another change made in the same moment can have asked for the piece."""
    at = piece(pressed(lab(), "lab_run"))
    assert state(at).running
    assert at.button(key="lab_run").label == "Pause", "the whole page was drawn"
    at = piece(pressed(lab(), "lab_epoch"))
    assert where(at) == (5, 5)
    assert not at.button(key="lab_again").disabled, "the whole page was drawn"


def test_a_run_too_long_to_compute_again_is_said_to_be_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reload, a link or a file cannot bring back in its few seconds."""
    link = link_of(press(press(lab(), "lab_epoch"), "lab_epoch"))
    monkeypatch.setattr("ui.lab.runs.replay", partial(replay, seconds=0.0))
    at = lab(link)
    assert where(at) == (0, 0)
    assert at.warning[0].value == load_prose().say("course.lab.shortened", of=10, updates=0)


@pytest.mark.parametrize("pressed, names", [((), ["1"]), (("lab_epoch",), ["1", "2"])])
def test_a_run_that_came_makes_room_for_another_that_comes(pressed: tuple[str, ...], names: list[str]) -> None:
    """A link comes first and the browser's memory after it, of the same run; what was done in between is kept."""
    shorter, longer = press(lab(), "lab_epoch"), press(press(lab(), "lab_epoch"), "lab_epoch")
    at = lab(link_of(shorter))
    for key in pressed:
        press(at, key)
        press(at, "lab_update")
    at.session_state["controls"] = dict(longer.session_state["controls"])
    assert where(sound(at.run())) == (10, 10)
    assert [*(one.name for one in state(at).kept), state(at).name] == names


def told(at: AppTest) -> list[dict[str, Any]]:
    """What the browser is told to remember, by the page and by its piece."""
    memories = [node.proto for node in at.get("bidi_component") if node.proto.component_name == "gradwalk_memory"]
    return [json.loads(memory.json) for memory in memories]


def test_what_is_done_in_a_piece_is_remembered_with_it(piece: Draw) -> None:
    """It is drawn without the rest of the page, and what it tells counts as newer than what the page told before."""
    at = press(lab(), "lab_epoch")
    (before,) = told(at)
    at.slider(key="lab.scrubber").set_value(3)
    (now,) = [one for one in told(piece(at)) if "piece" in one]
    assert now["session"] == before["session"]
    assert now["count"] > before["count"]
    assert unpack(now["state"], MOST_TEXT, MOST_FILE).controls["lab.at"] == 3
    assert [one.get("piece") for one in told(sound(at.run()))] == [None]


def test_a_run_that_goes_on_is_remembered_now_and_then(piece: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not with every piece: what is remembered may be long."""
    clock = iter([100.0, 100.5, 101.9, 102.1])
    at = press(lab(), "lab_run")
    monkeypatch.setattr("ui.keep.memory.monotonic", lambda: next(clock))
    assert [any("piece" in one for one in told(piece(at))) for _ in range(4)] == [True, False, False, True]


def test_a_presenters_press_that_comes_twice_turns_one_page(piece: Draw) -> None:
    """While training goes on a piece brings it along, and it follows by itself."""
    at = press(lab(), "lab_run")
    at.session_state["presenting"] = True
    at = piece(pressed(sound(at.run()), "slide_on"))
    assert "slide_at" not in at.session_state
    assert press(sound(at.run()), "slide_on").session_state["slide_at"] == {"lab": 1}


@pytest.mark.parametrize("key", ["lab_run", "lab_epoch"])
def test_a_press_that_comes_twice_is_done_once(key: str, piece: Draw) -> None:
    """While training goes on a piece brings a press along, which then follows by itself: Pause is not Pause and Run."""
    at = piece(pressed(press(lab(), "lab_run"), key))
    assert state(at).running, "it is done when it comes by itself"
    assert not state(press(sound(at.run()), key)).running


def test_a_run_begun_within_a_piece_has_the_whole_page_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """As by "go on from": a press within the piece draws the piece only, which then has nothing to show."""
    at = press(press(lab(), "lab_epoch"), "lab_again")
    asked: list[str] = []

    class Again(Exception):
        pass

    def again() -> None:
        asked.append("the page")
        raise Again

    monkeypatch.setattr(training.st, "rerun", again)
    monkeypatch.setattr(training.state, "lab", lambda: state(at))
    with pytest.raises(Again):
        training._piece(state(at).kept[0].run, lambda run, update: asked.append("a view"), None, False)  # type: ignore[arg-type]
    assert asked == ["the page"]


def test_taking_up_a_run_loses_none_of_the_others() -> None:
    """Where there are as many as are kept, the one that was left last takes the place of the one taken up."""
    at = lab()
    for _ in range(MOST_KEPT):
        press(press(at, "lab_update"), "lab_again")
    press(at, "lab_update")
    names = {one.name for one in state(at).kept} | {state(at).name}
    assert len(names) == MOST_KEPT + 1
    for name in sorted(names, reverse=True):
        if name != state(at).name:
            press(at, f"lab_restore_{name}")
            assert state(at).name == name
            assert {one.name for one in state(at).kept} | {name} == names


def test_an_epoch_is_all_of_it_however_slow_the_computer_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock ends a piece of a run that goes on, not what was asked for as a whole."""
    at = choose(lab(), examples=1000, batch=1)
    ticks = iter(range(10**6))
    monkeypatch.setattr(training, "monotonic", lambda: next(ticks))
    assert where(press(at, "lab_epoch")) == (800, 800)
    assert where(press(press(at, "lab_run"), "lab_run"))[1] == 850


def test_a_run_changed_more_often_than_a_log_tells_comes_back_as_far_as_it_does() -> None:
    """Its updates are those of the run, and it goes on under the settings of the link."""
    at = choose(press(lab(), "lab_update"), eta=0.1)
    first = run(at)
    for number in range(MOST_STRETCHES + 3):
        first.recording.advance(1)
        first.go_on_with(replace(first.setup, eta=(0.01, 0.03)[number % 2]))
    first.go_on_with(replace(first.setup, eta=0.1))
    press(at, "lab_update")
    other = lab(link_of(at))
    again = run(other)
    assert 0 < again.updates < first.updates
    assert again.setup == first.setup
    assert np.array_equal(again.recording.losses, first.recording.losses[: again.updates])


def test_a_click_between_two_marks_begins_no_other_run() -> None:
    """The log may be among the settings before the session knows that it wrote it."""
    at = press(lab(), "lab_epoch")
    now = run(at)
    at.session_state[kept.LAB] = replace(state(at), log="an older one")
    sound(at.run())
    assert run(at) is now
    assert state(at).kept == ()


def own(at: Any, text: str) -> Any:
    """The learner's own table, as it stands among the settings."""
    at.session_state["controls"] = {**at.session_state["controls"], "lab.data": "own", "lab.own": text}
    return sound(at.run())


def test_classes_that_are_called_otherwise_are_called_so_by_the_run() -> None:
    """The numbers are the same, so it goes on; its views say the new names."""
    at = press(own(lab(), POINTS.format("cat", "dog")), "lab_update")
    now = run(at)
    own(at, POINTS.format("no", "yes"))
    assert run(at) is now
    assert now.data.labels == ("no", "yes")


def test_points_that_stood_there_when_a_run_was_taken_up_can_be_brought_back() -> None:
    """Undo leads back to them; the run has its own."""
    at = press(own(lab(), POINTS.format("a", "b")), "lab_update")
    name, old = state(at).name, run(at)
    own(at, POINTS.format("b", "a"))
    at.session_state["controls"] = {**at.session_state["controls"], "lab.own_draft": "1,2,a"}
    sound(at.run())
    press(at, f"lab_restore_{name}")
    assert run(at) is old
    settings = at.session_state["controls"]
    assert settings["lab.own"] == POINTS.format("a", "b")
    assert "lab.own_draft" not in settings
    before = at.session_state["own_earlier"][-1]
    assert (before["lab.own"], before["lab.own_draft"]) == (POINTS.format("b", "a"), "1,2,a")


def test_two_sessions_have_nothing_in_common() -> None:
    """The same data and settings, each with updates of its own."""
    one, other = lab(), lab()
    press(press(one, "lab_epoch"), "lab_run")
    press(other, "lab_update")
    assert state(one).running
    assert not state(other).running
    assert where(other) == (1, 1)
    assert run(one) is not run(other)


def test_a_branch_and_its_origin_share_nothing_that_changes() -> None:
    """Going on with either, and under other settings, leaves the other as it is."""
    at = lab()
    press(press(at, "lab_epoch"), "lab_epoch")
    origin = run(at)
    branch = origin.branch(6)
    before = prints(origin), prints(branch)
    branch.recording.advance(3)
    branch.go_on_with(replace(branch.setup, eta=1.0, l2=0.1))
    branch.recording.advance(300)
    branch.moments()
    assert prints(origin) == before[0]
    again = origin.branch(6)
    origin.recording.advance(300)
    origin.go_on_with(replace(origin.setup, batch_size=None))
    origin.recording.advance(5)
    assert prints(again) == before[1]


def prints(run: Run) -> list[Any]:
    """Every number of a run."""
    each = [run.problem(update) for update in range(run.updates + 1)]
    values = [value.tobytes() for problem in each for value in problem.values.values()]
    return [
        run.updates,
        run.settings,
        run.recording.losses.tobytes(),
        [s.first for s in run.recording.stretches],
        values,
    ]
