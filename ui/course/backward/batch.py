"""A batch: what each example adds to the gradient of the chosen weight or bias, and the sum."""

from __future__ import annotations

import streamlit as st

from explain import Prose
from explain.shares import contributions
from ui.charts.shares import description, names, shares_chart
from ui.course.backward import PAGE
from ui.course.backward.weight import Chosen
from ui.course.chart import Numbers, chart
from ui.course.passes import is_veiled
from ui.diagram.labels import plain_name
from ui.lesson import Lesson

AT = f"course.{PAGE}.batch"


def batch(chosen: Chosen, lesson: Lesson, prose: Prose) -> None:
    """The chart of the shares; with one example a sentence."""
    step, place = chosen.step, chosen.place
    if is_veiled(step.trace, prose, step.key):
        return
    found = contributions(step, place.row, place.column)
    if not found:
        st.markdown(prose.say(f"{AT}.single"))
        return
    name, total = plain_name(chosen.name(lesson)), chosen.value
    chart(
        shares_chart(found, total, name, lesson.digits, prose),
        f"{PAGE}_shares",
        prose,
        alt=description(found, total, name, lesson.digits, prose),
        numbers=Numbers(
            [prose.say(f"{AT}.example"), name],
            list(zip(names(len(found), prose), [*found, total], strict=True)),
        ),
    )
    st.markdown(prose.say(f"{AT}.adds", name=name, count=len(found)))
