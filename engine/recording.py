"""A training run that can go on, be changed on the way and be looked at anywhere: it keeps some of its updates.

A Recording keeps J of every update, but the parameters of a limited number of them; those between are computed anew
from the last ones kept, which gives the same numbers, bit for bit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from engine.expr import Array
from engine.run import QUIET, NonFiniteError, Trace
from engine.spec import Problem
from engine.training import Trainer, batches, packed, trace, train, unpacked

MOST_KEPT = 200


@dataclass(frozen=True, eq=False)
class Stretch:
    """Updates made under the same settings, from number `first` on: its problem is the one before that update.

    `used` is how many batches of this size are taken as used before, a whole number of epochs where the size is new.
    """

    first: int
    problem: Problem
    batch_size: int | None
    seed: int | None
    used: int

    @property
    def per_epoch(self) -> int:
        """How many updates use every example once."""
        examples = self.problem.examples
        return -(-examples // (examples if self.batch_size is None else min(self.batch_size, examples)))

    def batches_before(self, update: int) -> int:
        """How many batches of this size were used before an update of this stretch: the place in their order."""
        return self.used + update - self.first

    def then(self, update: int, problem: Problem, batch_size: int | None, seed: int | None) -> Stretch:
        """The stretch after this one. Batches of another size or order begin with an epoch that was not begun yet."""
        used = self.batches_before(update)
        if (batch_size, seed) == (self.batch_size, self.seed):
            return Stretch(update, problem, batch_size, seed, used)
        fresh = Stretch(update, problem, batch_size, seed, 0)
        return replace(fresh, used=-(-used // self.per_epoch) * fresh.per_epoch)


class Recording:
    """A run from `problem` on. `updates` is how many there are; `losses[t]` is J of the batch of update t, before it.

    `stopped` is the error that ended it where a number was not finite, in update number `stopped_at`; it then makes no
    more updates. The last one is then the one before it, which is finite up to its result; where there is none before
    it under these settings, itself. At most `most` updates keep their parameters: with more, every second of them is
    forgotten.
    """

    def __init__(
        self, problem: Problem, batch_size: int | None = None, seed: int | None = None, most: int = MOST_KEPT
    ) -> None:
        if most < 2:
            raise ValueError(f"a recording keeps at least 2 updates, not {most}")
        self.most = most
        self.stopped: NonFiniteError | None = None
        self.stopped_at: int | None = None
        self.stretches = [Stretch(0, problem, batch_size, seed, problem.t)]
        self._rows: dict[int, Array] = {0: packed(problem)}
        self._every = 1
        self._losses = np.full(64, np.nan)
        self._trainer: Trainer | None = None
        self._between: tuple[int, Problem] | None = None
        self.updates = 0

    @property
    def losses(self) -> Array:
        """J of each update's batch, before it: of length updates, read-only."""
        view = self._losses[: self.updates].view()
        view.flags.writeable = False
        return view

    @property
    def kept(self) -> tuple[int, ...]:
        """The updates whose parameters are kept, in order: the first, the last, and some between at equal distances."""
        return tuple(sorted(self._rows))

    @property
    def nbytes(self) -> int:
        """The bytes of the numbers that are kept."""
        return int(self._losses.nbytes + sum(row.nbytes for row in self._rows.values()))

    @property
    def now(self) -> Problem:
        """The problem after the last update, with all of its data."""
        return self.at(self.updates)

    def stretch(self, update: int) -> Stretch:
        """The settings under which update number `update` is made."""
        return self.stretches[bisect_right([stretch.first for stretch in self.stretches], update) - 1]

    def epoch(self, update: int) -> float:
        """How many times every example has been used before update number `update`."""
        ends = [*(stretch.first for stretch in self.stretches[1:]), update]
        return sum(
            max(0, min(end, update) - stretch.first) / stretch.per_epoch
            for stretch, end in zip(self.stretches, ends, strict=True)
        )

    def to_next_epoch(self) -> int:
        """How many updates there are to the end of the current epoch."""
        stretch = self.stretches[-1]
        return stretch.per_epoch - stretch.batches_before(self.updates) % stretch.per_epoch

    def advance(self, updates: int) -> int:
        """Make this many updates, or as many as there are before a number is not finite; returns how many were made."""
        if updates < 0:
            raise ValueError(f"the number of updates must be 0 or more, got {updates}")
        before = self.updates
        if self.stopped is None and updates:
            with QUIET():
                try:
                    self._make(before + updates)
                except NonFiniteError as error:
                    self._stop(error)
        return self.updates - before

    def _make(self, until: int) -> None:
        """The updates up to number `until`. Between two calls the trainer holds the trace of the next update."""
        if self._trainer is None:
            stretch = self.stretches[-1]
            used = stretch.batches_before(self.updates)
            self._trainer = Trainer(self.now, stretch.batch_size, stretch.seed, used)
            self._trainer.next_trace()
        trainer = self._trainer
        while self.updates < until:
            if self.updates % self._every:
                self._rows.pop(self.updates, None)  # it was kept for being the last
            self._note(trainer.space.views["J"][0, 0])
            trainer.next_trace()
            self.updates += 1
            if self.updates % self._every == 0:
                self._keep(trainer.space.carried.copy())
        self._keep(trainer.space.carried.copy())

    def _stop(self, error: NonFiniteError) -> None:
        """After an error in the trace of the next update, or of the one after it. A traceback would hold arrays."""
        assert self._trainer is not None
        self.stopped_at = self.updates + (1 if self._trainer.update else 0)
        self.stopped, self._trainer = NonFiniteError(error.cause, error.trace, self.stopped_at), None
        self._keep(packed(self.now))

    def at(self, update: int) -> Problem:
        """The problem before update number `update`, with all data. Raises IndexError for one that was not made."""
        if not 0 <= update <= self.updates:
            raise IndexError(f"this run has the updates 0 to {self.updates}; there is no {update}")
        stretch, known = self.stretch(update), self.kept
        nearest = max(known[bisect_right(known, update) - 1], stretch.first)
        if nearest == stretch.first:
            start = stretch.problem
        else:
            start = unpacked(stretch.problem, self._rows[nearest], stretch.problem.t + nearest - stretch.first)
        if update == nearest:
            return start
        if self._between is None or self._between[0] != update:
            used = stretch.batches_before(nearest)
            self._between = update, train(start, update - nearest, stretch.batch_size, stretch.seed, used).after
        return self._between[1]

    def row(self, update: int) -> Array:
        """The parameters and the optimiser's memory (see `packed`) of an update that is kept; KeyError for another."""
        return self._rows[update]

    def columns(self, update: int) -> Array:
        """The columns of the data that update number `update` uses."""
        stretch = self.stretch(update)
        used = stretch.batches_before(update)
        return next(batches(stretch.problem.examples, stretch.batch_size, stretch.seed, used))

    def batch(self, update: int) -> Problem:
        """The problem of one update: its parameters, and the examples of its batch only."""
        start, columns = self.at(update), self.columns(update)
        return start.with_values({"X": start.X[:, columns], "Y": start.Y[:, columns]})

    def __getitem__(self, update: int) -> Trace:
        """The trace of one update on its batch. Raises NonFiniteError where a number is not finite."""
        return trace(self.batch(update))

    def change(self, make: Callable[[Problem], Problem], batch_size: int | None, seed: int | None) -> None:
        """Go on under other settings: `make` gives the problem to go on from, with the same network and data."""
        now = self.updates
        before = [stretch for stretch in self.stretches if stretch.first < now]
        changed = (before or self.stretches)[-1].then(now, make(self.now), batch_size, seed)
        self.stretches = [*before, changed]
        self._rows[now] = packed(changed.problem)
        self.stopped = self.stopped_at = self._trainer = None

    def branch(self, update: int) -> Recording:
        """Another recording that is the same up to update number `update` and goes on from there; this one stays.

        Raises IndexError for an update that was not made.
        """
        row = packed(self.at(update))
        stretches = [stretch for stretch in self.stretches if stretch.first <= update]
        other = Recording(stretches[0].problem, most=self.most)
        other.stretches, other.updates, other._every = stretches, update, self._every
        other._rows = {kept: known for kept, known in self._rows.items() if kept < update} | {update: row}
        other._losses = self._losses[: max(update, 1)].copy()
        return other

    def _note(self, loss: float) -> None:
        if self.updates == self._losses.size:
            self._losses = np.concatenate([self._losses, np.full(max(64, self._losses.size), np.nan)])
        self._losses[self.updates] = loss

    def _keep(self, row: Array) -> None:
        """Keep the last update; forget every second one of those before it as often as they are too many."""
        self._rows[self.updates] = row
        while len(self._rows) > self.most:
            self._every *= 2
            rows = self._rows.items()
            self._rows = {update: row for update, row in rows if update % self._every == 0 or update == self.updates}
