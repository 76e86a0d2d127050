"""What the LaTeX reader computes with: single numbers and matrices, constants and functions, and which sizes fit."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

Value = float | np.ndarray
"""A float for a single number, a 2-D array for a matrix: [3] and 3 differ."""

CONSTANTS = {
    r"\pi": math.pi,
    r"\lambda": 1.0507009873554804934193349852946,
    r"\alpha": 1.6732632423543772848170429916717,
    r"\infty": math.inf,
    r"\text{undefined}": math.nan,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    r"\ln": np.log,
    r"\max": np.maximum,
    r"\min": np.minimum,
    r"\operatorname{sign}": np.sign,
    r"\operatorname{erf}": lambda a: np.vectorize(math.erf, otypes=[float])(a),
}


class ReadError(ValueError):
    """The text is not a formula, or it could be read in two ways; the message shows the place."""


def is_matrix(value: Value) -> bool:
    """True for a matrix, also one of 1 x 1."""
    return isinstance(value, np.ndarray)


def plain(value: Any) -> Value:
    """A NumPy scalar as a float, a matrix as itself."""
    return value if np.ndim(value) else float(value)


def together(function: Callable[..., Any], *args: Value) -> Value:
    """An entry-by-entry function: matrices of one size, single numbers, a column or row beside a matrix (W A + b)."""
    shapes = {np.shape(a) for a in args if is_matrix(a)}
    spread = function is np.add and len(shapes) == 2 and np.shape(args[1]) in _beside(np.shape(args[0]))
    if len(shapes) > 1 and not spread:
        raise ReadError(f"sizes {shapes} do not fit")
    return plain(function(*args))


def _beside(shape: tuple[int, ...]) -> set[tuple[int, int]]:
    """What may be added to every example of a matrix: b as a column, or as a row where rows are examples."""
    return {(shape[0], 1), (1, shape[1])}


def matmul(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The matrix product."""
    if left.shape[1] != right.shape[0]:
        raise ReadError(f"sizes {left.shape} and {right.shape} do not fit")
    return left @ right
