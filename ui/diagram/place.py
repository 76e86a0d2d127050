"""Boxes and lines of a picture, and where to put labels along lines so that they cover neither each other nor lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

SPACING = 5
STEPS = 12
SWEEPS = 12
COVERED = 100
"""How much worse covering another label is than lying on another line."""


class Box(NamedTuple):
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.h / 2

    def overlap(self, other: Box) -> float:
        """The area that both cover."""
        wide = min(self.right, other.right) - max(self.x, other.x)
        high = min(self.bottom, other.bottom) - max(self.y, other.y)
        return wide * high if wide > 0 and high > 0 else 0.0


class Line(NamedTuple):
    """A straight line from left to right."""

    x1: float
    y1: float
    x2: float
    y2: float

    def at(self, t: float) -> tuple[float, float]:
        """The point a share t of the way along."""
        return self.x1 + t * (self.x2 - self.x1), self.y1 + t * (self.y2 - self.y1)

    @property
    def length(self) -> float:
        return math.hypot(self.x2 - self.x1, self.y2 - self.y1)

    @property
    def angle(self) -> float:
        """Its direction in degrees, downward positive."""
        return math.degrees(math.atan2(self.y2 - self.y1, self.x2 - self.x1))

    def inside(self, box: Box) -> float:
        """How much of the line, from left to right, runs inside a box."""
        left, right = max(box.x, self.x1), min(box.right, self.x2)
        if left >= right:
            return 0.0
        slope = (self.y2 - self.y1) / (self.x2 - self.x1)
        if slope:
            ends = sorted(self.x1 + (y - self.y1) / slope for y in (box.y, box.bottom))
            left, right = max(left, ends[0]), min(right, ends[1])
            return max(0.0, right - left)
        return right - left if box.y < self.y1 < box.bottom else 0.0


@dataclass(frozen=True)
class _Choice:
    """One place for a label: its middle, the room it takes, and what it costs by itself."""

    at: tuple[float, float]
    box: Box
    cost: float


def place_labels(lines: Sequence[Line], wide: float, high: float) -> list[tuple[float, float]]:
    """The middle of a label for each line: on its line, clear of the other labels, on few other lines.

    From a few starts, each label in turn takes its best place given the others; the best outcome is kept.
    """
    choices = [_choices(line, lines, wide, high) for line in lines]
    starts = [[own[pick % len(own)] for own in choices] for pick in (0, -1, -2)]
    starts.append([own[-1 - index % 2] for index, own in enumerate(choices)])
    _, chosen = min((_settle(choices, start) for start in starts), key=lambda outcome: outcome[0])
    return [choice.at for choice in chosen]


def _choices(line: Line, lines: Sequence[Line], wide: float, high: float) -> list[_Choice]:
    """Places along a line where a label stays within the line's own width, from the middle outward."""
    reach = max(0.0, 0.5 - (wide / 2 + 1) / (line.x2 - line.x1))
    found = []
    for share in sorted((k / STEPS for k in range(-STEPS, STEPS + 1)), key=lambda k: (abs(k), -k)):
        x, y = line.at(0.5 + reach * share)
        box = Box(x - wide / 2 - SPACING / 2, y - high / 2 - SPACING / 2, wide + SPACING, high + SPACING)
        crossed = sum(other.inside(box) for other in lines if other is not line)
        found.append(_Choice((x, y), box, crossed + abs(share)))
    return found


def _settle(choices: Sequence[Sequence[_Choice]], start: Sequence[_Choice]) -> tuple[float, list[_Choice]]:
    """Where the labels come to rest from a start, after what it costs."""
    chosen = list(start)
    total, before = 0.0, -1.0
    for _ in range(SWEEPS):
        if total == before:
            break
        before, total = total, 0.0
        for index, own in enumerate(choices):
            others = [choice.box for k, choice in enumerate(chosen) if k != index]
            costs = [c.cost + COVERED * sum(c.box.overlap(other) for other in others) for c in own]
            total += min(costs)
            chosen[index] = own[costs.index(min(costs))]
    return total, chosen
