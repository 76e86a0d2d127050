"""Multiplications and memory: by hand for 2-2-1, by a formula for any network, and entry by entry from the formulas."""

from itertools import pairwise

import numpy as np
import pytest

from engine import Phase, plan
from engine.compile import number
from engine.expr import Call
from engine.tree import children, entry
from explain.cost import Cost, compare, kept_for_the_way_back, of_formula, phase_costs, step_costs
from tests.engine.networks import notes, problem_for

BY_HAND = {
    "Z1": Cost(4, 0, 2),
    "A1": Cost(0, 2, 2),
    "Z2": Cost(2, 0, 1),
    "Yhat": Cost(0, 1, 1),
    "J": Cost(3, 2, 1),  # y log(yhat), (1 - y) log(1 - yhat), times 1/d
    "dZ2": Cost(1, 0, 1),  # times 1/d
    "dW2": Cost(2, 0, 2),
    "db2": Cost(0, 0, 1),
    "dA1": Cost(2, 0, 2),
    "slope1": Cost(2, 0, 2),
    "dZ1": Cost(2, 0, 2),
    "dW1": Cost(4, 0, 4),
    "db1": Cost(0, 0, 2),
    "W2_next": Cost(2, 0, 2),
    "b2_next": Cost(1, 0, 1),
    "W1_next": Cost(4, 0, 4),
    "b1_next": Cost(2, 0, 2),
}
"""The notes' 2-2-1 network with one example: eta times each gradient in the update."""


def network(widths, activations, loss, examples, optimiser="sgd", **settings):
    """The program of a random problem."""
    rng = np.random.default_rng(0)
    return plan(problem_for(rng, widths, activations, loss, examples, optimiser, **settings).spec)


def test_the_default_network_by_hand():
    program = plan(notes().spec)
    assert step_costs(program, 1) == BY_HAND
    phases = {phase.value: cost.multiplications for phase, cost in phase_costs(program, 1).items()}
    assert phases == {"forward": 6, "loss": 3, "backward": 13, "update": 9}
    assert kept_for_the_way_back(program, 1) == 3  # A1 (2) and Yhat (1)
    both = compare(program, 1)
    assert (both.parameters, both.passes, both.backpropagation, both.nudging) == (9, 10, 22, 90)
    assert both.ratio == 90 / 22


@pytest.mark.parametrize("widths, examples", [((3, 5, 4, 2), 7), ((1, 1), 1), ((6, 2, 9), 3)])
def test_products_of_matrices_by_formula(widths, examples):
    """Forward d times the sum of h(l) h(l-1); backward the same for dW, and again without the first layer for dA."""
    program = network(list(widths), ["identity"] * (len(widths) - 1), "half_squared_error", examples)
    weights = [after * before for before, after in pairwise(widths)]
    phases = phase_costs(program, examples)
    assert phases[Phase.FORWARD].multiplications == examples * sum(weights)
    costs = step_costs(program, examples)
    products = [cost.multiplications for key, cost in costs.items() if key.startswith(("dW", "dA"))]
    assert sum(products) == examples * (2 * sum(weights) - weights[0])
    parameters = sum(weights) + sum(widths[1:])
    assert compare(program, examples).parameters == parameters
    assert phases[Phase.UPDATE].numbers == parameters


def written_out(node, sizes):
    """How many multiplications and divisions one written-out entry holds."""
    inside = sum(written_out(child, sizes) for child in children(node))
    counts = isinstance(node, Call) and node.op.name in ("multiply", "divide", "square")
    return inside + int(counts and number(node, sizes) is None)


@pytest.mark.parametrize(
    "activations, loss, optimiser, settings",
    [
        (["sigmoid", "sigmoid"], "binary_cross_entropy", "sgd", {}),
        (["tanh", "identity"], "huber", "momentum", {}),
        (["relu", "identity"], "half_squared_error", "sgd", {"l2": 0.1}),
        (["leaky_relu", "tanh"], "mean_squared_error", "sgd", {}),
    ],
)
def test_the_rules_count_what_stands_in_the_entries(activations, loss, optimiser, settings):
    """Each step's count is that of all its entries, written out one by one."""
    examples = 3
    program = network([2, 3, 2], activations, loss, examples, optimiser, **settings)
    sizes = program.named_sizes(examples)
    for equation in program.equations:
        rows, columns = (1 if s == "1" else sizes[s] for s in equation.target.shape)
        entries = (entry(equation.expr, i, j, sizes) for i in range(rows) for j in range(columns))
        counted = sum(written_out(node, sizes) for node in entries)
        assert of_formula(equation.expr, sizes).multiplications == counted, equation.target.key


def test_costs_add_and_multiply():
    assert Cost(1, 2, 3) + Cost(10, 20, 30) == Cost(11, 22, 33)
    assert Cost(1, 2, 3) * 4 == Cost(4, 8, 12)
