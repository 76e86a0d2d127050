"""Forward pass: the learner's network from its inputs to its prediction, one step at a time, for any depth."""

from explain import load_prose
from ui import session
from ui.course.forward import PAGE, PREPARED, SCOPE, through, who_moves
from ui.course.page import course_page, section
from ui.course.passes import prompts, stage
from ui.course.prompts import predict
from ui.header import example
from ui.tools import tools

prose = load_prose()
trace, _ = session.run_lesson()
with course_page(PAGE, prose):
    with section(PAGE, "walk", prose):
        example(prose)
        prompts(PAGE, PREPARED, prose)
        stage(SCOPE, prose)
    if not session.lesson().fixed:
        with section(PAGE, "build", prose):
            tools(trace, prose)
    with section(PAGE, "through", prose):
        through(trace, session.lesson(), prose)
        predict(PAGE, "batch", ("own", "all", "none"), who_moves(), prose)
