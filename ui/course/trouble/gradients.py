"""Vanishing and exploding gradients: the size of the gradient in each layer of a network of chosen depth."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st

from engine import Trace, trace
from engine.datasets import generate
from explain import Prose, explain
from explain.drawn_network import drawn_problem
from explain.gradient_sizes import LayerSignal, layer_signals, usual_factors
from explain.numbers import plain
from ui.charts.gradient_sizes import description, figure, rows
from ui.course.chart import Numbers, chart
from ui.course.prompts import predict
from ui.course.trouble.controls import CONTROLS, DIGITS, PAGE, prompts

INITIAL = {
    "small": ("normal", 0.1),
    "xavier": ("xavier_normal", None),
    "he": ("he_normal", None),
    "large": ("normal", 1.0),
}
"""What a way to draw the weights is called here -> the initialiser and its scale."""
ASKED = (20, 16, "sigmoid", "xavier")
"""The network of the question."""
ANSWERS = {"same": 0.1, "tenth": 1e-3, "millionth": 0.0}
"""Each answer, and the smallest share of the last hidden layer's gradient that it stands for."""
HEADS = ("layer", "weights", "slopes", "factor", "signal", "gradient")


@lru_cache(maxsize=64)
def deep(depth: int, width: int, activation: str, initial: str) -> Trace:
    """One trace of a network with `depth` hidden layers, one input and one linear output, on 16 points of a sine."""
    initialiser, scale = INITIAL[initial]
    data = generate("sine", np.random.default_rng(0), 16)
    widths = (1, *[width] * depth, 1)
    return trace(
        drawn_problem(widths, activation, "identity", "half_squared_error", data, initialiser=initialiser, scale=scale)
    )


def answer() -> str:
    """The right answer to the question: the first hidden layer's gradient as a share of the last one's."""
    signals = layer_signals(deep(*ASKED))
    share = signals[0].gradient / signals[-2].gradient
    return next(name for name, least in ANSWERS.items() if share >= least)


def draw(prose: Prose) -> None:
    """The part of the page."""
    signals = layer_signals(deep(*ASKED))
    predict(
        PAGE,
        "first_layer",
        tuple(ANSWERS),
        answer(),
        prose,
        depth=ASKED[0],
        first=plain(signals[0].gradient, DIGITS),
        last=plain(signals[-2].gradient, DIGITS),
    )
    prompts("gradients", prose)
    CONTROLS.draw(prose, "depth")
    with st.container(horizontal=True):
        CONTROLS.draw(prose, "width", "activation", "initial")
    found = deep(*(CONTROLS[name] for name in ("depth", "width", "activation", "initial")))
    signals = layer_signals(found)
    st.markdown(_said(signals, prose))
    numbers = Numbers([prose.say(f"course.trouble.head.{head}") for head in HEADS], rows(signals))
    chart(figure(signals, prose), "trouble_gradients", prose, alt=description(signals, prose), numbers=numbers)
    steps = (found.step(key) for key in ("dA1", "dZ1", "dW2"))
    lines = "\n\n".join(f"$$\n{explain(step, prose).symbols.removesuffix('=')}\n$$" for step in steps)
    st.markdown(f"{prose.say('course.trouble.gradients.why')}\n\n{lines}\n\n{prose.say('course.trouble.gradients.so')}")


def _said(signals: tuple[LayerSignal, ...], prose: Prose) -> str:
    """What happens in one layer on the way back, and over all of them."""
    usual = usual_factors(signals)
    if usual is None:
        return prose.say("course.trouble.gradients.nothing")
    return prose.say(
        "course.trouble.gradients.usual",
        weights=plain(usual.weights, DIGITS),
        slopes=plain(usual.slopes, DIGITS),
        both=plain(usual.both, DIGITS),
        layers=len(signals) - 1,
        all=plain(signals[0].signal / signals[-1].signal, DIGITS),
    )
