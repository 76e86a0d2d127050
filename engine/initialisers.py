"""Ways to draw the first weights: one record each. Randomness comes from the generator that is passed in, only."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.expr import Array

Draw = Callable[[np.random.Generator, int, int, float], Array]


@dataclass(frozen=True)
class Initialiser:
    """`draw(rng, rows, columns, scale)` returns a rows x columns matrix; rows are the units, columns what they read."""

    name: str
    draw: Draw
    scale: float = 1.0
    source: str = ""


def _uniform(rng: np.random.Generator, rows: int, columns: int, bound: float) -> Array:
    return rng.uniform(-bound, bound, (rows, columns))


def _normal(rng: np.random.Generator, rows: int, columns: int, deviation: float) -> Array:
    return rng.normal(0.0, deviation, (rows, columns))


def _orthogonal(rng: np.random.Generator, rows: int, columns: int, scale: float) -> Array:
    """Rows or columns, whichever are fewer, of length `scale` at right angles; signs fixed, so that it is uniform."""
    tall = rng.normal(size=(max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(tall)
    q = q * np.where(np.diag(r) < 0, -1.0, 1.0)
    return np.ascontiguousarray(scale * (q if rows >= columns else q.T))


INITIALISERS: dict[str, Initialiser] = {
    record.name: record
    for record in (
        Initialiser("zeros", lambda rng, rows, columns, scale: np.zeros((rows, columns))),
        Initialiser("constant", lambda rng, rows, columns, scale: np.full((rows, columns), scale), 0.5),
        Initialiser("normal", _normal, 0.01),
        Initialiser("uniform", _uniform, 0.5),
        Initialiser(
            "xavier_uniform",
            lambda rng, rows, columns, scale: _uniform(rng, rows, columns, scale * math.sqrt(6 / (rows + columns))),
            source="Glorot and Bengio 2010",
        ),
        Initialiser(
            "xavier_normal",
            lambda rng, rows, columns, scale: _normal(rng, rows, columns, scale * math.sqrt(2 / (rows + columns))),
            source="Glorot and Bengio 2010",
        ),
        Initialiser(
            "he_uniform",
            lambda rng, rows, columns, scale: _uniform(rng, rows, columns, scale * math.sqrt(6 / columns)),
            source="He, Zhang, Ren and Sun 2015",
        ),
        Initialiser(
            "he_normal",
            lambda rng, rows, columns, scale: _normal(rng, rows, columns, scale * math.sqrt(2 / columns)),
            source="He, Zhang, Ren and Sun 2015",
        ),
        Initialiser(
            "lecun_normal",
            lambda rng, rows, columns, scale: _normal(rng, rows, columns, scale * math.sqrt(1 / columns)),
            source="LeCun, Bottou, Orr and Mueller 1998",
        ),
        Initialiser("orthogonal", _orthogonal, source="Saxe, McClelland and Ganguli 2014"),
    )
}
"""Every initialiser by name."""


def draw(name: str, rng: np.random.Generator, rows: int, columns: int, scale: float | None = None) -> Array:
    """A rows x columns weight matrix from the initialiser `name`; `scale` None takes the initialiser's own."""
    if name not in INITIALISERS:
        raise ValueError(f"no initialiser is called {name!r}: choose one of {', '.join(INITIALISERS)}")
    record = INITIALISERS[name]
    return record.draw(rng, rows, columns, record.scale if scale is None else scale)
