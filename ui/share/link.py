"""The link to a lesson: what it carries, what it leaves out, as text, as a page within a page and as a QR code."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from html import escape
from urllib.parse import urlsplit, urlunsplit

import segno
import streamlit as st

from explain import Prose
from ui import session
from ui.keep.errors import DocumentError, visible
from ui.keep.memory import LINK
from ui.keep.packing import MOST_LINK, pack
from ui.keep.schema import Document
from ui.keep.writing import with_controls, without_weights, write
from ui.lesson import HIDDEN, Lesson

MOST_QR = 2000
"""Characters; a code of more is too fine for a camera at the back of a classroom."""


def _as_is(lesson: Lesson, page: str) -> Document:
    return with_controls(write(lesson, None, page, session.tool()), session.controls_of(page))


def _from_start(lesson: Lesson, page: str) -> Document:
    return _as_is(replace(lesson.unwalked(), problem=lesson.start, step=0), page)


def _without(lesson: Lesson, page: str) -> Document:
    return without_weights(_from_start(lesson, page))


WEIGHTS: dict[str, Callable[[Lesson, str], Document]] = {"now": _as_is, "start": _from_start, "new": _without}
"""Which weights the link carries; the label of each is share.weights.<name>."""


def link_tab(_pages: Collection[str], page: str, prose: Prose) -> None:
    """Choose what the link carries; copy it, show it, or put it into a course page."""
    lesson = session.lesson()
    chosen = st.radio(
        prose.say("share.weights_label"),
        [name for name in WEIGHTS if name != "start" or lesson.updates],
        format_func=lambda name: prose.say(f"share.weights.{name}"),
        key="share_weights",
    )
    hidden = tuple(part for part in HIDDEN if _hides(part, lesson, prose))
    title = st.text_input(prose.say("share.name"), lesson.title, max_chars=64, key="share_name")
    shared = replace(lesson, hidden=hidden, revealed=(), title=visible(title))
    try:
        text = pack(WEIGHTS[chosen](shared, page), MOST_LINK)
    except DocumentError as error:
        st.warning(prose.say("share.too_long", reason=error.said(prose)))
        return
    _show(f"{address()}?{LINK}={text}", shared, prose)


def _hides(part: str, lesson: Lesson, prose: Prose) -> bool:
    fixed = part in lesson.hidden  # what is hidden stays hidden in what is passed on
    label = prose.say(f"share.hide.{part}")
    return st.checkbox(
        label, fixed, disabled=fixed, key=f"share_hide_{part}", help=prose.say(f"share.hide_help.{part}")
    )


def address() -> str:
    """Where the browser sees the page, without what follows a question mark."""
    seen = urlsplit(st.context.url or "")
    return urlunsplit((seen.scheme, seen.netloc, seen.path or "/", "", ""))


def _show(link: str, lesson: Lesson, prose: Prose) -> None:
    st.caption(prose.say("share.link", length=len(link)))
    st.code(link, language=None, wrap_lines=True)
    with st.expander(prose.say("share.embed")):
        st.caption(prose.say("share.embed_about"))
        st.code(embedded(link, lesson.title or prose.say("page.step_by_step.title")), language="html", wrap_lines=True)
    with st.expander(prose.say("share.qr")):
        if len(link) > MOST_QR:
            st.caption(prose.say("share.qr_too_long", length=len(link), most=MOST_QR))
        else:
            st.image(qr(link), width=360, caption=prose.say("share.qr_caption"))


def embedded(link: str, title: str) -> str:
    """The HTML that shows a lesson inside another page."""
    address, _, query = link.partition("?")
    source = escape(f"{address}?embed=true&{query}")
    return (
        f'<iframe src="{source}" title="{escape(title)}" width="100%" height="900" '
        'style="border:1px solid #808c99" loading="lazy" allow="clipboard-write"></iframe>'
    )


def qr(link: str) -> str:
    """The QR code of a link as SVG, dark on white in any theme, with the quiet zone that cameras need."""
    return str(segno.make(link, micro=False, error="l").svg_inline(scale=4, border=4, dark="#000", light="#fff"))
