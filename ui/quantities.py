"""The numbers a learner can set: where each one stands in the problem, what it is called, and how it is changed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from engine import LESSON_LIMITS, Problem
from engine.expr import Entry
from engine.plan import plan
from explain.names import entry as entry_name

PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
ETA = "eta"
NOT_TEXT, OUT_OF_RANGE = "not_text", "out_of_range"


class BadNumber(ValueError):
    """What was typed is no number that can be used; the message key says why."""


@dataclass(frozen=True)
class Place:
    """One number of the problem. `part` is its name in the diagram ("W1.2.1"), or "eta"."""

    part: str
    key: str
    row: int
    column: int
    latex: str


def parse_number(text: str, limit: float = LESSON_LIMITS.magnitude) -> float:
    """The number that `text` writes in plain digits. Raises BadNumber("not_text" or "out_of_range")."""
    stripped = text.strip().replace("\u2212", "-")
    if not PLAIN_NUMBER.fullmatch(stripped):
        raise BadNumber(NOT_TEXT)
    value = float(stripped)
    if not -limit <= value <= limit:
        raise BadNumber(OUT_OF_RANGE)
    return value


def format_exact(value: float) -> str:
    """The shortest text that reads back to the same number."""
    return str(int(value)) if math.isfinite(value) and value == int(value) and abs(value) < 1e15 else repr(value)


def places(problem: Problem) -> dict[str, Place]:
    """Every number that can be set, by part name: weights, biases, inputs, targets, eta.

    "X.1" is the example that the diagram shows, the first one; "X.1.2" is the same input in the second.
    """
    program = plan(problem.spec)
    sizes = program.named_sizes(problem.examples)
    found: dict[str, Place] = {}
    for key in (*problem.parameters, "X", "Y"):
        var, array = program.quantities[key], problem.values[key]
        for i in range(array.shape[0]):
            for j in range(array.shape[1]):
                single = var.shape[1] == "1" or (var.shape[1] == "d" and j == 0)
                part = f"{key}.{i + 1}" if single else f"{key}.{i + 1}.{j + 1}"
                found[part] = Place(part, key, i, j, entry_name(Entry(var, i, j), sizes))
    return {**found, ETA: Place(ETA, ETA, 0, 0, r"\eta")}


def value_at(problem: Problem, place: Place) -> float:
    """The number at a place."""
    return float(problem.values[place.key][place.row, place.column])


def with_value(problem: Problem, place: Place, value: float) -> Problem:
    """The problem with one number changed. Raises ProblemError where the changed problem is not allowed."""
    doc = problem.to_dict()
    if place.key == ETA:
        doc["optimiser"]["eta"] = value
    elif place.key in ("X", "Y"):
        doc[place.key][place.row][place.column] = value
    else:
        _parameter(doc, place)[place.column if place.key[0] == "W" else place.row] = value
    return Problem.from_dict(doc, LESSON_LIMITS)


def _parameter(doc: dict[str, Any], place: Place) -> list[float]:
    layer = int(place.key[1:]) - 1
    row: list[float] = doc["W"][layer][place.row] if place.key[0] == "W" else doc["b"][layer]
    return row
