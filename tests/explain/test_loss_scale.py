"""One unit on six examples: mean and sum when examples are repeated, and where the learner stands on a map."""

from __future__ import annotations

import numpy as np
import pytest

from engine import trace
from engine.losses import LOSSES
from explain.loss_scale import INPUTS, LABELS, MAPS, map_of, neuron_on_data, with_mean, with_sum

OFFERED = ("identity", "tanh", "sigmoid", "softmax")
PAIRS = [(output, loss) for loss, record in LOSSES.items() for output in OFFERED if record.takes(output)]


@pytest.mark.parametrize("output, loss", PAIRS)
@pytest.mark.parametrize("copies", [1, 2, 4])
def test_the_mean_stays_and_the_sum_grows(output: str, loss: str, copies: int) -> None:
    """J and its gradient: the mean is the same for any number of copies, the sum is d times as large."""
    once, more = (neuron_on_data(output, loss, 1.0, -1.0, n) for n in (1, copies))
    averaged, added = with_mean(more), with_sum(more)
    assert averaged.examples == added.examples == copies * len(LABELS)
    assert averaged.loss == pytest.approx(with_mean(once).loss, rel=1e-13)
    assert averaged.gradient == pytest.approx(with_mean(once).gradient, rel=1e-13)
    assert added.loss == pytest.approx(averaged.examples * averaged.loss, rel=1e-13)
    assert added.gradient == pytest.approx(averaged.examples * averaged.gradient, rel=1e-13)


def test_no_two_weights_get_all_examples_right() -> None:
    """Tried in every direction: the side of a line through the origin."""
    x, y = np.array(INPUTS), np.array(LABELS) > 0.5
    for angle in np.linspace(0, 2 * np.pi, 3601):
        assert ((x @ [np.cos(angle), np.sin(angle)] > 0) != y).any()


@pytest.mark.parametrize("output, loss", PAIRS)
@pytest.mark.parametrize("kind", MAPS)
def test_where_the_learner_stands_is_on_the_map(kind: str, output: str, loss: str) -> None:
    """Loss and gradient at a point of the grid, against the map's own heights and their slope."""
    found = map_of(kind, output, loss, -2.0, 1.5)
    surface = found.surface
    i, j = np.abs(surface.up - 1.5).argmin(), np.abs(surface.across + 2.0).argmin()
    assert surface.loss[i, j] == pytest.approx(found.loss, rel=1e-12)
    h = 1e-6
    for axis in (0, 1):
        to, back = ([-2.0, 1.5], [-2.0, 1.5])
        to[axis] += h
        back[axis] -= h
        slope = (map_of(kind, output, loss, *to).loss - map_of(kind, output, loss, *back).loss) / (2 * h)
        assert found.gradient[axis] == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("output, loss", PAIRS)
def test_nobody_stands_lower_than_the_lowest_point(output: str, loss: str) -> None:
    """Wherever the sliders lead, in steps of a half, is a point of the map: by the example's own targets, 1 and 0."""
    found = map_of("sums", output, loss, 1.0, 0.0)
    assert found.surface.lowest[2] <= found.loss
    assert {1.0, 0.0, -3.5} <= set(found.surface.across.tolist()) & set(found.surface.up.tolist())


def test_labels_are_as_the_loss_takes_them() -> None:
    """0 becomes -1 for the hinge loss; softmax has one row a class."""
    assert set(neuron_on_data("identity", "hinge", 0, 0).Y[0]) == {-1.0, 1.0}
    assert set(neuron_on_data("sigmoid", "binary_cross_entropy", 0, 0).Y[0]) == {0.0, 1.0}
    two = trace(neuron_on_data("softmax", "cross_entropy", 1.0, -1.0))
    one = trace(neuron_on_data("sigmoid", "binary_cross_entropy", 1.0, -1.0))
    assert np.allclose(two["Yhat"][0], one["Yhat"][0], rtol=1e-14)
