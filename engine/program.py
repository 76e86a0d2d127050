"""A program: a network's equations in order, before any number exists, and the check that they fit together.

`engine.plan` writes the right one for a network; `variant` writes a wrong one on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property

from engine.expr import Expr, SizeError, Sizer, Stable, Var
from engine.layers import Dense, X, Y
from engine.tree import names, shape_of, sizes_or_names, walk


class Phase(Enum):
    """The four parts of one training step."""

    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"


class PlanError(ValueError):
    """An equation does not fit its place: sizes, an unknown quantity, or a target that is set twice."""


@dataclass(frozen=True)
class Equation:
    """target = expr. `why` is the key of the sentence that explains it."""

    target: Var
    expr: Expr
    phase: Phase
    why: str


@dataclass(frozen=True, eq=False)
class Program:
    """The equations of one network, shared by everybody who uses it.

    `carried` are the quantities that an update moves: parameters, optimiser state and count. `sizes` gives every named
    size but d, which belongs to the data. `named` is False for a variant, which only fits in real sizes.
    """

    equations: tuple[Equation, ...]
    layers: tuple[Dense, ...]
    sizes: Mapping[str, int]
    carried: tuple[Var, ...]
    named: bool = True
    aliases: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def inputs(self) -> tuple[Var, ...]:
        """Everything the equations read and do not compute, the carried quantities first."""
        computed = {e.target for e in self.equations}
        read = (v for e in self.equations for v in computed_reads(e.expr))
        return tuple(dict.fromkeys(v for v in (*self.carried, X, Y, *read) if v not in computed))

    @cached_property
    def quantities(self) -> Mapping[str, Var]:
        """Every quantity by key."""
        return {v.key: v for v in (*self.inputs, *(e.target for e in self.equations))}

    @cached_property
    def parameters(self) -> tuple[Var, ...]:
        """W1, b1, W2, b2, ..."""
        return tuple(v for layer in self.layers for v in (layer.W, layer.b))

    def named_sizes(self, examples: int) -> dict[str, int]:
        """Every named size as a number."""
        return {**self.sizes, "d": examples}

    def until(self, key: str) -> Program:
        """The program up to and with the equation of `key`: the forward pass and the loss for "J"."""
        index = next(i for i, e in enumerate(self.equations) if e.target.key == key)
        return replace(self, equations=self.equations[: index + 1])


def computed_reads(expr: Expr) -> Iterator[Var]:
    """The quantities that are needed to compute a formula, which may be more than it shows."""
    for node in walk(expr):
        if isinstance(node, Stable):
            yield from computed_reads(node.compute)
        if isinstance(node, Var):
            yield node


def check(program: Program, sizer: Sizer = names) -> Program:
    """The program itself, if every equation reads only what is known by then and fits its target. Raises PlanError."""
    known = set(program.inputs)
    for number, equation in enumerate(program.equations, 1):
        place = f"step {number}, {equation.target}"
        if equation.target in known:
            raise PlanError(f"{place}: it is already known at this step")
        late = dict.fromkeys(str(v) for v in computed_reads(equation.expr) if v not in known)
        if late:
            raise PlanError(f"{place}: it reads {', '.join(late)}, which is not known yet")
        try:
            shape = shape_of(equation.expr, sizer)
        except SizeError as error:
            raise PlanError(f"{place}: {error}") from error
        wanted = sizer(equation.target.shape[0]), sizer(equation.target.shape[1])
        if shape != wanted:
            raise PlanError(f"{place} is {wanted[0]} x {wanted[1]}, but its formula gives {shape[0]} x {shape[1]}")
        known.add(equation.target)
    return program


def variant(program: Program, rewrite: Callable[[Equation], Equation], examples: int) -> Program:
    """The program with every equation rewritten: a wrong backpropagation, for planted bugs and quiz answers.

    Only real sizes are checked, with d = `examples`, since some mistakes fit by accident. An equation moves behind what
    it newly reads, so that "uses the already updated W2" can be written down. Raises PlanError.
    """
    changed = replace(program, equations=_in_order([rewrite(e) for e in program.equations]), named=False)
    return check(changed, sizes_or_names(program.named_sizes(examples)))


def _in_order(equations: list[Equation]) -> tuple[Equation, ...]:
    """The equations, each moved behind those it reads, otherwise in the order given."""
    targets = {e.target: e for e in equations}
    placed: dict[Var, Equation] = {}

    def place(equation: Equation, waiting: frozenset[Var]) -> None:
        if equation.target in waiting:
            raise PlanError(f"{equation.target} would need its own value")
        for var in computed_reads(equation.expr):
            if var in targets and var not in placed:
                place(targets[var], waiting | {equation.target})
        placed.setdefault(equation.target, equation)

    for equation in equations:
        place(equation, frozenset())
    return tuple(placed.values())
