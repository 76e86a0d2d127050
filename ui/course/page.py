"""The frame of a page of the course: what it is about, its sections, what to remember, and the way on.

In presenter mode the page shows one of these parts at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from explain import Prose
from ui.guard import guarded
from ui.pages import COURSE, FOLDER, written
from ui.presenter import part, parts_of
from ui.session import showing
from ui.words import explained


@contextmanager
def course_page(name: str, prose: Prose) -> Iterator[None]:
    """Title and what the page is about; then what the caller draws; then the summary, and the pages before and after.

    The texts are page.<name>.title, course.<name>.about and course.<name>.summary. Words of the glossary are explained
    at a touch, in these and in the texts of the sections; a word in [[...]] is, too.
    """
    with parts_of(name, prose):
        with part(name, "about"):
            st.markdown(f"# {prose.say(f'page.{name}.title')}\n\n{_told(f'course.{name}.about', prose)}")
        yield
        with part(name, "summary"):
            st.markdown(f"## {prose.say('course.summary')}\n\n{_told(f'course.{name}.summary', prose)}")
    if showing.at_end(name):
        _ways_on(name, prose)


@contextmanager
def section(page: str, name: str, prose: Prose) -> Iterator[None]:
    """A part of a page, headed by course.<page>.<name>.title and .text. What fails in it stays in it."""
    with guarded("section", prose), part(page, f"section_{page}_{name}"):
        at = f"course.{page}.{name}"
        st.markdown(f"## {prose.say(f'{at}.title')}\n\n{_told(f'{at}.text', prose)}")
        yield


def _told(key: str, prose: Prose) -> str:
    """A text of the page, its words explained where the page uses them first."""
    return explained(prose.say(key), prose, showing.words_met())


def _ways_on(name: str, prose: Prose) -> None:
    """Links to the page before and the page after."""
    pages = written(COURSE)
    if name not in pages:  # a page to look things up in
        return
    at = pages.index(name)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="ways_on"):
        for place, word in ((at - 1, "previous"), (at + 1, "next")):
            if 0 <= place < len(pages):
                other = pages[place]
                label = prose.say(f"course.{word}", title=prose.say(f"page.{other}.title"))
                st.page_link(FOLDER / f"{other}.py", label=label)
