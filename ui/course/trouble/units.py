"""Dead and saturated units: the slope of every unit for every example, flagged on the unit."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st

from engine import History, Trace, train
from engine.datasets import generate
from explain import Prose
from explain.drawn_network import drawn_problem
from explain.numbers import plain
from explain.units import FLAT, MOSTLY, steepest, units, without_gradient
from ui.charts.unit_slopes import description, figure, rows
from ui.course.chart import Numbers, chart
from ui.course.prompts import predict
from ui.course.trouble.controls import CONTROLS, DIGITS, PAGE, STATES, prompts

HIDDEN, EXAMPLES, LONGEST = 6, 12, 20
NAMES = ("unit_activation", "scale", "shift", "rate")


@lru_cache(maxsize=64)
def run(activation: str, scale: float, shift: float, rate: float) -> History:
    """LONGEST updates of a 2-6-1 network on 12 points of two moons. `scale` multiplies He's first weights, `shift` is
    the first bias of every hidden unit."""
    data = generate("moons", np.random.default_rng(0), EXAMPLES, 0.1)
    problem = drawn_problem(
        (2, HIDDEN, 1),
        activation,
        "sigmoid",
        "binary_cross_entropy",
        data,
        initialiser="he_normal",
        scale=scale,
        eta=rate,
    )
    return train(problem.with_values({"b1": np.full((HIDDEN, 1), shift)}), LONGEST)


def answer() -> str:
    """The right answer to the question: does any unit that died at the first step listen again within LONGEST?"""
    history = run("relu", 1.0, 0.0, float(STATES["units"]["step"]["rate"]))
    gone = [unit.unit for unit in units(history[1], 1) if unit.dead]
    back = any(not units(history[t], 1)[i].dead for t in range(1, LONGEST + 1) for i in gone)
    return "back" if back else "never"


def draw(prose: Prose) -> None:
    """The part of the page."""
    predict(PAGE, "dead", ("soon", "back", "never"), answer(), prose, updates=LONGEST)
    prompts("units", prose)
    left, right = st.columns(2)
    with left:
        CONTROLS.draw(prose, "unit_activation", "scale", "shift")
    with right:
        CONTROLS.draw(prose, "rate", "updates")
    found = run(*(CONTROLS[name] for name in NAMES))[CONTROLS["updates"]]
    seen, most = units(found, 1), steepest(CONTROLS["unit_activation"])
    st.markdown(
        prose.say(
            "course.trouble.units.found",
            dead=sum(unit.flag == "dead" for unit in seen),
            saturated=sum(unit.flag == "saturated" for unit in seen),
            units=len(seen),
            loss=plain(float(found["J"][0, 0]), DIGITS),
        )
    )
    heads = [prose.say("course.trouble.head.unit"), *map(str, range(1, EXAMPLES + 1))]
    chart(
        figure(seen, most, prose),
        "trouble_units",
        prose,
        alt=description(seen, prose),
        numbers=Numbers(heads, rows(seen, prose)),
    )
    share, limit = plain(100 * MOSTLY, DIGITS), plain(FLAT * most, DIGITS)
    st.caption(prose.say("course.trouble.units.signs", small=limit, share=share))
    st.markdown(still(found, prose))


def still(found: Trace, prose: Prose) -> str:
    """Which parameters have entries whose gradient is exactly 0, as a table."""
    heads = [prose.say(f"course.trouble.head.{head}") for head in ("parameter", "still", "of")]
    counted = [
        [f"${key[0]}^{{({key[1:]})}}$", int(where.sum()), where.size] for key, where in without_gradient(found).items()
    ]
    return f"{prose.say('course.trouble.units.still')}\n\n{Numbers(heads, counted).to_markdown()}"
