"""Optimisers: each one turns a parameter and its gradient into the equations of its next value.

The equations and the default constants are PyTorch's (torch.optim); Adam's epsilon is outside the root. States start
at zero, `t` counts the updates made before this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.expr import SCALAR, Expr, Line, Var
from engine.ops import sqrt

ETA = Var("eta", SCALAR, "eta", hyper=True)
COUNT = Var("t", SCALAR, "t", hyper=True)


def setting(name: str) -> Var:
    """A constant of an optimiser or a penalty as a quantity."""
    return Var(name, SCALAR, name, hyper=True)


MOMENTUM, ALPHA, BETA1, BETA2 = setting("momentum"), setting("alpha"), setting("beta1"), setting("beta2")
EPSILON, DECAY = setting("epsilon"), setting("weight_decay")


@dataclass(frozen=True)
class Optimiser:
    """One optimiser. `update(parameter, gradient, start)` yields its equations up to the next value; `start` is the
    parameter, already decayed where the optimiser decays weights. `state` names the symbols it remembers, `defaults`
    its constants; those in `optional` leave the equations when they are 0. `counts` marks one that uses t.
    """

    name: str
    update: Callable[[Var, Expr, Expr], Iterator[Line]]
    defaults: Mapping[str, float]
    state: tuple[str, ...] = ()
    optional: tuple[str, ...] = ("weight_decay",)
    decoupled: bool = False
    counts: bool = False
    source: str = ""


def _sgd(w: Var, g: Expr, start: Expr) -> Iterator[Line]:
    yield w.next, start - ETA * g, "update.sgd"


def _momentum(w: Var, g: Expr, start: Expr) -> Iterator[Line]:
    v = w.state("V")
    yield v.next, MOMENTUM * v + g, "update.velocity"
    yield w.next, start - ETA * v.next, "update.momentum"


def _nesterov(w: Var, g: Expr, start: Expr) -> Iterator[Line]:
    v = w.state("V")
    yield v.next, MOMENTUM * v + g, "update.velocity"
    yield w.next, start - ETA * (g + MOMENTUM * v.next), "update.nesterov"


def _adagrad(w: Var, g: Expr, start: Expr) -> Iterator[Line]:
    s = w.state("S")
    yield s.next, s + g**2, "update.sum_of_squares"
    yield w.next, start - ETA * g / (sqrt(s.next) + EPSILON), "update.adagrad"


def _rmsprop(w: Var, g: Expr, start: Expr) -> Iterator[Line]:
    s = w.state("S")
    yield s.next, ALPHA * s + (1 - ALPHA) * g**2, "update.mean_square"
    yield w.next, start - ETA * g / (sqrt(s.next) + EPSILON), "update.rmsprop"


def _adam(w: Var, g: Expr, start: Expr) -> Iterator[Line]:
    m, s = w.state("M"), w.state("S")
    m_hat, s_hat = m.only("hat"), s.only("hat")
    yield m.next, BETA1 * m + (1 - BETA1) * g, "update.first_moment"
    yield s.next, BETA2 * s + (1 - BETA2) * g**2, "update.second_moment"
    yield m_hat, m.next / (1 - BETA1**COUNT.next), "update.first_moment_corrected"
    yield s_hat, s.next / (1 - BETA2**COUNT.next), "update.second_moment_corrected"
    yield w.next, start - ETA * m_hat / (sqrt(s_hat) + EPSILON), "update.adam"


OPTIMISERS: dict[str, Optimiser] = {
    record.name: record
    for record in (
        Optimiser("sgd", _sgd, {"weight_decay": 0.0}),
        Optimiser("momentum", _momentum, {"momentum": 0.9, "weight_decay": 0.0}, ("V",), source="Polyak 1964"),
        Optimiser("nesterov", _nesterov, {"momentum": 0.9, "weight_decay": 0.0}, ("V",), source="Nesterov 1983"),
        Optimiser(
            "adagrad",
            _adagrad,
            {"epsilon": 1e-10, "weight_decay": 0.0},
            ("S",),
            source="Duchi, Hazan and Singer 2011",
        ),
        Optimiser(
            "rmsprop",
            _rmsprop,
            {"alpha": 0.99, "epsilon": 1e-8, "weight_decay": 0.0},
            ("S",),
            source="Hinton, lecture 6e, 2012",
        ),
        Optimiser(
            "adam",
            _adam,
            {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.0},
            ("M", "S"),
            counts=True,
            source="Kingma and Ba 2015",
        ),
        Optimiser(
            "adamw",
            _adam,
            {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01},
            ("M", "S"),
            decoupled=True,
            counts=True,
            source="Loshchilov and Hutter 2019",
        ),
    )
}
"""Every optimiser by name."""
