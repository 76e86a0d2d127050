"""Two neurons in a chain: the output of the first is the input of the second."""

import streamlit as st

from explain import load_prose
from explain.numbers import plain
from ui.course.chain import (
    CONTROLS,
    DIGITS,
    PAGE,
    SET_BY,
    STATES,
    answer,
    as_set,
    draw_controls,
    printed,
    reach,
    steps,
    with_numbers,
)
from ui.course.page import course_page, section
from ui.course.picture import picture
from ui.course.prompts import predict, tries

prose = load_prose()
with course_page(PAGE, prose):
    with section(PAGE, "pass", prose):
        notes, cut = with_numbers({}), with_numbers(STATES["cut"])
        first, before, after = (plain(float(t[0, 0]), DIGITS) for t in (notes["A1"], notes["Yhat"], cut["Yhat"]))
        right = answer(notes, cut)
        predict(PAGE, "cut", ("both", "first", "second", "none"), right, prose, a1=first, before=before, after=after)
        tries(PAGE, STATES, prose, CONTROLS)
        found = as_set()
        values, shown = st.columns([1, 3])
        with values:
            draw_controls(prose)
        with shown:
            picture(found.step("Yhat"), prose, controls=CONTROLS, edits=SET_BY, digits=DIGITS)
            steps(found, prose)
    with section(PAGE, "reach", prose):
        reach(as_set(), prose)
    with section(PAGE, "printed", prose):
        printed(prose)
