"""What goes wrong: a page of five parts, of which one is drawn at a time. A module for each part."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from explain import Prose
from ui.course.trouble import cost, gradients, overfitting, starts, units
from ui.course.trouble.controls import CONTROLS, PAGE

PARTS: Mapping[str, Callable[[Prose], None]] = {
    "gradients": gradients.draw,
    "units": units.draw,
    "starts": starts.draw,
    "cost": cost.draw,
    "overfitting": overfitting.draw,
}
"""What draws each part."""

__all__ = ["CONTROLS", "PAGE", "PARTS"]
