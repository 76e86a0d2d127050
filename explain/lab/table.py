"""A learner's own examples, read from CSV as people and spreadsheets write it, or refused by line and column.

One example a line, with commas, semicolons or tabs between the columns; with the latter two a number can have a decimal
comma.
"""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from explain.lab.cells import MINUS, WITH_COMMA, Table, TableError

MOST_BYTES = 2**20
MOST_ROWS, MOST_COLUMNS = 1000, 33
"""A column for the target beside at most 32 inputs."""
LONGEST = 64
"""Characters of a name."""
SEPARATORS = ("\t", ";", ",")
"""In the order in which they are tried: a comma may be part of a number or of a name."""

Line = tuple[int, tuple[str, ...]]
"""Which line it is, and its cells."""


def read_table(text: str | bytes) -> Table:
    """The table of a text, with at least one row or a line of names. Raises TableError."""
    whole = decoded(text)
    separator = _separator(whole)
    lines = list(_lines(whole, separator))
    if not lines:
        raise TableError("empty")
    _check_shape(lines)
    used = max(place for _, cells in lines for place, cell in enumerate(cells, 1) if cell)
    lines = [(line, cells[:used]) for line, cells in lines]  # spreadsheets end lines with separators
    first, top = lines[0]
    if len(top) == 1:
        raise TableError("one_column", first, 1)
    comma = separator != "," and any(
        WITH_COMMA.fullmatch(cell.replace(MINUS, "-")) for _, cells in lines for cell in cells
    )
    found = Table((), tuple(cells for _, cells in lines), tuple(line for line, _ in lines), len(top), comma)
    if all(found.is_text(0, j) or not cell for j, cell in enumerate(top)):
        found = replace(found, heads=_distinct(top), rows=found.rows[1:], lines=found.lines[1:])
    if len(found.rows) > MOST_ROWS:
        raise TableError("too_many_rows", found.lines[MOST_ROWS], 1, most=MOST_ROWS)
    return found


def decoded(text: str | bytes) -> str:
    """The text of a file without its byte order mark. Raises TableError where it is too large or not UTF-8."""
    if len(text) > MOST_BYTES:
        raise TableError("too_large")
    try:
        data = text.encode() if isinstance(text, str) else text
        if len(data) > MOST_BYTES:
            raise TableError("too_large")
        return data.removeprefix(BOM_UTF8).decode()
    except UnicodeEncodeError as error:
        before = error.object[: error.start]
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
    ends = re.split(r"\r\n|\r|\n", before)
    raise TableError("not_utf8", len(ends), len(ends[-1]) + 1)


def _separator(text: str) -> str:
    """The sign between columns: the first that makes lines of equal length, else the first that is there."""
    there = [sign for sign in SEPARATORS if sign in text]
    for sign in there:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, skipinitialspace=True)
        try:
            widths = {len(cells) for cells in islice(reader, MOST_ROWS + 2) if any(map(str.strip, cells))}
        except csv.Error:  # a cell too long to be read, which is said when the table itself is read
            continue
        if len(widths) == 1 and widths != {1}:
            return sign
    return next(iter(there), ",")


def _lines(text: str, separator: str) -> Iterator[Line]:
    """The lines that have something in them, one more than may be at most."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    found, before = 0, 0
    while found <= MOST_ROWS + 1:
        try:
            cells = tuple(map(_visible, next(reader)))
        except StopIteration:
            return
        except csv.Error as error:
            key = "long_text" if "larger" in str(error) else "quotes"
            raise TableError(key, before + 1, _unclosed(text, before, separator), most=LONGEST) from None
        if any(cells):
            found += 1
            yield before + 1, cells
        before = reader.line_num


def _visible(cell: str) -> str:
    """A cell in one line, without signs that cannot be seen or that turn the others round."""
    if not cell.isprintable():
        cell = "".join(sign if sign.isprintable() else " " for sign in cell)
    return cell.strip()


def _unclosed(text: str, before: int, separator: str) -> int:
    """The column of the first quotation mark that is not closed as it should be, in the line after `before` lines."""
    line = next(islice(io.StringIO(text, newline=""), before, None), "")
    sound = re.compile(rf'(?: *"(?:[^"]|"")*"| *[^"{separator} ][^{separator}]*| *){separator}')
    column, at = 1, 0
    while column < MOST_COLUMNS and (found := sound.match(line, at)):
        column, at = column + 1, found.end()
    return column


def _check_shape(lines: Sequence[Line]) -> None:
    """Every line as long as the first one, no name too long, not too much of anything."""
    width = len(lines[0][1])
    for line, cells in lines:
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise TableError("too_many_columns", line, MOST_COLUMNS + 1, most=MOST_COLUMNS)
        if len(cells) != width:
            key = "too_long" if len(cells) > width else "too_short"
            raise TableError(key, line, min(width, len(cells)) + 1, count=len(cells), width=width)
        long = next((j for j, cell in enumerate(cells) if len(cell) > LONGEST), None)
        if long is not None:
            raise TableError("long_text", line, long + 1, most=LONGEST)


def _distinct(heads: Sequence[str]) -> tuple[str, ...]:
    """Names of columns, each of them once: an empty or a repeated one gets the number of its column."""
    found: list[str] = []
    for number, head in enumerate(heads, 1):
        while not head or head in found:
            head = f"{head} ({number})".strip()
        found.append(head)
    return tuple(found)
