"""SymPy's proofs: every slope, every shortcut, and J differentiated by one weight beside the trace's gradient."""

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy

from engine import Problem, trace, train
from engine.activations import ACTIVATIONS
from engine.evaluate import evaluate
from engine.expr import Call, Number, Stable, Var, call
from engine.layers import Dense
from engine.losses import LOSSES
from engine.ops import cases, exp
from explain.derive import (
    ProofError,
    as_written,
    derivative_by_weight,
    exact,
    prove_shortcut,
    prove_slope,
    to_sympy,
)
from tests.engine.networks import EXAMPLES, HIDDEN, example, notes, problem_for

SHORTCUTS = [name for name, loss in LOSSES.items() if loss.shortcuts]
Z = Var("z", ("1", "1"), "z", hyper=True)
SYMBOL = sympy.Symbol("z", real=True)

WRONG_SLOPES = {
    "sigmoid": lambda z, a: a * (1 + a),
    "tanh": lambda z, a: 1 - a,
    "relu": lambda z, a: cases(z, 1, Number(Fraction(1, 100))),
    "leaky_relu": lambda z, a: cases(-z, Number(Fraction(1, 100)), 1),  # the right-hand slope at the kink
    "elu": lambda z, a: cases(z, 1, exp(z) - 1),
    "selu": lambda z, a: cases(z, 1, exp(z)),
    "gelu": lambda z, a: call("sigmoid", z),
    "silu": lambda z, a: call("sigmoid", z) * (1 + z),
    "hard_sigmoid": lambda z, a: cases(z + 3, Number(Fraction(1, 6)), 0),
    "softplus": lambda z, a: a,
    "softsign": lambda z, a: 1 / (1 + call("abs", z)),
    "identity": lambda z, a: a,
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_slope_is_the_derivative(name):
    prove_slope(ACTIVATIONS[name])


@pytest.mark.parametrize("name", WRONG_SLOPES)
def test_a_wrong_slope_is_refused_with_both_expressions(name):
    with pytest.raises(ProofError, match=r"claimed .*SymPy derives"):
        prove_slope(replace(ACTIVATIONS[name], slope=WRONG_SLOPES[name]))


def test_a_wrong_jacobian_is_refused(monkeypatch):
    def forgets_the_column(self):
        yield self.Z.grad, self.A * self.A.grad, "output.softmax_jacobian"

    monkeypatch.setattr(Dense, "through_activation", forgets_the_column)
    with pytest.raises(ProofError, match="Jacobian"):
        prove_slope(ACTIVATIONS["softmax"])


GRID = [-7.5, -3.0, -1.25, -0.5, 0.0, 0.5, 1.25, 3.0, 7.5]


@pytest.mark.parametrize("name, z", [(name, z) for name in HIDDEN for z in GRID if z not in ACTIVATIONS[name].kinks])
def test_slopes_on_a_grid(name, z):
    """Off the kinks (prove_slope holds those), SymPy's derivative against the engine's slope, shown and computed."""
    record = ACTIVATIONS[name]
    values = {"z": np.array([[z]])}
    slope = record.slope_at(Z, record(Z))
    forms = [slope.shown, slope.compute] if isinstance(slope, Stable) else [slope]
    derived = to_sympy(record.formula(Z), lambda _: SYMBOL, lambda s: bool(s.subs(SYMBOL, exact(z)) > 0)).diff(SYMBOL)
    wanted = float(derived.subs(SYMBOL, sympy.Rational(exact(z))).evalf(30))
    for form in forms:
        got = float(evaluate(form, values, {})[0, 0])
        assert got == pytest.approx(wanted, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("name", SHORTCUTS)
def test_every_shortcut_is_the_derivative(name):
    prove_shortcut(LOSSES[name])


@pytest.mark.parametrize("name", SHORTCUTS)
@pytest.mark.parametrize("form", ["delta", "stable_delta"])
def test_a_wrong_shortcut_is_refused_with_both_expressions(name, form):
    shortcuts = {output: replace(s, **{form: lambda y, a, *z: a + y}) for output, s in LOSSES[name].shortcuts.items()}
    with pytest.raises(ProofError, match=r"claimed .*SymPy derives"):
        prove_shortcut(replace(LOSSES[name], shortcuts=shortcuts))


def test_a_loss_without_a_shortcut_proves_nothing():
    with pytest.raises(ValueError, match="huber has no shortcut"):
        prove_shortcut(LOSSES["huber"])


def require_derivative(values, key, row, column):
    """SymPy's derivative of J by one weight is the trace's gradient."""
    found = derivative_by_weight(values, key, row, column)
    wanted = values[f"d{key}"]
    off = abs(found.value - wanted[row, column]) / (np.abs(wanted).max() or 1.0)
    assert off <= 1e-12, f"d{key}[{row},{column}] is {wanted[row, column]!r}, SymPy has {found.value!r}"
    assert found.loss.free_symbols <= {found.symbol}
    return found


def test_every_weight_of_the_notes_example():
    values = trace(notes())
    for key, parameter in notes().parameters.items():
        for row, column in np.ndindex(parameter.shape):
            found = require_derivative(values, key, row, column)
            at = sympy.Rational(as_written(parameter[row, column]))
            assert float(found.loss.subs(found.symbol, at).evalf(30)) == pytest.approx(values["J"][0, 0], rel=1e-14)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_first_and_last_weights_of_the_presets(path):
    problem = Problem.from_dict(example(path.stem)["problem"])
    values = trace(problem)
    for key, parameter in problem.parameters.items():
        require_derivative(values, key, 0, 0)
        require_derivative(values, key, parameter.shape[0] - 1, parameter.shape[1] - 1)


@pytest.mark.parametrize("name", HIDDEN)
def test_every_activation_with_a_penalty_and_two_examples(name):
    problem = problem_for(
        np.random.default_rng(4), [2, 2, 2], [name, "softmax"], "cross_entropy", 2, l2=0.1, l1=0.03, eta=0.2
    )
    values = trace(train(problem, 1).after)
    require_derivative(values, "W1", 1, 0)
    require_derivative(values, "b2", 0, 0)


@pytest.mark.parametrize("weight", np.linspace(-6.0, 6.0, 7).tolist())
def test_the_derivative_holds_on_a_grid_of_weights(weight):
    """One expression, evaluated at many weights, against a trace of each."""
    found = derivative_by_weight(trace(notes()), "W1", 0, 1)
    w = notes().W[0].copy()
    w[0, 1] = weight
    wanted = trace(notes().with_values({"W1": w}))["dW1"][0, 1]
    got = float(found.derivative.subs(found.symbol, sympy.Rational(as_written(weight))).evalf(30))
    assert got == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(
    "key, row, column, error", [("W3", 0, 0, KeyError), ("X", 0, 0, KeyError), ("W1", 2, 0, IndexError)]
)
def test_a_weight_that_is_not_there_is_refused(key, row, column, error):
    with pytest.raises(error, match=key):
        derivative_by_weight(trace(notes()), key, row, column)


def test_fractions():
    assert exact(0.1) == Fraction(3602879701896397, 36028797018963968)
    assert as_written(0.1) == Fraction(1, 10)
    assert as_written(1e-300) == Fraction(1, 10**300)
    assert as_written(np.float64(-2.5)) == Fraction(-5, 2)


def test_a_formula_with_pieces_stays_whole_without_a_place():
    relu = to_sympy(ACTIVATIONS["relu"].formula(Z), lambda _: SYMBOL)
    assert relu.subs(SYMBOL, 3) == 3
    assert relu.subs(SYMBOL, -3) == 0
    with pytest.raises(TypeError, match="softmax is not an operation on a single number"):
        to_sympy(ACTIVATIONS["softmax"](Z), lambda _: SYMBOL)
    assert isinstance(ACTIVATIONS["softmax"](Z), Call)


def test_explain_does_not_import_sympy():
    code = "import sys, explain, explain.derive; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
