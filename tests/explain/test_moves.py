"""How updates move one weight, for every optimiser, and J along the way of an update."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine import Problem, trace, train
from engine.optimisers import OPTIMISERS
from explain.moves import loss_after, loss_slice, move, moves, update_entries, update_steps

EXAMPLE = json.loads((Path(__file__).resolve().parents[2] / "content/examples/notes-2-2-1.json").read_text())["problem"]
PLACES = (("W1", 0, 1), ("b1", 1, 0), ("W2", 0, 1), ("b2", 0, 0))


def example(**changed):
    """The worked example, with some fields of its document replaced."""
    return Problem.from_dict({**EXAMPLE, **changed})


def optimised(name):
    """The worked example with an optimiser."""
    return example(optimiser={"name": name, "eta": 0.5})


def number():
    """The worked example with a linear output and a number as its target: here a step can be too long."""
    layers = [EXAMPLE["layers"][0], {"units": 1, "activation": "identity"}]
    return example(layers=layers, loss="half_squared_error", Y=[[2.0]])


@pytest.mark.parametrize("name", OPTIMISERS)
@pytest.mark.parametrize("parameter, row, column", PLACES)
def test_each_move_begins_where_the_last_one_ended(name, parameter, row, column):
    """Values, gradients, memory and J are those of the traces; where one ends, the next one starts."""
    history = train(optimised(name), 4)
    made = moves(history, parameter, row, column)
    assert [one.update for one in made] == [1, 2, 3, 4]
    for index, one in enumerate(made):
        found = history[index]
        assert one.before == found[parameter][row, column]
        assert one.gradient == found[f"d{parameter}"][row, column]
        assert one.after == history.start_of(index + 1).parameters[parameter][row, column]
        assert one.step == one.after - one.before
        assert one.loss == history.losses[index]
        assert set(one.state) == set(OPTIMISERS[name].state)
        after = found.after.state
        assert all(after[f"{symbol}_{parameter}"][row, column] == value for symbol, value in one.state.items())


@pytest.mark.parametrize("target, direction", [(1.0, "up"), (0.0, "down")])
def test_the_direction_is_against_the_gradient(target, direction):
    """A target above the output draws the output's weights up, one below draws them down."""
    made = move(trace(example(Y=[[target]])), "W2", 0, 0)
    assert made.direction == direction
    assert np.sign(made.step) == -np.sign(made.gradient)


def test_a_frozen_entry_stays():
    """Its gradient is as before, its step is none."""
    made = move(trace(example(frozen=["W2[0,0]"])), "W2", 0, 0)
    assert (made.step, made.direction) == (0.0, "still")
    assert made.gradient == move(trace(example()), "W2", 0, 0).gradient


@pytest.mark.parametrize(
    "name, keys",
    [
        ("sgd", ["W1_next"]),
        ("momentum", ["V_W1_next", "W1_next"]),
        ("nesterov", ["V_W1_next", "W1_next"]),
        ("adagrad", ["S_W1_next", "W1_next"]),
        ("rmsprop", ["S_W1_next", "W1_next"]),
        ("adam", ["t_next", "M_W1_next", "S_W1_next", "M_W1_hat", "S_W1_hat", "W1_next"]),
        ("adamw", ["t_next", "M_W1_next", "S_W1_next", "M_W1_hat", "S_W1_hat", "W1_next"]),
    ],
)
def test_the_steps_of_an_update(name, keys):
    """All that the next value is made from in the update phase, in order, and nothing of another parameter."""
    found = trace(optimised(name))
    assert [step.key for step in update_steps(found, "W1")] == keys
    written = update_entries(found, "W1", 0, 1, 5)
    assert len(written) == len(keys)
    assert written[-1].result == rf"w^{{(1)}}_{{12}} \leftarrow {found['W1_next'][0, 1]:.5g}"


def test_the_slice_holds_the_updated_networks_own_losses():
    """Each point is J of the trace after an update with that learning rate, made by hand here."""
    problem = number()
    found, now = loss_slice(problem, 0.4, 1.5), trace(problem)
    assert found.eta[0] == 0
    assert found.eta[-1] == pytest.approx(1.5)
    for eta, loss in list(zip(found.eta, found.loss, strict=True))[::15]:
        moved = {key: value - eta * now[f"d{key}"] for key, value in problem.parameters.items()}
        assert loss == pytest.approx(trace(problem.with_values(moved))["J"][0, 0], rel=1e-12)
    assert found.before == now["J"][0, 0]
    assert found.after == train(problem.with_values({"eta": 0.4}), 1).losses[1] == loss_after(problem, 0.4)


@pytest.mark.parametrize("frozen", [[], ["W1", "b2"]])
def test_the_tangent_touches_the_slice(frozen):
    """Its slope is minus the sum of the squared gradients of what moves, and that of the curve for a short step."""
    layers = [EXAMPLE["layers"][0], {"units": 1, "activation": "identity"}]
    problem = example(layers=layers, loss="half_squared_error", Y=[[2.0]], frozen=frozen)
    found, now = loss_slice(problem, 0.1, 1.0), trace(problem)
    rise = (found.tangent[1] - found.tangent[0]) / found.eta[1]
    assert rise == pytest.approx(-sum((now[f"d{key}"] ** 2).sum() for key in problem.parameters if key not in frozen))
    assert (loss_after(problem, 1e-6) - found.before) / 1e-6 == pytest.approx(rise, rel=1e-4)
    assert found.predicted == pytest.approx(found.before + 0.1 * rise)


@pytest.mark.parametrize(
    "eta, verdict", [(0.02, "short"), (0.1, "short"), (0.5, "good"), (0.9, "long"), (1.0, "uphill"), (1.4, "uphill")]
)
def test_every_length_of_a_step_has_its_name(eta, verdict):
    """Too short, good, too long, and up the other side, as J after the update says."""
    found = loss_slice(number(), eta, 1.5)
    assert found.verdict == verdict
    assert (found.after > found.before) == (verdict == "uphill")
    assert found.best == pytest.approx(0.5)


def test_no_slice_for_an_optimiser_with_a_memory():
    """Its step is not along the gradient."""
    with pytest.raises(ValueError, match="momentum"):
        loss_slice(optimised("momentum"), 0.1, 1.0)


def test_what_is_not_finite_is_left_out():
    """A step so long that the loss overflows has no J."""
    assert np.isnan(loss_after(number(), 1e200))
