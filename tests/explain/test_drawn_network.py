"""A drawn network is what it was asked to be, and the same every time."""

import numpy as np
import pytest

from engine.datasets import generate
from explain.drawn_network import drawn_problem

DATA = generate("moons", np.random.default_rng(0), 8)


def drawn(**asked):
    """A 2-5-3-1 network."""
    return drawn_problem((2, 5, 3, 1), "tanh", "sigmoid", "binary_cross_entropy", DATA, **asked)


def test_sizes_names_and_settings():
    problem = drawn(eta=0.25, l2=0.01, optimiser="adam")
    assert problem.spec.widths == (2, 5, 3, 1)
    assert [layer.activation for layer in problem.spec.layers] == ["tanh", "tanh", "sigmoid"]
    assert (problem.spec.optimiser, problem.spec.l2, problem.eta) == ("adam", 0.01, 0.25)
    assert not any(b.any() for b in problem.b)


def test_the_seed_and_the_initialiser_decide():
    assert all(np.array_equal(a, b) for a, b in zip(drawn(seed=3).W, drawn(seed=3).W, strict=True))
    assert not np.array_equal(drawn(seed=3).W[0], drawn(seed=4).W[0])
    assert (drawn(initialiser="constant", scale=0.7).W[1] == 0.7).all()
    with pytest.raises(ValueError, match="no initialiser is called"):
        drawn(initialiser="magic")
