"""What a run shows: of the moment that is looked at, and of the runs as a whole. A view is a module with `draw`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from explain import Prose
from explain.lab.run import Run
from ui.course.controls import Choice, Controls
from ui.guard import guarded
from ui.lab import diagnosis, lesson_link
from ui.lab.controls import PAGE
from ui.lab.views import answers, examples, gradients, histograms, losses, network, parameters, surface, units

ALWAYS: Mapping[str, Callable[[Run, int, Prose], None]] = {"answers": answers.draw, "losses": losses.draw}
CHOSEN: Mapping[str, Callable[[Run, int, Prose], None]] = {
    "examples": examples.draw,
    "network": network.draw,
    "units": units.draw,
    "parameters": parameters.draw,
    "gradients": gradients.draw,
    "histograms": histograms.draw,
    "surface": surface.draw,
}
NAMES = {name: f"course.{PAGE}.view.{name}.title" for name in CHOSEN}
SHOWN = Controls(f"{PAGE}_view", Choice("view", "examples", tuple(CHOSEN), own=NAMES, row=True))


def moment(run: Run, update: int, prose: Prose) -> None:
    """Everything that moves with the scrubber."""
    for column, (name, draw) in zip(st.columns(len(ALWAYS)), ALWAYS.items(), strict=True):
        with column, guarded("view", prose):
            st.markdown(f"**{prose.say(f'course.{PAGE}.view.{name}.title')}**")
            draw(run, update, prose)
    with guarded("view", prose):
        diagnosis.draw(run, update, prose)
    with guarded("view", prose):
        lesson_link.offer(run, update, None, prose)
    SHOWN.draw(prose, "view")
    name = SHOWN["view"]
    with st.container(key="lab_view"), guarded("view", prose):
        st.markdown(prose.say(f"course.{PAGE}.view.{name}.text"))
        CHOSEN[name](run, update, prose)
