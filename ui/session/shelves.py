"""The lessons that a teacher gathers to save them in one file."""

from __future__ import annotations

from typing import Any

import streamlit as st

SHELF = "shelf"
MOST_ON_SHELF = 50
Shelf = tuple[tuple[str, Any], ...]


def shelf() -> Shelf:
    """The lessons that are to be saved in one file: a name and a document each."""
    found: Shelf = st.session_state.get(SHELF, ())
    return found


def put_on_shelf(name: str, document: Any) -> Shelf:
    """Add a lesson to those that are to be saved together."""
    st.session_state[SHELF] = (*shelf(), (name, document))[:MOST_ON_SHELF]
    return shelf()


def clear_shelf() -> None:
    """Forget the lessons that were to be saved together."""
    st.session_state.pop(SHELF, None)
