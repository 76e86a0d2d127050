"""One weight changed by h: J really changes so, the quotient comes to the gradient, the curve passes where it must."""

from itertools import pairwise

import numpy as np
import pytest

from engine import Problem, trace
from engine.run import run
from explain.nudge import HALF_POINTS, digits_to_tell, losses, nudge
from tests.engine.networks import mazur, notes, problem_for
from tests.explain.latex_reader import read


def softmax():
    """Tanh and softmax with two examples and a penalty."""
    return problem_for(np.random.default_rng(3), [2, 3, 3], ["tanh", "softmax"], "cross_entropy", 2, l2=0.1)


PROBLEMS = {"notes": notes(), "mazur": mazur(), "softmax": softmax()}
ENTRIES = [
    (name, key, *place)
    for name, problem in PROBLEMS.items()
    for key, array in problem.parameters.items()
    for place in np.ndindex(array.shape)
]


def overflowing():
    """J is a square of 1e155 w: finite at w = 0, too large for a computer from w = 1 on."""
    layers = [{"units": 1, "activation": "identity"}] * 2
    doc = {"inputs": 1, "layers": layers, "loss": "half_squared_error", "optimiser": {"name": "sgd", "eta": 0.1}}
    return Problem.from_dict({**doc, "W": [[[0.0]], [[1e155]]], "X": [[1.0]], "Y": [[2.0]]})


def with_entry(problem, key, row, column, value):
    """The problem with one number of a parameter changed."""
    changed = problem.parameters[key].copy()
    changed[row, column] = value
    return problem.with_values({key: changed})


@pytest.mark.parametrize("name, key, row, column", ENTRIES)
def test_every_entry_against_its_gradient(name, key, row, column):
    """J after the change is a trace's own; steps to both sides meet the gradient; the forecast is gradient times h."""
    values = trace(PROBLEMS[name])
    wanted = values[f"d{key}"][row, column]
    there, back = (nudge(values, key, row, column, h) for h in (1e-5, -1e-5))
    assert there.gradient == wanted
    assert there.predicted == wanted * 1e-5
    assert there.before == values["J"][0, 0]
    after = trace(with_entry(PROBLEMS[name], key, row, column, there.moved))["J"][0, 0]
    assert there.after == after
    assert there.change == after - there.before
    assert (there.quotient + back.quotient) / 2 == pytest.approx(wanted, rel=1e-6, abs=1e-9)
    assert abs(there.closest.error) <= 1e-6 * max(1.0, abs(wanted))


@pytest.mark.parametrize("h", [0.5, -0.5])
def test_the_ladder_comes_to_the_gradient_until_rounding_takes_over(h):
    """Ten times shorter, ten times closer; at the end it is far off again. Each rung steps to the side of h."""
    ladder = nudge(trace(notes()), "W1", 0, 0, h).ladder
    errors = [abs(q.error) for q in ladder]
    assert [q.h for q in ladder] == sorted((q.h for q in ladder), key=abs, reverse=True)
    assert all(q.h * h > 0 for q in ladder)
    assert all(b < a / 5 for a, b in pairwise(errors[:5]))
    assert errors[-1] > 1e4 * min(errors)


@pytest.mark.parametrize("h, reach", [(0.0001, 1.0), (0.1, 1.0), (0.25, 1.0), (0.5, 2.0), (-1.0, 4.0)])
def test_the_curve_reaches_far_enough(h, reach):
    """At least 1 to both sides, and four steps."""
    found = nudge(trace(notes()), "W1", 1, 0, h)
    assert len(found.curve.at) == 2 * HALF_POINTS + 1
    assert found.curve.at[0] == pytest.approx(found.at - reach)
    assert found.curve.at[-1] == pytest.approx(found.at + reach)


@pytest.mark.parametrize("name, key, row, column", ENTRIES)
def test_the_curve_passes_through_the_weight_and_its_tangent_has_the_gradients_slope(name, key, row, column):
    """The point in the middle is where the network is now; a few others are J of a changed network."""
    found = nudge(trace(PROBLEMS[name]), key, row, column, 0.1)
    curve = found.curve
    assert (curve.at[HALF_POINTS], curve.loss[HALF_POINTS]) == (found.at, found.before)
    assert curve.tangent[HALF_POINTS] == found.before
    slopes = np.diff(curve.tangent) / np.diff(curve.at)
    assert slopes == pytest.approx(np.full(len(slopes), found.gradient), rel=1e-9, abs=1e-12)
    assert curve.missing == 0
    for index in (0, 17, -1):
        changed = with_entry(PROBLEMS[name], key, row, column, curve.at[index])
        assert curve.loss[index] == trace(changed)["J"][0, 0]


def test_what_is_not_finite_is_left_out():
    """The point, its quotient and the points of the curve beyond it; the rest stands."""
    found = nudge(trace(overflowing()), "W1", 0, 0, 1.0)
    assert (found.after, found.change, found.quotient, found.latex(4)) == (None, None, None, None)
    assert found.ladder[0].value is found.ladder[0].error is None
    assert found.closest.error is not None
    assert found.curve.missing == np.isnan(found.curve.loss).sum() > 0
    assert found.curve.loss[HALF_POINTS] == 2.0
    steep = nudge(trace(overflowing()), "W2", 0, 0, 0.1)
    assert steep.curve.missing == 0


def test_a_number_on_the_way_counts_too():
    """J of a saturated sigmoid is finite where its sum is not: a trace would stop there, so the curve has no point."""
    layers = [{"units": 1, "activation": "identity"}, {"units": 1, "activation": "sigmoid"}]
    doc = {"inputs": 1, "layers": layers, "loss": "half_squared_error", "optimiser": {"name": "sgd", "eta": 0.1}}
    problem = Problem.from_dict({**doc, "W": [[[0.0]], [[1e300]]], "X": [[1.0]], "Y": [[1.0]]})
    assert np.isnan(losses(trace(problem), "W1", 0, 0, np.array([0.0, 1.0, 1e9]))).tolist() == [False, False, True]


def test_nothing_else_changes():
    """Neither the trace nor a later one of the same network remembers that a weight was moved."""
    problem = notes()
    values = trace(problem)
    before = {key: values[key].copy() for key in values}
    nudge(values, "W1", 0, 0, 1.0)
    again = trace(problem)
    for key, array in before.items():
        assert (values[key] == array).all(), key
        assert (again[key] == array).all(), key


@pytest.mark.parametrize("h", [1.0, -0.01, 0.0001])
def test_the_printed_quotient_reads_back(h):
    """J(w + h) and J(w) are printed so that the fraction has the value under it, to the digits shown."""
    found = nudge(trace(mazur()), "W2", 0, 1, h)
    body = found.latex(6).removeprefix(r"\begin{aligned} ").removesuffix(r" \end{aligned}")
    formula, value, gradient = body.split(r" \\[10pt] ")
    left, numbers = formula.split(" &= ")
    names = {rf"J\left({found.name} + h\right)": found.after, rf"J\left({found.name}\right)": found.before, "h": h}
    assert read(left, names) == pytest.approx(found.quotient, rel=1e-12)
    assert read(numbers) == pytest.approx(found.quotient, rel=1e-5)
    assert read(value.removeprefix("&= ")) == pytest.approx(found.quotient, rel=1e-5)
    assert gradient.startswith(rf"{found.gradient_name} &= ")
    assert read(gradient.split(" &= ")[1]) == pytest.approx(found.gradient, rel=1e-5)


@pytest.mark.parametrize(
    "one, other, digits, wanted",
    [(1.0, 2.0, 4, 5), (1.0, 1.0, 4, 4), (0.25, 0.2501, 4, 8), (1.0, 1.0 + 2**-52, 4, 17), (0.0, 5e-324, 4, 4)],
)
def test_digits_that_tell_two_numbers_apart(one, other, digits, wanted):
    assert digits_to_tell(one, other, digits) == wanted


@pytest.mark.parametrize(
    "key, row, column, h, error, words",
    [
        ("X", 0, 0, 0.1, KeyError, "X"),
        ("W3", 0, 0, 0.1, KeyError, "W3"),
        ("W1", 2, 0, 0.1, IndexError, r"W1 is 2 x 2: it has no entry \(2, 0\)"),
        ("W1", 0, -1, 0.1, IndexError, "W1 is 2 x 2"),
        ("W1", 0, 0, 0.0, ValueError, "moves nothing"),
        ("W1", 0, 0, float("nan"), ValueError, "moves nothing"),
    ],
)
def test_what_cannot_be_nudged_is_refused(key, row, column, h, error, words):
    with pytest.raises(error, match=words):
        nudge(trace(notes()), key, row, column, h)


def test_a_trace_without_a_problem_is_refused():
    with pytest.raises(ValueError, match="without a problem"):
        nudge(run(trace(notes()).program, notes().values), "W1", 0, 0, 0.1)
