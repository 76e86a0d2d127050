"""Why an activation is needed: the same network with and without, and the one matrix that it comes down to without."""

from __future__ import annotations

import streamlit as st

from engine import trace
from explain import Prose
from explain.collapse import Collapsed, collapse
from explain.numbers import latex, plain
from explain.regions import regions, right
from ui.charts.region_map import region_map
from ui.course.activations import CONTROLS, PAGE, REACH, WITH, WITHOUT, trained
from ui.course.chart import Numbers, chart
from ui.course.prompts import predict

SAME = 1e-9
"""Two maps whose outputs differ by less are the same but for rounding."""
DIGITS = 3


def both(prose: Prose) -> None:
    """The regions of both networks side by side."""
    for place, activation in zip(st.columns(2), (WITHOUT, WITH), strict=True):
        with place:
            _one(activation, prose)


def _one(activation: str, prose: Prose) -> None:
    problem = trained(CONTROLS["data"], CONTROLS["hidden"], activation)
    found = trace(problem)
    told = {
        "right": right(found),
        "examples": problem.examples,
        "loss": plain(found["J"].item(), 4),
        "activation": prose.say(f"name.activation.{activation}"),
    }
    st.markdown(prose.say(f"course.activations.map.{activation}", **told))
    rows = zip(*problem.X.tolist(), problem.Y[0].tolist(), found["Yhat"][0].tolist(), strict=True)
    numbers = Numbers(("x1", "x2", "class", "output"), list(rows))
    figure = region_map(regions(problem, REACH), problem.X, problem.Y, prose)
    alt = prose.say(f"course.activations.map.{activation}_alt", **told)
    chart(figure, f"regions_{activation}", prose, alt=alt, numbers=numbers)


def question(prose: Prose) -> None:
    """What the boundary of three layers without activations looks like."""
    found = collapse(trained(CONTROLS["data"], 3, WITHOUT))
    shape = "straight" if found.difference < SAME else "bent"
    predict(PAGE, "boundary", ("straight", "bent", "closed"), shape, prose, difference=_difference(found))


def collapsed(prose: Prose) -> None:
    """The matrix and the bias that the layers come down to, with their numbers, and how well they agree."""
    found = collapse(trained(CONTROLS["data"], CONTROLS["hidden"], WITHOUT))
    blocks = [f"$$\n{text}\n$$" for text in found.latex(DIGITS, factors=CONTROLS["hidden"] == 1)]
    told = {"examples": found.problem.examples, "difference": _difference(found)}
    st.markdown("\n\n".join([*blocks, prose.say("course.activations.collapse.same", **told)]))


def _difference(found: Collapsed) -> str:
    return f"${latex(found.difference, 2)}$"
