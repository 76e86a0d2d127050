"""Random formulas over quantities of every size, as Hypothesis strategies, and which of them are steady enough."""

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from engine.evaluate import evaluate
from engine.expr import SCALAR, Call, Number, SizeOf, Var, call, ones
from engine.ops import cases, log, spread, sqrt, total
from engine.tree import walk

SIZES = {"n": 2, "h1": 3, "m": 1, "d": 2}
NAMES = [*SIZES, "1"]
SHAPES = [(r, c) for r in SIZES for c in NAMES]
ETA, RATE = Var("eta", SCALAR, "eta", hyper=True), Var("l2", SCALAR, "l2", hyper=True)


def var(shape, number=1):
    """A quantity of this size; the second one is a gradient, whose name is a fraction."""
    letter = "BAXW"[number % 4]
    made = Var(f"{letter}{''.join(shape)}", shape, letter, 1 + SHAPES.index(shape))
    return made if number != 2 else made.grad


VALUES = st.one_of(
    st.floats(-4, 4).filter(lambda v: abs(v) > 1e-3),
    st.builds(lambda m, e: m * 10.0**e, st.floats(1, 9.9), st.integers(-8, -5)),
    st.builds(lambda m, e: -m * 10.0**e, st.floats(1, 9.9), st.integers(-8, -5)),
)
NUMBERS = st.sampled_from(
    [1, 2, -3, Fraction(1, 2), Fraction(-1, 3), Fraction(-1, 100), Fraction(3, 10), -2.5, 1e-6, -4e-7]
)


def scalars(depth):
    leaves = st.one_of(st.sampled_from([ETA, RATE, SizeOf("d")]), NUMBERS.map(lambda v: Number(v)))
    if depth == 0:
        return leaves
    inside = scalars(depth - 1)
    return st.one_of(
        leaves,
        st.builds(call, st.sampled_from(["add", "subtract", "multiply", "divide", "maximum"]), inside, inside),
        st.builds(call, st.sampled_from(["negative", "square", "exp", "abs"]), inside),
        inside.map(lambda s: Number(Fraction(9, 10)) ** (s + Fraction(1, 7))),
        st.sampled_from(SHAPES).flatmap(lambda shape: matrices(shape, depth - 1)).map(total),
    )


def matrices(shape, depth):
    leaves = st.builds(var, st.just(shape), st.integers(0, 3))
    if depth == 0:
        return st.one_of(leaves, st.just(ones(*shape))) if shape == ("d", "1") else leaves
    inside, number, flat = matrices(shape, depth - 1), scalars(depth - 1), matrices(shape[::-1], depth - 1)
    options = [
        st.builds(call, st.sampled_from(["add", "subtract", "multiply", "divide"]), inside, inside),
        st.builds(call, st.sampled_from(["multiply", "add", "subtract"]), number, inside),
        st.builds(call, st.sampled_from(["multiply", "divide", "subtract"]), inside, number),
        st.sampled_from(list(SIZES)).flatmap(
            lambda k: st.builds(
                lambda a, b: a @ b, matrices((shape[0], k), depth - 1), matrices((k, shape[1]), depth - 1)
            )
        ),
        st.builds(call, st.sampled_from(["negative", "square", "exp", "abs", "erf"]), inside),
        st.builds(call, st.just("square"), inside),
        st.builds(call, st.sampled_from(["maximum", "minimum"]), inside, inside),
        st.builds(cases, inside, inside, inside),
        inside.map(lambda a: sqrt(1 + call("abs", a))),
        inside.map(lambda a: log(Fraction(1, 2) + call("square", a))),
        inside.map(lambda a: call("sign", a)),
    ]
    if shape[1] != "1":
        options.append(flat.map(lambda a: a.T))
    if shape[1] == "d":
        options.append(st.builds(lambda a, b: a + spread(b), inside, matrices((shape[0], "1"), depth - 1)))
    return st.one_of(options)


FORMULAS = st.one_of(scalars(2), *(matrices(shape, depth) for shape in SHAPES[::3] for depth in (2, 3)))


def steady(expr, values):
    """No overflow, no division by almost nothing, no jump decided by a rounding."""
    for node in walk(expr):
        value = np.abs(evaluate(node, values, SIZES))
        if not (np.isfinite(value).all() and value.max() < 1e9):
            return False
        if isinstance(node, Call):
            last = {"divide": node.args[-1], "cases": node.args[0], "sign": node.args[0]}.get(node.op.name)
            if last is not None and np.abs(evaluate(last, values, SIZES)).min() < 1e-9:
                return False
    return True
