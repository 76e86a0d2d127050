"""Lessons as a session leaves them, for the tests of links and files, and what two of them have to agree in."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
import numpy as np

from engine import NonFiniteError, Problem, ProblemError, trace
from engine.document import parameter_shapes
from engine.initialisers import INITIALISERS
from engine.optimisers import OPTIMISERS
from explain.rows import CONVENTIONS
from tests.engine.networks import problem_for, random_problem
from ui import edits
from ui.keep.reading import read
from ui.keep.schema import Document
from ui.keep.writing import step_keys
from ui.lesson import HIDDEN, LENSES, ZOOMS, Change, Journal, Lesson, Update, opening
from ui.presets import presets
from ui.quantities import places, with_value

Lived = tuple[Lesson, Journal]
NETWORK = ("preset", "problem", "walk", "forgotten", "first", "title", "drawn")
TITLES = ("", "Week 3", "Übung — ‘σ’ 数学", "a `b` $c$ <i>", "x" * 64)


def within_a_lesson(seed: int) -> Problem:
    """A random problem of at most 8 layers, 16 units and 64 examples: mostly small ones, every kind in its turn."""
    rng = np.random.default_rng([seed, 1])
    optimiser = list(OPTIMISERS)[seed % len(OPTIMISERS)]
    depth, width, examples = (8, 16, 64) if seed % 25 == 0 else (3, 5, 4)
    settings: dict[str, Any] = {"eta": float(rng.choice([0.1, 0.5, 1 / 3]))}
    if "weight_decay" in OPTIMISERS[optimiser].defaults and rng.random() < 0.3:
        settings["weight_decay"] = 0.01
    found = random_problem([seed, 2], depth, width, examples, optimiser=optimiser, **settings)
    if rng.random() < 0.4:
        return found
    names = [f"{key}[{rng.integers(r)},{rng.integers(c)}]" for key, (r, c) in parameter_shapes(found.spec).items()]
    frozen = tuple(rng.choice(["W1", "b1", *names], 2, replace=False).tolist())
    return replace(found, spec=replace(found.spec, frozen=frozen))


def updated(lesson: Lesson, journal: Journal) -> Lived:
    """The update applied, as the page does it; nothing where a number is not finite."""
    try:
        result = trace(lesson.problem)
    except NonFiniteError:
        return lesson, journal
    after = result.after
    walked = lesson.walked(Update(lesson.problem, float(result["J"][0, 0]), after))
    return replace(walked, problem=after, step=0), journal.record(lesson, "Apply the update")


def edited(lesson: Lesson, journal: Journal, rng: np.random.Generator) -> Lived:
    """One number typed or dragged: a weight keeps the walk, an input does not."""
    known = places(lesson.problem)
    part = str(rng.choice([name for name in known if name[0] in "WbX"]))
    value = float(rng.choice([rng.normal(), 0.5, -0.0, 1e-310, 1e6]))
    try:
        new = replace(lesson, problem=with_value(lesson.problem, known[part], value))
    except ProblemError:  # an update has led beyond what can be typed
        return lesson, journal
    group = str(rng.choice(["", f"slider-drag-{part}"]))
    return (new.unwalked() if part[0] == "X" else new), journal.record(lesson, f"{part}: → {value}", group)


def drawn(lesson: Lesson, journal: Journal, rng: np.random.Generator) -> Lived:
    """New weights, where the rest can be drawn for."""
    scheme, seed = str(rng.choice(list(INITIALISERS))), int(rng.integers(10_000))
    try:
        new = replace(lesson, problem=edits.new_weights(lesson.problem, scheme, seed), drawn=(scheme, seed))
    except ProblemError:
        return lesson, journal
    return new, journal.record(lesson, "New weights")


def lived(seed: int) -> Lived:
    """A lesson after some updates, edits, drawings, undo and redo, somewhere in its steps."""
    rng = np.random.default_rng([seed, 3])
    start = presets()[str(rng.choice(list(presets())))] if seed % 10 == 1 else None
    problem = start.problem if start else within_a_lesson(seed)
    lesson, journal = Lesson(start.name if start else "", problem, title=str(rng.choice(TITLES))), Journal()
    size = sum(array.size for array in problem.values.values())
    for _ in range(int(rng.integers(0, min(12, 6000 // size) + 1))):
        move = rng.choice(["update", "update", "edit", "draw", "undo", "redo"], p=[0.3, 0.2, 0.2, 0.05, 0.15, 0.1])
        if move == "update":
            lesson, journal = updated(lesson, journal)
        elif move == "edit":
            lesson, journal = edited(lesson, journal, rng)
        elif move == "draw":
            lesson, journal = drawn(lesson, journal, rng)
        elif move == "undo" and journal.past:
            journal, lesson = journal.undo(lesson)
        elif move == "redo" and journal.future:
            journal, lesson = journal.redo(lesson)
    return looking(lesson, rng), journal


def looking(lesson: Lesson, rng: np.random.Generator) -> Lesson:
    """The lesson at a random place."""
    return replace(
        lesson,
        step=int(rng.integers(len(step_keys(lesson.problem.spec.structure)))),
        digits=int(rng.integers(2, 9)),
        part=str(rng.choice(list(places(lesson.problem)))),
        example=int(rng.integers(lesson.problem.examples)),
        lens=str(rng.choice(LENSES)),
        entry=(int(rng.integers(16)), int(rng.integers(16))),
        zoom=str(rng.choice(ZOOMS)),
        hidden=tuple(part for part in HIDDEN if rng.random() < 0.2),
        convention=str(rng.choice(list(CONVENTIONS))),
    )


def largest(optimiser: str = "adam", examples: int = 64) -> Problem:
    """As large as a lesson can be, every number of full length."""
    return problem_for(np.random.default_rng(0), [16] * 9, ["tanh"] * 8, "half_squared_error", examples, optimiser)


def after_many(now: Lived, updates: int, edits: int = 0) -> Lived:
    """So many updates, with so many edits before each."""
    rng = np.random.default_rng(5)
    for _ in range(updates):
        for _ in range(edits):
            now = edited(*now, rng)
        now = updated(*now)
    return now


def diverged() -> Lived:
    """A learning rate that takes the weights beyond a million."""
    rng = np.random.default_rng(0)
    start = problem_for(rng, [2, 2, 1], ["identity", "identity"], "half_squared_error", 3, eta=100.0)
    now = after_many((Lesson("", start), Journal()), 3)
    assert max(abs(w).max() for w in now[0].problem.W) > 1e6
    return now


def opened_often() -> Lived:
    """Saved lessons with long walks, each opened in place of the one before: their updates are all different."""
    now: Lived = Lesson("", largest("sgd")), Journal()
    rng, lessons = np.random.default_rng(1), []
    for _ in range(40):
        start = problem_for(rng, [1, 1], ["tanh"], "half_squared_error", 20)
        lessons.append(after_many((Lesson("", start), Journal()), 150)[0])
    for lesson in lessons:
        now = lesson, now[1].record(now[0], "Opened")
    return now


def run_on() -> Lived:
    """As many updates in a row as a document may name, and two more after it was opened."""
    tiny = problem_for(np.random.default_rng(2), [1, 1], ["tanh"], "half_squared_error", 1).to_dict()
    before = {"name": "x", "problem": [0, 0], "walk": [[0, 0, 200]]}
    fields = {"gradwalk": 1, "problems": [tiny], "problem": [0, 400], "walk": [[0, 200, 200]], "past": [before]}
    return after_many(read(msgspec.convert(fields, Document)), 2)


LONG = {
    "400 updates named, and more": run_on,
    "400 updates": lambda: after_many((opening("notes-2-2-1"), Journal()), 400),
    "200 edited updates": lambda: after_many((opening("notes-2-2-1"), Journal()), 200, 1),
    "300 updates taken back": lambda: taken_back(after_many((opening("mazur"), Journal()), 300)),
    "diverged": diverged,
    "opened often": opened_often,
    "largest": lambda: after_many((Lesson("", largest()), Journal()), 3),
    "largest, edited": lambda: after_many((Lesson("", largest("sgd")), Journal()), 12, 1),
    "large and edited": lambda: after_many((Lesson("", largest("sgd", 1)), Journal()), 8, 1),
}


@cache
def long(name: str) -> Lived:
    """One of those sessions."""
    return LONG[name]()


def taken_back(now: Lived) -> Lived:
    """All changes taken back."""
    lesson, journal = now
    while journal.past:
        journal, lesson = journal.undo(lesson)
    return lesson, journal


_bits: WeakKeyDictionary[Problem, str] = WeakKeyDictionary()


def bits(problem: Problem | None) -> str:
    """All of a problem as text that differs where one bit does: -0.0 is not 0.0."""
    if problem is None:
        return ""
    if problem not in _bits:
        _bits[problem] = json.dumps(problem.to_dict(), sort_keys=True)
    return _bits[problem]


def network(lesson: Lesson) -> tuple[Any, ...]:
    """The network of a lesson and how it came about, to the last bit."""
    walk = [(bits(u.problem), u.loss.hex(), bits(u.after)) for u in lesson.walk]
    kept = (lesson.preset, lesson.forgotten, lesson.title, lesson.drawn)
    return *kept, bits(lesson.problem), bits(lesson.first), walk


def view(lesson: Lesson) -> dict[str, Any]:
    """Where the learner is."""
    return {name: value for name, value in vars(lesson).items() if name not in NETWORK}


def line(changes: tuple[Change, ...]) -> list[tuple[Any, ...]]:
    """Changes: what they are called, and the network on their other side."""
    return [(change.name, change.group, network(change.lesson)) for change in changes]


def require_same(found: Lived, wanted: Lived) -> None:
    """The same network, walk, place and changes, to the last bit."""
    assert network(found[0]) == network(wanted[0])
    assert view(found[0]) == view(wanted[0])
    assert line(found[1].past) == line(wanted[1].past)
    assert line(found[1].future) == line(wanted[1].future)
