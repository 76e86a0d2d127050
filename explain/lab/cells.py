"""A table of text cells, its numbers read strictly, and what is wrong with one by line and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

LARGEST = 1e6
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
WITH_COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?", re.ASCII)
MINUS = "\u2212"
"""The sign that is printed; programs write a hyphen."""


class TableError(ValueError):
    """A table cannot be used. `key` says why, `names` are what the sentence for it mentions.

    `line` and `column` are counted from 1 as in the text; 0 where it is about all of it.
    """

    def __init__(self, key: str, line: int = 0, column: int = 0, **names: Any) -> None:
        super().__init__(f"{key} in line {line}, column {column}: {names}")
        self.key, self.line, self.column, self.names = key, line, column, names


@dataclass(frozen=True)
class Table:
    """Rows of cells, all of one length, each cell without the spaces around it. `lines` says where each row stands.

    `heads` are the names of the columns, () where the table has none. `comma` says that its numbers have a decimal
    comma.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    columns: int
    comma: bool

    def number(self, row: int, column: int) -> float:
        """The number in a cell (row and column from 0). Raises TableError for what is none that can be used."""
        cell = self.rows[row][column]
        line, place = self.lines[row], column + 1
        if not cell:
            raise TableError("blank", line, place)
        plain = self.pointed(cell)
        if not NUMBER.fullmatch(plain):
            raise TableError(_why_not(plain), line, place, cell=cell)
        if self.comma and "." in cell:
            raise TableError("both_signs", line, place, cell=cell)
        value = float(plain)
        if not -LARGEST <= value <= LARGEST:
            raise TableError("too_big" if value - value == 0 else "not_finite", line, place, cell=cell)
        return value

    def is_text(self, row: int, column: int) -> bool:
        """True for a cell that is a name: neither empty nor meant as a number."""
        cell = self.pointed(self.rows[row][column])
        return bool(cell) and not NUMBER.fullmatch(cell) and _why_not(cell) == "text"

    def text_columns(self) -> tuple[int, ...]:
        """The columns (from 0) that have a name somewhere."""
        rows = range(len(self.rows))
        return tuple(j for j in range(self.columns) if any(self.is_text(i, j) for i in rows))

    def pointed(self, cell: str) -> str:
        """A cell with the signs that numbers have in programs: a point, and a hyphen for minus."""
        plain = cell.replace(MINUS, "-")
        return plain.replace(",", ".") if self.comma and WITH_COMMA.fullmatch(plain) else plain

    def alike(self, other: Table) -> bool:
        """True where columns have the same names and number."""
        return (self.heads, self.columns) == (other.heads, other.columns)

    def with_last(self, column: int) -> Table:
        """The table with this column (from 0) after all others."""

        def moved(cells: tuple[str, ...]) -> tuple[str, ...]:
            return (*cells[:column], *cells[column + 1 :], *cells[column : column + 1])

        return replace(self, heads=moved(self.heads), rows=tuple(map(moved, self.rows)))

    def with_rows(self, rows: Iterable[Sequence[str]]) -> str:
        """The text of a table of these rows under the same names, commas between, numbers with a point."""
        return csv_text([*([self.heads] if self.heads else []), *(map(self._plain, row) for row in rows)])

    def _plain(self, cell: str) -> str:
        plain = self.pointed(cell)
        return plain if NUMBER.fullmatch(plain) else cell


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as CSV with commas, numbers with every digit."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _why_not(cell: str) -> str:
    """Why a cell is no number that can be used: not finite, in digits of another script, or simply text."""
    try:
        value = float(cell)
    except ValueError:
        return "text"
    if value - value != 0:
        return "not_finite"
    return "digits" if not cell.isascii() else "text"
