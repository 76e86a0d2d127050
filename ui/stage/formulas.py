"""Formulas as the page draws them: lines of MathML under one another, aligned at their sign."""

from __future__ import annotations

from typing import Any

from engine import Step
from explain import EntryExplanation, Explanation
from explain.mathml import markup
from explain.rows import CONVENTIONS
from ui.lesson import Lesson

Line = list[Any]
"""Left side, sign, right side, and what it shows: "symbols", "numbers" or "result"."""


def as_shown(step: Step, lesson: Lesson) -> Step:
    """The step in the convention that the lesson is shown in."""
    return CONVENTIONS[lesson.convention](step)


def formula_lines(card: Explanation | EntryExplanation, veiled: bool = False) -> list[Line]:
    """The lines of a formula under one another: left side (of the first line only), sign, right side, what it shows.

    Where it is veiled, the result is left out.
    """
    first = card.shapes if isinstance(card, Explanation) else card.symbols
    named = (("symbols", first), ("numbers", card.numbers), ("result", None if veiled else card.result))
    return _lines(card.sign, [(kind, text) for kind, text in named if text is not None])


def short_lines(card: Explanation, veiled: bool = False) -> list[Line]:
    """The formula with names and, unless it is veiled, its result; nothing between."""
    named = (("symbols", card.symbols), ("result", None if veiled else card.result))
    return _lines(card.sign, [(kind, text) for kind, text in named if text is not None])


def _lines(sign: str, named: list[tuple[str, str]]) -> list[Line]:
    found, seen = [], set()
    for kind, text in named:
        left, right = text.split(f" {sign} ", 1)
        if right not in seen:
            found.append([markup(left) if not found else [], markup(sign), markup(right), kind])
        seen.add(right)
    return found
