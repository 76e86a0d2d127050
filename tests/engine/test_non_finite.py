"""The first number that is not finite is named: step, quantity, entry, operation, cause; the trace ends before it."""

import numpy as np
import pytest

from engine import NonFiniteError, Problem, trace
from tests.engine.networks import notes, problem_for


def failing(problem: Problem) -> NonFiniteError:
    with pytest.raises(NonFiniteError) as error:
        trace(problem)
    return error.value


def net(activations, loss, changed, widths=None, **settings):
    widths = widths or [1] * (len(activations) + 1)
    return problem_for(np.random.default_rng(0), widths, activations, loss, 1, **settings).with_values(changed)


BIG = {"W1": [[1e200]], "b1": [[0.0]], "X": [[1e200]]}

CASES = [
    # name, problem, key, row and column, operation, part of the cause
    ("weighted sum", net(["sigmoid"], "half_squared_error", BIG), "Z1", (0, 0), "matmul", "overflow"),
    (
        "loss",
        net(["identity"], "half_squared_error", {"W1": [[1e200]], "X": [[1.0]]}),
        "J",
        (0, 0),
        "square",
        "overflow",
    ),
    (
        "one entry of many",
        net(
            ["identity"],
            "absolute_error",
            {"W1": [[1.0], [1e200]], "b1": [[0.0], [0.0]], "X": [[1e200]]},
            widths=[1, 2],
        ),
        "Z1",
        (1, 0),
        "matmul",
        "overflow",
    ),
    (
        "weight gradient",
        net(["identity", "identity"], "absolute_error", {"X": [[1e200]], "W1": [[0.0]], "W2": [[1e200]], "Y": [[5.0]]}),
        "dW1",
        (0, 0),
        "matmul",
        "overflow",
    ),
    (
        "update",
        net(["identity"], "half_squared_error", {"W1": [[1e150]], "b1": [[0.0]], "X": [[1e10]], "eta": 1e300}),
        "J",
        (0, 0),
        "square",
        "overflow",
    ),
    (
        "update alone",
        net(["identity"], "absolute_error", {"W1": [[1.0]], "X": [[1e300]], "Y": [[0.0]], "eta": 1e300}),
        "W1_next",
        (0, 0),
        "multiply",
        "overflow",
    ),
    (
        "division by zero",
        net(
            ["identity"],
            "half_squared_error",
            {"W1": [[0.0]], "b1": [[0.0]], "Y": [[0.0]]},
            optimiser="adam",
            epsilon=0.0,
        ),
        "W1_next",
        (0, 0),
        "divide",
        "division_by_zero",
    ),
    (
        "undefined",
        net(["identity"], "absolute_error", {"W1": [[1e200, 1e200]], "X": [[1e200], [-1e200]]}, widths=[2, 1]),
        "Z1",
        (0, 0),
        "matmul",
        "undefined",
    ),
    (
        "penalty",
        net(["sigmoid"], "half_squared_error", {"W1": [[1e200]], "X": [[0.0]]}, l2=1.0),
        "J_penalty",
        (0, 0),
        "square",
        "overflow",
    ),
]


@pytest.mark.parametrize("name, problem, key, at, operation, cause", CASES, ids=[case[0] for case in CASES])
def test_the_first_bad_number_is_named(name, problem, key, at, operation, cause):
    error = failing(problem)
    found = error.cause
    assert (found.key, (found.row, found.column), found.operation) == (key, at, operation)
    assert found.cause == cause
    assert not np.isfinite(found.value)
    program = error.trace.program
    assert program.equations[found.step].target.key == key
    assert f"step {found.step + 1}: {found.quantity}, entry ({at[0] + 1}, {at[1] + 1})" in str(error)
    assert error.trace.problem is problem


@pytest.mark.parametrize("name, problem, key, at, operation, cause", CASES, ids=[case[0] for case in CASES])
def test_the_trace_has_what_came_before_and_nothing_after(name, problem, key, at, operation, cause):
    partial = failing(problem).trace
    program = partial.program
    stop = next(i for i, e in enumerate(program.equations) if e.target.key == key)
    assert len(partial.steps) == stop
    for step in partial.steps:
        assert np.isfinite(step.value).all()
    for equation in program.equations[stop:]:
        assert equation.target.key not in partial
        with pytest.raises(KeyError, match=f"was not computed: the run stopped before it, at step {stop + 1}"):
            partial[equation.target.key]
    assert {"X", "Y", "W1", "b1"} <= set(partial)
    with pytest.raises(KeyError, match="was not computed"):
        _ = partial.after


def test_operands_are_given():
    operands = failing(net(["sigmoid"], "half_squared_error", BIG)).cause.operands
    assert set(operands) == {1e200}


def test_an_infinity_on_the_way_to_a_finite_result_is_none():
    values = trace(notes().with_values({"b1": [[-800.0], [800.0]]}))
    assert values["A1"].ravel().tolist() == [0.0, 1.0]
    assert values["slope1"].tolist() == [[0.0], [0.0]]
