"""Starts: each draws what it says, gradients are the trace's, equal rows stay equal."""

import numpy as np
import pytest

from engine import trace
from engine.datasets import generate
from explain.drawn_network import drawn_problem
from explain.starts import SCHEMES, row_spread, start

DATA = generate("moons", np.random.default_rng(0), 20, 0.1)
ROUNDING = 1e-9


def started(name, updates=60, hidden="tanh", eta=0.5):
    """A 2-4-4-1 network."""
    return start(name, (2, 4, 4, 1), hidden, DATA, updates, eta)


@pytest.mark.parametrize("name", SCHEMES)
def test_losses_and_first_gradients_are_those_of_a_trace(name):
    found = started(name)
    initialiser, scale = SCHEMES[name]
    problem = drawn_problem(
        (2, 4, 4, 1), "tanh", "sigmoid", "binary_cross_entropy", DATA, initialiser=initialiser, scale=scale
    )
    first = trace(problem)
    assert found.losses.size == 61
    assert found.losses[0] == first["J"].item()
    assert found.gradients == pytest.approx([np.linalg.norm(first[f"dW{l}"]) for l in (1, 2, 3)])
    assert np.array_equal(found.before, problem.W[0])
    assert found.losses[1] == pytest.approx(trace(first.after)["J"].item())


@pytest.mark.parametrize("name, equal", [("zero", True), ("same", True), ("tiny", False), ("xavier", False)])
def test_equal_rows_stay_equal_and_others_apart(name, equal):
    found = started(name)
    assert (row_spread(found.before) < ROUNDING) == equal
    assert (row_spread(found.after) < ROUNDING) == equal


def test_equal_rows_move_together():
    """They are equal because they learn the same, not because they stand still."""
    found = started("same")
    assert np.abs(found.after - found.before).max() > 0.1


def test_zero_weights_have_no_gradient():
    found = started("zero")
    assert found.gradients == (0.0, 0.0, 0.0)
    assert not found.after.any()


def test_row_spread():
    assert row_spread(np.array([[1.0, 5.0], [2.0, 5.0], [-1.0, 5.5]])) == 3.0
    assert row_spread(np.array([[1.0, 5.0]])) == 0.0


def test_a_run_that_breaks_off_keeps_what_was_finite():
    """A learning rate that throws everything out of range."""
    found = started("he", hidden="identity", eta=1e200)
    assert found.losses.size < 61
    assert np.isfinite(found.losses).all()
