"""What is conspicuous about a run at an update: each flag has the numbers that show it. No flag, nothing to worry."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from engine import NonFiniteError, Trace
from engine.activations import ACTIVATIONS
from engine.expr import Array
from explain.gradient_sizes import layer_signals
from explain.lab.loss_signs import hardly_falls, oscillates, overfits, rises
from explain.lab.run import PARTS, Run
from explain.units import MOSTLY, Unit, units

VANISHED = 0.01
"""From this share of the output layer's signal down, one learning rate cannot suit both layers: where the last one
learns well, the first one takes a hundred times as long. Sigmoid passes on at most 1/4 in a layer and falls below it
from four hidden layers on (Glorot and Bengio 2010 show the same layer by layer)."""
EXPLODED = 1000.0
"""From this many times the output layer's signal on. ReLU networks that have learned well reach about 80 in two hidden
layers, since their weights grow."""
PART = 0.5
"""Units are a trouble where this share of a layer does not listen. Below, the others do the work: ReLU networks that
have learned circles, XOR or spirals to the last example often have a quarter of their units dead."""
LEARNED = 1e-12
"""A mean loss up to here leaves nothing to learn, so that no gradient is no trouble."""
EQUAL = 1e-9
"""Weights differ where they do by more than this share of the largest: rounding alone makes 1e-16 of it, and grows."""


@dataclass(frozen=True)
class Group:
    """Some units (0-based) of a hidden layer with `of` units."""

    layer: int
    units: tuple[int, ...]
    of: int


Evidence = Mapping[str, "float | tuple[Group, ...] | NonFiniteError"]
Look = Callable[[Run, int, Trace], "Evidence | None"]


@dataclass(frozen=True)
class Flag:
    """What is conspicuous, by name, and the numbers that its sentence names."""

    name: str
    evidence: Evidence


@dataclass(frozen=True)
class Sign:
    """One kind of flag: how it is found, and the flags that would explain it better."""

    name: str
    look: Look
    unless: tuple[str, ...] = ()


def flags(run: Run, update: int) -> tuple[Flag, ...]:
    """All flags of the network before update number `update`, in the order of SIGNS."""
    try:
        found = run.judged(update, PARTS[0])
    except NonFiniteError as error:
        ended = _not_finite(run, update)
        return (Flag("not_finite", ended) if ended else Flag("not_finite_here", {"update": update, "error": error}),)
    raised: dict[str, Flag] = {}
    for sign in SIGNS:
        if not any(name in raised for name in sign.unless):
            evidence = sign.look(run, update, found)
            if evidence is not None:
                raised[sign.name] = Flag(sign.name, evidence)
    return tuple(raised.values())


def _not_finite(run: Run, update: int, found: Trace | None = None) -> Evidence | None:
    stopped = run.recording.stopped
    if stopped is None or update < run.updates:
        return None
    return {"updates": run.updates, "error": stopped}


def _vanishing(run: Run, update: int, found: Trace) -> Evidence | None:
    *before, last = layer_signals(found)
    reached = [layer for layer in before if layer.signal]  # none at all: the units are dead, which is said of them
    if not reached or not last.signal:
        return None
    least = min(reached, key=lambda layer: layer.signal)
    share = least.signal / last.signal
    if share >= VANISHED:
        return None
    return {"layer": least.layer, "last": last.layer, "share": share, "gradient": least.gradient}


def _no_gradient(run: Run, update: int, found: Trace) -> Evidence | None:
    """No signal in any layer, though there is a loss to lower."""
    loss = run.moment(update).training.loss
    if loss is None or loss <= LEARNED or any(layer.signal for layer in layer_signals(found)):
        return None
    return {"loss": loss, "layers": len(found.program.layers)}


def _exploding(run: Run, update: int, found: Trace) -> Evidence | None:
    *before, last = layer_signals(found)
    if not before or not last.signal:
        return None
    most = max(before, key=lambda layer: layer.signal)
    times = most.signal / last.signal
    if times <= EXPLODED:
        return None
    return {"layer": most.layer, "last": last.layer, "times": times, "gradient": most.gradient}


def _groups(found: Trace, wanted: Callable[[Unit, str], bool]) -> Evidence | None:
    """The units of each hidden layer that are so, where that is PART of the layer or more."""
    groups = []
    for layer in found.program.layers[:-1]:
        every = units(found, layer.index)
        some = tuple(unit.unit for unit in every if wanted(unit, layer.activation))
        if len(some) >= PART * len(every):
            groups.append(Group(layer.index, some, len(every)))
    return {"groups": tuple(groups)} if groups else None


def _dead(run: Run, update: int, found: Trace) -> Evidence | None:
    return _groups(found, lambda unit, _: unit.dead)


def _saturated(run: Run, update: int, found: Trace) -> Evidence | None:
    return _groups(found, _is_saturated)


def _is_saturated(unit: Unit, activation: str) -> bool:
    """Flat for most examples; where only one end is flat, as with ReLU, for all: there, to be off for most is usual."""
    record = ACTIVATIONS[activation]
    both_ends = math.isfinite(record.low) and math.isfinite(record.high)
    return not unit.dead and unit.flat >= (MOSTLY if both_ends else 1.0)


def _symmetric(run: Run, update: int, found: Trace) -> Evidence | None:
    groups = []
    for layer in found.program.layers[:-1]:
        l = layer.index
        each = np.hstack([found[f"W{l}"], found[f"b{l}"], found[f"W{l + 1}"].T])
        groups += [Group(l, alike, len(each)) for alike in _alike(each)]
    return {"groups": tuple(groups)} if groups else None


def _alike(rows: Array) -> list[tuple[int, ...]]:
    """The sets of two or more rows that are equal: each column by its own scale, so that one huge weight hides none."""
    size = np.abs(rows)
    scale = np.maximum(size.max(axis=0), min(float(size.max()), 1.0))
    with np.errstate(over="ignore"):
        apart = np.abs(rows[:, None] - rows[None])
    first = (apart <= EQUAL * scale).all(axis=2).argmax(axis=1)
    sets = (tuple(np.flatnonzero(first == one).tolist()) for one in np.unique(first))
    return [alike for alike in sets if len(alike) > 1]


STILL = ("not_finite", "no_gradient", "vanishing", "dead", "saturated", "symmetric")
SIGNS = (
    Sign("not_finite", _not_finite),
    Sign("rises", rises),
    Sign("oscillates", oscillates, unless=("rises",)),
    Sign("no_gradient", _no_gradient),
    Sign("exploding", _exploding),
    Sign("vanishing", _vanishing),
    Sign("dead", _dead),
    Sign("saturated", _saturated),
    Sign("symmetric", _symmetric),
    Sign("hardly_falls", hardly_falls, unless=STILL),
    Sign("overfits", overfits),
)
"""Every kind of flag, the most pressing first."""
