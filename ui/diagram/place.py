"""What a picture is made of: boxes, lines, direction marks, and the geometry that holds them all."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ui.diagram.metrics import Metrics


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


def rounded(numbers: Iterable[float]) -> list[float]:
    """Picture units to a tenth, as short data."""
    return [round(number, 1) for number in numbers]


@dataclass(frozen=True)
class Chevron:
    """A place for a direction mark that points from `source` to `target` in the forward pass; `angle` in degrees.

    `back` is its place in the backward pass. It is shown where all of `parts` are lit.
    """

    parts: tuple[str, ...]
    at: tuple[float, float]
    back: tuple[float, float]
    angle: float


@dataclass
class Geometry:
    """Boxes and lines by part name, in picture units; `column` orders parts from left to right for the keyboard."""

    sizes: Metrics
    named: bool
    labelled: bool
    width: float = 0
    height: float = 0
    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    column: dict[str, int] = field(default_factory=dict)
    heads: list[tuple[str, int, float]] = field(default_factory=list)
    letters: list[tuple[str, float]] = field(default_factory=list)
    units: list[Box] = field(default_factory=list)
    wires: list[tuple[Line, tuple[str, str]]] = field(default_factory=list)
    marks: list[Chevron] = field(default_factory=list)
