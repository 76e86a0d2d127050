"""Entering one's own examples in one of three ways, and saying which column is to be predicted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from zlib import crc32

import streamlit as st

from explain import Prose
from explain.lab.answers import numbered
from explain.lab.cells import TableError
from explain.lab.data import Data
from explain.lab.own_data import CLASSES, LAST, NUMBERS, UNFINISHED
from explain.lab.placing import Plane, Point
from explain.lab.table import MOST_BYTES, decoded
from ui import session
from ui.course.controls import Choice, Controls
from ui.lab.own import state
from ui.lab.own.placing import placing
from ui.lab.own.reading import AT, reading, said
from ui.session import own as kept

FILE_TYPES = ("csv", "tsv", "txt")
BOX = 220
"""Pixels that the box for text is high."""


def draw(data: Data, prose: Prose) -> None:
    """The way in that was chosen, and how the table is read. `data` is what the lab uses now."""
    _troubles(prose)
    WAY.draw(prose, "way")
    WAYS[WAY["way"]](data, prose)
    if WAY["way"] != "place" or plane() is None:
        reading(data, prose)


def is_placing() -> bool:
    """True where the examples stand on a plane to place them on, which shows them already."""
    now = state.own()
    if WAY["way"] != "place" or now.draft is not None or _text_plane() is None:
        return False
    return state.wrong_with(now.text, now.target, now.kind) is None


def _troubles(prose: Prose) -> None:
    """What came with a link, a file or from the browser's memory and cannot be used."""
    now = state.own()
    wrong = None if now.lost else state.wrong_with(now.text, now.target, now.kind)
    if now.lost:
        st.warning(prose.say(f"{AT}.lost"))
    elif wrong is not None:
        st.warning(prose.say(f"{AT}.unreadable", reason=said(wrong, prose)))
    elif state.is_long():
        st.info(prose.say(f"{AT}.long", most=state.MOST_KEPT))


# --- placing points ---------------------------------------------------------------------------------------------------


def _text_plane() -> Plane | None:
    now = state.own()
    return state.plane_of_text(now.text, now.target, now.kind)


def plane() -> Plane | None:
    """The points as the learner has them: those of the draft, or those that are learned from; None for other tables."""
    now = state.own()
    drafted = state.plane_of_text(now.draft, LAST, now.draft_kind) if now.draft is not None else None
    return drafted or _text_plane()


def act(what: str, point: Point | None, prose: Prose) -> None:
    """Do what was done on the plane. A point that cannot be is refused with a notice."""
    there = plane()
    if what == "undo":
        state.undo()
    if there is None or what == "undo":
        return
    if point is None:
        state.start_anew(there.kind)
        return
    text = there.added(point) if what == "add" else there.removed(point)
    if text is None:  # it is gone already
        return
    wrong = state.wrong_with(text, LAST, there.kind)
    if wrong is None or wrong.key in UNFINISHED:
        state.take(text, LAST, there.kind)
    else:
        session.say(f"{AT}.refused", reason=said(wrong, prose))


def _place(data: Data, prose: Prose) -> None:
    """Points on a plane; a table that has no plane says what it would take."""
    found, now = plane(), state.own()
    if found is None:
        st.info(prose.say(f"{AT}.place.none"))
    else:
        st.caption(prose.say(f"{AT}.place.text_{found.kind}"))
        held = data.validation.tolist() if is_placing() else ()
        placing(
            plane, _axis_names(found), held, kept.has_earlier(), "lab_placing", lambda *done: act(*done, prose), prose
        )
    if now.draft is not None and found is not None:
        wrong = state.wrong_with(now.draft, LAST, now.draft_kind)
        if wrong is not None:
            st.info(prose.say(f"{AT}.draft", reason=said(wrong, prose)))
    with st.container(horizontal=True, key="lab_planes"):
        for kind in (CLASSES, NUMBERS):
            st.button(
                prose.say(f"{AT}.place.new_{kind}"), key=f"lab_new_{kind}", on_click=state.start_anew, args=(kind,)
            )


def _axis_names(found: Plane) -> tuple[str, str]:
    heads = found.table.heads if found.table is not None else ()
    return (heads[0], heads[1]) if heads else (numbered("x", 0), numbered("x", 1) if found.kind == CLASSES else "y")


# --- text and file ----------------------------------------------------------------------------------------------------


def _type(data: Data, prose: Prose) -> None:
    """A box of text. What cannot be used stays in it, and changes nothing."""
    now = state.own()
    if len(now.shown) > state.MOST_KEPT:
        st.info(prose.say(f"{AT}.type.long", most=state.MOST_KEPT))
        return
    key = f"lab_own_text_{crc32(now.shown.encode())}"  # a new box where the text is another one
    with st.form("lab_own_form", border=False):
        st.text_area(
            prose.say(f"{AT}.type.label"), now.shown, BOX, state.MOST_KEPT, key, help=prose.say(f"{AT}.type.help")
        )
        st.form_submit_button(
            prose.say(f"{AT}.type.use"), key="lab_own_use", on_click=session.from_widget(key, state.take_new)
        )
    wrong = state.wrong_with(now.draft, LAST, now.draft_kind) if now.draft is not None else None
    if wrong is not None:
        st.error(prose.say(f"{AT}.bad_text", reason=said(wrong, prose)))


def _file(data: Data, prose: Prose) -> None:
    """A file. One that cannot be used changes nothing, and why is said for as long as it stands there."""
    key = f"lab_own_file_{crc32(state.own().text.encode())}"  # empty again once a file has been taken
    found = st.file_uploader(
        prose.say(f"{AT}.file.label"),
        FILE_TYPES,
        key=key,
        help=prose.say(f"{AT}.file.help"),
        on_change=session.from_widget(key, take_file),
        max_upload_size=MOST_BYTES // 2**20,
    )
    wrong = wrong_with_file(found.getvalue()) if found is not None else None
    if wrong is not None:
        st.error(prose.say(f"{AT}.bad_file", reason=said(wrong, prose)))


def take_file(file: object) -> None:
    """Learn from an uploaded file if that can be."""
    read = getattr(file, "getvalue", None)
    if read is not None and wrong_with_file(read()) is None:
        state.take_new(decoded(read()), drafted=False)


def wrong_with_file(content: bytes) -> TableError | None:
    """Why a file cannot be learned from; None where it can."""
    try:
        return state.wrong_with(decoded(content))
    except TableError as error:
        return error


WAYS: Mapping[str, Callable[[Data, Prose], None]] = {"place": _place, "type": _type, "file": _file}
WAY = Controls("lab_own", Choice("way", "place", tuple(WAYS), f"{AT}.way"))
