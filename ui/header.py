"""The top of the lesson page: which example, how many digits, undo and reset; the update; where the numbers stop."""

from __future__ import annotations

import streamlit as st

from engine import NonFiniteError, Trace
from explain import Prose
from explain.numbers import plain
from ui import session
from ui.presets import presets

DIGITS = range(2, 9)


def header(prose: Prose) -> None:
    """Title, introduction and the choice of the example."""
    lesson = session.lesson()
    preset = presets()[lesson.preset]
    st.title(prose.say("page.step_by_step.title"), anchor=False)
    st.markdown(prose.say("page.step_by_step.intro"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        session.seed("preset", lesson.preset)
        st.selectbox(
            prose.say("ui.preset"),
            list(presets()),
            format_func=lambda name: presets()[name].title,
            key="preset",
            on_change=session.from_widget("preset", session.open_preset),
        )
        session.seed("digits", lesson.digits)
        st.selectbox(
            prose.say("ui.digits"),
            DIGITS,
            key="digits",
            help=prose.say("ui.digits_help"),
            width=110,
            on_change=session.from_widget("digits", lambda digits: session.change(digits=digits)),
        )
        st.button(prose.say("ui.undo"), key="undo", on_click=session.undo, disabled=not session.can_undo())
        st.button(
            prose.say("ui.reset"),
            key="reset",
            on_click=session.open_preset,
            args=(lesson.preset,),
            disabled=not lesson.edited,
        )
    edited = f" · {prose.say('ui.edited')}" if lesson.edited else ""
    st.caption(f"{prose.say('ui.source', source=preset.source)}{edited}", help=preset.about or None)


def progress(trace: Trace, stopped: NonFiniteError | None, prose: Prose) -> None:
    """Which example the picture shows; apply the update; how many there have been and what they did to J."""
    lesson = session.lesson()
    if lesson.problem.examples > 1:
        st.caption(prose.say("ui.shown_example", count=lesson.problem.examples))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            prose.say("ui.apply"),
            key="apply",
            help=prose.say("ui.apply_help"),
            on_click=session.apply_update,
            disabled=stopped is not None,
        )
        count = prose.say("ui.updates", count=len(lesson.losses))
        if lesson.losses and "J" in trace:
            before, after = (plain(v, lesson.digits) for v in (lesson.losses[-1], float(trace["J"][0, 0])))
            count = f"{count} · {prose.say('ui.loss_before_after', before=before, after=after)}"
        st.markdown(count, width="content")


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
    st.button(prose.say("ui.stopped_undo"), key="stopped_undo", on_click=session.undo, disabled=not session.can_undo())
