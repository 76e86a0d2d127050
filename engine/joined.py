"""Which equations of an update can be computed at once: the same formula for parameters that lie side by side.

An optimiser treats every entry alike, so one call on a long array does what a call for each matrix does, to the bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.expr import SCALAR, Call, Expr, Number, Var
from engine.program import Equation, Program
from engine.tree import children, expand, rewrite, walk

Place = tuple[int, int, int]
"""Offset, rows, columns."""
Own = Mapping[Var, tuple[Equation, ...]]
"""Parameter -> the equations of its update, as they are computed."""


@dataclass(frozen=True)
class Joint:
    """One equation of the first of some parameters, and where each of its quantities begins for all of them.

    `sizes` are named sizes under which a quantity of the first parameter is as long as all of them together.
    """

    equation: Equation
    starts: Mapping[str, int]
    sizes: Mapping[str, int]


def joined(program: Program, places: Mapping[str, Place]) -> tuple[list[Equation], list[Joint]]:
    """The equations to be computed one by one, and those to be computed after them, for several parameters at once."""
    own = own_equations(program)
    taken = {equation.target for equations in own.values() for equation in equations}
    single = [equation for equation in program.equations if equation.target not in taken]
    families: dict[tuple[str, ...], list[Var]] = {}
    for parameter, equations in own.items():
        families.setdefault(tuple(_role(e.target, parameter) for e in equations), []).append(parameter)
    return single, [joint for family in families.values() for joint in _joints(family, own, places)]


def side_by_side(parameters: Iterable[Var], quantities: Iterable[Var]) -> list[Var]:
    """The quantities, those of parameters first: what is the same of each (dW1, db1, ...) in the parameters' order."""
    order = {var: place for place, var in enumerate(parameters)}
    belonging: dict[str, list[Var]] = {}
    others = []
    for var in quantities:
        root = _root(var)
        if root in order:
            belonging.setdefault(_role(var, root), []).append(var)
        else:
            others.append(var)
    return [var for group in belonging.values() for var in sorted(group, key=lambda v: order[_root(v)])] + others


@lru_cache(maxsize=64)
def own_equations(program: Program) -> Own:
    """Those equations that read settings and quantities of their own parameter only, all of its size, in the
    parameters' order.

    Only from the very end of the program, since nothing there can wait for one: a wrong program may update earlier.
    """
    own: dict[Var, tuple[Equation, ...]] = {v: () for v in program.carried if v in program.parameters}
    for equation in reversed(program.equations):
        root, computed = _root(equation.target), expand(equation.expr)
        if root not in own or not _is_own(equation.target, root) or not _is_own(computed, root):
            break
        own[root] = (replace(equation, expr=computed), *own[root])
    return {parameter: equations for parameter, equations in own.items() if equations}


def _is_own(node: Expr, parameter: Var) -> bool:
    """True for a formula that is computed entry by entry, from settings and what belongs to the parameter."""
    if isinstance(node, Var):
        return node.hyper or (_root(node) == parameter and node.shape == parameter.shape)
    if isinstance(node, Call):
        return node.op.aliases and all(_is_own(child, parameter) for child in children(node))
    return isinstance(node, Number)


def _root(var: Var) -> Var:
    while var.of is not None:
        var = var.of
    return var


def _role(var: Var, parameter: Var) -> str:
    """What a quantity is to its parameter: its key without the parameter's."""
    before, _, after = var.key.partition(parameter.key)
    return f"{before}*{after}"


def _joints(family: list[Var], own: Own, places: Mapping[str, Place]) -> Iterator[Joint]:
    """First equation by first equation, then the second of each, and so on: each reads earlier ones of its own only."""
    for which in range(len(own[family[0]])):
        run: list[tuple[Var, Equation]] = []
        for parameter in family:
            one = parameter, own[parameter][which]
            if run and not _fits(run[-1], one, places):
                yield _joint(run, places)
                run = []
            run.append(one)
        yield _joint(run, places)


def _fits(one: tuple[Var, Equation], other: tuple[Var, Equation], places: Mapping[str, Place]) -> bool:
    """True where both formulas are alike and every quantity of the second lies right behind that of the first."""
    if _form(one) != _form(other):
        return False
    pairs = zip(_quantities(one[1]), _quantities(other[1]), strict=True)
    return all(places[a.key][0] + _entries(a, places) == places[b.key][0] for a, b in pairs)


@lru_cache(maxsize=512)
def _form(one: tuple[Var, Equation]) -> Expr:
    """The formula without the parameter's name: equal for two parameters that follow the same."""
    parameter, equation = one

    def nameless(leaf: Expr) -> Expr:
        if isinstance(leaf, Var) and not leaf.hyper:
            return Var(_role(leaf, parameter), SCALAR, "")
        return leaf

    return rewrite(equation.expr, nameless)


def _quantities(equation: Equation) -> list[Var]:
    """What an equation computes and reads, settings left out."""
    nodes = (equation.target, *walk(equation.expr))
    return list(dict.fromkeys(n for n in nodes if isinstance(n, Var) and not n.hyper))


def _entries(var: Var, places: Mapping[str, Place]) -> int:
    return places[var.key][1] * places[var.key][2]


def _joint(run: list[tuple[Var, Equation]], places: Mapping[str, Place]) -> Joint:
    first, equation = run[0]
    entries = sum(_entries(parameter, places) for parameter, _ in run)
    names = [size for size in first.shape if size != "1"]
    starts = {v.key: places[v.key][0] for v in _quantities(equation)}
    return Joint(equation, starts, dict(zip(names, [entries, 1], strict=False)))
