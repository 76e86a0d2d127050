"""Dragging a weight in the picture: how many of its values are drawn, and how far the number is behind."""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from benchmarks.page_tab import Tab

SECONDS, REACH = 2.0, 120
"""How long a drag lasts, and how many pixels it goes."""


@dataclass(frozen=True)
class Scale:
    """How a drag changes the number: value per pixel, and how far off it may be (half a pixel, and its rounding)."""

    slope: float
    slack: float


@dataclass(frozen=True)
class Drag:
    """What one drag showed, by the second, and in milliseconds how late the number and, after release, the rest was."""

    frames: float
    moves: float
    values: float
    kilobytes: float
    lags: tuple[float, ...]
    release: float


def number_in(text: str) -> float:
    """The number on a label such as w = −0.1. Raises ValueError where there is none."""
    found = re.search(r"[-−]?\d+(?:\.\d+)?(?:e[-−]?\d+)?\s*$", text.strip())
    if found is None:
        raise ValueError(f"no number at the end of {text!r}")
    return float(found[0].replace("−", "-"))


def scale_of(tab: Tab, selector: str) -> Scale | None:
    """The scale of a drag, measured with a slow one; None where the picture does not answer to a drag."""
    label = tab.page.locator(selector).last
    start = number_in(label.text_content() or "")
    x, y = _grip(tab, selector)
    offsets, changes = [0.0], [0.0]
    tab.page.mouse.down()
    for offset in (*range(15, REACH + 1, 15), 0):
        tab.page.mouse.move(x + offset, y)
        tab.rest()
        offsets.append(offset)
        changes.append(number_in(label.text_content() or "") - start)
    tab.page.mouse.up()
    tab.rest()
    if not any(changes):
        return None
    slope = float(np.dot(offsets, changes) / np.dot(offsets, offsets))
    off = float(np.max(np.abs(np.subtract(changes, np.multiply(slope, offsets)))))
    if off > 0.1 * abs(slope) * REACH:
        raise ValueError(f"the number does not follow the pointer evenly: {changes}")
    return Scale(slope, off + abs(slope) / 2)


def drag(tab: Tab, selector: str, scale: Scale, sign: int) -> Drag:
    """Drag evenly for SECONDS to the right (sign 1) or left (-1), wait, let go."""
    x, y = _grip(tab, selector)
    tab.reset()
    tab.page.evaluate("selector => gradwalkProbe.follow(selector)", selector)
    tab.page.mouse.down()
    begun = time.perf_counter()
    while (share := (time.perf_counter() - begun) / SECONDS) < 1:
        tab.page.mouse.move(x + sign * REACH * share, y)
    size = sum(map(len, tab.frames))
    tab.rest()
    path = tab.page.evaluate("gradwalkProbe.followed()")
    tab.reset()
    tab.page.mouse.up()
    after = tab.rest()
    moves, shown = path["moves"], [(at, number_in(text)) for at, text in path["shown"]]
    span = (moves[-1][0] - moves[0][0]) / 1000
    during = [value for at, value in shown if at <= moves[-1][0]]
    return Drag(
        frames=sum(moves[0][0] <= at <= moves[-1][0] for at in path["frames"]) / span,
        moves=len(moves) / span,
        values=sum(a != b for a, b in pairwise(during)) / span,
        kilobytes=size / 1000 / span,
        lags=tuple(lags(moves, shown, x, scale)),
        release=after["pixel"] - after["input"] if after["records"] else 0.0,
    )


def lags(moves: list[tuple[float, float]], shown: list[tuple[float, float]], x: float, scale: Scale) -> list[float]:
    """Milliseconds from each move to the first frame whose number is as far along as the pointer was then.

    `moves` are times and places, `shown` times and numbers, `x` is the place where the drag began. Raises ValueError
    where the number never gets there.
    """
    start, found = shown[0][1], []
    for at, place in moves:
        wanted = scale.slope * (place - x)
        way = np.sign(wanted)
        right = [then for then, value in shown if way * (value - start) >= abs(wanted) - scale.slack]
        if not right:
            raise ValueError(f"the number never came to {start + wanted:g}")
        found.append(max(right[0] - at, 0.0))
    return found


def report_drag(found: list[Drag], floor: float) -> list[str]:
    """The table's lines for some drags; delays also as multiples of the floor's edit, `floor` milliseconds."""
    every = [lag for one in found for lag in one.lags]
    middle, late = statistics.median(every), float(np.quantile(every, 0.95))
    release = statistics.median(one.release for one in found)

    def rate(name: str) -> str:
        return f"{statistics.median(getattr(one, name) for one in found):.0f}"

    return [
        "| dragging a weight | |",
        "|---|---|",
        f"| values drawn a second (of {rate('frames')} frames, {rate('moves')} moves) | {rate('values')} |",
        f"| from a move to its number, median | {middle:.0f} ms, {middle / floor:.2f} of the floor |",
        f"| the same, 95 of 100 | {late:.0f} ms, {late / floor:.2f} of the floor |",
        f"| from release to the last changed pixel | {release:.0f} ms, {release / floor:.2f} of the floor |",
        f"| received a second | {rate('kilobytes')} KB |",
    ]


def _grip(tab: Tab, selector: str) -> tuple[float, float]:
    """Put the pointer on the label; its place."""
    box = tab.page.locator(selector).last.bounding_box()
    if box is None:
        raise ValueError(f"{selector} is not on the page")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.page.mouse.move(x, y)
    tab.rest()
    return x, y
