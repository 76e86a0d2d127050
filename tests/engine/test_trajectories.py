"""Whole trainings as PyTorch does them: every optimiser, after each of 100 updates, in batches, with penalties."""

import numpy as np
import pytest

from engine import Problem, train
from engine.optimisers import OPTIMISERS
from tests.engine.networks import problem_for, require_close
from tests.engine.torch_oracle import TorchNetwork, need_torch, torch_optimiser

need_torch()

UPDATES, EXAMPLES = 100, 11
NETWORKS = {
    "tanh": (["tanh", "tanh", "sigmoid"], "binary_cross_entropy", [2, 5, 4, 1]),
    "relu": (["relu", "relu", "softmax"], "cross_entropy", [3, 6, 5, 3]),
    "sigmoid": (["sigmoid", "sigmoid", "identity"], "half_squared_error", [1, 6, 4, 2]),
}
BATCHES = [(None, None), (4, None), (4, 3), (1, 0)]
BESIDE = [{}, {"l2": 0.05, "l1": 0.01}, {"weight_decay": 0.03}, {"l2": 0.05, "weight_decay": 0.0}]


def order_of(examples: int, batch_size: int | None, seed: int | None) -> list[np.ndarray]:
    """The columns of each update, written down here once more: the same order in every epoch, or one drawn for each."""
    size, found, epoch = batch_size or examples, [], 0
    while len(found) < UPDATES:
        order = np.arange(examples)
        if seed is not None:
            order = np.random.default_rng([seed, epoch]).permutation(examples)
        found += [order[i : i + size] for i in range(0, examples, size)]
        epoch += 1
    return found[:UPDATES]


def torch_trajectory(problem: Problem, batches: list[np.ndarray]) -> tuple[list[dict[str, np.ndarray]], list[float]]:
    """The parameters after each update, and J of its batch before it, by torch.optim."""
    network = TorchNetwork(problem)
    optimiser, problems, losses = torch_optimiser(network), [], []
    for columns in batches:
        network.problem = problem.with_values({"X": problem.X[:, columns], "Y": problem.Y[:, columns]})
        optimiser.zero_grad()
        j = network.loss()
        j.backward()
        optimiser.step()
        losses.append(j.item())
        problems.append({key: p.detach().numpy().copy() for key, p in network.parameters.items()})
    return problems, losses


@pytest.mark.parametrize("beside", BESIDE, ids=str)
@pytest.mark.parametrize("batch_size, seed", BATCHES)
@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_trajectory_is_torchs(optimiser, network, batch_size, seed, beside):
    """After every update, relative to the largest parameter; J of every batch relative to the largest J."""
    activations, loss, widths = NETWORKS[network]
    start = problem_for(np.random.default_rng(5), widths, activations, loss, EXAMPLES, optimiser, eta=0.02, **beside)
    problems, losses = torch_trajectory(start, order_of(EXAMPLES, batch_size, seed))
    history = train(start, UPDATES, batch_size, seed)
    for update, wanted in enumerate(problems, 1):
        require_close(dict(history.start_of(update).parameters), wanted, 1e-10, f"{optimiser}, update {update}:")
    require_close({"J": history.losses[:UPDATES]}, {"J": np.array(losses)}, 1e-10, optimiser)
    moved = max(np.abs(problems[-1][key] - value).max() for key, value in start.parameters.items())
    assert moved > 0.01, "nothing was trained"
