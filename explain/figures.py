"""The figures that a worked example's source prints, beside our own numbers; and the slips that explain wrong ones."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from engine import Equation, Problem, Program, Trace, plan, run, train, variant
from engine.expr import Entry, Expr, Var
from engine.tree import rewrite
from explain import names
from explain.numbers import plain

QUANTITY = re.compile(r"(?P<key>\w+)(\[(?P<row>\d+),(?P<column>\d+)\])?( after (?P<updates>\d+) updates?)?")
"""How an example names a figure: "J", "W1_next[0,0]", "Yhat[0,0] after 10000 updates"; indices are 0-based."""

DIGITS = 15
"""The significant digits that a float64 holds for certain."""


@dataclass(frozen=True)
class Figure:
    """One figure: what the source prints, and our own number.

    `name` is LaTeX, `updates` how many updates come first, `printed` "" where the source gives no figure, `value` our
    number with all its digits. `status` and `note` are the example's own: a key below figures.status, and words on the
    cause. `step` is the key of the step that computes the number in the example's trace, "" after updates or where it
    is given.
    """

    name: str
    updates: int
    printed: str
    value: float
    status: str
    note: str
    step: str

    @property
    def full(self) -> str:
        """The value with all the digits that a float64 holds for certain."""
        return plain(self.value, DIGITS)

    @property
    def rounded(self) -> str:
        """The value with as many decimals as are printed; in full where nothing is printed."""
        return f"{_rounded(self.value, self.printed):f}" if self.printed else self.full

    @property
    def agrees(self) -> bool:
        """True where the value rounds to what is printed."""
        return bool(self.printed) and _rounded(self.value, self.printed) == _rounded(self.printed, self.printed)


def _rounded(value: float | str, printed: str) -> Decimal:
    """`value` to as many decimals as `printed` has, half to even, but to no more digits than a float64 holds."""
    figure = Decimal(printed)
    unit = Decimal(1).scaleb(max(int(figure.as_tuple().exponent), figure.adjusted() + 1 - DIGITS))
    return Decimal(value).quantize(unit, ROUND_HALF_EVEN)


def figures(problem: Problem, records: Iterable[Mapping[str, Any]], slip: str = "") -> tuple[Figure, ...]:
    """Our number for every figure of an example, in its order; with `slip`, what that slip of SLIPS makes of them.

    `records` are the example's `figures`: quantity, status, and where there are any printed and note. Training is
    remembered: 10,000 updates of a small network take about 0.1 s, with a slip 0.3 s, once. Raises ValueError for a
    quantity that cannot be read, KeyError for one that the trace does not have, NonFiniteError.
    """
    document = json.dumps(problem.to_dict())
    return tuple(_figure(document, record, slip) for record in records)


def _figure(document: str, record: Mapping[str, Any], slip: str) -> Figure:
    match = QUANTITY.fullmatch(record["quantity"])
    if match is None:
        raise ValueError(f"the figure {record['quantity']!r} is no quantity such as J, Z1[0,0] or J after 1 update")
    updates, row, column = (int(match[part] or 0) for part in ("updates", "row", "column"))
    trace = _after(document, updates, slip)
    key = trace.program.aliases.get(match["key"], match["key"])
    return Figure(
        name=names.entry(Entry(trace.program.quantities[key], row, column), trace.sizes),
        updates=updates,
        printed=record.get("printed", ""),
        value=float(trace[key][row, column]),
        status=record["status"],
        note=record.get("note", ""),
        step=key if key in trace.index and not updates else "",
    )


@lru_cache(maxsize=64)
def _after(document: str, updates: int, slip: str) -> Trace:
    """The trace of a problem (its document as JSON) after some updates, all of them made with the slip, if any."""
    problem = Problem.from_dict(json.loads(document))
    if not slip:
        return train(problem, updates)[updates]
    program, values = SLIPS[slip](problem), dict(problem.values)
    for _ in range(updates):
        found = run(program, values)
        values |= {v.key: found[v.next.key] for v in program.carried}
    return run(program, values)


def update_too_early(problem: Problem) -> Program:
    """The plan of a problem with one mistake: gradients pass down through weights that have already been updated."""
    return _update_too_early(plan(problem.spec), problem.examples)


@lru_cache(maxsize=64)
def _update_too_early(program: Program, examples: int) -> Program:
    """Remembered, since runs of one program share their workspace."""

    def updated(node: Expr) -> Expr:
        return node.next if isinstance(node, Var) and node in program.parameters else node

    def slipped(equation: Equation) -> Equation:
        passes_down = equation.why == "dense.pass_down"
        return replace(equation, expr=rewrite(equation.expr, updated)) if passes_down else equation

    return variant(program, slipped, examples)


SLIPS: Mapping[str, Callable[[Problem], Program]] = MappingProxyType({"update_too_early": update_too_early})
"""Mistakes by which a source came to its wrong figures, by the name that an example's `as_printed` gives."""
