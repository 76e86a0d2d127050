"""A learner's own tables as far as only the session keeps them: those too long for a link, and earlier ones."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import streamlit as st

from ui.session.controls import Setting

LONG, EARLIER = "own_long", "own_earlier"
MOST_LONG, MOST_EARLIER = 3, 30

Settings = Mapping[str, Setting | None]


def name_of(text: str) -> str:
    """The name to find a kept text by."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def keep_long(text: str) -> None:
    """Keep a text, in place of the oldest where they are too many."""
    name = name_of(text)
    known = {key: value for key, value in st.session_state.get(LONG, {}).items() if key != name}
    st.session_state[LONG] = dict([*known.items(), (name, text)][-MOST_LONG:])


def long(name: str) -> str | None:
    """The text of this name; None where the session does not have it."""
    found: str | None = st.session_state.get(LONG, {}).get(name)
    return found


def remember(settings: Settings) -> None:
    """Put settings on the pile of those to go back to; the oldest of too many is forgotten."""
    st.session_state[EARLIER] = [*st.session_state.get(EARLIER, []), settings][-MOST_EARLIER:]


def has_earlier() -> bool:
    """True where there are settings to go back to."""
    return bool(st.session_state.get(EARLIER))


def take_earlier() -> Settings:
    """The last settings of the pile, taken off it; none where it is empty."""
    pile = st.session_state.get(EARLIER, [])
    st.session_state[EARLIER] = pile[:-1]
    return pile[-1] if pile else {}
