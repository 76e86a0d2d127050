"""The factors of a layer are the weights and slopes that the signal came through, and their product is the signal."""

import math

import numpy as np
import pytest

from engine import trace
from engine.datasets import generate
from explain.drawn_network import drawn_problem
from explain.gradient_sizes import layer_signals, size, usual_factors

DATA = generate("sine", np.random.default_rng(0), 16)
ONE = np.array([[0.7]]), np.array([[0.2]])


def deep(depth, width, activation, data=DATA, **drawn):
    """A trace of a deep network with one input and one linear output."""
    widths = (1, *[width] * depth, 1)
    return trace(drawn_problem(widths, activation, "identity", "half_squared_error", data, **drawn))


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "identity"])
def test_the_factors_multiply_to_the_signal(activation):
    """|dZ(l)| is |dZ(L)| times the factors of all layers from L - 1 to l."""
    signals = layer_signals(deep(7, 4, activation))
    reached = signals[-1].signal
    for signal in reversed(signals[:-1]):
        reached *= signal.factor
        assert reached == pytest.approx(signal.signal, rel=1e-9)


def test_with_one_unit_a_layer_the_factors_are_its_weight_and_its_slope():
    """One unit and one example: no sum hides them."""
    values = deep(4, 1, "sigmoid", ONE)
    for signal in layer_signals(values)[:-1]:
        assert signal.weights == pytest.approx(abs(values[f"W{signal.layer + 1}"].item()), rel=1e-12)
        assert signal.slopes == pytest.approx(values[f"slope{signal.layer}"].item(), rel=1e-12)
        assert signal.slopes <= 0.25


def test_sizes_are_norms_that_do_not_overflow():
    assert size(np.array([[3.0, 0.0], [0.0, -4.0]])) == 5.0
    assert size(np.full((2, 2), 1e300)) == pytest.approx(2e300)
    assert size(np.zeros((2, 3))) == 0.0
    values = deep(3, 4, "tanh")
    for signal in layer_signals(values):
        assert signal.gradient == pytest.approx(np.sqrt((values[f"dW{signal.layer}"] ** 2).sum()))


def test_usual_factors_are_geometric_means():
    signals = layer_signals(deep(6, 4, "tanh"))
    usual = usual_factors(signals)
    assert usual.both == pytest.approx(usual.weights * usual.slopes)
    assert usual.both**6 == pytest.approx(signals[0].signal / signals[-1].signal)


def test_no_signal_has_no_factor():
    """A dead layer in the middle: nothing to divide by, and no usual factor."""
    problem = drawn_problem((1, 2, 2, 2, 1), "relu", "identity", "half_squared_error", DATA, initialiser="he_normal")
    signals = layer_signals(trace(problem.with_values({"b2": np.full((2, 1), -100.0)})))
    assert [s.signal == 0 for s in signals] == [True, True, True, False]
    assert signals[0].weights is None
    assert signals[0].factor is None
    assert usual_factors(signals) is None
    assert usual_factors(layer_signals(trace(problem))[-1:]) is None
    assert all(math.isfinite(s.gradient) for s in signals)
