"""The controls of the page: which part is shown, and what is set in each. Its prompts prepare them."""

from __future__ import annotations

from collections.abc import Mapping

from explain import Prose
from ui.course.controls import Choice, Controls, Slider, Whole
from ui.course.prompts import tries
from ui.session import Setting

PAGE = "trouble"
DIGITS = 3
ACTIVATION = "name.activation"

COSTED = tuple(
    (layers, units, examples) for layers in (1, 2, 3) for units in (2, 8, 16, 32) for examples in (1, 16, 64)
)
"""The networks whose cost can be looked at: hidden layers, units in each and inputs, examples."""

CONTROLS = Controls(
    PAGE,
    Choice("part", "gradients", ("gradients", "units", "starts", "cost", "overfitting"), "course.trouble.part"),
    Whole("depth", 5, 1, 20),
    Choice("width", 16, (1, 4, 16)),
    Choice("activation", "tanh", ("sigmoid", "tanh", "relu", "identity"), ACTIVATION),
    Choice("initial", "xavier", ("small", "xavier", "he", "large"), "course.trouble.initial"),
    Choice("unit_activation", "relu", ("relu", "leaky_relu", "sigmoid", "tanh"), ACTIVATION),
    Slider("scale", 1.0, 0.5, 10.0, 0.5),
    Slider("shift", 0.0, -3.0, 3.0, 0.5),
    Choice("rate", 0.5, (0.5, 5.0, 10.0, 20.0)),
    Whole("updates", 0, 0, 20),
    Choice("start_activation", "tanh", ("tanh", "relu", "sigmoid"), ACTIVATION),
    Choice("layers", 2, (1, 2, 3)),
    Choice("units", 8, (2, 8, 16, 32)),
    Choice("examples", 16, (1, 16, 64)),
    Whole("measured", 0, 0, len(COSTED)),
    Choice("hidden", 16, (2, 4, 16)),
    Choice("penalty", 0.01, (0.001, 0.003, 0.01, 0.1)),
    Choice("map_of", "free", ("free", "penalised"), "course.trouble.map"),
    Slider("moment", 500.0, 0.0, 500.0, 10.0),
)

STATES: Mapping[str, Mapping[str, Mapping[str, Setting]]] = {
    "gradients": {
        "vanish": {"depth": 20, "activation": "sigmoid"},
        "explode": {"depth": 20, "activation": "relu", "initial": "large"},
        "steady": {"depth": 20, "activation": "relu", "initial": "he"},
    },
    "units": {
        "shut": {"shift": -3.0},
        "step": {"rate": 10.0, "updates": 1},
        "all": {"rate": 20.0, "updates": 5},
        "leaky": {"unit_activation": "leaky_relu", "rate": 20.0, "updates": 5},
        "saturated": {"unit_activation": "tanh", "scale": 10.0},
    },
    "starts": {"slopes": {"start_activation": "sigmoid"}, "shut": {"start_activation": "relu"}},
    "cost": {"one": {"examples": 1}, "large": {"layers": 3, "units": 32, "examples": 64}},
    "overfitting": {
        "end": {},
        "early": {"moment": 20.0},
        "penalised": {"map_of": "penalised"},
        "strong": {"penalty": 0.1, "map_of": "penalised"},
        "simple": {"hidden": 2},
    },
}
"""The prompts of each part, and what each sets."""


def prompts(part: str, prose: Prose) -> None:
    """The prompts of a part. Each keeps that part on the page."""
    states = {f"{part}_{name}": {"part": part, **state} for name, state in STATES[part].items()}
    tries(PAGE, states, prose, CONTROLS)
