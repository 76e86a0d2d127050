"""Two neurons in a chain: their controls and prepared states, their formulas, and the figures that the notes print."""

from __future__ import annotations

import streamlit as st

from engine import Trace, trace
from explain import Prose, explain_entry, title
from explain.chain import nudge_chain
from explain.figures import figures
from explain.numbers import plain
from ui.charts.chain_boxes import chain_boxes
from ui.course.controls import Controls, Slider
from ui.diagram.labels import plain_name
from ui.presets import presets
from ui.quantities import places, value_at, with_value
from ui.session import Setting

PAGE = "chain"
EXAMPLE = "notes-two-neuron-chain"
DIGITS = 6
"""As many as the notes' figures need to be told apart."""
H = 0.1
"""The nudge of the input that is followed."""
SET_BY = {"X.1": "x", "W1.1.1": "w1", "b1.1": "b1", "W2.1.1": "w2", "b2.1": "b2"}
"""Which control sets the number at a part of the picture."""
NEURONS = (("Z1", "A1"), ("Z2", "Yhat"))
CHANGES = {"both": (True, True), "first": (True, False), "second": (False, True), "none": (False, False)}
"""Answers to the question: whether the first neuron's output changes, and the second's."""

CAUSE = {"w2": 0.45, "b2": 0.65}
"""With these numbers the second neuron gives what the source prints for it. The example's note names them, too."""

STATES = {
    "notes": {},
    "cut": {"w2": 0.0},
    "against": {"w2": -4.0, "b2": 2.0},
    "flat": {"x": 2.0, "w1": 4.0, "b1": 0.0},
    "printed": CAUSE,
}


def _usual(part: str) -> float:
    problem = presets()[EXAMPLE].problem
    return value_at(problem, places(problem)[part])


CONTROLS = Controls(
    PAGE,
    Slider("x", _usual("X.1"), -2.0, 2.0, 0.01),
    *(Slider(name, _usual(part), -4.0, 4.0, 0.01) for part, name in list(SET_BY.items())[1:]),
)


def with_numbers(settings: dict[str, Setting]) -> Trace:
    """The trace of the notes' chain with some of its numbers changed, by the name of their control."""
    problem = presets()[EXAMPLE].problem
    known = places(problem)
    for part, name in SET_BY.items():
        if name in settings:
            problem = with_value(problem, known[part], float(settings[name]))
    return trace(problem)


def as_set() -> Trace:
    """The trace with the numbers that the controls are set to."""
    return with_numbers({name: CONTROLS[name] for name in SET_BY.values()})


def answer(found: Trace, changed: Trace) -> str:
    """Which of the two outputs differ between two traces, as an answer to the question."""
    differ = tuple(bool(found[key][0, 0] != changed[key][0, 0]) for key in ("A1", "Yhat"))
    return next(name for name, outputs in CHANGES.items() if outputs == differ)


def draw_controls(prose: Prose) -> None:
    """The input, and below it the weight and the bias of each neuron."""
    CONTROLS.draw(prose, "x", "w1", "b1", "w2", "b2")


def steps(found: Trace, prose: Prose) -> None:
    """Sum and activation of each neuron as formulas with names, numbers and result; a column for each neuron."""
    for number, (column, keys) in enumerate(zip(st.columns(2), NEURONS, strict=True), 1):
        blocks = [f"**{prose.say('course.chain.neuron', number=number)}**"]
        for key in keys:
            step = found.step(key)
            blocks += [title(step, prose), f"$$\n{explain_entry(step, 0, 0, DIGITS).aligned}\n$$"]
        column.markdown("\n\n".join(blocks))


def printed(prose: Prose) -> None:
    """The figures of the source beside the exact ones, and what is wrong about the one that does not agree."""
    preset = presets()[EXAMPLE]
    found = figures(preset.problem, preset.figures)
    columns = {
        "quantity": [f"${figure.name}$" for figure in found],
        "printed": [figure.printed for figure in found],
        "exact": [figure.rounded if figure.agrees else f"**{figure.rounded}**" for figure in found],
        "full": [plain(figure.value, DIGITS) for figure in found],
        "difference": [prose.say(f"figures.status.{figure.status}") for figure in found],
    }
    heads = {prose.say(f"course.chain.head.{head}"): cells for head, cells in columns.items()}
    st.table(heads, width="content", alt=prose.say("course.chain.printed.title"))
    wrong = next(figure for figure in found if not figure.agrees)
    z2 = plain(float(trace(preset.problem)["Z2"][0, 0]), DIGITS)
    other = plain(float(with_numbers(CAUSE)["Yhat"][0, 0]), DIGITS)
    names = {"printed": wrong.printed, "right": wrong.rounded, "full": plain(wrong.value, DIGITS), "z2": z2}
    st.markdown(prose.say("course.chain.cause", **names, other=other, **{k: plain(v, 2) for k, v in CAUSE.items()}))


def reach(found: Trace, prose: Prose) -> None:
    """How far a nudge of the input gets: the boxes of the page on nudges, and the product of the slopes."""
    nudged = nudge_chain(found, "X", H)
    st.html(chain_boxes(nudged, prose, 4))
    told = {"product": nudged.product, "change": nudged.change, "h": nudged.h}
    out = plain_name(nudged.stages[-1].name)
    st.markdown(prose.say("course.chain.reached", out=out, **{k: plain(v, 4) for k, v in told.items()}))
