"""How the page is shown: presenter mode, which of a page's sections it shows, and the steps that the page has drawn."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from engine import Step

PRESENTING, AT, COUNTS, DRAWN, WORDS, MET = "presenting", "slide_at", "slides_of", "parts_drawn", "words_met", "met"


def presenting() -> bool:
    """True in presenter mode."""
    return bool(st.session_state.get(PRESENTING, False))


def mode() -> str | None:
    """How a live part is presented: "alone", or on a page "in parts"; None where it is not."""
    if not presenting():
        return None
    return "in parts" if DRAWN in st.session_state else "alone"


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


def at_end(page: str) -> bool:
    """True where nothing of the page comes after what is shown: at its last part, or where all of it is shown."""
    counts: Mapping[str, int] = st.session_state.get(COUNTS, {})
    return not presenting() or slide(page) >= counts.get(page, 1) - 1


def begin_parts() -> None:
    """Count the parts of a page from 0; no word has been explained yet."""
    st.session_state[DRAWN] = 0
    st.session_state[WORDS] = set()


def words_met() -> set[str]:
    """The words that the texts of the page have explained so far, by key, for more to be put in."""
    found: set[str] = st.session_state.setdefault(WORDS, set())
    return found


def next_part() -> int:
    """The number of the part that is drawn next, from 0."""
    st.session_state[DRAWN] = st.session_state.get(DRAWN, 0) + 1
    number: int = st.session_state[DRAWN] - 1
    return number


def end_parts(page: str) -> int:
    """How many parts the page has; from then on that is known."""
    count: int = st.session_state.pop(DRAWN, 0)
    st.session_state[COUNTS] = {**st.session_state.get(COUNTS, {}), page: count}
    return count


def meet(*steps: Step) -> None:
    """Say which steps of a trace this run has drawn."""
    st.session_state[MET] = (*st.session_state.get(MET, ()), *steps)


def take_met() -> tuple[Step, ...]:
    """The steps that this run has drawn, once."""
    found: tuple[Step, ...] = st.session_state.pop(MET, ())
    return found
