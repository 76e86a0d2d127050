"""What a run of the lab did over its updates: losses, every weight and bias, and the sizes of the gradients."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np

from engine import NonFiniteError
from engine.expr import Array
from engine.training import packed
from explain.gradient_sizes import layer_signals
from explain.lab.run import Moment, Run

MOST_MEASURED = 64
"""At how many updates the losses are shown."""
MOST_SIZES = 40
"""At how many updates the gradients are computed: each takes a trace on all training examples."""
NUMBERS = 10_000
"""At most so many weights and biases are shown, each counted at every update that is shown."""
FEWEST, MOST = 16, 100
"""The updates at which weights are shown, however many or few weights there are."""
PARTS = 5
"""At most so many parts an axis over the updates has."""


def spaced(kept: Sequence[int], most: int) -> tuple[int, ...]:
    """At most `most` (2 or more) of the updates that are kept, in order: the first, the last, and some between.

    Those between are the multiples of a power of two. So, as a run goes on, an update that is shown stays or is left
    out for good, and what was computed for it can be remembered.
    """
    step = 1
    while True:
        chosen = tuple(update for update in kept if update % step == 0 or update == kept[-1])
        if len(chosen) <= most:
            return chosen
        step *= 2


def shown(run: Run, update: int, most: int) -> tuple[int, ...]:
    """The updates that are shown of a run, with the one that is looked at."""
    return tuple(sorted({*spaced(run.recording.kept, most), update}))


def nice_step(width: float, parts: int = PARTS) -> float:
    """The smallest of 1, 2 and 5 times a power of ten of which `parts` together are at least as wide as `width` (> 0).

    Never below what floating-point numbers can tell apart from 0.
    """
    least = max(width / parts, 1e-300)
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= least * (1 - 1e-9))


@dataclass(frozen=True)
class Timeline:
    """An axis over the updates of a run: its last one, the one looked at, and where settings were changed on the way.

    `ticks` are updates with the epochs that have passed before them.
    """

    last: int
    looked_at: int
    changes: tuple[int, ...]
    ticks: tuple[tuple[int, float], ...]


def timeline(run: Run, update: int) -> Timeline:
    """The axis of a run, in at most PARTS parts."""
    recording, last = run.recording, run.updates
    step = max(1, round(nice_step(last))) if last else 1
    ticks = tuple((at, recording.epoch(at)) for at in range(0, last + 1, step))
    changes = tuple(stretch.first for stretch in recording.stretches[1:])
    return Timeline(last, update, changes, ticks)


def measured_at(run: Run, update: int) -> Moment | None:
    """What is measured before an update; None where a number is not finite."""
    try:
        return run.moment(update)
    except NonFiniteError:
        return None


def measured(run: Run, update: int) -> tuple[Moment, ...]:
    """What is measured at the updates that are shown, the one looked at among them; without those not finite."""
    found = (measured_at(run, at) for at in shown(run, update, MOST_MEASURED))
    return tuple(moment for moment in found if moment is not None)


@dataclass(frozen=True, eq=False)
class Courses:
    """Every weight and bias of one layer at some updates: `weights` is updates x units x inputs of the layer, `biases`
    is updates x units.
    """

    layer: int
    updates: tuple[int, ...]
    weights: Array
    biases: Array


def courses(run: Run, layer: int, update: int) -> Courses:
    """The weights and biases of a layer (from 1 on) at the updates that are shown, the one looked at among them."""
    widths = run.recording.stretches[0].problem.spec.widths
    inputs, units = widths[layer - 1], widths[layer]
    entries = units * (inputs + 1)
    updates = shown(run, update, min(max(NUMBERS // entries, FEWEST), MOST))
    start = sum(after * (before + 1) for before, after in pairwise(widths[:layer]))
    rows = np.array([row_at(run, at)[start : start + entries] for at in updates])
    weights, biases = rows[:, : units * inputs], rows[:, units * inputs :]
    return Courses(layer, updates, weights.reshape(len(updates), units, inputs), biases)


def row_at(run: Run, update: int) -> Array:
    """The parameters before an update (and the optimiser's memory behind them), in the order W1, b1, W2, ..."""
    return run.recording.row(update) if update in run.recording.kept else packed(run.problem(update))


Sizes = tuple[float, ...]
"""The size of dJ/dW of every layer, the first one first."""
_SIZES: WeakKeyDictionary[Run, dict[int, tuple[Array, Sizes | None]]] = WeakKeyDictionary()
"""What was computed for a run, beside the parameters it was computed from, which say whether it still holds."""


def gradient_sizes(run: Run, update: int) -> Sizes | None:
    """The root of the sum of squares of dJ/dW of every layer, on all training examples, before an update.

    With the penalty, as the update uses it. None where a number is not finite. Remembered for updates that are kept.
    """
    if update not in run.recording.kept:
        return _sizes(run, update)
    row, known = run.recording.row(update), _SIZES.setdefault(run, {})
    if update not in known or known[update][0] is not row:
        known[update] = row, _sizes(run, update)
    return known[update][1]


def _sizes(run: Run, update: int) -> Sizes | None:
    try:
        return tuple(signal.gradient for signal in layer_signals(run.judged(update, "training")))
    except NonFiniteError:
        return None


def gradient_courses(run: Run, update: int) -> tuple[tuple[int, ...], tuple[Sizes | None, ...]]:
    """The updates that are shown, and the sizes of the gradients before each."""
    updates = shown(run, update, MOST_SIZES)
    found = tuple(gradient_sizes(run, at) for at in updates)
    if known := _SIZES.get(run):
        _SIZES[run] = {at: known[at] for at in updates if at in known}
    return updates, found
