"""What is computed for several parameters at once is what is computed for each alone, to the last bit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine.compile
from engine import Equation, Problem, Program, Workspace, plan, variant
from engine.expr import SCALAR
from engine.joined import joined
from engine.ops import total
from engine.optimisers import OPTIMISERS
from engine.program import check
from engine.tree import rewrite
from tests.engine.bugs import BUGS
from tests.engine.networks import problem_for, random_problem

HELD = [(), ("W1",), ("b1", "W2"), ("W1[0,0]",), ("b2", "W1[0,0]"), ("W1", "b1")]


def computed(program: Program, problem: Problem, dtype: type = np.float64) -> tuple[dict[str, bytes], int]:
    """Every quantity of one run by key, and the number of NumPy calls it took."""
    space = Workspace(program, problem.examples, dtype)
    space.load(problem.values)
    space.compute()
    return {key: view.tobytes() for key, view in space.views.items()}, len(space.calls)


def require_same(program: Program, problem: Problem, dtype: type = np.float64) -> tuple[int, int]:
    """The same numbers joined and one by one; how many calls both took."""
    together, few = computed(program, problem, dtype)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine.compile, "joined", lambda program, places: (list(program.equations), []))
        alone, many = computed(program, problem, dtype)
    assert {key for key in alone if alone[key] != together[key]} == set()
    return few, many


def warm(problem: Problem) -> Problem:
    """The problem with an optimiser's memory that is not zero."""
    rng = np.random.default_rng(1)
    state = [f"{symbol}_{key}" for symbol in OPTIMISERS[problem.spec.optimiser].state for key in problem.parameters]
    return problem.with_values({name: rng.random(problem.values[name].shape) for name in state}, t=3)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@given(seed=st.integers(0, 10**6), held=st.sampled_from(HELD), decay=st.sampled_from([0.0, 0.1]))
@settings(max_examples=25, deadline=None)
def test_joined_updates_are_the_single_ones_to_the_bit(optimiser, seed, held, decay):
    """Any network, with parameters and entries frozen, weights decayed, in real and in complex numbers."""
    sizes = {"depth": 4, "width": 8, "examples": 5, "optimiser": optimiser, "weight_decay": decay}
    parameters = random_problem([seed, 3], **sizes).parameters
    frozen = tuple(name for name in held if name.partition("[")[0] in parameters)
    problem = warm(random_problem([seed, 3], frozen=frozen, **sizes))
    for dtype in (np.float64, np.complex128):
        require_same(plan(problem.spec), problem, dtype)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name.replace(" ", "-"))
@pytest.mark.parametrize("optimiser", ["momentum", "adamw"])
def test_a_wrong_program_stays_as_wrong_as_it_is(bug, optimiser):
    """Also where it updates a weight before the gradient that is made with it."""
    rng = np.random.default_rng(2)
    problem = problem_for(
        rng, [3, 3, 3, 3], ["tanh", "gelu", "sigmoid"], "binary_cross_entropy", 4, optimiser, l2=0.1, weight_decay=0.1
    )
    require_same(bug.make(problem), warm(problem))


def test_a_quantity_of_another_size_than_its_parameter_is_read_as_it_is():
    """A gradient divided by its own length: one number a parameter, which is not one for each entry."""
    rng = np.random.default_rng(2)
    problem = problem_for(rng, [3, 3, 3, 3], ["tanh"] * 3, "squared_error", 4)
    program = plan(problem.spec)

    def clipped(equation: Equation) -> list[Equation]:
        weight = next((v for v in program.parameters if v.next == equation.target), None)
        if weight is None:
            return [equation]
        length = replace(weight.grad.only("length"), shape=SCALAR)
        short = rewrite(equation.expr, lambda n: n / length if n == weight.grad else n)
        return [replace(equation, target=length, expr=total(weight.grad**2)), replace(equation, expr=short)]

    equations = [one for equation in program.equations for one in clipped(equation)]
    last = {v.next for v in program.parameters}
    equations.sort(key=lambda e: e.target in last)
    require_same(check(replace(program, equations=tuple(equations), named=False)), problem)


WRONG = [
    ("the gradient of the layer above", lambda w, above: above.grad),
    ("the gradient turned round", lambda w, above: w.grad.T),
    ("all of the gradient in every entry", lambda w, above: total(w.grad) * w.grad),
    ("the layer above, already updated", lambda w, above: above.next),
]


@pytest.mark.parametrize("name, instead", WRONG)
def test_an_update_that_is_not_made_entry_by_entry_stays_alone(name, instead):
    """Or one that reads what belongs to another parameter: such updates are left as they are."""
    rng = np.random.default_rng(2)
    problem = problem_for(rng, [3, 3, 3, 3], ["tanh"] * 3, "squared_error", 4)
    program = plan(problem.spec)
    first, second = program.layers[0].W, program.layers[1].W

    def rewritten(equation: Equation) -> Equation:
        if equation.target != first.next:
            return equation
        wrong = rewrite(equation.expr, lambda n: instead(first, second) if n == first.grad else n)
        return replace(equation, expr=wrong)

    wrong = variant(program, rewritten, 4)
    require_same(wrong, problem)
    joints = joined(wrong, Workspace(wrong, 4).layout.places)[1]
    assert first.next not in {joint.equation.target for joint in joints}


@pytest.mark.parametrize(
    "optimiser, decay, apart", [*((name, 0.0, False) for name in OPTIMISERS), ("adamw", 0.1, True)]
)
def test_more_layers_take_no_more_calls_for_their_update(optimiser, decay, apart):
    """But where weights are decayed and biases are not: then their last equations differ."""
    joints = []
    for layers in (2, 5):
        widths, activations = [3, *[4] * (layers - 1), 1], ["identity"] * layers
        rng = np.random.default_rng(0)
        problem = problem_for(rng, widths, activations, "squared_error", 5, optimiser, weight_decay=decay)
        program = plan(problem.spec)
        few, many = require_same(program, warm(problem))
        assert few < many
        joints.append(len(joined(program, Workspace(program, 5).layout.places)[1]))
    assert joints[0] == (joints[1] - 6 if apart else joints[1])


def test_a_frozen_layer_parts_those_below_from_those_above():
    rng = np.random.default_rng(0)
    problem = problem_for(rng, [2, 3, 3, 1], ["tanh"] * 3, "squared_error", 5, "sgd", frozen=("W2", "b2"))
    program = plan(problem.spec)
    joints = joined(program, Workspace(program, 5).layout.places)[1]
    assert sorted(joint.equation.target.key for joint in joints) == ["W1_next", "W2_next", "W3_next"]
    require_same(program, problem)
