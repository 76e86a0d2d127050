"""One update: the worked example with the optimiser, the weight and the learning rate that are looked at."""

from __future__ import annotations

from functools import lru_cache

from engine import History, train
from engine.optimisers import OPTIMISERS
from ui import edits
from ui.course.controls import Choice, Controls, Slider, Switch, Whole
from ui.presets import presets
from ui.quantities import ETA, Place, places, with_value

PAGE, PACE = "update", "update.pace"
EXAMPLE = "notes-2-2-1"
WEIGHTS = ("W1.1.1", "W1.2.2", "b1.1", "W2.1.1", "b2.1")
UPDATES = 12
"""How many updates the charts show."""
REACH = 1.5
"""The longest step of the slice."""
PACES = {"small": 0.05, "good": 0.5, "large": 1.0}
"""A learning rate that is too small for the slice's network, a good one, and one that is too large."""
REMEMBERED = {
    "adam": {"optimiser": "adam", "update": 1},
    "momentum": {"optimiser": "momentum", "update": 4},
    "adagrad": {"optimiser": "adagrad", "update": 4},
}
"""States in which an optimiser's memory shows."""
TARGET = 2.0
"""The number that the slice's network is to give."""
DIGITS = 4

CONTROLS = Controls(
    PAGE,
    Choice("weight", "W2.1.1", WEIGHTS, "course.update.weight"),
    Choice("target", 1.0, (1.0, 0.0)),
    Choice("eta", 0.5, (0.05, 0.5, 2.0)),
    Switch("unasked"),
    Choice("optimiser", "momentum", tuple(OPTIMISERS), "name.optimiser"),
    Choice("other", "sgd", tuple(OPTIMISERS), "name.optimiser"),
    Whole("update", 1, 1, UPDATES),
    Slider("pace", 0.2, 0.05, 1.4, 0.05),
)


def place() -> Place:
    """The weight or bias that is looked at."""
    part = CONTROLS["weight"]
    return next(known for name, known in places(presets()[EXAMPLE].problem).items() if part in (name, f"{name}.1"))


@lru_cache(maxsize=64)
def history(optimiser: str, target: float, eta: float) -> History:
    """The worked example with a target, trained by an optimiser."""
    problem = presets()[EXAMPLE].problem
    known = places(problem)
    changed = with_value(with_value(problem, known["Y.1"], target), known[ETA], eta)
    return train(edits.set_optimiser(changed, optimiser), UPDATES)


def chosen(optimiser: str) -> History:
    """The history of an optimiser with the target and the learning rate that are set."""
    return history(optimiser, CONTROLS["target"], CONTROLS["eta"])
