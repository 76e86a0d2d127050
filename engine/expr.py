"""Formulas as data: a small tree of expressions, written with Python's own operators.

An expression knows the named sizes of its result (`W1` is h1 x n), so a wrong formula is refused before any number
exists. Nothing here computes: `engine.run` turns a tree into a list of NumPy calls, `explain` turns it into text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Shape = tuple[str, str]
"""Two named sizes, rows and columns: "n" inputs, "h1" units of hidden layer 1, "m" outputs, "d" examples, "1"."""

SCALAR: Shape = ("1", "1")


class SizeError(ValueError):
    """The sizes of a formula do not fit; the message names both operands and their sizes."""


class Mark(Enum):
    """What a quantity says about the quantity it belongs to."""

    VALUE = "value"
    GRADIENT = "gradient"
    NEXT = "next"
    STATE = "state"
    SLOPE = "slope"
    MASK = "mask"


class Expr:
    """A formula or a part of one. Operators build bigger formulas; nothing is computed."""

    def __add__(self, other: Operand) -> Expr:
        return call("add", self, other)

    def __radd__(self, other: Operand) -> Expr:
        return call("add", other, self)

    def __sub__(self, other: Operand) -> Expr:
        return call("subtract", self, other)

    def __rsub__(self, other: Operand) -> Expr:
        return call("subtract", other, self)

    def __mul__(self, other: Operand) -> Expr:
        return call("multiply", self, other)

    def __rmul__(self, other: Operand) -> Expr:
        return call("multiply", other, self)

    def __truediv__(self, other: Operand) -> Expr:
        return call("divide", self, other)

    def __rtruediv__(self, other: Operand) -> Expr:
        return call("divide", other, self)

    def __matmul__(self, other: Operand) -> Expr:
        return call("matmul", self, other)

    def __pow__(self, other: Operand) -> Expr:
        return call("square", self) if other == 2 else call("power", self, other)

    def __neg__(self) -> Expr:
        return call("negative", self)

    @property
    def T(self) -> Expr:
        """The transpose."""
        return call("transpose", self)


Operand = Expr | int | float | Fraction


@dataclass(frozen=True)
class Number(Expr):
    """A number written in a formula. `name` is set for those with a name of their own (pi)."""

    value: Fraction | float
    name: str = ""


@dataclass(frozen=True)
class SizeOf(Expr):
    """A size used as a number, as d in 1/d."""

    size: str


@dataclass(frozen=True)
class Constant(Expr):
    """A matrix fixed by its sizes alone, such as the ones in dZ . 1."""

    name: str
    shape: Shape
    make: Callable[[int, int], Array] = field(compare=False)


@dataclass(frozen=True)
class Var(Expr):
    """A named quantity of the network. `key` is its name in a Trace, `of` the quantity it belongs to.

    `hyper` marks a setting (a learning rate, a decay): a scalar that may stand beside any matrix.
    `function` is the activation's name for a slope.
    """

    key: str
    shape: Shape
    symbol: str
    layer: int | None = None
    mark: Mark = Mark.VALUE
    of: Var | None = None
    part: str = ""
    hyper: bool = False
    function: str = ""

    @property
    def grad(self) -> Var:
        """dJ/d(self)."""
        return Var("d" + self.key, self.shape, self.symbol, self.layer, Mark.GRADIENT, self)

    @property
    def next(self) -> Var:
        """The quantity after the update."""
        return Var(self.key + "_next", self.shape, self.symbol, self.layer, Mark.NEXT, self, hyper=self.hyper)

    def state(self, symbol: str) -> Var:
        """An optimiser's memory of this parameter, such as its momentum V."""
        return Var(f"{symbol}_{self.key}", self.shape, symbol, self.layer, Mark.STATE, self)

    def only(self, part: str) -> Var:
        """One named part of the quantity, such as the data part of a gradient."""
        return replace(self, key=f"{self.key}_{part}", part=part)

    def __str__(self) -> str:
        if self.mark is Mark.GRADIENT and self.of is not None:
            return f"dJ/d{self.of}" + (f" ({self.part})" if self.part else "")
        if self.mark in (Mark.NEXT, Mark.STATE, Mark.MASK) and self.of is not None:
            return self.key
        if self.mark is Mark.SLOPE:
            return f"f'(Z({self.layer}))"
        return self.symbol if self.layer is None else f"{self.symbol}({self.layer})"


@dataclass(frozen=True)
class Entry(Expr):
    """One entry of a quantity, 0-based: a leaf of the single-entry version of a formula."""

    var: Var
    row: int
    column: int


@dataclass(frozen=True, eq=False)
class Op:
    """One operation: its size rule, its single-entry rule and how it is computed.

    `real` and `complex` take the operands and an output array. An operation defined by other operations has a
    `body` instead; one that only looks at its operand in another way has a `view`, from the operand and the result's
    rows and columns. `aliases` says that the output may be one of the operands.
    """

    name: str
    shape: Callable[[tuple[Expr, ...], Sizer], Shape]
    entry: Callable[[tuple[Expr, ...], int, int, Mapping[str, int]], Expr]
    real: Callable[..., Any] | None = None
    complex: Callable[..., Any] | None = None
    body: Callable[..., Expr] | None = None
    view: Callable[[Array, tuple[int, int]], Array] | None = None
    aliases: bool = False

    def __repr__(self) -> str:
        return f"Op({self.name})"


@dataclass(frozen=True)
class Call(Expr):
    """An operation applied to operands."""

    op: Op
    args: tuple[Expr, ...]

    def __str__(self) -> str:
        return f"{self.op.name}({', '.join(map(str, self.args))})"


@dataclass(frozen=True)
class Stable(Expr):
    """The same value twice: `shown` is the textbook form, `compute` the one that keeps its digits."""

    shown: Expr
    compute: Expr

    def __str__(self) -> str:
        return str(self.shown)


Sizer = Callable[[str], str | int]
"""Reads a size's name: as itself when a formula is planned, as a number where only real sizes count."""

Line = tuple[Var, Expr, str]
"""A target, its formula and the key of the sentence that explains it: an equation before its phase is known."""

OPS: dict[str, Op] = {}
"""Every operation by name; filled by `engine.ops`."""


def expr(value: Operand) -> Expr:
    """A Python number as an expression; an expression as itself."""
    if isinstance(value, Expr):
        return value
    return Number(Fraction(value) if isinstance(value, int) else value)


def call(name: str, *args: Operand) -> Expr:
    """The operation called `name` applied to `args`."""
    return Call(OPS[name], tuple(expr(a) for a in args))


def ones(rows: str, columns: str) -> Constant:
    """The matrix of ones, `1` in the notes."""
    return Constant("ones", (rows, columns), lambda r, c: np.ones((r, c)))


def zeros(rows: str, columns: str) -> Constant:
    """The matrix of zeros."""
    return Constant("zeros", (rows, columns), lambda r, c: np.zeros((r, c)))


def others(size: str) -> Constant:
    """Ones everywhere but on the diagonal: times p it gives, for each entry, the sum of all the others."""
    return Constant("others", (size, size), lambda r, c: np.ones((r, c)) - np.eye(r))
