"""A document as a lesson: what it names is looked up, what it holds is checked, its updates are computed anew."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable
from dataclasses import replace

import msgspec

from engine import LESSON_LIMITS, NonFiniteError, Problem, ProblemError, trace
from engine.initialisers import INITIALISERS
from explain.lesson_file import MOST_RUN
from ui import edits
from ui.keep.errors import DocumentError, visible
from ui.keep.schema import MOST_CHANGES, Document, Drawn, ProblemDocument, Ref, State
from ui.keep.schema import Change as ChangeDocument
from ui.keep.writing import BUDGET, Effort, step_keys
from ui.lesson import HIDDEN, MOST_UPDATES, Change, Journal, Lesson, Update, kind_of
from ui.presets import presets
from ui.quantities import places

FIRST_SCHEME = "xavier_uniform"
MOST_SEEDS = 9999
DOCUMENT_LIMITS = replace(LESSON_LIMITS, magnitude=1e300)
"""As a lesson's, but updates can lead anywhere: weights and what the optimiser remembers may be of any size."""


def read(document: Document) -> tuple[Lesson, Journal]:
    """The lesson of a document and its changes. Raises DocumentError."""
    changes = len(document.past) + len(document.future)
    if changes > MOST_CHANGES:
        raise DocumentError("changes", count=changes, most=MOST_CHANGES)
    problems = _Problems(document)
    lesson = _lesson(document, problems, "")
    past, future = (
        tuple(_read_change(change, problems, f"{name}[{i}]") for i, change in enumerate(getattr(document, name)))
        for name in ("past", "future")
    )
    return _placed(lesson, document), Journal(past, future)


class _Problems:
    """The problems of a document, each read when it is first asked for, and those that updates lead to."""

    def __init__(self, document: Document) -> None:
        self._documents = document.problems
        self._drawn = document.drawn
        self._runs: dict[int, list[Update]] = {}
        self._whole: dict[int, Problem] = {}
        self._effort = Effort()
        self.drawn_now: Drawn | None = None

    def at(self, ref: Ref, where: str) -> Problem:
        """The problem of a reference."""
        index, count = ref
        if not count:
            return self._read(index, where)
        after = self.updates(index, 0, count, where)[-1].after
        assert after is not None
        return after

    def updates(self, index: int, begin: int, count: int, where: str) -> tuple[Update, ...]:
        """`count` updates of problem `index`, the first `begin` left out."""
        if begin + count > MOST_RUN:
            raise DocumentError("updates", where=where, most=MOST_RUN)
        run = self._runs.setdefault(index, [])
        while len(run) < begin + count:
            run.append(self._updated(run[-1].after if run else self._read(index, where), where))
        return tuple(run[begin : begin + count])

    def _updated(self, problem: Problem | None, where: str) -> Update:
        assert problem is not None
        self._effort.add(problem)
        if self._effort.spent > BUDGET:
            raise DocumentError("too_much", where=where)
        try:
            result = trace(problem)
        except NonFiniteError as error:
            raise DocumentError("stopped", where=where) from error
        return Update(problem, float(result["J"][0, 0]), result.after)

    def _read(self, index: int, where: str) -> Problem:
        if index not in self._whole:
            if index >= len(self._documents):
                raise DocumentError("no_problem", where=where, index=index, count=len(self._documents))
            found = self._documents[index]
            path = f"problems[{index}]"
            self._whole[index] = problem_of(found, path) if found.W is not msgspec.UNSET else self._draw(found, path)
        return self._whole[index]

    def _draw(self, found: ProblemDocument, path: str) -> Problem:
        """New weights for a problem that has none: of the seed that is named, else different ones at each opening."""
        if found.b is not msgspec.UNSET or found.state is not msgspec.UNSET:
            raise DocumentError("no_weights", where=path)
        scheme = self._drawn.scheme if self._drawn else FIRST_SCHEME
        if scheme not in INITIALISERS:
            raise DocumentError("field", where="drawn.scheme", reason=f"{scheme} is not known")
        named = self._drawn.seed if self._drawn else None
        seed = secrets.randbelow(MOST_SEEDS + 1) if named is None else named
        self.drawn_now = Drawn(scheme=scheme, seed=seed)
        widths = [found.inputs, *(layer.units for layer in found.layers)]
        zeros = [[[0.0] * before for _ in range(units)] for before, units in itertools.pairwise(widths)]
        empty = msgspec.structs.replace(found, W=zeros, b=[[0.0] * units for units in widths[1:]])
        return edits.new_weights(problem_of(empty, path), scheme, seed)


def problem_of(document: ProblemDocument, path: str) -> Problem:
    """The problem, within what a lesson can show. Raises DocumentError."""
    try:
        problem = Problem.from_dict(msgspec.to_builtins(document), DOCUMENT_LIMITS)
    except ProblemError as error:
        raise DocumentError("field", where=f"{path}.{error.field}".strip("."), reason=error.reason) from error
    for key in ("X", "Y", "eta", "l2", "l1", *(name for name, _ in problem.spec.constants)):
        if abs(problem.values[key]).max() > LESSON_LIMITS.magnitude:
            most = f"{LESSON_LIMITS.magnitude:.0f}"
            raise DocumentError("above", where=f"{path}.{key}", most=most)
    return problem


def _lesson(state: State, problems: _Problems, where: str) -> Lesson:
    preset = presets().get(state.preset)
    inside = _within(where)
    if state.problem is None and preset is None:
        raise DocumentError("no_network", where=inside("preset"), preset=state.preset)
    problem = problems.at(state.problem, inside("problem")) if state.problem else preset.problem  # type: ignore[union-attr]
    walk = [
        update
        for i, (index, begin, count) in enumerate(state.walk)
        for update in problems.updates(index, begin, count, inside(f"walk[{i}]"))
    ]
    if len(walk) > MOST_UPDATES:
        raise DocumentError("updates", where=inside("walk"), most=MOST_UPDATES)
    for update in walk:
        if kind_of(update.problem) != kind_of(problem):
            raise DocumentError("other_network", where=inside("walk"))
    first = problems.at(state.start, inside("start")) if state.start else None
    if first and kind_of(first) != kind_of(problem):
        raise DocumentError("other_network", where=inside("start"))
    drawn = state.drawn if state.drawn and state.drawn.seed is not None else problems.drawn_now
    return Lesson(
        preset.name if preset else "",
        problem,
        walk=tuple(walk),
        forgotten=state.forgotten,
        first=first,
        title=visible(state.title),
        drawn=(drawn.scheme, drawn.seed) if drawn and drawn.seed is not None and drawn.scheme in INITIALISERS else None,
        hidden=tuple(part for part in HIDDEN if part in state.hidden),
    )


def _within(where: str) -> Callable[[str], str]:
    return lambda field: f"{where}.{field}" if where else field


def _read_change(change: ChangeDocument, problems: _Problems, where: str) -> Change:
    return Change(visible(change.name), _lesson(change, problems, where), change.group)


def _placed(lesson: Lesson, document: Document) -> Lesson:
    """The lesson at the step, the number and the entry of the document; at the first ones where they do not exist."""
    view, keys = document.view, step_keys(lesson.problem.spec.structure)
    known = places(lesson.problem)
    return replace(
        lesson,
        step=keys.index(view.step) if view.step in keys else 0,
        digits=view.digits,
        part=view.part if view.part in known else next(iter(known)),
        example=min(view.example, lesson.problem.examples) - 1,
        lens=view.lens,
        entry=(view.entry[0] - 1, view.entry[1] - 1),
        zoom=view.zoom,
        revealed=tuple(key for key in view.revealed if key in keys),
        convention=view.convention,
    )
