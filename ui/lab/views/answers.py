"""What the network says: the map or the curve with the examples on it, redrawn while training goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from engine import NonFiniteError
from explain import Prose
from explain.lab.answers import CURVE_POINTS, MAP_POINTS, answers, input_name, output_name, pair, window
from explain.lab.data import Data
from explain.lab.run import Run
from ui import session
from ui.charts.lab.answer_words import PICTURES, description, kind_of, reading
from ui.charts.lab.answers import AT
from ui.course.chart import Numbers, chart
from ui.course.controls import MOST_SEGMENTS, Choice, Controls, Whole
from ui.markdown import as_text

PAGE = "lab_answers"
MOST_INPUTS, MOST_OUTPUTS = 32, 16
CONTROLS = Controls(
    PAGE,
    Choice("picture", "inputs", ("inputs", "targets"), "course.lab_answers.picture"),
    Whole("first", 1, 1, MOST_INPUTS),
    Whole("second", 2, 1, MOST_INPUTS),
    Whole("output", 1, 1, MOST_OUTPUTS),
)


def draw(run: Run, update: int, prose: Prose) -> None:
    """The picture of the network before an update, with what there is to choose."""
    data = run.data
    kind = kind_of(data, CONTROLS["picture"] == "targets")
    _choose(kind, data, prose)
    points = CURVE_POINTS if len(data.X) == 1 else MAP_POINTS
    over, output = window(data, chosen_inputs(data), points), _output(data)
    try:
        found = answers(run.problem(update), data, over)
    except NonFiniteError:
        st.info(prose.say(f"{AT}.not_finite"))
        return
    heads, rows = PICTURES[kind].table(found, data, output, prose)
    numbers = Numbers([as_text(head) for head in heads], rows)
    figure = PICTURES[kind].figure(found, data, output, prose)
    chart(figure, PAGE, prose, alt=description(kind, found, data, output, update, prose), numbers=numbers, live=True)
    st.caption(reading(kind, data, [as_text(input_name(data, row)) for row in over.inputs], prose))


# --- what is chosen -------------------------------------------------------------------------------------------------


def chosen_inputs(data: Data) -> tuple[int, ...]:
    """The one or two inputs (0-based) that pictures are drawn over."""
    return pair(data, CONTROLS["first"] - 1, CONTROLS["second"] - 1)


def _output(data: Data) -> int:
    """The output (0-based) that is drawn where only one is."""
    return min(CONTROLS["output"], len(data.targets)) - 1


def _choose(kind: str, data: Data, prose: Prose) -> None:
    """The controls that this picture of this data needs."""
    if len(data.X) > 2:
        CONTROLS.draw(prose, "picture")
    if len(data.X) > 2 and PICTURES[kind].sliced:
        choose_inputs(data, prose)
    if PICTURES[kind].one_output and len(data.targets) > 1:
        pick(CONTROLS, "output", _output(data) + 1, [output_name(data, row) for row in range(len(data.targets))], prose)


def choose_inputs(data: Data, prose: Prose) -> None:
    """The controls for the inputs to draw over."""
    names = [input_name(data, row) for row in range(len(data.X))]
    with st.container(horizontal=True, key="lab_answers_inputs"):
        for name, row in zip(("first", "second"), chosen_inputs(data), strict=True):
            pick(CONTROLS, name, row + 1, names, prose)


def pick(controls: Controls, name: str, value: int, names: Sequence[str], prose: Prose) -> None:
    """A control whose options depend on the run: whole numbers from 1 on, called by these names."""
    key = f"course.{controls.page}.{name}"
    session.seed(key, value)
    take: Callable[[Any], None] = lambda picked: controls.set({name: picked})  # noqa: E731
    widget = st.segmented_control if len(names) <= MOST_SEGMENTS else st.selectbox
    more = {"required": True} if len(names) <= MOST_SEGMENTS else {"width": 200}
    widget(
        prose.say(f"course.{controls.page}.control.{name}"),
        range(1, len(names) + 1),
        format_func=lambda number: as_text(names[number - 1]),
        key=key,
        on_change=session.from_widget(key, take),
        **more,
    )
