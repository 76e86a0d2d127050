"""Random problems for the tests, always from a seeded generator, and the worked examples of content/examples."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from engine import LayerSpec, NetworkSpec, Problem
from engine.activations import ACTIVATIONS
from engine.losses import LOSSES
from engine.optimisers import OPTIMISERS
from engine.spec import read_only

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "content" / "examples").glob("*.json"))
HIDDEN = [name for name, record in ACTIVATIONS.items() if not record.by_column]
TINY = 2.3e-308
"""Just above the smallest normal number of float64: what lies below has lost digits and counts as 0."""


@cache
def example(name: str) -> dict[str, Any]:
    """The worked example content/examples/<name>.json."""
    return json.loads((ROOT / "content" / "examples" / f"{name}.json").read_text(encoding="utf-8"))


def notes() -> Problem:
    """The notes' 2-2-1 network, the product's default."""
    return Problem.from_dict(example("notes-2-2-1")["problem"])


def mazur() -> Problem:
    """Mazur's 2-2-2 network."""
    return Problem.from_dict(example("mazur")["problem"])


def targets(rng: np.random.Generator, loss: str, shape: tuple[int, int]) -> np.ndarray:
    """Random targets that the loss takes: hard and soft ones where it takes both."""
    wanted = LOSSES[loss].targets
    if wanted.only:
        return rng.choice(wanted.only, shape)
    if wanted.column_sum:
        hard = np.eye(shape[0])[:, rng.integers(shape[0], size=shape[1])]
        return np.where(rng.random(shape[1]) < 0.7, hard, rng.dirichlet(np.ones(shape[0]), shape[1]).T)
    if wanted.low is not None:
        return np.where(rng.random(shape) < 0.7, rng.integers(0, 2, shape), rng.random(shape))
    return rng.normal(size=shape)


def problem_for(
    rng: np.random.Generator,
    widths: list[int],
    activations: list[str],
    loss: str,
    examples: int,
    optimiser: str = "sgd",
    gain: float = 1.0,
    eta: float = 0.1,
    **settings: Any,
) -> Problem:
    """A problem with normal weights of deviation gain / sqrt(inputs of the layer), so that sums stay of one size.

    `settings` are l2, l1, frozen and the optimiser's constants.
    """
    own = {key: settings.pop(key) for key in ("l2", "l1", "frozen") if key in settings}
    constants = tuple((OPTIMISERS[optimiser].defaults | settings).items())
    layers = tuple(LayerSpec(u, f) for u, f in zip(widths[1:], activations, strict=True))
    spec = NetworkSpec(widths[0], layers, loss, optimiser, constants, **own)
    pairs = list(pairwise(widths))
    w = tuple(read_only(rng.normal(0, gain / np.sqrt(before), (units, before))) for before, units in pairs)
    b = tuple(read_only(rng.normal(0, 0.3, (units, 1))) for _, units in pairs)
    x = read_only(rng.normal(size=(widths[0], examples)))
    y = read_only(targets(rng, loss, (widths[-1], examples)))
    return Problem(spec, w, b, x, y, eta)


def random_problem(
    seed: Any, depth: int = 8, width: int = 64, examples: int = 32, hidden: list[str] = HIDDEN, **settings: Any
) -> Problem:
    """A problem of any depth, width and number of examples up to those given; now and then with a penalty."""
    rng = np.random.default_rng(seed)
    layers = int(rng.integers(1, depth + 1))
    widths = [int(w) for w in np.rint(np.exp(rng.uniform(0, np.log(width), layers + 1)))]
    loss = str(rng.choice(list(LOSSES)))
    activations = [*rng.choice(hidden, layers - 1).tolist(), str(rng.choice(LOSSES[loss].allowed_outputs()))]
    if rng.random() < 0.3:
        settings = {"l2": float(rng.choice([0.0, 0.1])), "l1": float(rng.choice([0.0, 0.03])), **settings}
    gain = float(rng.uniform(0.5, 1.5))
    return problem_for(rng, widths, activations, loss, int(rng.integers(1, examples + 1)), gain=gain, **settings)


def gradients_of(values: Any, problem: Problem) -> dict[str, np.ndarray]:
    """dW1, db1, ... of a trace, by key."""
    return {f"d{key}": values[f"d{key}"] for key in problem.parameters}


def require_close(got: dict[str, np.ndarray], want: dict[str, np.ndarray], tolerance: float, what: str = "") -> float:
    """The largest difference relative to the largest wanted number (absolute where that is 0); above it, an error
    with both numbers.
    """
    scale = max((float(np.abs(w).max()) for w in want.values()), default=0.0) or 1.0
    worst = 0.0
    for key, wanted in want.items():
        assert got[key].shape == wanted.shape, f"{what} {key}: {got[key].shape} is not {wanted.shape}"
        off = np.abs(got[key] - wanted) / scale
        at = np.unravel_index(np.argmax(off), off.shape)
        assert off[at] <= tolerance, (
            f"{what} {key}{[int(i) for i in at]}: {got[key][at]!r} against {wanted[at]!r}, "
            f"{off[at]:.3g} of the largest, {scale:.3g}"
        )
        worst = max(worst, float(off[at]))
    return worst
