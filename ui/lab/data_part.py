"""The lab's data: which set, how much of it is held back, and what standardising does to its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explain import Prose
from explain.lab.answers import class_name, input_name
from explain.lab.data import OWN, Data
from explain.lab.own_data import to_csv
from explain.lab.scales import Summary, scales
from explain.numbers import plain
from ui import session
from ui.charts.lab.data_plot import TARGET, data_plot, drawn_inputs, target_name
from ui.course.chart import Numbers, chart
from ui.course.controls import Controls, Whole
from ui.lab.controls import CONTROLS, current_data
from ui.lab.own import part, state
from ui.markdown import as_text
from ui.session import showing
from ui.words import explained

AT = "course.lab.data"
MOST_NAMED, MOST_SCALES = 6, 8
"""Classes that a sentence names; inputs whose numbers stand in the table."""
DIGITS = 3
ROUNDING = 1e-12
AXES = Controls("lab_data", Whole("across", 1, 1, 32), Whole("up", 2, 1, 32))


def draw(prose: Prose) -> None:
    """Everything about the data; a change of it begins a new run."""
    st.markdown(explained(prose.say(f"{AT}.text"), prose, showing.words_met()))
    CONTROLS.draw(prose, "data")
    if CONTROLS["data"] == OWN:
        part.draw(current_data(), prose)
    else:
        _pairs(prose, "examples", "noise")
    _pairs(prose, "share", "seed")
    CONTROLS.draw(prose, "standardise")
    data = current_data()
    st.markdown(summary(data, prose))
    if CONTROLS["data"] != OWN or not part.is_placing():
        _plot(data, prose)
    _scales(data, prose)
    _download(data, prose)


def _pairs(prose: Prose, *names: str) -> None:
    for column, name in zip(st.columns(len(names)), names, strict=True):
        with column:
            CONTROLS.draw(prose, name)


def summary(data: Data, prose: Prose) -> str:
    """How many examples there are, of what, and how many of them are held back."""
    names = [as_text(class_name(data, number, prose)) for number in range(data.classes)]
    more = ["…"] if len(names) > MOST_NAMED else []
    return prose.say(
        f"{AT}.summary.{'classes' if data.classes else 'numbers'}",
        examples=data.X.shape[1],
        inputs=len(data.X),
        classes=data.classes,
        names=", ".join([*names[:MOST_NAMED], *more]),
        target=as_text(target_name(data)),
        training=data.training.size,
        held=data.validation.size,
    )


def _plot(data: Data, prose: Prose) -> None:
    """The examples over one or two of the inputs."""
    names = [input_name(data, row) for row in range(len(data.X))]
    inputs = drawn_inputs(data, AXES["across"] - 1, AXES["up"] - 1)
    if len(names) > len(inputs):
        with st.container(horizontal=True, key="lab_data_axes"):
            for name, row in zip(("across", "up"), inputs, strict=False):
                _axis_choice(name, row, names, prose)
    heads = [as_text(name) for name in names]
    first, second = heads[inputs[0]], heads[inputs[1]] if len(inputs) > 1 else _target_head(data, prose)
    axes = prose.say(f"{AT}.plot.both", first=first, second=second)
    alt = prose.say(f"{AT}.plot.alt", summary=summary(data, prose), axes=axes)
    chart(data_plot(data, inputs, prose), "lab_data_plot", prose, alt=alt, numbers=_numbers(data, heads, prose))


def _axis_choice(name: str, row: int, names: Sequence[str], prose: Prose) -> None:
    key = f"lab_data_{name}"
    session.seed(key, row + 1)
    st.selectbox(
        prose.say(f"{AT}.plot.{name}"),
        range(1, len(names) + 1),
        format_func=lambda number: names[number - 1],
        key=key,
        on_change=session.from_widget(key, lambda number: AXES.set({name: number})),
        width=200,
    )


def _numbers(data: Data, heads: Sequence[str], prose: Prose) -> Numbers:
    """Every example: its inputs, its target, and what it is for."""
    held = set(data.validation.tolist())
    uses = [prose.say(f"{AT}.plot.{use}") for use in ("training", "validation")]
    if data.classes:
        called = [as_text(class_name(data, number, prose)) for number in range(data.classes)]
        targets = [called[int(value)] for value in data.targets[0]]
    else:
        targets = data.targets[0].tolist()
    rows = [
        [*inputs, target, uses[place in held]]
        for place, (inputs, target) in enumerate(zip(data.X.T.tolist(), targets, strict=True))
    ]
    return Numbers([*heads, _target_head(data, prose), prose.say(f"{AT}.plot.use")], rows)


def _target_head(data: Data, prose: Prose) -> str:
    return prose.say(f"{AT}.plot.class") if data.classes else as_text(target_name(data))


# --- standardising ----------------------------------------------------------------------------------------------------


def _scales(data: Data, prose: Prose) -> None:
    """Some numbers before and after: there where inputs are standardised, else for those who open it."""
    session.seed_once("lab_scales", False)
    if data.standardised:
        _before_and_after(data, prose)
        return
    opened = st.expander(prose.say(f"{AT}.scales.open"), key="lab_scales", on_change="rerun", type="compact")
    if opened.open:
        with opened:
            _before_and_after(data, prose)


def _before_and_after(data: Data, prose: Prose) -> None:
    found = scales(data)[:MOST_SCALES]
    text = prose.say(f"{AT}.scales.{'on' if data.standardised else 'off'}")
    more = prose.say(f"{AT}.scales.more", shown=len(found)) if len(data.X) > MOST_SCALES else ""
    st.markdown(f"{explained(text, prose, showing.words_met())} {more}".strip())
    rows: list[tuple[str, str, Summary]] = []
    for row, scale in enumerate(found):
        rows.append((as_text(input_name(data, row)), "given", scale.given))
        rows.append(("", "read", scale.read))
    head = f"{AT}.scales.head"
    table = {
        prose.say(f"{head}.input"): [name for name, _, _ in rows],
        prose.say(f"{head}.how"): [prose.say(f"{AT}.scales.{how}") for _, how, _ in rows],
    }
    for name in ("mean", "deviation", "smallest", "largest", "example"):
        table[prose.say(f"{head}.{name}")] = [_shown(getattr(numbers, name)) for _, _, numbers in rows]
    st.table(table, width="content", alt=text)


def _shown(value: float) -> str:
    """A number of the table; what is nothing but rounding is 0."""
    return plain(0.0 if abs(value) < ROUNDING else value, DIGITS)


# --- taking away ------------------------------------------------------------------------------------------------------


def _download(data: Data, prose: Prose) -> None:
    """The data as a file that can be brought along again; made when it is asked for, outside of any session."""
    text = state.own().text if CONTROLS["data"] == OWN else None
    target = prose.say(f"{AT}.plot.class") if data.classes else TARGET

    def content() -> str:
        return to_csv(data, [f"x{row + 1}" for row in range(len(data.X))], target) if text is None else text

    name = f"gradwalk-{CONTROLS['data']}.csv"
    st.download_button(
        prose.say(f"{AT}.download"), content, name, "text/csv", key="lab_data_download", on_click="ignore"
    )
