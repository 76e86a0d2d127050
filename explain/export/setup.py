"""The problem of a worked solution: the network in words and its numbers as named matrices."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine import Problem, Trace
from engine.expr import Array, Entry, Mark, Var
from engine.spec import FROZEN_ENTRY
from explain import Prose, render
from explain import names as called
from explain.export.parts import Formula, Setup, Text, formula
from explain.names import size_name
from explain.numbers import fewest

EXACT = 8
"""Given numbers are printed in full where none of a matrix needs more significant digits than this."""


def setup(trace: Trace, prose: Prose, digits: int) -> Setup:
    """What the solution starts from. Raises ValueError for a trace without a problem."""
    if trace.problem is None:
        raise ValueError("this trace was run without a problem: use trace(problem)")
    matrices = [var for var in _inputs(trace) if not _settled(var, trace)]
    printed = {var: _given(var, trace, digits) for var in matrices}
    notes = [prose.say("export.notation")]
    if not all(one.complete for one in printed.values()):
        names = ", ".join(f"${called.quantity(var)}$" for var, one in printed.items() if not one.complete)
        notes.append(prose.say("export.given_too_large", names=names))
    notes.append(prose.say("export.rounded", digits=digits))
    given = tuple(one for one in printed.values() if one.complete)
    return Setup(prose.say("export.problem"), tuple(_facts(trace, trace.problem, prose, digits)), given, tuple(notes))


def _inputs(trace: Trace) -> tuple[Var, ...]:
    """The given matrices: X and Y first, then the parameters, then what an optimiser remembers."""
    order = {"X": 0, "Y": 1}
    return tuple(sorted((v for v in trace.program.inputs if not v.hyper), key=lambda var: order.get(var.key, 2)))


def _settled(var: Var, trace: Trace) -> bool:
    """True for what a sentence says better: locks, and a memory that is still all 0."""
    return var.mark is Mark.MASK or (var.mark is Mark.STATE and not np.any(trace[var.key]))


def _given(var: Var, trace: Trace, digits: int) -> Formula:
    """A matrix by its name; nothing but the name where it is too large to print."""
    name = called.quantity(var)
    if max(trace[var.key].shape) > render.MAX_SIDE:
        return Formula(name, (), complete=False)
    numbers = render.values(trace, trace.sizes, _digits(trace[var.key], digits))
    return formula("=", [("result", f"{name} = {render.latex(var, numbers)}")])


def _digits(values: Array, digits: int) -> int:
    needed = max(map(fewest, values.ravel().tolist()))
    return max(digits, needed) if needed <= EXACT else digits


def _facts(trace: Trace, problem: Problem, prose: Prose, digits: int) -> Iterator[tuple[Text, Text]]:
    """The network, its loss and its update in words: label and text."""
    spec = problem.spec
    yield prose.say("export.fact.inputs"), _size(trace, trace.program.layers[0].W.shape[1])
    for layer in trace.program.layers:
        key = "export.fact.output" if layer is trace.program.layers[-1] else "export.fact.layer"
        activation = prose.say(f"name.activation.{layer.activation}")
        units = _size(trace, layer.W.shape[0])
        yield prose.say(key, layer=layer.index), prose.say("export.fact.units", units=units, activation=activation)
    yield prose.say("export.fact.examples"), _size(trace, "d")
    yield prose.say("export.fact.loss"), prose.say(f"name.loss.{spec.loss}")
    yield prose.say("export.fact.optimiser"), prose.say(f"name.optimiser.{spec.optimiser}")
    settings = [_setting(var, trace, digits) for var in trace.program.inputs if var.hyper]
    if settings:
        yield prose.say("export.fact.settings"), ", ".join(settings)
    if spec.frozen:
        yield prose.say("export.fact.frozen"), ", ".join(_frozen(name, trace) for name in spec.frozen)
    memory = [var for var in trace.program.inputs if var.mark is Mark.STATE]
    if memory and all(_settled(var, trace) for var in memory):
        yield prose.say("export.fact.memory"), prose.say("export.fact.fresh")


def _size(trace: Trace, size: str) -> Text:
    return f"${size_name(size)} = {trace.sizes[size]}$"


def _setting(var: Var, trace: Trace, digits: int) -> Text:
    value = trace[var.key]
    return f"${called.quantity(var)} = {render.scalar(float(value[0, 0]), _digits(value, digits))[0]}$"


def _frozen(name: str, trace: Trace) -> Text:
    """The name of a whole parameter ("b1") or of one entry ("W2[0,1]")."""
    entry = FROZEN_ENTRY.fullmatch(name)
    if entry is None:
        return f"${called.quantity(trace.program.quantities[name])}$"
    leaf = Entry(trace.program.quantities[entry[1]], int(entry[2]), int(entry[3]))
    return f"${called.entry(leaf, trace.sizes)}$"
