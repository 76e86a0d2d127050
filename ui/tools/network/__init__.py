"""The panel that changes the network itself: its layers, its loss and update, what is frozen, examples, new weights."""

from __future__ import annotations

import streamlit as st

from explain import Prose
from ui import session
from ui.tools.network.layers import layers
from ui.tools.network.learning import learning
from ui.tools.network.numbers import examples, freezing, new_weights


def network_panel(prose: Prose) -> None:
    """Every control of the network, in three columns; each shows what the lesson has. Drawn when it is opened."""
    problem = session.lesson().problem
    left, middle, right = st.columns(3, gap="medium")
    with left:
        layers(problem, prose)
    with middle:
        learning(problem, prose)
    with right:
        new_weights(prose)
        freezing(problem, prose)
        examples(problem, prose)
