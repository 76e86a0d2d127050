"""What causes a trace: the network (`NetworkSpec`) and, with numbers and data, the whole `Problem`. All frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from engine.expr import Array
from engine.optimisers import OPTIMISERS

FROZEN_ENTRY = re.compile(r"([Wb][0-9]+)\[([0-9]{1,6}),([0-9]{1,6})\]")


@dataclass(frozen=True)
class LayerSpec:
    """One dense layer: its number of units and its activation by name."""

    units: int
    activation: str


@dataclass(frozen=True)
class NetworkSpec:
    """The network without its numbers: what its plan depends on.

    `constants` are the optimiser's, by name; `frozen` lists parameters ("b1") and entries ("W2[0,1]", 0-based).
    """

    inputs: int
    layers: tuple[LayerSpec, ...]
    loss: str
    optimiser: str = "sgd"
    constants: tuple[tuple[str, float], ...] = ()
    l2: float = 0.0
    l1: float = 0.0
    frozen: tuple[str, ...] = ()

    @property
    def penalised(self) -> bool:
        """True where J has a penalty beside the data loss."""
        return bool(self.l2 or self.l1)

    @cached_property
    def structure(self) -> NetworkSpec:
        """The same network with every number that no equation shows reduced to "there" (1) or "not there" (0)."""
        optional = OPTIMISERS[self.optimiser].optional
        shown = tuple((name, float(bool(value))) for name, value in self.constants if name in optional)
        return replace(self, constants=shown, l2=float(bool(self.l2)), l1=float(bool(self.l1)))

    @cached_property
    def sizes(self) -> dict[str, int]:
        """The named sizes n, h1, h2, ..., m as numbers."""
        hidden = {f"h{i}": layer.units for i, layer in enumerate(self.layers[:-1], 1)}
        return {"n": self.inputs, **hidden, "m": self.layers[-1].units}

    @property
    def widths(self) -> tuple[int, ...]:
        """n, h1, ..., m."""
        return (self.inputs, *(layer.units for layer in self.layers))


def read_only(values: Any) -> Array:
    """A float64 copy that nobody can write to."""
    array = np.array(values, dtype=np.float64)
    array.flags.writeable = False
    return array


@dataclass(frozen=True, eq=False)
class Problem:
    """Everything that causes a trace: network, parameters, data, learning rate, and the optimiser's state.

    `W` and `b` hold a matrix and a column (units x 1) per layer, X and Y have one example per column. `state` has the
    optimiser's memory by key ("V_W1"); `t` counts the updates made so far. Build one with `Problem.from_dict`, which
    checks everything; edit one with `with_entry`.
    """

    spec: NetworkSpec
    W: tuple[Array, ...]
    b: tuple[Array, ...]
    X: Array
    Y: Array
    eta: float
    state: Mapping[str, Array] = field(default_factory=dict)
    t: int = 0

    @staticmethod
    def from_dict(doc: Any, limits: Any = None) -> Problem:
        """The problem a document describes. Raises ProblemError, naming the field and why, for a bad one."""
        from engine.checked import LIMITS
        from engine.document import read_problem

        return read_problem(doc, LIMITS if limits is None else limits)

    def to_dict(self) -> dict[str, Any]:
        """The document of this problem; `from_dict` reads it back to the same numbers."""
        from engine.document import write_problem

        return write_problem(self)

    @property
    def examples(self) -> int:
        """d, the number of examples."""
        return int(self.X.shape[1])

    @cached_property
    def parameters(self) -> Mapping[str, Array]:
        """W1, b1, W2, b2, ... by key."""
        found = {}
        for index, (w, b) in enumerate(zip(self.W, self.b, strict=True), 1):
            found[f"W{index}"], found[f"b{index}"] = w, b
        return MappingProxyType(found)

    @cached_property
    def values(self) -> Mapping[str, Array]:
        """Every number that a program of this network can read, by key."""
        found = {**self.parameters, "X": self.X, "Y": self.Y}
        settings = {"eta": self.eta, "t": float(self.t), "l2": self.spec.l2, "l1": self.spec.l1}
        settings |= dict(self.spec.constants)
        found |= {name: read_only([[value]]) for name, value in settings.items()}
        for symbol in OPTIMISERS[self.spec.optimiser].state:
            for key, value in self.parameters.items():
                name = f"{symbol}_{key}"
                found[name] = self.state[name] if name in self.state else read_only(np.zeros(value.shape))
        return MappingProxyType(found | self._masks())

    def _masks(self) -> dict[str, Array]:
        masks: dict[str, Array] = {}
        for name in self.spec.frozen:
            match = FROZEN_ENTRY.fullmatch(name)
            if match:
                key, row, column = match[1], int(match[2]), int(match[3])
                masks.setdefault(f"frozen_{key}", np.zeros(self.parameters[key].shape))[row, column] = 1.0
        return {key: read_only(mask) for key, mask in masks.items()}

    def with_values(self, changed: Mapping[str, Any], t: int | None = None) -> Problem:
        """The problem with some quantities replaced, by key: parameters, X, Y, eta, or the optimiser's state."""
        count = len(self.W)
        w = tuple(read_only(changed.get(f"W{i + 1}", self.W[i])) for i in range(count))
        b = tuple(read_only(changed.get(f"b{i + 1}", self.b[i])) for i in range(count))
        state = dict(self.state) | {key: read_only(v) for key, v in changed.items() if key[:2] in ("V_", "M_", "S_")}
        return Problem(
            self.spec,
            w,
            b,
            read_only(changed.get("X", self.X)),
            read_only(changed.get("Y", self.Y)),
            float(np.asarray(changed.get("eta", self.eta)).item()),
            MappingProxyType(state),
            self.t if t is None else t,
        )
