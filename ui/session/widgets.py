"""Widgets and the lesson: a widget is set to what the lesson says, and only what a learner did with it is handed on."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import streamlit as st

STAGE, SEEDS, DRAWN, TOLD = "stage", "seeds", "drawn", "told"
REMEMBERED = 200
"""How many of a widget's last values are known, to tell an old one from a new one."""


def seed(key: str, value: Any) -> None:
    """Set a widget to what the lesson says, before it is drawn.

    One that has just said so itself is left alone: told its own value, the browser would take a slider back to it that
    has been moved on meanwhile.
    """
    seeds = st.session_state.setdefault(SEEDS, {})
    seeds[key] = [*seeds.get(key, []), value][-REMEMBERED:]
    _drawn()[key] = value
    told = st.session_state.setdefault(TOLD, set())
    if key not in told or key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    told.discard(key)


def seed_once(key: str, value: Any) -> None:
    """Set a widget that keeps its own value to its first one. Every switch that is not seeded is set so, or it would be
    taken for a button that was just pressed.
    """
    _drawn()[key] = st.session_state.setdefault(key, value)


def forget(prefix: str) -> None:
    """Set every widget whose key begins so to what it is at first."""
    for key in [key for key in st.session_state if str(key).startswith(prefix)]:
        del st.session_state[key]


def from_widget(key: str, use: Callable[[Any], None]) -> Callable[[], None]:
    """A callback that hands a widget's new value on, unless it is an old one."""

    def take() -> None:
        if not _is_stale(key):
            st.session_state.setdefault(TOLD, set()).add(key)
            use(st.session_state[key])

    return take


def _drawn() -> dict[str, Any]:
    """What each widget was last set to or last found at, by key."""
    found: dict[str, Any] = st.session_state.setdefault(DRAWN, {})
    return found


def _is_stale(key: str) -> bool:
    """True for a value that a widget was set to by an answer, now or before, in a run that something else asked for.

    Such a run, as in a drag or at a press on another control, can carry what a widget showed some answers ago, since
    the browser has not drawn the newest yet; and the newest answer may lag behind the lesson, where a run was cut short
    by the next one. That is no change by the learner; anything else is one, and counts.
    """
    known = st.session_state.get(SEEDS, {}).get(key, [])
    return any(_same(st.session_state[key], seeded) for seeded in known) and _asked_elsewhere(key)


def _asked_elsewhere(key: str) -> bool:
    """True where the live part, another control or a button asked for this run."""
    if STAGE in st.session_state and any(value is not None for value in st.session_state[STAGE].values()):
        return True
    drawn = _drawn()
    moved = (other for other in drawn if other != key and other in st.session_state)
    if any(not _same(st.session_state[other], drawn[other]) for other in moved):
        return True
    return any(value is True and other not in drawn for other, value in st.session_state.items())


def _same(one: Any, other: Any) -> bool:
    """Equal, for a slider's number as near as a browser's arithmetic keeps it: 0.33999999999999997 is 0.34."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return bool(one == other)
