"""An independent network in PyTorch, float64, examples in columns: the oracle of the parity tests.

Losses with a matching output take the weighted sums (logits): on probabilities PyTorch's own cross-entropy is wrong in
saturation. Without PyTorch the tests that need it are skipped; with CI=true they fail.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine import Problem

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    torch = None  # type: ignore[assignment]
else:
    torch.set_num_threads(1)

MISSING = "PyTorch is not installed: pip install torch==2.13.0 runs the parity tests"


def need_torch() -> None:
    """Skip the test, or the module, that needs PyTorch where there is none; fail it in CI."""
    if torch is not None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{MISSING}; with CI=true they must run", pytrace=False)
    pytest.skip(MISSING, allow_module_level=True)


def _step(z: Any) -> Any:
    return (z.detach() > 0).to(z.dtype) + 0 * z


ACTIVATION: dict[str, Callable[[Any], Any]] = {
    "identity": lambda z: z,
    "sigmoid": lambda z: torch.sigmoid(z),
    "tanh": lambda z: torch.tanh(z),
    "relu": lambda z: F.relu(z),
    "leaky_relu": lambda z: F.leaky_relu(z, 0.01),
    "elu": lambda z: F.elu(z),
    "selu": lambda z: F.selu(z),
    "softplus": lambda z: F.softplus(z, threshold=700),  # the default is linear above 20
    "softsign": lambda z: F.softsign(z),
    "silu": lambda z: F.silu(z),
    "gelu": lambda z: F.gelu(z, approximate="none"),
    "hard_sigmoid": lambda z: F.relu6(z + 3) / 6,  # its own takes 1/6 in float32
    "step": _step,
    "softmax": lambda z: torch.softmax(z, dim=0),
}

# By name: the loss summed over outputs and examples, of the weighted sums z, the output and the targets.
LOSS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "half_squared_error": lambda z, a, y: F.mse_loss(a, y, reduction="sum") / 2,
    "squared_error": lambda z, a, y: F.mse_loss(a, y, reduction="sum"),
    "mean_squared_error": lambda z, a, y: F.mse_loss(a, y, reduction="mean") * y.shape[1],
    "absolute_error": lambda z, a, y: F.l1_loss(a, y, reduction="sum"),
    "huber": lambda z, a, y: F.huber_loss(a, y, reduction="sum", delta=1.0),
    "hinge": lambda z, a, y: F.relu(1 - y * a).sum(),
    "binary_cross_entropy": lambda z, a, y: F.binary_cross_entropy_with_logits(z, y, reduction="sum"),
    "cross_entropy": lambda z, a, y: F.cross_entropy(z.T, y.T, reduction="sum"),
}


class TorchNetwork:
    """A problem's network as PyTorch tensors; `loss()` is J, `gradients()` its derivatives by autograd."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.parameters = {k: torch.tensor(v.copy(), requires_grad=True) for k, v in problem.parameters.items()}

    def loss(self) -> Any:
        """J of the current parameters."""
        spec, a = self.problem.spec, torch.tensor(self.problem.X.copy())
        y = torch.tensor(self.problem.Y.copy())
        z = a
        for i, layer in enumerate(spec.layers, 1):
            z = self.parameters[f"W{i}"] @ a + self.parameters[f"b{i}"]
            a = ACTIVATION[layer.activation](z)
        weights = [p for key, p in self.parameters.items() if key[0] == "W"]
        penalty = sum(spec.l2 / 2 * (w**2).sum() + spec.l1 * w.abs().sum() for w in weights)
        return LOSS[spec.loss](z, a, y) / y.shape[1] + penalty

    def gradients(self) -> tuple[float, dict[str, np.ndarray]]:
        """J, and dW1, db1, ... by key."""
        for p in self.parameters.values():
            p.grad = None
        j = self.loss()
        j.backward()
        return j.item(), {f"d{key}": p.grad.numpy() for key, p in self.parameters.items()}


def _group(parameters: list[Any], **settings: float) -> dict[str, Any]:
    return {"params": parameters, **settings}


def _optimiser(kind: str, p: list[Any], eta: float, c: dict[str, float]) -> Any:
    betas = (c.get("beta1", 0.9), c.get("beta2", 0.999))
    make = {
        "sgd": lambda: torch.optim.SGD(p, eta),
        "momentum": lambda: torch.optim.SGD(p, eta, momentum=c["momentum"]),
        "nesterov": lambda: torch.optim.SGD(p, eta, momentum=c["momentum"], nesterov=True),
        "adagrad": lambda: torch.optim.Adagrad(p, eta, eps=c["epsilon"]),
        "rmsprop": lambda: torch.optim.RMSprop(p, eta, alpha=c["alpha"], eps=c["epsilon"]),
        "adam": lambda: torch.optim.Adam(p, eta, betas=betas, eps=c["epsilon"]),
        "adamw": lambda: torch.optim.AdamW(p, eta, betas=betas, eps=c["epsilon"]),
    }
    return make[kind]()


def torch_optimiser(network: TorchNetwork) -> Any:
    """The torch.optim optimiser of a network's problem; AdamW decays the weights only, as ours does."""
    problem, constants = network.problem, dict(network.problem.spec.constants)
    decay = constants["weight_decay"]
    weights = [p for k, p in network.parameters.items() if k[0] == "W"]
    biases = [p for k, p in network.parameters.items() if k[0] == "b"]
    bias_decay = 0.0 if problem.spec.optimiser == "adamw" else decay
    groups = [_group(weights, weight_decay=decay), _group(biases, weight_decay=bias_decay)]
    return _optimiser(problem.spec.optimiser, groups, problem.eta, constants)


def torch_training(problem: Problem, updates: int) -> dict[str, np.ndarray]:
    """W1, b1, ... after `updates` updates by torch.optim."""
    network = TorchNetwork(problem)
    optimiser = torch_optimiser(network)
    for _ in range(updates):
        optimiser.zero_grad()
        network.loss().backward()
        optimiser.step()
    return {key: p.detach().numpy() for key, p in network.parameters.items()}
