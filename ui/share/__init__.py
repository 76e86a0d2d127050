"""Sharing, saving and exporting a lesson: one dialog with a tab for each."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from explain import Prose
from ui import session
from ui.guard import guarded
from ui.share.export import export_tab
from ui.share.file import file_tab
from ui.share.link import link_tab

TABS = {"link": link_tab, "file": file_tab, "export": export_tab}
"""What the dialog offers; the label of each is share.tab.<name>."""
TELLING = ("export",)
"""What would tell the answers of a lesson that hides them."""


def share_button(pages: Collection[str], page: str, prose: Prose) -> None:
    """The button that opens the dialog."""
    if st.button(prose.say("share.button"), key="share", help=prose.say("share.help")):
        session.forget("share_")  # the boxes of the last link are no boxes of this one
        st.dialog(prose.say("share.title"), width="medium")(_dialog)(pages, page, prose)


def _dialog(pages: Collection[str], page: str, prose: Prose) -> None:
    hides = "answers" in session.lesson().hidden
    names = [name for name in TABS if not (hides and name in TELLING)]
    for name, tab in zip(names, st.tabs([prose.say(f"share.tab.{name}") for name in names]), strict=True):
        with tab, guarded("share", prose):
            TABS[name](pages, page, prose)
