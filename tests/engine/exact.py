"""An independent network in mpmath, to as many digits as are asked for: the oracle where float64 has none left.

Every formula is written here from its definition, not read from the engine's records.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np

from engine import Problem
from tests.engine.networks import TINY

Number = Any
Rows = list[list[Number]]

SELU_SCALE = "1.05070098735548049341933498529460"
SELU_ALPHA = "1.67326324235437728481704299167174"


def _sigmoid(z: Number) -> Number:
    return 1 / (1 + mp.exp(-z))


def _normal(z: Number) -> Number:
    """The share of a normal distribution below z; beyond -1e9 it is below 10 to the minus 10^17."""
    return mp.mpf(0) if z < -1e9 else mp.ncdf(z)


def _gauss(z: Number) -> Number:
    return mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)


def _elu(z: Number) -> Number:
    return z if z > 0 else mp.expm1(z)


def _elu_slope(z: Number) -> Number:
    return mp.mpf(1) if z > 0 else mp.exp(z)


def _selu(z: Number) -> Number:
    return mp.mpf(SELU_SCALE) * (z if z > 0 else mp.mpf(SELU_ALPHA) * mp.expm1(z))


def _selu_slope(z: Number) -> Number:
    return mp.mpf(SELU_SCALE) * (1 if z > 0 else mp.mpf(SELU_ALPHA) * mp.exp(z))


# By name: f(z) and f'(z); at a kink the slope from the left.
ACTIVATION: dict[str, tuple[Callable[[Number], Number], Callable[[Number], Number]]] = {
    "identity": (lambda z: z, lambda z: mp.mpf(1)),
    "sigmoid": (_sigmoid, lambda z: 1 / (2 + mp.exp(z) + mp.exp(-z))),
    "tanh": (mp.tanh, lambda z: mp.sech(z) ** 2),
    "relu": (lambda z: max(z, mp.mpf(0)), lambda z: mp.mpf(z > 0)),
    "leaky_relu": (lambda z: z if z > 0 else z / 100, lambda z: mp.mpf(1) if z > 0 else mp.mpf(1) / 100),
    "elu": (_elu, _elu_slope),
    "selu": (_selu, _selu_slope),
    "softplus": (lambda z: z + mp.log1p(mp.exp(-z)) if z > 0 else mp.log1p(mp.exp(z)), _sigmoid),
    "softsign": (lambda z: z / (1 + abs(z)), lambda z: 1 / (1 + abs(z)) ** 2),
    "silu": (lambda z: z * _sigmoid(z), lambda z: _sigmoid(z) + z / (2 + mp.exp(z) + mp.exp(-z))),
    "gelu": (lambda z: z * _normal(z), lambda z: _normal(z) + z * _gauss(z)),
    "hard_sigmoid": (
        lambda z: min(mp.mpf(1), max(mp.mpf(0), (z + 3) / 6)),
        lambda z: mp.mpf(1) / 6 if -3 < z <= 3 else mp.mpf(0),
    ),
    "step": (lambda z: mp.mpf(z > 0), lambda z: mp.mpf(0)),
}

# The slopes that have a root: the size of what is added up there.
SLOPE_TERMS: dict[str, Callable[[Number], Number]] = {
    "silu": lambda z: _sigmoid(z) + abs(z) / (2 + mp.exp(z) + mp.exp(-z)),
    "gelu": lambda z: _normal(z) + abs(z) * _gauss(z),
}


def matrix(values: np.ndarray) -> Rows:
    """A float matrix as exact numbers."""
    return [[mp.mpf(float(v)) for v in row] for row in values]


def _transposed(a: Rows) -> Rows:
    return [list(column) for column in zip(*a, strict=True)]


def _product(a: Rows, b: Rows) -> Rows:
    columns = _transposed(b)
    return [[mp.fdot(row, column) for column in columns] for row in a]


def _each(f: Callable[..., Number], *matrices: Rows) -> Rows:
    return [[f(*cells) for cells in zip(*rows, strict=True)] for rows in zip(*matrices, strict=True)]


def _softmax(z: Rows) -> Rows:
    powers = _each(mp.exp, z)
    sums = [mp.fsum(column) for column in _transposed(powers)]
    return [[p / s for p, s in zip(row, sums, strict=True)] for row in powers]


def _bce(z: Number, p: Number, y: Number) -> Number:
    """-y log p - (1 - y) log(1 - p), with 1 - p as the mirrored sigmoid."""
    return y * mp.log1p(mp.exp(-z)) + (1 - y) * mp.log1p(mp.exp(z))


def output_and_loss(activation: str, z: Rows, y: Rows) -> tuple[Rows, Number]:
    """The probabilities and the loss summed over outputs and examples, of a matching output."""
    if activation == "softmax":
        p = _softmax(z)
        losses = _each(lambda p, y: -y * mp.log(p) if y else mp.mpf(0), p, y)
    else:
        p = _each(_sigmoid, z)
        losses = _each(_bce, z, p, y)
    return p, mp.fsum(v for row in losses for v in row)


def gradients(problem: Problem) -> tuple[Number, dict[str, Rows]]:
    """J, and dW1, db1, ... of a network that ends in sigmoid + BCE or softmax + CE, at the current precision."""
    layers, d = problem.spec.layers, problem.examples
    a, a_in, sums = matrix(problem.X), [], []
    w = [matrix(v) for v in problem.W]
    for i, layer in enumerate(layers):
        a_in.append(a)
        product = _product(w[i], a)
        z = [[v + mp.mpf(float(b)) for v in row] for row, b in zip(product, problem.b[i][:, 0], strict=True)]
        sums.append(z)
        if i < len(layers) - 1:
            a = _each(ACTIVATION[layer.activation][0], z)
    y = matrix(problem.Y)
    p, loss = output_and_loss(layers[-1].activation, sums[-1], y)
    dz = _each(lambda p, y: (p - y) / d, p, y)
    found = {}
    for i in reversed(range(len(layers))):
        found[f"dW{i + 1}"] = _product(dz, _transposed(a_in[i]))
        found[f"db{i + 1}"] = [[mp.fsum(row)] for row in dz]
        if i:
            slope = _each(ACTIVATION[layers[i - 1].activation][1], sums[i - 1])
            dz = _each(lambda a, b: a * b, _product(_transposed(w[i]), dz), slope)
    return loss / d, found


def off(got: float, exact: Number, scale: Number) -> float:
    """|got - exact| relative to scale; what is below the smallest normal number counts as nothing."""
    difference = abs(mp.mpf(float(got)) - exact)
    return 0.0 if difference <= TINY else float(difference / abs(scale))
