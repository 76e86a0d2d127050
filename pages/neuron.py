"""From biology to one neuron: the parts of both side by side, and what the numbers of the artificial one do."""

import streamlit as st

from explain import load_prose
from ui.course.neuron import CONTROLS, PAGE, SET_BY, neuron
from ui.course.neuron.parts import growth, prompts, question, side_by_side, sliders, written_out
from ui.course.page import course_page, section
from ui.course.picture import picture

prose = load_prose()
with course_page(PAGE, prose):
    found = neuron()
    with section(PAGE, "parts", prose):
        prompts(prose)
        with st.container(horizontal=True):
            CONTROLS.draw(prose, "inputs", "part")
        side_by_side(found, prose)
        sliders(prose)
    with section(PAGE, "sum", prose):
        formula, shown = st.columns([1, 2])
        with formula:
            written_out(found)
        with shown:
            picture(found.step("Yhat"), prose, controls=CONTROLS, edits=SET_BY[CONTROLS["inputs"]])
            st.caption(prose.say("course.neuron.sum.names"))
        st.markdown(prose.say("course.neuron.sum.likeness"))
        question(prose)
    with section(PAGE, "growth", prose):
        growth(prose)
