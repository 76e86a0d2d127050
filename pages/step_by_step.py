"""Step by step: one training step of a network, forward and backward, one formula at a time, every number editable."""

import streamlit as st

from explain import explain, load_prose
from ui import session
from ui.diagram import network_diagram
from ui.editor import editor
from ui.header import header, progress, stopped_here
from ui.player import player
from ui.step_card import step_card

prose = load_prose()
header(prose)
trace, stopped = session.run_lesson()
lesson = session.lesson()
player(trace, prose)
if not trace.steps:
    stopped_here(stopped, prose)
    editor(prose)
    st.stop()
step = trace.steps[min(lesson.step, len(trace.steps) - 1)]
card = explain(step, prose, lesson.digits)
picture, text = st.columns([5, 4], gap="small")
with picture:
    network_diagram(
        step,
        card.parts,
        digits=lesson.digits,
        selected=lesson.part,
        key="diagram",
        on_select=session.choose_part,
    )
    progress(trace, stopped, prose)
with text:
    if stopped is not None and lesson.step >= len(trace.steps) - 1:
        stopped_here(stopped, prose)
    step_card(step, card, len(trace.program.equations), prose)
editor(prose)
