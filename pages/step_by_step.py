"""Step by step: one training step of a network, forward and backward, one formula at a time, every number editable."""

from explain import load_prose
from ui import session
from ui.guard import guarded
from ui.header import header, stopped_here
from ui.stage.live import live
from ui.tools import tools

prose = load_prose()
with guarded("header", prose):
    header(prose)
trace, stopped = session.run_lesson()
if stopped is not None and session.lesson().step >= len(trace.steps) - 1:
    with guarded("header", prose):
        stopped_here(stopped, prose)
if trace.steps:
    with guarded("stage", prose):
        live(trace, stopped, prose)
with guarded("tools", prose):
    tools(trace, prose)
