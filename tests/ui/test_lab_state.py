"""The lab's runs in a session: none is lost, mixed up or begun by itself, whatever is done around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from explain.lab.log import MOST_STRETCHES
from explain.lab.run import Run
from tests.ui.lesson_page import sound
from tests.ui.test_lab import choose, lab, link_of, press, run, state, where
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


@pytest.fixture
def with_piece(monkeypatch: pytest.MonkeyPatch) -> Callable[[AppTest, str], AppTest]:
    """Presses a button of the page in a request for a piece of it, as browsers send them together."""

    def press_in_it(at: AppTest, key: str) -> AppTest:
        (piece,) = at._fragment_storage._fragments

        def request(runner: LocalScriptRunner, data: RerunData) -> bool:
            runner._requests = ScriptRequests()  # without the whole page, which it asks for at first
            return runner._requests.request_rerun(replace(data, fragment_id=piece))

        with monkeypatch.context() as patched:
            patched.setattr(LocalScriptRunner, "request_rerun", request)
            return sound(at.button(key=key).click().run())

    return press_in_it


def test_a_press_that_comes_with_a_piece_is_not_lost(with_piece: Callable[[AppTest, str], AppTest]) -> None:
    """Nothing trains, so only another change made in the same moment can have asked for the piece."""
    at = with_piece(lab(), "lab_run")
    assert state(at).running
    assert at.button(key="lab_run").label == "Pause", "the whole page was drawn"
    at = with_piece(lab(), "lab_epoch")
    assert where(at) == (5, 5)
    assert not at.button(key="lab_again").disabled, "the whole page was drawn"


@pytest.mark.parametrize("key", ["lab_run", "lab_epoch"])
def test_a_press_that_comes_twice_is_done_once(key: str, with_piece: Callable[[AppTest, str], AppTest]) -> None:
    """While training goes on a piece brings a press along, which then follows by itself: Pause is not Pause and Run."""
    at = with_piece(press(lab(), "lab_run"), key)
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
