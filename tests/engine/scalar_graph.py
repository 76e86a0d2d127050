"""A scalar graph grown from a program's own forward and loss equations, entry by entry, with reverse accumulation.

Each operation has its local derivative written down here; activations are taken apart into their textbook formula.
Nothing of the engine's backward equations, matrix rules or stable forms is used.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from engine import Phase, Problem, Program
from engine.activations import ACTIVATIONS
from engine.expr import Call, Entry, Expr, Number, SizeOf, Stable
from engine.tree import entry

# Operation -> its value and its derivatives by each operand, from the operands.
LOCAL: dict[str, tuple[Callable[..., float], Callable[..., tuple[float, ...]]]] = {
    "add": (lambda a, b: a + b, lambda a, b: (1.0, 1.0)),
    "subtract": (lambda a, b: a - b, lambda a, b: (1.0, -1.0)),
    "multiply": (lambda a, b: a * b, lambda a, b: (b, a)),
    "divide": (lambda a, b: a / b, lambda a, b: (1 / b, -a / b**2)),
    "negative": (lambda a: -a, lambda a: (-1.0,)),
    "square": (lambda a: a * a, lambda a: (2 * a,)),
    "sqrt": (math.sqrt, lambda a: (0.5 / math.sqrt(a),)),
    "exp": (math.exp, lambda a: (math.exp(a),)),
    "log": (math.log, lambda a: (1 / a,)),
    "abs": (abs, lambda a: (float(np.sign(a)),)),
    "sign": (lambda a: float(np.sign(a)), lambda a: (0.0,)),
    "erf": (math.erf, lambda a: (2 / math.sqrt(math.pi) * math.exp(-a * a),)),
    "maximum": (max, lambda a, b: (float(a > b), float(b >= a))),
    "minimum": (min, lambda a, b: (float(a < b), float(b <= a))),
    "cases": (lambda s, a, b: a if s > 0 else b, lambda s, a, b: (0.0, float(s > 0), float(s <= 0))),
}


@dataclass(eq=False)
class Node:
    """One number of the graph, what it was made from, and dJ/d(it) once that is known."""

    value: float
    parents: tuple[tuple[Node, float], ...] = ()
    gradient: float = field(default=0.0)


class ScalarGraph:
    """The graph of one problem's J: `nodes` by key, row and column."""

    def __init__(self, problem: Problem, program: Program) -> None:
        self.sizes = program.named_sizes(problem.examples)
        self.values = problem.values
        self.nodes: dict[tuple[str, int, int], Node] = {}
        self.order: list[Node] = []
        for equation in program.equations:
            if equation.phase in (Phase.FORWARD, Phase.LOSS):
                rows, columns = (1 if s == "1" else self.sizes[s] for s in equation.target.shape)
                for at in np.ndindex(rows, columns):
                    node = self._grow(entry(equation.expr, *at, self.sizes))
                    self.nodes[equation.target.key, *at] = node
        self._accumulate(self.nodes["J", 0, 0])

    def _node(self, value: float, parents: tuple[tuple[Node, float], ...] = ()) -> Node:
        self.order.append(Node(value, parents))
        return self.order[-1]

    def _grow(self, expr: Expr) -> Node:
        if isinstance(expr, Entry):
            key = (expr.var.key, expr.row, expr.column)
            if key not in self.nodes:
                self.nodes[key] = self._node(float(self.values[key[0]][key[1:]]))
            return self.nodes[key]
        if isinstance(expr, Stable):
            return self._grow(expr.shown)
        if isinstance(expr, Number):
            return self._node(float(expr.value))
        if isinstance(expr, SizeOf):
            return self._node(float(self.sizes[expr.size]))
        assert isinstance(expr, Call), expr
        if expr.op.name in ACTIVATIONS and (expr.op.name not in LOCAL):
            return self._activation(ACTIVATIONS[expr.op.name].formula, expr.args[0])
        value, slopes = LOCAL[expr.op.name]
        operands = [self._grow(a) for a in expr.args]
        numbers = [n.value for n in operands]
        return self._node(value(*numbers), tuple(zip(operands, slopes(*numbers), strict=True)))

    def _activation(self, formula: Callable[[Expr], Expr], z: Expr) -> Node:
        return self._grow(formula(z))

    def _accumulate(self, last: Node) -> None:
        last.gradient = 1.0
        for node in reversed(self.order):
            for parent, slope in node.parents:
                parent.gradient += node.gradient * slope

    def gradients(self) -> dict[str, np.ndarray]:
        """dJ/dw of every parameter, by the key of its gradient."""
        shapes = {key: value.shape for key, value in self.values.items() if key[0] in "Wb"}
        return {
            f"d{key}": np.array([[self.nodes[key, i, j].gradient for j in range(columns)] for i in range(rows)])
            for key, (rows, columns) in shapes.items()
        }
