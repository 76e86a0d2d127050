"""The diagnosis and the gradient check of the lab as they are drawn."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explain import load_prose
from explain.lab.data import generated
from explain.lab.diagnosis import SIGNS, Flag, Group, flags
from explain.lab.gradient_curve import check
from explain.lab.run import Run
from explain.lab.setup import Setup
from explain.numbers import plain
from explain.stopping import stop_sentence
from tests.ui.lesson_page import sound
from ui.charts.lab.gradient_curve import FLOOR, figure
from ui.lab.diagnosis import sentence

prose = load_prose()
say = prose.say
FLAG, CHECK = "course.lab.diagnosis.flag", "course.lab.check"


def made(updates: int, name: str = "circles", share: float = 0.2, examples: int = 100, **setup: Any) -> Run:
    """A run after so many updates."""
    data = generated(name, examples=examples, noise=0.0, seed=0, share=share, standardise=False)
    run = Run(Setup(**setup), data)
    run.recording.advance(updates)
    return run


def _page(run, update):
    from explain import load_prose
    from ui.lab import diagnosis, gradient_check

    diagnosis.draw(run, update, load_prose())
    gradient_check.draw(run, lambda: update, load_prose())


def opened(run: Run, update: int | None = None) -> AppTest:
    """Both views of a run."""
    at = AppTest.from_function(_page, default_timeout=30, args=(run, run.updates if update is None else update))
    return sound(at.run())


def text(at: AppTest) -> str:
    """All that is written."""
    return "\n".join(element.value for element in at.markdown)


RUNS = {
    "circles, begun": lambda: made(0),
    "circles, one update": lambda: made(1),
    "circles, learned": lambda: made(200),
    "zeros": lambda: made(30, initialiser="zeros"),
    "one unit": lambda: made(1, hidden=((1, "step"),)),
    "no hidden layer": lambda: made(30, hidden=()),
    "three classes": lambda: made(30, "blobs"),
    "no validation": lambda: made(30, "sine", share=0.0),
    "stopped": lambda: made(300, "sine", optimiser="sgd", eta=10.0),
}


@pytest.mark.parametrize("kind", RUNS)
def test_the_list_has_every_flag_and_keeps_its_place(kind: str) -> None:
    """One element in one box, whether there are flags or not."""
    run = RUNS[kind]()
    at, found = opened(run), flags(run, run.updates)
    boxed = next(element.value for element in at.markdown)
    assert boxed.count("\n- ") == len(found)
    assert all(sentence(flag, prose) in boxed for flag in found)
    assert (say("course.lab.diagnosis.none", update=run.updates) in boxed) is (not found)
    assert len(at.markdown) == 2, "the diagnosis, and that nothing is checked yet"


EVIDENCE: dict[str, dict[str, Any]] = {
    "rises": {"then": 12, "lowest": 0.25, "now": 1.5, "eta": 3.0},
    "oscillates": {"epochs": 10, "low": 0.21, "high": 0.63, "turns": 8, "eta": 0.4},
    "exploding": {"layer": 1, "last": 4, "times": 12345.6, "gradient": 77.7},
    "no_gradient": {"loss": 0.2287, "layers": 3},
    "vanishing": {"layer": 1, "last": 4, "share": 0.000345, "gradient": 1.25e-05},
    "dead": {"groups": (Group(1, (0, 2), 4), Group(2, (0, 1, 2), 3), Group(3, (0,), 1))},
    "saturated": {"groups": (Group(1, (0, 2), 4),)},
    "symmetric": {"groups": (Group(1, (0, 2), 4), Group(1, (1, 3), 4))},
    "hardly_falls": {"epochs": 20, "fall": 0.125, "times": 100, "further": 12.5, "eta": 0.001},
    "overfits": {
        "best": 32,
        "least": 0.321,
        "now": 0.987,
        "training_then": 0.45,
        "training_now": 0.0123,
        "worse": 6,
        "of": 30,
    },
}


@pytest.mark.parametrize("name", EVIDENCE)
def test_a_flag_names_all_its_numbers(name: str) -> None:
    """Numbers to three digits, counts as they are; its name, what it means and what to try."""
    said = sentence(Flag(name, EVIDENCE[name]), prose)
    for value in EVIDENCE[name].values():
        if not isinstance(value, tuple):
            assert f"{value}" in said or plain(value, 3) in said, value
    assert say(f"{FLAG}.{name}.name") in said
    assert say(f"{FLAG}.{name}.means") in said
    assert "{" not in said


def test_every_flag_is_tried() -> None:
    """The one of a number that is not finite is below, with a real error."""
    assert {*EVIDENCE, "not_finite"} == {sign.name for sign in SIGNS}


def test_units_are_counted_from_one_and_all_of_a_layer_are_said_so() -> None:
    """Some of four, all three, and the only one."""
    said = sentence(Flag("dead", EVIDENCE["dead"]), prose)
    group = "course.lab.diagnosis.group"
    assert say(f"{group}.some", count=2, of=4, layer=1, which="1, 3") in said
    assert say(f"{group}.all", of=3, layer=2) in said
    assert say(f"{group}.only", layer=3) in said


def test_a_run_that_stopped_is_told_with_the_engines_cause() -> None:
    """The operation and the quantity, by the lesson's own sentence; an earlier update is told as it is."""
    run = RUNS["stopped"]()
    assert run.recording.stopped is not None
    said = text(opened(run))
    assert stop_sentence(run.recording.stopped, prose) in said
    assert say(f"{FLAG}.not_finite.name") in said
    assert stop_sentence(run.recording.stopped, prose) not in text(opened(run, 1))


def pressed(run: Run, update: int | None = None) -> AppTest:
    """After a press on the button of the gradient check."""
    at = opened(run, update)
    at.button(key="lab_check").click()
    return sound(at.run())


@pytest.mark.parametrize("kind", [kind for kind in RUNS if kind != "stopped"])
def test_a_press_checks_the_network_that_is_looked_at(kind: str) -> None:
    """What is written is what `check` finds; and it stays when the page is drawn again."""
    run = RUNS[kind]()
    found = check(run.problem(run.updates))
    at = pressed(run)
    for drawn in (at, sound(at.run())):
        worst, entries = plain(found.entries[0].difference, 2), found.all_entries
        assert say(f"{CHECK}.agree", update=run.updates, checked=entries, entries=entries, worst=worst) in text(drawn)
        assert f"${found.names[0]}$" in text(drawn)
        assert (say(f"{CHECK}.exact") in text(drawn)) is (not found.best or not found.best.central)


def test_the_check_says_which_examples_take_part() -> None:
    """64 of 80, or all."""
    assert say(f"{CHECK}.part", examples=64, all_examples=80) in text(pressed(made(1)))
    assert say(f"{CHECK}.all", examples=40) in text(pressed(made(1, examples=50)))


@pytest.mark.parametrize(
    "made_so, said, unsaid",
    [
        ({"hidden": ((4, "tanh"),)}, "truncation", "parabola"),
        ({"name": "linear_regression", "hidden": ()}, "parabola", "truncation"),
    ],
)
def test_what_is_said_of_the_curve_is_what_it_shows(made_so: dict[str, Any], said: str, unsaid: str) -> None:
    """A smooth network has a truncation error, a parabola none."""
    written = text(pressed(made(20, **made_so)))
    assert say(f"{CHECK}.{said}") in written
    assert say(f"{CHECK}.{unsaid}") not in written
    assert say(f"{CHECK}.rounding") in written
    assert "**Kinks.**" not in written


def test_kinks_are_told_where_nudges_cross_them() -> None:
    """From the smallest step on that crosses one, with the step at which most do."""
    run = made(100)
    found = check(run.problem(100))
    most = max(found.kinked, key=lambda step: step.kinks)
    sizes = {"smallest": f"10^{{{round_power(found.kinked[-1].h)}}}", "largest": f"10^{{{round_power(most.h)}}}"}
    assert say(f"{CHECK}.kinks", most=most.kinks, nudged=found.nudged, **sizes) in text(pressed(run))


def round_power(h: float) -> int:
    """The exponent in a power of ten, from its digits."""
    return int(f"{h:e}".split("e")[1])


def test_an_old_check_keeps_its_update_and_goes_with_its_settings() -> None:
    """After further updates it says of which update it is; under another penalty J is another function."""
    run = made(5)
    at = pressed(run)
    run.recording.advance(5)
    again = opened(run)
    assert "After update 5," in text(again)
    run.go_on_with(Setup(l2=0.1))
    assert say(f"{CHECK}.not_yet") in text(opened(run))
    assert say(f"{CHECK}.not_yet") in text(opened(made(5))), "a check belongs to its own run"
    assert at.button(key="lab_check").label == say(f"{CHECK}.button")


def test_a_network_that_is_not_finite_says_so() -> None:
    """Where a run stopped, all examples together may be too much."""
    run = made(0, "sine", hidden=())
    run.recording = type(run.recording)(run.problem(0).with_values({"W1": [[1e200]]}))
    assert say(f"{CHECK}.not_finite", update=0) in text(pressed(run))


def test_the_figure_shows_every_step_and_marks_the_best() -> None:
    """An error of 0 is at the floor; kinks are marked only where there are any."""
    found = check(made(100).problem(100))
    drawn = {trace.name: trace for trace in figure(found, prose).data}
    central = drawn[say(f"{CHECK}.head.central")]
    assert list(central.x) == [step.h for step in found.curve]
    assert list(central.y) == [max(step.central, FLOOR) for step in found.curve]
    best = drawn[say(f"{CHECK}.line.best")]
    assert (list(best.x), list(best.y)) == ([found.best.h], [min(central.y)])
    assert list(drawn[say(f"{CHECK}.line.kinks")].x) == [step.h for step in found.kinked]
    smooth = check(made(20, hidden=((4, "tanh"),)).problem(20))
    assert say(f"{CHECK}.line.kinks") not in {trace.name for trace in figure(smooth, prose).data}
