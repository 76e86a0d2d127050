"""What networks are for: one use that the reader trains, and others that lead back into the course."""

from functools import partial

import streamlit as st

from explain import load_prose
from ui.course.page import course_page, section
from ui.course.prompts import tries
from ui.course.uses import CONTROLS, PAGE, TRIED, cards, is_still, live, size_question, trained

prose = load_prose()
with course_page(PAGE, prose):
    with section(PAGE, "colour", prose):
        tries(PAGE, {name: partial(trained, side) for name, side in TRIED.items()}, prose, still=is_still)
        with st.container(horizontal=True):
            CONTROLS.draw(prose, "side", "picture")
        live(prose)
    with section(PAGE, "shared", prose):
        size_question(prose)
    with section(PAGE, "cards", prose):
        cards(prose)
