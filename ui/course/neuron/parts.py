"""The parts of the page on one neuron: both drawings with what the chosen part is, the sliders, the question."""

from __future__ import annotations

import streamlit as st

from engine import Trace
from explain import Prose
from explain.numbers import plain
from explain.one_neuron import one_neuron
from ui import session
from ui.course.drawing import drawing
from ui.course.neuron import CONTROLS, PAGE, SLIDERS, STATES, is_used, use_again, with_negative_input
from ui.course.neuron.artificial import artificial
from ui.course.neuron.biological import biological
from ui.course.neuron.drawing import facts
from ui.course.prompts import predict, tries
from ui.pages import FOLDER, written

DIGITS = 6


def side_by_side(found: Trace, prose: Prose) -> None:
    """Both drawings with the chosen part lit, and what this part is."""
    numbers, lit = facts(found), CONTROLS["part"]
    for place, draw in zip(st.columns(2), (biological, artificial), strict=True):
        with place:
            drawing(draw(numbers, lit, prose), f"drawing_{draw.__name__}")
    st.markdown(prose.say(f"course.neuron.part.{lit}", **numbers.words()))


def sliders(prose: Prose) -> None:
    """The sliders of all numbers that the neuron has."""
    columns = SLIDERS[CONTROLS["inputs"]]
    for place, names in zip(st.columns(len(columns)), columns, strict=True):
        with place:
            CONTROLS.draw(prose, *names)


def prompts(prose: Prose) -> None:
    """The prompts; what is said of a connection that is used stands only while it is so."""
    if session.controls().get(f"{PAGE}.tried") == "used" and not is_used():
        session.set_controls({f"{PAGE}.tried": None})
    tries(PAGE, {**STATES, "used": use_again}, prose, CONTROLS)


def written_out(found: Trace) -> None:
    """z and a as formulas, with the names that one neuron needs."""
    steps = (one_neuron(found.step(key), DIGITS) for key in ("Z1", "Yhat"))
    st.markdown("\n\n".join(f"$$\n{text}\n$$" for text in steps))


def question(prose: Prose) -> None:
    """What a larger weight does to the output where the input is negative."""
    both = dict(zip(("little", "much"), with_negative_input(), strict=True))
    outputs = [found["Yhat"].item() for found in both.values()]
    told = {"x": plain(both["little"]["X"].item(), DIGITS)}
    for name, found in both.items():
        told[name] = plain(found["W1"].item(), DIGITS)
        told[f"z_{name}"], told[f"a_{name}"] = (plain(found[key].item(), 4) for key in ("Z1", "Yhat"))
    predict(PAGE, "weight", ("up", "down", "same"), direction(*outputs), prose, **told)


def direction(before: float, after: float) -> str:
    """Which way a number went."""
    return "same" if before == after else ("up" if after > before else "down")


def growth(prose: Prose) -> None:
    """The two reasons for the growth of deep learning, and where its uses are shown."""
    for place, reason in zip(st.columns(2), ("hardware", "data"), strict=True):
        place.markdown(prose.say(f"course.neuron.growth.{reason}"))
    for page in written(("uses",)):
        st.page_link(FOLDER / f"{page}.py", label=prose.say(f"page.{page}.title"))
