"""Outputs and losses: which go together, what a loss looks like, and what mean, half and extreme sums do to it."""

import streamlit as st

from explain import load_prose
from ui.course import outputs
from ui.course.outputs import CONTROLS, PAGE, scales, views
from ui.course.page import course_page, section
from ui.course.prompts import predict, tries

prose = load_prose()
with course_page(PAGE, prose):
    with section(PAGE, "match", prose):
        tries(PAGE, outputs.TASKS, prose, CONTROLS)
        settings, shown = st.columns([1, 2], gap="medium")
        with settings:
            views.controls(prose)
        with shown:
            CONTROLS.draw(prose, "show")
            views.SHOWN[CONTROLS["show"]](prose)
        predict(PAGE, "sure", tuple(views.PUSHES), views.pushes_harder(), prose)
    with section(PAGE, "surface", prose):
        tries(f"{PAGE}.surface", outputs.PLACES, prose, CONTROLS)
        settings, shown = st.columns([1, 2], gap="medium")
        with settings:
            CONTROLS.draw(prose, "map", "across", "up")
        with shown:
            views.the_map(prose)
    with section(PAGE, "mean", prose):
        predict(PAGE, "doubled", ("same", "doubled", "halved"), scales.when_doubled(), prose)
        scales.mean(prose)
    with section(PAGE, "half", prose):
        scales.half(prose)
    with section(PAGE, "stable", prose):
        tries(f"{PAGE}.stable", outputs.EXTREMES, prose, CONTROLS)
        scales.extremes(prose)
