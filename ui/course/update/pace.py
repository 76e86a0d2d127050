"""The length of a step: J along the way of the update, and the training that three learning rates make."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from engine import Problem, train
from explain import Prose
from explain.moves import Slice, loss_slice
from explain.numbers import plain
from ui import edits
from ui.charts.lines import Line, lines
from ui.charts.step_length import step_length
from ui.course.chart import Numbers, chart
from ui.course.update import CONTROLS, DIGITS, EXAMPLE, PACES, REACH, TARGET, UPDATES
from ui.presets import presets
from ui.quantities import ETA, places, with_value


@lru_cache(maxsize=1)
def number_problem() -> Problem:
    """The worked example with a linear output that is to give a number, so that a step can be too long."""
    problem = edits.fit_output(presets()[EXAMPLE].problem, "identity", "half_squared_error")[0]
    return with_value(problem, places(problem)["Y.1"], TARGET)


@lru_cache(maxsize=64)
def pace(eta: float) -> Slice:
    """J along the step, with one learning rate marked."""
    return loss_slice(number_problem(), eta, REACH)


@lru_cache(maxsize=64)
def losses(eta: float) -> tuple[float, ...]:
    """J over the updates with a learning rate."""
    return tuple(train(number_problem().with_values({ETA: eta}), UPDATES).losses.tolist())


def slice_chart(prose: Prose) -> None:
    """The slice with the chosen learning rate, and in words how good a step it makes."""
    found = pace(CONTROLS["pace"])
    told = {
        "eta": plain(found.chosen, DIGITS),
        "before": plain(found.before, DIGITS),
        "after": plain(found.after, DIGITS),
        "predicted": plain(found.predicted, DIGITS),
        "best": plain(found.best, 2),
    }
    said = prose.say(f"course.update.verdict.{found.verdict}", **told)
    heads = [prose.say(f"course.update.slice.{name}") for name in ("eta", "curve", "tangent")]
    rows = list(zip(found.eta.tolist(), found.loss.tolist(), found.tangent.tolist(), strict=True))
    alt = prose.say("course.update.slice.alt", **told)
    chart(step_length(found, prose), "update_slice", prose, alt=alt, numbers=Numbers(heads, rows))
    st.markdown(said)


def pace_chart(prose: Prose) -> None:
    """J over the updates for the three learning rates and, where it is another one, the chosen one."""
    rates = dict.fromkeys((*PACES.values(), CONTROLS["pace"]))
    shown = [Line(f"η = {plain(eta, DIGITS)}", range(UPDATES + 1), losses(eta)) for eta in rates]
    ends = f" {prose.say('course.update.and')} ".join(
        prose.say("course.update.pace_end", eta=line.name, value=plain(float(line.y[-1] or 0), DIGITS))
        for line in shown
    )
    start = plain(losses(CONTROLS["pace"])[0], DIGITS)
    alt = prose.say("course.update.pace_alt", start=start, ends=ends, updates=UPDATES)
    heads = [prose.say("course.update.axis"), *(line.name for line in shown)]
    rows = list(zip(*(shown[0].x, *(line.y for line in shown)), strict=True))
    figure = lines(shown, prose.say("course.update.axis"), "J")
    chart(figure, "update_paces", prose, alt=alt, numbers=Numbers(heads, rows))
