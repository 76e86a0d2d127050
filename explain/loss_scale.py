"""One unit on a few examples: its loss as a map over two weights, and what mean or sum make of repeated examples."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from engine import Equation, Phase, Problem, Program, Trace, plan, run, trace, variant
from engine.activations import ACTIVATIONS
from engine.expr import Array, SizeOf
from explain.output_layer import Surface, nearest_target, output_layer, surface_of_sums, surface_of_weights

INPUTS = ((-1.5, -0.5), (-1.0, 0.75), (-0.25, -1.25), (0.5, 1.0), (1.0, -0.25), (1.5, 0.5))
LABELS = (0.0, 0.0, 1.0, 1.0, 0.0, 1.0)
"""Two values for each of six examples, and their targets. No two weights get all six right, so that J has a lowest
point."""
REACH = 6.0
"""The maps go from -REACH to REACH."""


@dataclass(frozen=True)
class Scaled:
    """J and its gradient by the first weight on `examples` columns, `mean` or summed."""

    examples: int
    loss: float
    gradient: float


@dataclass(frozen=True, eq=False)
class Map:
    """A loss over two numbers, and where the learner stands: the loss there and its gradient by the two numbers."""

    surface: Surface
    here: tuple[float, float]
    loss: float
    gradient: tuple[float, float]


def units_of(output: str) -> int:
    """How many units the layers here have: 1, or 2 where an output compares units (softmax)."""
    return 2 if ACTIVATIONS[output].by_column else 1


def neuron_on_data(output: str, loss: str, w1: float, w2: float, copies: int = 1) -> Problem:
    """One unit with the weights w1, w2 and no bias on the six examples, each `copies` times.

    Softmax has a second unit, of weights 0, to compare with. Raises ProblemError where the loss does not take
    the output.
    """
    units = units_of(output)
    first = np.array(LABELS)
    labels = np.array([first, 1 - first])[:units]
    targets = labels if units > 1 else np.array([[_signed(loss, y) for y in first]])
    return Problem.from_dict(
        {
            "inputs": 2,
            "layers": [{"units": units, "activation": output}],
            "loss": loss,
            "optimiser": {"name": "sgd", "eta": 0.5},
            "W": [[[w1, w2], [0.0, 0.0]][:units]],
            "X": np.tile(np.array(INPUTS).T, copies).tolist(),
            "Y": np.tile(targets, copies).tolist(),
        }
    )


def _signed(loss: str, y: float) -> float:
    """The label 0 as -1 where a loss takes only -1 and 1."""
    return nearest_target(loss, 2 * y - 1) if nearest_target(loss, 0.0) != 0.0 else y


def with_mean(problem: Problem) -> Scaled:
    """J as the mean over the examples, as everywhere in the product."""
    return _scaled(trace(problem))


def with_sum(problem: Problem) -> Scaled:
    """The same with the sum over the examples in place of the mean: J and the gradient times d."""
    return _scaled(run(_summed(plan(problem.spec), problem.examples), problem.values))


def _scaled(found: Trace) -> Scaled:
    return Scaled(found.sizes["d"], float(found["J"][0, 0]), float(found["dW1"][0, 0]))


@lru_cache(maxsize=64)
def _summed(program: Program, examples: int) -> Program:
    """The program without its 1/d, which stands in J and in the first gradient of the way back."""
    first = next(e for e in program.equations if e.phase is Phase.BACKWARD)

    def times_d(equation: Equation) -> Equation:
        scaled = equation is first or equation.phase is Phase.LOSS
        return replace(equation, expr=SizeOf("d") * equation.expr) if scaled else equation

    return variant(program, times_d, examples)


def map_of(kind: str, output: str, loss: str, across: float, up: float) -> Map:
    """The map of `kind` with the learner at (across, up).

    "weights" is J of the six examples over w1 and w2, "sums" L of one example over its first two sums. Raises KeyError
    for another kind, ProblemError as `output_layer`.
    """
    surface, stand = MAPS[kind]
    found, gradient = stand(output, loss, across, up)
    pair = float(gradient[0]), float(gradient[1])
    return Map(surface(output, loss), (across, up), float(found["J"][0, 0]), pair)


def _sums(output: str, loss: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The sums and targets of one example: the first output should be high, the others low."""
    units = 3 if ACTIVATIONS[output].by_column else 2
    labels = [1.0] + [0.0] * (units - 1)
    return (0.0,) * units, tuple(labels if units > 2 else (_signed(loss, y) for y in labels))


@lru_cache(maxsize=32)
def _surface_of_sums(output: str, loss: str) -> Surface:
    return surface_of_sums(output, loss, *_sums(output, loss), REACH)


@lru_cache(maxsize=32)
def _surface_of_weights(output: str, loss: str) -> Surface:
    return surface_of_weights(trace(neuron_on_data(output, loss, 0.0, 0.0)), REACH)


def _at_sums(output: str, loss: str, across: float, up: float) -> tuple[Trace, Array]:
    z, y = _sums(output, loss)
    found = output_layer(output, loss, np.array([[across], [up], *([v] for v in z[2:])]), np.array(y)[:, None])
    return found, found["dZ1"][:, 0]


def _at_weights(output: str, loss: str, across: float, up: float) -> tuple[Trace, Array]:
    found = trace(neuron_on_data(output, loss, across, up))
    return found, found["dW1"][0]


MAPS = {"weights": (_surface_of_weights, _at_weights), "sums": (_surface_of_sums, _at_sums)}
"""Every kind of map: how its surface is made, and the trace and gradient at one place."""
