"""What is veiled in a lesson that hides its answers: the results of the learner's place, until they are asked for.

Card, picture, updates and tools ask here, and nowhere else, what they may show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine import Step, Trace
from ui.lesson import Lesson
from ui.quantities import places
from ui.scope import EVERYTHING, Scope
from ui.stage.player import Walk


@dataclass(frozen=True)
class Veil:
    """What a lesson keeps from its learner: `here` are the steps of the learner's place.

    What was computed before it is known, however the learner came here: nothing could be worked out otherwise.
    """

    lesson: Lesson
    here: tuple[Step, ...]
    scope: Scope = EVERYTHING

    @property
    def keys(self) -> frozenset[str]:
        """The quantities computed here whose results are not to be seen yet."""
        return frozenset(step.key for step in self.here if self.covers(step.key))

    def covers(self, key: str) -> bool:
        """True for a quantity that the learner is still to work out, here or at a later step."""
        if not self.lesson.asks or key in self.lesson.revealed:
            return False
        index = self.here[0].trace.index
        return key in index and index[key] >= self.here[0].index

    def tells(self, tool: str) -> bool:
        """True for a tool that would print something that is covered."""
        found = TELLS.get(tool)
        return found is not None and any(self.covers(key) for key in found(self))

    @property
    def lifted(self) -> tuple[str, ...]:
        """What is revealed once the learner has asked for the results of this place."""
        return (*self.lesson.revealed, *(step.key for step in self.here if step.key in self.keys))


def veil(walk: Walk, step: Step, lesson: Lesson) -> Veil:
    """The veil at a step: over the steps that share its place."""
    here = walk.steps_at(walk.starts[step.index]) if walk.zoom == "layers" else (step,)
    return Veil(lesson, here, walk.scope)


def veil_of(trace: Trace, lesson: Lesson, scope: Scope = EVERYTHING) -> Veil | None:
    """The veil at the lesson's own step, or the nearest of the scope; None for a trace without steps."""
    if not trace.steps:
        return None
    return veil(Walk(trace, lesson.zoom, scope), trace.steps[scope.nearest(trace, lesson.step)], lesson)


def _derivative(of: Veil) -> Iterable[str]:
    """J, and its gradient by the chosen number; nothing for a number that is no weight and no bias."""
    place = places(of.lesson.problem).get(of.lesson.part)
    chosen = [var for var in of.here[0].trace.program.parameters if place is not None and var.key == place.key]
    return [key for var in chosen for key in ("J", var.grad.key)]


def _way_back(of: Veil) -> Iterable[str]:
    """The gradient of the output layer's sums, to which the long way and the shortcut lead."""
    return (of.here[0].trace.program.layers[-1].Z.grad.key,)


def _current(of: Veil) -> Iterable[str]:
    return (step.key for step in of.here)


def _printed(of: Veil) -> Iterable[str]:
    """Whatever the worked example's source prints."""
    return of.here[0].trace.index if of.lesson.origin else ()


TELLS: dict[str, Callable[[Veil], Iterable[str]]] = {
    "nudge": _derivative,
    "derivation": _derivative,
    "long_way": _way_back,
    "figures": _printed,
    "latex": _current,
}
"""The quantities whose numbers a tool prints; a tool that is not here prints given numbers only."""
