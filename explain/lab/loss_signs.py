"""What the losses of a run tell of its learning rate and of overfitting: each sign is found with its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine import NonFiniteError, Trace
from engine.expr import Array
from explain.lab.run import PARTS, Moment, Run
from explain.output_layer import each_loss
from explain.regions import forward

RISE, RISE_OF_FIRST = 1.5, 0.25
"""J has risen where it is this many times its lowest, and by this share of the first J: late in training J is close to
0, and twice that is nothing. In healthy runs with batches it goes up and down by less."""
HIGH = 0.1
"""J is still high from this share of the first J on."""
WINDOW = 10
"""Epochs that are looked back on: a mean over a whole epoch has every example in it, whatever the batches are."""
TURNS = 0.7
"""The share of those epochs at which J turns, up after down or down after up. It is 1 where each step jumps over the
minimum, and 2/3 where J goes up and down by chance, as it does by a little in every run with batches."""
SWING, SWING_OF_FIRST = 0.2, 0.05
"""How much J changes from one epoch to the next: this share of its mean, and this share of the first J."""
SLOW, SLOW_WINDOW = 0.01, 20
"""J hardly falls where it loses less than this share in so many epochs."""
LONGER = (10, 100, 1000, 10000)
"""Times the length of the step that are tried where J hardly falls."""
WORSE, CLEAR = 1.2, 0.1
"""The validation loss has risen where it is this many times its lowest, and by this share of the first one; so it is
for a single example's loss, there by the share alone."""
FEW, MANY = 3, 0.1
"""It counts where this many validation examples and this share of them do worse. One or two that the network is sure
of and wrong about can double the mean by themselves: so it is on XOR without noise, which is learned well."""
MOST_LOOKS = 24
"""Updates at which the whole training and validation data are looked at."""

Numbers = Mapping[str, float]


@dataclass(frozen=True)
class Look:
    """What was measured before an update; J has the penalty in it."""

    moment: Moment
    J: float


def looks(run: Run, update: int) -> tuple[Look, ...]:
    """At most MOST_LOOKS + 1 looks at the run before `update`, from 0 on, about equally far apart.

    They stay the same ones while a run goes on, until there are too many and every second is left out. One that is not
    finite is left out as well.
    """
    stride = 1
    while update > MOST_LOOKS * stride:
        stride *= 2
    found = (_look(run, kept) for kept in run.recording.kept if kept < update and kept % stride == 0)
    return tuple(look for look in found if look is not None)


def _look(run: Run, update: int) -> Look | None:
    try:
        moment = run.moment(update)
    except NonFiniteError:
        return None
    assert moment.training.loss is not None
    return Look(moment, moment.training.loss + moment.penalty)


def epoch_means(run: Run, update: int) -> Array:
    """J of the batches, as a mean over each complete epoch before `update` under the settings in force there."""
    stretch = run.recording.stretch(update)
    skipped = -stretch.problem.t % stretch.per_epoch
    made = run.recording.losses[stretch.first + skipped : update]
    epochs = len(made) // stretch.per_epoch
    return np.asarray(made[: epochs * stretch.per_epoch].reshape(epochs, stretch.per_epoch).mean(axis=1))


def rises(run: Run, update: int, found: Trace) -> Numbers | None:
    """J has risen from its lowest under the present settings, for all training examples and in the last batches."""
    stretch = run.recording.stretch(update)
    before = [look for look in looks(run, update) if look.moment.update >= stretch.first]
    if update == stretch.first or not before:
        return None
    lowest, now = min(before, key=lambda look: look.J), _j(found)
    recent = float(run.recording.losses[max(stretch.first, update - stretch.per_epoch) : update].mean())
    sure = min(now, recent)
    if sure < RISE * lowest.J or sure - lowest.J < RISE_OF_FIRST * _first(run):
        return None
    return {"then": lowest.moment.update, "lowest": lowest.J, "now": now, "eta": stretch.problem.eta}


def oscillates(run: Run, update: int, found: Trace) -> Numbers | None:
    """J goes up and down by turns over the last epochs."""
    last = epoch_means(run, update)[-WINDOW:]
    if len(last) < WINDOW:
        return None
    steps = np.diff(last)
    turns, swing = float((steps[1:] * steps[:-1] < 0).mean()), float(np.abs(steps).mean())
    if turns < TURNS or swing < max(SWING * float(last.mean()), SWING_OF_FIRST * _first(run)):
        return None
    return {
        "epochs": len(last),
        "low": float(last.min()),
        "high": float(last.max()),
        "turns": int((steps[1:] * steps[:-1] < 0).sum()),
        "eta": run.recording.stretch(update).problem.eta,
    }


def hardly_falls(run: Run, update: int, found: Trace) -> Numbers | None:
    """J is still high and hardly falls, although a longer step in the same direction would lower it at once."""
    means = epoch_means(run, update)
    if len(means) <= SLOW_WINDOW:
        return None
    now, before = float(means[-1]), float(means[-1 - SLOW_WINDOW])
    fall = (before - now) / before if before > 0 else 1.0
    if not 0 <= fall < SLOW or now < HIGH * _first(run) or not _j(found):
        return None
    falls = {times: (_j(found) - _further(found, times)) / _j(found) for times in LONGER}
    times = max(falls, key=lambda one: falls[one])
    if falls[times] < SLOW:
        return None
    eta = run.recording.stretch(update).problem.eta
    return {"epochs": SLOW_WINDOW, "fall": 100 * fall, "times": times, "further": 100 * falls[times], "eta": eta}


def _further(found: Trace, times: int) -> float:
    """J of all training examples after an update of `times` its length; infinite where that is not finite."""
    start = found.problem
    assert start is not None
    after = found.after.parameters
    moved = {key: value + times * (after[key] - value) for key, value in start.parameters.items()}
    try:
        return _j(forward(start.with_values(moved), start.X, start.Y))
    except NonFiniteError:
        return np.inf


def overfits(run: Run, update: int, found: Trace) -> Numbers | None:
    """The validation loss has risen from its lowest while the training loss went on falling."""
    now = _look(run, update) if run.data.validation.size else None
    before = looks(run, update)
    if now is None or not before:
        return None
    best = min((look.moment for look in before), key=_validation_loss)
    unseen, least = _validation_loss(now.moment), _validation_loss(best)
    learned, then = now.moment.training.loss, best.training.loss
    assert learned is not None
    assert then is not None
    clear = CLEAR * _validation_loss(before[0].moment)
    if unseen < WORSE * least or unseen - least < clear or learned >= then:
        return None
    change = each_loss(run.judged(update, PARTS[1])) - each_loss(run.judged(best.update, PARTS[1]))
    worse = int((change > clear).sum())
    if worse < max(FEW, MANY * change.size):
        return None
    return {
        "best": best.update,
        "least": least,
        "now": unseen,
        "training_then": then,
        "training_now": learned,
        "worse": worse,
        "of": change.size,
    }


def _validation_loss(moment: Moment) -> float:
    return np.inf if moment.validation.loss is None else moment.validation.loss


def _j(found: Trace) -> float:
    return float(found["J"][0, 0])


def _first(run: Run) -> float:
    """J before the first update, of all training examples; 0 where that was not finite."""
    look = _look(run, 0)
    return 0.0 if look is None else look.J
