"""Overfitting: training against validation loss, with and without a penalty, and the border that was learned."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st

from engine.datasets import Generated, generate
from engine.expr import Array
from explain import Prose
from explain.drawn_network import drawn_problem
from explain.numbers import plain
from explain.overfitting import Fit, data_loss, fit, outputs
from ui.charts.overfitting import curves, regions, rows
from ui.course.chart import Numbers, chart
from ui.course.prompts import predict
from ui.course.trouble.controls import CONTROLS, DIGITS, PAGE, prompts

EXAMPLES, UNSEEN, NOISE = 20, 200, 0.3
UPDATES, EVERY, ETA = 500, 10, 0.02
EDGE, POINTS = 2.2, 45
USUAL = 16
"""The hidden units of the question's network."""


def data() -> tuple[Generated, Generated]:
    """Noisy moons: a few examples to learn from, many others to validate on."""
    seen, unseen = (np.random.default_rng(seed) for seed in (0, 100))
    return generate("moons", seen, EXAMPLES, NOISE), generate("moons", unseen, UNSEEN, NOISE)


@lru_cache(maxsize=16)
def run(hidden: int, l2: float) -> Fit:
    """UPDATES updates with Adam of a network with two hidden layers of tanh units."""
    seen, unseen = data()
    problem = drawn_problem(
        (2, hidden, hidden, 1),
        "tanh",
        "sigmoid",
        "binary_cross_entropy",
        seen,
        scale=2.0,
        optimiser="adam",
        eta=ETA,
        l2=l2,
    )
    return fit(problem, unseen, UPDATES, EVERY)


@lru_cache(maxsize=64)
def plane(hidden: int, l2: float, update: int) -> tuple[Array, Array]:
    """The points along each axis, and what the network of one moment says over them all (one row for each x2)."""
    at = np.linspace(-EDGE, EDGE, POINTS)
    points = np.stack([axis.ravel() for axis in np.meshgrid(at, at)])
    return at, outputs(run(hidden, l2).history.start_of(update), points).reshape(POINTS, POINTS)


def answer() -> str:
    """The right answer to the question: what the validation loss does in the end while the training loss falls."""
    found = run(USUAL, 0.0)
    return "rises" if found.validation[-1] > found.validation[found.best] * 1.5 else "falls"


def draw(prose: Prose) -> None:
    """The part of the page."""
    predict(PAGE, "unseen", ("falls", "rises"), answer(), prose, **_told(run(USUAL, 0.0)))
    prompts("overfitting", prose)
    with st.container(horizontal=True):
        CONTROLS.draw(prose, "hidden", "penalty")
    hidden, l2, moment = CONTROLS["hidden"], CONTROLS["penalty"], EVERY * round(CONTROLS["moment"] / EVERY)
    fits = {"free": run(hidden, 0.0), "penalised": run(hidden, l2)}
    names = [prose.say(f"course.trouble.map.{name}") for name in fits]
    lines = [prose.say(f"course.trouble.overfitting.{name}", **_told(one)) for name, one in fits.items()]
    st.markdown("\n".join(f"- {line}" for line in lines))
    _curves(dict(zip(names, fits.values(), strict=True)), " ".join(lines), moment, prose)
    CONTROLS.draw(prose, "map_of", "moment")
    _map(hidden, 0.0 if CONTROLS["map_of"] == "free" else l2, moment, prose)


def _told(one: Fit) -> dict[str, object]:
    """The numbers of a run that its sentences name."""
    return {
        "best": int(one.updates[one.best]),
        "least": plain(float(one.validation[one.best]), DIGITS),
        "training": plain(float(one.training[-1]), DIGITS),
        "end": plain(float(one.validation[-1]), DIGITS),
        "updates": UPDATES,
    }


def _curves(fits: dict[str, Fit], alt: str, moment: int, prose: Prose) -> None:
    kinds = ("training", "validation")
    heads = [prose.say(f"course.trouble.line.{kind}", name=name) for name in fits for kind in kinds]
    numbers = Numbers([prose.say("course.trouble.axis.update"), *heads], rows(tuple(fits.values())))
    chart(curves(fits, moment, prose), "trouble_fit", prose, alt=alt, numbers=numbers)


def _map(hidden: int, l2: float, moment: int, prose: Prose) -> None:
    """The border at one moment, with the training data on it."""
    seen, found = data()[0], run(hidden, l2)
    at, said = plane(hidden, l2, moment)
    loss = plain(data_loss(found.history[moment]), DIGITS)
    other = plain(float(found.validation[moment // EVERY]), DIGITS)
    alt = prose.say("course.trouble.overfitting.alt", update=moment, training=loss, validation=other)
    heads = ["x₁", "x₂", prose.say("course.trouble.head.class"), "ŷ"]
    guesses = outputs(found.history.start_of(moment), seen[0])[0]
    table = [[*x, int(y), float(guess)] for x, y, guess in zip(seen[0].T.tolist(), seen[1][0], guesses, strict=True)]
    chart(regions(at, said, seen, prose), "trouble_map", prose, alt=alt, numbers=Numbers(heads, table))
