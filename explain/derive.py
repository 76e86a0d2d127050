"""SymPy beside the numbers: proofs of slopes and output shortcuts, and J differentiated by one weight.

A proof that fails raises, with both expressions. As in `explain.symbolic`, SymPy is imported only where it is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from engine import Trace
from engine.activations import ACTIVATIONS, Activation
from engine.expr import SCALAR, Call, Entry, Expr, SizeOf, Var, call
from engine.layers import Dense, X, Y
from engine.losses import Loss
from engine.tree import entry, walk
from explain import names as called
from explain.symbolic import Leaf, Symbolic, as_written, exact, rational, textbook, to_sympy

__all__ = [
    "Derivative",
    "ProofError",
    "as_written",
    "derivative_by_weight",
    "exact",
    "prove_shortcut",
    "prove_slope",
    "require_equal",
    "slope_pieces",
    "to_sympy",
]

Z = Var("z", SCALAR, "z", hyper=True)
"""What the formula and the slope of an activation are written in."""


MANY_DIGITS, MOST_DIGITS = 1000, 3000
"""How exactly each term of a sum is computed where terms may cancel, and how many digits SymPy may try for it. What
cancels in more than 1,000 digits is 0 as a float, whose smallest number is 5e-324."""


class ProofError(AssertionError):
    """Two expressions that should be the same are not; the message shows both."""


def require_equal(what: str, claimed: Symbolic, derived: Symbolic) -> None:
    """Raise ProofError, with both expressions, unless they are the same."""
    import sympy

    difference = sympy.simplify(sympy.expand(claimed - derived))
    if difference != 0:
        raise ProofError(f"{what}: claimed {claimed}, but SymPy derives {derived}; they differ by {difference}")


def prove_slope(activation: Activation) -> None:
    """Prove that the slope is the derivative of the formula on every piece, and the left-hand one at every kink.

    For softmax, that the Jacobian product of its layer is the derivative. Raises ProofError with both expressions.
    """
    if activation.slope is None:
        _prove_jacobian(activation)
        return
    slope = activation.slope(Z, activation.formula(Z))
    z = _z()
    kinks, derived = slope_pieces(activation)
    for at, wanted in zip(_inside(kinks), derived, strict=True):
        require_equal(f"slope of {activation.name} around z = {at}", _piece(slope, at), wanted)
    for at, left in zip(kinks, derived, strict=False):
        require_equal(f"slope of {activation.name} at z = {at}", _piece(slope, at).subs(z, at), left.subs(z, at))


def slope_pieces(activation: Activation) -> tuple[list[Symbolic], list[Symbolic]]:
    """Where the formula or the slope of an activation changes its piece, and SymPy's derivative by z on each piece.

    From the left: one more derivative than such places. Raises ValueError for an activation without a slope.
    """
    import sympy

    if activation.slope is None:
        raise ValueError(f"{activation.name} has no slope, only a Jacobian")
    z, formula = _z(), activation.formula(Z)
    kinks = sorted(_kinks(formula, z) | _kinks(activation.slope(Z, formula), z))
    return kinks, [sympy.diff(_piece(formula, at), z) for at in _inside(kinks)]


def _z() -> Symbolic:
    import sympy

    return sympy.Symbol("z", real=True)


def _piece(expr: Expr, at: Symbolic) -> Symbolic:
    """The piece of a formula of z that holds around z = at."""
    z = _z()
    return to_sympy(expr, lambda _: z, lambda switch: bool(switch.subs(z, at) > 0))


def _inside(kinks: list[Symbolic]) -> list[Symbolic]:
    """One number between each two neighbours, and one on either side."""
    import sympy

    if not kinks:
        return [sympy.Integer(0)]
    return [kinks[0] - 1, *((a + b) / 2 for a, b in pairwise(kinks)), kinks[-1] + 1]


def _kinks(formula: Expr, z: Symbolic) -> set[Symbolic]:
    """Where a switch of the formula changes sign."""
    import sympy

    switches = [n.args[0] for n in walk(textbook(formula)) if isinstance(n, Call) and n.op.name == "cases"]
    return {at for s in switches for at in sympy.solveset(to_sympy(s, lambda _: z), z, sympy.S.Reals)}


def _column(activation: Activation) -> tuple[Dense, dict[str, int], Leaf]:
    """An output layer with one example, its sizes, and its entries as SymPy expressions of the sums z.

    Three units where the activation mixes a column, else one. Targets sum to 1 there.
    """
    import sympy

    layer = Dense(1, X, activation.name, True)
    count = 3 if activation.by_column else 1
    sizes = {"n": 1, "m": count, "d": 1}
    free = sympy.symbols(f"y1:{count + 1}", real=True)
    targets = (*free[:-1], 1 - sum(free[:-1])) if activation.by_column else free

    def leaf(node: Expr) -> Symbolic:
        assert isinstance(node, Entry), f"{node} has no single value"
        if node.var == layer.A:
            return to_sympy(entry(activation(layer.Z), node.row, 0, sizes), leaf)
        if node.var == Y:
            return targets[node.row]
        return sympy.Symbol(f"{node.var.key.lower()}_{node.row + 1}", real=True)

    return layer, sizes, leaf


def _prove_jacobian(activation: Activation) -> None:
    import sympy

    layer, sizes, leaf = _column(activation)
    (target, product, _), *rest = layer.through_activation()
    assert (target, rest) == (layer.Z.grad, [])
    whole = sum(leaf(Entry(layer.A, k, 0)) * leaf(Entry(layer.A.grad, k, 0)) for k in range(sizes["m"]))
    for i in range(sizes["m"]):
        claimed = to_sympy(entry(product, i, 0, sizes), leaf)
        require_equal(f"Jacobian of {activation.name}", claimed, sympy.diff(whole, leaf(Entry(layer.Z, i, 0))))


def prove_shortcut(loss: Loss) -> None:
    """Prove that each shortcut of a loss, shown and computed, is the derivative of its terms by the output sums.

    Raises ProofError with both expressions, and ValueError for a loss without a shortcut.
    """
    import sympy

    if not loss.shortcuts:
        raise ValueError(f"{loss.name} has no shortcut")
    for name, short in loss.shortcuts.items():
        layer, sizes, leaf = _column(ACTIVATIONS[name])
        y, a, z = Y, layer.A, layer.Z
        terms = to_sympy(entry(call("total", loss.terms(y, a)), 0, 0, sizes), leaf)
        for i in range(sizes["m"]):
            derived = sympy.diff(terms, leaf(Entry(z, i, 0)))
            for form, delta in (("shown", short.delta(y, a)), ("computed", short.stable_delta(y, a, z))):
                claimed = to_sympy(entry(delta, i, 0, sizes), leaf)
                require_equal(f"shortcut of {loss.name} with {name}, as {form}", claimed, derived)


# --- one weight ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Derivative:
    """J as a SymPy expression of one weight, its derivative by that weight, and the derivative's value there."""

    symbol: Symbolic
    loss: Symbolic
    derivative: Symbolic
    value: float


def derivative_by_weight(trace: Trace, parameter: str, row: int, column: int) -> Derivative:
    """J differentiated by one entry (0-based) of a parameter ("W1", "b2"), for its value beside the trace's gradient.

    Whatever does not depend on the entry is the current number as it is written, a fraction. Functions with kinks
    are the piece that holds at the current numbers. The expression doubles with every unit on the way, so this is for
    small networks. Raises KeyError and IndexError for an entry that is not there.
    """
    import sympy

    program = trace.program
    chosen = Entry({v.key: v for v in program.parameters}[parameter], row, column)
    rows, columns = trace[parameter].shape
    if not (0 <= row < rows and 0 <= column < columns):
        raise IndexError(f"{parameter} is {rows} x {columns}: it has no entry ({row}, {column})")
    now = rational(as_written(trace[parameter][row, column]))
    weight = sympy.Symbol(called.entry(chosen, trace.sizes), real=True)
    computed = {e.target: e.expr for e in program.until("J").equations}
    known: dict[Entry, Symbolic] = {chosen: weight}

    def above(switch: Symbolic) -> bool:
        return bool(switch.subs(weight, now).evalf(30) > 0)

    def leaf(node: Expr) -> Symbolic:
        if isinstance(node, SizeOf):
            return sympy.Integer(trace.sizes[node.size])
        assert isinstance(node, Entry), f"{node} has no single value"
        if node not in known:
            known[node] = find(node)
        return known[node]

    def find(node: Entry) -> Symbolic:
        if node.var in computed:
            written = to_sympy(entry(computed[node.var], node.row, node.column, trace.sizes), leaf, above)
            if weight in written.free_symbols:
                return written
        return rational(as_written(trace[node.var.key][node.row, node.column]))

    loss = leaf(Entry(program.quantities["J"], 0, 0))
    derivative = sympy.diff(loss, weight)
    return Derivative(weight, loss, derivative, _float(derivative.subs(weight, now)))


def _float(number: Symbolic) -> float:
    """The value of an exact number. In a saturated network more digits cancel than SymPy tries by itself.

    For a sum it limits the digits of the terms, so where that fails each is computed alone.
    """
    import sympy
    from sympy.core.evalf import PrecisionExhausted

    try:
        return float(number.evalf(30, maxn=MOST_DIGITS, strict=True))
    except PrecisionExhausted:
        terms = [term.evalf(MANY_DIGITS, maxn=MOST_DIGITS) for term in sympy.Add.make_args(number)]
        return float(sympy.Add(*terms))
