"""The source in PyTorch of every activation, loss and optimiser: its own, where they are exact and have our slopes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ACTIVATION = {
    "identity": "{z}",
    "sigmoid": "torch.sigmoid({z})",
    "tanh": "torch.tanh({z})",
    "relu": "F.relu({z})",
    "leaky_relu": "F.leaky_relu({z}, 0.01)",
    "elu": "F.elu({z})",
    "selu": "F.selu({z})",
    "softplus": "F.softplus({z}, threshold=700)",  # its own threshold, 20, is a straight line too early
    "softsign": "F.softsign({z})",
    "silu": "F.silu({z})",
    "gelu": 'F.gelu({z}, approximate="none")',
    "hard_sigmoid": "hard_sigmoid({z})",  # its own takes 1/6 in float32, and the slope at 3 from the right
    "step": "step({z})",
    "softmax": "torch.softmax({z}, dim=0)",
}
"""An output of the weighted sums `z`."""

LOSS = {
    "half_squared_error": 'F.mse_loss({yhat}, Y, reduction="sum") / (2 * d)',
    "squared_error": 'F.mse_loss({yhat}, Y, reduction="sum") / d',
    "mean_squared_error": "F.mse_loss({yhat}, Y)",
    "absolute_error": 'F.l1_loss({yhat}, Y, reduction="sum") / d',
    "huber": 'F.huber_loss({yhat}, Y, reduction="sum", delta=1.0) / d',
    "hinge": "F.relu(1 - Y * {yhat}).sum() / d",
    "binary_cross_entropy": 'F.binary_cross_entropy_with_logits({z}, Y, reduction="sum") / d',
    "cross_entropy": "F.cross_entropy({z}.T, Y.T)",
}
"""J of the data. Both cross-entropies take weighted sums: of probabilities PyTorch's own are wrong in saturation."""

FUNCTIONS = {
    "step": ("def step(Z):", "    return torch.where(Z > 0, 1.0, 0.0) + 0 * Z"),
    "hard_sigmoid": (
        "def hard_sigmoid(Z):",
        "    return torch.where(Z + 3 > 0, torch.where(Z - 3 > 0, 1.0, (Z + 3) / 6), 0.0)",
    ),
}
"""Functions of the script's own."""


@dataclass(frozen=True)
class Update:
    """A call of torch.optim for parameters `p`; `memory` names our state symbols, `counts`: it has t."""

    call: str
    memory: Mapping[str, str]
    counts: bool = True


OPTIMISER = {
    "sgd": Update("SGD({p}, lr=eta{decay})", {}, counts=False),
    "momentum": Update("SGD({p}, lr=eta, momentum=momentum{decay})", {"V": "momentum_buffer"}, counts=False),
    "nesterov": Update(
        "SGD({p}, lr=eta, momentum=momentum, nesterov=momentum > 0{decay})", {"V": "momentum_buffer"}, counts=False
    ),
    "adagrad": Update("Adagrad({p}, lr=eta, eps=epsilon{decay})", {"S": "sum"}),
    "rmsprop": Update("RMSprop({p}, lr=eta, alpha=alpha, eps=epsilon{decay})", {"S": "square_avg"}),
    "adam": Update("Adam({p}, lr=eta, betas=(beta1, beta2), eps=epsilon{decay})", {"M": "exp_avg", "S": "exp_avg_sq"}),
    "adamw": Update(
        "AdamW({p}, lr=eta, betas=(beta1, beta2), eps=epsilon{decay})", {"M": "exp_avg", "S": "exp_avg_sq"}
    ),
}
"""The call of torch.optim for every optimiser. PyTorch refuses Nesterov's momentum where it is 0."""
