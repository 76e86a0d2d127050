"""Dead and saturated units are found, and exactly their weights have no gradient."""

import numpy as np
import pytest

from engine import trace
from engine.datasets import generate
from explain.drawn_network import drawn_problem
from explain.units import FLAT, steepest, units, without_gradient

DATA = generate("moons", np.random.default_rng(0), 12, 0.1)


def one_layer(activation, biases, scale=None):
    """A trace of a 2-3-1 network with these biases in the hidden layer."""
    problem = drawn_problem((2, 3, 1), activation, "sigmoid", "binary_cross_entropy", DATA, scale=scale)
    return trace(problem.with_values({"b1": np.array(biases)[:, None]}))


@pytest.mark.parametrize("activation, slope", [("sigmoid", 0.25), ("tanh", 1), ("relu", 1), ("leaky_relu", 1)])
def test_steepest_slope(activation, slope):
    assert steepest(activation) == pytest.approx(slope, abs=1e-12)


def test_a_dead_unit_and_its_weights():
    """The unit with the very negative bias, its row of W1, its bias and its column of W2; nothing else."""
    values = one_layer("relu", [0.0, -100.0, 5.0])
    found = units(values, 1)
    assert [unit.flag for unit in found] == ["listens", "dead", "listens"]
    assert found[1].dead
    assert (found[1].zero, found[2].zero) == (1.0, 0.0)
    still = without_gradient(values)
    assert still["W1"].tolist() == [[False] * 2, [True] * 2, [False] * 2]
    assert still["b1"][:, 0].tolist() == [False, True, False]
    assert still["W2"].tolist() == [[False, True, False]]
    assert not still["b2"].any()


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_a_saturated_unit_still_has_a_gradient(activation):
    values = one_layer(activation, [0.0, -9.0, 9.0], scale=0.3)
    found = units(values, 1)
    assert [unit.flag for unit in found] == ["listens", "saturated", "saturated"]
    assert found[1].zero == 0
    assert (found[1].slopes <= FLAT * steepest(activation)).mean() == found[1].flat
    assert not any(where.any() for where in without_gradient(values).values())


def test_the_slope_of_a_linear_layer_is_never_small():
    assert {unit.flag for unit in units(one_layer("identity", [0.0, -9.0, 9.0]), 1)} == {"listens"}
