"""A lesson as a document: every number exact, each network written once, updates as how many from where."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import msgspec

from engine import NetworkSpec, Problem, plan
from ui.keep.schema import Change as ChangeDocument
from ui.keep.schema import Document, Drawn, ProblemDocument, View
from ui.lesson import HIDDEN, TOOL_NAMES, Change, Journal, Lesson, Update
from ui.presets import presets

_written: WeakKeyDictionary[Problem, ProblemDocument] = WeakKeyDictionary()


def write(lesson: Lesson, journal: Journal | None = None, page: str = "step_by_step", tool: str = "") -> Document:
    """The document of a lesson, with its changes where there is a journal."""
    past, future = (journal.past, journal.future) if journal else ((), ())
    table = _Table([*(change.lesson for change in (*past, *reversed(future))), lesson])
    state = _state(lesson, table)
    if lesson.problem is not _own(lesson):
        state["problem"] = (table.whole(lesson.problem), 0)  # its numbers are written, wherever they come from
    return Document(
        gradwalk=1,
        page=page,
        **state,
        view=_view(lesson, tool),
        hidden=[part for part in HIDDEN if part in lesson.hidden],
        past=[_change(change, table) for change in past],
        future=[_change(change, table) for change in future],
        problems=table.documents,
    )


def _own(lesson: Lesson) -> Problem | None:
    preset = lesson.origin
    return preset.problem if preset else None


class _Table:
    """Where each problem stands in a document's list, or how many updates it is from one that does."""

    def __init__(self, lessons: Iterable[Lesson]) -> None:
        self.documents: list[ProblemDocument] = []
        self._at: dict[Problem, tuple[int, int]] = {}
        for lesson in lessons:
            for update in lesson.walk:
                index, count = self.ref(update.problem)
                if update.after is not None:
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
    return View(
        step=keys[min(lesson.step, len(keys) - 1)] if lesson.step else "",
        digits=lesson.digits,
        part=lesson.part,
        example=lesson.example + 1,
        lens=lesson.lens,
        entry=(min(row, 63) + 1, min(column, 63) + 1),
        zoom=lesson.zoom,
        tool=tool if tool in TOOL_NAMES and tool != TOOL_NAMES[0] else "",
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
