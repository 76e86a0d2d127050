"""The other convention, where rows are examples, as NumPy and PyTorch have it: every equation rewritten, none typed.

Both sides of an equation are transposed and the transpose is pushed down to the leaves: (A B)^T = B^T A^T, and what
works entry by entry passes it on. What has a row for each example, or is a bias, is then written the other way round;
the weights, and whatever has their size, stay as they are, as in PyTorch's Linear.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from engine import Step, Trace
from engine.expr import SCALAR, Array, Call, Constant, Entry, Expr, Op, Shape, Sizer, Stable, Var
from engine.program import Equation, Program
from engine.tree import walk

Args = tuple[Expr, ...]


def turns(var: Var) -> bool:
    """True for a quantity that is transposed where rows are examples: all but the weights and single numbers."""
    return var.shape != SCALAR and var.shape[1] in ("d", "1")


def turned(var: Var) -> Var:
    """The quantity as it is where rows are examples: X is d x n, b is 1 x h, W is the same."""
    if var.of is not None:
        var = replace(var, of=turned(var.of))
    return replace(var, shape=var.shape[::-1]) if turns(var) else var


def turned_entry(leaf: Entry) -> Entry:
    """The same number, at its place where rows are examples."""
    place = (leaf.column, leaf.row) if turns(leaf.var) else (leaf.row, leaf.column)
    return Entry(turned(leaf.var), *place)


# --- the rewrite ----------------------------------------------------------------------------------------------------


def push(node: Expr, flip: bool) -> Expr:
    """The same value over the turned quantities, transposed where `flip`; in the result only leaves are transposed."""
    if isinstance(node, Stable):
        return Stable(push(node.shown, flip), push(node.compute, flip))
    if isinstance(node, Call):
        rule = RULES.get(node.op.name)
        return rule(node, flip) if rule else Call(node.op, tuple(push(a, flip) for a in node.args))
    if isinstance(node, Var):
        return turned(node) if node.shape == SCALAR or turns(node) is flip else turned(node).T
    return _constant(node) if isinstance(node, Constant) and flip else node


def _constant(node: Constant) -> Expr:
    """A fixed matrix transposed: a column of ones stays a column with a transpose, any other has its sizes swapped."""
    if node.shape[1] == "1":
        return node.T
    return Constant(node.name, node.shape[::-1], lambda rows, columns: node.make(columns, rows).T)


def _product(node: Call, flip: bool) -> Expr:
    args = node.args[::-1] if flip else node.args
    return Call(node.op, tuple(push(a, flip) for a in args))


def _total(node: Call, flip: bool) -> Expr:
    """A sum over all entries is the same either way: the way with fewer transposes is taken."""
    ways = (push(node.args[0], True), push(node.args[0], False))
    return Call(node.op, (min(ways, key=_transposes),))


def _transposes(node: Expr) -> int:
    return sum(isinstance(n, Call) and n.op.name == "transpose" for n in walk(node))


def _by_column(node: Call, flip: bool) -> Expr:
    return Call(_by_row(node.op) if flip else node.op, (push(node.args[0], flip),))


RULES: Mapping[str, Callable[[Call, bool], Expr]] = MappingProxyType(
    {
        "transpose": lambda node, flip: push(node.args[0], not flip),
        "matmul": _product,
        "total": _total,
        "spread": _by_column,
        "softmax": _by_column,
        "log_softmax": _by_column,
    }
)
"""The operations that do not work entry by entry, and how a transpose goes through each; all others pass it on."""


@lru_cache
def _by_row(op: Op) -> Op:
    """The operation that does to rows what `op` does to columns: op(A^T)^T."""
    real, view = op.real, op.view

    def shape(args: Args, sizer: Sizer) -> Shape:
        rows, columns = op.shape((args[0].T,), sizer)
        return columns, rows

    def entries(args: Args, i: int, j: int, sizes: Mapping[str, int]) -> Expr:
        return op.entry((args[0].T,), j, i, sizes)

    def compute(a: Array, out: Array) -> None:
        if real is not None:
            real(a.T, out.T)

    def look(a: Array, size: tuple[int, int]) -> Array:
        assert view is not None
        return view(a.T, (size[1], size[0])).T

    return Op(op.name, shape, entries, compute if real else None, view=look if view else None)


# --- steps and traces -----------------------------------------------------------------------------------------------


def equation_in_rows(equation: Equation) -> Equation:
    """The equation of the turned target; its phase and its sentence stay."""
    target = equation.target
    return replace(equation, target=turned(target), expr=push(equation.expr, turns(target)))


@lru_cache(maxsize=64)
def program_in_rows(program: Program) -> Program:
    """The program with every equation rewritten. Its `layers` still name the quantities with columns as examples."""
    equations = tuple(map(equation_in_rows, program.equations))
    return replace(program, equations=equations, carried=tuple(map(turned, program.carried)))


class RowsTrace(Trace):
    """A trace's steps with their formulas rewritten and the trace's own numbers, transposed. Nothing is computed."""

    def __init__(self, columns: Trace) -> None:
        self.columns = columns
        self.program = program_in_rows(columns.program)
        self.sizes = columns.sizes
        self.problem = columns.problem
        self._seen = {}
        self._steps_known = len(columns.steps)

    def _find(self, key: str) -> Array:
        found = self.columns[key]
        var = self.columns.program.quantities[self.program.aliases.get(key, key)]
        return found.T if turns(var) else found


def in_rows(step: Step) -> Step:
    """The step where rows are examples: for `explain`, `explain_entry` and whatever else reads a step's equation."""
    return RowsTrace(step.trace).steps[step.index]


def _as_it_is(step: Step) -> Step:
    return step


CONVENTIONS: Mapping[str, Callable[[Step], Step]] = MappingProxyType({"columns": _as_it_is, "rows": in_rows})
"""What a step becomes in each convention, by what its examples are: columns (the engine's own) or rows."""

ENTRIES: Mapping[str, Callable[[Entry], Entry]] = MappingProxyType({"columns": lambda leaf: leaf, "rows": turned_entry})
"""What an entry of the engine's becomes in each convention."""
