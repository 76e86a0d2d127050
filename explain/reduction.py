"""How the long way through the output layer comes down to the shortcut, for one entry, proved by SymPy."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from engine import Trace, long_way
from engine.expr import Entry, Expr, Number, SizeOf, Stable
from engine.layers import Y
from engine.losses import LOSSES, Loss
from engine.plan import MEAN
from engine.tree import entry, rewrite
from explain import names as called
from explain import render
from explain.derive import prove_shortcut, require_equal
from explain.symbolic import Symbolic, from_sympy, to_sympy


@dataclass(frozen=True)
class Reduction:
    """dJ/dZ of the output layer, one entry, ever shorter: with the quantities of the long way, with their formulas put
    in, and as the shortcut has it. `name` and `lines` are LaTeX.

    `sum_to_one` says that the last step uses that the targets of an example add up to 1; the line before it, gathered,
    then shows where.
    """

    name: str
    lines: tuple[str, ...]
    sum_to_one: bool

    @property
    def aligned(self) -> str | None:
        """The lines as one LaTeX block, one under the other at the equals sign; None where too long to print."""
        text = rf"\begin{{aligned}} {self.name} &= {NEXT.join(self.lines)} \end{{aligned}}"
        return text if len(text) <= render.MAX_LENGTH else None


NEXT = r" \\[10pt] &= "


def has_shortcut(trace: Trace) -> bool:
    """True where the trace goes the short way through its output layer."""
    return "dYhat" not in trace


def reduction(trace: Trace, row: int = 0, column: int = 0) -> Reduction | None:
    """The reduction for one entry (0-based) of dJ/dZ; None where the trace goes the long way itself.

    Raises ProofError where SymPy finds two of its lines different, or the shortcut no derivative of the loss.
    """
    if not has_shortcut(trace):
        return None
    assert trace.problem is not None
    loss = LOSSES[trace.problem.spec.loss]
    steps = long_way(trace)
    formulas = {step.equation.target: step.equation.expr for step in steps}
    target = steps[-1].equation.target
    product = entry(_shown(formulas.pop(target)), row, column, trace.sizes)

    def put_in(node: Expr) -> Expr:
        if isinstance(node, Entry) and node.var in formulas:
            return entry(_shown(formulas[node.var]), node.row, node.column, trace.sizes)
        return node

    written = rewrite(product, put_in)
    short = entry(_shown(trace.step(target.key).equation.expr), row, column, trace.sizes)
    _prove_loss(loss.name)
    require_equal(f"the long way of {loss.name}", _symbolic(written, trace, loss), _symbolic(short, trace, loss))
    style, sums = render.symbols(trace.sizes), loss.targets.column_sum
    between = [_gathered(written, Entry(trace.program.layers[-1].A, row, column))] if sums else []
    lines = tuple(render.latex(line, style) for line in (product, written, *between, short))
    return Reduction(called.entry(Entry(target, row, column), trace.sizes), lines, sums)


def _gathered(written: Expr, output: Entry) -> Expr:
    """The line multiplied out by SymPy and gathered by its own output, with 1/d in front."""
    import sympy

    behind: dict[str, Expr] = {}

    def leaf(node: Expr) -> Symbolic:
        behind.setdefault(str(node), node)
        return sympy.Symbol(str(node), positive=True)

    def back(node: Symbolic) -> Expr:
        return behind[node.name] if node.is_Symbol else Number(Fraction(int(node.p), int(node.q)))

    whole = sympy.expand(to_sympy(written, leaf) * leaf(SizeOf("d")))
    return MEAN * from_sympy(sympy.collect(whole, leaf(output)), back)


@lru_cache
def _prove_loss(name: str) -> None:
    """Only a proof that holds is kept: one that fails raises again."""
    prove_shortcut(LOSSES[name])


def _shown(node: Expr) -> Expr:
    return rewrite(node, lambda part: part.shown if isinstance(part, Stable) else part)


def _symbolic(line: Expr, trace: Trace, loss: Loss) -> Symbolic:
    """A line in the outputs and the targets; where the targets of an example add up to 1, the last one is the rest."""
    import sympy

    def leaf(node: Expr) -> Symbolic:
        if not isinstance(node, Entry):
            return sympy.Symbol(str(node), positive=True)
        last = trace.sizes["m"] - 1
        if loss.targets.column_sum and node.var == Y and node.row == last:
            return 1 - sum(leaf(Entry(Y, k, node.column)) for k in range(last))
        return sympy.Symbol(f"{node.var.key}_{node.row}_{node.column}", positive=True)

    return to_sympy(line, leaf)
