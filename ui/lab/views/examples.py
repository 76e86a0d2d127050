"""The loss of every example; one of them can be chosen, looked at, and opened in the lesson."""

from __future__ import annotations

from typing import Any

import streamlit as st

from engine import NonFiniteError
from explain import Prose
from explain.lab.answers import class_name, input_name, numbered, output_name
from explain.lab.data import Data
from explain.lab.per_example import LARGEST, MOST, Judged, is_validation, judge
from explain.lab.run import Run
from explain.numbers import plain
from ui import session
from ui.charts.lab.per_example import Shown, description, losses, table
from ui.course.chart import Numbers, chart
from ui.course.controls import Choice, Controls, Whole
from ui.lab import lesson_link
from ui.markdown import as_text

PAGE = "lab_examples"
AT = "course.lab.examples"
DIGITS = 4
CONTROLS = Controls(
    PAGE,
    Choice("order", "loss", ("loss", "number"), "course.lab_examples.order"),
    Whole("example", 0, 0, 100_000),
)
"""The example is its number from 1 on; 0 is none."""


def chosen_example() -> int | None:
    """The chosen example as a column of the data, if any. The data may since have become smaller than that."""
    return CONTROLS["example"] - 1 if CONTROLS["example"] else None


def draw(run: Run, update: int, prose: Prose) -> None:
    """The losses of all examples before an update, and the chosen example."""
    count = run.data.X.shape[1]
    chosen = chosen_example()
    chosen = chosen if chosen is not None and chosen < count else None
    with st.container(horizontal=True, vertical_alignment="bottom", key="lab_examples_controls"):
        CONTROLS.draw(prose, "order")
        _number(chosen, count, prose)
    try:
        judged = judge(run, run.problem(update))
    except NonFiniteError:
        st.info(prose.say("course.lab.answers.not_finite"))
        return
    shown = Shown(judged, CONTROLS["order"] == "loss", is_validation(run), chosen)
    numbers = Numbers(*table(shown, prose))
    alt = description(shown, update, prose)
    chart(losses(shown, prose), PAGE, prose, alt=alt, numbers=numbers, on_point=_clicked, live=True)
    if count > MOST:
        st.caption(prose.say(f"{AT}.some", largest=LARGEST, others=MOST - LARGEST, count=count - LARGEST))
    st.markdown(prose.say(f"{AT}.none") if chosen is None else _told(run, judged, chosen, prose))
    if chosen is not None:
        lesson_link.offer(run, update, chosen, prose)


def _number(chosen: int | None, count: int, prose: Prose) -> None:
    """The field for the number of an example."""
    key = f"course.{PAGE}.example"
    session.seed(key, None if chosen is None else chosen + 1)
    label, change = prose.say(f"course.{PAGE}.control.example"), session.from_widget(key, _typed)
    st.number_input(label, min_value=1, max_value=count, value=None, step=1, key=key, on_change=change, width=200)


def _typed(number: int | None) -> None:
    CONTROLS.set({"example": number or 0})


def _clicked(number: Any) -> None:
    """Choose the example of a point that was clicked. A number of none, as in a forged message, changes nothing."""
    if CONTROLS.by_name["example"].allows(number):
        CONTROLS.set({"example": number})


def _told(run: Run, judged: Judged, column: int, prose: Prose) -> str:
    """The chosen example in words and numbers."""
    data = run.data
    given = zip((input_name(data, row) for row in range(len(data.X))), data.X[:, column].tolist(), strict=True)
    part = "validation" if column in data.validation else "training"
    names = {
        "number": column + 1,
        "part": prose.say(f"{AT}.part.{part}"),
        "inputs": ", ".join(f"{as_text(name)} = {plain(value, DIGITS)}" for name, value in given),
        "outputs": ", ".join(f"{name} = {plain(value, DIGITS)}" for name, value in _outputs(data, judged, column)),
        "targets": ", ".join(f"{name} = {plain(value, DIGITS)}" for name, value in _targets(judged, column)),
        "loss": plain(float(judged.loss[column]), DIGITS),
    }
    if judged.right is None:
        return prose.say(f"{AT}.told.number", **names)
    names |= {"target": as_text(class_name(data, int(data.targets[0, column]), prose))}
    names |= {"answer": as_text(class_name(data, int(judged.chosen[column]), prose))}
    return prose.say(f"{AT}.told.{'right' if judged.right[column] else 'wrong'}", **names)


def _outputs(data: Data, judged: Judged, column: int) -> list[tuple[str, float]]:
    said = judged.said[:, column].tolist()
    if data.classes:
        return [(numbered("ŷ", row) if len(said) > 1 else "ŷ", value) for row, value in enumerate(said)]
    return [(as_text(output_name(data, row)), value) for row, value in enumerate(said)]


def _targets(judged: Judged, column: int) -> list[tuple[str, float]]:
    wanted = judged.targets[:, column].tolist()
    return [(numbered("y", row) if len(wanted) > 1 else "y", value) for row, value in enumerate(wanted)]
