"""The checks that gradients have to pass, each on any program: the right one, or a planted bug that must not pass.

A check takes a problem and `make`, which writes the program for it. It raises AssertionError with both numbers and
returns the largest difference that it saw.
"""

from __future__ import annotations

from collections.abc import Callable

import mpmath as mp
import numpy as np

from engine import Problem, Program, Trace, plan, run
from engine.gradcheck import COMPLEX_STEP, compare, numeric_gradients
from tests.engine import exact
from tests.engine.networks import gradients_of, problem_for, require_close
from tests.engine.scalar_graph import ScalarGraph
from tests.engine.torch_oracle import TorchNetwork

Make = Callable[[Problem], Program]


def right(problem: Problem) -> Program:
    """The program that the engine plans."""
    return plan(problem.spec)


def run_of(problem: Problem, make: Make = right) -> Trace:
    """One run of the program that `make` writes."""
    return run(make(problem), problem.values)


def complex_step(problem: Problem, make: Make = right, tolerance: float = 1e-13) -> float:
    """Every gradient against the complex step through the same program's own forward pass."""
    program = make(problem)
    numeric = numeric_gradients(problem, program, "complex", COMPLEX_STEP)
    report = compare(problem, gradients_of(run(program, problem.values), problem), "complex", numeric)
    report.require(tolerance)
    return report.worst.difference


def torch_parity(problem: Problem, make: Make = right, tolerance: float = 1e-12) -> float:
    """J and every gradient against PyTorch."""
    j, wanted = TorchNetwork(problem).gradients()
    values = run_of(problem, make)
    require_close({"J": values["J"]}, {"J": np.array([[j]])}, tolerance)
    return require_close(gradients_of(values, problem), wanted, tolerance)


def saturated(problem: Problem, make: Make = right, tolerance: float = 1e-12) -> float:
    """J and every gradient against mpmath at 50 + max|z|/2.3 digits; softmax sees differences, up to twice as large."""
    values = run_of(problem, make)
    sums = [values[f"Z{i}"] for i in range(1, len(problem.W) + 1)]
    largest = max(float(max(np.abs(z).max(), np.ptp(z))) for z in sums)
    with mp.workdps(50 + int(largest / 2.3)):
        j, wanted = exact.gradients(problem)
        scale = max(abs(v) for rows in wanted.values() for row in rows for v in row)
        worst = {"J": exact.off(values["J"][0, 0], j, j)}
        for key, rows in wanted.items():
            for i, row in enumerate(rows):
                for k, v in enumerate(row):
                    worst[f"{key}[{i},{k}]"] = exact.off(values[key][i, k], v, scale)
    key = max(worst, key=worst.__getitem__)
    assert worst[key] <= tolerance, f"{key} is off by {worst[key]:.3g} at |z| up to {largest:.3g}"
    return worst[key]


def saturated_problem(seed: int, largest: float = 1e4) -> Problem:
    """A small network with one layer whose weighted sums reach `largest`, or a size drawn below it; no other's more."""
    rng = np.random.default_rng([seed, 3])
    depth = int(rng.integers(1, 5))
    hidden = ["sigmoid", "tanh", "softplus", "silu", "gelu", "relu", "elu", "selu", "softsign", "leaky_relu"]
    output, loss = [("sigmoid", "binary_cross_entropy"), ("softmax", "cross_entropy")][int(rng.integers(2))]
    widths = [int(w) for w in rng.integers(1, 5, depth + 1)]
    if output == "softmax":
        widths[-1] = max(widths[-1], 2)
    problem = problem_for(rng, widths, [*rng.choice(hidden, depth - 1), output], loss, int(rng.integers(1, 4)))
    y = np.rint(problem.Y) if output == "sigmoid" else np.eye(widths[-1])[:, problem.Y.argmax(axis=0)]
    problem = problem.with_values({"Y": y})
    top = largest if seed % 5 == 0 else 10 ** rng.uniform(1, np.log10(largest))
    at_top = int(rng.integers(1, depth + 1))
    for i in range(1, depth + 1):
        size = float(np.abs(run_of(problem)[f"Z{i}"]).max())
        wanted = top if i == at_top else 10 ** rng.uniform(0, np.log10(top))
        factor = wanted / size if size else 1.0
        problem = problem.with_values({key: problem.parameters[key] * factor for key in (f"W{i}", f"b{i}")})
    return problem


def lever() -> Problem:
    """A network whose gradients all pass through one saturated slope, sigma'(25), with nothing large to hide it."""
    problem = problem_for(np.random.default_rng(0), [1, 1, 1], ["sigmoid", "sigmoid"], "binary_cross_entropy", 1)
    changed = {"X": [[1e4]], "W1": [[0.0025]], "b1": [[0.0]], "W2": [[1e4]], "b2": [[0.0]], "Y": [[0.0]]}
    return problem.with_values(changed)


def line(activation: str, grid: np.ndarray) -> Problem:
    """One unit with weight 1 and no bias, so that Z1 is the grid itself, under a loss that cannot overflow."""
    problem = problem_for(np.random.default_rng(0), [1, 1], [activation], "absolute_error", grid.size, eta=1e-9)
    return problem.with_values({"W1": [[1.0]], "b1": [[0.0]], "X": grid[None], "Y": np.zeros((1, grid.size))})


def on_grid(activation: str, grid: np.ndarray, make: Make = right, tolerance: float = 1e-12) -> float:
    """f(z) and f'(z) against mpmath, relative to the value (near a root of the slope, to its terms)."""
    values = run_of(line(activation, grid), make)
    function, slope = exact.ACTIVATION[activation]
    terms = exact.SLOPE_TERMS.get(activation, slope)
    worst = 0.0
    with mp.workdps(60):
        for k, z in enumerate(grid):
            at = mp.mpf(float(z))
            assert values["Z1"][0, k] == z
            for key, wanted, scale in (
                ("Yhat", function(at), function(at)),
                ("slope1", slope(at), terms(at)),
            ):
                got = float(values[key][0, k])
                difference = exact.off(got, wanted, scale or 1)
                assert difference <= tolerance, (
                    f"{activation} {key} at z = {z!r}: {got!r} against {mp.nstr(wanted, 17)}, off by {difference:.3g}"
                )
                worst = max(worst, difference)
    return worst


def scalar_graph(problem: Problem, make: Make = right, tolerance: float = 1e-12) -> float:
    """Every gradient against reverse accumulation through the entries of the program's own forward equations.

    The graph adds up terms of size 1 in textbook form, so that a gradient of 0 comes out as 1e-16.
    """
    program = make(problem)
    found = ScalarGraph(problem, program).gradients()
    wanted = {key: np.where(np.abs(g) < 1e-15, 0.0, g) for key, g in found.items()}
    return require_close(gradients_of(run(program, problem.values), problem), wanted, tolerance)
