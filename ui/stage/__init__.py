"""The live part of the lesson: one component that draws player, picture and step card and says what the learner does.

One component because an edit is then one message, and because a term of a formula and a part of the picture can light
each other. Its JavaScript stands in several files, which are put together here in the order of their names' list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from ui.stage.compact import compact

HERE = Path(__file__).resolve().parent
SCRIPTS = ("dom.js", "picture.js", "links.js", "player.js", "card.js", "curve.js", "stage.js")
STYLES = ("colours.css", "picture.css", "card.css", "player.css")
ACTIONS = ("go", "select", "edit", "look", "apply", "back_to", "undo", "redo")
"""What a learner can do in it; each is reported with its particulars."""


def _read(*names: str) -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


_component = st.components.v2.component(
    "gradwalk_stage", html=_read("stage.html"), css=_read(*STYLES), js=_read(*SCRIPTS)
)

Handler = Callable[[Mapping[str, Any]], None]


def stage(data: Mapping[str, Any], *, key: str, on: Mapping[str, Handler]) -> None:
    """Draw `data`: "picture", and "player", "card", "examples" and "updates" where there are any.

    `on` has a handler for each of ACTIONS that is to be answered; it is called with the action's particulars.
    """
    callbacks = {f"on_{action}_change": partial(_report, key, action, on.get(action)) for action in ACTIONS}
    _component(key=key, data={**data, "picture": compact(data["picture"])}, **callbacks)


def _report(key: str, action: str, handler: Handler | None) -> None:
    about = st.session_state[key][action]
    if handler is not None and isinstance(about, Mapping):
        handler(about)
