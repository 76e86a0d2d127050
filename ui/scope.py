"""The part of a lesson that a page shows: the phases of the training step that its player walks, and its tools."""

from __future__ import annotations

from dataclasses import dataclass

from engine import Phase, Step, Trace
from ui.lesson import TOOL_NAMES


@dataclass(frozen=True)
class Scope:
    """Phases that follow each other, and the tools below them, the first one open at first."""

    phases: tuple[Phase, ...] = tuple(Phase)
    tools: tuple[str, ...] = TOOL_NAMES

    def steps(self, trace: Trace) -> tuple[Step, ...]:
        """The steps of these phases; none where the numbers stop before them."""
        return tuple(step for step in trace.steps if step.phase in self.phases)

    def nearest(self, trace: Trace, index: int) -> int:
        """The step (0-based) of these phases that is nearest to another; the last of all where there is none."""
        steps = self.steps(trace) or trace.steps[-1:]
        return min(max(index, steps[0].index), steps[-1].index)


EVERYTHING = Scope()
