"""Networks that a learner trains on a page of the course, and how many more pieces of training were asked for."""

from __future__ import annotations

from typing import Any

import streamlit as st

TRAINING, AHEAD = "training", "training_ahead"


def training() -> Any:
    """What was trained last; None before the first training."""
    return st.session_state.get(TRAINING)


def keep_training(found: Any) -> None:
    """Keep what was trained, in place of what was kept before: one network for each session."""
    st.session_state[TRAINING] = found


def ahead() -> int:
    """How many pieces of training are still to be done."""
    return int(st.session_state.get(AHEAD, 0))


def go_on(pieces: int) -> None:
    """Ask for this many pieces of training; 0 stops."""
    st.session_state[AHEAD] = pieces
