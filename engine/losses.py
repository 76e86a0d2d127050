"""Losses: one record each. `terms` is the loss of every entry, `gradient` its derivative by the output.

J is the mean over the d examples of the sum over a column; the 1/d is added once, by the plan. At a kink the slope is
the left-hand one, and 0 for the absolute error and for the hinge at its margin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from engine.activations import ACTIVATIONS, HALF, mirrored
from engine.expr import Expr, Number, SizeOf, Stable, call, others
from engine.ops import cases, log, maximum, minimum

Formula = Callable[[Expr, Expr], Expr]


@dataclass(frozen=True)
class Targets:
    """Which targets a loss takes: every entry between `low` and `high`, in `only`, columns summing to 1."""

    low: float | None = None
    high: float | None = None
    only: tuple[float, ...] = ()
    column_sum: bool = False


@dataclass(frozen=True)
class Shortcut:
    """The short way through a loss and the output activation that matches it.

    `delta(y, yhat)` is d dJ/dZ; `stable_delta` and `stable_terms` take (y, yhat, z) and keep their digits in
    saturated networks.
    """

    delta: Formula
    stable_delta: Callable[[Expr, Expr, Expr], Expr]
    stable_terms: Callable[[Expr, Expr, Expr], Expr]


@dataclass(frozen=True)
class Loss:
    """One loss. `takes` says whether it accepts an output activation; `needs` says in words which it wants."""

    name: str
    terms: Formula
    gradient: Formula
    targets: Targets = Targets()
    takes: Callable[[str], bool] = lambda activation: True
    needs: str = ""
    shortcuts: Mapping[str, Shortcut] = field(default_factory=dict)

    def allowed_outputs(self) -> tuple[str, ...]:
        """The output activations this loss accepts, by name."""
        return tuple(name for name in ACTIVATIONS if self.takes(name))


def _both_signs(activation: str) -> bool:
    record = ACTIVATIONS[activation]
    return record.low < 0 < record.high


def _softmax_delta(y: Expr, yhat: Expr, z: Expr) -> Expr:
    """p - y without cancellation, for columns of y that sum to 1: p (sum of the other y) - y (sum of the other p)."""
    rest = others("m")
    return yhat * (rest @ y) - y * (rest @ yhat)


MEAN_OF_OUTPUTS = 1 / SizeOf("m")
THREE_HALVES = Number(Fraction(3, 2))


def _absolute(y: Expr, yhat: Expr) -> Expr:
    return call("abs", yhat - y)


LOSSES: dict[str, Loss] = {
    record.name: record
    for record in (
        Loss("half_squared_error", lambda y, yhat: HALF * (yhat - y) ** 2, lambda y, yhat: yhat - y),
        Loss("squared_error", lambda y, yhat: (yhat - y) ** 2, lambda y, yhat: 2 * (yhat - y)),
        Loss(
            "mean_squared_error",
            lambda y, yhat: MEAN_OF_OUTPUTS * (yhat - y) ** 2,
            lambda y, yhat: 2 / SizeOf("m") * (yhat - y),
        ),
        Loss("absolute_error", _absolute, lambda y, yhat: call("sign", yhat - y)),
        Loss(
            "huber",
            lambda y, yhat: Stable(
                cases(_absolute(y, yhat) - 1, _absolute(y, yhat) - HALF, HALF * (yhat - y) ** 2),
                cases(_absolute(y, yhat) - 1, _absolute(y, yhat) - HALF, HALF * _inside(y, yhat) ** 2),
            ),
            lambda y, yhat: _clipped(y, yhat),
        ),
        Loss(
            "hinge",
            lambda y, yhat: maximum(0, 1 - y * yhat),
            lambda y, yhat: cases(1 - y * yhat, -y, 0),
            targets=Targets(only=(-1.0, 1.0)),
            takes=_both_signs,
            needs="an output that can be negative and positive",
        ),
        Loss(
            "binary_cross_entropy",
            lambda y, yhat: -(y * log(yhat) + (1 - y) * log(1 - yhat)),
            lambda y, yhat: (yhat - y) / (yhat * (1 - yhat)),
            targets=Targets(low=0, high=1),
            takes=lambda activation: activation == "sigmoid",
            needs="a sigmoid output, so that every output is a probability",
            shortcuts={
                "sigmoid": Shortcut(
                    delta=lambda y, yhat: yhat - y,
                    stable_delta=lambda y, yhat, z: (1 - y) * yhat - y * mirrored(z),
                    stable_terms=lambda y, yhat, z: y * call("softplus", -z) + (1 - y) * call("softplus", z),
                )
            },
        ),
        Loss(
            "cross_entropy",
            lambda y, yhat: -(y * log(yhat)),
            lambda y, yhat: -(y / yhat),
            targets=Targets(low=0, high=1, column_sum=True),
            takes=lambda activation: activation == "softmax",
            needs="a softmax output, so that the outputs of an example sum to 1",
            shortcuts={
                "softmax": Shortcut(
                    delta=lambda y, yhat: yhat - y,
                    stable_delta=_softmax_delta,
                    stable_terms=lambda y, yhat, z: -(y * call("log_softmax", z)),
                )
            },
        ),
    )
}
"""Every loss by name."""


def loss_for(output: str) -> str:
    """The loss made for an output activation (its shortcut), or the first that takes it, by name."""
    takers = [name for name, record in LOSSES.items() if record.takes(output)]
    return next((name for name in takers if output in LOSSES[name].shortcuts), takers[0])


def _clipped(y: Expr, yhat: Expr) -> Expr:
    return maximum(-1, minimum(1, yhat - y))


def _inside(y: Expr, yhat: Expr) -> Expr:
    """The same value; at -1 and 1 the complex step follows yhat, the first operand."""
    return maximum(minimum(yhat - y, 1), -1)
