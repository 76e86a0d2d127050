"""Steps of a trace as formulas on a page of the course: with sizes, with the current numbers, and the result."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from engine import Step
from explain import Prose, explain
from ui.session import showing

DIGITS = 4


def formulas(steps: Iterable[Step], prose: Prose, *, why: bool = False, digits: int = DIGITS) -> None:
    """Each step as one block of formulas, all in one Markdown text; with `why`, its title and sentence, too."""
    blocks = []
    for step in steps:
        showing.meet(step)
        told = explain(step, prose, digits)
        blocks += [f"**{told.title}**", told.why] if why else []
        blocks.append(f"$$\n{told.aligned}\n$$")
    st.markdown("\n\n".join(blocks))
