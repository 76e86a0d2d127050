"""Training and validation loss are those of the same parameters on two sets of data, without the penalty."""

import numpy as np
import pytest

from engine import trace, train
from engine.datasets import generate
from explain.drawn_network import drawn_problem
from explain.overfitting import data_loss, fit, outputs

SEEN, UNSEEN = (generate("moons", np.random.default_rng(seed), n, 0.3) for seed, n in ((0, 8), (1, 30)))


def network(data=SEEN, **settings):
    """A 2-4-1 network."""
    return drawn_problem((2, 4, 1), "tanh", "sigmoid", "binary_cross_entropy", data, **settings)


def cross_entropy(problem, data):
    """The mean loss of a network on some data, from its output alone."""
    said = outputs(problem, data[0])
    return float(-(data[1] * np.log(said) + (1 - data[1]) * np.log(1 - said)).mean())


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_losses_of_both_data_without_the_penalty(l2):
    problem = network(l2=l2)
    found, history = fit(problem, UNSEEN, 20, 5), train(problem, 20)
    assert found.updates.tolist() == [0, 5, 10, 15, 20]
    for i, t in enumerate(found.updates):
        assert found.training[i] == pytest.approx(cross_entropy(history.start_of(t), SEEN))
        assert found.validation[i] == pytest.approx(cross_entropy(history.start_of(t), UNSEEN))
    assert found.best == int(np.argmin(found.validation))


def test_the_penalty_is_no_data_loss():
    values = trace(network(l2=0.5))
    assert data_loss(values) == values["J_data"].item() < values["J"].item()
    values = trace(network())
    assert data_loss(values) == values["J"].item()


def test_outputs_elsewhere_are_the_forward_pass():
    problem = network()
    assert np.array_equal(outputs(problem, SEEN[0]), trace(problem)["Yhat"])
    assert outputs(problem, UNSEEN[0]).shape == (1, 30)
