"""The player: first, back, next, last, a jump list and a scrubber, by button, key and slider."""

from __future__ import annotations

import re

import streamlit as st

from engine import Trace
from explain import Prose, explain
from ui import session
from ui.diagram.labels import plain_name


def go(index: int) -> None:
    """Show step `index`."""
    session.change(step=index)


def move(by: int, last: int) -> None:
    """Go some steps on or back from where the lesson is now, which a quick second press may have changed."""
    go(min(max(session.lesson().step + by, 0), last))


def player(trace: Trace, prose: Prose) -> None:
    """The controls for walking through the steps of `trace`."""
    lesson, last = session.lesson(), len(trace.steps) - 1
    here = min(lesson.step, last)
    with st.container(horizontal=True, vertical_alignment="bottom", key="player"):
        for name, by, enabled, key, icon in (
            ("first", -last, here > 0, "Home", ":material/first_page:"),
            ("back", -1, here > 0, "Left", ":material/chevron_left:"),
            ("next", 1, here < last, "Right", ":material/chevron_right:"),
            ("last", last, here < last, "End", ":material/last_page:"),
        ):
            st.button(
                prose.say(f"ui.{name}"),
                icon=icon,
                key=f"go_{name}",
                shortcut=key,
                disabled=not enabled,
                type="primary" if by == 1 else "secondary",
                on_click=move,
                args=(by, last),
            )
        titles = [_line(trace, i, prose) for i in range(last + 1)]
        session.seed("jump", here)
        st.selectbox(
            prose.say("ui.jump"),
            range(last + 1),
            format_func=titles.__getitem__,
            key="jump",
            label_visibility="collapsed",
            on_change=session.from_widget("jump", go),
        )
    if last > 0:
        session.seed("scrub", here + 1)
        st.slider(
            prose.say("ui.scrub"),
            1,
            last + 1,
            key="scrub",
            label_visibility="collapsed",
            on_change=session.from_widget("scrub", lambda number: go(number - 1)),
        )


def _line(trace: Trace, index: int, prose: Prose) -> str:
    """One line of the jump list: number, phase and title in plain text."""
    step = explain(trace.steps[index], prose)
    return f"{index + 1}. {prose.say(f'phase.{step.phase.value}')} · {plain_title(step.title)}"


def plain_title(title: str) -> str:
    """A title for places that show plain text only: its LaTeX names in Unicode."""
    return re.sub(r"\$(.+?)\$", lambda found: plain_name(found[1]), title)
