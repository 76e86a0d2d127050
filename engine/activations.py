"""Activation functions: one record each, written as formulas. A new record is all a new activation needs.

At a kink the slope is the left-hand one. Where the textbook form loses digits, `stable` or `stable_slope` holds the
form that is computed; both are the same function. Of two equal operands `maximum` and `minimum` follow the first in
the complex step, so the first is the one with the left-hand slope.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from engine.expr import OPS, Call, Expr, Number, Op, Shape, Stable, call, ones, zeros
from engine.ops import cases, exp, maximum, minimum, sqrt
from engine.tree import shape_of

HALF = Number(Fraction(1, 2))
PI = Number(math.pi, "pi")
LEAK = Number(Fraction(1, 100))
SELU_SCALE = Number(1.0507009873554804934193349852946, "lambda")
SELU_ALPHA = Number(1.6732632423543772848170429916717, "alpha")
INF = math.inf


@dataclass(frozen=True)
class Activation:
    """One activation: `formula(z)` is its definition, `slope(z, a)` its derivative, by a = f(z) where that is shorter.

    `symbol` is its LaTeX name, `low` and `high` bound its values (open bounds), `kinks` lists where the slope jumps.
    `by_column` marks one that mixes the entries of a column (softmax): it has no slope, only a Jacobian.
    """

    name: str
    symbol: str
    formula: Callable[[Expr], Expr]
    slope: Callable[[Expr, Expr], Expr] | None
    low: float = -INF
    high: float = INF
    stable: Callable[[Expr], Expr] | None = None
    stable_slope: Callable[[Expr, Expr], Expr] | None = None
    kinks: tuple[float, ...] = ()
    by_column: bool = False
    source: str = ""

    def __call__(self, z: Expr) -> Expr:
        """f(z) as a formula."""
        return call(self.name, z)

    def slope_at(self, z: Expr, a: Expr) -> Expr:
        """f'(z) as a formula, shown in the textbook form and computed in the stable one."""
        if self.slope is None:
            raise ValueError(f"{self.name} has no slope: each output depends on every entry of its column")
        shown = self.slope(z, a)
        return shown if self.stable_slope is None else Stable(shown, self.stable_slope(z, a))


def sigmoid(z: Expr) -> Expr:
    """1 / (1 + e^-z)."""
    return 1 / (1 + exp(-z))


def rising(z: Expr) -> Expr:
    """sigma(z) without an overflow on the way, so that z sigma(z) keeps its digits down to z = -716."""
    return exp(_below(z)) / (1 + exp(minimum(z, -z)))


def mirrored(z: Expr) -> Expr:
    """sigma(-z) = 1 - sigma(z), with all its digits where sigma(z) is close to 1."""
    return 1 / (1 + exp(z))


def z_shape(z: Expr) -> Shape:
    """The named sizes of z, for a slope that is the same everywhere."""
    rows, columns = shape_of(z)
    return str(rows), str(columns)


def _gauss(z: Expr) -> Expr:
    return exp(-(z**2) / 2) / sqrt(2 * PI)


def _normal(z: Expr) -> Expr:
    return HALF * (1 + call("erf", z / sqrt(Number(Fraction(2)))))


def _normal_tail(z: Expr) -> Expr:
    return HALF * call("erfc", -z / sqrt(Number(Fraction(2))))


def _below(z: Expr) -> Expr:
    return minimum(z, 0)


ACTIVATIONS: dict[str, Activation] = {
    record.name: record
    for record in (
        Activation("identity", r"\mathrm{id}", lambda z: z, lambda z, a: ones(*z_shape(z))),
        Activation(
            "sigmoid",
            r"\sigma",
            sigmoid,
            lambda z, a: a * (1 - a),
            low=0,
            high=1,
            stable_slope=lambda z, a: a / (1 + exp(z)),
        ),
        Activation(
            "tanh",
            r"\tanh",
            lambda z: (exp(z) - exp(-z)) / (exp(z) + exp(-z)),
            lambda z, a: 1 - a**2,
            low=-1,
            high=1,
            stable=lambda z: call("tanh", z),
            stable_slope=lambda z, a: 1 / call("cosh", z) ** 2,
        ),
        Activation(
            "relu",
            r"\operatorname{ReLU}",
            lambda z: maximum(0, z),
            lambda z, a: cases(z, 1, 0),
            low=0,
            stable_slope=lambda z, a: call("unit_step", z),
            kinks=(0,),
        ),
        Activation(
            "leaky_relu",
            r"\operatorname{LReLU}",
            lambda z: cases(z, z, LEAK * z),
            lambda z, a: cases(z, 1, LEAK),
            stable=lambda z: maximum(LEAK * z, z),
            kinks=(0,),
        ),
        Activation(
            "elu",
            r"\operatorname{ELU}",
            lambda z: cases(z, z, exp(z) - 1),
            lambda z, a: cases(z, 1, exp(z)),
            low=-1,
            stable=lambda z: maximum(0, z) + call("expm1", _below(z)),
            stable_slope=lambda z, a: exp(_below(z)),
            source="Clevert, Unterthiner and Hochreiter 2016",
        ),
        Activation(
            "selu",
            r"\operatorname{SELU}",
            lambda z: SELU_SCALE * cases(z, z, SELU_ALPHA * (exp(z) - 1)),
            lambda z, a: SELU_SCALE * cases(z, 1, SELU_ALPHA * exp(z)),
            low=-1.7580993408473768,
            stable=lambda z: SELU_SCALE * (maximum(0, z) + SELU_ALPHA * call("expm1", _below(z))),
            stable_slope=lambda z, a: SELU_SCALE * cases(z, 1, SELU_ALPHA * exp(_below(z))),
            kinks=(0,),
            source="Klambauer, Unterthiner, Mayr and Hochreiter 2017",
        ),
        Activation(
            "softplus",
            r"\operatorname{softplus}",
            lambda z: call("log", 1 + exp(z)),
            lambda z, a: call("sigmoid", z),
            low=0,
            stable=lambda z: call("softplus", z),
        ),
        Activation(
            "softsign",
            r"\operatorname{softsign}",
            lambda z: z / (1 + call("abs", z)),
            lambda z, a: 1 / (1 + call("abs", z)) ** 2,
            low=-1,
            high=1,
        ),
        Activation(
            "silu",
            r"\operatorname{SiLU}",
            lambda z: z * sigmoid(z),
            lambda z, a: call("sigmoid", z) * (1 + z * (1 - call("sigmoid", z))),
            low=-0.2784645427610738,
            stable=lambda z: z * rising(z),
            stable_slope=lambda z, a: (1 + z * mirrored(z)) * rising(z),
            source="Elfwing, Uchibe and Doya 2018",
        ),
        Activation(
            "gelu",
            r"\operatorname{GELU}",
            lambda z: z * _normal(z),
            lambda z, a: _normal(z) + z * _gauss(z),
            low=-0.16997120747990369,
            stable=lambda z: z * _normal_tail(z),
            stable_slope=lambda z, a: _normal_tail(z) + z * _gauss(z),
            source="Hendrycks and Gimpel 2016, the erf form",
        ),
        Activation(
            "hard_sigmoid",
            r"\operatorname{hardsigmoid}",
            lambda z: maximum(0, minimum(1, z / 6 + HALF)),
            lambda z, a: cases(z + 3, cases(z - 3, 0, Number(Fraction(1, 6))), 0),
            low=0,
            high=1,
            stable=lambda z: maximum(0, minimum(z + 3, 6)) / 6,
            kinks=(-3, 3),
        ),
        Activation(
            "step",
            r"\operatorname{step}",
            lambda z: cases(z, 1, 0),
            lambda z, a: zeros(*z_shape(z)),
            low=0,
            high=1,
            kinks=(0,),
        ),
        Activation(
            "softmax",
            r"\operatorname{softmax}",
            lambda z: call("softmax", z),
            None,
            low=0,
            high=1,
            stable=lambda z: call("softmax", z),
            by_column=True,
        ),
    )
}
"""Every activation by name."""


def _register() -> None:
    """Make each activation an operation, so that a formula can say sigmoid(Z)."""
    like = OPS["exp"]
    for record in ACTIVATIONS.values():
        if record.name in OPS:
            continue
        body = record.stable or record.formula

        def each(args: tuple[Expr, ...], i: int, j: int, sizes: object, name: str = record.name) -> Expr:
            return Call(OPS[name], like.entry(args, i, j, sizes).args)  # type: ignore[arg-type, attr-defined]

        OPS[record.name] = Op(record.name, like.shape, each, body=body)


_register()
