"""Layers without an activation, multiplied out: W2 (W1 X + b1) + b2 is one linear map, whatever their number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine import Problem, trace
from engine.evaluate import evaluate
from engine.expr import Array, Expr
from engine.plan import plan
from explain import render

LINE = r" \\[6pt] &= "


@dataclass(frozen=True, eq=False)
class Collapsed:
    """The one map that a stack of layers comes down to: the last layer's Z is `W` X + `b` (m x n and m x 1).

    `W_formula` and `b_formula` say the same in the layers' own weights and biases, which are in `problem`.
    """

    problem: Problem
    W_formula: Expr
    b_formula: Expr
    W: Array
    b: Array

    @property
    def difference(self) -> float:
        """By how much the one map and the network's own last weighted sums differ at most, over all examples."""
        layers = trace(self.problem)
        last = layers[f"Z{len(self.problem.W)}"]
        return float(np.abs(self.W @ self.problem.X + self.b - last).max())

    def latex(self, digits: int, *, factors: bool = True) -> tuple[str, str]:
        """The product of the weights and what becomes of the biases, as LaTeX: names, numbers (`factors`), result."""
        return self._latex(self.W_formula, self.W, digits, factors), self._latex(
            self.b_formula, self.b, digits, factors
        )

    def _latex(self, formula: Expr, result: Array, digits: int, factors: bool) -> str:
        sizes = plan(self.problem.spec).named_sizes(self.problem.examples)
        numbers = render.latex(formula, render.values(self.problem.values, sizes, digits))
        lines = [f"& {render.latex(formula, render.symbols(sizes))}", *([numbers] if factors else [])]
        return rf"\begin{{aligned}} {LINE.join([*lines, render.matrix(result, digits)])} \end{{aligned}}"


def collapse(problem: Problem) -> Collapsed:
    """A network whose hidden layers have no activation as one map up to its last weighted sum.

    The output layer may have any activation; it comes after. Raises ValueError where a hidden layer has one.
    """
    bent = [layer.activation for layer in problem.spec.layers[:-1] if layer.activation != "identity"]
    if bent:
        raise ValueError(f"a layer with {bent[0]} does not collapse")
    program = plan(problem.spec)
    first, *others = program.layers
    weights: Expr = first.W
    bias: Expr = first.b
    for layer in others:
        weights, bias = layer.W @ weights, layer.W @ bias + layer.b
    sizes = program.named_sizes(problem.examples)
    found = (evaluate(formula, problem.values, sizes) for formula in (weights, bias))
    return Collapsed(problem, weights, bias, *found)
