"""Writes a network's program: the equations of one training step, forward, loss, backward and update."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache, reduce

from engine.expr import Expr, Line, Mark, SizeOf, Stable, Var, call
from engine.layers import Dense, Gradients, J, Said, X, Y
from engine.losses import LOSSES, Shortcut
from engine.ops import total
from engine.optimisers import COUNT, DECAY, OPTIMISERS, setting
from engine.program import Equation, Phase, Program, check
from engine.spec import NetworkSpec

L1, L2 = setting("l1"), setting("l2")
MEAN = 1 / SizeOf("d")
"""The one place of 1/d: it stands in J and in the loss's own gradient."""


def plan(spec: NetworkSpec) -> Program:
    """The equations of one training step of `spec`, in order: forward, loss, backward, update.

    Numbers are no part of a plan: two networks that differ only in them share one Program. Raises PlanError.
    """
    return _plan(spec.structure)


@lru_cache(maxsize=512)
def _plan(spec: NetworkSpec) -> Program:
    layers = dense_layers(spec)
    equations = (
        *_equations(Phase.FORWARD, (line for layer in layers for line in layer.forward())),
        *_equations(Phase.LOSS, _loss(spec, layers)),
        *_equations(Phase.BACKWARD, _backward(spec, layers)),
        *_equations(Phase.UPDATE, _update(spec, layers)),
    )
    last = len(layers)
    aliases = {"A0": "X", f"A{last}": "Yhat", f"dA{last}": "dYhat"}
    return check(Program(equations, layers, spec.sizes, _carried(spec, layers), aliases=aliases))


def _equations(phase: Phase, lines: Iterable[Line]) -> Iterator[Equation]:
    for target, expr, why in lines:
        yield Equation(target, expr, phase, why)


def dense_layers(spec: NetworkSpec) -> tuple[Dense, ...]:
    """The layers of a network, each reading the one before it."""
    layers: list[Dense] = []
    a_in = X
    for index, layer in enumerate(spec.layers, 1):
        layers.append(Dense(index, a_in, layer.activation, index == len(spec.layers)))
        a_in = layers[-1].A
    return tuple(layers)


def _shortcut(spec: NetworkSpec) -> Shortcut | None:
    return LOSSES[spec.loss].shortcuts.get(spec.layers[-1].activation)


def _sum(terms: Iterable[Expr]) -> Expr:
    return reduce(lambda a, b: a + b, terms)


def _loss(spec: NetworkSpec, layers: tuple[Dense, ...]) -> Iterator[Line]:
    out, short = layers[-1], _shortcut(spec)
    terms = LOSSES[spec.loss].terms(Y, out.A)
    if short is not None:
        terms = Stable(terms, short.stable_terms(Y, out.A, out.Z))
    why = f"loss.{spec.loss}"
    if not spec.penalised:
        yield J, MEAN * total(terms), why
        return
    data, penalty = J.only("data"), J.only("penalty")
    parts = []
    if spec.l2:
        parts.append(L2 / 2 * _sum(total(layer.W**2) for layer in layers))
    if spec.l1:
        parts.append(L1 * _sum(total(call("abs", layer.W)) for layer in layers))
    yield data, MEAN * total(terms), why
    yield penalty, _sum(parts), "loss.penalty"
    yield J, data + penalty, "loss.sum"


def _loss_to_sums(spec: NetworkSpec, layers: tuple[Dense, ...]) -> Iterator[Line]:
    """From J to dZ of the output layer, the short way where the loss matches the activation."""
    out, short = layers[-1], _shortcut(spec)
    if short is not None:
        delta = Stable(short.delta(Y, out.A), short.stable_delta(Y, out.A, out.Z))
        yield out.Z.grad, MEAN * delta, f"output.shortcut_{spec.loss}"
        return
    yield from long_way_lines(spec, layers)


def long_way_lines(spec: NetworkSpec, layers: tuple[Dense, ...]) -> Iterator[Line]:
    """dJ/dYhat, the slope of the output activation and their product; for softmax the Jacobian product."""
    out = layers[-1]
    yield out.A.grad, MEAN * LOSSES[spec.loss].gradient(Y, out.A), f"output.gradient_{spec.loss}"
    yield from out.through_activation()


def _penalty(spec: NetworkSpec, weights: Var) -> Said | None:
    parts: list[Expr] = []
    if spec.l2:
        parts.append(L2 * weights)
    if spec.l1:
        parts.append(L1 * call("sign", weights))
    return Said(weights, _sum(parts), "penalty.gradient", "penalty") if parts else None


def _backward(spec: NetworkSpec, layers: tuple[Dense, ...]) -> Iterator[Line]:
    gradients = Gradients()
    for layer in reversed(layers):
        if layer.last:
            yield from _loss_to_sums(spec, layers)
        else:
            yield from gradients.settle(layer.A)
            yield from layer.through_activation()
        for said in layer.backward():
            gradients.say(said)
        penalty = _penalty(spec, layer.W)
        if penalty is not None:
            gradients.say(penalty)
        for parameter in (layer.W, layer.b):
            yield from gradients.settle(parameter)
        if layer.index > 1:
            gradients.say(layer.pass_down())


def _carried(spec: NetworkSpec, layers: tuple[Dense, ...]) -> tuple[Var, ...]:
    """What an update moves: the parameters, the optimiser's memory of each, and the count where it is used."""
    optimiser = OPTIMISERS[spec.optimiser]
    parameters = [v for layer in layers for v in (layer.W, layer.b)]
    states = [v.state(symbol) for symbol in optimiser.state for v in parameters]
    return (*parameters, *states, *((COUNT,) if optimiser.counts else ()))


def mask_of(parameter: Var) -> Var:
    """The 0/1 matrix that says which entries of a parameter are frozen."""
    return Var(f"frozen_{parameter.key}", parameter.shape, "F", parameter.layer, Mark.MASK, parameter)


def _update(spec: NetworkSpec, layers: tuple[Dense, ...]) -> Iterator[Line]:
    if OPTIMISERS[spec.optimiser].counts:
        yield COUNT.next, COUNT + 1, "update.count"
    for layer in reversed(layers):
        for parameter in (layer.W, layer.b):
            yield from _update_one(spec, parameter)


def _update_one(spec: NetworkSpec, w: Var) -> Iterator[Line]:
    """The optimiser's equations for one parameter. Frozen entries keep their value and their state."""
    optimiser = OPTIMISERS[spec.optimiser]
    if w.key in spec.frozen:
        for kept in (*(w.state(symbol) for symbol in optimiser.state), w):
            yield kept.next, kept, "update.frozen"
        return
    gradient: Expr = w.grad
    start: Expr = w
    if dict(spec.constants).get("weight_decay"):
        if not optimiser.decoupled:
            gradient = gradient + DECAY * w
        elif w.symbol == "W":
            start = w - setting("eta") * DECAY * w
    partly = any(name.startswith(w.key + "[") for name in spec.frozen)
    for target, expr, why in optimiser.update(w, gradient, start):
        masked = partly and target.mark is Mark.NEXT and target.of is not None
        yield target, _keep(w, target, expr) if masked else expr, why


def _keep(w: Var, target: Var, expr: Expr) -> Expr:
    assert target.of is not None
    return call("keep", mask_of(w), target.of, expr)
