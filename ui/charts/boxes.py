"""The matrices of Z = W A + b as boxes, drawn to scale with their sizes: HTML, since a page takes out SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ui.charts.style import BLUE, ORANGE

WIDTH = 330
"""Room for a layer on a narrow screen, in pixels."""
LARGEST_CELL, LEAST_SLOT, GAP = 22, 44, 16
FAINT, TINT = "rgb(59 130 196 / 45%)", "rgb(59 130 196 / 16%)"
SHARED = f"5px solid {ORANGE}"


@dataclass(frozen=True)
class Box:
    """A matrix. `named` is its size by name ("h₁", "n"); `inner` says which side is the shared one: "columns", "rows"
    or "". `copies` draws a single column again so many times, in dashes."""

    name: str
    named: tuple[str, str]
    rows: int
    columns: int
    inner: str = ""
    copies: int = 1

    @property
    def across(self) -> int:
        """How many cells it is wide as drawn."""
        return self.columns * self.copies


Row = tuple[Box, Box, Box, Box]
"""Z, W, A and b of one layer."""
SIGNS = ("", "=", "·", "+")
"""What stands before each of them."""


def boxes(rows: Sequence[Row], alt: str) -> str:
    """The picture of some layers, one below the other, all at one scale. `alt` says in words what it shows."""
    cell = cell_size(rows)
    layers = "".join(f'<div style="display: flex">{_row(row, cell)}</div>' for row in rows)
    style = (
        "display: flex; flex-direction: column; gap: 1.2rem; font-size: 0.85rem; line-height: 1.35; padding: 0.5rem 0"
    )
    return f'<div role="img" aria-label="{escape(alt)}" style="{style}">{layers}</div>'


def cell_size(rows: Sequence[Row]) -> int:
    """The side of a cell in pixels, so that the widest layer fits."""
    return next((c for c in range(LARGEST_CELL, 1, -1) if max(_width(row, c) for row in rows) <= WIDTH), 1)


def _width(row: Row, cell: int) -> int:
    return sum(max(box.across * cell, LEAST_SLOT) for box in row) + GAP * (len(row) - 1)


def _row(row: Row, cell: int) -> str:
    high = max(box.rows for box in row) * cell
    return "".join(
        f'<span style="width: {GAP if sign else 0}px; margin-top: {high / 2 + 8}px; text-align: center">{sign}</span>'
        + _slot(box, cell, high)
        for box, sign in zip(row, SIGNS, strict=True)
    )


def _slot(box: Box, cell: int, high: int) -> str:
    """A box in its place: its name above, its sizes beneath, by name and as numbers."""
    style = f"min-width: {LEAST_SLOT}px; text-align: center"
    middle = f"height: {high}px; margin: 4px 0; display: flex; align-items: center; justify-content: center"
    sizes = "".join(f"<div>{_size(size, box.inner)}</div>" for size in (box.named, (str(box.rows), str(box.columns))))
    return f'<div style="{style}"><b>{escape(box.name)}</b><div style="{middle}">{_cells(box, cell)}</div>{sizes}</div>'


def _cells(box: Box, cell: int) -> str:
    """Cells within an outline, a thick line along the side that must match, and the copies of a column."""
    lines = f"transparent 0 {cell - 1}px, {FAINT} {cell - 1}px {cell}px"
    grid = f"repeating-linear-gradient(90deg, {lines}), repeating-linear-gradient({lines})"
    shared = {"columns": f"border-bottom: {SHARED};", "rows": f"border-left: {SHARED};"}.get(box.inner, "")
    size = f"width: {box.columns * cell}px; height: {box.rows * cell}px; box-sizing: border-box; flex: none"
    whole = f'<div style="{size}; border: 1.5px solid {BLUE}; {shared} background: {grid}, {TINT}"></div>'
    one = f"width: {cell}px; height: {box.rows * cell}px; box-sizing: border-box; border: 1px dashed {BLUE}"
    return whole + f'<div style="{one}"></div>' * (box.copies - 1)


def _size(names: tuple[str, str], inner: str) -> str:
    """A size such as h₁ × n, the part that must match in bold and underlined."""
    marked = (inner == "rows", inner == "columns")
    return " × ".join(
        f"<b><u>{escape(n)}</u></b>" if mark else escape(n) for n, mark in zip(names, marked, strict=True)
    )
