"""Backpropagation against nudging every weight, by the clock: the same gradients, both by the engine, side by side."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine import Phase, Problem, plan
from engine.expr import Array
from engine.run import QUIET, Workspace

NUDGE = 1e-6
ROUNDS = 5


@dataclass(frozen=True, eq=False)
class Timing:
    """Median seconds of both ways over `rounds` rounds, and the gradients each found, by parameter ("W1")."""

    backpropagation: float
    nudging: float
    rounds: int
    exact: dict[str, Array]
    nudged: dict[str, Array]

    @property
    def ratio(self) -> float:
        """How many times longer nudging took."""
        return self.nudging / self.backpropagation

    @property
    def apart(self) -> float:
        """The largest difference between the two ways' gradients."""
        return max(float(np.abs(self.exact[key] - self.nudged[key]).max()) for key in self.exact)


def measure(problem: Problem, rounds: int = ROUNDS) -> Timing:
    """Time forward pass, loss and backward pass, and P + 1 forward passes with the loss, by turns.

    Everything is prepared before the clock starts. The first is repeated about as long as the second takes, so that a
    busy machine slows both down alike; its time is that of one. Raises ValueError for less than one round.
    """
    if rounds < 1:
        raise ValueError(f"a measurement needs 1 round or more, got {rounds}")
    program = plan(problem.spec)
    last = [e.target.key for e in program.equations if e.phase is Phase.BACKWARD][-1]
    whole, forward = (Workspace(program.until(key), problem.examples) for key in (last, "J"))
    for space in (whole, forward):
        space.load(problem.values)
        space.compute()
    seconds: tuple[list[float], list[float]] = ([], [])
    nudged: dict[str, Array] = {}
    repeats = 1 + sum(value.size for value in problem.parameters.values()) // 3
    with QUIET():
        for _ in range(rounds):
            seconds[0].append(_timed(lambda: _again(whole, repeats)) / repeats)
            seconds[1].append(_timed(lambda: nudged.update(_by_nudging(forward))))
    exact = {var.key: whole.views[var.grad.key].copy() for var in program.parameters}
    return Timing(statistics.median(seconds[0]), statistics.median(seconds[1]), rounds, exact, nudged)


def _timed(action: Callable[[], None]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def _again(space: Workspace, times: int) -> None:
    for _ in range(times):
        space.make_calls()


def _by_nudging(space: Workspace) -> dict[str, Array]:
    """(J(w + h) - J(w)) / h for every entry of every parameter."""
    space.make_calls()
    loss, found = space.views["J"], {}
    before = float(loss[0, 0])
    for var in space.program.parameters:
        view = space.views[var.key]
        found[var.key] = np.empty(view.shape)
        for at in np.ndindex(view.shape):
            kept = view[at]
            view[at] = kept + NUDGE
            space.make_calls()
            found[var.key][at] = (loss[0, 0] - before) / NUDGE
            view[at] = kept
    return found
