"""What the page about outputs shows as numbers: mean against sum, half against whole, textbook against engine."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from engine import trace
from explain import Prose
from explain.loss_scale import Scaled, neuron_on_data, with_mean, with_sum
from explain.numbers import latex, plain
from explain.output_layer import each_loss, output_layer
from explain.stability import GAP, LARGEST, compared
from ui.course.formula import formulas
from ui.course.outputs import CONTROLS, chosen
from ui.course.outputs.views import DIGITS, table

WEIGHTS = (1.0, -1.0)
"""The weights of the network on six examples."""
HALVES = ("half_squared_error", "squared_error")


def mean(prose: Prose) -> None:
    """The loss of each example and their mean, then mean and sum with every example put in several times."""
    output, loss, _ = chosen()
    once = neuron_on_data(output, loss, *WEIGHTS)
    each = each_loss(trace(once))
    st.markdown(
        prose.say(
            "course.outputs.each",
            each=", ".join(plain(v, 3) for v in each.tolist()),
            d=len(each),
            mean=plain(with_mean(once).loss, DIGITS),
        )
    )
    CONTROLS.draw(prose, "copies")
    more = neuron_on_data(output, loss, *WEIGHTS, CONTROLS["copies"])
    heads = [
        prose.say(f"course.outputs.head.{name}")
        for name in ("examples", "mean", "mean_gradient", "sum", "sum_gradient")
    ]
    rows = [_scaled(with_mean(problem), with_sum(problem)) for problem in (once, more)]
    st.markdown(table(heads, rows))


def _scaled(averaged: Scaled, added: Scaled) -> list[str]:
    numbers = (averaged.loss, averaged.gradient, added.loss, added.gradient)
    return [str(averaged.examples), *(plain(value, DIGITS) for value in numbers)]


def when_doubled() -> str:
    """What the gradient of the mean does when every example is put in twice: the option that is right."""
    output, loss, _ = chosen()
    once, twice = (with_mean(neuron_on_data(output, loss, *WEIGHTS, copies)) for copies in (1, 2))
    ratio = round(twice.gradient / once.gradient, 6)
    return {1.0: "same", 2.0: "doubled", 0.5: "halved"}[ratio]


def half(prose: Prose) -> None:
    """Squared error with and without its half, for the same sum and target."""
    told = {"z": plain(CONTROLS["z1"], DIGITS), "y": plain(CONTROLS["y"], DIGITS)}
    st.markdown(prose.say("course.outputs.half.at", **told))
    z, y = np.array([[CONTROLS["z1"]]]), np.array([[CONTROLS["y"]]])
    found = [output_layer("identity", name, z, y) for name in HALVES]
    columns = st.columns(2)
    for place, one, name in zip(columns, found, HALVES, strict=True):
        with place:
            st.markdown(f"**{prose.say(f'name.loss.{name}')}**")
            formulas([one.step("J"), one.step("dYhat")], prose)


def extremes(prose: Prose) -> None:
    """The textbook forms beside the engine's at the chosen sum."""
    CONTROLS.draw(prose, "kind", "extreme", "right")
    heads = [prose.say(f"course.outputs.head.{name}") for name in ("quantity", "textbook", "engine", "form")]
    rows = [
        [f"${c.name}$", f"${latex(c.textbook, DIGITS)}$", f"${latex(c.engine, DIGITS)}$", f"${c.formula}$"]
        for c in compared(CONTROLS["kind"], float(CONTROLS["extreme"]), CONTROLS["right"])
    ]
    st.markdown(table(heads, rows))
    told = {"gap": latex(GAP, 2), "largest": latex(LARGEST, 2), "limit": latex(math.log(LARGEST), 3)}
    st.markdown(prose.say(f"course.outputs.why.{CONTROLS['kind']}", **{name: f"${n}$" for name, n in told.items()}))
