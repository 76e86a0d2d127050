"""The tools below the lesson: one is open at a time, the one to change a number at first."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from engine import Trace
from explain import Prose, explain
from ui import session
from ui.derivation_panel import derivation_panel, long_way_panel
from ui.editor import all_numbers, editor
from ui.figures_panel import figures_panel
from ui.guard import guarded
from ui.network_panel import network_panel
from ui.notices import notice
from ui.nudge_panel import nudge_panel

Tool = Callable[[Prose, Trace], None]

TOOLS: dict[str, Tool] = {
    "change": lambda prose, _: editor(prose),
    "all": lambda prose, _: all_numbers(prose),
    "network": lambda prose, _: network_panel(prose),
    "nudge": lambda prose, _: nudge_panel(prose, session.lesson().part),
    "derivation": lambda prose, trace: derivation_panel(prose, trace, session.lesson().part),
    "long_way": lambda prose, trace: long_way_panel(prose, trace),
    "figures": lambda prose, _: figures_panel(prose),
    "latex": lambda prose, trace: latex(prose, trace),
}
"""Every tool by name; its label is tools.<name>."""
COMPLETE = ("derivation", "long_way", "latex")
"""Tools that read the trace of a network whose numbers are all finite."""


def tools(trace: Trace, prose: Prose, complete: bool) -> None:
    """The choice of a tool and the chosen one. `complete` says that the trace came to its end."""
    names = [name for name in TOOLS if complete or name not in COMPLETE]
    session.seed_once("tool", names[0])
    chosen = st.segmented_control(
        prose.say("tools.label"),
        names,
        format_func=lambda name: prose.say(f"tools.{name}"),
        key="tool",
        required=True,
        label_visibility="collapsed",
    )
    notice(prose)
    with guarded("tools", prose):
        TOOLS[chosen or names[0]](prose, trace)


def latex(prose: Prose, trace: Trace) -> None:
    """The current step as LaTeX: drawn by KaTeX, and as text to copy."""
    step = explain(session.current_step(trace), prose, session.lesson().digits)
    st.markdown(f"{prose.say('tools.latex_about')}\n\n$$\n{step.aligned}\n$$")
    st.code(step.aligned, language="latex", wrap_lines=True)
