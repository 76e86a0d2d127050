"""A gradient as a sum over paths: from a weight through every chain of units to the output, the product of its factors.

Every factor is an entry of the trace: what came in, how steep each unit on the way is, each weight on the way, and how
J changes with the sum of the output unit at the end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from engine import Trace
from engine.expr import Entry, Var
from explain.highlight import part_of
from explain.names import entry as entry_name

MOST = 64
"""Above this many paths they are grouped by the next unit."""


@dataclass(frozen=True)
class Factor:
    """One factor of a path: its LaTeX name, its value, the key of the step that computes it ("" for a setting) and the
    part of the diagram where it is drawn."""

    latex: str
    value: float
    key: str
    part: str


@dataclass(frozen=True)
class Path:
    """One way from a weight to J: the units it passes (0-based, the weight's own first) and its factors in order."""

    units: tuple[int, ...]
    factors: tuple[Factor, ...]

    @property
    def product(self) -> float:
        """The product of the factors: this path's share of the gradient."""
        return math.prod(f.value for f in self.factors)


@dataclass(frozen=True)
class Paths:
    """All paths of one weight for one example. `grouped` says that each stands for all paths through one next unit."""

    paths: tuple[Path, ...]
    grouped: bool

    @property
    def total(self) -> float:
        """The sum over the paths: the example's share of the gradient."""
        return math.fsum(p.product for p in self.paths)


Written = Callable[[Entry], Entry]


def paths(
    trace: Trace,
    parameter: str,
    row: int,
    column: int = 0,
    example: int = 0,
    written: Written = lambda leaf: leaf,
) -> Paths:
    """Every path from one entry (0-based) of W or b to J, for one example.

    `written` is one of `explain.rows.ENTRIES`: the convention in which the factors are named.
    Raises KeyError for what is no parameter, IndexError for an entry or an example outside.
    """
    var = next((v for v in trace.program.parameters if v.key == parameter), None)
    if var is None or var.layer is None:
        raise KeyError(f"{parameter!r} is no parameter: there are {', '.join(v.key for v in trace.program.parameters)}")
    rows, columns = trace[parameter].shape
    if not (0 <= row < rows and 0 <= column < columns and 0 <= example < trace.sizes["d"]):
        raise IndexError(f"{parameter} is {rows} x {columns} with {trace.sizes['d']} examples: no ({row}, {column})")
    walker = _Walker(trace, example, written)
    first = walker.came_in(var, column)
    above = [layer.index for layer in trace.program.layers if layer.index > var.layer]
    many = math.prod(len(trace[f"W{index}"]) for index in above)
    if many > MOST:
        return Paths(tuple(walker.grouped(first, var.layer, row)), grouped=True)
    chains = product(*(range(len(trace[f"W{index}"])) for index in above))
    return Paths(tuple(walker.path(first, var.layer, (row, *chain)) for chain in chains), grouped=False)


class _Walker:
    """Reads factors off one example of a trace."""

    def __init__(self, trace: Trace, example: int, written: Written) -> None:
        self.trace, self.example, self.written = trace, example, written

    def _factor(self, var: Var, row: int, column: int) -> Factor:
        leaf = Entry(var, row, column)
        value = float(self.trace[var.key][row, column])
        key = var.key if var.key in self.trace.index else ""
        return Factor(entry_name(self.written(leaf), self.trace.sizes), value, key, part_of(leaf) or "")

    def came_in(self, var: Var, column: int) -> tuple[Factor, ...]:
        """What the weight multiplies; nothing for a bias."""
        if var.symbol != "W" or var.layer is None:
            return ()
        return (self._factor(self.trace.program.layers[var.layer - 1].a_in, column, self.example),)

    def path(self, first: tuple[Factor, ...], layer: int, units: tuple[int, ...]) -> Path:
        """The factors along a chain of units, the first one in `layer`."""
        factors = [*first]
        for place, unit in enumerate(units):
            dense = self.trace.program.layers[layer - 1 + place]
            if place:
                factors.append(self._factor(dense.W, unit, units[place - 1]))
            if not dense.last:
                factors.append(self._factor(dense.slope, unit, self.example))
        out = self.trace.program.layers[-1]
        factors.append(self._factor(out.Z.grad, units[-1], self.example))
        return Path(units, tuple(factors))

    def grouped(self, first: tuple[Factor, ...], layer: int, row: int) -> Iterator[Path]:
        """One group for each unit of the next layer: its own gradient stands for all that lies behind it."""
        here, above = self.trace.program.layers[layer - 1], self.trace.program.layers[layer]
        slope = self._factor(here.slope, row, self.example)
        for unit in range(len(self.trace[above.W.key])):
            behind = self._factor(above.Z.grad, unit, self.example)
            yield Path((row, unit), (*first, slope, self._factor(above.W, unit, row), behind))
