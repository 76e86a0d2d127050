"""Layers and shapes: examples as columns, the sizes of every product, and what a missing transpose does."""

import streamlit as st

from explain import load_prose
from ui.course import shapes
from ui.course.page import course_page, section
from ui.course.prompts import predict, tries
from ui.course.shapes import CONTROLS, PAGE
from ui.pages import FOLDER, written

prose = load_prose()
with course_page(PAGE, prose):
    with section(PAGE, "sizes", prose):
        tries(PAGE, shapes.TRIES, prose, CONTROLS)
        settings, shown = st.columns([1, 2], gap="medium")
        with settings:
            CONTROLS.draw(prose, "layers", "n", *shapes.hidden(), "m", "d")
        found = shapes.network()
        with shown:
            CONTROLS.draw(prose, "view")
            shapes.view(found, prose)
        predict(PAGE, "example", ("weights", "sums", "both"), shapes.what_grows(), prose)
    with section(PAGE, "bias", prose):
        shapes.bias(found)
    with section(PAGE, "wrong", prose):
        tries(f"{PAGE}.wrong", shapes.SQUARE, prose, CONTROLS)
        CONTROLS.draw(prose, "mistake")
        shapes.mistake(found, prose)
    with section(PAGE, "fixed", prose):
        CONTROLS.draw(prose, "rows", "columns")
        shapes.new_data(found, prose)
    with section(PAGE, "advice", prose):
        for name in written(("trouble",)):
            st.page_link(FOLDER / f"{name}.py", label=prose.say(f"page.{name}.title"))
