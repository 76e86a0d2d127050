"""Every gradient of every preset and of 200 random networks against the complex step, at kinks and far out as well."""

import json
from itertools import count, islice

import numpy as np
import pytest

from engine import GradientCheckError, Problem, gradient_check, trace
from engine.gradcheck import compare
from engine.losses import LOSSES
from tests.engine.networks import EXAMPLES, HIDDEN, gradients_of, notes, problem_for, random_problem


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_presets(path):
    gradient_check(Problem.from_dict(json.loads(path.read_text(encoding="utf-8"))["problem"])).require(1e-13)


def has_digits(problem):
    """False where even the largest gradient is what is left of terms a thousand times its size: about one in 300."""
    values = trace(problem)
    layers = range(1, len(problem.W) + 1)
    terms = max(float((np.abs(values[f"dZ{i}"]) @ np.abs(values[f"A{i - 1}"]).T).max()) for i in layers)
    return terms <= 1000 * max(float(np.abs(g).max()) for g in gradients_of(values, problem).values())


@pytest.mark.parametrize("chunk", range(10))
def test_random_networks(chunk):
    drawn = (random_problem([chunk, number, 1], width=6, examples=6) for number in count())
    for problem in islice(filter(has_digits, drawn), 20):
        gradient_check(problem).require(1e-13)


@pytest.mark.parametrize("z", [0.0, 1.0, -1.0, 3.0, -3.0, 40.0, -40.0, 800.0, -800.0, 1e5, -1e5])
@pytest.mark.parametrize("hidden", HIDDEN)
def test_at_kinks_and_far_out(hidden, z):
    """Zero weights put every sum on the bias: the complex step must take the same side of a kink as the slope."""
    problem = problem_for(np.random.default_rng(0), [1, 1, 1], [hidden, "identity"], "huber", 1)
    gradient_check(problem.with_values({"W1": [[0.0]], "b1": [[z]], "W2": [[0.5]], "b2": [[0.1]]})).require(1e-13)


@pytest.mark.parametrize("z", [0.0, 1.0, -1.0])
@pytest.mark.parametrize("loss", [name for name in LOSSES if LOSSES[name].takes("identity")])
def test_kinks_of_losses(loss, z):
    problem = problem_for(np.random.default_rng(0), [1, 1], ["identity"], loss, 1, l1=0.5)
    y = 1.0 if loss == "hinge" else 0.0
    gradient_check(problem.with_values({"W1": [[0.0]], "b1": [[z]], "X": [[2.0]], "Y": [[y]]})).require(1e-13)


@pytest.mark.parametrize("z", [40.0, 300.0, 690.0])
@pytest.mark.parametrize("loss", ["cross_entropy", "half_squared_error", "huber"])
def test_a_softmax_that_is_sure_and_wrong(loss, z):
    problem = problem_for(np.random.default_rng(0), [1, 2], ["softmax"], loss, 1)
    changed = {"W1": [[0.0], [0.0]], "b1": [[z], [0.0]], "X": [[1.0]], "Y": [[0.0], [1.0]]}
    gradient_check(problem.with_values(changed)).require(1e-13)


def test_a_report_lists_every_entry_with_both_numbers():
    report = gradient_check(notes())
    assert [(e.parameter, e.row, e.column) for e in report.entries][:3] == [("W1", 0, 0), ("W1", 0, 1), ("W1", 1, 0)]
    assert len(report.entries) == 9
    assert report.scale == max(abs(e.numeric) for e in report.entries)
    assert report.worst.difference == max(e.difference for e in report.entries)


def test_a_wrong_gradient_is_refused_with_both_numbers():
    right = {"W1": np.array([[1.0, 2.0]])}
    with pytest.raises(GradientCheckError, match=r"dW1\[0,1\].*says 2\.5.*says.*2\.0.*0\.25") as error:
        compare(notes(), {"dW1": np.array([[1.0, 2.5]])}, "complex", right).require(1e-13)
    assert isinstance(error.value, AssertionError)
    with pytest.raises(GradientCheckError, match="nan"):
        compare(notes(), {"dW1": np.array([[np.nan, 2.0]])}, "complex", right).require(1e-13)


@pytest.mark.parametrize("arguments", [("forward", None), ("complex", 0.0), ("central", -1e-6), ("central", np.nan)])
def test_impossible_differences_are_refused(arguments):
    with pytest.raises(ValueError, match=r"forward|positive"):
        gradient_check(notes(), *arguments)
