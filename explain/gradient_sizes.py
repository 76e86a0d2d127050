"""How large the gradient is in each layer, and what made it so: the weights and the slopes it came through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine import Trace
from engine.expr import Array


@dataclass(frozen=True)
class LayerSignal:
    """One layer: the sizes of its dJ/dZ (`signal`) and of its dJ/dW (`gradient`), and how the signal came to it.

    `weights` is how many times larger W(l+1)^T dJ/dZ(l+1) is than dJ/dZ(l+1), `slopes` how many times larger
    dJ/dZ(l) is than that. None for the output layer, where the signal starts, and where there was no signal left.
    """

    layer: int
    signal: float
    gradient: float
    weights: float | None
    slopes: float | None

    @property
    def factor(self) -> float | None:
        """How many times larger the signal is than one layer later: weights times slopes."""
        return None if self.weights is None or self.slopes is None else self.weights * self.slopes


@dataclass(frozen=True)
class Factors:
    """The usual factor of one layer on the way back: the geometric mean over the layers that have one."""

    weights: float
    slopes: float
    both: float


def size(matrix: Array) -> float:
    """The root of the sum of squares of all entries (the Frobenius norm), without overflow on the way."""
    largest = float(np.abs(matrix).max())
    return largest * float(np.linalg.norm(matrix / largest)) if largest else 0.0


def layer_signals(trace: Trace) -> tuple[LayerSignal, ...]:
    """Every layer of a trace, the first one first.

    dJ/dZ(l) = (W(l+1)^T dJ/dZ(l+1)) (.) f'(Z(l)), so that |dJ/dZ(l)| is |dJ/dZ(L)| times all factors from L - 1 to l.
    """
    found = []
    last = trace.program.layers[-1].index
    for layer in trace.program.layers:
        l = layer.index
        signal = size(trace[f"dZ{l}"])
        weights = slopes = None
        if l < last:
            down = size(trace[f"dA{l}"])
            weights, slopes = _ratio(down, size(trace[f"dZ{l + 1}"])), _ratio(signal, down)
        found.append(LayerSignal(l, signal, size(trace[f"dW{l}"]), weights, slopes))
    return tuple(found)


def _ratio(after: float, before: float) -> float | None:
    return after / before if before else None


def usual_factors(signals: Sequence[LayerSignal]) -> Factors | None:
    """The usual factor of a layer; None where there is no hidden layer or where no signal reaches the first one."""
    hidden = signals[:-1]
    if not hidden or not signals[0].signal:
        return None
    return Factors(
        _middle(s.weights for s in hidden), _middle(s.slopes for s in hidden), _middle(s.factor for s in hidden)
    )


def _middle(factors: Iterable[float | None]) -> float:
    """The geometric mean of the factors that are there."""
    return float(np.exp(np.mean(np.log([f for f in factors if f]))))
