"""A learner's lesson: one frozen record, and the journal of its changes for undo and redo. No Streamlit here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from engine import Problem
from ui.presets import Preset, presets

ZOOMS = ("layers", "steps", "terms")
"""What Next moves by: all of a layer's steps in one go, one step, or one entry of a step."""

LENSES = ("matrix", "entry", "paths")
"""How the step card looks at a step: whole matrices, one entry written out, or the paths of a gradient."""

TOOL_NAMES = ("change", "all", "network", "nudge", "derivation", "long_way", "figures", "latex")
"""The tools below the lesson, in the order in which they are offered."""

HIDDEN = ("controls", "answers")
"""What a teacher can leave out of a lesson: all that changes the network; the result of the step being shown."""

MOST_UPDATES = 200
KEPT, KEPT_NUMBERS = 100, 12_000
"""How many changes can be taken back, or updates led back to: no more than these numbers in all (about 100 KB)."""


@dataclass(frozen=True)
class Update:
    """One applied update: the problem before it, its J, and the problem that it led to, where that is known."""

    problem: Problem
    loss: float
    after: Problem | None = None


@dataclass(frozen=True)
class Lesson:
    """Where the learner is.

    `part` is the number chosen for editing, `example` the column that drives picture and entries, `entry` the row and
    column written out; all 0-based. `walk` are the updates applied so far, less the first ones that are `forgotten`;
    `first` is the problem before those. `preset` is "" for a network of the learner's own, `drawn` the scheme and seed
    of the last new weights, `hidden` what a teacher left out of HIDDEN, `revealed` the quantities of this network whose
    results the learner has asked for where answers are hidden. `convention` says what the examples are in the formulas
    shown, "columns" or "rows".
    """

    preset: str
    problem: Problem
    step: int = 0
    digits: int = 4
    part: str = "W1.1.1"
    example: int = 0
    lens: str = LENSES[0]
    entry: tuple[int, int] = (0, 0)
    zoom: str = "steps"
    walk: tuple[Update, ...] = ()
    forgotten: int = 0
    first: Problem | None = None
    title: str = ""
    drawn: tuple[str, int] | None = None
    hidden: tuple[str, ...] = ()
    revealed: tuple[str, ...] = ()
    convention: str = "columns"

    @property
    def fixed(self) -> bool:
        """True where nothing may change the network."""
        return "controls" in self.hidden

    @property
    def asks(self) -> bool:
        """True where learners work a step out before they see its result."""
        return "answers" in self.hidden

    @property
    def updates(self) -> int:
        """How many updates have been applied."""
        return self.forgotten + len(self.walk)

    def walked(self, update: Update) -> Lesson:
        """The lesson with one more update in its walk; the oldest are forgotten where they are too many to keep."""
        affordable = max(1, min(MOST_UPDATES, KEPT_NUMBERS // size_of(self)))
        walk = (*self.walk, update)
        lost = len(walk[:-affordable])
        first = self.first or (walk[0].problem if lost else None)
        return replace(self, walk=walk[-affordable:], forgotten=self.forgotten + lost, first=first)

    def unwalked(self) -> Lesson:
        """The lesson without the updates so far, as where their J belong to another network."""
        return replace(self, walk=(), forgotten=0, first=None)

    @property
    def start(self) -> Problem:
        """The problem before the first update."""
        return self.first or (self.walk[0].problem if self.walk else self.problem)

    @property
    def origin(self) -> Preset | None:
        """The worked example that the lesson comes from."""
        return presets().get(self.preset)

    @property
    def edited(self) -> bool:
        """True where the numbers are not the worked example's own."""
        preset = self.origin
        return preset is None or self.problem.to_dict() != preset.problem.to_dict()


def opening(name: str, digits: int = 4, hidden: tuple[str, ...] = (), convention: str = "columns") -> Lesson:
    """The lesson at the first step of a worked example."""
    return Lesson(name, presets()[name].problem, digits=digits, hidden=hidden, convention=convention)


def kind_of(problem: Problem) -> tuple[object, ...]:
    """What J depends on beside the weights and biases: updates that belong together have it in common."""
    spec = problem.spec
    return spec.inputs, spec.layers, spec.loss, spec.l1, spec.l2, problem.X.tobytes(), problem.Y.tobytes()


def size_of(lesson: Lesson) -> int:
    """How many numbers a lesson's problem holds."""
    return sum(array.size for array in lesson.problem.values.values())


@dataclass(frozen=True)
class Change:
    """One change that can be taken back: what it is called, and the lesson on its other side.

    Changes of one `group` (a drag) that follow each other are one change.
    """

    name: str
    lesson: Lesson
    group: str = ""


@dataclass(frozen=True)
class Journal:
    """The changes made, oldest first, and those taken back, the last one taken back at the end."""

    past: tuple[Change, ...] = ()
    future: tuple[Change, ...] = field(default=())

    def record(self, old: Lesson, name: str, group: str = "") -> Journal:
        """The journal after a change away from `old`; what was taken back before is gone."""
        last = self.past[-1] if self.past else None
        if last is not None and group and last.group == group:
            return Journal((*self.past[:-1], replace(last, name=name)))
        return Journal(_affordable((*self.past, Change(name, old, group))))

    def without_last(self, now: Lesson) -> tuple[Journal, Lesson]:
        """The journal and the lesson without the last change, which came to nothing. Raises IndexError for none."""
        return replace(self, past=self.past[:-1]), _numbers_of(self.past[-1].lesson, now)

    def newer_half(self) -> Journal:
        """The journal without the older half of the changes, either way."""
        return Journal(self.past[len(self.past) // 2 + 1 :], self.future[len(self.future) // 2 + 1 :])

    def sealed(self) -> Journal:
        """The journal whose last change takes in no later one: the learner has moved on."""
        return replace(self, past=(*self.past[:-1], replace(self.past[-1], group=""))) if self.past else self

    def undo(self, now: Lesson) -> tuple[Journal, Lesson]:
        """The journal and the lesson with the last change taken back. Raises IndexError where there is none."""
        *past, last = self.past
        kept = (*self.future, Change(last.name, now))
        return Journal(tuple(past), kept), _numbers_of(last.lesson, now)

    def redo(self, now: Lesson) -> tuple[Journal, Lesson]:
        """The journal and the lesson with the change made again. Raises IndexError where there is none."""
        *future, last = self.future
        kept = (*self.past, Change(last.name, now))
        return Journal(kept, tuple(future)), _numbers_of(last.lesson, now)


def _numbers_of(other: Lesson, now: Lesson) -> Lesson:
    """Another lesson's network, and what is left out of it, at the place where the learner is now."""
    fields = ("preset", "problem", "walk", "forgotten", "first", "title", "drawn", "hidden", "revealed")
    return replace(now, **{name: getattr(other, name) for name in fields})


def _affordable(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The newest changes that fit into what is kept, at least one."""
    kept, numbers = 0, 0
    for change in reversed(changes[-KEPT:]):
        numbers += size_of(change.lesson)
        if kept and numbers > KEPT_NUMBERS:
            break
        kept += 1
    return changes[-kept:]
