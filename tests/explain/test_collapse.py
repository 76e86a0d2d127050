"""Layers without activations come down to one map, with the same outputs; maps of outputs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Problem, trace
from explain.collapse import collapse
from explain.regions import regions, right
from tests.engine.networks import notes, problem_for


def stack(seed, widths, hidden="identity"):
    """A random network with five examples whose hidden layers have one activation, with sigmoid at the output."""
    names = [*[hidden] * (len(widths) - 2), "sigmoid"]
    return problem_for(np.random.default_rng(seed), widths, names, "binary_cross_entropy", 5)


@given(st.integers(0, 1000), st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_the_one_map_gives_what_the_layers_give(seed, hidden):
    """The same last sums for the network's examples, and for others, however many layers."""
    problem = stack(seed, [3, *hidden, 2])
    found = collapse(problem)
    assert (found.W.shape, found.b.shape) == ((2, 3), (2, 1))
    other = problem.with_values({"X": np.random.default_rng(seed + 1).normal(size=problem.X.shape)})
    sums = trace(other)[f"Z{len(hidden) + 1}"]
    scale = 1 + np.abs(sums).max()
    assert np.abs(found.W @ other.X + found.b - sums).max() < 1e-13 * scale * 100
    assert found.difference < 1e-11 * scale


def test_the_formulas_say_what_is_multiplied():
    """W2 W1 and W2 b1 + b2, then the numbers, then the result; without factors, no numbers of the layers."""
    values = {"W1": [[1, 2], [3, 4]], "b1": [[5], [6]], "W2": [[7, 8]], "b2": [[9]]}
    found = collapse(stack(0, [2, 2, 1]).with_values(values))
    weights, bias = found.latex(4)
    assert (found.W.tolist(), found.b.tolist()) == ([[31, 46]], [[92]])
    for part in (r"W^{(2)} \, W^{(1)}", r"7 & 8", r"3 & 4", r"&= \begin{bmatrix} 31 & 46 \end{bmatrix}"):
        assert part in weights
    for part in (r"W^{(2)} \, b^{(1)} + b^{(2)}", r"&= \begin{bmatrix} 92 \end{bmatrix}"):
        assert part in bias
    assert "3 & 4" not in found.latex(4, factors=False)[0]


@pytest.mark.parametrize("hidden", ["tanh", "relu", "step"])
def test_a_layer_with_an_activation_does_not_collapse(hidden):
    """It says which one."""
    with pytest.raises(ValueError, match=hidden):
        collapse(stack(0, [2, 3, 1], hidden))


def test_a_difference_is_seen():
    """A map that is not the network's is found out."""
    found = collapse(stack(0, [2, 3, 1]))
    object.__setattr__(found, "b", found.b + 0.1)
    assert found.difference == pytest.approx(0.1)


def test_the_map_of_outputs_is_the_networks():
    """Some points of the grid, by a trace of their own."""
    problem = notes()
    found = regions(problem, 2.0, 9)
    assert (found.output.shape, found.x1[0], found.x2[-1]) == ((9, 9), -2.0, 2.0)
    for i, j in ((0, 0), (2, 7), (8, 3)):
        alone = problem.with_values({"X": [[found.x1[j]], [found.x2[i]]]})
        assert found.output[i, j] == pytest.approx(trace(alone)["Yhat"].item(), rel=1e-14)


def test_a_map_needs_two_inputs_and_one_output():
    """Nothing else can be drawn on a square."""
    with pytest.raises(ValueError, match="not 3 and 1"):
        regions(stack(0, [3, 2, 1]), 1.0)


def test_right_counts_the_examples_in_their_own_class():
    """One unit that says the sign of its input, four examples, one of them given the wrong class."""
    doc = {"inputs": 1, "layers": [{"units": 1, "activation": "sigmoid"}], "loss": "binary_cross_entropy"}
    doc |= {"optimiser": {"name": "sgd", "eta": 0.1}, "W": [[[1.0]]]}
    problem = Problem.from_dict({**doc, "X": [[-2, -1, 1, 2]], "Y": [[0, 1, 1, 1]]})
    assert right(trace(problem)) == 3
