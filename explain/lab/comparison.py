"""Runs side by side: what they have set differently, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import NonFiniteError
from engine.optimisers import OPTIMISERS
from explain.lab.run import NOTHING, Measure, Moment, Run
from explain.lab.setup import Setup

MOST_POINTS = 100
"""Points of a run's loss curve."""


@dataclass(frozen=True)
class KeptRun:
    """A run that was left, and what it is called."""

    name: str
    run: Run


Course = tuple[tuple[int, Any], ...]
"""What a setting was: the update from which on, and the value; more than one where it was changed on the way."""


@dataclass(frozen=True)
class Difference:
    """A setting, by name, that is not the same in all runs: its course in each of them.

    Values are numbers, names, True and False, or None for what a run does not have. "hidden" has units and activation
    of each layer, "frozen" the numbers of the layers; "batch" is None for all examples, "shuffle" for their own order.
    "points" numbers data of the same kind whose points differ.
    """

    name: str
    courses: tuple[Course, ...]


DATA: Mapping[str, Callable[[Run], Any]] = {
    "data": lambda run: run.data.name,
    "training_examples": lambda run: run.data.training.size,
    "validation_examples": lambda run: run.data.validation.size,
    "noise": lambda run: run.data.origin.get("noise"),
    "data_seed": lambda run: run.data.origin.get("seed"),
    "standardise": lambda run: run.data.standardised,
}
SETTINGS: Mapping[str, Callable[[Run, Setup], Any]] = {
    "hidden": lambda run, setup: setup.hidden,
    "output": lambda run, setup: setup.fitted(run.data.classes)[0],
    "loss": lambda run, setup: setup.fitted(run.data.classes)[1],
    "initialiser": lambda run, setup: setup.initialiser,
    "weights_seed": lambda run, setup: setup.weights_seed,
    "optimiser": lambda run, setup: setup.optimiser,
    "eta": lambda run, setup: setup.eta,
    "l2": lambda run, setup: setup.l2,
    "l1": lambda run, setup: setup.l1,
    "frozen": lambda run, setup: setup.frozen,
    "batch": lambda run, setup: setup.batch_size,
    "shuffle": lambda run, setup: setup.shuffle,
}
CONSTANTS = tuple(dict.fromkeys(name for record in OPTIMISERS.values() for name in record.defaults))


def differences(runs: Sequence[Run]) -> tuple[Difference, ...]:
    """The settings in which runs differ: first those of the data, then network and training."""
    data = [Difference(name, tuple(((0, read(run)),) for run in runs)) for name, read in DATA.items()]
    found = [one for one in data if _differs(one)]
    if not found:
        found += [one for one in [Difference("points", _points(runs))] if _differs(one)]
    settings = {**SETTINGS, **{name: _constant(name) for name in CONSTANTS}}
    others = [Difference(name, tuple(_course(run, read) for run in runs)) for name, read in settings.items()]
    return (*found, *(one for one in others if _differs(one)))


def _differs(one: Difference) -> bool:
    """Whether a setting differs; a constant that some optimisers do not have, among the runs that have it."""
    return len({course for course in one.courses if one.name not in CONSTANTS or course[0][1] is not None}) > 1


def _constant(name: str) -> Callable[[Run, Setup], Any]:
    return lambda run, setup: {**OPTIMISERS[setup.optimiser].defaults, **setup.constants}.get(name)


def _course(run: Run, read: Callable[[Run, Setup], Any]) -> Course:
    """What a setting was in a run; a change back to the same value, or by a run that went no further, is none."""
    found: list[tuple[int, Any]] = []
    for first, setup in run.settings:
        value = read(run, setup)
        if not found or found[-1][1] != value:
            found.append((first, value))
    return tuple(found)


def _points(runs: Sequence[Run]) -> tuple[Course, ...]:
    """1 for the data of the first run and all that are equal to it, 2 for the next one, and so on."""
    known: list[Run] = []
    numbers = []
    for run in runs:
        at = next((i for i, other in enumerate(known) if other.data.same_as(run.data)), len(known))
        if at == len(known):
            known.append(run)
        numbers.append(((0, at + 1),))
    return tuple(numbers)


@dataclass(frozen=True)
class Outcome:
    """What became of a run: its updates and epochs, both parts at its end, and where the validation loss was lowest.

    `lowest` is None without validation examples. `stopped` is true where a number was not finite.
    """

    updates: int
    epochs: float
    training: Measure
    validation: Measure
    lowest: Moment | None
    stopped: bool


def outcome(run: Run) -> Outcome:
    """What became of a run. What was not finite at its end is None."""
    moments = curve(run)
    last = moments[-1] if moments and moments[-1].update == run.updates else None
    judged = [moment for moment in moments if moment.validation.loss is not None]
    return Outcome(
        run.updates,
        run.recording.epoch(run.updates),
        last.training if last else NOTHING,
        last.validation if last else NOTHING,
        min(judged, key=lambda moment: moment.validation.loss or 0.0, default=None),
        run.recording.stopped is not None,
    )


def curve(run: Run) -> tuple[Moment, ...]:
    """What was measured at no more than about MOST_POINTS of the updates that a run keeps, the last one among them."""
    kept = run.recording.kept
    every = -(-len(kept) // MOST_POINTS)
    found = []
    for update in dict.fromkeys((*kept[::every], kept[-1])):
        try:
            found.append(run.moment(update))
        except NonFiniteError:
            continue
    return tuple(found)


def same_loss(runs: Sequence[Run]) -> bool:
    """True where the losses of runs are numbers of the same kind, so that a smaller one is better."""
    return len({run.setup.fitted(run.data.classes)[1] for run in runs}) < 2


def same_data(runs: Sequence[Run]) -> bool:
    """True where all runs learn from the same examples."""
    return all(run.data.same_as(runs[0].data) for run in runs)
