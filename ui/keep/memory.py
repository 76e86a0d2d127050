"""How a lesson comes and stays: by the link it was opened with, or from the browser that remembers it."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import streamlit as st
from msgspec import UNSET

from explain import Prose
from ui import served, session
from ui.keep.errors import DocumentError
from ui.keep.packing import MOST_FILE, MOST_LINK, MOST_TEXT, pack, unpack
from ui.keep.reading import read
from ui.keep.schema import Document
from ui.keep.writing import with_controls, write
from ui.lesson import Journal, Lesson, opening
from ui.presets import presets

log = logging.getLogger("gradwalk")
LINK = "lesson"
"""The query parameter that holds a lesson."""
KEY = "memory"
KEPT, KEPT_UP = "memory_kept", "memory_kept_up"

_ADDRESS = served.address((Path(__file__).resolve().parent / "keeper.js").read_text(encoding="utf-8"), "js")
_component = st.components.v2.component(
    "gradwalk_memory",
    html="<span></span>\n",
    js=f"""const loading = import(new URL("{_ADDRESS}", document.baseURI).href)
export default function (component) {{ loading.then(keeper => keeper.default(component)) }}
""",
)


@dataclass(frozen=True)
class Kept:
    """A lesson that a browser remembers, when it was saved (seconds since 1970), and the one it is offered beside."""

    lesson: Lesson
    journal: Journal
    document: Document
    saved: float
    beside: Lesson | None = None


def arrive(pages: Collection[str], prose: Prose) -> None:
    """Open the lesson of the link, for a session that has none yet; the first worked example where that cannot be."""
    if session.has_lesson():
        return
    first = opening(next(iter(presets())))
    text = st.query_params.get(LINK)
    if text is None:
        session.begin(first, Journal())
        return
    try:
        document = unpack(text)
        lesson, _ = known(document, pages)
    except DocumentError as error:
        session.begin(first, Journal())
        session.say("keep.bad_link", reason=error.said(prose), example=presets()[first.preset].title)
        return
    start(lesson, Journal(), document, prose)


def known(document: Document, pages: Collection[str]) -> tuple[Lesson, Journal]:
    """The lesson and the changes of a document. Raises DocumentError, for a page that is not there, too."""
    if document.page not in pages:
        raise DocumentError("no_page", page=document.page)
    return read(document)


def start(lesson: Lesson, journal: Journal, document: Document, prose: Prose) -> bool:
    """Put a document's lesson in place of the session's. True where new weights were drawn for it, which is said."""
    session.replace_controls(document.controls)
    session.begin(lesson, journal)
    session.open_tool(document.view.tool)
    return say_drawn(lesson, document, prose)


def say_drawn(lesson: Lesson, document: Document, prose: Prose) -> bool:
    """Say how the weights of a lesson were drawn, where its document has none. False where there is nothing to say."""
    if not lesson.drawn or all(problem.W is not UNSET for problem in document.problems):
        return False
    scheme = prose.say(f"panel.network.scheme.{lesson.drawn[0]}")
    session.say("keep.weights_drawn", scheme=scheme, seed=lesson.drawn[1])
    return True


def memory(pages: Collection[str], page: str, prose: Prose) -> None:
    """Have the browser remember the lesson as it is now, and say what it remembers to a session that is new."""
    tab = session.tab()
    asked = {"fresh": session.is_fresh(), "met": tab.met, "unkept": tab.unkept, "unread": tab.unread}
    _component(
        key=KEY,
        data={**_kept(page), **asked},
        on_restore_change=lambda: _remembered("restore", pages, prose, _take_up),
        on_found_change=lambda: _remembered("found", pages, prose, _offer),
        on_met_change=lambda: session.know(met=True),
        on_back_change=session.say_again,  # the run itself is what was asked for
        on_unkept_change=_unkept,
    )


def keep_up(page: str, every: float = 0.0) -> None:
    """Within a piece of the page, which is drawn without the rest: have the browser remember what was done in it.

    At most every so many seconds.
    """
    now = monotonic()
    if now - st.session_state.get(KEPT_UP, -math.inf) >= every:
        st.session_state[KEPT_UP] = now
        _component(key=f"{KEY}_piece", data={**_kept(page), "piece": True})


def _kept(page: str) -> dict[str, Any]:
    """What the browser is to remember: the newest is that with the highest count."""
    lesson, journal, tool = session.lesson(), session.journal(), session.tool()
    kept = {
        "session": session.tab().name,
        "state": _with_changes(lesson, journal, page, tool),
        "link": "" if _untouched(lesson, page) else _packed(partial(_linked, lesson, page, tool), MOST_LINK),
        "worth": not session.is_fresh()
        and bool(journal.past or journal.future or lesson.walk or lesson.step or session.controls()),
    }
    count, before = st.session_state.get(KEPT, (0, None))
    st.session_state[KEPT] = (count + (kept != before), kept)
    return {**kept, "count": st.session_state[KEPT][0]}


def _with_changes(lesson: Lesson, journal: Journal, page: str, tool: str) -> str:
    """The lesson with as many of its changes as fit, the newest ones."""
    settings = session.controls()
    while True:
        text = _packed(partial(_whole, lesson, journal, page, tool, settings), MOST_TEXT)
        if text or not (journal.past or journal.future):
            return text
        journal = journal.newer_half()


def _whole(lesson: Lesson, journal: Journal, page: str, tool: str, settings: Mapping[str, session.Setting]) -> Document:
    return with_controls(write(lesson, journal, page, tool), settings)


def _packed(make: Callable[[], Document], most: int) -> str:
    """The text, "" where it would be too long to keep."""
    try:
        return pack(make(), most)
    except DocumentError:
        return ""


def _linked(lesson: Lesson, page: str, tool: str) -> Document:
    """What the address holds: the lesson, and the controls of the page."""
    return with_controls(write(lesson, None, page, tool), session.controls_of(page))


def _untouched(lesson: Lesson, page: str) -> bool:
    """True for what everyone sees who opens the page: an address without a link shows just that."""
    return lesson == opening(next(iter(presets()))) and not session.controls_of(page)


def _remembered(way: str, pages: Collection[str], prose: Prose, use: Callable[[Kept, Prose], None]) -> None:
    """Hand on what a browser remembers, for a session in which nothing has been done; what cannot be read is said."""
    sent = st.session_state[KEY][way]
    fresh = session.is_fresh()
    session.know(met=True)
    if not isinstance(sent, Mapping) or not fresh:
        session.say_again()
        return
    session.know(opened=None)
    saved = sent.get("saved")
    try:
        document = unpack(sent.get("state"), MOST_TEXT, MOST_FILE)
        lesson, journal = known(document, pages)
    except DocumentError as error:
        log.warning("a remembered lesson could not be read: %s", error)
        session.say("keep.not_restored", reason=error.said(prose))
        session.know(unread=True)
        return
    use(
        Kept(lesson, journal, document, saved / 1000 if isinstance(saved, int | float) and 0 < saved < 1e14 else 0),
        prose,
    )


def _unkept() -> None:
    session.know(unkept=True)
    session.say_again()


def _take_up(kept: Kept, prose: Prose) -> None:
    drawn = start(kept.lesson, kept.journal, kept.document, prose)
    session.know(opened=None)
    if not drawn:  # weights that are new are not those that were left
        session.say("keep.restored")


def _offer(kept: Kept, _: Prose) -> None:
    session.know(offer=replace(kept, beside=session.lesson()))


def offered(prose: Prose) -> None:
    """Ask whether the lesson of a tab that was closed is to be taken up again, until something else is done."""
    kept = session.tab().offer
    if kept is None or kept.beside is not session.lesson():
        return
    with st.container(horizontal=True, vertical_alignment="center", key="offer"):
        st.markdown(
            prose.say(
                "keep.offer", lesson=kept.lesson.title or _title(kept.lesson, prose), when=_ago(kept.saved, prose)
            )
        )
        st.button(prose.say("keep.take_up"), key="take_up", on_click=_take_up, args=(kept, prose))
        st.button(
            prose.say("keep.no_thanks"), key="no_thanks", type="tertiary", on_click=session.know, kwargs={"offer": None}
        )


def _title(lesson: Lesson, prose: Prose) -> str:
    if lesson.title:
        return lesson.title
    return lesson.origin.title if lesson.origin else prose.say("ui.own_network")


def _ago(saved: float, prose: Prose) -> str:
    """How long ago, in the largest unit that fits."""
    passed = max(0.0, time.time() - saved) if saved else 0.0
    for unit, seconds in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if passed >= seconds:
            return prose.say(f"keep.ago.{unit}", count=int(passed // seconds))
    return prose.say("keep.ago.now")
