"""The weight or bias that the page takes apart: the one chosen in the lesson, as far as it is one."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from engine import Step, Trace
from engine.expr import Entry
from explain import Prose
from explain.highlight import drawn
from explain.names import entry as entry_name
from explain.rows import ENTRIES
from explain.shares import layer_of
from ui import session
from ui.course.backward import PAGE
from ui.diagram.labels import plain_name
from ui.lesson import Lesson
from ui.quantities import Place, places


@dataclass(frozen=True)
class Chosen:
    """A weight or bias, and the step that adds up its gradient from the examples (with a penalty, the data's part)."""

    place: Place
    step: Step

    @property
    def value(self) -> float:
        """The gradient that the step computes."""
        return float(self.step.value[self.place.row, self.place.column])

    def name(self, lesson: Lesson) -> str:
        """What the gradient is called, in LaTeX."""
        leaf = Entry(self.step.equation.target, self.place.row, self.place.column)
        return entry_name(ENTRIES[lesson.convention](leaf), self.step.trace.sizes)


def weight(trace: Trace, lesson: Lesson, prose: Prose) -> Chosen:
    """The choice of a weight or a bias; choosing one here chooses it in the picture, too."""
    known = {part: place for part, place in places(lesson.problem).items() if place.key in lesson.problem.parameters}
    part = lesson.part if lesson.part in known else next(iter(known))
    key = f"course.{PAGE}.part"
    session.seed(key, part)
    st.selectbox(
        prose.say(f"course.{PAGE}.weight"),
        list(known),
        format_func=lambda name: plain_name(known[name].latex),
        key=key,
        width=320,
        on_change=session.from_widget(key, lambda name: session.look(part=name)),
    )
    return Chosen(known[part], gradient_step(trace, known[part].key))


def gradient_step(trace: Trace, parameter: str) -> Step:
    """The step that computes a parameter's gradient from its layer's dJ/dZ. Raises KeyError where there is none."""
    for step in trace.steps:
        if layer_of(step) is not None and drawn(step.equation.target).key == parameter:
            return step
    raise KeyError(f"no step computes the gradient of {parameter!r}")
