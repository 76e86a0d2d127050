"""The value of any part of a formula, and the cause of a number that is not finite: for looking closer than a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.compile import number
from engine.expr import Array, Call, Constant, Entry, Expr, Stable, Var
from engine.program import Equation
from engine.tree import children, expand, shape_of, sizes_or_names

Cause = Literal["overflow", "division_by_zero", "log_of_zero", "undefined"]


@dataclass(frozen=True)
class NonFinite:
    """The first number that is not finite: the step (0-based), the quantity, its entry (0-based) and what made it."""

    step: int
    key: str
    quantity: str
    row: int
    column: int
    value: float
    operation: str
    cause: Cause
    operands: tuple[float, ...]

    def __str__(self) -> str:
        numbers = ", ".join(f"{value:.6g}" for value in self.operands)
        return (
            f"step {self.step + 1}: {self.quantity}, entry ({self.row + 1}, {self.column + 1}) became {self.value}: "
            f"{self.cause.replace('_', ' ')} in {self.operation} of {numbers}"
        )


def evaluate(node: Expr, values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    """The value of a formula over named values, by the same operations as a run. 2-D float64."""
    with np.errstate(all="ignore"):
        return _value(expand(node), values, sizes)


def _value(node: Expr, values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    constant = number(node, sizes)
    if constant is not None:
        return np.array([[constant]])
    if isinstance(node, Var):
        return values[node.key]
    if isinstance(node, Entry):
        return values[node.var.key][node.row : node.row + 1, node.column : node.column + 1]
    if isinstance(node, Constant):
        return node.make(*(1 if s == "1" else sizes[s] for s in node.shape))
    assert isinstance(node, Call)
    args = [_value(a, values, sizes) for a in node.args]
    rows, columns = (int(size) for size in shape_of(node, sizes_or_names(sizes)))
    if node.op.view is not None:
        return node.op.view(args[0], (rows, columns))
    assert node.op.real is not None, f"{node.op} has no computation of its own"
    out = np.empty((rows, columns))
    node.op.real(*args, out)
    return out


def find_cause(step: int, equation: Equation, values: Mapping[str, Array], sizes: Mapping[str, int]) -> NonFinite:
    """Which entry of an equation's result is not finite, and the deepest operation that made it from finite numbers."""
    result = values[equation.target.key]
    row, column = (int(i) for i in np.argwhere(~np.isfinite(result))[0])
    node = expand(equation.expr)
    while True:
        bad = [c for c in children(node) if not np.isfinite(evaluate(c, values, sizes)).all()]
        if not bad or not isinstance(node, Call):
            break
        node = bad[0]
    operands = [evaluate(c, values, sizes) for c in children(node)]
    largest = tuple(float(o.flat[np.abs(o).argmax()]) for o in operands)
    name = node.op.name if isinstance(node, Call) else str(node)
    value = float(result[row, column])
    return NonFinite(
        step,
        equation.target.key,
        str(equation.target),
        row,
        column,
        value,
        name,
        _cause(name, operands, value),
        largest,
    )


def _cause(name: str, operands: list[Array], value: float) -> Cause:
    if name in ("divide", "power") and (operands[-1] == 0).any():
        return "division_by_zero"
    if name == "log":
        return "log_of_zero"
    if np.isnan(value):
        return "undefined"
    return "overflow"


def shown_value(node: Stable, values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    """The value of the form shown, for saying where it differs from the one computed."""
    return evaluate(node.shown, values, sizes)
