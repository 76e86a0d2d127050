"""The top of the lesson page: the way into the course, which example or who chose it, and where the numbers stop."""

from __future__ import annotations

import streamlit as st

from engine import NonFiniteError
from explain import Prose
from explain.stopping import stop_sentence
from ui import session
from ui.lab.lesson_link import way_back
from ui.markdown import as_text
from ui.pages import COURSE, FOLDER
from ui.presets import presets


def header(prose: Prose) -> None:
    """Title, introduction, for newcomers the way into the course, and the choice of the example."""
    st.markdown(f"# {prose.say('page.step_by_step.title')}\n\n{prose.say('page.step_by_step.intro')}")
    way_back(prose)
    if not session.lesson().fixed:
        first = COURSE[0]
        label = prose.say("page.step_by_step.newcomers", title=prose.say(f"page.{first}.title"))
        st.page_link(FOLDER / f"{first}.py", label=label)
    example(prose)


def example(prose: Prose) -> None:
    """The choice of the example; in a lesson that nothing may change, which one it is."""
    (_given if session.lesson().fixed else _choice)(prose)


def _given(prose: Prose) -> None:
    """What the lesson is called, that it is fixed, and the way to change it after all where no answers are hidden."""
    lesson = session.lesson()
    name = lesson.title or (lesson.origin.title if lesson.origin else prose.say("ui.own_network"))
    with st.container(horizontal=True, vertical_alignment="center", key="given"):
        st.text(name, width="content")
        st.markdown(f":small[{prose.say('hidden.fixed')}]", width="content")
        if session.has_own():
            about = prose.say("hidden.back_help")
            st.button(prose.say("hidden.back"), key="before", help=about, on_click=session.back_to_own)
        if not lesson.asks:
            st.button(prose.say("hidden.own"), key="own", help=prose.say("hidden.own_help"), on_click=_make_own)
    with st.container(key="source"):
        st.markdown(f":small[{_source(prose)}]", help=(lesson.origin and lesson.origin.about) or None)


def _make_own() -> None:
    """Give the learner all that changes the network."""
    session.look(hidden=tuple(part for part in session.lesson().hidden if part != "controls"))


def _choice(prose: Prose) -> None:
    """The choice of the example, and its reset."""
    lesson = session.lesson()
    if lesson.title:
        st.markdown(f"**{as_text(lesson.title)}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        session.seed("preset", lesson.preset or None)
        st.selectbox(
            prose.say("ui.preset"),
            list(presets()),
            format_func=lambda name: presets()[name].title,
            placeholder=prose.say("ui.own_network"),
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
    sentence = stop_sentence(error, prose)
    st.error(f"**{prose.say('ui.stopped_title')}** {sentence}")
    if not session.lesson().fixed:
        st.button(
            prose.say("ui.stopped_undo"), key="stopped_undo", on_click=session.undo, disabled=not session.journal().past
        )
