"""The log of a run: from it the run is computed anew, every bit the same; what is no log is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import ProblemError
from explain.lab.data import Data, generated
from explain.lab.log import GOING, MOST_STRETCHES, LogError, replay, write_log
from explain.lab.run import Run
from explain.lab.setup import Setup

SETUP = Setup(hidden=((3, "tanh"),), optimiser="momentum", eta=0.1, batch_size=7)


def data() -> Data:
    """Few examples, quickly made."""
    return generated("moons", examples=40, noise=0.1, seed=3, share=0.25, standardise=True)


def same(one: Run, other: Run) -> None:
    """Equal in every number of every update that is kept, and in what was set when."""
    assert one.updates == other.updates
    assert one.settings == other.settings
    for update in (0, one.updates // 2, one.updates):
        left, right = one.problem(update), other.problem(update)
        assert left.to_dict() == right.to_dict(), update
    assert np.array_equal(one.recording.losses, other.recording.losses)


@pytest.mark.parametrize(
    "changes",
    [
        (),
        ({"eta": 0.03},),
        ({"eta": 0.03}, {"batch_size": None, "shuffle": None}, {"l2": 0.01, "l1": 0.001}, {"frozen": (1,)}),
        ({"constants": {"momentum": 0.5}}, {"shuffle": 9}),
    ],
)
def test_a_run_is_the_same_after_its_log(changes: tuple[dict[str, Any], ...]) -> None:
    """With everything that was changed on the way."""
    run = Run(SETUP, data())
    run.recording.advance(11)
    for number, change in enumerate(changes):
        run.go_on_with(replace(run.setup, **change))
        run.recording.advance(5 + number)
    same(replay(write_log(run), run.setup, data()), run)


def test_a_branch_has_the_log_of_its_own() -> None:
    """It ends where it was cut, and goes on under the settings of then."""
    run = Run(SETUP, data())
    run.recording.advance(10)
    run.go_on_with(replace(run.setup, eta=0.5))
    run.recording.advance(10)
    other = run.branch(6)
    assert other.setup.eta == SETUP.eta
    same(replay(write_log(other), other.setup, data()), other)
    other.recording.advance(14)
    assert run.updates == other.updates == 20
    assert not np.array_equal(run.problem(20).W[0], other.problem(20).W[0])


ENTRY = [0, {name: SETUP.__dict__[name] for name in GOING} | {"constants": {}, "frozen": []}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "5",
        "[]",
        "{}",
        "[5]",
        "null",
        json.dumps([ENTRY]),
        json.dumps([ENTRY, -1]),
        json.dumps([ENTRY, 1.5]),
        json.dumps([ENTRY, True]),
        json.dumps([ENTRY, 10**9]),
        json.dumps([[3, ENTRY[1]], 5]),
        json.dumps([ENTRY, [4, ENTRY[1]], 3]),
        json.dumps([ENTRY] * (MOST_STRETCHES + 1) + [3]),
        json.dumps([[0, {"hidden": []}], 3]),
        json.dumps([[0, {"frozen": 3}], 3]),
        json.dumps([[0, {"frozen": ["b1"]}], 3]),
        json.dumps([[0, {"constants": 3}], 3]),
        json.dumps([[0, {"constants": {"x": 1}}], 3]),
        json.dumps([[0, {"constants": {"name": "sgd"}}], 3]),
        json.dumps([[0, {"constants": {"eta": 5}}], 3]),
        json.dumps([[0, {"constants": {"alpha": 0.9}}], 3]),
        json.dumps([[0, {"batch_size": 0}], 3]),
        json.dumps([[0, {"batch_size": "all"}], 3]),
        json.dumps([[0, {"shuffle": -1}], 3]),
        "[" * 100_000,
    ],
)
def test_what_is_no_log_is_refused(text: str) -> None:
    """Somebody else's link may say anything."""
    with pytest.raises(LogError):
        replay(text, SETUP, data())


@pytest.mark.parametrize(
    "settings", [{"eta": -1.0}, {"eta": "fast"}, {"l2": float("nan")}, {"constants": {"momentum": "x"}}]
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any]) -> None:
    """By the checks that every problem goes through."""
    with pytest.raises(ProblemError):
        replay(json.dumps([[0, settings], 3]), SETUP, data())


def test_no_more_is_computed_than_there_is_time_for() -> None:
    """A log of very many updates ends where the time does, in a run like any other."""
    run = replay(json.dumps([ENTRY, 90_000]), SETUP, data(), seconds=0.0)
    assert run.updates == 0
    assert run.recording.advance(3) == 3


@pytest.mark.parametrize("more", [-1, 0, 1, 5])
def test_a_run_that_was_changed_too_often_is_told_up_to_there(more: int) -> None:
    """What the log tells is as it was; the later settings are left out with the updates that were made under them."""
    run = Run(SETUP, data())
    for number in range(MOST_STRETCHES - 1 + more):
        run.recording.advance(2)
        run.go_on_with(replace(run.setup, eta=0.01 * (1 + number % 2)))
    run.recording.advance(2)
    again = replay(write_log(run), run.setup, data())
    assert again.updates == min(run.updates, 2 * MOST_STRETCHES)
    assert again.settings == run.settings[:MOST_STRETCHES]
    assert again.problem(again.updates).parameters.keys() == run.problem(again.updates).parameters.keys()
    for key, value in run.problem(again.updates).parameters.items():
        assert np.array_equal(again.problem(again.updates).parameters[key], value)
