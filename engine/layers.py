"""Layers: which formulas a layer adds to the forward pass and what it says about gradients on the way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.activations import ACTIVATIONS
from engine.expr import SCALAR, Expr, Line, Mark, Stable, Var, ones, others
from engine.ops import spread

X = Var("X", ("n", "d"), "X")
Y = Var("Y", ("m", "d"), "Y")
J = Var("J", SCALAR, "J")


@dataclass(frozen=True)
class Said:
    """One thing said about a gradient: dJ/d(about) gets `expr`. `part` names it where several things are said."""

    about: Var
    expr: Expr
    why: str
    part: str


@dataclass(frozen=True)
class Dense:
    """A fully connected layer, Z = W A_in + b and A = f(Z).

    `index` is l, counted from 1; `units` and `last` name its size: "m" for the output layer, "h1", "h2", ... before it.
    """

    index: int
    a_in: Var
    activation: str
    last: bool

    @property
    def size(self) -> str:
        """The named size of the layer: its number of units."""
        return "m" if self.last else f"h{self.index}"

    def _var(self, symbol: str, columns: str) -> Var:
        return Var(f"{symbol}{self.index}", (self.size, columns), symbol, self.index)

    @property
    def W(self) -> Var:
        """Weights, units x inputs of the layer."""
        return self._var("W", self.a_in.shape[0])

    @property
    def b(self) -> Var:
        """Biases, units x 1."""
        return self._var("b", "1")

    @property
    def Z(self) -> Var:
        """Weighted sums (pre-activations), units x examples."""
        return self._var("Z", "d")

    @property
    def A(self) -> Var:
        """Activations, units x examples; Yhat for the output layer."""
        return Var("Yhat", ("m", "d"), "Yhat") if self.last else self._var("A", "d")

    @property
    def slope(self) -> Var:
        """f'(Z), units x examples."""
        return Var(
            f"slope{self.index}", (self.size, "d"), "slope", self.index, Mark.SLOPE, self.Z, function=self.activation
        )

    def forward(self) -> Iterator[Line]:
        """The weighted sum and the activation."""
        yield self.Z, self.W @ self.a_in + spread(self.b), "dense.weighted_sum"
        why = "dense.activation_of_output" if self.last else "dense.activation"
        yield self.A, ACTIVATIONS[self.activation](self.Z), why

    def through_activation(self) -> Iterator[Line]:
        """From dA to dZ: entry by entry times the slope, or the Jacobian product where a column is mixed (softmax)."""
        record = ACTIVATIONS[self.activation]
        a, da = self.A, self.A.grad
        if record.by_column:
            column_sums, rest = ones(self.size, self.size) @ (a * da), others(self.size)
            stable = a * (da * (rest @ a) - rest @ (a * da))  # no 1 - p, which has no digits where p is close to 1
            yield self.Z.grad, Stable(a * (da - column_sums), stable), "output.softmax_jacobian"
            return
        yield self.slope, record.slope_at(self.Z, a), "dense.slope"
        yield self.Z.grad, da * self.slope, "dense.chain"

    def backward(self) -> Iterator[Said]:
        """What the layer says about its own weights and biases, given dZ."""
        yield Said(self.W, self.Z.grad @ self.a_in.T, "dense.weight_gradient", "data")
        yield Said(self.b, self.Z.grad @ ones("d", "1"), "dense.bias_gradient", "data")

    def pass_down(self) -> Said:
        """What the layer says about its input, given dZ."""
        return Said(self.a_in, self.W.T @ self.Z.grad, "dense.pass_down", f"from{self.index}")


class Gradients:
    """Collects what is said about each quantity's gradient; a gradient is the sum of everything said about it."""

    def __init__(self) -> None:
        self._said: dict[Var, list[Said]] = {}

    def say(self, said: Said) -> None:
        """Add one contribution to the gradient of `said.about`."""
        self._said.setdefault(said.about, []).append(said)

    def settle(self, about: Var) -> Iterator[Line]:
        """The equations of dJ/d(about): one where one thing was said, else the parts and their sum."""
        said = self._said.get(about, [])
        if not said:
            raise ValueError(f"nothing was said about the gradient of {about}: J does not depend on it")
        if len(said) == 1:
            yield about.grad, said[0].expr, said[0].why
            return
        parts = []
        for one in said:
            part = about.grad.only(one.part)
            parts.append(part)
            yield part, one.expr, one.why
        whole: Expr = parts[0]
        for part in parts[1:]:
            whole = whole + part
        yield about.grad, whole, "gradient.sum"
