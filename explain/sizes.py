"""The sizes of a network's matrices, read off its trace: every product with its factors, each layer's sum, new data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from engine import Problem, ProblemError, Step, Trace, trace
from engine.expr import Array, Call, Expr, Var
from engine.tree import shape_of, sizes_or_names, walk
from explain import names as called
from explain import render

LARGEST = 6
"""The most inputs, units or examples of the networks made here."""
MOST_LAYERS = 4
SEED = 5
LINE = r" \\[10pt] "


@dataclass(frozen=True)
class Sized:
    """A matrix with its LaTeX name, its size by name ("h_{1}", "n") in LaTeX, and its rows and columns."""

    name: str
    named: tuple[str, str]
    rows: int
    columns: int


@dataclass(frozen=True)
class Product:
    """One matrix product of a program: `step` counts from 1, `target` is the quantity that its step computes.

    `inner` is the size that both factors share, by name; `result` has the product's own rows and columns.
    """

    step: int
    target: str
    left: Sized
    right: Sized
    result: tuple[int, int]

    @property
    def inner(self) -> str:
        """The columns of the left factor, which are the rows of the right one."""
        return self.left.named[1]


@dataclass(frozen=True)
class Sum:
    """The sizes of Z = W A + b in one layer."""

    layer: int
    z: Sized
    w: Sized
    a: Sized
    b: Sized


@dataclass(frozen=True, eq=False)
class Broadcast:
    """Z = W A + b with the bias written out: `product` is W A, `column` is b, `spread` is b once for every example.

    `formula` is the sum with its names, LaTeX.
    """

    formula: str
    product: Array
    column: Array
    spread: Array
    result: Array

    def latex(self, digits: int) -> str:
        """The sum with b as a column, then with b repeated, then the sum, as one block."""
        product, column, spread, result = (
            render.matrix(m, digits) for m in (self.product, self.column, self.spread, self.result)
        )
        lines = (rf"{self.formula} &= {product} + {column}", rf"&= {product} + {spread}", rf"&= {result}")
        return rf"\begin{{aligned}} {LINE.join(lines)} \end{{aligned}}"


@dataclass(frozen=True)
class Fed:
    """What becomes of new data in a network that is already there: the size of Yhat, or the engine's refusal."""

    size: tuple[int, int] | None
    refusal: str = ""


@lru_cache(maxsize=64)
def sized_network(widths: tuple[int, ...], examples: int) -> Trace:
    """The trace of a network of sigmoid layers, `widths` = (n, h1, ..., m), on `examples` made-up columns.

    Sizes go up to LARGEST. A number that fits keeps its place and value when a size changes: each matrix is the upper
    left corner of one of LARGEST x LARGEST. Numbers are halves and quarters, which float64 adds without rounding.
    """
    if not all(1 <= size <= LARGEST for size in (*widths, examples)):
        raise ValueError(f"sizes go from 1 to {LARGEST}, got {widths} and {examples} examples")
    if len(widths) > MOST_LAYERS + 1:
        raise ValueError(f"there are at most {MOST_LAYERS} layers here, got {len(widths) - 1}")
    rng, square = np.random.default_rng(SEED), (LARGEST, LARGEST)
    x = rng.integers(1, 5, square) / 2
    y = rng.integers(0, 2, square).astype(float)
    drawn = [rng.integers(1, 4, square) * rng.choice([-1, 1], square) / 4 for _ in range(2 * MOST_LAYERS)]
    biases = [matrix[:, 0] for matrix in drawn[MOST_LAYERS:]]
    document = {
        "inputs": widths[0],
        "layers": [{"units": units, "activation": "sigmoid"} for units in widths[1:]],
        "loss": "binary_cross_entropy",
        "optimiser": {"name": "sgd", "eta": 0.5},
        "W": [drawn[i][:rows, :columns].tolist() for i, (columns, rows) in enumerate(pairwise(widths))],
        "b": [biases[i][:rows].tolist() for i, rows in enumerate(widths[1:])],
        "X": x[: widths[0], :examples].tolist(),
        "Y": y[: widths[-1], :examples].tolist(),
    }
    return trace(Problem.from_dict(document))


def sized(var: Var, found: Trace, flipped: bool = False) -> Sized:
    """A quantity of a trace with its sizes."""
    named, (rows, columns) = tuple(called.size_name(size) for size in var.shape), found[var.key].shape
    if flipped:
        return Sized(called.quantity(var, r"\top"), (named[1], named[0]), columns, rows)
    return Sized(called.quantity(var), (named[0], named[1]), rows, columns)


def sums(found: Trace) -> tuple[Sum, ...]:
    """Every layer's Z = W A + b with its sizes."""
    return tuple(
        Sum(layer.index, *(sized(var, found) for var in (layer.Z, layer.W, layer.a_in, layer.b)))
        for layer in found.program.layers
    )


def products(found: Trace) -> tuple[Product, ...]:
    """Every product of two matrices in the forward and the backward pass, in the order of the steps."""
    return tuple(product for step in found.steps for product in _products(step))


def _products(step: Step) -> Iterator[Product]:
    for node in walk(step.equation.expr):
        if isinstance(node, Call) and node.op.name == "matmul":
            left, right = (_factor(arg, step.trace) for arg in node.args)
            yield Product(
                step.index + 1, called.quantity(step.equation.target), left, right, (left.rows, right.columns)
            )


def _factor(node: Expr, found: Trace) -> Sized:
    """A factor of a product: a quantity, a transposed one, or the vector of ones."""
    flipped = isinstance(node, Call) and node.op.name == "transpose"
    inside = node.args[0] if isinstance(node, Call) and flipped else node
    if isinstance(inside, Var):
        return sized(inside, found, flipped)
    named = tuple(called.size_name(str(size)) for size in shape_of(node))
    rows, columns = (int(size) for size in shape_of(node, sizes_or_names(found.sizes)))
    return Sized(render.latex(node, render.symbols(found.sizes)), (named[0], named[1]), rows, columns)


def broadcast(step: Step) -> Broadcast:
    """The two terms of a weighted sum, and the bias as it is added to every example, computed as in the run."""
    expr = step.equation.expr
    assert isinstance(expr, Call)
    assert isinstance(expr.args[1], Call)
    product, bias = expr.args
    spread = np.broadcast_to(step.term(bias), step.value.shape)
    formula = render.latex(expr, render.symbols(step.trace.sizes))
    return Broadcast(formula, step.term(product), step.term(expr.args[1].args[0]), spread, step.value)


def feed(problem: Problem, rows: int, columns: int) -> Fed:
    """New data X of rows x columns in a network that keeps its weights: the size of Yhat, or why it is refused."""
    outputs = problem.spec.widths[-1]
    changed = {"X": np.ones((rows, columns)).tolist(), "Y": np.zeros((outputs, columns)).tolist()}
    try:
        found = trace(Problem.from_dict(problem.to_dict() | changed))
    except ProblemError as error:
        return Fed(None, str(error))
    height, width = found["Yhat"].shape
    return Fed((height, width))


def grown(before: Trace, after: Trace) -> frozenset[str]:
    """The symbols ("W", "Z", ...) of the quantities that have another size in the second trace."""
    return frozenset(
        var.symbol for key, var in after.program.quantities.items() if before[key].shape != after[key].shape
    )
