"""What is known at each part of the diagram by the current step: the quantities drawn there and their numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine import Phase, Program, Step
from engine.expr import Entry, Mark, Var
from engine.tree import reads
from explain.highlight import drawn
from explain.numbers import plain
from explain.rows import ENTRIES
from ui.diagram.labels import entry_label, short

GIVEN = -1
VEILED = "?"
"""Stands for a number that the learner is to work out."""


@dataclass(frozen=True)
class Fact:
    """One number of a part: `slot` is where it is drawn, `role` what the current step does with it.

    `value` is None while it is not computed, and where it is `veiled`: computed, but not to be seen. An arrow as `sign`
    says that it takes the quantity's place.
    """

    slot: str
    label: str
    short: str
    value: float | None
    role: str
    sign: str = "="
    veiled: bool = False

    def text(self, digits: int) -> str:
        """The number in print, a dash while it is not computed, a question mark where it is veiled."""
        if self.value is None:
            return VEILED if self.veiled else "–"
        return plain(self.value, digits)


@lru_cache(maxsize=64)
def drawn_at(program: Program) -> Mapping[str, tuple[tuple[Var, int], ...]]:
    """By key of the place: the quantities drawn there, each with the step that computes it (-1: it is given)."""
    found: dict[str, list[tuple[Var, int]]] = {}
    steps = [(var, GIVEN) for var in program.inputs] + [(e.target, i) for i, e in enumerate(program.equations)]
    for var, index in steps:
        if var.mark is not Mark.MASK and not drawn(var).hyper:
            at = drawn(var)
            place = "J" if at.symbol == "J" else at.key
            found.setdefault(place, []).append((var, index))
    return {place: tuple(facts) for place, facts in found.items()}


def slot_of(var: Var) -> str:
    """Which line of its part a quantity is written on: its value, its next value, its slope, or what came later."""
    if var.mark is Mark.VALUE and not var.part:
        return "value"
    if var.mark is Mark.NEXT and var.of is not None and var.of.mark is Mark.VALUE:
        return "next"
    return "slope" if var.mark is Mark.SLOPE else "later"


class Known:
    """The numbers of one step's trace, as far as they are computed by that step, for one example (a column).

    Of the quantities in `veiled` it tells no number. `convention` is that of the names, one of `explain.rows`.
    """

    def __init__(self, step: Step, example: int, veiled: Collection[str] = (), convention: str = "columns") -> None:
        self.step, self.example, self.veiled = step, example, veiled
        self.written = ENTRIES[convention]
        self.sizes = step.trace.sizes
        self.target = step.equation.target
        self.read = set(reads(step.equation.expr))
        self.places = drawn_at(step.trace.program)
        self._numbers: dict[str, Any] = {}

    def at(self, place: str, row: int, column: int) -> list[Fact]:
        """Everything drawn at an entry (0-based): its value first, then what is known beyond it, oldest first."""
        facts = []
        for var, index in self.places[place]:
            slot = slot_of(var)
            known = index <= self.step.index
            if slot == "value" or (known and index != GIVEN):
                facts.append(self._fact(var, slot, row, column, known))
        return sorted(facts, key=lambda fact: fact.slot != "value")

    def _fact(self, var: Var, slot: str, row: int, column: int, known: bool) -> Fact:
        column = self.example if var.shape[1] == "d" else column
        leaf = self.written(Entry(var, row, column))
        label = entry_label(leaf.var, leaf.row, leaf.column, self.sizes)
        role = "result" if var == self.target else "read" if var in self.read else ""
        veiled = var.key in self.veiled
        value = self._number(var, row, column) if known and not veiled else None
        return Fact(
            slot,
            label,
            var.part if var.mark is not Mark.STATE and var.part else short(label),
            value,
            role,
            "←" if var.mark is Mark.NEXT else "=",
            known and veiled,
        )

    def _number(self, var: Var, row: int, column: int) -> float:
        if var.key not in self._numbers:
            self._numbers[var.key] = self.step.trace[var.key].tolist()
        number: float = self._numbers[var.key][row][column]
        return number


def direction(step: Step) -> str:
    """Which way numbers flow in this step; an update reads what came back and is drawn in its colour."""
    return "forward" if step.phase in (Phase.FORWARD, Phase.LOSS) else "backward"
