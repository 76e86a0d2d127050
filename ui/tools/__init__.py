"""The tools below the lesson: one is open at a time, the one to change a number at first."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from engine import Trace
from explain import Prose, explain
from ui import session
from ui.guard import guarded
from ui.stage.formulas import as_shown
from ui.stage.veil import veil_of
from ui.tools.change import all_numbers, editor
from ui.tools.derivation import derivation_panel, long_way_panel
from ui.tools.figures import figures_panel
from ui.tools.network import network_panel
from ui.tools.nudge import nudge_panel

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


def tools(trace: Trace, prose: Prose) -> None:
    """The choice of a tool and the chosen one, of those that the page has; none in a lesson that nothing may change.

    A tool that would tell a result that is still veiled says so instead.
    """
    if session.lesson().fixed:
        return
    names = session.scope().tools
    if session.tool() not in names:
        session.seed("tool", names[0])
    session.seed_once("tool", names[0])
    chosen = st.segmented_control(
        prose.say("tools.label"),
        names,
        format_func=lambda name: prose.say(f"tools.{name}"),
        key="tool",
        required=True,
        label_visibility="collapsed",
    )
    name = chosen or names[0]
    over = veil_of(trace, session.lesson(), session.scope())
    with guarded("tools", prose):
        if over is not None and over.tells(name):
            st.markdown(prose.say("hidden.tool"))
        else:
            TOOLS[name](prose, trace)


def latex(prose: Prose, trace: Trace) -> None:
    """The current step as LaTeX: drawn by KaTeX, and as text to copy."""
    if not trace.steps:
        st.markdown(prose.say("derivation.stopped"))
        return
    lesson = session.lesson()
    step = explain(as_shown(session.current_step(trace), lesson), prose, lesson.digits)
    st.markdown(f"{prose.say('tools.latex_about')}\n\n$$\n{step.aligned}\n$$")
    st.code(step.aligned, language="latex", wrap_lines=True)
