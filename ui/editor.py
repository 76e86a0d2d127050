"""The editor: a slider and a typed number for the chosen quantity, kept in step; all of them in a panel by choice."""

from __future__ import annotations

import re

import streamlit as st

from engine.losses import LOSSES
from explain import Prose
from ui import session
from ui.diagram.labels import plain_name
from ui.quantities import ETA, LESSON_LIMITS, Place, format_exact, places, value_at

LOSS_NAME = re.compile(rf"\b({'|'.join(LOSSES)})\b")
FARTHEST = 5e12
"""A number beyond it is typed, not slid: the slider stays at its end."""


def editor(prose: Prose) -> None:
    """Change one number, or open the panel with all of them; apply the update; start over."""
    lesson = session.lesson()
    known = places(lesson.problem)
    chosen = lesson.part if lesson.part in known else next(iter(known))
    st.markdown(f"## {prose.say('ui.edit')}")
    with st.container():  # always there, so that a notice does not rebuild the panel below it
        _notice(prose)
    left, middle, right = st.columns([2, 3, 3], vertical_alignment="bottom")
    with left:
        session.seed("part", chosen)
        st.selectbox(
            prose.say("ui.quantity"),
            list(known),
            format_func=lambda part: _label(known[part], prose),
            key="part",
            help=prose.say("ui.edit_hint"),
            on_change=session.from_widget("part", lambda part: session.change(part=part)),
        )
    with middle:
        _pair(known[chosen], prose)
    with right:
        _pair(known[ETA], prose) if chosen != ETA else None
    if st.toggle(prose.say("ui.edit_all"), key="edit_all"):
        _panel(known, prose)


def _notice(prose: Prose) -> None:
    found = session.take_notice()
    if found is None:
        return
    names = dict(found.names)
    if "reason_key" in names:
        limit = f"{LESSON_LIMITS.magnitude:.0f}"
        names["reason"] = prose.say(names.pop("reason_key"), low=f"-{limit}", high=limit)
    sentence = prose.say(found.key, **names)
    st.warning(LOSS_NAME.sub(lambda loss: prose.say(f"name.loss.{loss[0]}"), sentence))


def bounds(value: float, positive: bool = False) -> tuple[float, float]:
    """The ends of a slider: 0 or -5 to 5, wider by powers of ten where the value lies outside, up to FARTHEST."""
    reach = 5.0
    while abs(value) > reach and reach < FARTHEST:
        reach *= 10
    if positive:
        reach = 1.0 if abs(value) <= 1 else reach
        return reach / 1000, reach
    return -reach, reach


def _pair(place: Place, prose: Prose, prefix: str = "one") -> None:
    """A slider and a typed number for one quantity; both show the value in the lesson, at full precision."""
    value, label = value_at(session.lesson().problem, place), _label(place, prose)
    low, high = bounds(value, place.key == ETA)
    slide, typed = f"{prefix}_slide_{place.part}_{high:g}", f"{prefix}_text_{place.part}"
    session.seed(slide, min(max(value, low), high))
    session.seed(typed, format_exact(value))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.slider(
            label,
            low,
            high,
            key=slide,
            step=(high - low) / 1000 if place.key != ETA else high / 1000,
            format="%.6g",
            on_change=session.from_widget(slide, lambda new: session.set_number(place, repr(_snapped(new)))),
        )
        st.text_input(
            f"{prose.say('ui.value')} {label}",
            key=typed,
            label_visibility="collapsed",
            width=180,
            on_change=session.from_widget(typed, lambda text: session.set_number(place, text)),
        )


def _label(place: Place, prose: Prose) -> str:
    """What a number is called in a list and beside its slider: the name that the picture has for it."""
    name = plain_name(place.latex)
    return f"{prose.say('ui.learning_rate')} {name}" if place.key == ETA else name


def _snapped(value: float) -> float:
    """A slider's position without the binary dust of its step: 0.30000000000000004 is 0.3."""
    return float(f"{value:.12g}")


def _panel(known: dict[str, Place], prose: Prose) -> None:
    """All numbers in groups, one group a quantity."""
    groups: dict[str, list[Place]] = {}
    for place in known.values():
        groups.setdefault(place.key, []).append(place)
    del groups[ETA]
    for tab, members in zip(st.tabs(list(groups)), groups.values(), strict=True):
        with tab:
            for start in range(0, len(members), 2):
                for column, place in zip(st.columns(2, gap="large"), members[start : start + 2], strict=False):
                    with column:
                        _pair(place, prose, "all")
