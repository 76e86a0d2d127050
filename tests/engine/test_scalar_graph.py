"""The matrix gradients equal reverse accumulation through a scalar graph grown from the same forward equations."""

import pytest

from engine.activations import ACTIVATIONS
from engine.losses import LOSSES
from tests.engine.checks import scalar_graph
from tests.engine.networks import mazur, notes, random_problem

PROBLEMS = [random_problem([seed, 4], depth=4, width=4, examples=4) for seed in range(100)]


def test_the_problems_cover_every_activation_and_loss():
    assert {layer.activation for p in PROBLEMS for layer in p.spec.layers} == set(ACTIVATIONS)
    assert {p.spec.loss for p in PROBLEMS} == set(LOSSES)


@pytest.mark.parametrize("problem", [notes(), mazur()], ids=["notes", "mazur"])
def test_worked_examples(problem):
    scalar_graph(problem)


@pytest.mark.parametrize("chunk", range(10))
def test_random_networks(chunk):
    for problem in PROBLEMS[chunk * 10 : (chunk + 1) * 10]:
        scalar_graph(problem)
