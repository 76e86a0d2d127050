"""One training step in bare NumPy, written for speed: buffers made once, every call with `out`, no checks, no record.

Textbook formulas, without the stable forms that the engine computes: the fastest thing a person would write by hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

Array = np.ndarray
ONE = np.array(1.0)


def _sigmoid(z: Array, out: Array) -> None:
    np.negative(z, out)
    np.exp(out, out)
    np.add(ONE, out, out)
    np.reciprocal(out, out)


def _relu(z: Array, out: Array) -> None:
    np.maximum(z, 0.0, out)


def _identity(z: Array, out: Array) -> None:
    np.copyto(out, z)


def _softmax(z: Array, out: Array) -> None:
    np.subtract(z, z.max(axis=0), out)
    np.exp(out, out)
    np.divide(out, out.sum(axis=0), out)


def _sigmoid_slope(a: Array, out: Array) -> None:
    np.subtract(ONE, a, out)
    np.multiply(a, out, out)


def _tanh_slope(a: Array, out: Array) -> None:
    np.multiply(a, a, out)
    np.subtract(ONE, out, out)


def _relu_slope(a: Array, out: Array) -> None:
    np.greater(a, 0.0, out)


FORWARD: dict[str, Callable[[Array, Array], object]] = {
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
    "relu": _relu,
    "identity": _identity,
    "softmax": _softmax,
}
SLOPE: dict[str, Callable[[Array, Array], object]] = {
    "sigmoid": _sigmoid_slope,
    "tanh": _tanh_slope,
    "relu": _relu_slope,
}


def _loss(name: str, yhat: Array, y: Array, examples: int) -> float:
    if name == "binary_cross_entropy":
        return float(-(y * np.log(yhat) + (1 - y) * np.log(1 - yhat)).sum() / examples)
    if name == "cross_entropy":
        return float(-(y * np.log(yhat)).sum() / examples)
    return float(0.5 * ((yhat - y) ** 2).sum() / examples)


class Bare:
    """A network with its buffers. `step(x, y)` is one forward pass, loss, backward pass and update in place."""

    def __init__(
        self, weights: list[Array], biases: list[Array], activations: list[str], loss: str, eta: float, examples: int
    ) -> None:
        self.w = [np.array(w) for w in weights]
        self.b = [np.array(b) for b in biases]
        self.forward = [FORWARD[a] for a in activations]
        self.slopes = [SLOPE.get(a) for a in activations]
        self.loss, self.eta, self.examples = loss, np.array(eta), examples
        units = [len(w) for w in self.w]
        self.z, self.a, self.dz, self.slope = ([np.empty((h, examples)) for h in units] for _ in range(4))
        self.dw = [np.empty_like(w) for w in self.w]
        self.db = [np.empty_like(b) for b in self.b]
        self.ones = np.ones((examples, 1))
        self.share = np.array(1 / examples)

    def step(self, x: Array, y: Array) -> float:
        """One update on x (n x d) and y (m x d); returns J before it."""
        a_in = x
        for w, b, z, a, f in zip(self.w, self.b, self.z, self.a, self.forward, strict=True):
            np.dot(w, a_in, z)
            np.add(z, b, z)
            f(z, a)
            a_in = a
        loss = _loss(self.loss, a_in, y, self.examples)
        last = len(self.w) - 1
        np.subtract(a_in, y, self.dz[last])
        np.multiply(self.dz[last], self.share, self.dz[last])
        for k in range(last, -1, -1):
            dz = self.dz[k]
            np.dot(dz, (self.a[k - 1] if k else x).T, self.dw[k])
            np.dot(dz, self.ones, self.db[k])
            if k:
                np.dot(self.w[k].T, dz, self.dz[k - 1])
                slope = self.slopes[k - 1]
                assert slope is not None
                slope(self.a[k - 1], self.slope[k - 1])
                np.multiply(self.dz[k - 1], self.slope[k - 1], self.dz[k - 1])
        self.update()
        return loss

    def update(self) -> None:
        """Gradient descent, in place."""
        for value, gradient in zip((*self.w, *self.b), (*self.dw, *self.db), strict=True):
            np.multiply(gradient, self.eta, gradient)
            np.subtract(value, gradient, value)


class BareAdam(Bare):
    """The same with Adam. All parameters lie in one array, all gradients in another, so that an update is few calls."""

    BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8

    def __init__(
        self, weights: list[Array], biases: list[Array], activations: list[str], loss: str, eta: float, examples: int
    ) -> None:
        super().__init__(weights, biases, activations, loss, eta, examples)
        self.values = np.concatenate([array.ravel() for array in (*self.w, *self.b)])
        self.gradients, self.first, self.second, self.scratch, self.root = (
            np.zeros(self.values.size) for _ in range(5)
        )
        shapes = [array.shape for array in (*self.w, *self.b)]
        layers = len(self.w)
        values, gradients = _views(self.values, shapes), _views(self.gradients, shapes)
        self.w, self.b, self.dw, self.db = values[:layers], values[layers:], gradients[:layers], gradients[layers:]
        self.beta1, self.beta2 = np.array(self.BETA1), np.array(self.BETA2)
        self.rest1, self.rest2, self.epsilon = (np.array(x) for x in (1 - self.BETA1, 1 - self.BETA2, self.EPSILON))
        self.updates = 0

    def update(self) -> None:
        """Adam, in place; both corrections in two numbers that are computed once."""
        self.updates += 1
        root = math.sqrt(1 - self.BETA2**self.updates)
        g, m, s, scratch = self.gradients, self.first, self.second, self.scratch
        np.multiply(m, self.beta1, m)
        np.multiply(g, self.rest1, scratch)
        np.add(m, scratch, m)
        np.multiply(s, self.beta2, s)
        np.multiply(g, g, scratch)
        np.multiply(scratch, self.rest2, scratch)
        np.add(s, scratch, s)
        np.sqrt(s, self.root)
        np.add(self.root, self.epsilon * root, self.root)
        np.divide(m, self.root, scratch)
        np.multiply(scratch, self.eta * root / (1 - self.BETA1**self.updates), scratch)
        np.subtract(self.values, scratch, self.values)


def _views(buffer: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    found, offset = [], 0
    for shape in shapes:
        size = math.prod(shape)
        found.append(buffer[offset : offset + size].reshape(shape))
        offset += size
    return found
