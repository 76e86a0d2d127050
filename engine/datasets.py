"""Generated data, by name: inputs X (n x d) and targets Y (m x d), one example per column."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.expr import Array

Generated = tuple[Array, Array]


@dataclass(frozen=True)
class Dataset:
    """One kind of data. `generate(rng, examples, noise)` returns X and Y; `classes` is 0 for regression."""

    name: str
    generate: Callable[[np.random.Generator, int, float], Generated]
    inputs: int
    classes: int


def _labels(which: Array, classes: int) -> Array:
    """Targets: one row of 0 and 1 for two classes, one row a class (one-hot) for more."""
    if classes == 2:
        return which[None].astype(np.float64)
    return np.asarray(np.arange(classes)[:, None] == which[None], dtype=np.float64)


def _jitter(rng: np.random.Generator, x: Array, noise: float) -> Array:
    return x + noise * rng.normal(size=x.shape)


def _halves(examples: int) -> Array:
    """Class 0 and 1 by turns, so that any number of examples is balanced."""
    return np.arange(examples) % 2


def _linear(rng: np.random.Generator, examples: int, noise: float) -> Generated:
    x = rng.uniform(-1, 1, (2, examples))
    return _jitter(rng, x, noise), _labels((x.sum(axis=0) > 0).astype(int), 2)


def _xor(rng: np.random.Generator, examples: int, noise: float) -> Generated:
    x = rng.uniform(-1, 1, (2, examples))
    return _jitter(rng, x, noise), _labels((x[0] * x[1] < 0).astype(int), 2)


def _circles(rng: np.random.Generator, examples: int, noise: float) -> Generated:
    which, angle = _halves(examples), rng.uniform(0, 2 * math.pi, examples)
    radius = np.where(which == 1, 0.4, 1.0)
    return _jitter(rng, radius * np.array([np.cos(angle), np.sin(angle)]), noise), _labels(which, 2)


def _moons(rng: np.random.Generator, examples: int, noise: float) -> Generated:
    which, angle = _halves(examples), rng.uniform(0, math.pi, examples)
    upper = np.array([np.cos(angle) - 0.5, np.sin(angle) - 0.25])
    lower = np.array([0.5 - np.cos(angle), 0.25 - np.sin(angle)])
    return _jitter(rng, np.where(which == 1, lower, upper), noise), _labels(which, 2)


def _spirals(rng: np.random.Generator, examples: int, noise: float) -> Generated:
    which, along = _halves(examples), np.sqrt(rng.uniform(0.02, 1, examples))
    angle = along * 3 * math.pi + which * math.pi
    return _jitter(rng, along * np.array([np.cos(angle), np.sin(angle)]), noise), _labels(which, 2)


def _blobs(rng: np.random.Generator, examples: int, noise: float) -> Generated:
    which = np.arange(examples) % 3
    angle = which * 2 * math.pi / 3
    spread = 0.15 * rng.normal(size=(2, examples))
    return _jitter(rng, 0.7 * np.array([np.cos(angle), np.sin(angle)]) + spread, noise), _labels(which, 3)


def _curve(function: Callable[[Array], Array]) -> Callable[[np.random.Generator, int, float], Generated]:
    def generate(rng: np.random.Generator, examples: int, noise: float) -> Generated:
        x = rng.uniform(-1, 1, (1, examples))
        return x, _jitter(rng, function(x), noise)

    return generate


DATASETS: dict[str, Dataset] = {
    record.name: record
    for record in (
        Dataset("linear", _linear, 2, 2),
        Dataset("xor", _xor, 2, 2),
        Dataset("circles", _circles, 2, 2),
        Dataset("moons", _moons, 2, 2),
        Dataset("spirals", _spirals, 2, 2),
        Dataset("blobs", _blobs, 2, 3),
        Dataset("sine", _curve(lambda x: np.sin(math.pi * x)), 1, 0),
        Dataset("linear_regression", _curve(lambda x: 0.8 * x - 0.3), 1, 0),
        Dataset("polynomial_regression", _curve(lambda x: 1.5 * x**3 - x + 0.2), 1, 0),
    )
}
"""Every data set by name."""


def generate(name: str, rng: np.random.Generator, examples: int, noise: float = 0.0) -> Generated:
    """X (n x d) and Y (m x d) of the data set `name`. Raises ValueError for an unknown name or impossible numbers."""
    if name not in DATASETS:
        raise ValueError(f"no data set is called {name!r}: choose one of {', '.join(DATASETS)}")
    if examples < 1 or not noise >= 0:
        raise ValueError(f"examples must be 1 or more and noise 0 or more, got {examples} and {noise}")
    return DATASETS[name].generate(rng, examples, noise)
