"""Where the player can stand: the places that Next walks through, by layer, by step or by single entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine import Phase, Step, Trace
from explain import Prose, title
from explain.highlight import drawn
from explain.rows import CONVENTIONS
from ui.diagram.labels import plain_title
from ui.lesson import ZOOMS, Change, Journal, Lesson
from ui.scope import EVERYTHING, Scope

Entry = tuple[int, int]


@dataclass(frozen=True)
class Walk:
    """The places of a trace at one zoom ("layers", "steps" or "terms"), numbered from 0; Next walks `scope`."""

    trace: Trace
    zoom: str
    scope: Scope = EVERYTHING

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The place where each step begins; with "layers", steps of one line share a place."""
        if self.zoom == "layers":
            places, before = [], None
            for step in self.trace.steps:
                here = line_of(step)
                places.append(places[-1] + (here != before) if places else 0)
                before = here
            return tuple(places)
        sizes = [self._places(step) for step in self.trace.steps]
        return tuple(sum(sizes[:index]) for index in range(len(sizes)))

    @cached_property
    def count(self) -> int:
        """How many places there are."""
        return self.starts[-1] + self._places(self.trace.steps[-1])

    @cached_property
    def span(self) -> range:
        """The places that the player walks through; empty where the numbers stop before them."""
        steps = self.scope.steps(self.trace)
        if not steps:
            return range(0)
        last = steps[-1]
        return range(self.starts[steps[0].index], self.starts[last.index] + self._places(last))

    def _places(self, step: Step) -> int:
        return step.value.size if self.zoom == "terms" else 1

    def at(self, step: Step, entry: Entry) -> int:
        """The place of a step, and with "terms" of one of its entries (0-based)."""
        start = self.starts[step.index]
        return start + entry[0] * step.value.shape[1] + entry[1] if self.zoom == "terms" else start

    def fields(self, place: int) -> dict[str, Any]:
        """What the lesson is to look at for a place: step, entry and, for a quantity of the examples, the example."""
        place = min(max(place, 0), self.count - 1)
        index = max(i for i, start in enumerate(self.starts) if start <= place)
        if self.zoom == "layers":
            return {"step": self.starts.index(place)}
        if self.zoom == "steps":
            return {"step": index}
        step = self.trace.steps[index]
        row, column = divmod(place - self.starts[index], step.value.shape[1])
        by_example = step.equation.target.shape[1] == "d"
        return {"step": index, "entry": (row, column), **({"example": column} if by_example else {})}

    def steps_at(self, place: int) -> tuple[Step, ...]:
        """The steps that share a place."""
        return tuple(step for step, start in zip(self.trace.steps, self.starts, strict=True) if start == place)


def line_of(step: Step) -> tuple[Phase, int | None]:
    """What a step belongs to where one line is shown for each layer."""
    return step.phase, drawn(step.equation.target).layer or _output_layer(step)


def _output_layer(step: Step) -> int | None:
    """The last layer for its activation and what is said about it, which carry no number; nothing for J and Y."""
    return len(step.trace.program.layers) if drawn(step.equation.target).symbol == "Yhat" else None


def entry_of(step: Step, lesson: Lesson) -> Entry:
    """The entry (0-based) of a step's result that is written out; where columns are examples, the chosen example's."""
    rows, columns = step.value.shape
    column = lesson.example if step.equation.target.shape[1] == "d" else lesson.entry[1]
    return min(max(lesson.entry[0], 0), rows - 1), min(max(column, 0), columns - 1)


DIGITS = range(2, 9)


def player(walk: Walk, step: Step, lesson: Lesson, journal: Journal, prose: Prose) -> dict[str, Any]:
    """The player as data: where it stands, of how many, the list to jump in, and every word on it.

    Its places are counted from the first one of the walk's scope; what is said of them counts the whole training step.
    """
    place = walk.at(step, entry_of(step, lesson))
    return {
        "at": place - walk.span.start,
        "count": len(walk.span),
        "unit": unit(walk, step, place, prose),
        "phase": step.phase.value,
        "zoom": lesson.zoom,
        "zooms": [[zoom, prose.say(f"player.zooms.{zoom}")] for zoom in ZOOMS],
        "jump": list(_jump(walk, prose)),
        "words": {
            word: prose.say(f"player.{word}")
            for word in (
                "first",
                "back",
                "next",
                "last",
                "jump",
                "scrub",
                "play",
                "pause",
                "speed",
                "zoom",
                "digits",
                "digits_help",
                "convention",
                "convention_help",
            )
        },
        "conventions": [[name, prose.say(f"player.conventions.{name}")] for name in CONVENTIONS],
        "convention": lesson.convention,
        "digits": list(DIGITS),
        "shown_digits": lesson.digits,
        "undo": _turn("undo", journal.past, prose),
        "redo": _turn("redo", journal.future, prose),
        "speeds": [[seconds, prose.say("player.every", seconds=seconds)] for seconds in (1, 2, 4, 8)],
    }


def _turn(name: str, changes: tuple[Change, ...], prose: Prose) -> list[Any]:
    """Undo or redo: its label, the whole of what it would change, and whether there is anything."""
    if not changes:
        return [prose.say(f"ui.{name}"), prose.say(f"ui.nothing_to_{name}"), False]
    said = prose.say(f"ui.{name}_of", name=changes[-1].name)
    return [said, said, True]


def unit(walk: Walk, step: Step, place: int, prose: Prose) -> str:
    """Where the learner is, with the unit named: "Step 3 of 17"."""
    steps = len(step.trace.program.equations)
    return prose.say(
        f"player.at.{walk.zoom}",
        place=place + 1,
        places=walk.count,
        number=step.index + 1,
        count=steps,
        entry=place - walk.starts[step.index] + 1,
        entries=step.value.size,
    )


def _jump(walk: Walk, prose: Prose) -> Iterator[list[Any]]:
    """The jump list: one group a phase, each with its places and what stands there."""
    for phase in walk.scope.phases:
        steps = [step for step in walk.trace.steps if step.phase is phase]
        places: dict[int, str] = {}
        for step in steps:
            place = walk.starts[step.index]
            places.setdefault(place, _line_name(walk, step, place, prose))
        if places:
            yield [
                prose.say(f"phase.{phase.value}"),
                [[place - walk.span.start, name] for place, name in places.items()],
            ]


def _line_name(walk: Walk, step: Step, place: int, prose: Prose) -> str:
    if walk.zoom == "layers":
        return f"{place + 1}. {line_title(step, prose)}"
    return f"{step.index + 1}. {plain_title(title(step, prose))}"


def line_title(step: Step, prose: Prose) -> str:
    """What a whole line is called: "Layer 2, backward"."""
    phase, layer = line_of(step)
    words = {"phase": prose.say(f"phase.{phase.value}"), "layer": layer}
    return prose.say("player.line" if layer is not None else "player.line_of_all", **words)
