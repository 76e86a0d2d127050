"""Presenter mode: large type and what is being talked about, nothing else. One press begins it, one leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from explain import Prose
from ui import served
from ui.session import pieces, showing

HERE = Path(__file__).resolve().parent
BEGIN, LEAVE, BACK, ON = "Alt+P", "Esc", "PageUp", "PageDown"
"""The keys. A clicker for slides sends PageUp and PageDown."""

_ADDRESS = served.address((HERE / "presenter.js").read_text(encoding="utf-8"), "js")
_component = st.components.v2.component(
    "gradwalk_presenter",
    html="<span></span>\n",
    js=f"""const loading = import(new URL("{_ADDRESS}", document.baseURI).href)
export default function (component) {{
  let close = null
  let gone = false
  loading.then(fit => {{ if (!gone) close = fit.default(component) }})
  return () => {{ gone = true; close?.() }}
}}
""",
)


def present_button(prose: Prose) -> None:
    """The button that begins it."""
    label, told = prose.say("present.button"), prose.say("present.help")
    st.button(label, key="present", help=told, shortcut=BEGIN, on_click=showing.present, args=(True,))


def leave_button(page: str, prose: Prose) -> None:
    """The look of presenter mode, and the button that leaves it."""
    st.html(HERE / "presenter.css")
    with st.container(key="presenter_fit"):
        _component(key="presenter", data={"at": [page, showing.slide(page)]})
    with st.container(key="leave_bar"):
        st.button(prose.say("present.leave"), key="leave", shortcut=LEAVE, on_click=showing.present, args=(False,))


@contextmanager
def parts_of(page: str, prose: Prose) -> Iterator[None]:
    """A page that is presented part by part; at its end, the way from one to the next."""
    showing.begin_parts()
    yield
    count = showing.end_parts(page)
    if showing.presenting():
        with st.container(horizontal=True, horizontal_alignment="center", vertical_alignment="center", key="slides"):
            _turner("back", BACK, page, -1, prose, disabled=showing.slide(page) == 0)
            st.text(prose.say("present.at", number=showing.slide(page) + 1, count=count), width="content")
            _turner("on", ON, page, 1, prose, disabled=showing.at_end(page))


def _turner(name: str, key: str, page: str, by: int, prose: Prose, *, disabled: bool) -> None:
    label = prose.say(f"present.{name}")
    st.button(label, key=f"slide_{name}", shortcut=key, on_click=_turn, args=(page, by), disabled=disabled)


def _turn(page: str, by: int) -> None:
    """Once, also where the press comes along with a piece of training first."""
    if not pieces.comes_again():
        showing.turn(page, by)


@contextmanager
def part(page: str, key: str) -> Iterator[None]:
    """A part of a page, in a container of this key; in presenter mode those that are not its turn are out of sight."""
    at = showing.next_part()
    aside = showing.presenting() and at != showing.slide(page)
    with st.container(key=f"aside_{key}" if aside else key):
        yield
