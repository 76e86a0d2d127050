"""Random formulas, printed and read back; and every precedence broken on purpose, to show that it would be noticed."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.evaluate import evaluate
from engine.expr import OPS, Number, SizeError, Var, call
from engine.ops import cases, exp, log, maximum, minimum, sqrt, total
from engine.tree import entry, shape_of, walk
from explain import render
from tests.explain.formulas import ETA, FORMULAS, RATE, SIZES, VALUES, steady
from tests.explain.latex_reader import read
from tests.explain.latex_values import ReadError
from tests.explain.reading import TOLERANCE, names_in, off_by


def check(expr, values):
    """Read the formula back from its numbers, its names and its entries."""
    wanted, scale = evaluate(expr, values, SIZES), largest(expr, values)
    single = float(wanted[0, 0]) if render.is_scalar(expr) else wanted
    for style, names in (
        (render.values(values, SIZES, 17), {}),
        (render.symbols(SIZES), names_in(expr, values, SIZES)),
        (render.shapes(SIZES), names_in(expr, values, SIZES)),
    ):
        text = render.latex(expr, style)
        got = read(text, names, {}, SIZES)
        assert off_by(got, single, scale) <= TOLERANCE, f"{text}\nreads as {got}\nbut should be {single}"
    for i, j in np.ndindex(wanted.shape):
        written = entry(expr, i, j, SIZES)
        text = render.latex(written, render.values(values, SIZES, 17))
        got = read(text)
        assert off_by(got, float(wanted[i, j]), scale) <= TOLERANCE, f"{text}\nreads as {got}\nnot {wanted[i, j]}"


def largest(expr, values):
    """The largest number on the way: what rounding is relative to."""
    return max(float(np.abs(evaluate(node, values, SIZES)).max()) for node in walk(expr))


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.large_base_example],
)
@given(st.data())
def test_random_formulas(data):
    expr = data.draw(FORMULAS)
    try:
        shape_of(expr)
    except SizeError:  # a single number that is not a setting stands beside no matrix
        assume(False)
    values = {}
    for node in walk(expr):
        if isinstance(node, Var) and node.key not in values:
            shape = [1 if s == "1" else SIZES[s] for s in node.shape]
            count = math.prod(shape)
            values[node.key] = np.reshape(data.draw(st.lists(VALUES, min_size=count, max_size=count)), shape)
    assume(steady(expr, values))
    check(expr, values)


# --- broken on purpose ----------------------------------------------------------------------------------------------

P, Q, R = (Var(name, ("n", "n"), name) for name in "PQR")
GIVEN = {
    "P": np.array([[1.5, -2.0], [0.3, 4e-6]]),
    "Q": np.array([[-0.7, 1.1], [2.0, -3.0]]),
    "R": np.array([[0.2, -1.3], [-0.4, 0.9]]),
    "eta": np.array([[-3e-5]]),
    "l2": np.array([[0.25]]),
}
EXHIBITS = [
    P * (Q + R),
    P @ (Q - R),
    ETA * (P + Q),
    P - (Q + R),
    P - (Q - R),
    P + (-Q),
    P @ (-Q),
    (-P) ** 2,
    (P + Q).T,
    (P @ Q) ** 2,
    (P * Q) @ R,
    P * (Q @ R),
    (ETA * P) ** 2,
    exp(P) ** 2,
    log(exp(P)) ** 2,
    (P / exp(Q)) ** 2,
    ETA**2 * P,
    RATE * ETA - ETA,
    (P**2) ** 2,
    (P**2).T,
    sqrt(exp(P)) ** 2 * call("abs", Q),
    -(P - Q),
    cases(P, Q, R) ** 2 * P,
    maximum(P, Q) ** 2 + minimum(Q, R),
    Number(Fraction(-1, 100)) * P - Number(Fraction(-1, 3)) * P,
    Number(Fraction(2, 3)) ** 2 * P,
    Number(1e-5) ** 2 * P,
    (RATE - ETA) ** RATE * P,
    total(P) ** 2 * P,
    1 - call("erf", Q) ** 2,
]
INFIX = render._infix
TEXT = render._text
BROKEN = {
    "add is never bracketed": ("add", INFIX("+", render.SUM, render.PRODUCT, render.ATOM)),
    "add takes a sign on its right": ("add", INFIX("+", render.SUM, render.SUM, render.SUM)),
    "subtract is never bracketed": ("subtract", INFIX("-", render.SUM, render.PRODUCT, render.ATOM)),
    "subtract takes a sum on its right": ("subtract", INFIX("-", render.SUM, render.SUM, render.SUM)),
    "negative is never bracketed": ("negative", lambda args, style: (render._negative(args, style)[0], render.ATOM)),
    "negative takes a sum": ("negative", lambda args, style: ("-" + TEXT(args[0], style)[0], render.MINUS)),
    "multiply is never bracketed": ("multiply", lambda args, style: (render._multiply(args, style)[0], render.ATOM)),
    "multiply takes a sum": ("multiply", INFIX(r"\odot", render.SUM, render.SUM, render.PRODUCT)),
    "matmul is never bracketed": ("matmul", INFIX(r"\cdot", render.MATMUL, render.MATMUL, render.ATOM)),
    "matmul takes a sum": ("matmul", INFIX(r"\cdot", render.SUM, render.SUM, render.MATMUL)),
    "matmul takes a product of entries": ("matmul", INFIX(r"\cdot", render.PRODUCT, render.PRODUCT, render.MATMUL)),
    "square raises the last factor": ("square", lambda args, style: (TEXT(args[0], style)[0] + r"^{\circ 2}", 35)),
    "square is never bracketed": ("square", lambda args, style: (render._square(args, style)[0], render.ATOM)),
    "power is of the last term": ("power", lambda args, style: ("^".join(TEXT(a, style)[0] for a in args), 35)),
    "transpose is of the last term": ("transpose", lambda args, style: (TEXT(args[0], style)[0] + r"^{\top}", 35)),
    "exp is never bracketed": ("exp", render._around("e^{", "}")),
    "log is never bracketed": ("log", lambda args, style: (render._function(r"\ln")(args, style)[0], render.ATOM)),
    "divide is never bracketed": ("divide", lambda args, style: (render._divide(args, style)[0], render.ATOM)),
    "total is never bracketed": ("total", lambda args, style: (render._total(args, style)[0], render.ATOM)),
    "cases is never bracketed": ("cases", lambda args, style: (render._cases(args, style)[0], render.ATOM)),
}


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda e: str(e)[:60])
def test_exhibits_read_back(exhibit):
    check(exhibit, GIVEN)


def rejected():
    """The exhibits that do not read back as what they are."""
    found = []
    for exhibit in EXHIBITS:
        try:
            check(exhibit, GIVEN)
        except (AssertionError, ReadError):
            found.append(exhibit)
    return found


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_precedence_is_noticed(name, monkeypatch):
    operation, row = BROKEN[name]
    monkeypatch.setitem(render.ROWS, operation, row)
    assert rejected(), f"{name}: every exhibit still reads back"


def test_a_negative_number_without_brackets_is_noticed(monkeypatch):
    monkeypatch.setattr(render, "scalar", lambda value, digits: (render.numbers.latex(value, digits), render.ATOM))
    assert rejected()


def test_every_operation_that_a_formula_shows_has_a_row():
    """The rest (cosh, log1p and the like) only computes: nothing shows it."""
    assert set(OPS) - set(render.ROWS) <= {"expm1", "cosh", "unit_step", "erfc", "log_softmax"}
