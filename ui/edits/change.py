"""One change of a problem's document, checked with the limits of a lesson, and refusals in the learner's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import LESSON_LIMITS, Problem, ProblemError
from explain import load_prose


def edited(problem: Problem, make: Callable[[dict[str, Any]], None]) -> Problem:
    """The problem with its document changed by `make`, checked with the limits of a lesson."""
    doc = problem.to_dict()
    make(doc)
    return Problem.from_dict(doc, LESSON_LIMITS)


def index_of(problem: Problem, layer: int) -> int:
    """The 0-based index of a layer counted from 1. Raises ProblemError."""
    if layer not in range(1, len(problem.W) + 1):
        raise refused("no_layer", layer=layer)
    return layer - 1


def within(value: Any, most: int, key: str) -> int:
    """A whole number from 1 to `most`. Raises ProblemError."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise refused(key, most=most)
    return value


def refused(key: str, **names: object) -> ProblemError:
    """The error with the sentence edit.refused.<key> as its reason."""
    return ProblemError(key, load_prose().say(f"edit.refused.{key}", **names))
