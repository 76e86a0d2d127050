"""A gradient taken apart: the factors one example's share is made of, and every example's share of a sum."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine import Step
from engine.expr import Call, Entry, Expr, Mark, Var, call
from engine.layers import Dense
from engine.tree import entry, is_setting, reads, walk
from explain import names as called
from explain.highlight import drawn
from explain.links import Link, link_to, unlinked


@dataclass(frozen=True)
class Factor:
    """One factor of an example's share. `role` is what it stands for: "wrong", "listening" or "came_in".

    "wrong_and_listening" is the two of them in one number, where the output's shortcut joins them.
    """

    role: str
    latex: str
    value: float


def factors(
    step: Step,
    row: int,
    column: int,
    example: int,
    link: Link = unlinked,
    written: Callable[[Entry], Entry] = lambda leaf: leaf,
) -> tuple[Factor, ...]:
    """How wrong x is it listening x what came in: the factors of an entry (0-based) of dZ, dW or db, for one example.

    Nothing for any other quantity. Their product is the example's share of the entry. `written` is one of
    `explain.rows.ENTRIES`: the convention in which they are named.
    """
    about, dense = drawn(step.equation.target), layer_of(step)
    if dense is None:
        return ()
    found = [(role, Entry(var, row, example)) for role, var in _signal(dense, step)]
    if about.symbol == "W":
        found.append(("came_in", Entry(dense.a_in, column, example)))
    if len(found) < 2:
        return ()
    return tuple(Factor(role, _name(written(leaf), step, link, example), _value(leaf, step)) for role, leaf in found)


def layer_of(step: Step) -> Dense | None:
    """The layer whose dZ, or a gradient made from its dZ by this very step, is computed; None for any other step.

    With a penalty that is the data's part of dW, not the sum.
    """
    target, about = step.equation.target, drawn(step.equation.target)
    if target.mark is not Mark.GRADIENT or about.layer is None:
        return None
    dense = step.trace.program.layers[about.layer - 1]
    made_from = {dense.Z: dense.A.grad, dense.W: dense.Z.grad, dense.b: dense.Z.grad}
    return dense if made_from.get(about) in reads(step.equation.expr) else None


def share(found: tuple[Factor, ...]) -> float:
    """The product of the factors: the example's share."""
    return math.prod(factor.value for factor in found)


def _signal(dense: Dense, step: Step) -> tuple[tuple[str, Var], ...]:
    """What reaches a unit's sum: dJ/dA and the slope, or dJ/dZ where one step gives both together."""
    known = step.trace.index
    if dense.slope.key in known and dense.A.grad.key in known:
        return ("wrong", dense.A.grad), ("listening", dense.slope)
    return (("wrong_and_listening", dense.Z.grad),)


def _name(leaf: Entry, step: Step, link: Link, example: int) -> str:
    return link_to(leaf, called.entry(leaf, step.trace.sizes), link, example)


def _value(leaf: Entry, step: Step) -> float:
    return float(step.trace[leaf.var.key][leaf.row, leaf.column])


def contributions(step: Step, row: int, column: int) -> tuple[float, ...]:
    """Every example's share of an entry (0-based) that is a sum over examples; nothing where it is none.

    The shares add up to the entry.
    """
    sizes = step.trace.sizes
    if sizes["d"] == 1 or "d" in step.equation.target.shape:
        return ()
    shares = [0.0] * sizes["d"]
    for term in _terms(entry(step.equation.expr, row, column, sizes)):
        columns = {n.column for n in walk(term) if isinstance(n, Entry) and n.var.shape[1] == "d"}
        if len(columns) != 1:
            return ()
        shares[columns.pop()] += float(step.term(term)[0, 0])
    return tuple(shares)


def _terms(expr: Expr) -> Iterator[Expr]:
    """The terms of a sum, a setting in front of it multiplied into each."""
    if isinstance(expr, Call) and expr.op.name == "add":
        for part in expr.args:
            yield from _terms(part)
    elif isinstance(expr, Call) and expr.op.name == "multiply" and is_setting(expr.args[0]):
        for part in _terms(expr.args[1]):
            yield call("multiply", expr.args[0], part)
    else:
        yield expr
