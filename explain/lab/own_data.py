"""A learner's table made into data: which column is to be predicted, as a class or as a number, from all others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from engine.expr import Array
from explain.lab.cells import Table, TableError, csv_text
from explain.lab.data import OWN, Data, make_data

LAST = 0
"""In place of the number of a column, from 1 on: the last one."""
CLASSES, NUMBERS, FOUND = "classes", "numbers", "found"
"""What the targets are; found by themselves where nobody has said."""
MOST_CLASSES = 10
LEAST_ROWS = 2
UNFINISHED = ("empty", "too_few", "same")
"""What is wrong with a table that only needs more examples."""


def to_data(
    table: Table,
    *,
    target: int = LAST,
    kind: str = FOUND,
    seed: int,
    share: float,
    standardise: bool,
    origin: Mapping[str, float | str | bool] | None = None,
) -> Data:
    """The data of a table whose column `target` (from 1 on) is to be predicted. Raises TableError, as reading does.

    `kind` is "classes", "numbers" or "found"; `seed`, `share` and `standardise` are used as `make_data` does.
    """
    column = column_of(table, target)
    found = found_kind(table, column) if kind == FOUND else kind
    x, cells = examples(table, column, found == NUMBERS)
    if len(cells) < LEAST_ROWS:
        raise TableError("too_few", count=len(cells), least=LEAST_ROWS)
    if len(set(cells)) == 1:
        raise TableError("same", table.lines[0], column + 1, value=table.rows[0][column])
    names = tuple(name for place, name in enumerate(table.heads) if place != column)
    used = {"seed": seed, "share": share, "standardise": standardise, "inputs": names, "origin": origin}
    if found == NUMBERS:
        called = table.heads[column : column + 1]
        return make_data(OWN, x, np.array([cells], dtype=float), 0, **used, labels=called)  # type: ignore[arg-type]
    labels = named_classes(cells)
    which = np.array([[float(labels.index(_name(cell))) for cell in cells]])
    return make_data(OWN, x, which, len(labels), **used, labels=labels)  # type: ignore[arg-type]


def column_of(table: Table, target: int) -> int:
    """The column of the targets, from 0 on; the last one where there is none of this number."""
    return target - 1 if 0 < target <= table.columns else table.columns - 1


def found_kind(table: Table, column: int) -> str:
    """Classes where the targets are names, or few different whole numbers; else numbers.

    A single name among numbers is taken for a slip, so the kind is numbers, for which it will be refused by its place.
    """
    rows = range(len(table.rows))
    names = sum(table.is_text(row, column) for row in rows)
    if names:
        return CLASSES if 2 * names >= len(rows) else NUMBERS
    try:
        values = [table.number(row, column) for row in rows]
    except TableError:
        return NUMBERS
    different = set(values)
    few = len(different) <= MOST_CLASSES and 2 * len(different) <= len(values)
    return CLASSES if all(map(float.is_integer, values)) and (few or len(different) <= 2) else NUMBERS


def examples(table: Table, column: int, as_numbers: bool) -> tuple[Array, list[float | str]]:
    """Inputs (n x d) and the cells of the target: numbers, or names where it has any. Raises TableError for the first
    fault.
    """
    names = not as_numbers and any(table.is_text(row, column) for row in range(len(table.rows)))
    x, cells, met = [], list[float | str](), set[float | str]()
    for row in range(len(table.rows)):
        inputs = []
        for place in range(table.columns):
            if place != column:
                inputs.append(table.number(row, place))
                continue
            cell: float | str = table.rows[row][place]
            if not (names and table.is_text(row, place)):
                value = table.number(row, place)
                cell = cell if names else value
            cells.append(cell)
            met.add(cell)
            if not as_numbers and len(met) > MOST_CLASSES:
                raise TableError("too_many_classes", table.lines[row], place + 1, cell=table.rows[row][place])
        x.append(inputs)
    return np.array(x, dtype=float).reshape(len(x), table.columns - 1).T, cells


def named_classes(cells: Sequence[float | str]) -> tuple[str, ...]:
    """What the classes are called, each once: numbers by size, names by the alphabet."""
    order = sorted(set(cells), key=lambda cell: ("", cell) if isinstance(cell, float) else (cell.casefold(), cell))
    return tuple(map(_name, order))


def _name(cell: float | str) -> str:
    return written(cell) if isinstance(cell, float) else cell


def written(value: float) -> str:
    """The shortest text of a number that reads back to the same."""
    return str(int(value)) if value == int(value) else repr(value)


def to_csv(data: Data, inputs: Iterable[str], target: str) -> str:
    """Data as CSV that reads back to the same examples: a line of names, then inputs and target of each example."""
    cells = [[written(float(value)) for value in column] for column in data.X.T]
    known = data.labels if data.classes else ()
    targets = [[known[int(value)] if known else written(float(value)) for value in column] for column in data.targets.T]
    heads = data.labels if data.labels and not data.classes else [target] * len(data.targets)
    return csv_text([[*inputs, *heads], *(x + y for x, y in zip(cells, targets, strict=True))])
