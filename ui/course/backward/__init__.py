"""The backward pass: prepared networks, and one module for each part of the page below the steps."""

from __future__ import annotations

from functools import lru_cache

from engine import Phase, Problem, trace
from explain.paths import paths
from ui import edits
from ui.course.controls import Controls, Switch
from ui.course.passes import batch_of_three, first_network, rng
from ui.scope import Scope

PAGE = "backward"
SCOPE = Scope((Phase.LOSS, Phase.BACKWARD), ())
CONTROLS = Controls(PAGE, Switch("long"))
CLASSES = 3
ANSWERS = {"two": 2, "five": 5, "six": 6}
"""What can be answered to the question how many paths there are."""
WIDE = (3, 3, 2)
"""Units of each layer of the network with many paths."""


@lru_cache
def softmax() -> Problem:
    """The first worked example with an output for each of three classes."""
    outputs = edits.set_units(first_network(), 2, CLASSES, rng())
    return edits.fit_output(outputs, "softmax", "cross_entropy")[0]


@lru_cache
def wide() -> Problem:
    """A network in which a weight of the first layer reaches the loss over many paths."""
    problem = edits.add_layer(first_network(), 1, rng())
    for layer, units in enumerate(WIDE, 1):
        problem = edits.set_units(problem, layer, units, rng())
    return problem


PREPARED = {"batch": batch_of_three, "softmax": softmax, "wide": wide}


def paths_of_wide() -> int:
    """Over how many paths a weight of the first layer reaches the loss there."""
    return len(paths(trace(wide()), "W1", 0, 0).paths)


def right_answer() -> str:
    """The answer that is right."""
    return next(name for name, count in ANSWERS.items() if count == paths_of_wide())
