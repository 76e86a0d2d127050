"""J as a formula of one weight alone: everything that does not depend on it is folded into numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np

from engine import Trace
from engine.activations import ACTIVATIONS
from engine.evaluate import evaluate
from engine.expr import SCALAR, Array, Call, Entry, Expr, Number, SizeOf, Stable, Var, call
from engine.layers import Y
from engine.losses import LOSSES
from engine.tree import entry
from explain.symbolic import textbook

MOST_OCCURRENCES = 64
"""SymPy takes about a second for a formula that holds the weight this often, and minutes for some hundreds."""
MOST_TERMS = 200
"""J is one term for each output of each example, and one for each weight under a penalty; they nest that deep."""


class TooLargeError(ValueError):
    """J as a formula of one weight would be too large to differentiate or to print."""


def require_small(trace: Trace, parameter: str) -> None:
    """Raise TooLargeError, with both counts, for a weight whose J is too large a formula. Nothing large is built."""
    assert trace.problem is not None
    held, terms = occurrences(trace, parameter), trace["Y"].size
    if trace.problem.spec.penalised:
        terms += sum(w.size for w in trace.problem.W)
    if held > MOST_OCCURRENCES or terms > MOST_TERMS:
        raise TooLargeError(f"J holds an entry of {parameter} {held} times in {terms} terms")


def occurrences(trace: Trace, parameter: str) -> int:
    """At most how often one entry of a parameter stands in J when every formula is put into the next."""
    assert trace.problem is not None
    first = {v.key: v for v in trace.program.parameters}[parameter].layer or 1
    held, reached = 1, 1
    for layer in trace.program.layers[first - 1 :]:
        held *= reached * _copies(layer.activation, trace.sizes)
        mixes = ACTIVATIONS[layer.activation].by_column
        reached = trace.sizes[layer.size] if layer.index > first or mixes else 1
    output = trace.program.layers[-1].A
    loss = LOSSES[trace.problem.spec.loss].terms(Y, output)
    return held * reached * _held(textbook(loss), lambda node: node == output) * trace.sizes["d"]


def _copies(activation: str, sizes: Mapping[str, int]) -> int:
    """How often the formula of one activation holds its sums."""
    z = Var("z", ("m", "1"), "z")
    written = entry(ACTIVATIONS[activation](z), 0, 0, sizes)
    return _held(textbook(written), lambda node: isinstance(node, Entry))


def _held(node: Expr, wanted: Callable[[Expr], bool]) -> int:
    """How many leaves are wanted ones; of two pieces of a formula only one holds at a time."""
    if not isinstance(node, Call):
        return int(wanted(node))
    counts = [_held(a, wanted) for a in node.args]
    return max(counts[1:]) if node.op.name == "cases" else sum(counts)


def loss_of(trace: Trace, weight: Entry) -> Expr:
    """J as a formula of `weight` (an entry of a parameter), which is its only quantity; all others are numbers."""
    computed = {e.target: e.expr for e in trace.program.until("J").equations}
    known: dict[Entry, Expr] = {weight: weight}

    def fold(node: Expr) -> Expr:
        if isinstance(node, Stable):
            shown = fold(node.shown)
            return _value(node.compute, trace) if isinstance(shown, Number) else shown
        if isinstance(node, Entry):
            if node not in known:
                known[node] = find(node)
            return known[node]
        if isinstance(node, Call):
            return _simple(Call(node.op, tuple(fold(a) for a in node.args)))
        return _value(node, trace)

    def find(node: Entry) -> Expr:
        if node.var in computed:
            written = fold(entry(computed[node.var], node.row, node.column, trace.sizes))
            if not isinstance(written, Number):
                return written
        return _value(node, trace)

    return fold(Entry(trace.program.quantities["J"], 0, 0))


def _value(node: Expr, source: Mapping[str, Array]) -> Number:
    sizes = source.sizes if isinstance(source, Trace) else {}
    if isinstance(node, SizeOf):
        return Number(Fraction(sizes[node.size]))
    if isinstance(node, Number):
        return node
    return Number(float(evaluate(node, source, sizes)[0, 0]))


# --- numbers first and once ------------------------------------------------------------------------------------------


def _simple(node: Call) -> Expr:
    """The same value with its numbers put together, and without 0 + a, 1 a and 0 a. A third stays a third."""
    values = [a.value for a in node.args if isinstance(a, Number)]
    if len(values) == len(node.args):
        above, below = values[0], values[-1]
        if node.op.name == "divide" and isinstance(above, Fraction) and isinstance(below, Fraction) and below:
            return Number(above / below)
        named = {f"a{i}": np.array([[float(value)]]) for i, value in enumerate(values)}
        return _value(Call(node.op, tuple(Var(key, SCALAR, key) for key in named)), named)
    rule = SIMPLER.get(node.op.name)
    return node if rule is None else rule(*node.args)


def _parts(node: Expr) -> tuple[Expr | None, float]:
    """A sum as what depends on the weight, and the number beside it."""
    if isinstance(node, Number):
        return None, float(node.value)
    if isinstance(node, Call) and node.op.name in ("add", "subtract") and isinstance(node.args[1], Number):
        number = float(node.args[1].value)
        return node.args[0], number if node.op.name == "add" else -number
    return node, 0.0


def _plus(a: Expr, b: Expr) -> Expr:
    (left, first), (right, second) = _parts(a), _parts(b)
    if left is None or right is None:
        return _beside(left if right is None else right, first + second)
    if (taken := _negated(right)) is not None:
        return _beside(left - taken, first + second)
    if (taken := _negated(left)) is not None:
        return _beside(right - taken, first + second)
    return _beside(left + right, first + second)


def _negated(node: Expr) -> Expr | None:
    """What a minus sign stands before; None where there is none."""
    return node.args[0] if isinstance(node, Call) and node.op.name == "negative" else None


def _minus(a: Expr, b: Expr) -> Expr:
    (left, first), (right, second) = _parts(a), _parts(b)
    if right is None:
        return _beside(left, first - second)
    if left is None:
        return Number(first - second) - right if first != second else -right
    return _beside(left - right, first - second)


def _beside(node: Expr | None, number: float) -> Expr:
    if node is None:
        return Number(number)
    if number == 0:
        return node
    return node + Number(number) if number > 0 else node - Number(-number)


def _times(a: Expr, b: Expr) -> Expr:
    if isinstance(b, Number):
        a, b = b, a
    if not isinstance(a, Number):
        return a * b
    if a.value == 0:
        return Number(0.0)
    if a.value < 0:
        return -_times(Number(-a.value), b)
    return b if a.value == 1 else a * b


def _over(a: Expr, b: Expr) -> Expr:
    if isinstance(a, Number) and a.value == 0:
        return Number(0.0)
    return a if isinstance(b, Number) and b.value == 1 else a / b


def _cases(switch: Expr, above: Expr, otherwise: Expr) -> Expr:
    if isinstance(switch, Number):
        return above if switch.value > 0 else otherwise
    return call("cases", switch, above, otherwise)


SIMPLER: dict[str, Callable[..., Expr]] = {
    "add": _plus,
    "subtract": _minus,
    "multiply": _times,
    "divide": _over,
    "cases": _cases,
}
"""What numbers do to an operation that also has the weight in it."""
