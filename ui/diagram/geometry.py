"""Where every part of the network diagram stands. It depends on the network's widths and the digits, on no number.

So a picture never jumps between steps or while a number is dragged, and one geometry serves every step.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise

from ui.diagram.metrics import (
    MOST_LABELLED_EDGES,
    MOST_NAMED_EDGES,
    metrics,
)
from ui.diagram.place import Box, Chevron, Geometry, Line
from ui.diagram.placing import place_labels

MARGIN = 10
WIRE = 34
MARKED = 13
"""How far from the ends of an edge its direction marks stand."""
WIDER = (4, 7, 10, 15, 21)
"""How much wider a gap is for each edge above four, so that labels find room side by side: the first that will do."""


@lru_cache(maxsize=64)
def geometry(widths: tuple[int, ...], digits: int) -> Geometry:
    """The places of every part of a network with these widths (inputs first)."""
    sizes, edges = metrics(widths), most_edges(widths)
    if edges <= MOST_LABELLED_EDGES:
        for wider in WIDER if edges > 4 else WIDER[:1]:
            made = Geometry(sizes, named=edges <= MOST_NAMED_EDGES and sizes.tag > 0, labelled=True)
            _Builder(made, widths, digits, max(0, edges - 4) * wider).build()
            labels = [made.boxes[name] for name in made.lines]
            if not any(a.overlap(b) for a, b in combinations(labels, 2)):
                return made
    made = Geometry(sizes, named=False, labelled=False)
    _Builder(made, widths, digits, 0).build()
    return made


def most_edges(widths: tuple[int, ...]) -> int:
    """The number of weights between the two layers that have the most."""
    return max(a * b for a, b in pairwise(widths))


def label_size(made: Geometry, digits: int) -> tuple[float, float]:
    """The room kept for the label of an edge."""
    if not made.labelled:
        return 0, 0
    size = made.sizes.size
    wide = size * (0.45 * digits + 5.7) if made.named else size * (0.5 * digits + 2.2)
    return wide, made.sizes.slots["weight"][-1][1] + 5


class _Builder:
    """Draws up a geometry from left to right; `x` is where the next column starts."""

    def __init__(self, made: Geometry, widths: tuple[int, ...], digits: int, spread: float) -> None:
        self.made, self.widths, self.sizes = made, widths, made.sizes
        self.half = self.sizes.half(digits)
        self.label = label_size(made, digits)
        self.gap = max(self.label[0] + 44 + spread, 96)
        self.rows = max(widths)
        self.x: float = MARGIN

    def build(self) -> None:
        made, last = self.made, len(self.widths) - 1
        made.height = self.sizes.head + self.rows * self.sizes.row + MARGIN
        self._column("X", 0, self.half - 6, self.sizes.card if not self.sizes.tag else 46)
        for layer in range(1, last + 1):
            self._layer(layer, "Yhat" if layer == last else f"A{layer}")
        self._targets()
        self._loss()
        made.width = round(self.x + MARGIN)

    def _centres(self, count: int) -> Iterator[tuple[int, float]]:
        """Row numbers (1-based) and the height of each unit's middle."""
        top = self.sizes.head + (self.rows - count) * self.sizes.row / 2 + self.sizes.card / 2 + 2
        for i in range(count):
            yield i + 1, top + i * self.sizes.row

    def _column(self, key: str, column: int, width: float, height: float) -> None:
        for i, y in self._centres(self.widths[0]):
            self.made.boxes[f"{key}.{i}"] = Box(self.x, y - height / 2, width, height)
            self.made.column[f"{key}.{i}"] = column
        self.made.heads.append(("input", 0, self.x + width / 2))
        self.x += width

    def _layer(self, layer: int, a: str) -> None:
        made, half, card = self.made, self.half, self.sizes.card
        start, units = self.x, self.widths[layer]
        self.x += self.gap
        in_front = 0 if self.sizes.tag else self.half - 8
        for i, y in self._centres(units):
            z, b, top = f"Z{layer}.{i}", f"b{layer}.{i}", y - card / 2
            left = self.x + in_front
            made.boxes[z] = Box(left, top, half, card)
            made.boxes[f"{a}.{i}"] = Box(left + half, top, half, card)
            made.boxes[b] = (
                Box(self.x, top, in_front, card)
                if in_front
                else Box(left, top + card + 4, 2 * half - self._target_width() - 4, self.sizes.tag)
            )
            made.units.append(Box(self.x, top, in_front + 2 * half, card))
            made.column |= {z: 4 * layer - 2, b: 4 * layer - 2, f"{a}.{i}": 4 * layer - 1}
            made.marks.append(self._inner_mark(z, f"{a}.{i}", left + half, top))
        self._edges(layer, start)
        kind = "hidden" if layer < len(self.widths) - 1 else "output"
        made.heads.append((kind, layer, self.x + in_front + half))
        if in_front:
            middles = (in_front / 2, in_front + half / 2, in_front + 1.5 * half)
            made.letters += zip(self._letters(a), (self.x + m for m in middles), strict=True)
        self.x += in_front + 2 * half

    def _inner_mark(self, z: str, a: str, x: float, top: float) -> Chevron:
        """Between the halves of a unit: above going forward, beside the gradients coming back."""
        lines = self.sizes.slots["activation"]
        back = next(down for what, down, _ in lines if what.startswith("later"))
        return Chevron((z, a), (x, top + lines[0][1] - 5), (x, top + back - 5), 0)

    def _letters(self, a: str) -> tuple[str, str, str]:
        return "b", "z", "ŷ" if a == "Yhat" else "a"

    def _target_width(self) -> float:
        return round(0.66 * self.half)

    def _edges(self, layer: int, start: float) -> None:
        sources = list(self._centres(self.widths[layer - 1]))
        names, lines = [], []
        for i, y2 in self._centres(self.widths[layer]):
            for j, y1 in sources:
                names.append(f"W{layer}.{i}.{j}")
                lines.append(Line(0, y1, self.gap, y2))
        placed = place_labels(tuple(lines), *self.label) if self.made.labelled else [line.at(0.5) for line in lines]
        wide, high = self.label
        for name, line, (x, y) in zip(names, lines, placed, strict=True):
            self.made.lines[name] = Line(start, line.y1, self.x, line.y2)
            self.made.boxes[name] = Box(start + x - wide / 2, y - high / 2, wide, high)
            self.made.column[name] = 4 * layer - 3
            self._edge_marks(name, layer)

    def _edge_marks(self, name: str, layer: int) -> None:
        """Near both ends of an edge, where no label stands."""
        line, (_, row, column) = self.made.lines[name], name.split(".")
        below = f"X.{column}" if layer == 1 else f"A{layer - 1}.{column}"
        parts = (name, below, f"Z{layer}.{row}")
        for t in (MARKED / line.length, 1 - MARKED / line.length):
            self.made.marks.append(Chevron(parts, line.at(t), line.at(t), line.angle))

    def _targets(self) -> None:
        last, wide = len(self.widths) - 1, self._target_width()
        if not self.sizes.tag:
            self.x += 18
            self.made.heads.append(("target", 0, self.x + wide / 2))
        for i, _ in self._centres(self.widths[-1]):
            out = self.made.boxes[f"Yhat.{i}"]
            if self.sizes.tag:
                box = Box(out.right - wide, out.bottom + 4, wide, self.sizes.tag)
            else:
                box = Box(self.x, out.y, wide, out.h)
                self._wire(f"Yhat.{i}", f"Y.{i}", Line(out.right, out.middle, box.x, box.middle))
            self.made.boxes[f"Y.{i}"] = box
            self.made.column[f"Y.{i}"] = 4 * last
        if not self.sizes.tag:
            self.x += wide

    def _loss(self) -> None:
        made, high = self.made, self.sizes.slots["loss"][-1][1] + 10
        self.x += WIRE if self.widths[-1] == 1 else 2 * WIRE
        outs = [made.boxes[f"Yhat.{i}"] for i, _ in self._centres(self.widths[-1])]
        middle = (outs[0].middle + outs[-1].middle) / 2
        box = Box(self.x, middle - high / 2, self.half, high)
        made.boxes["J"] = box
        made.column["J"] = 4 * len(self.widths)
        made.heads.append(("loss", 0, self.x + self.half / 2))
        count = self.widths[-1]
        for i, _ in self._centres(count):
            for name in (f"Yhat.{i}", f"Y.{i}") if self.sizes.tag else (f"Y.{i}",):
                end = made.boxes[name]
                down = 0.25 if name[:2] == "Yh" else 0.75
                y = box.y + box.h * (i - 1 + (down if self.sizes.tag else 0.5)) / count
                self._wire(name, "J", Line(end.right, end.middle, self.x, y))
        self.x += self.half

    def _wire(self, source: str, target: str, line: Line) -> None:
        self.made.wires.append((line, (source, target)))
        at = line.at(0.5)
        self.made.marks.append(Chevron((source, target), at, at, line.angle))
