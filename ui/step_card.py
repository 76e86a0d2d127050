"""The step card: one step with symbols and sizes, with the current numbers, its result, why, and what it reads."""

from __future__ import annotations

import numpy as np
import streamlit as st

from engine import Step
from explain import Explanation, Prose, explain_entry
from ui import session
from ui.player import go


def step_card(step: Step, card: Explanation, count: int, prose: Prose) -> None:
    """The explanation of `step`, of `count` steps in all."""
    phase = prose.say(f"phase.{card.phase.value}")
    number = prose.say("ui.step_of", number=card.index + 1, count=count)
    lines = [f"**{phase}** · {number}", f"## {card.title}", f"$$\n{card.aligned}\n$$"]
    lines += [prose.say("ui.where_formula", formula=formula) for formula in card.definitions]
    if card.numbers is None:
        lines.append(f":small[{prose.say('ui.too_large')}]")
    lines.append(card.why)
    if card.note:
        lines.append(f":small[{card.note}]")
    st.markdown("\n\n".join(lines))
    if card.result is None:
        _table(step.value, prose)
    _uses(step, card, prose)
    if step.value.size > 1 or card.numbers is None:
        _entry(step, prose)


def _table(value: np.ndarray, prose: Prose) -> None:
    st.caption(prose.say("ui.too_large_result", rows=value.shape[0], columns=value.shape[1]))
    columns = {str(j + 1): value[:, j] for j in range(value.shape[1])}
    st.dataframe(columns, height=240)


def _uses(step: Step, card: Explanation, prose: Prose) -> None:
    """Links to the earlier steps that this one reads."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{prose.say('ui.uses')}**", width="content")
        for use in card.uses:
            title = prose.say("ui.go_to", number=use.step + 1)
            st.button(
                f"${use.latex}$", key=f"use_{use.key}", help=title, on_click=go, args=(use.step,), type="tertiary"
            )
        if not card.uses:
            st.markdown(prose.say("ui.uses_none"), width="content")


def _entry(step: Step, prose: Prose) -> None:
    """One entry of the result written out; the learner chooses which."""
    rows, columns = step.value.shape
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.markdown(f"**{prose.say('ui.entry')}**", width="content")
            row = _choice("row", rows, prose)
            column = _choice("column", columns, prose)
        written = explain_entry(step, row, column, session.lesson().digits)
        st.markdown(f"$$\n{written.aligned}\n$$")


def _choice(axis: str, size: int, prose: Prose) -> int:
    """Which row or column, 0-based; no choice where there is one only."""
    if size == 1:
        return 0
    label = prose.say(f"ui.entry_{axis}")
    chosen = st.selectbox(label, range(1, size + 1), key=f"entry_{axis}_{size}", width=96)
    return int(chosen) - 1
