"""The gradient check of the lab: its numbers against the engine's own check and differences by hand, and its kinks."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

import numpy as np
import pytest

from engine import NonFiniteError, Problem, gradient_check, trace
from engine.gradcheck import Differences
from explain.lab import gradient_curve
from explain.lab.data import generated, make_data
from explain.lab.gradient_curve import CURVE_ENTRIES, MOST_EXAMPLES, STEPS, Crossing, check, drawn
from explain.lab.run import Run
from explain.lab.setup import Setup

SMALL = ((3, "tanh"),)


def problem(name: str = "circles", examples: int = 40, updates: int = 20, **setup: Any) -> Problem:
    """A network after some updates, with all of its examples for training."""
    data = generated(name, examples=examples, noise=0.0, seed=0, share=0.0, standardise=False)
    run = Run(Setup(**setup), data)
    run.recording.advance(updates)
    return run.problem(run.updates)


def nudged(start: Problem, key: str, at: tuple[int, int], h: float) -> float:
    """J with one entry moved by h, from a whole trace."""
    values = start.parameters[key].copy()
    values[at] += h
    return float(trace(start.with_values({key: values}))["J"][0, 0])


@pytest.mark.parametrize("hidden", [(), SMALL, ((4, "relu"), (3, "gelu"))])
def test_all_entries_are_those_of_the_engines_check(hidden: Any) -> None:
    """The same entries and numbers, the worst first; only the scale is that of backpropagation's gradients."""
    start = problem(hidden=hidden)
    report, found = gradient_check(start), check(start)
    by_place = {astuple(one)[:3]: (one.analytic, one.numeric) for one in report.entries}
    assert {astuple(one)[:3]: (one.analytic, one.numeric) for one in found.entries} == by_place
    assert found.all_entries == len(report.entries)
    differences = [one.difference for one in found.entries]
    assert differences == sorted(differences, reverse=True)
    assert differences[0] < 1e-13
    assert found.entries[0].difference == pytest.approx(report.worst.difference)


def test_an_entry_has_its_own_name() -> None:
    """Row and column from 1 on, beside the entry that it names."""
    found = check(problem(hidden=SMALL))
    names = {(one.parameter, one.row, one.column): name for one, name in zip(found.entries, found.names, strict=True)}
    assert names["W1", 2, 0] == "w^{(1)}_{31}"
    assert names["b1", 1, 0] == "b^{(1)}_{2}"
    assert names["W2", 0, 1] == "w^{(2)}_{12}"


def test_the_curve_is_the_largest_error_of_central_differences_by_hand() -> None:
    """For each h, from two whole traces of every entry."""
    start = problem(hidden=SMALL, examples=8)
    analytic = trace(start)
    scale = max(np.abs(analytic[f"d{key}"]).max() for key in start.parameters)
    places = [(key, at) for key, value in start.parameters.items() for at in np.ndindex(value.shape)]
    chosen = [(key, (i, j)) for key, i, j in drawn([(key, *at) for key, at in places], CURVE_ENTRIES)]
    assert len(chosen) == CURVE_ENTRIES < len(places)
    for step in check(start).curve[:6]:
        errors = [
            abs(
                (nudged(start, key, at, step.h) - nudged(start, key, at, -step.h)) / (2 * step.h)
                - analytic[f"d{key}"][at]
            )
            for key, at in chosen
        ]
        assert step.central == pytest.approx(max(errors) / scale, rel=1e-6, abs=1e-15)


def test_truncation_falls_with_h_squared_and_rounding_rises() -> None:
    """A hundredth of the error for a tenth of h, down to the best one; from there on it grows about as 1/h. The complex
    step falls the same way, and stays.
    """
    found = check(problem(hidden=((8, "tanh"), (8, "tanh"))))
    central = {step.h: step.central for step in found.curve}
    assert [step.h for step in found.curve] == list(STEPS)
    assert central[STEPS[1]] / central[STEPS[2]] == pytest.approx(100, rel=0.02)
    assert found.best is not None
    assert 1e-7 < found.best.h < 1e-4
    assert central[STEPS[-1]] > 1e4 * central[STEPS[8]] > 1e4 * found.best.central
    complex_errors = [step.complex for step in found.curve]
    assert complex_errors[1] / complex_errors[2] == pytest.approx(100, rel=0.02)
    assert max(complex_errors[9:]) < 1e-14
    assert not found.kinked


def test_a_parabola_has_no_truncation_error() -> None:
    """A straight line and half the squared error: the longest step is the best."""
    found = check(problem("linear_regression", hidden=()))
    assert found.best is not None
    assert found.best.h == STEPS[0]
    assert found.best.central < 1e-14


KINKED = {
    "relu": {"hidden": ((8, "relu"),)},
    "the loss": {"name": "sine", "hidden": SMALL, "loss": "absolute_error"},
    "hinge": {"hidden": SMALL, "output": "identity", "loss": "hinge"},
    "the penalty": {"hidden": SMALL, "l1": 0.01},
}


@pytest.mark.parametrize("cause", KINKED)
def test_kinks_are_found_where_the_slope_changes_on_the_way(cause: str) -> None:
    """By hand: dJ/dw on both ends of the step, with every sign that J depends on."""
    start = problem(examples=20, **KINKED[cause])
    crossing, seen = Crossing(start), set()
    for key, value in start.parameters.items():
        for at in np.ndindex(value.shape):
            for h in (1e-1, 1e-3, 1e-6):
                ends = []
                for moved in (h, -h):
                    changed = value.copy()
                    changed[at] += moved
                    t = trace(start.with_values({key: changed}))
                    signs = [t["Z1"] > 0] if cause == "relu" else []
                    signs += [t["Yhat"] > t["Y"]] if cause == "the loss" else []
                    signs += [t["Y"] * t["Yhat"] < 1] if cause == "hinge" else []
                    signs += [changed > 0] if cause == "the penalty" and key[0] == "W" else []
                    ends.append(np.concatenate([sign.ravel() for sign in signs] or [np.zeros(1)]))
                expected = bool((ends[0] != ends[1]).any())
                assert crossing.at((key, *at), h) is expected, (key, at, h)
                seen.add(expected)
    assert seen == {True, False}


def test_crossing_a_kink_costs_the_central_difference_only() -> None:
    """It is counted for each step size, and the complex step has no part in it."""
    found = check(problem(hidden=((16, "relu"), (16, "relu")), updates=100))
    assert found.kinked
    assert all(step.central > 1e-6 for step in found.kinked)
    assert all(step.complex < 1e-12 for step in found.kinked)
    assert found.curve[0].kinks >= found.kinked[-1].kinks > 0
    assert found.best not in found.kinked


def test_only_so_many_examples_take_part() -> None:
    """The first ones; the check is that of a problem with no others."""
    whole = problem(examples=100, hidden=SMALL)
    few = whole.with_values({"X": whole.X[:, :MOST_EXAMPLES], "Y": whole.Y[:, :MOST_EXAMPLES]})
    found = check(whole)
    assert (found.examples, found.all_examples) == (MOST_EXAMPLES, 100)
    assert found.entries == check(few).entries


def test_of_many_entries_a_sample_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as the work allows, always the same ones, from all parameters."""
    start = problem(hidden=SMALL)
    monkeypatch.setattr(gradient_curve, "MOST_WORK", 7 * 40 * 4)
    found = check(start)
    assert (len(found.entries), found.all_entries) == (7, 13)
    assert found.entries == check(start).entries
    assert len({one.parameter for one in found.entries}) > 1


def test_a_network_without_any_gradient_has_no_error() -> None:
    """All weights 0 in ReLU and one bias: what is not 0 is exact, and nothing is divided by 0."""
    start = problem(hidden=((4, "step"),), updates=0, initialiser="zeros")
    start = start.with_values({"Y": np.full((1, 40), 0.5)})
    found = check(start)
    assert found.entries[0].difference == 0
    assert {step.complex for step in found.curve} == {0.0}
    assert {step.central for step in found.curve} == {0.0}


def test_a_network_that_is_not_finite_is_refused_and_a_step_that_is_not_is_left_out() -> None:
    """J overflows for a longer step before it does for the network itself."""
    x = np.full((1, 4), 1e153)
    data = make_data("far", x, x * 0, 0, seed=0, share=0.0, standardise=False)
    start = Run(Setup(hidden=(), initialiser="zeros"), data).problem(0)
    with pytest.raises(NonFiniteError):
        check(start.with_values({"W1": [[1e3]]}))
    found = check(start.with_values({"W1": [[1.0]], "Y": np.full((1, 4), 1e153)}))
    assert found.curve[0].central is None or np.isfinite(found.curve[0].central)


def test_differences_leave_the_numbers_as_they_were() -> None:
    """The same entry again, after others and other steps."""
    start = problem(hidden=SMALL)
    for method, h in (("central", 1e-5), ("complex", 1e-30)):
        differences = Differences(start, trace(start).program, method)
        first = differences.by("W1", (0, 0), h)
        differences.by("W1", (0, 0), 0.1)
        differences.by("b2", (0, 0), 0.1)
        assert differences.by("W1", (0, 0), h) == first
