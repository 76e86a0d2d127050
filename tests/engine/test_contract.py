"""The public contract: the names of `engine`, what a Trace holds under which key, aliases, long_way."""

from itertools import pairwise

import numpy as np
import pytest

import engine
from engine import Problem, long_way, plan, run, trace, train
from engine.activations import ACTIVATIONS
from engine.expr import Stable
from engine.losses import LOSSES
from engine.optimisers import OPTIMISERS
from engine.tree import walk
from tests.engine.networks import example, mazur, notes, problem_for, random_problem, require_close

PUBLIC = [
    "LESSON_LIMITS",
    "LIMITS",
    "Equation",
    "GradientCheckError",
    "GradientReport",
    "History",
    "LayerSpec",
    "Limits",
    "NetworkSpec",
    "NonFinite",
    "NonFiniteError",
    "Phase",
    "PlanError",
    "Problem",
    "ProblemError",
    "Program",
    "Step",
    "Trace",
    "TrainingStopped",
    "Workspace",
    "gradient_check",
    "long_way",
    "plan",
    "run",
    "trace",
    "train",
    "variant",
]


def test_the_public_names():
    assert sorted(engine.__all__) == sorted(PUBLIC)
    assert all(hasattr(engine, name) for name in PUBLIC)


def test_the_kinds_by_name():
    assert " ".join(ACTIVATIONS) == (
        "identity sigmoid tanh relu leaky_relu elu selu softplus softsign silu gelu hard_sigmoid step softmax"
    )
    assert set(LOSSES) == {
        "half_squared_error", "squared_error", "mean_squared_error", "absolute_error", "huber", "hinge",
        "binary_cross_entropy", "cross_entropy",
    }  # fmt: skip
    assert " ".join(OPTIMISERS) == "sgd momentum nesterov adagrad rmsprop adam adamw"


KEYS = [
    (notes(), "Z1 A1 Z2 Yhat J dZ2 dW2 db2 dA1 slope1 dZ1 dW1 db1 W2_next b2_next W1_next b1_next"),
    (
        mazur(),
        "Z1 A1 Z2 Yhat J dYhat slope2 dZ2 dW2 db2 dA1 slope1 dZ1 dW1 db1 W2_next b2_next W1_next b1_next",
    ),
    (
        problem_for(np.random.default_rng(0), [2, 3], ["softmax"], "huber", 2, "adam", l2=0.1, l1=0.1),
        "Z1 Yhat J_data J_penalty J dYhat dZ1 dW1_data dW1_penalty dW1 db1 t_next M_W1_next S_W1_next M_W1_hat "
        "S_W1_hat W1_next M_b1_next S_b1_next M_b1_hat S_b1_hat b1_next",
    ),
    (
        problem_for(np.random.default_rng(0), [2, 3], ["softmax"], "cross_entropy", 2, "momentum"),
        "Z1 Yhat J dZ1 dW1 db1 V_W1_next W1_next V_b1_next b1_next",
    ),
]


@pytest.mark.parametrize("problem, keys", KEYS, ids=["notes", "mazur", "softmax-huber-adam", "softmax-momentum"])
def test_the_steps_in_order(problem, keys):
    found = trace(problem)
    assert [step.key for step in found.steps] == keys.split()
    for number, step in enumerate(found.steps):
        assert step.index == number
        assert found.step(step.key) is step
        assert np.array_equal(step.value, found[step.key])
        assert all(used.index < number for used in step.uses)
        assert np.array_equal(step.term(step.equation.expr), step.value)
    assert {"X", "Y", *problem.parameters} <= set(found)
    assert len(found) == len(list(found))


def test_phases_come_in_order():
    phases = [step.phase.value for step in trace(mazur()).steps]
    assert list(dict.fromkeys(phases)) == ["forward", "loss", "backward", "update"]
    assert phases == sorted(phases, key=["forward", "loss", "backward", "update"].index)


@pytest.mark.parametrize("seed", range(25))
def test_shapes_and_read_only(seed):
    problem = random_problem([seed, 8], depth=4, width=6, examples=5, optimiser="adam")
    found, d = trace(problem), problem.examples
    widths = problem.spec.widths
    for l, (before, units) in enumerate(pairwise(widths), 1):
        shapes = {f"W{l}": (units, before), f"b{l}": (units, 1), f"Z{l}": (units, d), f"A{l}": (units, d)}
        for key, shape in shapes.items():
            assert found[key].shape == shape
            assert f"d{key}" not in found or found[f"d{key}"].shape == shape
        assert found[f"W{l}_next"].shape == (units, before)
    assert found["J"].shape == (1, 1)
    for key in found:
        assert found[key].ndim == 2
        assert found[key].dtype == np.float64
        with pytest.raises(ValueError, match="read-only"):
            found[key][0, 0] = 0.0


def test_aliases():
    for problem in (notes(), mazur()):
        found = trace(problem)
        assert found["A0"] is found["X"]
        assert np.array_equal(found["A2"], found["Yhat"])
        assert found.step("A2").key == "Yhat"
    assert np.array_equal(found["dA2"], found["dYhat"])


@pytest.mark.parametrize("key", ["dYhat", "slope2", "dA2"])
def test_what_the_shortcut_leaves_out_says_why(key):
    found = trace(notes())
    assert key not in found
    with pytest.raises(KeyError, match=rf"{key} is not in this trace: dZ2 was computed the short way; long_way"):
        found[key]


def test_an_unknown_key_lists_the_known_ones():
    with pytest.raises(KeyError, match=r"no quantity is called 'dX': there are W1, b1"):
        trace(notes())["dX"]
    assert "dX" not in trace(notes())
    assert 7 not in trace(notes())


@pytest.mark.parametrize(
    "loss, output", [(loss, o) for loss, record in LOSSES.items() for o in record.allowed_outputs()]
)
def test_the_long_way_arrives_at_the_same_gradient(loss, output):
    for examples in (1, 4):
        problem = problem_for(np.random.default_rng(4), [3, 4, 3], ["tanh", output], loss, examples)
        found = trace(problem)
        steps = long_way(found)
        jacobian = ACTIVATIONS[output].by_column
        assert [s.key for s in steps] == (["dYhat", "dZ2"] if jacobian else ["dYhat", "slope2", "dZ2"])
        require_close({"dZ2": steps[-1].value}, {"dZ2": found["dZ2"]}, 1e-12)
        if not jacobian:
            assert np.array_equal(steps[0].value * steps[1].value, steps[2].value)
        assert np.array_equal(steps[0].trace["Yhat"], found["Yhat"])
        assert (steps[0].trace is found) == ("dYhat" in found), "a trace that goes the long way has these steps itself"


def test_the_long_way_gives_its_numbers_as_they_come():
    problem = problem_for(np.random.default_rng(0), [1, 1], ["sigmoid"], "binary_cross_entropy", 1)
    saturated = problem.with_values({"W1": [[0.0]], "b1": [[800.0]], "Y": [[0.0]]})
    steps = long_way(trace(saturated))
    assert not np.isfinite(steps[-1].value).all()
    assert trace(saturated)["dZ1"] == 1.0


def test_the_long_way_needs_a_problem():
    problem = notes()
    with pytest.raises(ValueError, match="run without a problem"):
        long_way(run(plan(problem.spec), problem.values))
    with pytest.raises(ValueError, match="run without a problem"):
        _ = run(plan(problem.spec), problem.values).after


def test_after_is_the_problem_one_update_on():
    found = trace(notes())
    after = found.after
    assert np.array_equal(after.W[0], found["W1_next"])
    assert np.array_equal(after.b[1], found["b2_next"])
    assert (after.t, after.eta) == (1, 0.5)
    assert np.array_equal(after.X, notes().X)
    assert after.to_dict() == train(notes(), 1).after.to_dict()


def test_a_problem_is_frozen_and_edited_by_copies():
    problem = notes()
    edited = problem.with_values({"W1": [[1.0, 2.0], [3.0, 4.0]], "eta": 0.25})
    assert (edited.eta, problem.eta) == (0.25, 0.5)
    assert edited.W[0][1, 0] == 3.0
    assert problem.to_dict() == Problem.from_dict(example("notes-2-2-1")["problem"]).to_dict()
    with pytest.raises(AttributeError):
        problem.eta = 1.0
    for value in (*problem.W, *problem.b, problem.X, problem.Y):
        with pytest.raises(ValueError, match="read-only"):
            value[0, 0] = 1.0
    with pytest.raises(TypeError):
        problem.values["W1"] = problem.W[0]
    held = random_problem([1, 8], optimiser="adam", frozen=("W1[0,0]",))
    assert "frozen_W1" in held.values
    assert not any(value.flags.writeable for value in held.values.values())


def test_the_forms_shown_and_computed_agree_where_both_have_digits():
    """|z| <= 5: activations, slopes, losses and their gradients, in textbook form and as computed."""
    for seed in range(150):
        problem = random_problem([seed, 10], depth=3, width=5, examples=5)
        found = trace(problem)
        if max(np.abs(found[key]).max() for key in found if key[0] == "Z") > 5:
            continue
        for step in found.steps:
            for node in walk(step.equation.expr):
                if isinstance(node, Stable):
                    shown, computed = step.term(node.shown), step.term(node.compute)
                    size = max(1.0, float(np.abs(computed).max()))
                    assert np.abs(shown - computed).max() <= 1e-12 * size, (seed, step.key)


@pytest.mark.parametrize("name", [name for name, record in ACTIVATIONS.items() if not record.by_column])
def test_an_activation_is_its_textbook_formula(name):
    problem = problem_for(np.random.default_rng(0), [1, 1], [name], "absolute_error", 81)
    grid = np.linspace(-5, 5, 81)
    step = trace(problem.with_values({"W1": [[1.0]], "b1": [[0.0]], "X": grid[None]})).step("Yhat")
    record, z = ACTIVATIONS[name], step.equation.expr.args[0]
    assert np.abs(step.term(record.formula(z)) - step.value).max() <= 1e-14
    assert (step.value >= record.low - 1e-15).all()
    assert (step.value <= record.high).all()
