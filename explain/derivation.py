"""The way by calculus: an activation's slope and dJ/dw of one weight as SymPy derives them, beside what the engine has.

SymPy is imported by the first call, which takes over half a second; what it finds is kept.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from engine import Problem, Trace
from engine.activations import ACTIVATIONS, Activation
from engine.expr import Entry, Expr, Var
from engine.layers import Dense
from engine.program import Program
from engine.run import run
from engine.tree import entry
from explain import names as called
from explain import render
from explain.decimals import equation, leaf_for, style_for, to_digits
from explain.derive import Derivative, Z, derivative_by_weight, prove_slope, slope_pieces
from explain.one_weight import loss_of, require_small
from explain.symbolic import Symbolic, from_sympy, to_sympy


@dataclass(frozen=True)
class SlopeDerivation:
    """An activation, its slope as the engine has it, and SymPy's derivative, each as LaTeX equations.

    `pieces` says that the derivative jumps or changes its formula somewhere, `mixes` that the activation has no slope
    but a Jacobian (softmax): then `slope` is its product with the gradient.
    """

    formula: str
    slope: str
    derived: tuple[str, ...]
    pieces: bool
    mixes: bool


@dataclass(frozen=True)
class WeightDerivation:
    """J as a function of one weight and its derivative by it, as LaTeX, None where too long to print.

    `value` is SymPy's derivative at the weight's present value `at`, `gradient` the trace's number.
    """

    name: str
    gradient_name: str
    at: float
    loss: str | None
    derivative: str | None
    value: float
    gradient: float

    @property
    def difference(self) -> float:
        """By how much the two differ."""
        return self.value - self.gradient


# --- the slope of an activation -------------------------------------------------------------------------------------


def slope_derivation(layer: Dense, sizes: Mapping[str, int], digits: int) -> SlopeDerivation:
    """The slope of a layer's activation, once SymPy has proved it. Raises ProofError where it refuses the proof."""
    _import_sympy()
    activation = ACTIVATIONS[layer.activation]
    _prove(activation)
    if activation.slope is None:
        return _jacobian(layer, sizes, digits)
    name, style = activation.symbol, style_for({}, digits)
    kinks, derived = slope_pieces(activation)
    pieces = [render.latex(from_sympy(piece, leaf_for({"z": Z})), style) for piece in derived]
    slope = entry(activation.slope(Z, activation(Z)), 0, 0, {})
    return SlopeDerivation(
        formula=f"{name}(z) = {render.latex(to_digits(activation.formula(Z)), style)}",
        slope=f"{name}'(z) = {render.latex(to_digits(slope), style)}",
        derived=(rf"\frac{{d}}{{d z}}\, {name}(z) = {_by_pieces(pieces, kinks)}",),
        pieces=bool(kinks),
        mixes=False,
    )


@lru_cache
def _prove(activation: Activation) -> None:
    """Only a proof that holds is kept: one that fails raises again."""
    prove_slope(activation)


def _by_pieces(pieces: list[str], kinks: list[Symbolic]) -> str:
    """The derivatives with the range of z in which each holds."""
    if not kinks:
        return pieces[0]
    between = (f"{low} < z < {high}" for low, high in pairwise(kinks))
    bounds = (f"z < {kinks[0]}", *between, f"z > {kinks[-1]}")
    rows = r" \\ ".join(rf"{piece} & \text{{if }} {bound}" for piece, bound in zip(pieces, bounds, strict=True))
    return rf"\begin{{cases}} {rows} \end{{cases}}"


def _jacobian(layer: Dense, sizes: Mapping[str, int], digits: int) -> SlopeDerivation:
    """Softmax: its first entry, the product of its layer, and how that entry changes with the first two sums."""
    import sympy

    activation, units = ACTIVATIONS[layer.activation], sizes[layer.size]
    column = Var("z", (layer.size, "1"), "z")
    first = entry(activation(column), 0, 0, sizes)
    sums = {sympy.Symbol(f"z_{k + 1}", real=True): Entry(column, k, 0) for k in range(units)}
    by_entry: dict[Expr, Symbolic] = {leaf: symbol for symbol, leaf in sums.items()}
    value, style = to_sympy(first, lambda leaf: by_entry[leaf]), style_for(sizes, digits)
    name = f"{activation.symbol}(z)_1"
    derived = []
    for symbol, leaf in list(sums.items())[:2]:
        by = from_sympy(sympy.diff(value, symbol), leaf_for({s.name: z for s, z in sums.items()}))
        derived.append(
            rf"\frac{{\partial}}{{\partial {called.entry(leaf, sizes)}}}\, {name} = {render.latex(by, style)}"
        )
    target, product, _ = next(iter(layer.through_activation()))
    return SlopeDerivation(
        formula=f"{name} = {render.latex(first, style)}",
        slope=f"{called.quantity(target)} = {render.latex(product, style)}",
        derived=tuple(derived),
        pieces=False,
        mixes=True,
    )


# --- one weight ------------------------------------------------------------------------------------------------------


def weight_derivation(trace: Trace, parameter: str, row: int, column: int, digits: int) -> WeightDerivation:
    """dJ/dw of one entry (0-based) of a parameter ("W1", "b2") by calculus, beside the gradient in the trace.

    Raises TooLargeError where the formula would be too large, KeyError and IndexError for an entry that is not there,
    ValueError for a trace without a problem.
    """
    if trace.problem is None:
        raise ValueError("this trace was run without a problem: use trace(problem)")
    require_small(trace, parameter)
    _import_sympy()
    found = _derivative(trace.program, trace.problem, parameter, row, column)
    var = trace.program.quantities[parameter]
    weight, gradient = Entry(var, row, column), Entry(var.grad, row, column)
    name, gradient_name = (called.entry(leaf, trace.sizes) for leaf in (weight, gradient))
    style = style_for(trace.sizes, digits)
    loss = equation(rf"J\left({name}\right)", to_digits(loss_of(trace, weight)), style)
    back = from_sympy(found.derivative, leaf_for({found.symbol.name: weight}))
    return WeightDerivation(
        name=name,
        gradient_name=gradient_name,
        at=float(trace[parameter][row, column]),
        loss=_capped(loss),
        derivative=_capped(equation(gradient_name, back, style)),
        value=found.value,
        gradient=float(trace[var.grad.key][row, column]),
    )


@lru_cache(maxsize=64)
def _derivative(program: Program, problem: Problem, parameter: str, row: int, column: int) -> Derivative:
    """Kept for the last problems looked at: a learner turns pages more often than numbers."""
    return derivative_by_weight(run(program, problem.values), parameter, row, column)


def _capped(text: str) -> str | None:
    return text if len(text) <= render.MAX_LENGTH else None


@lru_cache
def _import_sympy() -> None:
    """Once: SymPy's thousands of objects stay, so the garbage collector need not look at them after every edit."""
    import sympy  # noqa: F401

    gc.collect()
    gc.freeze()
