"""What the components in the browser have told, each action done once."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.inbox import Action, Heard, unheard
from ui.session.tabs import tab

HEARD = "heard"


def heard(key: str) -> Heard:
    """What of a component's messages has been done."""
    found: Heard = st.session_state.get(HEARD, {}).get(key, Heard())
    return found


def newly_heard(key: str, message: Any) -> list[Action]:
    """The actions of a component's message that have not been done yet; they are now."""
    acts, now = unheard(message, heard(key))
    st.session_state[HEARD] = {**st.session_state.get(HEARD, {}), key: now}
    return acts


def confirmation(key: str) -> dict[str, Any]:
    """What a component is told of its messages: the last one done, and whether the browser's memory has been asked."""
    done = heard(key)
    return {"view": done.view, "number": done.number, "met": tab().met}
