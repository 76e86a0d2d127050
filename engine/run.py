"""Fills a program with numbers. A Workspace holds one flat buffer and a list of NumPy calls; a Trace is what they left.

`run` copies the inputs in, makes the calls and copies the results out: about as fast as NumPy by hand.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.compile import Layout, compile_program
from engine.evaluate import NonFinite, evaluate, find_cause
from engine.expr import Array, Expr
from engine.program import Equation, Phase, Program
from engine.tree import reads

if TYPE_CHECKING:
    from engine.spec import Problem


QUIET = partial(np.errstate, all="ignore")
"""Around every run: NumPy's own warnings are off, since each run looks for numbers that are not finite itself."""


class NonFiniteError(ArithmeticError):
    """A number became infinite or undefined. `cause` says where and why; `trace` has the steps up to there."""

    def __init__(self, cause: NonFinite, trace: Trace, update: int | None = None) -> None:
        at = "" if update is None else f" in update {update + 1}"
        super().__init__(f"{cause}{at}")
        self.cause = cause
        self.trace = trace
        self.update = update


class WorkspaceError(RuntimeError):
    """A workspace was used for another program, other sizes, or from a second thread."""


class Workspace:
    """The buffers of one program for one number of examples and one dtype. It belongs to the thread that made it."""

    def __init__(self, program: Program, examples: int, dtype: Any = np.float64) -> None:
        self.program = program
        self.examples = examples
        self.dtype = np.dtype(dtype)
        self.thread = threading.get_ident()
        self.sizes = program.named_sizes(examples)
        self.layout = Layout(program, self.sizes)
        self.buffer = np.zeros(self.layout.total, self.dtype)
        self.views = self.layout.views(self.buffer)
        self.calls = compile_program(program, self.layout, self.buffer)
        self.inputs = [(v.key, self.views[v.key]) for v in program.inputs]
        self.carried = self.buffer[self.layout.carried]
        self.carried_next = self.buffer[self.layout.carried_next]
        self.recorded = self.buffer[self.layout.recorded]
        self._nothing = np.zeros(self.recorded.size, self.dtype)

    def load(self, values: Mapping[str, Array]) -> None:
        """Copy every input in. Raises WorkspaceError where one has another size than the program's."""
        for key, view in self.inputs:
            value = values[key]
            if value.shape != view.shape:
                raise WorkspaceError(f"{key} is {value.shape}, but this program needs {view.shape}")
            view[...] = value

    def compute(self) -> None:
        """Make all the calls. An infinity on the way to a finite result (e^-z in a sigmoid) is no error."""
        with QUIET():
            self.make_calls()

    def make_calls(self) -> None:
        """`compute` for those who already are within QUIET."""
        for function, args in self.calls:
            function(*args)

    def is_finite(self) -> bool:
        """True where every recorded number is finite: 0 times anything finite is 0. To be called within QUIET."""
        return bool(np.dot(self.recorded, self._nothing) == 0)

    def owned(self, program: Program, examples: int) -> None:
        """Raise WorkspaceError unless this workspace fits and belongs to this thread."""
        if threading.get_ident() != self.thread:
            raise WorkspaceError("this workspace belongs to another thread: make one for each")
        if program is not self.program or examples != self.examples:
            raise WorkspaceError("this workspace was made for another program or another number of examples")


_local = threading.local()
_KEPT = 16


def workspace_for(program: Program, examples: int, dtype: Any = np.float64) -> Workspace:
    """This thread's workspace for a program and a number of examples; the last few are kept."""
    kept: dict[Any, Workspace] = _local.__dict__.setdefault("kept", {})
    key = (program, examples, np.dtype(dtype))
    workspace = kept.pop(key, None) or Workspace(program, examples, dtype)
    kept[key] = workspace
    while len(kept) > _KEPT:
        kept.pop(next(iter(kept)))
    return workspace


@dataclass(frozen=True, eq=False)
class Step:
    """One equation with its numbers. `index` counts from 0 in its trace."""

    index: int
    equation: Equation
    trace: Trace

    @property
    def key(self) -> str:
        """The quantity this step computes."""
        return self.equation.target.key

    @property
    def phase(self) -> Phase:
        """Forward, loss, backward or update."""
        return self.equation.phase

    @property
    def value(self) -> Array:
        """The result, 2-D and read-only."""
        return self.trace[self.key]

    @property
    def uses(self) -> tuple[Step, ...]:
        """The earlier steps whose results this one shows."""
        return tuple(self.trace.step(v.key) for v in reads(self.equation.expr) if v.key in self.trace.index)

    def term(self, expr: Expr) -> Array:
        """The value of a part of this step's formula, computed from the trace by the same operations."""
        return evaluate(expr, self.trace, self.trace.sizes)


class Trace(Mapping[str, Array]):
    """Every quantity of one run, by key: `trace["dW1"]`. Arrays are 2-D and read-only; `steps` are in order."""

    def __init__(self, program: Program, given: Mapping[str, Array], layout: Layout, recorded: Array) -> None:
        self.program = program
        self.sizes = layout.sizes
        self.problem: Problem | None = None
        self._given = given
        self._layout = layout
        recorded.flags.writeable = False
        self._recorded = recorded
        self._seen: dict[str, Array] = {}
        self._steps_known = len(program.equations)

    def stopped_before(self, index: int) -> Trace:
        """The same trace, cut before step `index`; what was looked at beyond it is forgotten."""
        self._steps_known = index
        self._seen.clear()
        return self

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step in order."""
        known = self.program.equations[: self._steps_known]
        return tuple(Step(i, equation, self) for i, equation in enumerate(known))

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The number of the step that computes a quantity."""
        return {step.key: step.index for step in self.steps}

    def step(self, key: str) -> Step:
        """The step that computes `key`. Raises KeyError where no step does."""
        return self.steps[self.index[self.program.aliases.get(key, key)]]

    def __getitem__(self, key: str) -> Array:
        if key not in self._seen:
            self._seen[key] = self._find(key)
        return self._seen[key]

    def _find(self, key: str) -> Array:
        name = self.program.aliases.get(key, key)
        place = self._layout.recorded_places.get(name)
        if place is not None and (self._steps_known == len(self.program.equations) or name in self.index):
            offset, rows, columns = place
            return self._recorded[offset : offset + rows * columns].reshape(rows, columns)
        if place is None and name in self.program.quantities:
            return self._given[name]
        raise KeyError(self._why_not(key, name))

    def _why_not(self, key: str, name: str) -> str:
        last = self.program.layers[-1].index
        if name in self.program.quantities:
            return f"{key} was not computed: the run stopped before it, at step {self._steps_known + 1}"
        if name in ("dYhat", f"slope{last}"):
            return f"{key} is not in this trace: dZ{last} was computed the short way; long_way(trace) gives these steps"
        return f"no quantity is called {key!r}: there are {', '.join(self.program.quantities)}"

    def __contains__(self, key: object) -> bool:
        try:
            self[str(key)]
        except KeyError:
            return False
        return True

    def __iter__(self) -> Any:
        return (key for key in self.program.quantities if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def after(self) -> Problem:
        """The problem one update on."""
        if self.problem is None:
            raise ValueError("this trace was run without a problem: use trace(problem)")
        carried = {v.key: self[v.next.key] for v in self.program.carried}
        return self.problem.with_values(carried, t=self.problem.t + 1)


def run(program: Program, values: Mapping[str, Array], workspace: Workspace | None = None) -> Trace:
    """One run of `program` on `values` (by key, 2-D). Raises NonFiniteError at the first number that is not finite."""
    examples = values["X"].shape[1]
    if workspace is None:
        workspace = workspace_for(program, examples)
    workspace.owned(program, examples)
    given = values if isinstance(values, MappingProxyType) else _owned_copy(program, values)
    workspace.load(given)
    with QUIET():
        workspace.make_calls()
        finite = workspace.is_finite()
    result = Trace(program, given, workspace.layout, workspace.recorded.copy())
    if not finite:
        raise_non_finite(result)
    return result


def _owned_copy(program: Program, values: Mapping[str, Array]) -> Mapping[str, Array]:
    """Copies of the inputs, so that a trace stays true when the caller's arrays change (a Problem's cannot)."""
    copies = {v.key: np.array(values[v.key]) for v in program.inputs}
    for copy in copies.values():
        copy.flags.writeable = False
    return copies


def raise_non_finite(result: Trace, update: int | None = None) -> None:
    """Raise NonFiniteError for the first step of a trace whose result is not finite; return where there is none."""
    for index, equation in enumerate(result.program.equations):
        if not np.isfinite(result[equation.target.key]).all():
            cause = find_cause(index, equation, result, result.sizes)
            raise NonFiniteError(cause, result.stopped_before(index), update)
