"""Nudges and chains: a small change travels through functions in a row, and the slopes on its way multiply."""

from explain import load_prose
from explain.numbers import plain
from ui.course.nudges import (
    ANSWERS,
    CONTROLS,
    DIGITS,
    PAGE,
    STATES,
    boxes,
    draw_controls,
    found_nudge,
    question,
    rule,
    shrinking,
)
from ui.course.page import course_page, section
from ui.course.prompts import predict, tries

prose = load_prose()
with course_page(PAGE, prose):
    with section(PAGE, "travel", prose):
        right, shown = question()
        first, second = (plain(stage.factor, DIGITS) for stage in shown.stages)
        total = plain(shown.ratio, DIGITS)
        predict(PAGE, "combine", ANSWERS, right, prose, first=first, second=second, total=total)
        tries(PAGE, STATES, prose, CONTROLS)
        boxes(found_nudge(), prose)
        draw_controls(prose)
    with section(PAGE, "rule", prose):
        rule(found_nudge())
    with section(PAGE, "shrink", prose):
        shrinking(found_nudge(), prose)
