"""A lesson as a document: every number exact, each network written once, updates as how many from where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import msgspec

from engine import NetworkSpec, Problem, plan
from explain.lesson_file import MOST_RUN
from ui.keep.schema import MOST_CHANGES, MOST_FILE, MOST_PROBLEMS, Document, Drawn, ProblemDocument, View
from ui.keep.schema import Change as ChangeDocument
from ui.lesson import HIDDEN, KEPT_NUMBERS, TOOL_NAMES, Change, Journal, Lesson, Update
from ui.presets import presets

Changes = tuple[Change, ...]
BUDGET = 5 * KEPT_NUMBERS
"""So many numbers may be computed anew to open a document: the networks of its updates."""
PLANNING = 150
"""Numbers that could be computed in the time that it takes to plan a layer."""

_written: WeakKeyDictionary[Problem, ProblemDocument] = WeakKeyDictionary()


def write(lesson: Lesson, journal: Journal | None = None, page: str = "step_by_step", tool: str = "") -> Document:
    """The document of a lesson, with its changes where there is a journal: the newest, where all are too many to open.

    Where even the lesson alone is too large for a file, its walk is forgotten, as that of a long lesson is.
    """
    shorter = _shorter(lesson, journal or Journal())
    while True:
        document, effort = _written_out(*next(shorter), page, tool)
        if _opens(document, effort):
            return document


def with_controls(document: Document, controls: Mapping[str, float | str | bool]) -> Document:
    """The document with what controls of the course's pages are set to, by "page.name"."""
    return msgspec.structs.replace(document, controls=dict(controls)) if controls else document


def _shorter(lesson: Lesson, journal: Journal) -> Iterator[tuple[Lesson, Changes, Changes]]:
    """The lesson and its changes, with ever fewer of them."""
    past, future = journal.past, journal.future
    yield lesson, past, future
    while past or future:
        past, future = past[(len(past) + 1) // 2 :], future[(len(future) + 1) // 2 :]
        yield lesson, past, future
    yield replace(lesson, walk=(), forgotten=lesson.updates, first=lesson.start), (), ()
    while True:
        yield replace(lesson, walk=(), forgotten=lesson.updates, first=None), (), ()


def _opens(document: Document, effort: Effort) -> bool:
    """True for what reading takes, and for the shortest there is."""
    changes = len(document.past) + len(document.future)
    if not changes and not document.walk and document.start is None:
        return True
    small = changes <= MOST_CHANGES and len(document.problems) <= MOST_PROBLEMS
    return small and effort.spent <= BUDGET and len(msgspec.json.encode(document)) <= MOST_FILE


def _written_out(lesson: Lesson, past: Changes, future: Changes, page: str, tool: str) -> tuple[Document, Effort]:
    table = _Table([*(change.lesson for change in (*past, *reversed(future))), lesson])
    # The numbers on the screen are written, wherever they come from, and first, so that writing again writes the same.
    shown = None if lesson.problem is _own(lesson) else (table.whole(lesson.problem), 0)
    state = {**_state(lesson, table), "problem": shown}
    document = Document.of(
        gradwalk=1,
        page=page,
        **state,
        view=_view(lesson, tool),
        past=[_change(change, table) for change in past],
        future=[_change(change, table) for change in future],
        problems=table.documents,
    )
    return document, table.effort


def _own(lesson: Lesson) -> Problem | None:
    preset = lesson.origin
    return preset.problem if preset else None


class Effort:
    """What it takes to compute updates anew: as many numbers as the networks hold, and more for a new structure."""

    def __init__(self) -> None:
        self.spent = 0
        self._planned: set[NetworkSpec] = set()

    def add(self, problem: Problem) -> None:
        """One update of a problem."""
        structure = problem.spec.structure
        if structure not in self._planned:
            self._planned.add(structure)
            self.spent += PLANNING * len(structure.layers)
        self.spent += sum(array.size for array in problem.values.values())


class _Table:
    """Where each problem stands in a document's list, or how many updates it is from one that does."""

    def __init__(self, lessons: Iterable[Lesson]) -> None:
        self.documents: list[ProblemDocument] = []
        self.effort = Effort()
        self._at: dict[Problem, tuple[int, int]] = {}
        for update in {id(update): update for lesson in lessons for update in lesson.walk}.values():
            self.effort.add(update.problem)
            index, count = self.ref(update.problem)
            if update.after is not None and count + 1 < MOST_RUN:
                self._at.setdefault(update.after, (index, count + 1))

    def ref(self, problem: Problem) -> tuple[int, int]:
        """Index and number of updates; a problem that is not known yet is written down."""
        if problem not in self._at:
            self._at[problem] = (len(self.documents), 0)
            self.documents.append(_document(problem))
        return self._at[problem]

    def whole(self, problem: Problem) -> int:
        """The index of the problem itself."""
        index, count = self.ref(problem)
        if count:
            self.documents.append(_document(problem))
            index = len(self.documents) - 1
        return index

    def walk(self, updates: Iterable[Update]) -> list[tuple[int, int, int]]:
        """Runs of updates: index, how many updates later the run began, how many it has."""
        runs: list[tuple[int, int, int]] = []
        for update in updates:
            index, count = self.ref(update.problem)
            if runs and (runs[-1][0], runs[-1][1] + runs[-1][2]) == (index, count):
                runs[-1] = (*runs[-1][:2], runs[-1][2] + 1)
            else:
                runs.append((index, count, 1))
        return runs


def _document(problem: Problem) -> ProblemDocument:
    if problem not in _written:
        _written[problem] = msgspec.convert(problem.to_dict(), ProblemDocument)
    return _written[problem]


def _state(lesson: Lesson, table: _Table) -> dict[str, Any]:
    return {
        "preset": lesson.preset,
        "title": lesson.title,
        "problem": None if lesson.problem is _own(lesson) else table.ref(lesson.problem),
        "walk": table.walk(lesson.walk),
        "forgotten": lesson.forgotten,
        "start": table.ref(lesson.first) if lesson.first else None,
        "drawn": _drawn(lesson),
        "hidden": [part for part in HIDDEN if part in lesson.hidden],
    }


def _drawn(lesson: Lesson) -> Drawn | None:
    return Drawn(scheme=lesson.drawn[0], seed=lesson.drawn[1]) if lesson.drawn else None


def _change(change: Change, table: _Table) -> ChangeDocument:
    return ChangeDocument(name=change.name[:200], group=change.group[:64], **_state(change.lesson, table))


@lru_cache(maxsize=64)
def step_keys(structure: NetworkSpec) -> tuple[str, ...]:
    """The quantities that the steps of a network compute, in order."""
    return tuple(equation.target.key for equation in plan(structure).equations)


def _view(lesson: Lesson, tool: str) -> View:
    keys = step_keys(lesson.problem.spec.structure)
    row, column = lesson.entry
    return View.of(
        step=keys[min(lesson.step, len(keys) - 1)] if lesson.step else "",
        digits=lesson.digits,
        part=lesson.part,
        example=lesson.example + 1,
        lens=lesson.lens,
        entry=(min(row, 63) + 1, min(column, 63) + 1),
        zoom=lesson.zoom,
        tool=tool if tool in TOOL_NAMES and tool != TOOL_NAMES[0] else "",
        revealed=list(lesson.revealed),
        convention=lesson.convention,
    )


def without_weights(document: Document) -> Document:
    """The document with the current network only, and without its weights: whoever opens it gets new ones."""
    index, _ = document.problem or (None, 0)
    shown = presets()[document.preset].problem if index is None else None
    found = _document(shown) if shown else document.problems[index or 0]
    bare = msgspec.structs.replace(found, W=msgspec.UNSET, b=msgspec.UNSET, state=msgspec.UNSET)
    drawn = Drawn(scheme=document.drawn.scheme) if document.drawn else None
    return msgspec.structs.replace(
        document, problems=[bare], problem=(0, 0), walk=[], forgotten=0, start=None, drawn=drawn, past=[], future=[]
    )
