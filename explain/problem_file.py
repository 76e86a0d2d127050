"""Reads a problem file: strict JSON of a bounded size, a problem document, a record that holds one, or a lesson."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from engine import LESSON_LIMITS, LIMITS, Problem, ProblemError
from explain.lesson_file import is_lesson, lesson_of, problem_of
from explain.prose import CONTENT, load_prose

PRINTED = replace(LESSON_LIMITS, magnitude=LIMITS.magnitude)
"""Networks of a lesson's size, which can be printed; with numbers of any size, so that a run that overflows can be."""
MOST_BYTES = 256 * 1024
MOST_DEEP = 16
"""A problem document nests lists and records 4 deep, a file that holds one 5."""
MOST_DIGITS = 400
"""No float64 has an integer part this long."""

EXAMPLES = CONTENT / "examples"
HOLDERS = ("problem",)
"""Keys under which another record holds a problem document: that of a worked example."""
TEXTS = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


@dataclass(frozen=True)
class ProblemFile:
    """What a file holds: a problem and, where the file has one, its title."""

    problem: Problem
    title: str = ""


def example_names() -> tuple[str, ...]:
    """The worked examples in content/examples, by file name."""
    return tuple(sorted(path.stem for path in EXAMPLES.glob("*.json")))


def read_problem_file(text: str, lesson: int = 1) -> Problem:
    """The problem in a file's text. Raises ProblemError, naming the field and why, for a bad one."""
    return read_file(text.encode("utf-8", "surrogatepass"), lesson).problem


def read_file(content: bytes, lesson: int = 1) -> ProblemFile:
    """The problem in a file's bytes, and its title; of several lessons, of the one with this number, from 1.

    Raises ProblemError, naming the field and why, for a bad one, and for one that is larger than a lesson may be.
    """
    doc = _strict_json(content)
    if is_lesson(doc):
        chosen = lesson_of(doc, lesson)
        return ProblemFile(problem_of(chosen, _example, PRINTED), _title(chosen))
    if lesson != 1:
        raise ProblemError("lessons", load_prose().say("cli.lesson_number", number=lesson, count=1))
    holder = next((key for key in HOLDERS if isinstance(doc, Mapping) and key in doc), None)
    if holder is None:
        return ProblemFile(Problem.from_dict(doc, PRINTED))
    try:
        return ProblemFile(Problem.from_dict(doc[holder], PRINTED), _title(doc))
    except ProblemError as error:
        raise ProblemError(f"{holder}.{error.field}".strip("."), error.reason) from None


def _title(doc: Mapping[str, Any]) -> str:
    title = doc.get("title", "")
    return title if isinstance(title, str) else ""


def _example(name: Any) -> Problem:
    if name not in example_names():
        raise ProblemError("preset", load_prose().say("cli.no_example", name=repr(name)[:40]))
    return read_file((EXAMPLES / f"{name}.json").read_bytes()).problem


def _strict_json(content: bytes) -> Any:
    """The JSON of `content`: UTF-8, no number that is not finite, no key twice, not nested too deep."""
    if len(content) > MOST_BYTES:
        _refuse("too_long", most=MOST_BYTES // 1024)
    try:
        text = content.decode("utf-8-sig")
        if _depth(text) > MOST_DEEP:
            _refuse("too_deep", most=MOST_DEEP)
        return json.loads(
            text,
            parse_float=_real,
            parse_int=_whole,
            parse_constant=lambda name: _refuse("not_a_number", text=name),
            object_pairs_hook=_once,
        )
    except UnicodeDecodeError:
        _refuse("not_text")
    except json.JSONDecodeError as error:
        _refuse("not_json", line=error.lineno, column=error.colno)


def _refuse(key: str, field: str = "", **names: object) -> NoReturn:
    raise ProblemError(field, load_prose().say(f"cli.{key}", **names))


def _real(text: str) -> float:
    return value if math.isfinite(value := float(text)) else _refuse("number_too_large", text=text[:40])


def _whole(text: str) -> int:
    return int(text) if len(text) <= MOST_DIGITS else _refuse("number_too_large", text=f"{text[:20]}...")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            _refuse("twice", key)
        found[key] = value
    return found


def _depth(text: str) -> int:
    """How deep lists and records are nested; brackets in texts do not count."""
    depth = deepest = 0
    for bracket in re.findall(r"[][{}]", TEXTS.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest
