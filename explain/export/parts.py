"""The parts of a worked solution as data. Formulas are LaTeX; a `Text` is a sentence with $formulas$ in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine import Phase
from explain.export.rows import ROW, in_rows, width

Text = str
MOST_WIDTH = 2 * ROW
"""What is wider than this, in em, would have to be printed too small to be read."""


@dataclass(frozen=True)
class Row:
    """One printed line of a formula: "symbols", "numbers" or "result". `sign` is "" where it goes on from above."""

    kind: str
    sign: str
    right: str


@dataclass(frozen=True)
class Formula:
    """What a quantity equals, said in one or more rows; the left side is written once.

    `complete` is False where something was too large to print.
    """

    left: str
    rows: tuple[Row, ...]
    complete: bool


@dataclass(frozen=True)
class Entries:
    """The entries of a step written out, and what has to be said of them: how many, and what was left out."""

    head: Text
    note: Text
    formulas: tuple[Formula, ...]


@dataclass(frozen=True)
class SolvedStep:
    """One step. `number` counts from 1; what a level of detail leaves out is empty."""

    number: int
    title: Text
    formula: Formula
    too_large: Text
    where: Text
    sizes: Text
    why: Text
    note: Text
    entries: Entries | None


@dataclass(frozen=True)
class Section:
    """The steps of one phase."""

    phase: Phase
    title: Text
    steps: tuple[SolvedStep, ...]


@dataclass(frozen=True)
class Setup:
    """The problem: facts as (label, text), the given matrices, and the sentences about them."""

    title: Text
    facts: tuple[tuple[Text, Text], ...]
    given: tuple[Formula, ...]
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class Solution:
    """A worked solution. `stopped` says where a run ended before its last step, "" where it did not."""

    language: str
    title: str
    setup: Setup
    sections: tuple[Section, ...]
    stopped: Text
    footer: Text


def one_line(text: str) -> str:
    """A typed title as one line of visible characters."""
    shown = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(shown.split())


def runs(text: Text) -> Iterator[tuple[bool, str]]:
    """The pieces of a sentence, each with True where it is a formula."""
    for index, piece in enumerate(text.split("$")):
        if piece:
            yield index % 2 == 1, piece


def formula(sign: str, named: Iterable[tuple[str, str | None]]) -> Formula:
    """One formula of several equations `left sign right`, each of a kind; what says the same again is left out.

    An equation that is None is missing from the formula, and so is one, but for the first, that is too wide to be read.
    """
    left, rows, seen, complete = "", [], set(), True
    for kind, text in named:
        if text is None:
            complete = False
            continue
        side, right = text.split(f" {sign} ", 1)
        parts = in_rows(right)
        if left and not legible(right):
            complete = False
        elif right not in seen:
            rows += [Row(kind, sign if part is parts[0] else "", part) for part in parts]
        left = left or side
        seen.add(right)
    return Formula(left, tuple(rows), complete)


def legible(right: str) -> bool:
    """True for a right side that a page can hold in print large enough to be read."""
    return max(map(width, in_rows(right))) <= MOST_WIDTH


def same(right: str) -> str:
    """A right side without the sign between factors, which differs between names and numbers."""
    return right.replace(r"\cdot", r"\,")
