"""Values of a document read one by one: each reader says what it expected, what it got and where."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.expr import Array
from engine.spec import read_only


class ProblemError(ValueError):
    """A document does not describe a problem. `field` is where ("W[0][1][2]"), `reason` is why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True)
class Limits:
    """The largest problem that is accepted. `magnitude` bounds every number's size."""

    layers: int = 64
    units: int = 4096
    examples: int = 100_000
    magnitude: float = 1e300


LIMITS = Limits()
LESSON_LIMITS = Limits(layers=8, units=16, examples=64, magnitude=1e6)


def record(value: Any, path: str, required: Sequence[str], optional: Iterable[str] = ()) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ProblemError(path, f"expected a record with {', '.join(required) or 'named values'}, got {said(value)}")
    known = (*required, *optional)
    for key in value:
        if key not in known:
            raise ProblemError(f"{path}.{key}".strip("."), f"unknown key; known are {', '.join(known) or 'none'}")
    for key in required:
        if key not in value:
            raise ProblemError(f"{path}.{key}".strip("."), "is missing")
    return value


def said(value: Any) -> str:
    """A value for an error message, short."""
    if isinstance(value, bool):
        return f"{str(value).lower()}, which is not a number"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    if isinstance(value, int) and abs(value) >= 10**20:
        return f"an integer of {len(str(abs(value))) if abs(value) < 10**4000 else 'more than 4000'} digits"
    if isinstance(value, int | float):
        return str(value)
    return {list: "a list", dict: "a record", type(None): "nothing"}.get(type(value), f"a {type(value).__name__}")


def number(value: Any, path: str, limit: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ProblemError(path, f"expected a number, got {said(value)}")
    if not (isinstance(value, int) or math.isfinite(value)):
        raise ProblemError(path, f"{value} is not a finite number")
    if abs(value) > limit:
        raise ProblemError(path, f"{said(value)} is too large: at most {limit:g}")
    return float(value)


def whole(value: Any, path: str, least: int, most: int = 10**9) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ProblemError(path, f"expected a whole number, got {said(value)}")
    if not least <= value <= most:
        raise ProblemError(path, f"{said(value)} is not between {least} and {most}")
    return value


def one_of(value: Any, path: str, known: Iterable[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise ProblemError(path, f"{said(value)} is not one of {', '.join(known)}")
    return value


def listed(value: Any, path: str, length: int | None, of: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ProblemError(path, f"expected a list of {of}, got {said(value)}")
    if length is not None and len(value) != length:
        raise ProblemError(path, f"expected {length} {of}, got {len(value)}")
    return list(value)


def matrix(value: Any, path: str, rows: int, columns: int, limits: Limits, shape: str) -> Array:
    """A rows x columns matrix; `shape` says in words which sizes those are."""
    lines = listed(value, path, None, "rows")
    if len(lines) != rows:
        raise ProblemError(path, f"expected {rows} rows ({shape}), got {len(lines)}")
    read = []
    for i, line in enumerate(lines):
        cells = listed(line, f"{path}[{i}]", None, "numbers")
        if len(cells) != columns:
            raise ProblemError(f"{path}[{i}]", f"expected {columns} numbers ({shape}), got {len(cells)}")
        read.append([number(v, f"{path}[{i}][{j}]", limits.magnitude) for j, v in enumerate(cells)])
    return read_only(np.array(read, dtype=np.float64).reshape(rows, columns))
