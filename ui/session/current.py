"""The lesson that is looked at and its changes: one frozen value, replaced as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from engine import NonFiniteError, Problem, ProblemError, Step, Trace, plan, trace
from ui.lesson import TOOL_NAMES, Journal, Lesson, kind_of, opening
from ui.presets import presets
from ui.quantities import places
from ui.session.controls import controls
from ui.session.notices import say
from ui.session.scope import scope
from ui.session.tabs import TAB, tab
from ui.session.widgets import seed

LESSON, JOURNAL = "lesson", "journal"


def has_lesson() -> bool:
    """False for a session that has just begun."""
    return LESSON in st.session_state


def begin(first: Lesson, changes: Journal) -> None:
    """Start with a lesson, whatever was there before."""
    st.session_state[LESSON], st.session_state[JOURNAL] = first, changes
    st.session_state[TAB] = replace(tab(), opened=first, set_as=controls(), offer=None)


def is_fresh() -> bool:
    """True while the learner has done nothing but open the app."""
    known = tab()
    return known.opened is not None and known.opened is lesson() and known.set_as == controls()


def tool() -> str:
    """The tool that is open, by name."""
    found: str = st.session_state.get("tool") or TOOL_NAMES[0]
    return found


def open_tool(name: str) -> None:
    """Open a tool; the first one for a name that is none."""
    seed("tool", name if name in TOOL_NAMES else TOOL_NAMES[0])


def lesson() -> Lesson:
    """The current lesson; the first worked example for a new learner."""
    if not has_lesson():
        begin(opening(next(iter(presets()))), Journal())
    current: Lesson = st.session_state[LESSON]
    return current


def journal() -> Journal:
    """The changes that can be taken back and made again."""
    found: Journal = st.session_state.get(JOURNAL, Journal())
    return found


def look(**fields: Any) -> None:
    """Look elsewhere: replace fields of the lesson that are no part of the network, such as the step or the digits."""
    if "step" in fields:
        st.session_state[JOURNAL] = journal().sealed()
    st.session_state[LESSON] = replace(lesson(), **fields)


def put(new: Lesson, name: str, group: str = "") -> None:
    """Replace the lesson by a changed one. `name` says what was changed; changes of one group are undone as one."""
    old = lesson()
    if kind_of(new.problem) != kind_of(old.problem):
        new = new.unwalked()
    if new.problem is not old.problem:
        new = replace(new, revealed=())
        st.session_state[JOURNAL] = journal().record(old, name, group)
    st.session_state[LESSON] = _settled(new, old)


def _settled(new: Lesson, old: Lesson) -> Lesson:
    """The lesson with places that exist in its network: the same step by name, an example and a part that are there."""
    if new.problem.spec.structure != old.problem.spec.structure:
        new = replace(new, step=_same_step(new, old))
    if new.example >= new.problem.examples:
        new = replace(new, example=0)
    known = places(new.problem)
    return new if new.part in known else replace(new, part=next(iter(known)))


def _same_step(new: Lesson, old: Lesson) -> int:
    """Where the quantity that the learner looked at is computed in the changed network; else as far as before."""
    steps, before = _steps(new.problem), _steps(old.problem)
    wanted = before[min(new.step, len(before) - 1)]
    return steps.index(wanted) if wanted in steps else min(new.step, len(steps) - 1)


def _steps(problem: Problem) -> list[str]:
    return [equation.target.key for equation in plan(problem.spec).equations]


def change(make: Callable[[Problem], Problem], name: str, group: str = "") -> bool:
    """Change the problem; where it cannot be changed so, leave a notice that says why, and change nothing."""
    current = lesson()
    try:
        new = make(current.problem)
    except ProblemError as error:
        say("ui.refused_change", what=name, reason=f"{error.reason}.")
        return False
    if new.to_dict() != current.problem.to_dict():
        put(replace(current, problem=new), name, group)
    return True


def undo() -> None:
    """Take back the last change of the network; the learner stays at the step, the digits and the number chosen."""
    if journal().past:
        _turn(*journal().undo(lesson()))


def redo() -> None:
    """Make the change again that was taken back last."""
    if journal().future:
        _turn(*journal().redo(lesson()))


def has_own() -> bool:
    """True in a lesson that nothing may change, where one was opened over the learner's own work."""
    return lesson().fixed and any(not change.lesson.fixed for change in journal().past)


def back_to_own() -> None:
    """Take back that lessons were opened which nothing may change."""
    while has_own():
        undo()


def _turn(pages: Journal, found: Lesson) -> None:
    old = lesson()
    st.session_state[JOURNAL] = pages
    st.session_state[LESSON] = _settled(found, old)


def open_preset(name: str) -> None:
    """Start a worked example afresh."""
    put(opening(name, lesson().digits, lesson().hidden, lesson().convention), presets()[name].title)


def open_lesson(new: Lesson, name: str, tool: str = "") -> None:
    """Put a lesson that was saved in place of the current one, which the undo brings back."""
    st.session_state[JOURNAL] = journal().record(lesson(), name)
    st.session_state[LESSON] = new
    open_tool(tool)


def run_lesson() -> tuple[Trace, NonFiniteError | None]:
    """The trace of the current problem; where a number is not finite, the steps before it and the error."""
    try:
        return trace(lesson().problem), None
    except NonFiniteError as error:
        return error.trace, error


def current_step(result: Trace) -> Step:
    """The step the learner looks at: the lesson's, or the nearest that the page shows. Raises IndexError for none."""
    return result.steps[scope().nearest(result, lesson().step)]
