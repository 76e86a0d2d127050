"""What was refused, or changed along with something else, said once after the action that caused it."""

from __future__ import annotations

import re

import streamlit as st

from engine.losses import LOSSES
from explain import Prose
from ui import session
from ui.quantities import LESSON_LIMITS

LOSS_NAME = re.compile(rf"\b({'|'.join(LOSSES)})\b")

GOOD_NEWS = ("keep.restored", "keep.weights_drawn")


def notice(prose: Prose) -> None:
    """Say the notice of the last action; an empty place where there is none, so that nothing below it is rebuilt.

    style.css keeps it on the screen wherever the learner is. There are two places for it in turn, so that the browser
    makes each one anew: one that says the same as the last is read out again.
    """
    with st.container(key="notice"):
        found = session.take_notice()
        if found is None:
            return
        place = (st.empty(), st.empty())[session.said() % 2]
        names = dict(found.names)
        if "reason_key" in names:
            limit = f"{LESSON_LIMITS.magnitude:.0f}"
            names["reason"] = prose.say(names.pop("reason_key"), low=f"-{limit}", high=limit)
        sentence = prose.say(found.key, **names)
        show = place.info if found.key in GOOD_NEWS else place.warning
        show(LOSS_NAME.sub(lambda loss: prose.say(f"name.loss.{loss[0]}"), sentence))
