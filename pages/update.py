"""Update and learning rate: from the gradient to the step, with and without a memory, and how long a step is good."""

import streamlit as st

from explain import load_prose
from ui.course.page import course_page, section
from ui.course.prompts import tries
from ui.course.update import CONTROLS, PACE, PACES, PAGE, REMEMBERED
from ui.course.update.pace import pace_chart, slice_chart
from ui.course.update.weight import first_step, one_update, paths
from ui.pages import FOLDER

prose = load_prose()
with course_page(PAGE, prose):
    with section(PAGE, "step", prose):
        with st.container(horizontal=True):
            CONTROLS.draw(prose, "weight", "target", "eta")
        first_step(prose)
        st.markdown(prose.say("course.update.left_alone"))
        st.page_link(FOLDER / "step_by_step.py", label=prose.say("page.step_by_step.title"))
    with section(PAGE, "memory", prose):
        tries(PAGE, REMEMBERED, prose, CONTROLS)
        with st.container(horizontal=True):
            CONTROLS.draw(prose, "optimiser", "other", "update")
        one_update(prose)
        paths(prose)
    with section(PAGE, "slice", prose):
        tries(PACE, {name: {"pace": eta} for name, eta in PACES.items()}, prose, CONTROLS)
        CONTROLS.draw(prose, "pace")
        slice_chart(prose)
    with section(PAGE, "curves", prose):
        pace_chart(prose)
