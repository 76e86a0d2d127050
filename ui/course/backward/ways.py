"""Fan-out: every path from a weight to the loss with the product of its factors, and one of them in the picture."""

from __future__ import annotations

import streamlit as st

from explain import Prose
from explain.highlight import Part
from explain.numbers import plain
from explain.paths import Path, Paths, paths
from explain.rows import ENTRIES
from ui import session
from ui.course.backward import PAGE
from ui.course.backward.still import as_tree
from ui.course.backward.weight import Chosen
from ui.course.drawing import drawing
from ui.course.passes import is_veiled, table
from ui.diagram.labels import plain_name
from ui.diagram.layout import layout
from ui.diagram.svg import to_svg
from ui.lesson import Lesson

AT = f"course.{PAGE}.paths"
CHOSEN = f"{PAGE}.path"
MARK = "→ "
"""Before the path that the picture shows."""


def ways(chosen: Chosen, lesson: Lesson, prose: Prose) -> None:
    """The paths of the chosen weight for the example shown, their sum, and the picture of one of them."""
    step, place = chosen.step, chosen.place
    if is_veiled(step.trace, prose, step.key):
        return
    found = paths(step.trace, place.key, place.row, place.column, lesson.example, ENTRIES[lesson.convention])
    at = _which(found, prose)
    st.markdown(prose.say(f"{AT}.grouped" if found.grouped else f"{AT}.all", count=len(found.paths)))
    st.markdown(
        table(
            [prose.say(f"{AT}.head.{head}") for head in ("path", "factors", "numbers", "product")],
            [_row(path, index, at, found, lesson, prose) for index, path in enumerate(found.paths)],
        )
    )
    st.markdown(_sum(found, chosen, lesson, prose))
    picture = layout(step, prose, lesson.digits, lesson.example, lit(found.paths[at], place.part), None, fixed=True)
    said = prose.say(f"{AT}.alt", route=f"{at + 1}, {route(found.paths[at], found, prose)},")
    drawing(as_tree(to_svg(picture), said), f"{PAGE}_path")


def lit(path: Path, part: str) -> tuple[Part, ...]:
    """The parts that a path runs through; the weight itself is the result."""
    names = {factor.part for factor in path.factors} - {part, ""}
    return (Part(part, "result"), *(Part(name, "read") for name in sorted(names)))


def route(path: Path, found: Paths, prose: Prose) -> str:
    """The units that a path passes, from the weight's own to the output; of a group, as far as the next one."""
    units = " → ".join(str(unit + 1) for unit in path.units)
    return prose.say(f"{AT}.group" if found.grouped else f"{AT}.route", units=units)


def _which(found: Paths, prose: Prose) -> int:
    """The choice of the path in the picture."""
    kept = session.controls().get(CHOSEN, 0)
    at = kept if isinstance(kept, int) and 0 <= kept < len(found.paths) else 0
    if len(found.paths) == 1:
        return at
    key = f"course.{CHOSEN}"
    session.seed(key, at)
    st.selectbox(
        prose.say(f"{AT}.choose"),
        range(len(found.paths)),
        format_func=lambda index: f"{index + 1}. {route(found.paths[index], found, prose)}",
        key=key,
        width=320,
        on_change=session.from_widget(key, lambda index: session.set_controls({CHOSEN: index or None})),
    )
    return at


def _row(path: Path, index: int, at: int, found: Paths, lesson: Lesson, prose: Prose) -> list[str]:
    numbers = [plain(factor.value, lesson.digits) for factor in path.factors]
    cells = [
        f"{index + 1}. {route(path, found, prose)}",
        " · ".join(plain_name(factor.latex) for factor in path.factors),
        " · ".join(f"({number})" if number.startswith("-") else number for number in numbers),
        plain(path.product, lesson.digits),
    ]
    return [f"**{MARK if not k else ''}{cell}**" for k, cell in enumerate(cells)] if index == at else cells


def _sum(found: Paths, chosen: Chosen, lesson: Lesson, prose: Prose) -> str:
    """What the paths add up to, beside what the steps computed."""
    many = lesson.problem.examples > 1
    return prose.say(
        f"{AT}.share" if many else f"{AT}.total",
        sum=plain(found.total, lesson.digits),
        name=plain_name(chosen.name(lesson)),
        value=plain(chosen.value, lesson.digits),
        example=lesson.example + 1,
    )
