"""Where to put labels along lines, so that they cover neither each other nor, if possible, other lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ui.diagram.place import Box, Line

SPACING = 5
STEPS = 12
SWEEPS = 12
COVERED = 100
"""How much worse covering another label is than lying on another line."""


@dataclass(frozen=True)
class _Choice:
    """One place for a label: its middle, the room it takes, and what it costs by itself."""

    at: tuple[float, float]
    box: Box
    cost: float


@lru_cache(maxsize=64)
def place_labels(lines: tuple[Line, ...], wide: float, high: float) -> list[tuple[float, float]]:
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
