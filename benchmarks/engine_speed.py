"""The engine against bare NumPy and PyTorch on four networks: traced run and training step, as ratios in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.bare import Bare
from engine import Problem, plan, run, train
from engine.run import Workspace

ROUNDS = 15


@dataclass(frozen=True)
class Case:
    """A network, its data and the goal for the ratio to bare NumPy."""

    name: str
    widths: tuple[int, ...]
    hidden: str
    output: str
    loss: str
    examples: int
    batch: int
    goal: float


CASES = (
    Case("2-2-1, d = 1", (2, 2, 1), "sigmoid", "sigmoid", "binary_cross_entropy", 1, 1, 1.4),
    Case("2-4-2-1, epoch of 500, batch 10", (2, 4, 2, 1), "sigmoid", "sigmoid", "binary_cross_entropy", 500, 10, 1.15),
    Case("784-128-10, batch 64", (784, 128, 10), "relu", "softmax", "cross_entropy", 64, 64, 1.2),
    Case("20 layers of 16, batch 32", (16,) * 21, "tanh", "identity", "half_squared_error", 32, 32, 1.2),
)


def problem_of(case: Case) -> Problem:
    """A random problem of the case, the same every time."""
    rng = np.random.default_rng(0)
    sizes = list(zip(case.widths, case.widths[1:], strict=False))
    activations = [case.hidden] * (len(sizes) - 1) + [case.output]
    if case.output == "softmax":
        y = np.eye(case.widths[-1])[:, rng.integers(0, case.widths[-1], case.examples)]
    else:
        y = rng.integers(0, 2, (case.widths[-1], case.examples)).astype(float)
    return Problem.from_dict(
        {
            "inputs": case.widths[0],
            "layers": [{"units": h, "activation": a} for (_, h), a in zip(sizes, activations, strict=True)],
            "loss": case.loss,
            "optimiser": {"name": "sgd", "eta": 0.01},
            "W": [(rng.normal(size=(h, n)) / np.sqrt(n)).tolist() for n, h in sizes],
            "b": [(rng.normal(size=h) * 0.1).tolist() for _, h in sizes],
            "X": rng.normal(size=(case.widths[0], case.examples)).tolist(),
            "Y": y.tolist(),
        }
    )


def bare_of(case: Case, problem: Problem) -> Bare:
    """The same network in bare NumPy."""
    activations = [layer.activation for layer in problem.spec.layers]
    return Bare(list(problem.W), list(problem.b), activations, case.loss, problem.eta, case.batch)


def torch_of(case: Case, problem: Problem) -> Callable[[int], None] | None:
    """The same training in PyTorch (float64, one thread a step); None where it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    kinds: dict[str, Any] = {"sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
    losses: dict[str, Any] = {
        "binary_cross_entropy": torch.nn.BCEWithLogitsLoss(reduction="sum"),
        "cross_entropy": torch.nn.CrossEntropyLoss(reduction="sum"),
        "half_squared_error": lambda z, y: 0.5 * ((z - y) ** 2).sum(),
    }
    modules: list[Any] = []
    for layer, (w, b) in zip(problem.spec.layers, zip(problem.W, problem.b, strict=True), strict=True):
        linear = torch.nn.Linear(w.shape[1], w.shape[0], dtype=torch.float64)
        linear.weight.data, linear.bias.data = torch.tensor(w.copy()), torch.tensor(b[:, 0].copy())
        modules += [linear, kinds[layer.activation]()] if layer.activation in kinds else [linear]
    if case.output == "sigmoid":
        modules.pop()  # the loss takes the sums
    model, loss = torch.nn.Sequential(*modules), losses[case.loss]
    optimiser = torch.optim.SGD(model.parameters(), lr=problem.eta)
    x, y = torch.tensor(problem.X.T.copy()), torch.tensor(problem.Y.T.copy())

    def steps(count: int) -> None:
        place = 0
        for _ in range(count):
            optimiser.zero_grad()
            (loss(model(x[place : place + case.batch]), y[place : place + case.batch]) / case.batch).backward()
            optimiser.step()
            place = (place + case.batch) % case.examples

    return steps


def contestants(case: Case) -> dict[str, Callable[[int], None]]:
    """What is timed, by name; each makes `count` steps."""
    problem = problem_of(case)
    bare, program = bare_of(case, problem), plan(problem.spec)
    batch = problem.with_values({"X": problem.X[:, : case.batch], "Y": problem.Y[:, : case.batch]})
    workspace, values = Workspace(program, case.batch), batch.values
    slices = [slice(i, i + case.batch) for i in range(0, case.examples, case.batch)]
    data = [(np.ascontiguousarray(problem.X[:, s]), np.ascontiguousarray(problem.Y[:, s])) for s in slices]

    def by_hand(count: int) -> None:
        for k in range(count):
            bare.step(*data[k % len(data)])

    def traced(count: int) -> None:
        for _ in range(count):
            run(program, values, workspace)

    def training(count: int) -> None:
        train(problem, count, case.batch)

    found: dict[str, Callable[[int], None]] = {"bare": by_hand, "traced": traced, "training": training}
    torch_steps = torch_of(case, problem)
    return found if torch_steps is None else {**found, "torch": torch_steps}


def measure(case: Case) -> dict[str, float]:
    """Seconds a step for each contestant: the median over rounds in which all take turns."""
    found = contestants(case)
    count = 1
    while _time(found["bare"], count) < 0.02:
        count *= 2
    times: dict[str, list[float]] = {name: [] for name in found}
    for _ in range(ROUNDS):
        for name, steps in found.items():
            times[name].append(_time(steps, count) / count)
    return {name: statistics.median(values) for name, values in times.items()}


def _time(steps: Callable[[int], None], count: int) -> float:
    start = time.perf_counter()
    steps(count)
    return time.perf_counter() - start


def report() -> str:
    """A Markdown table: microseconds a step of bare NumPy, and everything else as a multiple of it."""
    lines = [
        "| network | bare NumPy, us | traced run | training step | PyTorch step | goal |",
        "|---|---|---|---|---|---|",
    ]
    for case in CASES:
        found = measure(case)
        bare = found["bare"]
        torch = f"{found['torch'] / bare:.2f}" if "torch" in found else "not installed"
        lines.append(
            f"| {case.name} | {bare * 1e6:.1f} | {found['traced'] / bare:.2f} | {found['training'] / bare:.2f} "
            f"| {torch} | {case.goal} |"
        )
    return "\n".join(lines)
