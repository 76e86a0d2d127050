"""Notation: the two conventions side by side, every quantity with its key and size, and the switch between the two."""

from functools import partial

import streamlit as st

from explain import explain, load_prose
from ui import session
from ui.course.notation import (
    CONTROLS,
    PAGE,
    PRODUCTS,
    an_index,
    books,
    choose,
    chosen_step,
    prepared,
    right_product,
    side_by_side,
    step_choice,
    switch,
    table,
    with_mean,
)
from ui.course.page import course_page, section
from ui.course.prompts import predict, tries

prose = load_prose()
trace, _ = session.run_lesson()
with course_page(PAGE, prose):
    with section(PAGE, "both", prose):
        predict(PAGE, "product", tuple(PRODUCTS), right_product(trace), prose)
        if trace.steps:
            keys = prepared(trace)
            at = chosen_step(trace).key
            states = {name: partial(choose, key) for name, key in keys.items()}
            tries(PAGE, states, prose, still=lambda name: keys[name] == at)
            side_by_side(step_choice(trace, prose), prose)
    with section(PAGE, "switch", prose):
        switch(prose)
        st.markdown(prose.say("course.notation.switch.stays"))
    with section(PAGE, "table", prose):
        CONTROLS.draw(prose, "kind")
        st.markdown(table(trace, CONTROLS["kind"], prose))
    with section(PAGE, "indices", prose):
        st.markdown(prose.say("course.notation.indices.example", **an_index(trace, session.lesson().digits)))
        formulas = [explain(step, prose).symbols for step in with_mean(trace)]
        st.markdown("\n\n".join([prose.say("course.notation.indices.mean"), *(f"$$\n{one}\n$$" for one in formulas)]))
    with section(PAGE, "books", prose):
        st.markdown(books(prose))
