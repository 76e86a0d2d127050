"""Backward pass: from the loss to every gradient, with the start in two ways, the paths of a weight, and a batch."""

import streamlit as st

from explain import load_prose
from ui import session
from ui.course.backward import ANSWERS, PAGE, PREPARED, SCOPE, paths_of_wide, right_answer
from ui.course.backward.batch import batch
from ui.course.backward.start import start
from ui.course.backward.ways import ways
from ui.course.backward.weight import weight
from ui.course.page import course_page, section
from ui.course.passes import prompts, stage
from ui.course.prompts import predict
from ui.header import example

prose = load_prose()
lesson = session.lesson()
with course_page(PAGE, prose):
    with section(PAGE, "walk", prose):
        example(prose)
        prompts(PAGE, PREPARED, prose)
        trace, stopped = stage(SCOPE, prose)
    if stopped is not None:
        st.markdown(prose.say("derivation.stopped"))
    else:
        with section(PAGE, "start", prose):
            start(trace, lesson, prose)
        with section(PAGE, "paths", prose):
            predict(PAGE, "paths", tuple(ANSWERS), right_answer(), prose, paths=paths_of_wide())
            chosen = weight(trace, lesson, prose)
            ways(chosen, lesson, prose)
        with section(PAGE, "batch", prose):
            batch(chosen, lesson, prose)
