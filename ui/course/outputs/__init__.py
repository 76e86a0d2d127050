"""Outputs and losses: its controls, the prepared states, and which output and loss the page shows."""

from __future__ import annotations

from engine.activations import ACTIVATIONS
from engine.losses import LOSSES
from explain.loss_scale import MAPS, REACH
from explain.output_layer import nearest_target, refusal
from explain.stability import KINDS
from ui.course.controls import Choice, Controls, Slider, Switch

PAGE = "outputs"
OUTPUTS = ("identity", "tanh", "sigmoid", "softmax")
"""The output activations that the page offers: the three of the tasks, and one that the hinge loss takes besides."""
CLASSES = (1, 2, 3)
WIDE = 8.0
"""The sums of the first section go from -WIDE to WIDE."""

CONTROLS = Controls(
    PAGE,
    Choice("output", "sigmoid", OUTPUTS, "name.activation"),
    Choice("loss", "binary_cross_entropy", tuple(LOSSES), "name.loss"),
    Slider("z1", 2.0, -WIDE, WIDE, 0.5),
    Slider("z2", 0.0, -WIDE, WIDE, 0.5),
    Slider("z3", -1.0, -WIDE, WIDE, 0.5),
    Slider("y", 1.0, -2.0, 2.0, 0.25),
    Choice("true_class", 2, CLASSES),
    Choice("show", "curve", ("curve", "formulas", "losses"), "course.outputs.show"),
    Choice("over", "z", ("z", "yhat"), "course.outputs.over"),
    Choice("map", "weights", tuple(MAPS), "course.outputs.maps"),
    Slider("across", -3.0, -REACH, REACH, 0.5),
    Slider("up", 3.0, -REACH, REACH, 0.5),
    Choice("copies", 2, (2, 3, 4)),
    Choice("kind", "two", tuple(KINDS), "course.outputs.kind"),
    Choice("extreme", 40, (2, 10, 20, 40, 800)),
    Switch("right", False),
)

TASKS = {
    "regression": {"output": "identity", "loss": "half_squared_error", "z1": 1.5, "y": 0.5},
    "two": {"output": "sigmoid", "loss": "binary_cross_entropy", "z1": 3.0, "y": 0.0},
    "many": {"output": "softmax", "loss": "cross_entropy", "true_class": 2},
}
FAR = {"output": "sigmoid", "map": "sums", "across": -REACH, "up": REACH}
PLACES = {
    "flat": {**FAR, "loss": "half_squared_error"},
    "steep": {**FAR, "loss": "binary_cross_entropy"},
}
EXTREMES = {
    "wrong": {"kind": "two", "extreme": 40, "right": False},
    "fine": {"kind": "two", "extreme": 2, "right": False},
    "overflow": {"kind": "many", "extreme": 800, "right": False},
}


def chosen() -> tuple[str, str, str]:
    """The output and the loss that the page shows, and the engine's words where the chosen two do not go together.

    The loss is then shown with the first output that it takes.
    """
    output, loss = CONTROLS["output"], CONTROLS["loss"]
    said = refusal(output, loss)
    return (next(name for name in OUTPUTS if LOSSES[loss].takes(name)) if said else output), loss, said


def mixes(output: str) -> bool:
    """True where an output compares the sums of several units (softmax)."""
    return ACTIVATIONS[output].by_column


def example(output: str, loss: str) -> tuple[tuple[float, ...], tuple[float, ...], int]:
    """The sums and targets of the one example, and the unit whose sum is moved: the true class, or the only unit."""
    if not mixes(output):
        return (CONTROLS["z1"],), (nearest_target(loss, CONTROLS["y"]),), 0
    true = CONTROLS["true_class"] - 1
    return tuple(CONTROLS[f"z{k}"] for k in CLASSES), tuple(float(k - 1 == true) for k in CLASSES), true
