"""A network whose first weights are drawn at random: a Problem from sizes, names, an initialiser and data."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from engine import Problem
from engine.expr import Array
from engine.initialisers import draw


def drawn_problem(
    widths: Sequence[int],
    hidden: str,
    output: str,
    loss: str,
    data: tuple[Array, Array],
    *,
    initialiser: str = "xavier_normal",
    scale: float | None = None,
    seed: int = 0,
    optimiser: str = "sgd",
    eta: float = 0.5,
    l2: float = 0.0,
) -> Problem:
    """The network with `widths` n, h1, ..., m on `data` (X, n x d, and Y, m x d). All biases are 0.

    `scale` None takes the initialiser's own. Raises ProblemError for what is no network, ValueError for an unknown
    initialiser.
    """
    rng = np.random.default_rng(seed)
    weights = [draw(initialiser, rng, h, n, scale) for n, h in pairwise(widths)]
    names = [hidden] * (len(weights) - 1) + [output]
    return Problem.from_dict(
        {
            "inputs": widths[0],
            "layers": [{"units": h, "activation": name} for h, name in zip(widths[1:], names, strict=True)],
            "loss": loss,
            "optimiser": {"name": optimiser, "eta": eta},
            "penalty": {"l2": l2},
            "W": [w.tolist() for w in weights],
            "X": data[0].tolist(),
            "Y": data[1].tolist(),
        }
    )
