"""Initialisation: six ways to draw the first weights side by side, and why equal weights stay equal."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st

from engine.datasets import generate
from engine.expr import Array
from explain import Prose
from explain.numbers import plain
from explain.starts import SCHEMES, Start, row_spread, start
from ui.charts.starts import description, figure, rows
from ui.course.chart import Numbers, chart
from ui.course.prompts import predict
from ui.course.trouble.controls import CONTROLS, PAGE, prompts

WIDTHS, UPDATES, ETA, EXAMPLES = (2, 6, 6, 1), 300, 0.5, 40
ROUNDING = 1e-9
"""Rows that are closer than this are equal: sums in another order differ in their last digits."""


@lru_cache(maxsize=8)
def runs(activation: str) -> tuple[Start, ...]:
    """UPDATES updates of a 2-6-6-1 network on two moons, from each start."""
    data = generate("moons", np.random.default_rng(0), EXAMPLES, 0.1)
    return tuple(start(name, WIDTHS, activation, data, UPDATES, ETA) for name in SCHEMES)


def same(activation: str) -> Start:
    """The run whose weights all began the same."""
    return next(one for one in runs(activation) if one.name == "same")


def answer() -> str:
    """How many different units the equal start of the usual network has after training."""
    return "one" if row_spread(same("tanh").after) < ROUNDING else "many"


def draw(prose: Prose) -> None:
    """The part of the page."""
    predict(PAGE, "equal", ("one", "many"), answer(), prose, units=WIDTHS[1], updates=UPDATES)
    prompts("starts", prose)
    CONTROLS.draw(prose, "start_activation")
    found = runs(CONTROLS["start_activation"])
    names = {one.name: prose.say(f"course.trouble.start.{one.name}") for one in found}
    numbers = Numbers([prose.say("course.trouble.axis.update"), *names.values()], rows(found))
    chart(figure(found, prose), "trouble_starts", prose, alt=description(found, names, prose), numbers=numbers)
    st.markdown(_table(found, names, prose))
    st.markdown(_symmetry(same(CONTROLS["start_activation"]), prose))


def _table(found: tuple[Start, ...], names: dict[str, str], prose: Prose) -> str:
    """The first gradients of each start, and J in the end."""
    layers = [prose.say("course.trouble.head.of_layer", layer=l) for l in range(1, len(WIDTHS))]
    ends = [prose.say(f"course.trouble.head.{head}", updates=UPDATES) for head in ("start", "last_loss")]
    table = [[names[one.name], *one.gradients, float(one.losses[-1])] for one in found]
    told = Numbers([ends[0], *layers, *ends[1:]], table).to_markdown(2)
    return f"{prose.say('course.trouble.starts.first', updates=UPDATES)}\n\n{told}"


def _symmetry(one: Start, prose: Prose) -> str:
    """The rows of W1 before and after training from equal weights, one row a unit."""
    spread = row_spread(one.after)
    heads = [
        prose.say("course.trouble.head.unit"),
        *_headed(one.before, prose, "before"),
        *_headed(one.after, prose, "after"),
    ]
    table = [[i + 1, *before, *after] for i, (before, after) in enumerate(zip(one.before, one.after, strict=True))]
    verdict = "equal" if spread < ROUNDING else "apart"
    told = prose.say(f"course.trouble.starts.{verdict}", spread=plain(spread, 2), updates=UPDATES)
    return f"{prose.say('course.trouble.starts.symmetry')}\n\n{Numbers(heads, table).to_markdown()}\n\n{told}"


def _headed(weights: Array, prose: Prose, when: str) -> list[str]:
    return [prose.say(f"course.trouble.head.{when}", input=j + 1) for j in range(weights.shape[1])]
