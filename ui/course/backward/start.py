"""Where the way back starts: the gradient of the output layer's sums, the long way and the short way side by side."""

from __future__ import annotations

import streamlit as st

from engine import Trace, long_way
from explain import Prose
from explain.names import quantity
from explain.numbers import plain
from explain.reduction import has_shortcut
from ui.course.backward import CONTROLS, PAGE
from ui.course.formula import formulas
from ui.course.passes import is_veiled, table
from ui.diagram.labels import plain_name
from ui.lesson import Lesson
from ui.stage.formulas import as_shown
from ui.tools.derivation import long_way_panel

AT = f"course.{PAGE}.start"


def start(trace: Trace, lesson: Lesson, prose: Prose) -> None:
    """Both ways as numbers, the formula of the step, and the long way in full where it is asked for."""
    dz = trace.program.layers[-1].Z.grad
    if is_veiled(trace, prose, dz.key):
        return
    st.markdown(_both(trace, lesson, prose))
    if has_shortcut(trace):
        step = as_shown(trace.step(dz.key), lesson)
        st.markdown(prose.say(f"{AT}.short"))
        formulas([step], prose, digits=lesson.digits)
    else:
        st.markdown(prose.say(f"{AT}.no_short"))
    CONTROLS.draw(prose, "long")
    if CONTROLS["long"]:
        long_way_panel(prose, trace)


def _both(trace: Trace, lesson: Lesson, prose: Prose) -> str:
    """One row for each output: the quantities of the long way, and what the steps above have."""
    steps, dz = long_way(trace), trace.program.layers[-1].Z.grad
    heads = [plain_name(quantity(step.equation.target)) for step in steps]
    heads[-1] = prose.say(f"{AT}.long_way", name=heads[-1])
    columns = [step.value[:, lesson.example] for step in steps]
    if has_shortcut(trace):
        heads.append(prose.say(f"{AT}.short_way", name=plain_name(quantity(dz))))
        columns.append(trace[dz.key][:, lesson.example])
    rows = [
        [prose.say(f"{AT}.output", number=row + 1), *(plain(float(column[row]), lesson.digits) for column in columns)]
        for row in range(trace.sizes["m"])
    ]
    return table([prose.say(f"{AT}.of", example=lesson.example + 1), *heads], rows)
