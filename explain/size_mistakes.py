"""Products written the wrong way round: the engine's message where sizes differ, the wrong numbers where they fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from engine import Equation, PlanError, Program, Trace, plan, run, variant
from engine.expr import Array, Call, Expr, Var
from engine.layers import Dense
from engine.ops import spread
from engine.program import check
from engine.tree import rewrite
from explain import names as called
from explain import render


@dataclass(frozen=True)
class SizeMistake:
    """A wrong product in one step. `target` says which quantity's formula is wrong, `change` what becomes of it.

    Both take the network's first layer; `layers` is the least number of layers that has such a step.
    """

    name: str
    target: Callable[[Dense], Var]
    change: Callable[[Dense, Expr], Expr]
    layers: int = 1


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a mistake leads to in one network.

    `right` and `wrong` are the step's formula in LaTeX with the sizes beneath it, `name` the LaTeX name of what it
    computes. `refusal` is the engine's message with real sizes, "" where they agree by accident; `by_name` is its
    message where sizes are names. `numbers` are the right and the wrong result of the step, `weights` the right and
    the wrong dJ/dW of the first layer, both None where the engine refused.
    """

    name: str
    right: str
    wrong: str
    refusal: str
    by_name: str
    numbers: tuple[Array, Array] | None
    weights: tuple[Array, Array] | None

    @property
    def apart(self) -> float | None:
        """The largest difference between the right and the wrong dJ/dW of the first layer."""
        return None if self.weights is None else float(np.abs(self.weights[0] - self.weights[1]).max())


def _unflipped(_: Dense, expr: Expr) -> Expr:
    return rewrite(expr, lambda n: n.args[0] if isinstance(n, Call) and n.op.name == "transpose" else n)


SIZE_MISTAKES: Mapping[str, SizeMistake] = MappingProxyType(
    {
        mistake.name: mistake
        for mistake in (
            SizeMistake("forward", lambda layer: layer.Z, lambda layer, _: layer.W.T @ layer.a_in + spread(layer.b)),
            SizeMistake("order", lambda layer: layer.Z, lambda layer, _: layer.a_in @ layer.W + spread(layer.b)),
            SizeMistake("rows", lambda layer: layer.Z, lambda layer, _: layer.W @ layer.a_in.T + spread(layer.b)),
            SizeMistake("gradient", lambda layer: layer.W.grad, _unflipped),
            SizeMistake("down", lambda layer: layer.A.grad, _unflipped, layers=2),
        )
    }
)
"""Every mistake by name: W transposed, factors swapped, examples in rows, two missing transposes on the way back."""


def outcome(name: str, found: Trace) -> Outcome | None:
    """What the mistake `name` leads to in the network of a trace; None where the network has too few layers for it."""
    mistake, problem = SIZE_MISTAKES[name], found.problem
    if problem is None:
        raise ValueError("this trace was run without a problem: use trace(problem)")
    program = plan(problem.spec)
    if len(program.layers) < mistake.layers:
        return None
    layer = program.layers[0]
    target = mistake.target(layer)
    slip = _slip(name, program)
    equation = found.step(target.key).equation
    right, wrong = _told(equation, found), _told(slip(equation), found)
    by_name = _refusal(lambda: check(replace(program, equations=tuple(map(slip, program.equations)))))
    try:
        numbers = run(_program(name, program, problem.examples), problem.values)
    except PlanError as error:
        return Outcome(called.quantity(target), right, wrong, str(error), by_name, None, None)
    both = [(found[key], numbers[key]) for key in (target.key, layer.W.grad.key)]
    return Outcome(called.quantity(target), right, wrong, "", by_name, *both)


def _slip(name: str, program: Program) -> Callable[[Equation], Equation]:
    """The equation with the mistake in it, if it is the one."""
    mistake, layer = SIZE_MISTAKES[name], program.layers[0]
    target = mistake.target(layer)
    return lambda e: replace(e, expr=mistake.change(layer, e.expr)) if e.target == target else e


@lru_cache(maxsize=64)
def _program(name: str, program: Program, examples: int) -> Program:
    """Remembered, since runs of one program share their workspace. Raises PlanError."""
    return variant(program, _slip(name, program), examples)


def _told(equation: Equation, found: Trace) -> str:
    return f"{called.quantity(equation.target)} = {render.latex(equation.expr, render.shapes(found.sizes))}"


def _refusal(make: Callable[[], Program]) -> str:
    """The message of a plan that is refused, "" where it is not."""
    try:
        make()
    except PlanError as error:
        return str(error)
    return ""
