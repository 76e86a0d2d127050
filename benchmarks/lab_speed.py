"""The training lab's engine: its default network against bare NumPy and PyTorch, what a long run keeps, looking back.

`python -m benchmarks.lab_speed` prints both tables.
"""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

import numpy as np

from benchmarks.bare import Array, BareAdam
from engine import Problem
from engine.recording import Recording
from engine.training import batches
from explain.lab.data import generated
from explain.lab.setup import Setup

ROUNDS, EPOCHS = 25, 80
PIECE = 50
"""Updates that a recording makes at once: those that the page makes before it looks at the clock."""
LONG = 10_000
SETUP = Setup()


def start() -> Problem:
    """The lab's default: 2-16-16-1, Adam, 160 of 200 examples to train on, in batches of 32."""
    data = generated("circles", examples=200, noise=0.0, seed=0, share=0.2, standardise=False)
    return SETUP.problem(data)


def order(problem: Problem) -> Iterator[Array]:
    """The columns of each update, the same for all."""
    return batches(problem.examples, SETUP.batch_size, SETUP.shuffle)


def by_hand(problem: Problem) -> Callable[[int], BareAdam]:
    """The same training in bare NumPy; returns its network."""
    assert SETUP.batch_size is not None
    activations = [layer.activation for layer in problem.spec.layers]
    network = BareAdam(list(problem.W), list(problem.b), activations, problem.spec.loss, problem.eta, SETUP.batch_size)
    columns, losses = order(problem), list[float]()
    x, y = np.empty((len(problem.X), SETUP.batch_size)), np.empty((len(problem.Y), SETUP.batch_size))

    def steps(count: int) -> BareAdam:
        for _ in range(count):
            which = next(columns)
            np.take(problem.X, which, axis=1, out=x, mode="clip")
            np.take(problem.Y, which, axis=1, out=y, mode="clip")
            losses.append(network.step(x, y))
        return network

    return steps


def by_torch(problem: Problem) -> Callable[[int], list[Array]] | None:
    """The same training in PyTorch (float64); None where it is not installed. Returns its weights."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    linears = [torch.nn.Linear(w.shape[1], w.shape[0], dtype=torch.float64) for w in problem.W]
    for linear, w, b in zip(linears, problem.W, problem.b, strict=True):
        linear.weight.data, linear.bias.data = torch.tensor(w.copy()), torch.tensor(b[:, 0].copy())
    model = torch.nn.Sequential(linears[0], torch.nn.ReLU(), linears[1], torch.nn.ReLU(), linears[2])
    loss, optimiser = torch.nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters(), lr=problem.eta)
    x, y = torch.tensor(problem.X.T.copy()), torch.tensor(problem.Y.T.copy())
    columns, losses = order(problem), list[float]()

    def steps(count: int) -> list[Array]:
        for _ in range(count):
            which = torch.from_numpy(next(columns))
            optimiser.zero_grad()
            found = loss(model(x[which]), y[which])
            found.backward()
            optimiser.step()
            losses.append(found.item())
        return [linear.weight.detach().numpy() for linear in linears]

    return steps


def recorded(problem: Problem, piece: int) -> Callable[[int], Recording]:
    """The lab's training, in pieces, with J of every update and the parameters of some kept."""
    recording = Recording(problem, SETUP.batch_size, SETUP.shuffle)

    def steps(count: int) -> Recording:
        for done in range(0, count, piece):
            recording.advance(min(piece, count - done))
        return recording

    return steps


def seconds(act: Callable[[], object]) -> float:
    """How long this takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def speed() -> dict[str, float]:
    """Seconds an update for each contestant: the median over rounds in which all take turns."""
    problem = start()
    found: dict[str, Callable[[int], object]] = {
        "bare NumPy": by_hand(problem),
        f"the lab, in pieces of {PIECE} updates": recorded(problem, PIECE),
        "the lab, an epoch at a time": recorded(problem, 5),
    }
    if (torch_steps := by_torch(problem)) is not None:
        found["PyTorch"] = torch_steps
    count = EPOCHS * 5
    times: dict[str, list[float]] = {name: [] for name in found}
    for _ in range(ROUNDS + 1):
        for name, steps in found.items():
            times[name].append(seconds(partial(steps, count)) / count)
    return {name: statistics.median(values[1:]) for name, values in times.items()}


def report_speed() -> str:
    """A Markdown table: epochs a second, and the time of each as a multiple of bare NumPy's."""
    found = speed()
    bare = found["bare NumPy"]
    lines = ["| the lab's default network | epochs a second | time, of bare NumPy | goal |", "|---|---|---|---|"]
    for name, one in found.items():
        goal = "1.2" if "pieces" in name else ""
        lines.append(f"| {name} | {1 / (5 * one):,.0f} | {one / bare:.2f} | {goal} |")
    return "\n".join(lines)


def report_memory() -> str:
    """A Markdown table: what a run of 10,000 updates keeps and takes on the way, and how long looking back takes."""
    tracemalloc.start()
    recording = recorded(start(), PIECE)(LONG)
    now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    kept = recording.kept
    between = [(low + high) // 2 for low, high in pairwise(kept[:-1])]
    present = 1000 * statistics.median(seconds(lambda: recording.now) for _ in range(50))
    back = 1000 * statistics.median(seconds(partial(recording.at, at)) for at in between)
    distance = kept[1] - kept[0]
    return "\n".join(
        [
            f"| a run of {LONG:,} updates | |",
            "|---|---|",
            f"| the numbers that are kept: J of each update, the parameters of {len(kept)} | {_mb(recording.nbytes)} |",
            f"| all memory of the run, workspaces included | {_mb(now)} |",
            f"| the most on the way | {_mb(peak)} |",
            f"| the same for a History, which keeps the parameters of all | {_mb(LONG * recording.row(0).nbytes)} |",
            f"| looking at the present | {present:.2f} ms |",
            f"| looking back between two kept updates, {distance} apart | {back:.2f} ms |",
        ]
    )


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def report() -> str:
    """Both tables."""
    return f"{report_speed()}\n\n{report_memory()}"


if __name__ == "__main__":
    print(report())
