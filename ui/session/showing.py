"""How the page is shown: presenter mode, which of a page's sections it shows, and the steps that the page has drawn."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from engine import Step

PRESENTING, AT, COUNTS, MET = "presenting", "slide", "slides", "met"


def presenting() -> bool:
    """True in presenter mode."""
    return bool(st.session_state.get(PRESENTING, False))


def present(on: bool) -> None:
    """Begin to present, at the beginning of the page, or stop."""
    st.session_state[PRESENTING] = on
    st.session_state[AT] = {}


def slide(page: str) -> int:
    """Which part of a page is presented, from 0."""
    places: Mapping[str, int] = st.session_state.get(AT, {})
    return places.get(page, 0)


def turn(page: str, by: int) -> None:
    """Go on to the next part of a page, or back; at its ends nothing changes."""
    counts: Mapping[str, int] = st.session_state.get(COUNTS, {})
    at = min(max(slide(page) + by, 0), counts.get(page, 1) - 1)
    st.session_state[AT] = {**st.session_state.get(AT, {}), page: at}


def slides(page: str, count: int) -> None:
    """Say how many parts a page has."""
    st.session_state[COUNTS] = {**st.session_state.get(COUNTS, {}), page: count}


def meet(*steps: Step) -> None:
    """Say which steps of a trace this run has drawn."""
    st.session_state[MET] = (*st.session_state.get(MET, ()), *steps)


def take_met() -> tuple[Step, ...]:
    """The steps that this run has drawn, once."""
    found: tuple[Step, ...] = st.session_state.pop(MET, ())
    return found
