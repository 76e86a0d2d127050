"""Textbook forms beside the forms that the engine computes, at sums so large that float64 runs out of digits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from engine import Trace
from engine.activations import ACTIVATIONS, mirrored
from engine.evaluate import evaluate
from engine.expr import Entry, Expr, Stable, call
from engine.layers import Y
from engine.losses import LOSSES
from engine.ops import log
from engine.tree import entry
from explain import names as called
from explain import render
from explain.output_layer import output_layer

GAP = float(1.0 - np.nextafter(1.0, 0.0))
"""How far below 1 the next smaller float64 lies: a yhat closer to 1 than half of this is 1."""
LARGEST = float(np.finfo(np.float64).max)
"""The largest float64: e to the power of more than its logarithm is infinite."""

Forms = tuple[str, str, Expr, Expr, int]
"""What it is (a key), its LaTeX name, the textbook form, the form computed and the row of its entry."""


@dataclass(frozen=True)
class Compared:
    """One quantity in two forms. `what` is a key, `name` and `formula` (the textbook form) are LaTeX."""

    what: str
    name: str
    formula: str
    textbook: float
    engine: float


def compared(kind: str, z: float, right: bool) -> tuple[Compared, ...]:
    """The quantities of an output layer with a first sum of `z`, in both forms.

    `kind` is "two" (sigmoid and binary cross-entropy) or "many" (softmax of three classes and cross-entropy, the other
    sums 0); `right` says that the first output is the one that should be high. Raises KeyError for another kind.
    """
    found, forms = KINDS[kind](z, right)
    return tuple(_compare(found, *form) for form in forms)


def _compare(found: Trace, what: str, name: str, shown: Expr, compute: Expr, row: int) -> Compared:
    textbook = evaluate(_shown(shown), found, found.sizes)
    computed = evaluate(compute, found, found.sizes)
    formula = render.latex(shown, render.symbols(found.sizes))
    return Compared(what, name, formula, float(textbook[0, 0]), float(computed[row, 0]))


def _shown(node: Expr) -> Expr:
    return node.shown if isinstance(node, Stable) else node


def _two(z: float, right: bool) -> tuple[Trace, Iterator[Forms]]:
    found = output_layer("sigmoid", "binary_cross_entropy", np.array([[z]]), np.array([[float(right)]]))
    return found, _two_forms(found)


def _two_forms(found: Trace) -> Iterator[Forms]:
    layer, loss = found.program.layers[0], LOSSES["binary_cross_entropy"]
    short, sigmoid = loss.shortcuts["sigmoid"], ACTIVATIONS["sigmoid"]
    y, yhat, z = (Entry(var, 0, 0) for var in (Y, layer.A, layer.Z))
    slope = sigmoid.slope_at(z, yhat)
    yield "rest", r"1 - \hat{y}", 1 - yhat, mirrored(z), 0
    yield "log", r"\ln\left(1 - \hat{y}\right)", log(1 - yhat), -call("softplus", z), 0
    yield "slope", rf"\sigma'\left({called.entry(z, found.sizes)}\right)", slope, slope, 0
    yield "loss", "L", loss.terms(y, yhat), short.stable_terms(y, yhat, z), 0
    long = loss.gradient(y, yhat) * _shown(slope)
    yield "gradient", _by_z(z, found), long, short.stable_delta(y, yhat, z), 0


def _many(z: float, right: bool) -> tuple[Trace, Iterator[Forms]]:
    true = 0 if right else 1
    found = output_layer("softmax", "cross_entropy", np.array([[z], [0.0], [0.0]]), np.eye(3)[:, [true]])
    return found, _many_forms(found, true)


def _many_forms(found: Trace, true: int) -> Iterator[Forms]:
    layer = found.program.layers[0]
    z, y, size = layer.Z, Y, found.sizes
    softmax, short = ACTIVATIONS["softmax"](z), LOSSES["cross_entropy"].shortcuts["softmax"]
    outputs = [entry(softmax, row, 0, size) for row in range(size["m"])]
    for what, row in (("output", 0), ("true", true))[: 1 + bool(true)]:
        yield what, called.entry(Entry(layer.A, row, 0), size), outputs[row], layer.A, row
    yield "loss", "L", -log(outputs[true]), -call("log_softmax", z), true
    delta = outputs[0] - Entry(y, 0, 0)
    yield "gradient", _by_z(Entry(z, 0, 0), found), delta, short.stable_delta(y, layer.A, z), 0


def _by_z(z: Entry, found: Trace) -> str:
    return rf"\frac{{\partial L}}{{\partial {called.entry(z, found.sizes)}}}"


KINDS: dict[str, Callable[[float, bool], tuple[Trace, Iterator[Forms]]]] = {"two": _two, "many": _many}
"""Two classes and many."""
