"""The top of the lesson page: which example, and its reset; and where the numbers stop."""

from __future__ import annotations

import streamlit as st

from engine import NonFiniteError
from explain import Prose
from ui import session
from ui.presets import presets


def header(prose: Prose) -> None:
    """Title, introduction and the choice of the example."""
    lesson = session.lesson()
    st.markdown(f"# {prose.say('page.step_by_step.title')}\n\n{prose.say('page.step_by_step.intro')}")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        session.seed("preset", lesson.preset or None)
        st.selectbox(
            prose.say("ui.preset"),
            list(presets()),
            format_func=lambda name: presets()[name].title,
            placeholder=lesson.title or prose.say("ui.own_network"),
            key="preset",
            width=420,
            on_change=session.from_widget("preset", session.open_preset),
        )
        st.button(
            prose.say("ui.reset"),
            key="reset",
            on_click=session.open_preset,
            args=(lesson.preset,),
            disabled=not lesson.edited or lesson.origin is None,
        )
        with st.container(key="source"):
            st.markdown(f":small[{_source(prose)}]", help=(lesson.origin and lesson.origin.about) or None)


def _source(prose: Prose) -> str:
    """Where the example is from, and whether it is as it was there."""
    lesson = session.lesson()
    if lesson.origin is None:
        return prose.say("ui.own_network_about")
    edited = f" · {prose.say('ui.edited')}" if lesson.edited else ""
    return f"{prose.say('ui.source', source=lesson.origin.source)}{edited}"


def stopped_here(error: NonFiniteError, prose: Prose) -> None:
    """Which step made the first number that is not finite, and why; with a way back."""
    cause = error.cause
    sentence = prose.say(
        "ui.stopped",
        number=cause.step + 1,
        quantity=cause.quantity,
        row=cause.row + 1,
        column=cause.column + 1,
        cause=prose.say(f"cause.{cause.cause}"),
        operation=prose.say(f"operation.{cause.operation}"),
    )
    st.error(f"**{prose.say('ui.stopped_title')}** {sentence}")
    st.button(
        prose.say("ui.stopped_undo"), key="stopped_undo", on_click=session.undo, disabled=not session.journal().past
    )
