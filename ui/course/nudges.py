"""Nudges and chains: two or three small functions in a row, what is nudged and by how much, and the prepared states."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from engine import Problem, Trace, trace
from explain import Prose
from explain.chain import ChainNudge, nudge_chain
from explain.numbers import latex
from ui.charts.chain_boxes import chain_boxes
from ui.charts.ratio_curve import description, ratio_curve, rows
from ui.course.chart import Numbers, chart
from ui.course.controls import Choice, Controls, Slider

PAGE = "nudges"
DIGITS = 4
FUNCTIONS = ("identity", "sigmoid", "tanh", "relu")
USUAL = (("identity", 2.0), ("tanh", 0.5), ("sigmoid", 1.0))
"""The function and the weight of each link."""
QUESTION = (("identity", 2.0), ("identity", 3.0))
"""The chain of the question: it says these two weights in words."""
ANSWERS = ("added", "multiplied", "largest")


def _link(number: int, function: str, weight: float) -> tuple[Choice | Slider, ...]:
    return (
        Choice(f"f{number}", function, FUNCTIONS, "name.activation"),
        Slider(f"w{number}", weight, -4.0, 4.0, 0.1),
        Slider(f"b{number}", 0.0, -4.0, 4.0, 0.1),
    )


CONTROLS = Controls(
    PAGE,
    Choice("links", 2, (2, 3)),
    Slider("x", 0.5, -2.0, 2.0, 0.1),
    Choice("nudged", "X", ("X", "W1", "W2"), "course.nudges.nudged"),
    Choice("h", 0.1, (1.0, 0.5, 0.1, 0.01, 0.001)),
    *(control for number, usual in enumerate(USUAL, 1) for control in _link(number, *usual)),
)

STATES = {
    "straight": {"f1": "identity", "w1": 3.0, "f2": "identity", "w2": 2.0, "h": 1.0},
    "bend": {"h": 1.0},
    "flat": {"x": 1.5, "f2": "sigmoid", "w2": 4.0},
    "shut": {"x": -1.0, "f1": "relu"},
    "turned": {"w1": -2.0},
    "weight": {"nudged": "W1"},
}


def problem_of(links: tuple[tuple[str, float, float], ...], x: float) -> Problem:
    """A chain as a network: a function, a weight and a bias for each link. Its loss is never looked at."""
    return Problem.from_dict(
        {
            "inputs": 1,
            "layers": [{"units": 1, "activation": function} for function, _, _ in links],
            "loss": "half_squared_error",
            "optimiser": {"name": "sgd", "eta": 0.1},
            "W": [[[weight]] for _, weight, _ in links],
            "b": [[bias] for _, _, bias in links],
            "X": [[x]],
            "Y": [[0.0]],
        }
    )


def as_set() -> Trace:
    """The trace of the chain that the controls describe."""
    numbers = range(1, CONTROLS["links"] + 1)
    links = tuple((CONTROLS[f"f{i}"], CONTROLS[f"w{i}"], CONTROLS[f"b{i}"]) for i in numbers)
    return trace(problem_of(links, CONTROLS["x"]))


def found_nudge() -> ChainNudge:
    """The nudge that the controls describe."""
    return nudge_chain(as_set(), CONTROLS["nudged"], CONTROLS["h"])


@lru_cache(maxsize=1)
def question() -> tuple[str, ChainNudge]:
    """The answer to the question, and the nudge that shows it."""
    links = tuple((function, weight, 0.0) for function, weight in QUESTION)
    found = nudge_chain(trace(problem_of(links, 1.0)), "X", 1.0)
    return ANSWERS[found.claims.index(found.ratio)], found


def draw_controls(prose: Prose) -> None:
    """What holds for the whole chain in one row, then a column for each link."""
    for column, names in zip(st.columns(2), (("links", "x"), ("nudged", "h")), strict=True):
        with column:
            CONTROLS.draw(prose, *names)
    count = CONTROLS["links"]
    for number, column in enumerate(st.columns(count, border=True), 1):
        with column:
            st.markdown(f"**{prose.say('course.nudges.link', number=number)}**")
            CONTROLS.draw(prose, f"f{number}", f"w{number}", f"b{number}")


def boxes(found: ChainNudge, prose: Prose) -> None:
    """The row of boxes, and in words what arrives at its end."""
    st.html(chain_boxes(found, prose, DIGITS))
    st.markdown(
        prose.say(
            "course.nudges.said",
            start=f"${found.name}$",
            out=f"${found.stages[-1].name}$",
            h=_number(found.h),
            product=_number(found.product),
            predicted=_number(found.predicted),
            change=_number(found.change),
            ratio=_number(found.ratio),
        )
    )
    if any(stage.corner for stage in found.stages):
        st.markdown(prose.say("course.nudges.corner"))
    if found.rounded:
        st.markdown(prose.say("course.nudges.rounded"))


def rule(found: ChainNudge) -> None:
    """The chain rule with this chain's names and numbers."""
    st.markdown(f"$$\n{found.latex(DIGITS)}\n$$")


def shrinking(found: ChainNudge, prose: Prose) -> None:
    """The chart of the ratio for ever smaller nudges."""
    heads = [prose.say(f"course.nudges.shrink.{name}") for name in ("h", "up", "down", "product")]
    alt = description(found, prose, DIGITS)
    chart(ratio_curve(found, prose), "ratio_curve", prose, alt=alt, numbers=Numbers(heads, rows(found)))


def _number(value: float) -> str:
    return f"${latex(value, DIGITS)}$"
