"""Losses and accuracy of a run over its updates, redrawn while it trains."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explain import Prose
from explain.lab.over_time import measured, timeline
from explain.lab.run import Moment, Run
from explain.numbers import plain
from ui.charts.lab.over_time import accuracy_series, loss_series, losses
from ui.course.chart import Numbers, chart
from ui.course.controls import Choice, Controls

PAGE = "lab_losses"
AT = "course.lab_losses"
SCALES = ("linear", "log")
CONTROLS = Controls(PAGE, Choice("scale", "linear", SCALES, "course.lab_over_time.scale"))
DIGITS = 4


def draw(run: Run, update: int, prose: Prose) -> None:
    """The chart, with the numbers of the moment looked at in words above it."""
    CONTROLS.draw(prose, "scale")
    found, at = measured(run, update), timeline(run, update)
    here = next((moment for moment in found if moment.update == update), None)
    if here is None:
        st.info(prose.say(f"{AT}.not_finite"))
    else:
        st.markdown(said(here, prose))
    if not found:
        return
    heads, rows = table(run, found, prose)
    alt = prose.say(f"{AT}.alt", last=at.last, **_ends(found))
    figure = losses(found, at, CONTROLS["scale"], prose)
    chart(figure, PAGE, prose, alt=alt, numbers=Numbers(heads, rows), live=True)
    st.caption(prose.say("course.lab.view.losses.text"))


def said(here: Moment, prose: Prose) -> str:
    """The numbers of a moment: the losses, the penalty where there is one, and the accuracy where there are classes."""
    parts = []
    for name, part in (("training", here.training), ("validation", here.validation)):
        if part.loss is not None:
            key = name if part.accuracy is None else f"{name}_accuracy"
            share = plain(100 * (part.accuracy or 0.0), 3)
            parts.append(prose.say(f"{AT}.{key}", loss=plain(part.loss, DIGITS), share=share))
    if here.penalty:
        parts.append(prose.say(f"{AT}.penalty", penalty=plain(here.penalty, DIGITS)))
    return " ".join(parts)


def table(run: Run, found: Sequence[Moment], prose: Prose) -> tuple[list[str], list[list[float | None]]]:
    """The heads and rows behind the chart: one row an update that is shown."""
    loss, share = loss_series(found), accuracy_series(found)
    heads = [prose.say(f"course.lab_over_time.head.{name}") for name in ("update", "epoch")]
    heads += [prose.say(f"course.lab_over_time.line.{name}") for name in loss]
    heads += [prose.say(f"course.lab_over_time.head.{name}_accuracy") for name in share]
    updates = [moment.update for moment in found]
    columns = [updates, [run.recording.epoch(update) for update in updates], *loss.values(), *share.values()]
    return heads, [list(row) for row in zip(*columns, strict=True)]


def _ends(found: Sequence[Moment]) -> dict[str, str]:
    values = [moment.training.loss for moment in found if moment.training.loss is not None]
    return {"first": plain(values[0], DIGITS), "end": plain(values[-1], DIGITS), "lowest": plain(min(values), DIGITS)}
