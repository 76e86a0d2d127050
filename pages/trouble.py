"""What goes wrong: gradients that vanish, units that die, bad starts, the cost, and overfitting."""

from explain import load_prose
from ui.course.page import course_page, section
from ui.course.trouble import CONTROLS, PAGE, PARTS

prose = load_prose()
with course_page(PAGE, prose):
    CONTROLS.draw(prose, "part")
    part = CONTROLS["part"]
    with section(PAGE, part, prose):
        PARTS[part](prose)
