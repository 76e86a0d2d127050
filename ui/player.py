"""The player: first, back, next, last, a jump list and a scrubber, by button, key and slider."""

from __future__ import annotations

import streamlit as st

from engine import Trace
from explain import Prose, explain
from ui import session


def go(index: int) -> None:
    """Show step `index`."""
    session.change(step=index)


def player(trace: Trace, prose: Prose) -> None:
    """The controls for walking through the steps of `trace`."""
    lesson, last = session.lesson(), len(trace.steps) - 1
    here = min(lesson.step, last)
    with st.container(horizontal=True, vertical_alignment="bottom", key="player"):
        _button("first", 0, here > 0, "Home", ":material/first_page:", prose)
        _button("back", here - 1, here > 0, "Left", ":material/chevron_left:", prose)
        _button("next", here + 1, here < last, "Right", ":material/chevron_right:", prose)
        _button("last", last, here < last, "End", ":material/last_page:", prose)
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


def _button(name: str, target: int, enabled: bool, key: str, icon: str, prose: Prose) -> None:
    st.button(
        prose.say(f"ui.{name}"),
        icon=icon,
        key=f"go_{name}",
        shortcut=key,
        disabled=not enabled,
        type="primary" if name == "next" else "secondary",
        on_click=go,
        args=(target,),
    )


def _line(trace: Trace, index: int, prose: Prose) -> str:
    """One line of the jump list: number, phase and title in plain text."""
    step = explain(trace.steps[index], prose)
    return f"{index + 1}. {prose.say(f'phase.{step.phase.value}')} · {plain_title(step.title)}"


def plain_title(title: str) -> str:
    """A title without its LaTeX, for places that show plain text only."""
    return title.replace("$", "").replace("^{(", "(").replace(")}", ")").replace("\\hat{Y}", "Yhat")
