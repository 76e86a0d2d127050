"""An output layer by itself: its losses and gradients against a formula by hand and against finite differences."""

from __future__ import annotations

import numpy as np
import pytest

from engine import ProblemError, trace
from engine.activations import ACTIVATIONS
from engine.losses import LOSSES
from explain.output_layer import (
    each_loss,
    nearest_target,
    output_layer,
    refusal,
    surface_of_sums,
    surface_of_weights,
    sweep,
)
from tests.engine.networks import notes

PAIRS = [(output, loss) for loss, record in LOSSES.items() for output in record.allowed_outputs()]
BY_HAND = {
    "half_squared_error": lambda y, p: (p - y) ** 2 / 2,
    "squared_error": lambda y, p: (p - y) ** 2,
    "mean_squared_error": lambda y, p: (p - y) ** 2,
    "absolute_error": lambda y, p: abs(p - y),
    "huber": lambda y, p: np.where(abs(p - y) > 1, abs(p - y) - 0.5, (p - y) ** 2 / 2),
    "hinge": lambda y, p: np.maximum(0, 1 - y * p),
    "binary_cross_entropy": lambda y, p: -(y * np.log(p) + (1 - y) * np.log(1 - p)),
}


def single(loss: str, output: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Sums and targets of one example: one unit, or three where the output compares them."""
    if ACTIVATIONS[output].by_column:
        return (0.5, -1.0, 0.25), (0.0, 1.0, 0.0)
    return (0.3,), (nearest_target(loss, 1.0),)


@pytest.mark.parametrize("output, loss", [pair for pair in PAIRS if pair[0] != "softmax"])
def test_the_curve_is_the_loss(output: str, loss: str) -> None:
    """Every loss that takes a single output, by its formula."""
    z, y = single(loss, output)
    found = sweep(output, loss, z, y, 0, 4.0)
    assert np.allclose(found.loss, BY_HAND[loss](y[0], found.yhat), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("output, loss", [pair for pair in PAIRS if pair[0] != "step"])
def test_the_gradient_is_the_slope_of_the_curve(output: str, loss: str) -> None:
    """By z everywhere but at jumps; by yhat through the curve over yhat, where a sum moves no other output.

    The step jumps from 0 to 1: its curve has no slope there.
    """
    z, y = single(loss, output)
    unit = y.index(max(y))
    found = sweep(output, loss, z, y, unit, 4.0)
    slope = np.gradient(found.loss, found.z)[1:-1]
    smooth = np.abs(np.diff(found.by_z, 2)) < 0.02
    tried = smooth[1:-1] & smooth[:-2] & smooth[2:]
    assert tried.sum() > 60
    assert np.abs(slope - found.by_z[1:-1])[1:-1][tried].max() < 0.02
    moving = np.gradient(found.yhat, found.z)[1:-1]
    if not ACTIVATIONS[output].by_column:
        assert np.abs(found.by_yhat[1:-1] * moving - slope)[1:-1][tried].max() < 0.02


def test_the_mean_of_the_losses_is_j() -> None:
    """With a penalty, of its data part."""
    problem = notes()
    found = trace(problem)
    assert each_loss(found).mean() == pytest.approx(found["J"][0, 0], rel=1e-15)
    z = np.array([[1.0, -2.0, 0.5]])
    three = output_layer("sigmoid", "binary_cross_entropy", z, np.array([[1.0, 1.0, 0.0]]))
    assert each_loss(three).mean() == pytest.approx(three["J"][0, 0], rel=1e-15)
    assert len(set(each_loss(three).tolist())) == 3


@pytest.mark.parametrize("output, loss, words", [
    ("sigmoid", "binary_cross_entropy", ""), ("softmax", "cross_entropy", ""), ("tanh", "hinge", ""),
    ("identity", "binary_cross_entropy", "needs a sigmoid output"),
    ("sigmoid", "cross_entropy", "needs a softmax output"),
    ("sigmoid", "hinge", "can be negative and positive"), ("softmax", "hinge", "can be negative and positive"),
])  # fmt: skip
def test_what_does_not_go_together_is_refused_in_the_engines_words(output: str, loss: str, words: str) -> None:
    """Empty where it does."""
    said = refusal(output, loss)
    assert words in said
    assert bool(said) == bool(words)


@pytest.mark.parametrize("loss, y, nearest", [
    ("squared_error", 1.7, 1.7), ("hinge", 0.25, 1.0), ("hinge", -0.5, -1.0),
    ("binary_cross_entropy", 1.7, 1.0), ("binary_cross_entropy", -2.0, 0.0), ("binary_cross_entropy", 0.25, 0.25),
])  # fmt: skip
def test_the_nearest_target(loss: str, y: float, nearest: float) -> None:
    """And the engine takes it."""
    assert nearest_target(loss, y) == nearest
    output = LOSSES[loss].allowed_outputs()[0]
    output_layer(output, loss, np.array([[0.0]]), np.array([[nearest]]))


def test_a_target_that_is_not_taken_raises() -> None:
    """The engine's own error."""
    with pytest.raises(ProblemError, match="-1 and 1"):
        output_layer("identity", "hinge", np.array([[0.0]]), np.array([[0.5]]))


def test_the_map_of_weights_is_j_of_every_network() -> None:
    """Against traces of the same network with other weights, at some points of the grid."""
    problem = notes()
    found = surface_of_weights(trace(problem), 3.0)
    for i, j in ((0, 0), (4, 20), (24, 24), (15, 7)):
        w = problem.W[0].copy()
        w[0, 0], w[0, 1] = found.across[j], found.up[i]
        assert found.loss[i, j] == pytest.approx(trace(problem.with_values({"W1": w}))["J"][0, 0], rel=1e-13)
    across, up, lowest = found.lowest
    assert lowest == found.loss.min()
    assert found.loss[list(found.up).index(up), list(found.across).index(across)] == lowest


def test_the_map_of_sums_is_the_loss_of_every_pair() -> None:
    """Row by row upwards, column by column to the right."""
    z, y = (0.0, 0.0, 0.5), (1.0, 0.0, 0.0)
    found = surface_of_sums("softmax", "cross_entropy", z, y, 3.0)
    for i, j in ((0, 0), (4, 20), (24, 12)):
        column = np.array([[found.across[j]], [found.up[i]], [z[2]]])
        one = output_layer("softmax", "cross_entropy", column, np.array(y)[:, None])
        assert found.loss[i, j] == pytest.approx(one["J"][0, 0], rel=1e-13)


def test_a_map_needs_two_weights() -> None:
    """One input has only one."""
    with pytest.raises(ValueError, match="two values"):
        surface_of_weights(output_layer("sigmoid", "squared_error", np.array([[1.0]]), np.array([[1.0]])), 1.0)
