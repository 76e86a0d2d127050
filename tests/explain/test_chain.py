"""A nudge through a chain: its factors multiply to the gradient, its stages fit together, its formula reads back."""

from itertools import pairwise
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Problem, trace
from engine.run import run
from explain.chain import nudge_chain
from explain.paths import paths
from tests.engine.networks import HIDDEN, example, mazur, notes
from tests.explain.latex_reader import read

NUMBERS = st.floats(-2, 2).map(lambda value: round(value, 3))
LINKS = st.lists(st.tuples(st.sampled_from(HIDDEN), NUMBERS, NUMBERS), min_size=1, max_size=4)
PROPERTY = settings(max_examples=60, deadline=None)


def chain_of(links, x=0.5, y=0.25):
    """The trace of a chain with a function, a weight and a bias for each link."""
    doc = {
        "inputs": 1,
        "layers": [{"units": 1, "activation": function} for function, *_ in links],
        "loss": "half_squared_error",
        "optimiser": {"name": "sgd", "eta": 0.1},
        "W": [[[weight]] for _, weight, _ in links],
        "b": [[bias] for *_, bias in links],
        "X": [[x]],
        "Y": [[y]],
    }
    return trace(Problem.from_dict(doc))


def two_neurons():
    """The notes' chain: two sigmoids, with the short way through the output layer."""
    return trace(Problem.from_dict(example("notes-two-neuron-chain")["problem"]))


@given(LINKS, NUMBERS, st.data())
@PROPERTY
def test_the_factors_multiply_to_the_gradient(links, x, data):
    """Product times dJ/dyhat is what the backward pass says, for every weight and bias; its stages are a path's."""
    values = chain_of(links, x)
    key = data.draw(st.sampled_from([v.key for v in values.program.parameters]))
    found = nudge_chain(values, key, 0.1)
    assert found.product * values["dYhat"][0, 0] == pytest.approx(values[f"d{key}"][0, 0], rel=1e-12, abs=1e-14)
    whole = paths(values, key, 0).total
    assert found.product * values["dYhat"][0, 0] == pytest.approx(whole, rel=1e-12, abs=1e-14)


@given(LINKS, NUMBERS)
@PROPERTY
def test_the_slope_by_the_input_is_that_by_the_first_bias_times_the_weight(links, x):
    """The input has no gradient in a trace: dz/dx is w where dz/db is 1."""
    values = chain_of(links, x)
    by_bias = nudge_chain(values, "b1", 0.1).product
    assert nudge_chain(values, "X", 0.1).product == pytest.approx(by_bias * links[0][1], rel=1e-12, abs=1e-300)


@given(LINKS, NUMBERS, st.sampled_from(["X", "W1", "b1"]), st.sampled_from([1.0, 0.1, -0.5]))
@PROPERTY
def test_the_stages_are_numbers_of_two_traces_and_each_takes_up_the_change_before_it(links, x, key, h):
    values = chain_of(links, x)
    found = nudge_chain(values, key, h)
    moved = trace(values.problem.with_values({key: values[key] + h}))
    assert found.stages[0].arrived == h
    assert all(b.arrived == a.change for a, b in pairwise(found.stages))
    last = found.stages[-1]
    assert (last.before, last.after) == (values["Yhat"][0, 0], moved["Yhat"][0, 0])
    assert found.change == last.change
    assert found.ratio == last.change / h
    for stage in found.stages:
        if stage.ratio is not None:
            assert stage.ratio * stage.arrived == pytest.approx(stage.change, rel=1e-12)


@pytest.mark.parametrize("key", ["X", "W1", "b1", "W2", "b2"])
def test_the_ratio_comes_to_the_product_from_both_sides(key):
    """Ten times shorter, ten times closer; a smooth function, nudged up and down."""
    found = nudge_chain(chain_of([("sigmoid", 1.5, 0.2), ("tanh", -2.0, 0.5)]), key, 0.1)
    for side in (1, -1):
        off = [abs(rung.ratio - found.product) for rung in found.ladder if rung.h * side in (1.0, 0.1, 0.01, 0.001)]
        assert len(off) == 4
        assert off[1] > 5 * off[2] > 25 * off[3] > 0
    assert [abs(rung.h) for rung in found.ladder] == sorted((abs(rung.h) for rung in found.ladder), reverse=True)
    assert {rung.h for rung in found.ladder} == {-rung.h for rung in found.ladder}


def test_straight_links_keep_every_ratio():
    """What is straight has one stage a link, and its slope for every nudge."""
    found = nudge_chain(chain_of([("identity", 3.0, 1.0), ("identity", 2.0, -1.0)]), "X", 1.0)
    assert [(stage.factor, stage.name, stage.factor_name) for stage in found.stages] == [
        (3.0, "a^{(1)}", "w^{(1)}"),
        (2.0, r"\hat{y}", "w^{(2)}"),
    ]
    assert [rung.ratio for rung in found.ladder] == pytest.approx([6.0] * len(found.ladder), rel=1e-10)
    assert found.claims == (5.0, 6.0, 3.0)


def test_a_shut_link_lets_nothing_through():
    """Behind a slope of 0 nothing arrives, which is no ratio of 0/0."""
    found = nudge_chain(chain_of([("relu", 2.0, 0.0), ("tanh", 0.5, 0.0)], x=-1.0), "X", 0.1)
    assert [stage.ratio for stage in found.stages] == [pytest.approx(2.0), 0.0, None, None]
    assert found.product == found.change == 0


@pytest.mark.parametrize("x, corner", [(0.0, True), (1e-16, True), (0.5, False), (-0.5, False)])
def test_a_corner_is_told(x, corner):
    """ReLU at a sum of 0, also where rounding leaves a trace of one; at exactly 0 the slope is the one to the left."""
    found = nudge_chain(chain_of([("relu", 2.0, 0.0), ("relu", 1.0, 1.0)], x), "X", 0.1)
    assert [stage.corner for stage in found.stages] == [False, corner, False, False]
    assert found.stages[1].factor == (1.0 if x > 0 else 0.0)


@pytest.mark.parametrize("key, first", [("X", "w^{(1)}"), ("W1", "x"), ("b1", "1"), ("W2", "a^{(1)}"), ("b2", "1")])
def test_the_first_factor_is_what_the_nudged_number_is_multiplied_by(key, first):
    found = nudge_chain(two_neurons(), key, 0.1)
    assert found.stages[0].factor_name == first
    assert len(found.stages) == (4 if key[-1] in "X1" else 2)


@pytest.mark.parametrize("key", ["X", "W1", "W2"])
@pytest.mark.parametrize("links", [[("tanh", -2.0, 0.5)] * 2, [("identity", 3.0, 0.0), ("sigmoid", -0.5, 1.0)]])
def test_the_formula_reads_back(links, key):
    """Each line has the value of the product: by local slopes, by name, by number, and the result."""
    values = chain_of(links)
    found = nudge_chain(values, key, 0.1)
    body = found.latex(8).removeprefix(r"\begin{aligned} ").removesuffix(r" \end{aligned}")
    left, right = body.split(" &= ", 1)
    by_slope, by_name, by_number, result = (line.removeprefix("&= ") for line in right.split(r" \\[10pt] "))
    assert left == rf"\frac{{\partial \hat{{y}}}}{{\partial {found.name}}}"
    names = [found.name, *(stage.name for stage in found.stages)]
    locals_ = [rf"\frac{{\partial {b}}}{{\partial {a}}}" for a, b in pairwise(names)]
    assert by_slope == r" \cdot ".join(locals_)
    assert by_name == r" \cdot ".join(stage.factor_name for stage in found.stages)
    for line in (by_number, result):
        assert read(line) == pytest.approx(found.product, rel=1e-6)
    assert prod(stage.factor for stage in found.stages) == found.product


def test_one_link_says_its_slope_once():
    """No line that says that a slope is itself."""
    found = nudge_chain(chain_of([("identity", 3.0, 0.0)]), "X", 0.1)
    assert found.latex(4) == (
        r"\begin{aligned} \frac{\partial \hat{y}}{\partial x} &= w^{(1)} \\[10pt] &= 3 \end{aligned}"
    )


def test_the_slopes_are_those_of_the_trace():
    """The stable ones, also where the trace goes the short way and has none for the output."""
    values = two_neurons()
    found = nudge_chain(values, "X", 0.1)
    assert found.stages[1].factor == values["slope1"][0, 0]
    output = values["Yhat"][0, 0]
    assert found.stages[3].factor == pytest.approx(output * (1 - output), rel=1e-12)
    assert found.product * values["dZ2"][0, 0] / found.stages[3].factor == pytest.approx(
        values["dZ1"][0, 0] * values["W1"][0, 0], rel=1e-12
    )


@pytest.mark.parametrize(
    "values, key, h, error, words",
    [
        (lambda: trace(notes()), "X", 0.1, ValueError, r"\(2, 2, 1\) units"),
        (lambda: trace(mazur()), "W1", 0.1, ValueError, "no chain"),
        (two_neurons, "Y", 0.1, KeyError, "Y"),
        (two_neurons, "W3", 0.1, KeyError, "W3"),
        (two_neurons, "X", 0.0, ValueError, "moves nothing"),
        (two_neurons, "X", float("nan"), ValueError, "moves nothing"),
        (lambda: run(two_neurons().program, two_neurons().problem.values), "X", 0.1, ValueError, "without a problem"),
    ],
)
def test_what_is_no_chain_or_cannot_be_nudged_is_refused(values, key, h, error, words):
    with pytest.raises(error, match=words):
        nudge_chain(values(), key, h)


def test_two_examples_are_no_chain():
    values = two_neurons()
    two = values.problem.with_values({"X": [[0.1, 0.2]], "Y": [[1.0, 0.0]]})
    with pytest.raises(ValueError, match="for 2 examples"):
        nudge_chain(trace(two), "X", 0.1)


def test_nothing_else_changes():
    """Neither the trace nor a later one remembers the nudge."""
    values = two_neurons()
    before = {key: values[key].copy() for key in values}
    nudge_chain(values, "W1", 1.0)
    again = trace(values.problem)
    for key, array in before.items():
        assert np.array_equal(values[key], array), key
        assert np.array_equal(again[key], array), key
