"""The live part of the lesson: one component that draws player, picture and step card and says what the learner does.

One component because an edit is then one message, and because a term of a formula and a part of the picture can light
each other. What the browser runs is in the JavaScript and CSS files beside this one; `assets.py` serves them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from ui import session
from ui.session import showing
from ui.stage.assets import HTML, LOADER
from ui.stage.compact import compact

ACTIONS = ("go", "select", "edit", "look", "apply", "back_to", "undo", "redo", "open", "reveal")
"""What a learner can do in it; each is reported with its particulars."""

_component = st.components.v2.component("gradwalk_stage", html=HTML, js=LOADER)

Handler = Callable[[Mapping[str, Any]], None]


def stage(data: Mapping[str, Any], *, key: str, on: Mapping[str, Handler]) -> None:
    """Draw `data`: "picture", and "player", "card", "examples" and "updates" where there are any.

    `on` has a handler for each of ACTIONS that is to be answered; it is called with the action's particulars.
    """
    sent = {**data, "picture": compact(data["picture"]), "heard": session.confirmation(key)}
    sent["presenting"] = showing.mode()
    _component(key=key, data=sent, on_acts_change=partial(_answer, key, on))


def _answer(key: str, on: Mapping[str, Handler]) -> None:
    """Do what a browser sent and what is not done yet."""
    for what, about in session.newly_heard(key, st.session_state[key]["acts"]):
        if what in ACTIONS and what in on:
            on[what](about)
