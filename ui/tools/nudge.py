"""The panel "nudge": the chosen weight is changed by h, and what J does is compared with what the gradient predicts."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from engine import Problem
from explain import Prose
from explain.nudge import Nudge, digits_to_tell, nudge
from explain.numbers import latex, plain
from ui import session
from ui.charts.error_curve import description, error_curve
from ui.diagram.labels import plain_name
from ui.guard import guarded
from ui.quantities import Place, places

SIZES = (1.0, 0.5, 0.1, 0.01, 0.001, 0.0001)
STEPS = (*(-size for size in SIZES), *reversed(SIZES))
"""What h can be: -1 ... -0.0001, 0.0001 ... 1."""
START = 0.5
PICTURE_ONLY = {"displayModeBar": False}


def chosen_parameter(problem: Problem, part: str) -> Place | None:
    """The weight or bias that a part names; None for an input, a target or a setting."""
    place = places(problem).get(part)
    return place if place is not None and place.key in problem.parameters else None


@st.fragment
def nudge_panel(prose: Prose, part: str) -> None:
    """The panel for the number chosen in the lesson; for one that is no weight or bias, a sentence says what to do."""
    with guarded("tools", prose):
        _panel(prose, part)


def _panel(prose: Prose, part: str) -> None:
    lesson = session.lesson()
    place = chosen_parameter(lesson.problem, part)
    if place is None:
        st.markdown(prose.say("nudge.choose"))
        return
    trace, stopped = session.run_lesson()
    if stopped is not None:
        st.markdown(prose.say("nudge.stopped"))
        return
    h = st.select_slider(
        prose.say("nudge.slider", name=plain_name(place.latex)),
        STEPS,
        START,
        format_func=lambda step: plain(step, 1),
        key="nudge_h",
    )
    found = nudge(trace, place.key, place.row, place.column, h)
    st.markdown("\n\n".join(_text(found, prose, lesson.digits)))
    name = plain_name(found.name)
    figure = error_curve(found, name, prose, lesson.digits)
    alt = description(found, name, prose, lesson.digits)
    st.plotly_chart(figure, config=PICTURE_ONLY, alt=alt, key="nudge_curve")
    if found.curve.missing:
        st.caption(prose.say("nudge.left_out", missing=found.curve.missing, points=len(found.curve.at)))
    st.markdown("\n\n".join(_ladder(found, prose, lesson.digits)))


def _text(found: Nudge, prose: Prose, digits: int) -> Iterator[str]:
    """What happened in words and as a quotient."""
    at, moved = (_number(w, digits_to_tell(found.at, found.moved, digits)) for w in (found.at, found.moved))
    if found.after is None or found.change is None:
        yield prose.say("nudge.after_not_finite", name=f"${found.name}$", moved=moved)
        return
    told = digits_to_tell(found.before, found.after, digits)
    yield prose.say(
        "nudge.said",
        name=f"${found.name}$",
        at=at,
        moved=moved,
        before=_number(found.before, told),
        after=_number(found.after, told),
        change=_number(found.change, digits),
        predicted=_number(found.predicted, digits),
    )
    yield f"$$\n{found.latex(digits)}\n$$"


def _ladder(found: Nudge, prose: Prose, digits: int) -> Iterator[str]:
    """The table of ever smaller steps, and where it comes closest."""
    rows = [
        [prose.say(f"nudge.head.{head}") for head in ("h", "quotient", "error")],
        ["--:"] * 3,
        *([plain(q.h, 1), _cell(q.value, digits + 2, prose), _cell(q.error, 2, prose)] for q in found.ladder),
    ]
    yield "\n".join(f"| {' | '.join(row)} |" for row in rows)
    if found.closest is not None:
        yield prose.say("nudge.ladder", h=_number(found.closest.h, 1), gradient=_number(found.gradient, digits + 2))


def _cell(value: float | None, digits: int, prose: Prose) -> str:
    return prose.say("nudge.not_finite") if value is None else plain(value, digits)


def _number(value: float, digits: int) -> str:
    return f"${latex(value, digits)}$"
