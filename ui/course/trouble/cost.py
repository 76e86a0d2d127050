"""Cost: what each step of a pass takes, forward against backward, and backpropagation against nudging every weight."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st

from engine import Phase, Problem, Program, plan
from explain import Prose
from explain.cost import BYTES, compare, kept_for_the_way_back, phase_costs, step_costs
from explain.drawn_network import drawn_problem
from explain.numbers import plain
from explain.timing import Timing, measure
from ui.charts.cost import figure
from ui.course.chart import Numbers, chart
from ui.course.prompts import predict
from ui.course.trouble.controls import CONTROLS, COSTED, DIGITS, PAGE, prompts

ASKED = (2, 16, 16)
"""The network of the question: hidden layers, units in each and inputs, examples."""
ANSWERS = {"half": 0.0, "same": 0.75, "twice": 1.5, "many": 3.0}
"""Each answer, and from how many times the forward pass's multiplications on it is right."""


@lru_cache(maxsize=len(COSTED))
def network(layers: int, units: int, examples: int) -> Problem:
    """Hidden layers of sigmoid units, as many inputs as units, one sigmoid output, random data."""
    rng = np.random.default_rng(0)
    data = rng.normal(size=(units, examples)), rng.integers(0, 2, (1, examples)).astype(np.float64)
    return drawn_problem((units, *[units] * layers, 1), "sigmoid", "sigmoid", "binary_cross_entropy", data)


@lru_cache(maxsize=len(COSTED))
def measured(number: int) -> Timing:
    """The measurement of network `number` (from 1) of COSTED, kept until the next one."""
    return measure(network(*COSTED[number - 1]))


def times_forward(program: Program, examples: int) -> float:
    """The backward pass in forward passes, by multiplications."""
    phases = phase_costs(program, examples)
    return phases[Phase.BACKWARD].multiplications / phases[Phase.FORWARD].multiplications


def answer() -> str:
    """The right answer to the question."""
    times = times_forward(plan(network(*ASKED).spec), ASKED[-1])
    return next(name for name, least in reversed(ANSWERS.items()) if times >= least)


def draw(prose: Prose) -> None:
    """The part of the page."""
    asked = times_forward(plan(network(*ASKED).spec), ASKED[-1])
    predict(PAGE, "backward", tuple(ANSWERS), answer(), prose, times=plain(asked, DIGITS))
    prompts("cost", prose)
    with st.container(horizontal=True):
        CONTROLS.draw(prose, "layers", "units", "examples")
    chosen = CONTROLS["layers"], CONTROLS["units"], CONTROLS["examples"]
    program, examples = plan(network(*chosen).spec), chosen[-1]
    _counted(program, examples, prose)
    _clocked(COSTED.index(chosen) + 1, program, examples, prose)


def _counted(program: Program, examples: int, prose: Prose) -> None:
    phases, both = phase_costs(program, examples), compare(program, examples)
    counts = {
        "forward": phases[Phase.FORWARD].multiplications,
        "backward": phases[Phase.BACKWARD].multiplications,
        "backpropagation": both.backpropagation,
        "nudging": both.nudging,
    }
    named = {prose.say(f"course.trouble.bar.{name}"): count for name, count in counts.items()}
    alt = prose.say("course.trouble.cost.alt", **{name: f"{count:,}" for name, count in counts.items()})
    told = step_costs(program, examples)
    heads = [
        prose.say(f"course.trouble.head.{head}") for head in ("quantity", "multiplications", "functions", "numbers")
    ]
    rows = [[key, one.multiplications, one.functions, one.numbers] for key, one in told.items()]
    chart(
        figure(named, prose.say("course.trouble.head.multiplications")),
        "trouble_cost",
        prose,
        alt=alt,
        numbers=Numbers(heads, rows),
    )
    kept = kept_for_the_way_back(program, examples)
    st.markdown(
        prose.say(
            "course.trouble.cost.said",
            times=plain(times_forward(program, examples), DIGITS),
            parameters=f"{both.parameters:,}",
            passes=f"{both.passes:,}",
            ratio=_times(both.ratio),
            kept=f"{kept:,}",
            bytes=f"{kept * BYTES:,}",
        )
    )


def _clocked(number: int, program: Program, examples: int, prose: Prose) -> None:
    """The button that measures, and what was measured of this network; nothing of another."""
    st.button(prose.say("course.trouble.cost.measure"), key="trouble_measure", on_click=_measure, args=(number,))
    if CONTROLS["measured"] != number:
        return
    found, both = measured(number), compare(program, examples)
    st.markdown(
        prose.say(
            "course.trouble.cost.measured",
            ratio=_times(found.ratio),
            predicted=_times(both.ratio),
            fast=plain(1e6 * found.backpropagation, DIGITS),
            slow=f"{1e6 * found.nudging:,.0f}",
            rounds=found.rounds,
            passes=f"{both.passes:,}",
            apart=plain(found.apart, 1),
        )
    )


def _times(ratio: float) -> str:
    """How many times as much, in whole times from 10 on."""
    return plain(ratio, 2) if ratio < 10 else f"{ratio:,.0f}"


def _measure(number: int) -> None:
    measured.cache_clear()
    CONTROLS.set({"measured": number})
