"""The frame of a page of the course: what it is about, its sections, what to remember, and the way on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from explain import Prose
from ui.guard import guarded
from ui.pages import COURSE, FOLDER, written


@contextmanager
def course_page(name: str, prose: Prose) -> Iterator[None]:
    """Title and what the page is about; then what the caller draws; then the summary, and the pages before and after.

    The texts are page.<name>.title, course.<name>.about and course.<name>.summary.
    """
    st.markdown(f"# {prose.say(f'page.{name}.title')}\n\n{prose.say(f'course.{name}.about')}")
    yield
    with st.container(key="summary"):
        st.markdown(f"## {prose.say('course.summary')}\n\n{prose.say(f'course.{name}.summary')}")
    _ways_on(name, prose)


@contextmanager
def section(page: str, name: str, prose: Prose) -> Iterator[None]:
    """A part of a page, with its heading and text: course.<page>.<name>.title and .text. What fails in it stays in it."""
    with guarded("section", prose), st.container(key=f"section_{page}_{name}"):
        at = f"course.{page}.{name}"
        st.markdown(f"## {prose.say(f'{at}.title')}\n\n{prose.say(f'{at}.text')}")
        yield


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
