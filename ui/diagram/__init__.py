"""The network diagram: one component that draws the current step's layout and says which part was chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import streamlit as st

from engine import Step
from explain import Part, Prose, load_prose
from ui.diagram.layout import layout

HERE = Path(__file__).resolve().parent


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


_component = st.components.v2.component(
    "gradwalk_network_diagram",
    html=_read("diagram.html"),
    css=_read("diagram.css"),
    js=_read("diagram.js"),
)


def network_diagram(
    step: Step,
    parts: Iterable[Part],
    *,
    digits: int,
    example: int = 0,
    selected: str | None = None,
    key: str,
    on_select: Callable[[str], Any] | None = None,
    prose: Prose | None = None,
) -> None:
    """Draw the network at `step` with `parts` lit, for one example (0-based column).

    `selected` is the part chosen for editing. `on_select` is called with a part's name when a learner clicks it or
    presses Enter on it.
    """

    def chosen() -> None:
        name = st.session_state[key].select
        if on_select is not None and isinstance(name, str):
            on_select(name)

    picture = layout(step, prose or load_prose(), digits, example, parts, selected)
    _component(key=key, data=picture, on_select_change=chosen)
