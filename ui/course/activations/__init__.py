"""The page on activation functions: its controls, its prepared states, and the two networks that it compares."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine import Problem, train
from engine.activations import ACTIVATIONS
from engine.datasets import generate
from engine.initialisers import draw
from ui.course.controls import Choice, Controls, Slider

PAGE = "activations"
CONTROLS = Controls(
    PAGE,
    Choice("name", "sigmoid", tuple(ACTIVATIONS), "name.activation"),
    Slider("z", 1.0, -6.0, 6.0, 0.1),
    Slider("z1", 2.0, -6.0, 6.0, 0.1),
    Slider("z2", 1.0, -6.0, 6.0, 0.1),
    Slider("z3", -1.0, -6.0, 6.0, 0.1),
    Choice("data", "circles", ("circles", "xor"), "course.activations.data"),
    Choice("hidden", 1, (1, 2, 3), "course.activations.hidden"),
)
STATES = {
    "steepest": {"name": "sigmoid", "z": 0.0},
    "flat": {"name": "sigmoid", "z": 5.0},
    "kink": {"name": "relu", "z": 0.0},
    "step": {"name": "step", "z": 1.0},
    "softmax": {"name": "softmax", "z1": 4.0, "z2": 1.0, "z3": 0.0},
}
WITH, WITHOUT = "tanh", "identity"
"""The activation of the hidden layers in the two networks."""
EXAMPLES, NOISE, UNITS, UPDATES = 80, 0.05, 3, 300
REACH = 1.3
"""The maps reach so far from 0 in both directions: all examples lie within."""


@lru_cache(maxsize=16)
def trained(data: str, hidden: int, activation: str) -> Problem:
    """A network with that many hidden layers after a short training on a data set. Always the same for the same."""
    x, y = generate(data, np.random.default_rng(1), EXAMPLES, NOISE)
    rng, widths = np.random.default_rng(3), [2, *[UNITS] * hidden, 1]
    doc = {
        "inputs": 2,
        "layers": [{"units": UNITS, "activation": activation}] * hidden + [{"units": 1, "activation": "sigmoid"}],
        "loss": "binary_cross_entropy",
        "optimiser": {"name": "adam", "eta": 0.05},
        "W": [draw("lecun_normal", rng, *pair).tolist() for pair in zip(widths[1:], widths, strict=False)],
        "X": x.tolist(),
        "Y": y.tolist(),
    }
    return train(Problem.from_dict(doc), UPDATES).after
