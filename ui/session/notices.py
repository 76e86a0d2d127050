"""What the page says once after an action: that something was refused, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

NOTICE, SHOWN, SAID = "notice", "shown", "said"


@dataclass(frozen=True)
class Notice:
    """Something that was refused: the key of its sentence and what the sentence names."""

    key: str
    names: dict[str, Any]


def say(key: str, **names: Any) -> None:
    """Leave a notice for the next run."""
    st.session_state[NOTICE] = Notice(key, names)
    st.session_state[SAID] = said() + 1


def said() -> int:
    """How many notices there have been: a widget named after it is drawn anew when something was refused."""
    count: int = st.session_state.get(SAID, 0)
    return count


def take_notice() -> Notice | None:
    """The notice of the last action, once."""
    found: Notice | None = st.session_state.pop(NOTICE, None)
    st.session_state[SHOWN] = found
    return found


def say_again() -> None:
    """Leave the notice that is on the screen for the next run, too, which the learner has not asked for."""
    if st.session_state.get(SHOWN) is not None:
        st.session_state.setdefault(NOTICE, st.session_state[SHOWN])
