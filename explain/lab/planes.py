"""Planes through the parameters of a network: of two weights, of two random directions, or along a path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine import Problem
from engine.expr import Array
from explain.gradient_sizes import size


@dataclass(frozen=True)
class Asked:
    """Which plane is wanted: one of PLANES, around the network before an update.

    `first` and `second` are entries ("W1[0,1]", 0-based) for the plane of two weights, `seed` draws random directions.
    """

    plane: str
    update: int
    first: str = "W1[0,0]"
    second: str = "W1[0,1]"
    seed: int = 0


@lru_cache(maxsize=64)
def entries(widths: tuple[int, ...]) -> tuple[str, ...]:
    """Every weight and bias of a network as "W1[0,1]", in the order in which a recording keeps them."""
    found = []
    for layer in range(1, len(widths)):
        before, after = widths[layer - 1], widths[layer]
        found += [f"W{layer}[{row},{column}]" for row in range(after) for column in range(before)]
        found += [f"b{layer}[{row},0]" for row in range(after)]
    return tuple(found)


def chosen(widths: tuple[int, ...], first: str, second: str) -> tuple[str, str]:
    """The two entries that are asked for; where the network lacks one, or both are the same, the next best."""
    names = entries(widths)
    first = first if first in names else names[0]
    others = tuple(name for name in names if name != first)
    return first, second if second in others else others[0]


def within(directions: Array, away: Array) -> Array:
    """For each row of `away` the two numbers whose sum of directions comes nearest to it (least squares)."""
    return np.asarray(away @ np.linalg.pinv(directions))


def _two_weights(asked: Asked, problem: Problem, centre: Array, path: Array) -> Array:
    names = entries(problem.spec.widths)
    directions = np.zeros((2, centre.size))
    for row, name in enumerate(chosen(problem.spec.widths, asked.first, asked.second)):
        directions[row, names.index(name)] = 1.0
    return directions


def _random(asked: Asked, problem: Problem, centre: Array, path: Array) -> Array:
    """Two random directions, each layer's part as long as the layer's own weights and biases together.

    After Li and others, Visualizing the Loss Landscape of Neural Nets (2018), section 4, who do so for each unit
    ("filter"): a step counts by how large it is compared with the parameters. A layer of zeros takes length 1.
    """
    directions = np.random.default_rng(asked.seed).normal(size=(2, centre.size))
    start = 0
    for w, b in zip(problem.W, problem.b, strict=True):
        layer = slice(start, start + w.size + b.size)
        directions[:, layer] /= np.linalg.norm(directions[:, layer], axis=1, keepdims=True)
        directions[:, layer] *= size(centre[layer]) or 1.0
        start = layer.stop
    return directions


def _of_path(asked: Asked, problem: Problem, centre: Array, path: Array) -> Array:
    """The two directions, of length 1, that hold most of the path: its first two right singular vectors (principal
    components around the centre; the same paper, section 7). They point from its first update to its last.

    A path with fewer directions than two gets random ones for the others.
    """
    _, sizes, found = np.linalg.svd(path - centre, full_matrices=False)
    directions = _random(asked, problem, centre, path)
    kept = min(2, int((sizes > 1e-9 * sizes[0]).sum()))
    along = found[:kept] @ (path[-1] - path[0])
    directions[:kept] = found[:kept] * np.where(along < 0, -1.0, 1.0)[:, None]
    return directions


@dataclass(frozen=True)
class Plane:
    """One kind of plane. `directions` (2 x parameters) from what is asked, the network, its parameters (the centre) and
    the path's (updates x parameters); `least` is how far a map goes to each side at least; `values` is True where the
    axes show parameters themselves, False where they show steps.
    """

    directions: Callable[[Asked, Problem, Array, Array], Array]
    least: float
    values: bool


PLANES = {
    "path": Plane(_of_path, 0.0, False),
    "weights": Plane(_two_weights, 1.0, True),
    "random": Plane(_random, 1.0, False),
}
