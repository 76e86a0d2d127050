"""The learner's state: one frozen Lesson, replaced as a whole. Only this module touches Streamlit's session state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from engine import NonFiniteError, Problem, ProblemError, Trace, trace
from ui.diagram.labels import plain_name
from ui.presets import presets
from ui.quantities import BadNumber, Place, format_exact, parse_number, places, value_at, with_value

LESSON, PAST, NOTICE = "lesson", "past", "notice"
KEPT = 100


@dataclass(frozen=True)
class Lesson:
    """Where the learner is. `part` is the number chosen for editing, `losses` J before each applied update."""

    preset: str
    problem: Problem
    step: int = 0
    digits: int = 4
    part: str = "W1.1.1"
    losses: tuple[float, ...] = ()

    @property
    def edited(self) -> bool:
        """True where the numbers are not the example's own."""
        return self.problem.to_dict() != presets()[self.preset].problem.to_dict()


@dataclass(frozen=True)
class Notice:
    """Something that was refused: the key of its sentence and what the sentence names."""

    key: str
    names: dict[str, Any]


def opening(name: str, digits: int = 4) -> Lesson:
    """The lesson at the first step of a worked example."""
    return Lesson(name, presets()[name].problem, digits=digits)


def lesson() -> Lesson:
    """The current lesson; the first worked example for a new learner."""
    if LESSON not in st.session_state:
        st.session_state[LESSON] = opening(next(iter(presets())))
    current: Lesson = st.session_state[LESSON]
    return current


def put(new: Lesson) -> None:
    """Replace the lesson. A change of the problem can be undone."""
    old = lesson()
    if new.problem is not old.problem:
        st.session_state[PAST] = [*st.session_state.get(PAST, []), old][-KEPT:]
    st.session_state[LESSON] = new


def change(**fields: Any) -> None:
    """Replace some fields of the lesson."""
    put(replace(lesson(), **fields))


def choose_part(part: str) -> None:
    """Choose a part of the diagram: a number that can be set for editing, any other by going to the step it is from."""
    if part in places(lesson().problem):
        change(part=part)
        return
    result, _ = run_lesson()
    key = part.split(".")[0]
    if key in result.index:
        change(step=result.index[key])


def undo() -> None:
    """Take back the last change of the problem; the learner stays at the step, the digits and the number chosen."""
    past = st.session_state.get(PAST, [])
    if past:
        before = past.pop()
        st.session_state[LESSON] = replace(lesson(), preset=before.preset, problem=before.problem, losses=before.losses)


def can_undo() -> bool:
    """True where there is a change to take back."""
    return bool(st.session_state.get(PAST))


def open_preset(name: str) -> None:
    """Start a worked example afresh."""
    put(opening(name, lesson().digits))


def run_lesson() -> tuple[Trace, NonFiniteError | None]:
    """The trace of the current problem; where a number is not finite, the steps before it and the error."""
    try:
        return trace(lesson().problem), None
    except NonFiniteError as error:
        return error.trace, error


def apply_update() -> None:
    """Put the updated parameters in place of the old ones and go back to the first step."""
    current, (result, stopped) = lesson(), run_lesson()
    if stopped is None:
        losses = (*current.losses, float(result["J"][0, 0]))
        put(replace(current, problem=result.after, step=0, losses=losses))


def set_number(place: Place, text: str) -> None:
    """Change one number to what was typed or slid; what cannot be used leaves a notice and changes nothing."""
    current = lesson()
    kept = format_exact(value_at(current.problem, place))
    name = plain_name(place.latex)
    try:
        value = parse_number(text)
        if value != value_at(current.problem, place):
            put(replace(current, problem=with_value(current.problem, place, value)))
    except BadNumber as error:
        typed = text.replace("`", "'").strip()[:40]
        said = "ui.bad_number" if typed else "ui.no_number"
        say(said, text=typed, reason_key=f"ui.{error}", name=name, kept=kept)
    except ProblemError as error:
        say("ui.refused", reason=f"{error.reason}.", name=name, kept=kept)


def say(key: str, **names: Any) -> None:
    """Leave a notice for the next run."""
    st.session_state[NOTICE] = Notice(key, names)


def take_notice() -> Notice | None:
    """The notice of the last action, once."""
    found: Notice | None = st.session_state.pop(NOTICE, None)
    return found


def seed(key: str, value: Any) -> None:
    """Set a widget to what the lesson says, before it is drawn."""
    st.session_state[key] = value


def from_widget(key: str, use: Callable[[Any], None]) -> Callable[[], None]:
    """A callback that hands a widget's new value on."""
    return lambda: use(st.session_state[key])
