"""Activation functions: every one with its slope, and why a network needs one at all."""

from explain import load_prose
from ui.course.activations import CONTROLS, PAGE, STATES
from ui.course.activations.curves import one_activation
from ui.course.activations.need import both, collapsed, question
from ui.course.page import course_page, section
from ui.course.prompts import tries

prose = load_prose()
with course_page(PAGE, prose):
    with section(PAGE, "curve", prose):
        tries(PAGE, STATES, prose, CONTROLS)
        one_activation(prose)
    with section(PAGE, "need", prose):
        question(prose)
        CONTROLS.draw(prose, "data", "hidden")
        both(prose)
    with section(PAGE, "collapse", prose):
        collapsed(prose)
