"""SymPy expressions of our formulas, built operation by operation in the textbook form, never from text, and back.

SymPy takes over half a second to import, so only the functions that need it do.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Any

from engine.activations import ACTIVATIONS
from engine.expr import SCALAR, Call, Constant, Expr, Number, Stable, call
from engine.ops import cases

Symbolic = Any
"""A SymPy expression; SymPy has no types."""
Leaf = Callable[[Expr], Symbolic]
Above = Callable[[Symbolic], bool]

PIECES: dict[str, Callable[..., Expr]] = {
    "cases": cases,
    "keep": cases,
    "maximum": lambda a, b: cases(a - b, a, b),
    "minimum": lambda a, b: cases(b - a, a, b),
    "abs": lambda a: cases(a, a, -a),
    "sign": lambda a: cases(a, 1, cases(-a, -1, 0)),
    "unit_step": lambda a: cases(a, 1, 0),
}
"""Operations with a kink or a jump, as one choice between two pieces."""

ARITHMETIC: dict[str, Callable[..., Symbolic]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "matmul": operator.mul,
    "divide": operator.truediv,
    "power": operator.pow,
    "negative": operator.neg,
    "square": lambda a: a**2,
    "spread": lambda a: a,
    "transpose": lambda a: a,
    "total": lambda a: a,
}
"""What needs no SymPy function. The last three leave a single number as it is."""


@lru_cache
def _table() -> dict[str, Callable[..., Symbolic]]:
    """Every operation without pieces, as a SymPy expression of its operands."""
    import sympy

    functions = {name: getattr(sympy, name) for name in ("exp", "log", "sqrt", "erf", "erfc", "cosh")}
    return {**ARITHMETIC, **functions, "expm1": lambda a: sympy.exp(a) - 1}


def exact(value: float) -> Fraction:
    """The number that a float is, to the last bit: 0.1 is 3602879701896397/36028797018963968."""
    return Fraction(value)


def as_written(value: float) -> Fraction:
    """The number that a float is written as: 0.1 is 1/10. It is within half a unit in the last place of `exact`."""
    return Fraction(repr(float(value)))


def rational(value: Fraction) -> Symbolic:
    """A fraction as a SymPy number."""
    import sympy

    return sympy.Rational(value.numerator, value.denominator)


def textbook(node: Expr) -> Expr:
    """The tree as it is shown, with activations replaced by their formulas and kinks by `cases`."""
    if isinstance(node, Stable):
        return textbook(node.shown)
    if not isinstance(node, Call):
        return node
    record = ACTIVATIONS.get(node.op.name)
    if record is not None and not record.by_column:
        return textbook(record.formula(node.args[0]))
    args = tuple(textbook(a) for a in node.args)
    return PIECES[node.op.name](*args) if node.op.name in PIECES else Call(node.op, args)


def to_sympy(expr: Expr, leaf: Leaf, above: Above | None = None) -> Symbolic:
    """A scalar formula as a SymPy expression, in the textbook form.

    `leaf` gives the symbol or the number of each quantity, entry and size. `above` says whether a switch is positive
    and so picks one piece of a formula with kinks; without it the result is a Piecewise. Raises TypeError for an
    operation that a single number does not have.
    """
    return _symbolic(textbook(expr), leaf, above)


def _symbolic(node: Expr, leaf: Leaf, above: Above | None) -> Symbolic:
    import sympy

    if isinstance(node, Number):
        return sympy.pi if node.name == "pi" else rational(Fraction(node.value))
    if isinstance(node, Constant) and node.shape == SCALAR:
        return sympy.Integer(int(node.make(1, 1)[0, 0]))
    if not isinstance(node, Call):
        return leaf(node)
    if node.op.name == "cases":
        switch, first, second = node.args
        at = _symbolic(switch, leaf, above)
        if above is not None:
            return _symbolic(first if above(at) else second, leaf, above)
        pieces = (_symbolic(first, leaf, None), at > 0), (_symbolic(second, leaf, None), True)
        return sympy.Piecewise(*pieces)
    if node.op.name not in _table():
        raise TypeError(f"{node.op.name} is not an operation on a single number: write out one entry first")
    return _table()[node.op.name](*(_symbolic(a, leaf, above) for a in node.args))


# --- back from SymPy ------------------------------------------------------------------------------------------------


def from_sympy(expr: Symbolic, leaf: Callable[[Symbolic], Expr]) -> Expr:
    """A SymPy expression as a formula of ours, to be printed like every other one; `leaf` gives symbols and numbers.

    SymPy's own LaTeX printer simplifies on the way, which can take minutes, and prints giant fractions. Raises
    TypeError for a function that our formulas do not have.
    """
    if expr.is_Add:
        return _from_sum(expr, leaf)
    if expr.is_Mul:
        return _from_product(expr, leaf)
    if expr.is_Pow:
        base, power = expr.args
        if power.is_number and power.is_negative:
            return 1 / from_sympy(base**-power, leaf)
        inner = from_sympy(base, leaf)
        if power.is_Rational and power.q == 2 and power.p == 1:
            return call("sqrt", inner)
        return inner**2 if power == 2 else inner ** from_sympy(power, leaf)
    if expr.is_Function:
        name = expr.func.__name__
        if name not in _table():
            raise TypeError(f"{name} is no function of our formulas")
        return call(name, from_sympy(expr.args[0], leaf))
    return leaf(expr)


def _from_sum(expr: Symbolic, leaf: Callable[[Symbolic], Expr]) -> Expr:
    """Positive terms first, so that it reads 1 - a and not -a + 1."""
    terms = sorted(expr.args, key=_is_negative)
    whole: Expr | None = None
    for term in terms:
        part = from_sympy(-term if _is_negative(term) else term, leaf)
        if whole is None:
            whole = -part if _is_negative(term) else part
        else:
            whole = whole - part if _is_negative(term) else whole + part
    assert whole is not None
    return whole


def _is_negative(term: Symbolic) -> bool:
    return bool(term.as_coeff_Mul()[0].is_negative)


def _from_product(expr: Symbolic, leaf: Callable[[Symbolic], Expr]) -> Expr:
    """One fraction: the factors with negative powers below the line, the number in front above it."""
    number, rest = expr.as_coeff_Mul()
    if number.is_negative:
        return -from_sympy(-number * rest, leaf)
    above = [] if number == 1 else [leaf(number)]
    below: list[Expr] = []
    for factor in rest.args if rest.is_Mul else (rest,):
        raised = factor.is_Pow and factor.args[1].is_number and factor.args[1].is_negative
        (below if raised else above).append(from_sympy(1 / factor if raised else factor, leaf))
    over = reduce(operator.mul, above) if above else Number(Fraction(1))
    return over / reduce(operator.mul, below) if below else over
