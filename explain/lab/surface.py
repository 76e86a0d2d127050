"""J of the training examples over a plane through the parameters of a run, and the path that training took over it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from time import perf_counter
from weakref import WeakKeyDictionary

import numpy as np

from engine import Problem, plan
from engine.expr import Array
from engine.program import Program
from engine.run import QUIET, workspace_for
from explain.lab.over_time import nice_step, row_at, shown, spaced
from explain.lab.planes import PLANES, Asked, entries, within
from explain.lab.run import Run

SIDE = 25
"""The points along each side of the map."""
MOST_PATH = 100
"""At how many updates the path is shown."""
ROOM = 0.12
"""What the map shows beyond each end of the path, as a part of the path's width."""
PARTS = 20
"""The ends of the map are multiples of about so small a part of it."""
SHARE = 20
"""While training goes on, computing maps takes at most one part in SHARE of the time."""


@dataclass(frozen=True, eq=False)
class Landscape:
    """J on a grid of a plane: `loss[i, j]` belongs to up[i] and across[j]; NaN where it is not finite.

    `directions` are two rows of as many numbers as the network has parameters. A point of the plane is `centre`, the
    network before update `asked.update`, plus (across - origin[0]) times the first direction plus (up - origin[1])
    times the second.
    """

    asked: Asked
    centre: Array
    origin: tuple[float, float]
    directions: Array
    across: Array
    up: Array
    loss: Array

    def places(self, parameters: Array) -> Array:
        """The points of the plane that are nearest to each row of parameters, as rows (across, up)."""
        return np.asarray(within(self.directions, parameters - self.centre) + self.origin)

    def share(self, parameters: Array) -> float | None:
        """How much of what lies between the centre and the rows of parameters lies in the plane, from 0 to 1.

        Squared distances from the centre are compared, added up over the rows. None where all are 0.
        """
        away = parameters - self.centre
        largest = float(np.abs(away).max())
        if not largest:
            return None
        away = away / largest
        inside = within(self.directions, away) @ self.directions
        return min(1.0, float((inside**2).sum() / (away**2).sum()))

    @property
    def lowest(self) -> tuple[float, float, float] | None:
        """Across, up and J of the lowest point of the grid; None where no J is finite."""
        if not np.isfinite(self.loss).any():
            return None
        row, column = np.unravel_index(np.nanargmin(self.loss), self.loss.shape)
        return float(self.across[column]), float(self.up[row]), float(self.loss[row, column])


def path(run: Run, update: int) -> tuple[tuple[int, ...], Array]:
    """The updates that are shown of a run, the one looked at among them, and the parameters before each, in rows."""
    updates = shown(run, update, MOST_PATH)
    return updates, _parameters(run, updates)


def _parameters(run: Run, updates: tuple[int, ...]) -> Array:
    size = len(entries(run.recording.stretches[0].problem.spec.widths))
    return np.array([row_at(run, update)[:size] for update in updates])


def drawn(run: Run, asked: Asked) -> Landscape:
    """The map, computed: J with the penalty, on all training examples, at SIDE x SIDE points."""
    problem, plane = run.problem(asked.update), PLANES[asked.plane]
    centre = _parameters(run, (asked.update,))[0]
    rows = _parameters(run, spaced(run.recording.kept, MOST_PATH))
    directions = plane.directions(asked, problem, centre, rows)
    ends = _ends(directions, rows - centre, plane.least)
    across, up = (np.linspace(low, high, SIDE) for low, high in ends)
    first, second = (directions @ centre).tolist() if plane.values else (0.0, 0.0)
    loss = losses(problem, centre, directions, across, up)
    return Landscape(asked, centre, (first, second), directions, across + first, up + second, loss)


def _ends(directions: Array, away: Array, least: float) -> list[tuple[float, float]]:
    """Where the map begins and ends along each direction, seen from the centre: beyond the path's ends by a little.

    At least `least` to each side, 1 where the path does not move but for rounding. Both ends are round numbers, so that
    they stay while a path grows a little.
    """
    places = np.vstack([within(directions, away), np.zeros(2)])
    rounding = 1e-9 * np.abs(away).max() / np.abs(directions).max(axis=1)
    found = []
    for low, high, noise in zip(places.min(axis=0), places.max(axis=0), rounding, strict=True):
        far = high - low if high - low > noise else 0.0
        room = ROOM * far if far or least else 1.0
        low, high = min(low - room, -least), max(high + room, least)
        step = nice_step(high - low, PARTS)
        found.append((math.floor(low / step) * step, math.ceil(high / step) * step))
    return found


def losses(problem: Problem, centre: Array, directions: Array, across: Array, up: Array) -> Array:
    """J at centre + across[j] directions[0] + up[i] directions[1], for every i and j; NaN where it is not finite."""
    program = _until_loss(plan(problem.spec))
    space = workspace_for(program, problem.examples)
    space.load(problem.values)
    parameters, loss = space.carried[: centre.size], space.views["J"]
    found = np.full((up.size, across.size), np.nan)
    with QUIET():
        for i, far in enumerate(up):
            row = centre + far * directions[1]
            for j, wide in enumerate(across):
                np.add(row, wide * directions[0], out=parameters)
                space.make_calls()
                if space.is_finite():
                    found[i, j] = loss[0, 0]
    return found


@lru_cache(maxsize=64)
def _until_loss(program: Program) -> Program:
    """The forward pass and the loss; kept, since a workspace belongs to one program object."""
    return program.until("J")


@dataclass(frozen=True, eq=False)
class _Known:
    """The map computed last for a run, the updates and penalties that the run had then, when it was, how long it took;
    and how many updates the run had when it was looked at last.
    """

    landscape: Landscape
    updates: int
    penalties: tuple[float, float]
    at: float
    took: float
    seen: int


_KNOWN: WeakKeyDictionary[Run, _Known] = WeakKeyDictionary()


def landscape(run: Run, asked: Asked) -> Landscape:
    """The map that is asked for, computed where something has changed since it was asked for last.

    While training goes on (the run has more updates than at the last look), it may be one around an earlier update, so
    that computing maps takes at most one part in SHARE of the time.
    """
    known, now = _KNOWN.get(run), perf_counter()
    spec = run.recording.stretch(asked.update).problem.spec
    if known is not None:
        kept = known.landscape.asked
        unchanged = (kept, known.updates, known.penalties) == (asked, run.updates, (spec.l2, spec.l1))
        goes_on = run.updates > known.seen and replace(kept, update=asked.update) == asked
        if unchanged or (goes_on and now - known.at < SHARE * known.took):
            _KNOWN[run] = replace(known, seen=run.updates)
            return known.landscape
    found = drawn(run, asked)
    _KNOWN[run] = _Known(found, run.updates, (spec.l2, spec.l1), now, perf_counter() - now, run.updates)
    return found
