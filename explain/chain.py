"""A nudge that travels through a chain of one-unit layers: every number on its way before and after, and the slopes
that multiply to the slope of the whole chain. This is the chain rule before there is any matrix."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import accumulate, islice, pairwise
from operator import mul

import numpy as np

from engine import Program, Trace, run
from engine.activations import ACTIVATIONS
from engine.evaluate import evaluate
from engine.expr import SCALAR, Entry, Expr, Number, Var
from engine.layers import Dense
from explain import render

NEAR = 1e-12
"""A sum so close to a kink is at it: 0.3 from sliders is not exactly 3 times 0.1."""

TELLS = 1e-13
"""A change that is smaller than this share of its number may be mostly rounding."""

LADDER = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
"""The nudges whose ratios are compared with the product, to both sides."""

ONLY_UNIT = re.compile(r"_\{1+\}")
LINE = r" \\[10pt] "


@dataclass(frozen=True)
class Stage:
    """One number on the way: its LaTeX name, its value before and after the nudge, and the change that arrived at it.

    `factor` is the slope by which a small change is multiplied on the way to this number, `factor_name` its LaTeX.
    `corner` says that the slope jumps just here: the factor is then the one to one side, exactly here the left one.
    """

    name: str
    before: float
    after: float
    arrived: float
    factor: float
    factor_name: str
    corner: bool = False

    @property
    def change(self) -> float:
        """What the nudge did to this number."""
        return self.after - self.before

    @property
    def ratio(self) -> float | None:
        """By what the change was really multiplied on the way to this number; None where none arrived."""
        return self.change / self.arrived if self.arrived else None


@dataclass(frozen=True)
class Rung:
    """One nudge h, and the change of the output for each unit of it."""

    h: float
    ratio: float


@dataclass(frozen=True)
class ChainNudge:
    """What is nudged (`name`, LaTeX) from `at` by `h`, and the stages that it passes up to the output.

    `ladder` has the ratio for nudges to both sides, from the longest to the shortest.
    """

    name: str
    at: float
    h: float
    stages: tuple[Stage, ...]
    ladder: tuple[Rung, ...]

    @property
    def moved(self) -> float:
        """What is nudged, after it."""
        return self.at + self.h

    @property
    def change(self) -> float:
        """What the nudge did to the output."""
        return self.stages[-1].change

    @property
    def ratio(self) -> float:
        """The change of the output for each unit of the nudge."""
        return self.change / self.h

    @property
    def product(self) -> float:
        """The product of all factors: the slope of the whole chain."""
        return math.prod(stage.factor for stage in self.stages)

    @property
    def predicted(self) -> float:
        """The change of the output that the product promises: product times h."""
        return self.product * self.h

    @property
    def rounded(self) -> bool:
        """True where the shortest nudge changes a number by less than its digits can tell, but by more than 0."""
        changes = accumulate((stage.factor for stage in self.stages), mul, initial=self.ladder[-1].h)
        return any(
            0 < abs(c) < TELLS * abs(s.before) for c, s in zip(islice(changes, 1, None), self.stages, strict=True)
        )

    @property
    def claims(self) -> tuple[float, float, float]:
        """What one could take for the slope of the whole chain: the factors added, multiplied, the largest of them."""
        factors = [stage.factor for stage in self.stages]
        return math.fsum(factors), math.prod(factors), max(factors, key=abs)

    def latex(self, digits: int) -> str:
        """The chain rule as one block: the slopes by name, what each one is, its number, and their product."""
        names = [self.name, *(stage.name for stage in self.stages)]
        local = [_slope(over, under) for under, over in pairwise(names)]
        spaced = replace(render.symbols({}), times=r"\cdot")
        values = {f"f{i}": np.array([[stage.factor]]) for i, stage in enumerate(self.stages)}
        whole = _slope(names[-1], names[0])
        lines = (
            render.latex(_product(local), spaced),
            render.latex(_product([stage.factor_name for stage in self.stages]), spaced),
            render.latex(_product(local), render.values(values, {}, digits)),
            render.scalar(self.product, digits)[0],
        )
        told = LINE.join(f"&= {line}" for line in dict.fromkeys(lines) if line != whole)
        return rf"\begin{{aligned}} {whole} {told} \end{{aligned}}"


def nudge_chain(trace: Trace, nudged: str, h: float) -> ChainNudge:
    """A nudge h of the input ("X"), a weight ("W1") or a bias ("b2") through a chain of one-unit layers.

    Raises ValueError for a trace of another network, with more than one example or without a problem, and for h = 0;
    KeyError for what cannot be nudged; NonFiniteError where a number is too large after the nudge.
    """
    problem = trace.problem
    if problem is None:
        raise ValueError("this trace was run without a problem: use trace(problem)")
    if {*problem.spec.widths, problem.examples} != {1}:
        raise ValueError(f"no chain: its layers have {problem.spec.widths} units, for {problem.examples} examples")
    if not (math.isfinite(h) and h):
        raise ValueError(f"a nudge of {h} moves nothing")
    var = {v.key: v for v in (trace.program.quantities["X"], *trace.program.parameters)}[nudged]
    out = trace.program.layers[-1].A.key
    stages: list[Stage] = []
    arrived, moved = h, _moved(trace, nudged, h)
    for number, factor, slope, corners in _way(trace.program.layers, var):
        before, after = float(trace[number.key][0, 0]), float(moved[number.key][0, 0])
        value = float(evaluate(slope, trace, trace.sizes)[0, 0])
        corner = bool(stages) and any(abs(stages[-1].before - kink) < NEAR for kink in corners)
        stages.append(Stage(_name(number, trace), before, after, arrived, value, _name(factor, trace), corner))
        arrived = after - before
    here = float(trace[out][0, 0])
    steps = [sign * step for step in LADDER for sign in (1, -1)]
    ladder = tuple(Rung(step, (float(_moved(trace, nudged, step)[out][0, 0]) - here) / step) for step in steps)
    return ChainNudge(_name(var, trace), float(trace[nudged][0, 0]), h, tuple(stages), ladder)


def _moved(trace: Trace, nudged: str, h: float) -> Trace:
    """The forward pass with one number changed by h."""
    return run(_forward(trace.program), {**trace, nudged: trace[nudged] + h})


@lru_cache(maxsize=64)
def _forward(program: Program) -> Program:
    """Kept, since a workspace belongs to one program object."""
    return program.until(program.layers[-1].A.key)


def _way(layers: tuple[Dense, ...], nudged: Var) -> Iterator[tuple[Var, Expr, Expr, tuple[float, ...]]]:
    """Every number that a nudge passes, the factor on the way to it as it is called, and the formula of its value;
    and at which values of the number before it that factor jumps.

    A layer whose activation gives back its sum is one number, not two.
    """
    first = nudged.layer or 1
    for dense in layers[first - 1 :]:
        into = _multiplied_by(dense, nudged) if dense.index == first else dense.W
        activation = ACTIVATIONS[dense.activation]
        if activation.formula(dense.Z) == dense.Z:
            yield dense.A, into, into, ()
        else:
            yield dense.Z, into, into, ()
            yield dense.A, dense.slope, activation.slope_at(dense.Z, dense.A), activation.kinks


def _multiplied_by(dense: Dense, nudged: Var) -> Expr:
    """What the nudged number is multiplied by in its layer's sum: w x + b."""
    return {"X": dense.W, "W": dense.a_in, "b": Number(Fraction(1))}[nudged.symbol]


def _name(node: Expr, trace: Trace) -> str:
    """A name as in every formula, without the index of the unit, which is the only one of its layer: w^{(1)}."""
    leaf = Entry(node, 0, 0) if isinstance(node, Var) else node
    return ONLY_UNIT.sub("", render.latex(leaf, render.symbols(trace.sizes)))


def _slope(over: str, under: str) -> str:
    return rf"\frac{{\partial {over}}}{{\partial {under}}}"


def _product(names: list[str]) -> Expr:
    factors: list[Expr] = [Var(f"f{i}", SCALAR, name) for i, name in enumerate(names)]
    return reduce(mul, factors)
