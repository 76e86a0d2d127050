"""Which parts of the network diagram a quantity is: units have a Z half and an A half, weights are edges.

A part's name is the key of the quantity that is drawn there and its 1-based place: "W1.2.1", "b1.2", "Z1.2", "X.1".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal

from engine.expr import Entry, Expr, Mark, Var
from engine.program import Equation
from engine.tree import reads, walk

Role = Literal["result", "read"]
OF_EXAMPLES = ("d", "1")
"""The sizes that count no units: the picture shows one example."""


@dataclass(frozen=True)
class Part:
    """One part of the diagram and what the step does with it: it is the result, or it is read."""

    name: str
    role: Role


def drawn(var: Var) -> Var:
    """The quantity in whose place a quantity is drawn: a gradient on its weight, a slope on its unit's sum."""
    while var.mark is not Mark.VALUE and var.of is not None:
        var = var.of
    return var


def _names(var: Var, sizes: Mapping[str, int]) -> Iterator[str]:
    at = drawn(var)
    if at.hyper:
        return
    if at.symbol == "J":
        yield "J"
        return
    counts = [range(sizes[size]) for size in at.shape if size not in OF_EXAMPLES]
    yield from (f"{at.key}.{'.'.join(str(i + 1) for i in place)}" for place in product(*counts))


def part_of(leaf: Entry) -> str | None:
    """The part where an entry is drawn; None for a setting, which is not in the picture."""
    at = drawn(leaf.var)
    if at.hyper:
        return None
    return "J" if at.symbol == "J" else f"{at.key}{spot(at, leaf.row, leaf.column)[0]}"


def spot(at: Var, row: int, column: int) -> tuple[str, int | None]:
    """Where an entry (0-based) of a drawn quantity stands, ".2" or ".2.1", and its example; None for a parameter's.

    The unit is the row, or the column where rows are examples.
    """
    places = list(zip((row, column), at.shape, strict=True))
    units = (f".{place + 1}" for place, size in places if size not in OF_EXAMPLES)
    return "".join(units), next((place for place, size in places if size == "d"), None)


def parts(equation: Equation, sizes: Mapping[str, int]) -> tuple[Part, ...]:
    """The parts of a whole step: its result, then what it reads, each part once."""
    found = {name: Part(name, "result") for name in _names(equation.target, sizes)}
    for var in reads(equation.expr):
        for name in _names(var, sizes):
            found.setdefault(name, Part(name, "read"))
    return tuple(found.values())


def entry_parts(target: Entry, expr: Expr) -> tuple[Part, ...]:
    """The parts of one entry of a step."""
    found: dict[str, Part] = {}
    for node, role in ((target, "result"), *((n, "read") for n in walk(expr) if isinstance(n, Entry))):
        name = part_of(node)
        if name is not None:
            found.setdefault(name, Part(name, "result" if role == "result" else "read"))
    return tuple(found.values())
