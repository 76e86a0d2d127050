"""Printed numbers: significant digits, nothing but zero as 0, and what is too large to print."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import long_way, trace
from engine.evaluate import evaluate
from explain import explain, explain_entry, load_prose, numbers, render
from tests.engine.networks import EXAMPLES, Problem, example, notes, problem_for
from tests.explain.latex_reader import read, sides
from tests.explain.reading import as_shown

FINITE = st.floats(allow_nan=False, allow_infinity=False)


def as_fraction(text):
    """The exact value of a printed number, plain or LaTeX."""
    return Fraction(text.replace(r" \times 10^{", "e").rstrip("}"))


@given(FINITE, st.integers(2, 8))
def test_a_printed_number_is_the_rounded_number(value, digits):
    for text in (numbers.plain(value, digits), numbers.latex(value, digits)):
        printed = as_fraction(text)
        assert (printed == 0) == (value == 0), f"{value!r} is printed as {text}"
        off = abs(printed - Fraction(value))
        assert off <= abs(printed) * Fraction(1, 10 ** (digits - 1)), f"{value!r} is printed as {text}"
        if value:
            half = Fraction(10) ** (math.floor(math.log10(abs(value))) - digits + 1) / 2
            assert off <= half * Fraction(1001, 1000), f"{value!r} is printed as {text}"


@given(FINITE)
def test_the_fewest_digits_read_back(value):
    count = numbers.fewest(value)
    assert float(numbers.plain(value, count)) == value
    assert count == 1 or float(numbers.plain(value, count - 1)) != value


@pytest.mark.parametrize(
    "value, digits, text",
    [
        (0.43, 4, "0.43"),
        (-0.0, 4, "0"),
        (1e-5, 4, r"1 \times 10^{-5}"),
        (-0.00002456, 3, r"-2.46 \times 10^{-5}"),
        (123456.0, 4, r"1.235 \times 10^{5}"),
        (5e-324, 2, r"4.9 \times 10^{-324}"),
        (math.inf, 4, r"\infty"),
        (-math.inf, 4, r"-\infty"),
        (math.nan, 4, r"\text{undefined}"),
    ],
)
def test_numbers_as_latex(value, digits, text):
    assert numbers.latex(value, digits) == text


# --- too large to print ---------------------------------------------------------------------------------------------


def wide(inputs, units, examples):
    rng = np.random.default_rng(0)
    return trace(problem_for(rng, [inputs, units, 1], ["tanh", "identity"], "half_squared_error", examples))


def test_a_matrix_of_12_x_12_is_printed_and_a_larger_one_is_named():
    prose = load_prose()
    for inputs, printed in ((12, True), (13, False)):
        shown = explain(wide(inputs, 2, 1).step("Z1"), prose, 2)
        assert ("W^{(1)}" in sides(shown.numbers)[1]) is not printed
        assert ("X" in sides(shown.numbers)[1]) is not printed
        assert shown.result is not None
        shown = explain(wide(inputs, 2, 1).step("dW1"), prose, 2)
        assert (shown.result is not None) is printed


def test_what_is_named_instead_of_printed_reads_back():
    """A name among numbers stands for the whole matrix, transposed where the formula has it so."""
    values = wide(13, 2, 1)
    for key, names in (("Z1", ["W1", "X"]), ("dW1", ["X"])):
        step = values.step(key)
        text = sides(explain(step, load_prose(), 17).numbers)[1]
        known = {"W^{(1)}": values["W1"], "X": values["X"], r"X^{\top}": values["X"].T}
        assert names
        assert np.allclose(read(text, known), step.value, rtol=1e-12, atol=0)


def test_a_formula_above_2000_characters_is_left_out():
    step = wide(12, 12, 12).step("Z1")
    shown = explain(step, load_prose(), 8)
    assert shown.numbers is None
    assert shown.result is not None
    assert shown.aligned.count("&=") == 2
    lines = [explain(s, load_prose(), d).numbers for s in wide(12, 12, 3).steps for d in (2, 5, 8)]
    assert None in lines
    assert max(len(line) for line in lines if line) <= render.MAX_LENGTH
    entry = explain_entry(wide(12, 12, 64).step("J"), 0, 0, 8)
    assert entry.numbers is None
    assert entry.result


# --- where the textbook form would print something else -------------------------------------------------------------


def notes_of(problem, digits=4):
    """The keys of the steps that carry the note, the long way included."""
    values = trace(problem)
    shown = [(s, explain(s, load_prose(), digits)) for s in (*values.steps, *long_way(values))]
    for step, explanation in shown:
        assert bool(explanation.note) == prints_another(step, digits), f"{step.key}: {explanation.note!r}"
    return {step.key for step, explanation in shown if explanation.note}


def prints_another(step, digits):
    """True where the form shown, computed as it is written, prints another number than the step's."""
    textbook = np.broadcast_to(evaluate(as_shown(step.equation.expr), step.trace, step.trace.sizes), step.value.shape)
    pairs = zip(textbook.flat, step.value.flat, strict=True)
    return any(numbers.plain(float(a), digits) != numbers.plain(float(b), digits) for a, b in pairs)


def one_unit(output, loss, weight, target):
    problem = problem_for(np.random.default_rng(0), [1, 1], [output], loss, 1)
    return problem.with_values({"W1": [[weight]], "b1": [[0.0]], "X": [[1.0]], "Y": [[target]]})


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("digits", [2, 4, 8])
def test_the_presets_need_no_note(path, digits):
    assert notes_of(Problem.from_dict(example(path.stem)["problem"]), digits) == set()


@pytest.mark.parametrize(
    "output, loss, weight, target, keys",
    [
        ("sigmoid", "binary_cross_entropy", 40.0, 1.0, {"J", "dZ1", "slope1"}),
        ("sigmoid", "binary_cross_entropy", 40.0, 0.0, {"J", "slope1"}),
        ("sigmoid", "half_squared_error", 40.0, 1.0, {"slope1"}),
        ("tanh", "half_squared_error", 25.0, 0.5, {"slope1"}),
        ("tanh", "half_squared_error", 2.0, 0.5, set()),
        ("gelu", "half_squared_error", -8.5, 0.5, {"slope1"}),
        ("gelu", "half_squared_error", 7.0, 0.5, set()),
        ("relu", "huber", 800.0, 0.5, set()),
    ],
)
def test_a_saturated_network_says_so(output, loss, weight, target, keys):
    assert notes_of(one_unit(output, loss, weight, target)) == keys


def test_the_note_names_its_quantity():
    step = trace(one_unit("sigmoid", "binary_cross_entropy", 40.0, 1.0)).step("dZ1")
    assert r"$\frac{\partial J}{\partial Z^{(1)}}$" in explain(step, load_prose()).note
    assert notes_of(notes()) == set()
