"""Move one weight by h and look at J: what really happens, beside what the gradient says will happen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine import Trace
from engine.evaluate import evaluate
from engine.expr import SCALAR, Array, Entry, Expr, Var
from engine.program import Program
from engine.run import QUIET, workspace_for
from explain import names as called
from explain import render

HALF_POINTS = 30
"""The curve has this many points on either side of the weight."""

LADDER = (1.0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12, 1e-14)
"""The steps of the table, from far too long to lost in rounding."""

LINE = r" \\[10pt] "


@dataclass(frozen=True)
class Quotient:
    """(J(w + h) - J(w)) / h for one h, and how far it is from the gradient; None where J(w + h) is not finite."""

    h: float
    value: float | None
    error: float | None


@dataclass(frozen=True, eq=False)
class Curve:
    """J over one weight: `at`, `loss` (NaN where J is not finite) and `tangent` have one number for each point."""

    at: Array
    loss: Array
    tangent: Array

    @property
    def missing(self) -> int:
        """How many points are left out because J is not finite there."""
        return int(np.isnan(self.loss).sum())


@dataclass(frozen=True, eq=False)
class Nudge:
    """One entry of a parameter moved from `at` to `moved` = at + h, and J `before` and `after`.

    `name` and `gradient_name` are LaTeX. What depends on J(w + h) is None where that is not finite. `ladder` has the
    quotient for ever smaller steps to the same side.
    """

    name: str
    gradient_name: str
    at: float
    h: float
    before: float
    after: float | None
    gradient: float
    curve: Curve
    ladder: tuple[Quotient, ...]

    @property
    def moved(self) -> float:
        """The weight after the change."""
        return self.at + self.h

    @property
    def predicted(self) -> float:
        """The change of J that the gradient predicts: gradient times h."""
        return self.gradient * self.h

    @property
    def change(self) -> float | None:
        """The change of J that really happens."""
        return None if self.after is None else self.after - self.before

    @property
    def quotient(self) -> float | None:
        """The change of J for each unit of the weight's change."""
        return _quotient(self.before, self.after, self.h)

    @property
    def closest(self) -> Quotient | None:
        """The step of the ladder whose quotient comes closest to the gradient."""
        usable = [q for q in self.ladder if q.error is not None]
        return min(usable, key=lambda q: abs(q.error or 0.0), default=None)

    def latex(self, digits: int) -> str | None:
        """The quotient with names, with numbers and its value, and the gradient under it, as one block.

        None where J(w + h) is not finite. J(w + h) and J(w) get as many digits as it takes to tell them apart.
        """
        if self.after is None or self.quotient is None:
            return None
        formula, numbers = _formula(self.name), _numbers(self.before, self.after, self.h)
        told = render.values(numbers, {}, digits_to_tell(self.before, self.after, digits))
        lines = (
            f"{render.latex(formula, render.symbols({}))} &= {render.latex(formula, told)}",
            f"&= {render.scalar(self.quotient, digits)[0]}",
            f"{self.gradient_name} &= {render.scalar(self.gradient, digits)[0]}",
        )
        return rf"\begin{{aligned}} {LINE.join(lines)} \end{{aligned}}"


def nudge(trace: Trace, parameter: str, row: int, column: int, h: float) -> Nudge:
    """What happens to J when one entry (0-based) of a parameter ("W1", "b2") is changed by h.

    The curve reaches 4 |h| to both sides, but at least 1. Raises KeyError for what is no parameter or has no gradient
    in this trace, IndexError for an entry outside, ValueError for h = 0 and for a trace without a problem.
    """
    if trace.problem is None:
        raise ValueError("this trace was run without a problem: use trace(problem)")
    if not (math.isfinite(h) and h):
        raise ValueError(f"a change of {h} moves nothing")
    var = {v.key: v for v in trace.program.parameters}[parameter]
    rows, columns = trace[parameter].shape
    if not (0 <= row < rows and 0 <= column < columns):
        raise IndexError(f"{parameter} is {rows} x {columns}: it has no entry ({row}, {column})")
    at, before = float(trace[parameter][row, column]), float(trace["J"][0, 0])
    gradient = float(trace[var.grad.key][row, column])
    steps = [math.copysign(step, h) for step in LADDER]
    reach = max(1.0, 4 * abs(h)) * np.arange(-HALF_POINTS, HALF_POINTS + 1) / HALF_POINTS
    found = losses(trace, parameter, row, column, np.array([at + h, *(at + step for step in steps), *(at + reach)]))
    after, *stepped = (float(v) if np.isfinite(v) else None for v in found[: 1 + len(steps)])
    entry, grad = (called.entry(Entry(v, row, column), trace.sizes) for v in (var, var.grad))
    curve = Curve(at + reach, found[1 + len(steps) :], before + gradient * reach)
    ladder = tuple(_rung(before, there, step, gradient) for there, step in zip(stepped, steps, strict=True))
    return Nudge(entry, grad, at, h, before, after, gradient, curve, ladder)


def losses(trace: Trace, parameter: str, row: int, column: int, at: Array) -> Array:
    """J for each value in `at` of one entry of a parameter, everything else as in `trace`; NaN where a number on the
    way is not finite. By the forward equations of the trace's own program."""
    assert trace.problem is not None
    program = _forward(trace.program)
    space = workspace_for(program, trace.sizes["d"])
    space.load(trace.problem.values)
    weight, loss = space.views[parameter], space.views["J"]
    found = np.full(len(at), np.nan)
    with QUIET():
        for index, value in enumerate(at.tolist()):
            weight[row, column] = value
            space.make_calls()
            if space.is_finite():
                found[index] = loss[0, 0]
    return found


@lru_cache(maxsize=64)
def _forward(program: Program) -> Program:
    """Kept, since a workspace belongs to one program object."""
    return program.until("J")


def digits_to_tell(one: float, other: float, digits: int) -> int:
    """How many significant digits show two numbers' difference to about `digits` digits: 17 at most."""
    size, apart = max(abs(one), abs(other)), abs(one - other)
    if not apart:
        return digits
    return min(17, digits + max(0, math.ceil(math.log10(size) - math.log10(apart))))


def _formula(name: str) -> Expr:
    moved, now = Var("moved", SCALAR, rf"J\left({name} + h\right)"), Var("now", SCALAR, rf"J\left({name}\right)")
    return (moved - now) / Var("h", SCALAR, "h")


def _numbers(before: float, after: float, h: float) -> dict[str, Array]:
    return {key: np.array([[value]]) for key, value in (("now", before), ("moved", after), ("h", h))}


def _quotient(before: float, after: float | None, h: float) -> float | None:
    if after is None:
        return None
    return float(evaluate(_formula(""), _numbers(before, after, h), {})[0, 0])


def _rung(before: float, after: float | None, h: float, gradient: float) -> Quotient:
    value = _quotient(before, after, h)
    return Quotient(h, value, None if value is None else value - gradient)
