"""The problem inside a lesson file, as the app saves it: the current network of one lesson, or of one of several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import NonFiniteError, Problem, ProblemError, trace
from explain.prose import load_prose

VERSION = 1
MOST_RUN = 400
"""Updates in a row from one network that is written down: those of a walk and those of the changes after it."""


def is_lesson(doc: Any) -> bool:
    """True for a lesson file, false for a bare problem."""
    return isinstance(doc, Mapping) and "gradwalk" in doc


def lesson_of(doc: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    """The lesson of this number, from 1, in a file of one or several. Raises ProblemError."""
    if doc["gradwalk"] != VERSION or isinstance(doc["gradwalk"], bool):
        raise ProblemError("gradwalk", load_prose().say("cli.lesson_version", known=VERSION))
    lessons = doc.get("lessons", [doc])
    if not isinstance(lessons, list) or not all(isinstance(lesson, Mapping) for lesson in lessons):
        raise ProblemError("lessons", load_prose().say("cli.no_lessons"))
    if not 1 <= number <= len(lessons):
        raise ProblemError("lessons", load_prose().say("cli.lesson_number", number=number, count=len(lessons)))
    return lessons[number - 1]  # type: ignore[no-any-return]


def problem_of(lesson: Mapping[str, Any], example: Any, limits: Any) -> Problem:
    """The network on the lesson's screen. `example` gives a worked example's problem by name. Raises ProblemError."""
    ref = lesson.get("problem")
    if ref is None:
        return example(lesson.get("preset", ""))  # type: ignore[no-any-return]
    problems = lesson.get("problems", [])
    match ref:
        case [bool(), _] | [_, bool()]:
            raise ProblemError("problem", load_prose().say("cli.lesson_problem"))
        case [int(index), int(updates)] if isinstance(problems, list) and 0 <= index < len(problems):
            found, field = problems[index], f"problems[{index}]"
        case _:
            raise ProblemError("problem", load_prose().say("cli.lesson_problem"))
    if isinstance(found, Mapping) and "W" not in found:
        raise ProblemError(f"{field}.W", load_prose().say("cli.lesson_weights"))
    try:
        return _later(Problem.from_dict(found, limits), updates)
    except ProblemError as error:
        raise ProblemError(f"{field}.{error.field}".strip("."), error.reason) from None


def _later(problem: Problem, updates: int) -> Problem:
    """The problem after some updates."""
    if not 0 <= updates <= MOST_RUN:
        raise ProblemError("", load_prose().say("cli.lesson_updates", most=MOST_RUN))
    try:
        for _ in range(updates):
            problem = trace(problem).after
    except NonFiniteError as error:
        raise ProblemError("", load_prose().say("cli.lesson_stopped")) from error
    return problem
