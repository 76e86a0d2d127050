"""Random walks through the training lab: nothing breaks, nothing is lost, and what the page says was computed."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine import NonFiniteError, trace
from explain.lab.log import replay, write_log
from explain.lab.run import Run
from explain.numbers import plain
from explain.overfitting import data_loss
from tests.ui.lesson_page import has_stage, sound
from tests.ui.test_lab import AT, every_widget, lab, run, state
from ui.lab import training
from ui.lab.controls import CONTROLS, settings_of
from ui.lab.views import CHOSEN

Move = Callable[[AppTest, random.Random], object]
TEXTS = (
    "0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n" * 3,
    "a;b;c;kind\n" + "".join(f"{i},5;{i % 7};{-i};{i % 3}\n" for i in range(40)),
    "x,y\n" + "".join(f"{i},{i * i}\n" for i in range(20)),
    "".join(f"{10.0 ** (i % 12 - 6)},{i}.5\n" for i in range(30)),
    "1,2\n3",
    "nan,1\n2,0\n",
    "",
)
UNUSUAL = ("lab_open_batch", "lab_open_one", "lab_check")
"""Buttons with a move of their own."""
LOSS = re.compile(r"^Training loss \*\*([^*]+)\*\*")


def _any_setting(at: AppTest, rng: random.Random) -> None:
    """One widget of the page, whichever it is: a setting of the lab, of a view, of the pace."""
    found = [w for w in every_widget(at) if str(w.key).startswith(("course.lab", "lab_")) and not w.disabled]
    _change(rng.choice(found), rng)
    sound(at.run())


def _change(widget: Any, rng: random.Random) -> None:
    kind = type(widget).__name__
    if kind == "Slider":
        steps = round((widget.max - widget.min) / widget.step)
        value = widget.min + widget.step * rng.randint(0, min(steps, 40))
        widget.set_value(type(widget.value)(min(value, widget.max)))
    elif kind == "Toggle":
        widget.set_value(not widget.value)
    else:
        widget.select_index(rng.randrange(len(widget.options))) if kind == "Selectbox" else _segment(widget, rng)


def _segment(widget: Any, rng: random.Random) -> None:
    key = widget.key
    if key == "course.lab_pace.pace":
        widget.set_value(rng.choice(["update", "epoch", "ten"]))
    else:
        widget.set_value(rng.choice(_values(key)))


def _values(key: str) -> list[Any]:
    """What a row of buttons stands for: AppTest knows only the words on them."""
    from ui.course.controls import REGISTERED, Choice

    _, page, name = key.split(".") if key.count(".") == 2 else ("", "", key)
    control = REGISTERED[page].by_name.get(name) if page else None
    return list(control.options) if isinstance(control, Choice) else [1, 2] if page else ["classes", "numbers"]


def _press(*keys: str) -> Move:
    def press(at: AppTest, rng: random.Random) -> None:
        found = [b for b in at.button if str(b.key).startswith(keys) and b.key not in UNUSUAL and not b.disabled]
        if found:
            rng.choice(found).click()
            sound(at.run())

    return press


def _run(at: AppTest, rng: random.Random) -> None:
    """Run or pause, and a piece or two of it."""
    _press("lab_run")(at, rng)
    for _ in range(rng.randrange(2)):
        sound(at.run())


def _scrub(at: AppTest, rng: random.Random) -> None:
    for slider in at.slider:
        if slider.key == "lab.scrubber" and not slider.disabled:
            slider.set_value(rng.randint(0, int(slider.max)))
            sound(at.run())
            return


def _view(at: AppTest, rng: random.Random) -> None:
    for one in at.selectbox if len(CHOSEN) > 6 else at.segmented_control:
        if one.key == "course.lab_view.view":
            one.set_value(rng.choice(list(CHOSEN)))
            sound(at.run())
            return


def _part(at: AppTest, rng: random.Random) -> None:
    at.segmented_control(key="course.lab_set.part").set_value(rng.choice(["data", "network", "training"]))
    sound(at.run())


def _example(at: AppTest, rng: random.Random) -> None:
    for field in at.number_input:
        if field.key == "course.lab_examples.example":
            field.set_value(rng.randint(1, int(field.max)))
            sound(at.run())


def _own(at: AppTest, rng: random.Random) -> None:
    """A table of one's own, as one that was typed, or as one that came with a link and may be none."""
    settings = {**at.session_state["controls"], "lab.data": "own", "lab.own": rng.choice(TEXTS)}
    at.session_state["controls"] = settings
    sound(at.run())


def _forged(at: AppTest, rng: random.Random) -> None:
    """A setting that nothing on the page can be set to."""
    names = [*(f"lab.{name}" for name in CONTROLS.by_name), "lab.at", "lab.own_target", "lab_examples.example"]
    value = rng.choice([float("nan"), 1e300, -1, 10**30, "x", "", True, "session:0"])
    at.session_state["controls"] = {**at.session_state["controls"], rng.choice(names): value}
    sound(at.run())


def _open(at: AppTest, rng: random.Random) -> None:
    """Into the lesson and back."""
    found = [b for b in at.button if b.key in UNUSUAL[:2]]
    if found:
        rng.choice(found).click()
        sound(at.run())
        if has_stage(at):
            _away(at, rng)


def _away(at: AppTest, rng: random.Random) -> None:
    """To another page and back: nothing trains meanwhile, nor afterwards."""
    sound(at.switch_page("../pages/neuron.py").run())
    assert not state(at).running
    made = [one.run.updates for one in state(at).kept], run(at).updates
    sound(at.switch_page("../pages/lab.py").run())
    assert made == ([one.run.updates for one in state(at).kept], run(at).updates)


def _check(at: AppTest, rng: random.Random) -> None:
    if run(at).problem(0).spec.widths[0] < 5:
        at.button(key="lab_check").click()
        sound(at.run())


MOVES: dict[Move, int] = {
    _any_setting: 10,
    _part: 3,
    _view: 3,
    _run: 4,
    _press("lab_update", "lab_epoch"): 5,
    _press("lab_again", "lab_weights", "lab_go_on_from", "lab_restore", "lab_forget"): 4,
    _press("try.lab"): 1,
    _scrub: 4,
    _example: 1,
    _own: 1,
    _forged: 1,
    _open: 1,
    _away: 1,
    _check: 1,
}


def _holds(at: AppTest, left: dict[int, tuple[Any, ...]]) -> None:
    """The run is what the controls say, the page tells its numbers, and runs that were left stay as they are."""
    now = run(at)
    names = [one.name for one in state(at).kept]
    assert len({*names, state(at).name}) == len(names) + 1
    assert all(one.run is not now for one in state(at).kept)
    for one in state(at).kept:
        assert left.setdefault(id(one.run), _print(one.run)) == _print(one.run)
    left.pop(id(now), None)
    if at.error and not any(AT.search(text.value) for text in at.markdown):
        return  # settings that do not go together
    _says_where(at, now)
    settings, kept = settings_of(now.setup, now.data), at.session_state["controls"]
    beyond = {f"frozen{layer}" for layer in range(len(now.setup.hidden) + 2, 9)}  # switches of layers that are gone
    unused = beyond | ({"shuffle"} if settings["in_order"] else set())
    for name, control in CONTROLS.by_name.items():
        value = kept.get(f"lab.{name}", control.usual)
        if name in settings and control.allows(value) and name not in unused:
            assert settings[name] == value, name
    log = write_log(now) if now.updates else None
    assert kept.get("lab.log") == log == state(at).log


def _says_where(at: AppTest, now: Run) -> None:
    """Update, epoch and training loss, which is computed here on all training examples."""
    (where,) = [found for text in at.markdown if (found := AT.search(text.value))]
    update = int(where[1])
    assert int(where[2]) == now.updates
    assert now.recording.stopped is None or not state(at).running
    said = [found[1] for text in at.markdown if (found := LOSS.search(text.value))]
    try:
        assert said == [plain(data_loss(trace(now.problem(update))), 4)]
    except NonFiniteError:
        assert said == []


def _print(run: Run) -> tuple[Any, ...]:
    """All that a run which was left must keep."""
    last = run.problem(run.updates)
    return run.updates, run.recording.losses.tobytes(), *(value.tobytes() for value in last.parameters.values())


@pytest.fixture
def _counted_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that counts how often it is asked, so that a piece is as long on every computer."""
    ticks = itertools.count(0.0, 0.05)
    monkeypatch.setattr(training, "monotonic", lambda: next(ticks))


@pytest.mark.timeout(300)
@pytest.mark.usefixtures("_counted_clock")
@pytest.mark.parametrize("seed", range(4))
def test_a_random_walk_through_the_lab_breaks_nothing(seed: int) -> None:
    """After every move the page is drawn and true; at the end the log gives the same run, bit for bit."""
    rng, at, left = random.Random(seed), lab(), dict[int, tuple[Any, ...]]()
    moves, weights = list(MOVES), list(MOVES.values())
    for _ in range(40):
        (move,) = rng.choices(moves, weights)
        move(at, rng)
        _holds(at, left)
    now = run(at)
    again = replay(write_log(now), now.setup, now.data, seconds=60)
    assert again.updates == now.updates
    assert np.array_equal(again.recording.losses, now.recording.losses)
    for update in {0, now.updates // 3, now.updates}:
        assert again.problem(update).to_dict() == now.problem(update).to_dict()
