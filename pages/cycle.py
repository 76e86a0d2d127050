"""The cycle: forward, loss, backward, update, again and again; J falls, and every network on the way can be seen."""

from explain import load_prose
from ui import session
from ui.course.cycle import PAGE, PREPARED, ask, going_on, history, stages
from ui.course.page import course_page, section
from ui.course.passes import is_veiled, prompts
from ui.header import example, stopped_here
from ui.scope import EVERYTHING

prose = load_prose()
lesson = session.lesson()
session.show_only(EVERYTHING)
trace, stopped = session.run_lesson()
with course_page(PAGE, prose):
    with section(PAGE, "back", prose):
        example(prose)
        prompts(PAGE, PREPARED, prose)
        if stopped is not None:
            stopped_here(stopped, prose)
        going_on(lesson, prose)
        told = not is_veiled(trace, prose, *trace.index)
        if told:
            ask(lesson, prose)
            history(lesson, trace, prose)
    if told:
        with section(PAGE, "round", prose):
            stages(lesson, prose)
