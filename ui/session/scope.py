"""Which part of the lesson the page shows. The lesson's own step stays as it is until the learner takes another one."""

from __future__ import annotations

import streamlit as st

from ui.scope import EVERYTHING, Scope

SCOPE = "scope"


def scope() -> Scope:
    """The part that the page shows; all of it on a page that has not said."""
    found: Scope = st.session_state.get(SCOPE, EVERYTHING)
    return found


def show_only(part: Scope) -> None:
    """Remember the part that the page shows, for what the learner does on it."""
    st.session_state[SCOPE] = part
