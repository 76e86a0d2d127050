"""The training lab: own data, every setting, training that can be followed update by update, and what it tells."""

from functools import partial

import streamlit as st

from explain import load_prose
from ui.course.page import course_page, section
from ui.lab import compare, gradient_check, views
from ui.lab.controls import PAGE
from ui.lab.prompts import prompts
from ui.lab.runs import all_runs, current_run, forget, looked_at, restore
from ui.lab.setting_up import setting_up
from ui.lab.training import buttons, going_on

prose = load_prose()
run = None
with course_page(PAGE, prose):
    with section(PAGE, "work", prose):
        prompts(prose)
        left, right = st.columns([2, 3], gap="large")
        with left:
            setting_up(prose)
        with right:
            run = current_run(prose)
            if run is not None:
                buttons(run, prose)
                going_on(run, partial(views.moment, prose=prose), prose)
    if run is not None:
        with section(PAGE, "check", prose):
            gradient_check.draw(run, partial(looked_at, run), prose)
    with section(PAGE, "compare", prose):
        compare.draw(all_runs(), prose, restore=restore, forget=forget)
