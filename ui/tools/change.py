"""The editor: a slider and a typed number for the chosen quantity, kept in step; or all numbers at once."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

import streamlit as st

from engine import plan
from explain import Prose
from explain.names import quantity
from explain.numbers import plain
from ui import session
from ui.diagram.labels import plain_name
from ui.quantities import ETA, Place, format_exact, places, value_at
from ui.tools.grid import Typed, grid

FARTHEST = 5e12
"""A number beyond it is typed, not slid: the slider stays at its end."""
MOST_SLIDERS = 20
"""Up to so many numbers have a slider each; more of them stand in grids."""
SHOWN = 10
"""Significant digits of a number in a grid; the one being typed in shows all of its own."""


def editor(prose: Prose) -> None:
    """Change the chosen number, and the learning rate."""
    lesson = session.lesson()
    known = places(lesson.problem)
    chosen = lesson.part if lesson.part in known else next(iter(known))
    left, middle, right = st.columns([2, 3, 3], vertical_alignment="bottom")
    with left:
        session.seed("part", chosen)
        st.selectbox(
            prose.say("ui.quantity"),
            list(known),
            format_func=lambda part: _label(known[part], prose),
            key="part",
            help=prose.say("ui.edit_hint"),
            on_change=session.from_widget("part", lambda part: session.look(part=part)),
        )
    with middle:
        _pair(known[chosen], prose)
    with right:
        _pair(known[ETA], prose) if chosen != ETA else None


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
            on_change=session.from_widget(
                slide, lambda new: session.set_number(place, repr(_snapped(new)), f"slider-{place.part}")
            ),
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


def all_numbers(prose: Prose) -> None:
    """All weights, biases, inputs and targets: sliders where they are few, editable grids where they are many."""
    known = places(session.lesson().problem)
    groups: dict[str, list[Place]] = {}
    for place in known.values():
        groups.setdefault(place.key, []).append(place)
    del groups[ETA]
    if sum(map(len, groups.values())) > MOST_SLIDERS:
        _grids(groups, prose)
        return
    members = [place for group in groups.values() for place in group]
    for start in range(0, len(members), 3):
        for column, place in zip(st.columns(3, gap="large"), members[start : start + 3], strict=False):
            with column:
                _pair(place, prose, "all")


def _grids(groups: dict[str, list[Place]], prose: Prose) -> None:
    """One quantity at a time as a grid of numbers, as the matrix has them."""
    names = {key: plain_name(quantity(plan(session.lesson().problem.spec).quantities[key])) for key in groups}
    session.seed_once("all_group", next(iter(groups)))
    chosen = st.segmented_control(
        prose.say("ui.quantity"),
        list(groups),
        format_func=names.__getitem__,
        key="all_group",
        required=True,
    )
    key = chosen if chosen in groups else next(iter(groups))
    at = {(place.row, place.column): place for place in groups[key]}
    array = session.lesson().problem.values[key]
    grid(
        [[_cell(at[i, j], value) for j, value in enumerate(row)] for i, row in enumerate(array.tolist())],
        key=f"grid_{key}",
        label=prose.say("ui.grid", name=names[key]),
        corner=prose.say("ui.row"),
        use=lambda cells: put_cells(at, cells),
    )
    st.caption(prose.say("ui.grid_hint"))


def _cell(place: Place, value: float) -> tuple[str, str, str]:
    """A cell's name, its number, and a number short enough to show where it is not typed in."""
    return plain_name(place.latex), format_exact(value), plain(value, SHOWN)


def put_cells(at: Mapping[tuple[int, int], Place], cells: Iterable[Typed]) -> None:
    """Put what was typed into a grid into the lesson; an emptied cell is refused like an emptied field."""
    together = f"grid-{time.time_ns()}"  # what is pasted at once is undone at once
    for cell in cells:
        session.set_number(at[cell.row, cell.column], cell.text, together)
