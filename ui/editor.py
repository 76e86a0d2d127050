"""The editor: a slider and a typed number for the chosen quantity, kept in step; all of them in a panel by choice."""

from __future__ import annotations

import math
from itertools import cycle

import streamlit as st

from explain import Prose
from ui import session
from ui.diagram.labels import plain_name
from ui.quantities import ETA, LESSON_LIMITS, Place, places, value_at

FARTHEST = 5e12
"""A number beyond it is typed, not slid: the slider stays at its end."""


def editor(prose: Prose) -> None:
    """Change one number, or open the panel with all of them; apply the update; start over."""
    lesson = session.lesson()
    known = places(lesson.problem)
    chosen = lesson.part if lesson.part in known else next(iter(known))
    st.markdown(f"#### {prose.say('ui.edit')}")
    _notice(prose)
    left, middle, right = st.columns([2, 3, 3], vertical_alignment="bottom")
    with left:
        session.seed("part", chosen)
        st.selectbox(
            prose.say("ui.quantity"),
            list(known),
            format_func=lambda part: plain_name(known[part].latex),
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
        limit = f"{LESSON_LIMITS.magnitude:g}"
        names["reason"] = prose.say(names.pop("reason_key"), low=f"-{limit}", high=limit)
    st.warning(prose.say(found.key, **names))


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
    value = value_at(session.lesson().problem, place)
    low, high = bounds(value, place.key == ETA)
    slide, typed = f"{prefix}_slide_{place.part}_{high:g}", f"{prefix}_text_{place.part}"
    session.seed(slide, min(max(value, low), high))
    session.seed(typed, format_exact(value))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.slider(
            f"${place.latex}$" if place.key != ETA else f"{prose.say('ui.learning_rate')} $\\eta$",
            low,
            high,
            key=slide,
            step=(high - low) / 1000 if place.key != ETA else high / 1000,
            format="%.6g",
            on_change=session.from_widget(slide, lambda new: session.set_number(place, repr(_snapped(new)))),
        )
        st.text_input(
            f"{prose.say('ui.value')} {place.part}",
            key=typed,
            label_visibility="collapsed",
            width=120,
            on_change=session.from_widget(typed, lambda text: session.set_number(place, text)),
        )


def _snapped(value: float) -> float:
    """A slider's position without the binary dust of its step: 0.30000000000000004 is 0.3."""
    return float(f"{value:.12g}")


def format_exact(value: float) -> str:
    """The shortest text that reads back to the same number."""
    return str(int(value)) if math.isfinite(value) and value == int(value) and abs(value) < 1e15 else repr(value)


def _panel(known: dict[str, Place], prose: Prose) -> None:
    """All numbers in groups, one group a quantity."""
    groups: dict[str, list[Place]] = {}
    for place in known.values():
        groups.setdefault(place.key, []).append(place)
    del groups[ETA]
    for tab, members in zip(st.tabs(list(groups)), groups.values(), strict=True):
        with tab:
            for column, place in zip(cycle(st.columns(2, gap="large")), members, strict=False):
                with column:
                    _pair(place, prose, "all")
