"""The learner's state: one frozen Lesson, replaced as a whole. Only this package touches Streamlit's session state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import streamlit as st

from engine import NonFiniteError, Problem, ProblemError, Step, Trace, plan, trace
from ui.diagram.labels import plain_name
from ui.inbox import Action, Heard, unheard
from ui.lesson import TOOL_NAMES, Journal, Lesson, Update, kind_of, opening
from ui.presets import presets
from ui.quantities import BadNumber, Place, format_exact, parse_number, places, value_at, with_value
from ui.session.controls import Setting, controls, controls_of, replace_controls, set_controls
from ui.session.scope import scope, show_only
from ui.session.widgets import STAGE, forget, from_widget, seed, seed_once

__all__ = [
    "STAGE",
    "Setting",
    "controls",
    "controls_of",
    "forget",
    "from_widget",
    "replace_controls",
    "scope",
    "seed",
    "seed_once",
    "set_controls",
    "show_only",
]

LESSON, JOURNAL, NOTICE, SHOWN = "lesson", "journal", "notice", "shown"
SAID, HEARD, TAB, SHELF = "said", "heard", "tab", "shelf"
MOST_ON_SHELF = 50
Shelf = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Notice:
    """Something that was refused: the key of its sentence and what the sentence names."""

    key: str
    names: dict[str, Any]


@dataclass(frozen=True)
class Tab:
    """What is known of the browser's tab: the lesson and the settings of controls (`set_as`) that it was first shown,
    while nothing else has been done.

    `met` says that the browser has told what it remembers; `offer` is a lesson that it remembers and that could be
    taken up again; `unkept` says that it remembers nothing, `unread` that what it remembers could not be read.
    """

    name: str
    opened: Lesson | None
    set_as: Mapping[str, Setting] = field(default_factory=dict)
    offer: Any = None
    unkept: bool = False
    met: bool = False
    unread: bool = False


def has_lesson() -> bool:
    """False for a session that has just begun."""
    return LESSON in st.session_state


def begin(first: Lesson, changes: Journal) -> None:
    """Start with a lesson, whatever was there before."""
    st.session_state[LESSON], st.session_state[JOURNAL] = first, changes
    st.session_state[TAB] = replace(tab(), opened=first, set_as=controls(), offer=None)


def tab() -> Tab:
    """What is known of the browser's tab."""
    if TAB not in st.session_state:
        st.session_state[TAB] = Tab(uuid4().hex, None)
    known: Tab = st.session_state[TAB]
    return known


def is_fresh() -> bool:
    """True while the learner has done nothing but open the app."""
    known = tab()
    return known.opened is not None and known.opened is lesson() and known.set_as == controls()


def know(**fields: Any) -> None:
    """Replace what is known of the tab."""
    st.session_state[TAB] = replace(tab(), **fields)


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


def shelf() -> Shelf:
    """The lessons that are to be saved in one file: a name and a document each."""
    found: Shelf = st.session_state.get(SHELF, ())
    return found


def put_on_shelf(name: str, document: Any) -> Shelf:
    """Add a lesson to those that are to be saved together."""
    st.session_state[SHELF] = (*shelf(), (name, document))[:MOST_ON_SHELF]
    return shelf()


def clear_shelf() -> None:
    """Forget the lessons that were to be saved together."""
    st.session_state.pop(SHELF, None)


def run_lesson() -> tuple[Trace, NonFiniteError | None]:
    """The trace of the current problem; where a number is not finite, the steps before it and the error."""
    try:
        return trace(lesson().problem), None
    except NonFiniteError as error:
        return error.trace, error


def current_step(result: Trace) -> Step:
    """The step the learner looks at: the lesson's, or the nearest that the page shows. Raises IndexError for none."""
    return result.steps[scope().nearest(result, lesson().step)]


def apply_update(name: str) -> None:
    """Put the updated parameters in place of the old ones and go back to the first step."""
    apply_updates(1, name)


def apply_updates(count: int, name: str) -> None:
    """Make `count` updates as one change, or as many as there are before a number is not finite."""
    current = now = lesson()
    for _ in range(count):
        try:
            result = trace(now.problem)
        except NonFiniteError:
            break
        walked = now.walked(Update(now.problem, float(result["J"][0, 0]), result.after))
        now = replace(walked, problem=result.after, step=0)
    if now is not current:
        put(now, name)


def back_to_update(count: int, name: str) -> None:
    """Go back to the network as it was after `count` of the updates applied."""
    current = lesson()
    at = count - current.forgotten
    if 0 <= at < len(current.walk):
        put(replace(current, problem=current.walk[at].problem, step=0, walk=current.walk[:at]), name)


def set_number(place: Place, text: str, group: str = "") -> None:
    """Change one number to what was typed or slid; what cannot be used leaves a notice and changes nothing."""
    current = lesson()
    kept = format_exact(value_at(current.problem, place))
    name = plain_name(place.latex)
    try:
        value = parse_number(text)
        if value != value_at(current.problem, place):
            start = _start_of(group, place, kept)
            changed = replace(current, problem=with_value(current.problem, place, value))
            put(changed, f"{name}: {start} → {format_exact(value)}", group)
            if start == format_exact(value):
                st.session_state[JOURNAL] = journal().without_last()  # a drag that ended where it began
    except BadNumber as error:
        refuse(text, error, name, kept)
    except ProblemError as error:
        say("ui.refused", reason=f"{error.reason}.", name=name, kept=kept)


def _start_of(group: str, place: Place, kept: str) -> str:
    """What a number was before the drag that is going on."""
    past = journal().past
    if group and past and past[-1].group == group:
        return format_exact(value_at(past[-1].lesson.problem, place))
    return kept


def refuse(text: str, error: BadNumber, name: str, kept: str) -> None:
    """Leave a notice that says why a typed number cannot be used, and what the number `name` still is."""
    typed = text.replace("`", "'").strip()[:40]
    say("ui.bad_number" if typed else "ui.no_number", text=typed, reason_key=f"ui.{error}", name=name, kept=kept)


def say(key: str, **names: Any) -> None:
    """Leave a notice for the next run."""
    st.session_state[NOTICE] = Notice(key, names)
    st.session_state[SAID] = said() + 1


def said() -> int:
    """How many notices there have been: a widget named after it is drawn anew when something was refused."""
    count: int = st.session_state.get(SAID, 0)
    return count


def take_notice() -> Notice | None:
    """The notice of the last action, once."""
    found: Notice | None = st.session_state.pop(NOTICE, None)
    st.session_state[SHOWN] = found
    return found


def say_again() -> None:
    """Leave the notice that is on the screen for the next run, too, which the learner has not asked for."""
    if st.session_state.get(SHOWN) is not None:
        st.session_state.setdefault(NOTICE, st.session_state[SHOWN])


def heard(key: str) -> Heard:
    """What of a component's messages has been done."""
    found: Heard = st.session_state.get(HEARD, {}).get(key, Heard())
    return found


def newly_heard(key: str, message: Any) -> list[Action]:
    """The actions of a component's message that have not been done yet; they are now."""
    acts, now = unheard(message, heard(key))
    st.session_state[HEARD] = {**st.session_state.get(HEARD, {}), key: now}
    return acts


def confirmation(key: str) -> dict[str, Any]:
    """What a component is told of its messages: the last one done, and whether the browser's memory has been asked."""
    done = heard(key)
    return {"view": done.view, "number": done.number, "met": tab().met}
