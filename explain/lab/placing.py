"""Examples as points that are placed by hand: classes in a plane of two inputs, or a number over one input."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from explain.lab.cells import Table, TableError, csv_text
from explain.lab.own_data import CLASSES, FOUND, NUMBERS, column_of, examples, found_kind, named_classes, written

COLUMNS = {CLASSES: 3, NUMBERS: 2}
MOST_OFFERED = 4
"""Classes that can be begun by placing a point."""
USUAL = (-1.0, 1.0)
"""From where to where an axis goes that has no point outside."""
DIVISIONS = 6
STEPS = (1, 2, 5, 10)

Point = tuple[float, float, str]
"""Across, up, and what its class is called ("" for a number)."""


@dataclass(frozen=True)
class Axis:
    """From where to where an axis goes, its ticks, and the decimals that a place on it has."""

    low: float
    high: float
    ticks: tuple[float, ...]
    places: int

    def nearest(self, value: float) -> float:
        """The place on the axis that is nearest to a finite number."""
        return round(min(max(value, self.low), self.high), self.places) + 0.0


@dataclass(frozen=True)
class Plane:
    """Points as they stand in a table whose last column is the target; no table while there is nothing in it."""

    kind: str
    table: Table | None
    points: tuple[Point, ...]
    labels: tuple[str, ...]

    @property
    def offered(self) -> tuple[str, ...]:
        """What the class of another point can be: those that are there; where they are numbers, further ones."""
        found = list(self.labels)
        numbered = all(label.isascii() and label.isdigit() for label in found)
        while self.kind == CLASSES and numbered and len(found) < min(max(len(self.labels) + 1, 2), MOST_OFFERED):
            found.append(str(max((int(label) + 1 for label in found), default=0)))
        return tuple(found)

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """The axes across and up."""
        return axis([x for x, _, _ in self.points]), axis([y for _, y, _ in self.points])

    def added(self, point: Point) -> str:
        """The text with another point."""
        x, y, label = point
        row = (written(x), written(y), *([label] if self.kind == CLASSES else []))
        return self.table.with_rows([*self.table.rows, row]) if self.table else csv_text([row])

    def removed(self, point: Point) -> str | None:
        """The text without a point, the last where it is there more than once; None where it is not there."""
        at = max((place for place, known in enumerate(self.points) if known == point), default=None)
        if at is None or self.table is None:
            return None
        return self.table.with_rows(row for place, row in enumerate(self.table.rows) if place != at)


def plane_of(table: Table | None, target: int, kind: str) -> Plane | None:
    """The plane of a table, or an empty one for none. None for a table whose examples are no such points."""
    if table is None:
        return Plane(kind, None, (), ()) if kind in COLUMNS else None
    column = column_of(table, target)
    found = found_kind(table, column) if kind == FOUND else kind
    if COLUMNS[found] != table.columns:
        return None
    try:
        x, cells = examples(table, column, found == NUMBERS)
    except TableError:
        return None
    ordered = table.with_last(column)
    if found == NUMBERS:
        over = tuple((across, float(up), "") for across, up in zip(x[0].tolist(), cells, strict=True))
        return Plane(found, ordered, over, ())
    names = (named_classes([cell])[0] for cell in cells)
    return Plane(found, ordered, tuple(zip(*x.tolist(), names, strict=True)), named_classes(cells))


def axis(values: Sequence[float]) -> Axis:
    """An axis with round ends that all values lie on: the usual one where it has room for them."""
    low, high = USUAL
    if values and not low <= min(values) <= max(values) <= high:
        low, high = min(values), max(values)
        if low == high:
            low, high = low - 1, high + 1
    power = 10.0 ** math.floor(math.log10((high - low) / DIVISIONS))
    step = next(times * power for times in STEPS if times * power * DIVISIONS >= (high - low) * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    places = max(0, 2 - math.floor(math.log10((last - first) * step)))
    ticks = tuple(round(place * step, places + 2) + 0.0 for place in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], ticks, places)
