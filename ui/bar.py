"""The bar at the top of every page: its words and symbols, presenter mode, and sharing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import streamlit as st

from explain import Prose
from ui.presenter import leave_button, present_button
from ui.session import showing
from ui.share import share_button
from ui.words import words_panel

LOOK_UP = ("glossary",)
"""Pages that are a list of words themselves."""


def top_bar(pages: Collection[str], page: str, prose: Prose) -> Any:
    """The bar; in presenter mode only the way out of it. Gives what the page's words are to be filled into, if any."""
    showing.take_met()
    if showing.presenting():
        leave_button(page, prose)
        return None
    with st.container(key="top_bar", horizontal=True, horizontal_alignment="right", gap="small"):
        words = None
        if page not in LOOK_UP:
            words = st.popover(prose.say("glossary.button"), help=prose.say("glossary.button_help"), on_change="rerun")
        present_button(prose)
        share_button(pages, page, prose)
    return words


def fill_words(words: Any, page: str, prose: Prose) -> None:
    """The words and symbols of the page that has been drawn, where they are asked for."""
    steps = showing.take_met()
    if words is not None and words.open:
        with words, st.container(key="words_of_page"):
            words_panel(page, steps, prose)
