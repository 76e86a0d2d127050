"""How weights, biases, activations and gradients of each layer are spread at the moment looked at."""

from __future__ import annotations

import streamlit as st

from engine import NonFiniteError
from explain import Prose
from explain.lab.distribution import QUANTITIES, spreads
from explain.lab.run import Run
from ui.charts.lab.distribution import histograms, rows, told
from ui.course.chart import Numbers, chart
from ui.course.controls import Choice, Controls

PAGE = "lab_histograms"
CONTROLS = Controls(PAGE, Choice("quantity", "weights", tuple(QUANTITIES), f"course.{PAGE}.quantity"))


def draw(run: Run, update: int, prose: Prose) -> None:
    """The histograms of what is chosen, one for each layer."""
    CONTROLS.draw(prose, "quantity")
    quantity = CONTROLS["quantity"]
    try:
        found = spreads(run, update, quantity)
    except NonFiniteError:
        st.info(prose.say(f"course.{PAGE}.not_finite"))
        return
    alt = " ".join([prose.say(f"course.{PAGE}.axis.{quantity}") + ".", *(f"{told(s, prose)}." for s in found.layers)])
    heads = [prose.say(f"course.{PAGE}.head.{end}") for end in ("low", "high")]
    heads += [prose.say("course.lab_over_time.line.layer", layer=spread.layer) for spread in found.layers]
    figure = histograms(found, quantity, prose)
    chart(figure, PAGE, prose, alt=alt, numbers=Numbers(heads, rows(found)), live=True)
