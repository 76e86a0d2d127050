"""What the controls of the course's pages are set to, by name: kept apart from their widgets, which come and go."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

CONTROLS = "controls"
Setting = float | str | bool
"""What a control can be set to; whole numbers are ints."""


def controls() -> Mapping[str, Setting]:
    """Every control that is not as usual, by "page.name"."""
    found: Mapping[str, Setting] = st.session_state.get(CONTROLS, {})
    return found


def controls_of(page: str) -> Mapping[str, Setting]:
    """The controls of one page that are not as usual, by "page.name"."""
    return {name: value for name, value in controls().items() if name.startswith(f"{page}.")}


def replace_controls(settings: Mapping[str, Setting]) -> None:
    """All controls as usual, but for these."""
    st.session_state[CONTROLS] = dict(settings)


def set_controls(changed: Mapping[str, Setting | None]) -> None:
    """Set some controls; None is as usual."""
    kept = {**controls(), **changed}
    st.session_state[CONTROLS] = {name: value for name, value in kept.items() if value is not None}
