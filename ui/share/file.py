"""Lessons as files: save this one or several together, and open what was saved."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from explain import Prose
from ui import session
from ui.keep.errors import DocumentError, visible
from ui.keep.memory import known, say_drawn
from ui.keep.packing import from_file, to_file
from ui.keep.schema import Document
from ui.keep.writing import with_controls, write
from ui.lesson import Lesson
from ui.markdown import as_text
from ui.presets import presets

MOST_NAMED = 40


def file_tab(pages: Collection[str], page: str, prose: Prose) -> None:
    """Save, collect and open."""
    if session.tab().unkept:
        st.info(prose.say("keep.unkept"))
    _save(page, prose)
    st.divider()
    _open(pages, prose)


def name_of(lesson: Lesson, prose: Prose) -> str:
    """What a lesson is called: its own name, its worked example's, or that it is the learner's own."""
    return lesson.title or (lesson.origin.title if lesson.origin else prose.say("ui.own_network"))


def file_name(lesson: Lesson, suffix: str) -> str:
    """A plain file name for a lesson, such as "gradwalk-mazur.json"."""
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in lesson.title or lesson.preset)
    return "-".join(["gradwalk", *words.lower().split()])[:MOST_NAMED] + suffix


def _save(page: str, prose: Prose) -> None:
    lesson = session.lesson()
    document = with_controls(write(lesson, None, page, session.tool()), session.controls_of(page))
    shelf = session.shelf()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _download(prose.say("share.save"), [document], file_name(lesson, ".json"), "share_save", prose)
        full = len(shelf) >= session.MOST_ON_SHELF
        about = prose.say("share.full", most=session.MOST_ON_SHELF) if full else prose.say("share.collect_help")
        st.button(
            prose.say("share.collect"),
            key="share_collect",
            help=about,
            disabled=full,
            on_click=session.put_on_shelf,
            args=(name_of(lesson, prose), document),
        )
    if shelf:
        st.markdown("\n".join(f"{i}. {as_text(name)}" for i, (name, _) in enumerate(shelf, 1)))
        with st.container(horizontal=True):
            label = prose.say("share.save_all", count=len(shelf))
            _download(label, [kept for _, kept in shelf], "gradwalk-lessons.json", "share_save_all", prose)
            if st.button(prose.say("share.empty"), key="share_empty", type="tertiary"):
                session.clear_shelf()
                st.rerun(scope="fragment")


def _download(label: str, documents: list[Document], name: str, key: str, prose: Prose) -> None:
    try:
        data = to_file(documents)
    except DocumentError as error:
        st.warning(prose.say("share.cannot_save", reason=error.said(prose)))
        return
    st.download_button(label, data, name, "application/json", key=key, on_click="ignore")


def _open(pages: Collection[str], prose: Prose) -> None:
    sent = st.file_uploader(prose.say("share.open"), type=["json"], key="share_open", help=prose.say("share.open_help"))
    if sent is None:
        return
    try:
        documents = from_file(sent.getvalue())
    except DocumentError as error:
        st.error(prose.say("share.bad_file", name=as_text(sent.name), reason=error.said(prose)))
        return
    for i, document in enumerate(documents):
        name = _name_in(document, prose)
        if st.button(prose.say("share.open_one", name=as_text(name)), key=f"share_open_{i}"):
            _take_up(document, name, sent.name, pages, prose)


def _name_in(document: Document, prose: Prose) -> str:
    """What a lesson in a file is called, before it is read."""
    preset = presets().get(document.preset)
    return visible(document.title) or (preset.title if preset else prose.say("ui.own_network"))


def _take_up(document: Document, name: str, file: str, pages: Collection[str], prose: Prose) -> None:
    """Open one lesson of a file, or say why that cannot be."""
    try:
        lesson, _ = known(document, pages)
    except DocumentError as error:
        st.error(prose.say("share.bad_file", name=as_text(file), reason=error.said(prose)))
        return
    session.set_controls(document.controls)
    session.open_lesson(lesson, prose.say("share.opened", name=name), document.view.tool)
    say_drawn(lesson, document, prose)
    st.rerun()
