"""The way from an update of a run into the lesson, which shows it formula by formula, and back."""

from __future__ import annotations

import streamlit as st

from engine import ProblemError
from explain import Prose
from explain.lab.lesson import Opened, alone, batch_columns, opened
from explain.lab.run import Run
from ui import session
from ui.lab import runs
from ui.lab.controls import PAGE
from ui.lesson import Lesson
from ui.pages import FOLDER, PAGES

TITLE = f"{PAGE}.lesson"
"""The setting that keeps what the lesson is called that was opened here."""


def said(run: Run, update: int, column: int | None, prose: Prose) -> str:
    """What the lesson will get: the batch, or the example alone and why."""
    used = batch_columns(run, update)
    why = alone(used, column)
    shown = (int(used[0]) if column is None else column) + 1
    return prose.say(f"course.{PAGE}.open.{why or 'whole'}", count=used.size, example=shown)


def offer(run: Run, update: int, column: int | None, prose: Prose) -> None:
    """The button that opens an update with one of its examples (a column of the run's data) in the lesson.

    With None it is the first example of the update's batch.
    """
    st.markdown(said(run, update, column, prose))
    if not st.button(prose.say(f"course.{PAGE}.open.button"), key=f"lab_open_{'batch' if column is None else 'one'}"):
        return
    try:
        found = opened(run, update, column)
    except ProblemError as error:
        st.error(prose.say(f"course.{PAGE}.open.impossible", field=error.field, reason=error.reason))
        return
    runs.stop()
    runs.look_at(run, update)
    _open(found, update, column, prose)
    st.switch_page(FOLDER / f"{PAGES[0]}.py")


def _open(found: Opened, update: int, column: int | None, prose: Prose) -> None:
    about, shown = found.why or "batch", 1 + (column or 0)
    title = prose.say(f"course.{PAGE}.open.title.{about}", update=update, number=update + 1, example=shown)
    digits, convention = session.lesson().digits, session.lesson().convention
    lesson = Lesson("", found.problem, example=found.example, digits=digits, convention=convention, title=title)
    session.open_lesson(lesson, title)
    session.set_controls({TITLE: title})


def way_back(prose: Prose) -> None:
    """In a lesson that was opened in the lab, the link that leads back to the same moment."""
    lesson = session.lesson()
    if lesson.title and session.controls().get(TITLE) == lesson.title:
        st.page_link(FOLDER / f"{PAGE}.py", label=prose.say(f"course.{PAGE}.open.back"))
