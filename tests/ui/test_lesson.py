"""The lesson's record and its journal: undo and redo, groups, and what is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Problem
from ui.lesson import KEPT, KEPT_NUMBERS, TOOL_NAMES, Journal, Lesson, Update, opening, size_of
from ui.tools import TOOLS

START = opening("notes-2-2-1")


def with_eta(lesson: Lesson, eta: float) -> Lesson:
    """The lesson with another learning rate."""
    return replace(lesson, problem=lesson.problem.with_values({"eta": eta}))


@given(st.lists(st.sampled_from(["change", "undo", "redo"]), max_size=40))
def test_the_journal_is_a_line_walked_up_and_down(moves: list[str]) -> None:
    """Against a plain list with a cursor: the same learning rate after every move."""
    journal, now = Journal(), with_eta(START, 1.0)
    states, at = [1.0], 0
    for number, move in enumerate(moves, 2):
        if move == "change":
            journal, now = journal.record(now, f"change {number}"), with_eta(now, float(number))
            states, at = [*states[: at + 1], float(number)], at + 1
        elif move == "undo" and journal.past:
            journal, now = journal.undo(now)
            at -= 1
        elif move == "redo" and journal.future:
            journal, now = journal.redo(now)
            at += 1
        assert now.problem.eta == states[at]
        assert (len(journal.past), len(journal.future)) == (at, len(states) - 1 - at)


def test_undo_keeps_the_place_and_takes_back_network_preset_and_walk() -> None:
    """Step, digits, lens and chosen part stay; the rest is the other lesson's."""
    changed = replace(with_eta(START, 0.9), step=7, digits=6, lens="paths", walk=(Update(START.problem, 0.25),))
    journal, back = Journal().record(START, "eta").undo(changed)
    assert (back.step, back.digits, back.lens) == (7, 6, "paths")
    assert (back.problem, back.walk) == (START.problem, ())
    _, again = journal.redo(back)
    assert (again.problem, again.walk) == (changed.problem, changed.walk)


@pytest.mark.parametrize("groups, kept", [(["a", "a", "a"], 1), (["a", "b"], 2), (["", ""], 2), (["a", "", "a"], 3)])
def test_changes_of_one_group_in_a_row_are_one(groups: list[str], kept: int) -> None:
    """A drag of a hundred numbers is taken back at once, under its last name."""
    journal, now = Journal(), START
    for number, group in enumerate(groups):
        journal = journal.record(now, f"change {number}", group)
        now = with_eta(now, 1.0 + number)
    assert len(journal.past) == kept
    assert journal.past[-1].name == f"change {len(groups) - 1}"
    while journal.past:
        journal, now = journal.undo(now)
    assert now.problem is START.problem


@pytest.mark.parametrize("units, kept", [(1, KEPT), (16, 1)])
def test_the_journal_is_bounded(units: int, kept: int) -> None:
    """At most 100 changes, and about 100 KB of numbers; one can always be taken back."""
    big = Problem.from_dict(
        {
            "inputs": units,
            "layers": [{"units": units, "activation": "tanh"}] * 8,
            "loss": "squared_error",
            "optimiser": {"name": "adam", "eta": 0.1},
            "W": np.zeros((8, units, units)).tolist(),
            "X": np.ones((units, 64)).tolist(),
            "Y": np.ones((units, 64)).tolist(),
        }
    )
    lesson, journal = replace(START, problem=big), Journal()
    for number in range(150):
        journal = journal.record(with_eta(lesson, 1.0 + number), str(number))
    assert len(journal.past) >= min(kept, KEPT_NUMBERS // size_of(lesson) or 1)
    assert len(journal.past) == 1 or sum(size_of(change.lesson) for change in journal.past) <= KEPT_NUMBERS
    assert journal.past[-1].name == "149"


def test_the_tools_are_those_a_link_can_open() -> None:
    """One list of names."""
    assert tuple(TOOLS) == TOOL_NAMES
