"""Colouring a grey picture with a network of the lessons: one small patch of grey in, the colour of its middle out.

The same weights are used at every place of the picture: this is what a convolution is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from engine import Problem, trace, train
from engine.expr import Array
from engine.initialisers import draw

SIZE = 40
"""Pixels on a side of a picture."""
HIDDEN, ETA, BATCH = 24, 0.02, 64
"""Hidden units, learning rate, and patches in one update: a few seconds bring most of what there is to gain."""
CHUNK, MOST = 40, 4000
"""Updates from one look at the pictures to the next, and the most that a network is trained."""
MIDDLE = 0.5
"""Taken off every grey value, so that they lie around 0."""
SEEN, UNSEEN = 1, (2, 3, 4)
"""The picture that is learned from, and those that the network never meets, by seed."""
LIGHTNESS = np.array([0.299, 0.587, 0.114])
"""How much red, green and blue count in a grey value (ITU-R BT.601)."""


def scene(seed: int, size: int = SIZE) -> Array:
    """A landscape, 3 x size x size, red, green and blue from 0 to 1: sky, sun, hills, a ploughed field and a tree.

    The sky is smooth, the field has furrows, grass has blades and leaves are speckled, so that a grey patch
    hints at its colour.
    """
    rng = np.random.default_rng(seed)
    down, across = np.mgrid[0:size, 0:size] / (size - 1)
    speckle = rng.uniform(-1, 1, (size, size))
    furrow, blade = (np.where(np.arange(size) % 2, 1.0, -1.0).reshape(shape) for shape in ((-1, 1), (1, -1)))
    sun, tree = rng.uniform([0.15, 0.12], [0.85, 0.24]), rng.uniform(0.2, 0.8)
    hills = 0.48 + 0.07 * np.sin(2 * np.pi * (across * rng.uniform(0.7, 1.4) + rng.uniform()))
    field = 0.76 + 0.05 * np.sin(2 * np.pi * (across * rng.uniform(0.5, 1.0) + rng.uniform()))
    layers = (
        (down >= 0, (0.45, 0.70, 0.98), 0.75 + 0.5 * down),
        (np.hypot(across - sun[0], down - sun[1]) < 0.1, (1.0, 0.93, 0.55), 1.0),
        (down > hills, (0.42, 0.74, 0.28), 1 + 0.14 * blade + 0.06 * speckle),
        (down > field, (0.80, 0.58, 0.34), 1 + 0.16 * furrow),
        ((abs(across - tree) < 0.03) & (down > 0.4) & (down < 0.78), (0.36, 0.22, 0.12), 1.0),
        (np.hypot(across - tree, down - 0.4) < 0.16, (0.12, 0.38, 0.14), 1 + 0.4 * speckle),
    )
    picture = np.zeros((3, size, size))
    for where, colour, light in layers:
        picture = np.where(where, np.array(colour)[:, None, None] * light, picture)
    return np.clip(picture, 0, 1)


def grey_of(picture: Array) -> Array:
    """The grey values of a picture, one for each pixel."""
    return np.tensordot(LIGHTNESS, picture, 1)


def patches(grey: Array, side: int) -> Array:
    """The side x side grey values around each pixel as a column: side * side rows, one column a pixel, row by row.

    Beyond the edge the picture goes on with its last pixel. Raises ValueError for an even side, which has no middle.
    """
    if side % 2 == 0:
        raise ValueError(f"a patch of {side} x {side} has no pixel in its middle")
    wide = np.pad(grey, side // 2, mode="edge")
    found = np.lib.stride_tricks.sliding_window_view(wide, (side, side))
    return np.ascontiguousarray(found.reshape(-1, side * side).T)


@lru_cache(maxsize=16)
def problem(side: int, seeds: tuple[int, ...] = (SEEN,), size: int = SIZE, hidden: int = HIDDEN) -> Problem:
    """A new network and the patches and colours of these pictures: side * side grey values, `hidden` tanh units, 3 out.

    Shared by all users, as nothing in it can change. Grey values are shifted to lie around 0.
    """
    rng = np.random.default_rng(0)
    shown = [scene(seed, size) for seed in seeds]
    document = {
        "inputs": side * side,
        "layers": [{"units": hidden, "activation": "tanh"}, {"units": 3, "activation": "sigmoid"}],
        "loss": "mean_squared_error",
        "optimiser": {"name": "adam", "eta": ETA},
        "W": [draw("xavier_normal", rng, *shape).tolist() for shape in ((hidden, side * side), (3, hidden))],
        "X": np.hstack([patches(grey_of(picture), side) - MIDDLE for picture in shown]).tolist(),
        "Y": np.hstack([picture.reshape(3, -1) for picture in shown]).tolist(),
    }
    return Problem.from_dict(document)


def coloured(network: Problem, grey: Array) -> Array:
    """A grey picture of any size in the colours of a network, 3 x height x width: the same weights everywhere."""
    side = math.isqrt(network.spec.inputs)
    columns = patches(grey, side) - MIDDLE
    shown = network.with_values({"X": columns, "Y": np.zeros((3, columns.shape[1]))})
    return trace(shown)["Yhat"].reshape(3, *grey.shape)


def error(network: Problem, data: Problem) -> float:
    """J of a network on the pictures of `data`: the mean squared difference from the true colours."""
    return float(trace(data.with_values(network.parameters))["J"][0, 0])


def constant_error(data: Problem) -> float:
    """The least J that one and the same colour for every pixel can have: the variance of the colours."""
    return float(data.Y.var(axis=1).mean())


@dataclass(frozen=True, eq=False)
class Training:
    """A network on its way: what it has learned (parameters and Adam's memory), and how well it did after each chunk.

    `updates`, `seen` and `unseen` are of one length: the updates made, J on the picture that is learned from, and J on
    the pictures that are not. It holds no picture, so that a session that keeps one stays small.
    """

    side: int
    carried: Mapping[str, Array]
    updates: tuple[int, ...]
    seen: tuple[float, ...]
    unseen: tuple[float, ...]

    @property
    def network(self) -> Problem:
        """The problem with what has been learned so far."""
        return problem(self.side).with_values(self.carried, t=self.updates[-1])

    @property
    def finished(self) -> bool:
        """True where no more updates are made."""
        return self.updates[-1] >= MOST

    def further(self, chunks: int = 1) -> Training:
        """The same after some more chunks of updates, up to MOST updates in all."""
        now = self
        for _ in range(chunks):
            if not now.finished:
                after = train(now.network, CHUNK, BATCH, seed=0).after
                now = _measured(replace(now, carried={**after.parameters, **after.state}), after)
        return now


def begun(side: int) -> Training:
    """A network with fresh weights that has learned nothing yet."""
    fresh = problem(side)
    return _measured(Training(side, dict(fresh.parameters), (), (), ()), fresh)


def _measured(found: Training, network: Problem) -> Training:
    seen, unseen = (error(network, problem(found.side, seeds)) for seeds in ((SEEN,), UNSEEN))
    return replace(
        found,
        updates=(*found.updates, network.t),
        seen=(*found.seen, seen),
        unseen=(*found.unseen, unseen),
    )


def weights(network: Problem) -> int:
    """How many weights and biases a network has."""
    return sum(values.size for values in network.parameters.values())
