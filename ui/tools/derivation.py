"""Two panels for those who want to see it derived: slope and gradient by calculus, and the long way to the output."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from engine import Trace, long_way
from explain import Prose, explain
from explain.derivation import WeightDerivation, slope_derivation, weight_derivation
from explain.numbers import latex
from explain.one_weight import TooLargeError
from explain.reduction import has_shortcut, reduction
from ui import session
from ui.quantities import Place
from ui.tools.nudge import chosen_parameter


def derivation_panel(prose: Prose, trace: Trace, part: str) -> None:
    """The slope of the activation in the chosen number's layer, and J differentiated by that number."""
    lesson = session.lesson()
    place = chosen_parameter(lesson.problem, part)
    if place is None:
        st.markdown(prose.say("derivation.choose"))
        return
    lines = [*_slope(place, trace, prose, lesson.digits), *_weight(place, trace, prose, lesson.digits)]
    st.markdown("\n\n".join(lines))


def long_way_panel(prose: Prose, trace: Trace) -> None:
    """The steps that the output layer's shortcut leaves out, and how they come down to it."""
    lesson = session.lesson()
    if _stopped(trace):
        st.markdown(prose.say("derivation.stopped"))
        return
    lines = [prose.say(f"derivation.{'long_way' if has_shortcut(trace) else 'no_shortcut'}")]
    for step in long_way(trace):
        card = explain(step, prose, lesson.digits)
        lines += [f"**{card.title}**", _block(card.aligned), card.why]
    st.markdown("\n\n".join([*lines, *_reduction(trace, lesson.example, prose)]))


def _slope(place: Place, trace: Trace, prose: Prose, digits: int) -> Iterator[str]:
    """The slope of the layer's activation, proved."""
    layer = next(layer for layer in trace.program.layers if place.key in (layer.W.key, layer.b.key))
    found = slope_derivation(layer, trace.sizes, digits)
    kind = "jacobian" if found.mixes else "slope"
    name = prose.say(f"name.activation.{layer.activation}")
    yield f"**{prose.say(f'derivation.{kind}_title', activation=name)}**"
    yield prose.say(f"derivation.{kind}", activation=name)
    yield from (_block(line) for line in (found.formula, found.slope, *found.derived))
    yield prose.say(f"derivation.{kind}_proved")
    if found.pieces:
        yield prose.say("derivation.pieces")


def _weight(place: Place, trace: Trace, prose: Prose, digits: int) -> Iterator[str]:
    """J by one weight, or why it is not printed."""
    name = f"${place.latex}$"
    yield f"**{prose.say('derivation.weight_title', name=name)}**"
    if _stopped(trace):
        yield prose.say("derivation.stopped")
        return
    try:
        found = weight_derivation(trace, place.key, place.row, place.column, digits)
    except TooLargeError:
        yield prose.say("derivation.too_large", name=name)
        return
    yield prose.say("derivation.weight", name=name)
    yield _block(found.loss) if found.loss else prose.say("derivation.long_loss", name=name)
    yield prose.say("derivation.differentiated", name=name)
    yield _block(found.derivative) if found.derivative else prose.say("derivation.long_derivative")
    yield _compared(found, prose, digits)


def _compared(found: WeightDerivation, prose: Prose, digits: int) -> str:
    return prose.say(
        "derivation.differ" if found.difference else "derivation.same",
        name=f"${found.name}$",
        gradient_name=f"${found.gradient_name}$",
        at=_number(found.at, digits),
        value=_number(found.value, digits),
        gradient=_number(found.gradient, digits),
        difference=_number(abs(found.difference), 1),
    )


def _reduction(trace: Trace, example: int, prose: Prose) -> Iterator[str]:
    """How the long way comes down to the shortcut, or that there is none."""
    found = reduction(trace, column=example)
    if found is None:
        return
    yield f"**{prose.say('derivation.reduction_title')}**"
    yield prose.say("derivation.reduction", name=f"${found.name}$")
    yield _block(found.aligned) if found.aligned else prose.say("derivation.long_reduction")
    if found.sum_to_one:
        yield prose.say("derivation.sum_to_one")
    yield prose.say("derivation.reduction_proved")


def _stopped(trace: Trace) -> bool:
    """True where a number was not finite, so that the trace has no gradients."""
    return len(trace.steps) < len(trace.program.equations)


def _block(text: str) -> str:
    return f"$$\n{text}\n$$"


def _number(value: float, digits: int) -> str:
    return f"${latex(value, digits)}$"
