"""J and every gradient against PyTorch in float64: every combination by name, and 2,000 random networks."""

import numpy as np
import pytest

from engine import gradient_check
from engine.activations import ACTIVATIONS
from engine.losses import LOSSES
from tests.engine.checks import torch_parity
from tests.engine.networks import HIDDEN, problem_for, random_problem
from tests.engine.torch_oracle import need_torch

need_torch()

OUTPUTS = [(loss, output) for loss, record in LOSSES.items() for output in record.allowed_outputs()]
CHUNKS, CHUNK = 20, 100


def test_every_activation_and_loss_is_covered():
    assert {output for _, output in OUTPUTS} == set(ACTIVATIONS)
    assert {loss for loss, _ in OUTPUTS} == set(LOSSES)


@pytest.mark.parametrize("examples", [1, 7])
@pytest.mark.parametrize("depth", [1, 2, 4])
@pytest.mark.parametrize("loss, output", OUTPUTS)
def test_output_activation_and_loss(loss, output, depth, examples):
    rng = np.random.default_rng([depth, examples])
    widths = [*[3, 5, 4, 3][:depth], 3]
    torch_parity(problem_for(rng, widths, ["tanh"] * (depth - 1) + [output], loss, examples))


@pytest.mark.parametrize("examples", [1, 7])
@pytest.mark.parametrize("depth", [2, 4])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_hidden_activation_and_loss(hidden, loss, depth, examples):
    rng = np.random.default_rng([depth, examples, 1])
    widths = [*[3, 5, 4, 3][:depth], 2]
    output = LOSSES[loss].allowed_outputs()[0]
    torch_parity(problem_for(rng, widths, [hidden] * (depth - 1) + [output], loss, examples, l2=0.1, l1=0.02))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_networks(chunk):
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        torch_parity(random_problem([seed, 0]))


def test_the_random_networks_are_as_large_as_they_claim():
    problems = [random_problem([seed, 0]) for seed in range(500)]
    assert {len(p.spec.layers) for p in problems} == set(range(1, 9))
    assert {min(w for p in problems for w in p.spec.widths), max(w for p in problems for w in p.spec.widths)} == {1, 64}
    assert {min(p.examples for p in problems), max(p.examples for p in problems)} == {1, 32}
    assert {layer.activation for p in problems for layer in p.spec.layers} == set(ACTIVATIONS)
    assert {p.spec.loss for p in problems} == set(LOSSES)
    assert {(p.spec.l2 > 0, p.spec.l1 > 0) for p in problems} == {(a, b) for a in (True, False) for b in (True, False)}


def test_central_differences_reach_what_they_can():
    gradient_check(random_problem(5, depth=3, width=4, hidden=["tanh"]), "central").require(1e-6)
