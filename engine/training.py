"""Training: many updates on one workspace. A History keeps what each update started from and recomputes any trace."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import numpy as np

from engine.expr import Array
from engine.plan import plan
from engine.run import QUIET, NonFiniteError, Trace, Workspace, run
from engine.spec import Problem, read_only


def epoch_order(examples: int, epoch: int, seed: int | None) -> Array:
    """The order of the examples in an epoch: default_rng([seed, epoch])'s permutation; as they come with seed None."""
    return np.arange(examples) if seed is None else np.random.default_rng([seed, epoch]).permutation(examples)


def batches(examples: int, batch_size: int | None, seed: int | None, first: int = 0) -> Iterator[Array]:
    """The columns of each update from number `first` on, for ever; a short last batch of an epoch stays short.

    `batch_size` None takes all examples at once.
    """
    size = examples if batch_size is None else min(batch_size, examples)
    epoch, place = divmod(first, -(-examples // size))
    while True:
        order = epoch_order(examples, epoch, seed)
        for start in range(place * size, examples, size):
            yield order[start : start + size]
        epoch, place = epoch + 1, 0


def packed(problem: Problem) -> Array:
    """The parameters and the optimiser's memory of a problem in one array."""
    return np.concatenate([problem.values[var.key].ravel() for var in plan(problem.spec).carried])


def unpacked(problem: Problem, row: Array, t: int) -> Problem:
    """The problem with the parameters and the optimiser's memory of `row` (see `packed`), `t` updates on."""
    offset, changed = 0, {}
    for var in plan(problem.spec).carried:
        shape = problem.values[var.key].shape
        size = shape[0] * shape[1]
        changed[var.key] = row[offset : offset + size].reshape(shape)
        offset += size
    return problem.with_values(changed, t=t)


class History:
    """The parameters, state and batch before each update. `losses[t]` is J before update t; `len` is updates + 1."""

    def __init__(
        self, problem: Problem, updates: int, batch_size: int | None, seed: int | None, used: int | None = None
    ) -> None:
        self.problem = problem
        self.used = problem.t if used is None else used
        self.batch_size = batch_size
        self.seed = seed
        self.program = plan(problem.spec)
        width = sum(problem.values[v.key].size for v in self.program.carried)
        self._carried = np.empty((updates + 1, width))
        self._losses = np.empty(updates + 1)
        self._known = 0

    def __len__(self) -> int:
        return self._known

    @property
    def losses(self) -> Array:
        """J of the batch of each update, before it; read-only, of length len(self)."""
        view = self._losses[: self._known].view()
        view.flags.writeable = False
        return view

    def record(self, carried: Array, loss: float) -> None:
        """Keep what update number len(self) starts from."""
        self._carried[self._known] = carried
        self._losses[self._known] = loss
        self._known += 1

    def columns(self, update: int) -> Array:
        """The columns of the data that update number `update` uses."""
        return next(batches(self.problem.examples, self.batch_size, self.seed, self.used + update))

    def row(self, update: int) -> Array:
        """Everything that an update changes, before update number `update`, in one array; `unpacked` reads it."""
        row: Array = self._carried[update]
        return row

    def start_of(self, update: int) -> Problem:
        """The problem before update number `update`, with all of its data. Raises IndexError beyond the end."""
        if not -self._known <= update < self._known:
            raise IndexError(f"this history has {self._known} traces, 0 to {self._known - 1}; there is no {update}")
        update %= self._known
        return unpacked(self.problem, self.row(update), self.problem.t + update)

    def __getitem__(self, update: int) -> Trace:
        """The trace just before update number `update`, on its batch."""
        start = self.start_of(update)
        columns = self.columns(update % self._known)
        batch = start.with_values({"X": self.problem.X[:, columns], "Y": self.problem.Y[:, columns]})
        return trace(batch)

    @property
    def after(self) -> Problem:
        """The problem after the last update, with all of its data."""
        return self.start_of(self._known - 1)


def trace(problem: Problem) -> Trace:
    """One forward pass, loss, backward pass and update. Raises NonFiniteError at the first infinity or nan."""
    try:
        result = run(plan(problem.spec), problem.values)
    except NonFiniteError as error:
        error.trace.problem = problem
        raise
    result.problem = problem
    return result


def train(
    problem: Problem, updates: int, batch_size: int | None = None, seed: int | None = None, used: int | None = None
) -> History:
    """`updates` updates, each on one batch of columns. Raises ValueError for impossible numbers, NonFiniteError at the
    first number that is not finite (its `history` ends before that update).

    `used` is how many batches of this size were used before, on which their order depends; None: as many as there were
    updates, the problem's own t.
    """
    if updates < 0 or (batch_size is not None and batch_size < 1):
        raise ValueError(f"updates must be 0 or more and batch_size 1 or more, got {updates} and {batch_size}")
    history = History(problem, updates, batch_size, seed, used)
    trainer = Trainer(problem, batch_size, seed, used)
    with QUIET():
        for update in range(updates + 1):
            try:
                space = trainer.next_trace()
            except NonFiniteError as error:
                raise TrainingStopped(error, update, history) from error
            history.record(space.carried, space.views["J"][0, 0])
    return history


class Trainer:
    """One run that can be gone on with: a workspace for each batch size, the carried quantities moving between them.

    `space` holds the trace of update number `update`, which has not been made yet. `used` is as in `train`.
    """

    def __init__(self, problem: Problem, batch_size: int | None, seed: int | None, used: int | None = None) -> None:
        self.problem = problem
        self.program = plan(problem.spec)
        self.order = batches(problem.examples, batch_size, seed, problem.t if used is None else used)
        self.fixed = batch_size is None and seed is None
        self.spaces: dict[int, Workspace] = {}
        self.space: Workspace
        self.update = -1

    def next_trace(self) -> Workspace:
        """Make the update whose trace there is (none at first), then the next trace. To be called within QUIET.

        Raises NonFiniteError at the first number that is not finite, which ends the run.
        """
        columns = next(self.order)
        space = self._space(len(columns))
        if self.update >= 0:
            space.carried[:] = self.space.carried_next
        if not self.fixed:
            np.take(self.problem.X, columns, axis=1, out=space.views["X"], mode="clip")
            np.take(self.problem.Y, columns, axis=1, out=space.views["Y"], mode="clip")
        space.make_calls()
        self.space = space
        self.update += 1
        if not space.is_finite():
            self._stop(space)
        return space

    def _space(self, examples: int) -> Workspace:
        if examples not in self.spaces:
            space = Workspace(self.program, examples)
            values = dict(self.problem.values)
            values["X"], values["Y"] = values["X"][:, :examples], values["Y"][:, :examples]
            space.load(values)
            self.spaces[examples] = space
        return self.spaces[examples]

    def _stop(self, space: Workspace) -> None:
        given = {v.key: read_only(space.views[v.key]) for v in self.program.inputs}
        try:
            run(self.program, MappingProxyType(given))
        except NonFiniteError as error:
            error.trace.problem = self.problem.with_values(given, t=self.problem.t + self.update)
            raise
        raise AssertionError("a run on the same numbers gave another result")


class TrainingStopped(NonFiniteError):
    """Training met a number that is not finite. `history` has every update before it."""

    def __init__(self, error: NonFiniteError, update: int, history: History) -> None:
        super().__init__(error.cause, error.trace, update)
        self.history = history
