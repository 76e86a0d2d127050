"""The size of the gradient in each layer: over the updates of a run, and layer by layer at the moment looked at."""

from __future__ import annotations

import streamlit as st

from explain import Prose
from explain.gradient_sizes import layer_signals
from explain.lab.over_time import Sizes, gradient_courses, timeline
from explain.lab.run import Run
from explain.numbers import plain
from ui.charts import gradient_sizes
from ui.charts.lab.over_time import gradients
from ui.course.chart import Numbers, chart

PAGE = "lab_gradients"
DIGITS = 3
HEADS = ("layer", "weights", "slopes", "factor", "signal", "gradient")


def draw(run: Run, update: int, prose: Prose) -> None:
    """Both charts; they need a backward pass on all training examples, whose numbers may not be finite."""
    updates, found = gradient_courses(run, update)
    known = [sizes for sizes in found if sizes is not None]
    if known:
        layers = range(1, len(known[0]) + 1)
        heads = [prose.say("course.lab_over_time.head.update")]
        heads += [prose.say("course.lab_over_time.line.layer", layer=layer) for layer in layers]
        rows = [[at, *(sizes or [None] * len(layers))] for at, sizes in zip(updates, found, strict=True)]
        figure = gradients(updates, found, timeline(run, update), prose)
        alt = _alt(known, updates[-1], prose)
        chart(figure, PAGE, prose, alt=alt, numbers=Numbers(heads, rows), live=True)
    here = found[updates.index(update)]
    if here is None:
        st.info(prose.say(f"course.{PAGE}.not_finite"))
        return
    gone = ", ".join(str(layer) for layer, size in enumerate(here, 1) if not size)
    st.markdown(prose.say(f"course.{PAGE}.{'gone' if gone else 'here'}", layers=gone))
    _of_moment(run, update, prose)


def _alt(known: list[Sizes], last: int, prose: Prose) -> str:
    start, end = (f"{plain(sizes[0], DIGITS)}, {plain(sizes[-1], DIGITS)}" for sizes in (known[0], known[-1]))
    return prose.say(f"course.{PAGE}.alt", layers=len(known[0]), last=last, start=start, end=end)


def _of_moment(run: Run, update: int, prose: Prose) -> None:
    """Layer by layer, as the course shows it."""
    signals = layer_signals(run.judged(update, "training"))
    numbers = Numbers([prose.say(f"course.trouble.head.{head}") for head in HEADS], gradient_sizes.rows(signals))
    alt = gradient_sizes.description(signals, prose)
    chart(gradient_sizes.figure(signals, prose), f"{PAGE}_moment", prose, alt=alt, numbers=numbers, live=True)
