"""One neuron with one or two inputs: its controls, its prepared states, and the problem that they make."""

from __future__ import annotations

from functools import lru_cache

from engine import Problem, Trace, trace
from ui.course.controls import Choice, Controls, Slider
from ui.presets import presets

PAGE = "neuron"
EXAMPLE = "notes-single-neuron"
PARTS = ("dendrites", "synapses", "soma", "axon")
"""The parts of a biological neuron, each with its partner in the artificial one, in the order of the signal."""

CONTROLS = Controls(
    PAGE,
    Choice("inputs", 1, (1, 2), "course.neuron.inputs"),
    Choice("part", "synapses", PARTS, "course.neuron.part_name"),
    Slider("x1", 0.1, -2.0, 2.0, 0.01),
    Slider("w1", 0.15, -4.0, 4.0, 0.01),
    Slider("x2", 1.0, -2.0, 2.0, 0.01),
    Slider("w2", 0.5, -4.0, 4.0, 0.01),
    Slider("b", 0.4, -4.0, 4.0, 0.01),
)
SLIDERS = {1: (("x1",), ("w1",), ("b",)), 2: (("x1", "x2"), ("w1", "w2"), ("b",))}
"""The columns of sliders for each number of inputs."""

SET_BY = {
    1: {"X.1": "x1", "W1.1.1": "w1", "b1.1": "b"},
    2: {"X.1": "x1", "X.2": "x2", "W1.1.1": "w1", "W1.1.2": "w2", "b1.1": "b"},
}
"""Which control sets the number at a part of the picture, for each number of inputs."""

USE = 0.5
"""By how much one more use strengthens the first connection in the prepared state "used"."""

STATES = {
    "example": {},
    "large": {"x1": 2.0, "w1": 4.0, "b": 0.0, "part": "soma"},
    "against": {"inputs": 2, "x1": 1.0, "w1": 2.0, "x2": 1.0, "w2": -3.0, "b": 0.0},
    "silent": {"inputs": 2, "x2": 2.0, "w2": 0.0},
}
"""The prepared states that are settings alone."""


def use_again() -> None:
    """Use the first connection once more: its weight grows by USE up to the end of its range; the input is 1.

    A weight that is not positive starts anew: a use would make its connection thinner.
    """
    stronger = CONTROLS.by_name["w1"].near(max(CONTROLS["w1"], 0.0) + USE)
    CONTROLS.set({"x1": 1.0, "w1": stronger, "part": "synapses"})


def is_used() -> bool:
    """True while what is said of a connection that is used holds: its input is 1 and its weight positive."""
    return CONTROLS["x1"] == 1.0 and CONTROLS["w1"] > 0


def neuron() -> Trace:
    """The trace of the neuron with the numbers that the controls are set to."""
    numbers = tuple((CONTROLS[f"x{i}"], CONTROLS[f"w{i}"]) for i in range(1, CONTROLS["inputs"] + 1))
    return trace(problem(numbers, CONTROLS["b"]))


@lru_cache(maxsize=64)
def problem(inputs: tuple[tuple[float, float], ...], bias: float) -> Problem:
    """The neuron of the lecture notes with these inputs, each with its weight, and this bias."""
    doc = presets()[EXAMPLE].problem.to_dict()
    x, w = zip(*inputs, strict=True)
    changed = {"inputs": len(inputs), "X": [[value] for value in x], "W": [[list(w)]], "b": [[bias]]}
    return Problem.from_dict({**doc, **changed})


def with_negative_input() -> tuple[Trace, Trace]:
    """Two neurons with the input -1: one with the weight of 0.5, one with the weight of 2. For the question."""
    little, much = (trace(problem(((-1.0, weight),), 0.0)) for weight in (0.5, 2.0))
    return little, much
