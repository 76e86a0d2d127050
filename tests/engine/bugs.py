"""Backpropagations that are wrong on purpose: one row each, a change of the equations that a pattern picks.

Only the program is changed, never the engine's records. docs/planted-bugs.md says which checks reject which.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from engine import Equation, Problem, Program, plan, variant
from engine.activations import ACTIVATIONS
from engine.expr import Call, Constant, Expr, SizeOf, Stable, Var, call, ones
from engine.layers import Dense
from engine.ops import cases, maximum, minimum, sqrt
from engine.optimisers import DECAY, EPSILON, ETA, MOMENTUM
from engine.plan import L2, MEAN
from engine.tree import rewrite

Change = Callable[[Program, Equation], Expr]


@dataclass(frozen=True, eq=False)
class Bug:
    """One mistake. `changes` maps the start of an equation's `why` to what becomes of its formula."""

    name: str
    changes: Mapping[str, Change]

    def rewrite(self, program: Program) -> Callable[[Equation], Equation]:
        """The equation with the mistake in it, for `variant`."""

        def wrong(equation: Equation) -> Equation:
            for why, change in self.changes.items():
                if equation.why.startswith(why):
                    return replace(equation, expr=change(program, equation))
            return equation

        return wrong

    @lru_cache(maxsize=64)  # noqa: B019
    def _program(self, program: Program, examples: int) -> Program:
        return variant(program, self.rewrite(program), examples)

    def make(self, problem: Problem) -> Program:
        """The wrong program for a problem. Raises PlanError where its sizes do not fit."""
        return self._program(plan(problem.spec), problem.examples)


def _layer(program: Program, equation: Equation) -> Dense:
    """The layer that a forward or backward equation belongs to; for dA the layer below."""
    index = equation.target.layer
    return program.layers[-1] if index is None else program.layers[index - 1]


def _swap(expr: Expr, old: Expr, new: Expr) -> Expr:
    return rewrite(expr, lambda node: new if node == old else node)


def _as_shown(program: Program, equation: Equation) -> Expr:
    return rewrite(equation.expr, lambda node: node.shown if isinstance(node, Stable) else node)


def _no_transpose(program: Program, equation: Equation) -> Expr:
    return rewrite(equation.expr, lambda n: n.args[0] if isinstance(n, Call) and n.op.name == "transpose" else n)


def _above(program: Program, equation: Equation) -> Dense:
    """The layer whose weights carry dJ/dA down to this one."""
    return program.layers[_layer(program, equation).index]


def _too_early(program: Program, equation: Equation) -> Expr:
    w = _above(program, equation).W
    return _swap(equation.expr, w, w.next)


def _without_weights(program: Program, equation: Equation) -> Expr:
    above = _above(program, equation)
    return ones(above.W.shape[1], above.size) @ above.Z.grad


def _rows_swapped(program: Program, equation: Equation) -> Expr:
    size = equation.target.shape[0]
    return Constant("flip", (size, size), lambda r, c: np.eye(r)[::-1]) @ equation.expr


def _when(activation: str, change: Callable[[Expr, Expr], Expr]) -> Change:
    """A change of one activation's equation, written over its z and a."""

    def apply(program: Program, equation: Equation) -> Expr:
        layer = _layer(program, equation)
        return change(layer.Z, layer.A) if layer.activation == activation else equation.expr

    return apply


def _slope_at_a(program: Program, equation: Equation) -> Expr:
    layer = _layer(program, equation)
    return ACTIVATIONS[layer.activation].slope_at(layer.A, ACTIVATIONS[layer.activation](layer.A))


def _inner(z: Expr) -> Expr:
    return math.sqrt(2 / math.pi) * (z + 0.044715 * (z * z**2))


def _tanh_gelu(z: Expr, a: Expr) -> Expr:
    return 0.5 * z * (1 + call("tanh", _inner(z)))


def _tanh_gelu_slope(z: Expr, a: Expr) -> Expr:
    t = call("tanh", _inner(z))
    return 0.5 * (1 + t) + 0.5 * z * (1 - t**2) * (math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * z**2))


def _first_example_only(program: Program, equation: Equation) -> Expr:
    first = Constant("first", ("d", "1"), lambda r, c: np.eye(r, c))
    return _layer(program, equation).Z.grad @ first


def _penalised_bias(program: Program, equation: Equation) -> Expr:
    return equation.expr + L2 * _layer(program, equation).b if "l2" in program.quantities else equation.expr


def _diagonal_only(program: Program, equation: Equation) -> Expr:
    out = program.layers[-1]
    return out.A * (1 - out.A) * out.A.grad


def _sums_below(program: Program, equation: Equation) -> Expr:
    """dW from z of the layer below; the first layer has none and stays right."""
    layer = _layer(program, equation)
    return _swap(equation.expr, layer.a_in, program.layers[layer.index - 2].Z) if layer.index > 1 else equation.expr


def _from_inputs(program: Program, equation: Equation) -> Expr:
    return _swap(equation.expr, _layer(program, equation).a_in, program.layers[0].a_in)


def _flipped_weights(program: Program, equation: Equation) -> Expr:
    w = _layer(program, equation).W
    square = program.sizes[w.shape[0]] == program.sizes[w.shape[1]]
    return _swap(equation.expr, w, w.T) if square else equation.expr


def _parameter(equation: Equation) -> Var:
    assert equation.target.of is not None
    return equation.target.of


def _velocity(program: Program, equation: Equation) -> Expr:
    v = _parameter(equation)
    assert v.of is not None
    return MOMENTUM * v - v.of.grad


def _epsilon_inside(program: Program, equation: Equation) -> Expr:
    w = _parameter(equation)
    m, s = w.state("M").only("hat"), w.state("S").only("hat")
    return w - ETA * m / sqrt(s + EPSILON)


def _decayed_bias(program: Program, equation: Equation) -> Expr:
    w = _parameter(equation)
    adamw = "weight_decay" in program.quantities and w.symbol == "b"
    return equation.expr - ETA * DECAY * w if adamw else equation.expr


def _times(factor: Expr | float) -> Change:
    return lambda program, equation: factor * equation.expr


EXAMPLES = SizeOf("d")
BUGS = (
    Bug("the slope is dropped", {"dense.chain": lambda p, e: e.expr.args[0]}),
    Bug("W without its transpose on the way down (square layers)", {"dense.pass_down": _no_transpose}),
    Bug("W already updated on the way down", {"dense.pass_down": _too_early}),
    Bug("W left out on the way down", {"dense.pass_down": _without_weights}),
    Bug("rows of the transposed W in reverse order", {"dense.pass_down": _rows_swapped}),
    Bug("the slope taken at a instead of z", {"dense.slope": _slope_at_a}),
    Bug("z in place of the slope", {"dense.slope": lambda p, e: _layer(p, e).Z}),
    Bug("the output's sign turned round", {"output.shortcut": _times(-1), "output.gradient": _times(-1)}),
    Bug(
        "an extra yhat(1 - yhat) beside binary cross-entropy",
        {"output.shortcut_binary": lambda p, e: e.expr * (p.layers[-1].A * (1 - p.layers[-1].A))},
    ),
    Bug("the factor 2 of the half squared error kept", {"output.gradient_half": _times(2)}),
    Bug(
        "gradients summed over the examples, J their mean",
        {"output.shortcut": _times(EXAMPLES), "output.gradient": _times(EXAMPLES)},
    ),
    Bug("1/d a second time in dW", {"dense.weight_gradient": _times(MEAN)}),
    Bug("db from the first example alone", {"dense.bias_gradient": _first_example_only}),
    Bug("dW from z of the layer below instead of a", {"dense.weight_gradient": _sums_below}),
    Bug("dW from the network's inputs instead of a", {"dense.weight_gradient": _from_inputs}),
    Bug("W transposed in the forward pass (square layers)", {"dense.weighted_sum": _flipped_weights}),
    Bug("the penalty on biases as well", {"dense.bias_gradient": _penalised_bias}),
    Bug("the penalty's gradient twice", {"penalty.gradient": _times(2)}),
    Bug("the softmax Jacobian without its off-diagonal", {"output.softmax_jacobian": _diagonal_only}),
    Bug("tanh' as 1 - z^2", {"dense.slope": _when("tanh", lambda z, a: 1 - z**2)}),
    Bug("sigma' as a(1 - a), and every other slope in textbook form", {"dense.slope": _as_shown}),
    Bug("dZ as (yhat - y)/d, with its cancellation", {"output.shortcut": _as_shown}),
    Bug("J from log(yhat), with its log(0)", {"loss.": _as_shown}),
    Bug(
        "tanh-GELU for erf-GELU, value and slope alike",
        {"dense.activation": _when("gelu", _tanh_gelu), "dense.slope": _when("gelu", _tanh_gelu_slope)},
    ),
    Bug(
        "sigmoid of a z clipped to 15",
        {"dense.activation": _when("sigmoid", lambda z, a: call("sigmoid", maximum(-15, minimum(15, z))))},
    ),
    Bug(
        "softplus linear above 20",
        {"dense.activation": _when("softplus", lambda z, a: cases(z - 20, z, call("softplus", z)))},
    ),
    Bug("relu' at 0 from the right", {"dense.slope": _when("relu", lambda z, a: cases(-z, 0, 1))}),
    Bug("the leak's slope 0.1 instead of 0.01", {"dense.slope": _when("leaky_relu", lambda z, a: cases(z, 1, 0.1))}),
    Bug("momentum with the gradient's sign turned", {"update.velocity": _velocity}),
    Bug(
        "Adam without bias correction",
        {f"update.{which}_moment_corrected": lambda p, e: e.expr.args[0] for which in ("first", "second")},
    ),
    Bug("Adam's epsilon inside the root", {"update.adam": _epsilon_inside}),
    Bug("AdamW decays the biases as well", {"update.adam": _decayed_bias}),
)
"""Every planted bug."""
