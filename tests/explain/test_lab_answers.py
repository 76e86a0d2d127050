"""What the lab says of a network's answers, hidden units and single examples, against the engine and NumPy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine import NonFiniteError, trace
from engine.activations import ACTIVATIONS
from engine.losses import LOSSES
from explain import load_prose
from explain.lab import run as lab_run
from explain.lab.answers import (
    ROOM,
    answers,
    choice,
    class_name,
    confusion,
    input_name,
    leads,
    output_name,
    pair,
    reach,
    spread_out,
    target_ends,
    window,
)
from explain.lab.data import Data, generated, make_data
from explain.lab.per_example import drawn, is_validation, judge, places
from explain.lab.responses import MOST_UNITS, responses
from explain.lab.run import PARTS, Run
from explain.lab.setup import Setup
from explain.overfitting import data_loss

SMALL = Setup(hidden=((4, "tanh"), (3, "relu")), batch_size=8, eta=0.05)
UPDATES = 12
OUTPUTS = [(loss, output) for loss, record in LOSSES.items() for output in record.allowed_outputs()]


def own(inputs: int, examples: int, classes: int, outputs: int = 1, share: float = 0.25) -> Data:
    """Data as somebody might bring it along: inputs on very different scales."""
    rng = np.random.default_rng(inputs + classes)
    x = rng.normal(size=(inputs, examples)) * 10.0 ** rng.integers(-1, 3, (inputs, 1)) + 3
    targets = rng.normal(size=(outputs, examples)) + x[:1]
    if classes:
        targets = (np.arange(examples) % classes)[None].astype(float)
    return make_data("own", x, targets, classes, seed=1, share=share, standardise=True)


def made(setup: Setup, data: Data, updates: int = UPDATES) -> Run:
    """A run that has been trained."""
    run = Run(setup, data)
    run.recording.advance(updates)
    return run


def by_hand(run: Run, x: np.ndarray) -> list[np.ndarray]:
    """The activations of every layer of a SMALL network with a sigmoid output for inputs in the data's own units."""
    problem, data = run.problem(run.updates), run.data
    a = (x - data.mean) / data.deviation
    found = []
    for w, b, f in zip(problem.W, problem.b, (np.tanh, lambda z: np.maximum(z, 0), _sigmoid), strict=True):
        a = f(w @ a + b)
        found.append(a)
    return found


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


# --- where a network is asked ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values, low, high",
    [([0.0, 1.0], -ROOM, 1 + ROOM), ([-5.0, 5.0], -5.8, 5.8), ([4.0, 4.0], 2.0, 6.0), ([0.0], -1.0, 1.0)],
)
def test_an_axis_holds_the_data_with_room(values: list[float], low: float, high: float) -> None:
    """Also where all of it is the same."""
    assert reach(np.array(values)) == pytest.approx((low, high))


@pytest.mark.parametrize(
    "inputs, first, second, wanted",
    [(1, 0, 1, (0,)), (2, 5, 5, (0, 1)), (3, 2, 1, (2, 1)), (5, 3, 3, (3, 4)), (5, 4, 4, (4, 0)), (4, 31, 9, (3, 0))],
)
def test_two_different_inputs_are_drawn(inputs: int, first: int, second: int, wanted: tuple[int, ...]) -> None:
    """Whatever was chosen for other data before."""
    assert pair(own(inputs, 10, 2), first, second) == wanted


def test_the_others_stay_at_their_mean_over_the_training_examples() -> None:
    """Not over all examples, and in the data's own units; the first input changes fastest."""
    data = own(4, 40, 2)
    over = window(data, (2, 0), 5)
    x = over.points
    assert x.shape == (4, 25)
    assert over.shape == (5, 5)
    for row in (1, 3):
        assert x[row] == pytest.approx(data.X[row, data.training].mean())
        assert x[row, 0] != pytest.approx(data.X[row].mean())
    assert x[2, :5] == pytest.approx(np.linspace(*reach(data.X[2]), 5))
    assert x[0, ::5] == pytest.approx(np.linspace(*reach(data.X[0]), 5))


@pytest.mark.parametrize("inputs", [1, 2, 5])
def test_answers_are_those_of_the_network(inputs: int) -> None:
    """All over the window and for every example, computed by hand with NumPy from the data's own units."""
    data = own(inputs, 30, 2)
    run = made(SMALL, data)
    over = window(data, pair(data, 0, 1), 7)
    found = answers(run.problem(UPDATES), data, over)
    assert found.over == pytest.approx(by_hand(run, over.points)[-1], rel=1e-12)
    assert found.said == pytest.approx(by_hand(run, data.X)[-1], rel=1e-12)
    assert found.over.shape == (1, 7 ** min(inputs, 2))


def test_a_number_that_is_not_finite_is_an_error() -> None:
    """With enormous weights the answers, the units and the losses cannot be drawn."""
    run = made(replace(SMALL, hidden=((3, "identity"), (3, "identity")), output="identity"), own(2, 20, 0), 0)
    problem = run.problem(0).with_values(
        {f"W{layer}": np.full(run.problem(0).W[layer - 1].shape, 1e200) for layer in (1, 2)}
    )
    over = window(run.data, (0, 1), 5)
    with pytest.raises(NonFiniteError):
        answers(problem, run.data, over)
    with pytest.raises(NonFiniteError):
        responses(problem, run.data, over, 2)
    with pytest.raises(NonFiniteError):
        judge(run, problem)


# --- classes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "outputs, ends, wanted",
    [
        ([0.8], (0.0, 1.0), [-0.6, 0.6]),
        ([0.5], (0.0, 1.0), [0.0, 0.0]),
        ([0.2], (-1.0, 1.0), [-0.2, 0.2]),
        ([7.0], (-1.0, 1.0), [-1.0, 1.0]),
        ([0.7, 0.2, 0.1], (0.0, 1.0), [0.5, -0.5, -0.6]),
        ([0.4, 0.4, 0.2], (0.0, 1.0), [0.0, 0.0, -0.2]),
        ([1.0, 0.0, -1.0], (-1.0, 1.0), [0.5, -0.5, -1.0]),
    ],
)
def test_how_far_a_class_is_ahead(outputs: list[float], ends: tuple[float, float], wanted: list[float]) -> None:
    """In shares of the distance between the two targets."""
    assert leads(np.array(outputs)[:, None], ends)[:, 0] == pytest.approx(wanted)


@given(arrays(float, (4, 3), elements=st.floats(-3, 3)))
def test_the_class_that_is_ahead_is_the_one_chosen(outputs: np.ndarray) -> None:
    """No other class is ahead anywhere."""
    found, chosen = leads(outputs, (-1.0, 1.0)), choice(outputs, (-1.0, 1.0))
    for column in range(3):
        assert found[chosen[column], column] >= 0
        assert (np.delete(found[:, column], chosen[column]) <= 0).all()


def test_the_middle_belongs_to_the_loss_and_not_to_the_examples() -> None:
    """0.2 is above the middle for hinge, also where no target is -1; it is below for 0 and 1."""
    assert target_ends("hinge") == (-1, 1)
    assert target_ends("squared_error") == (0, 1)
    assert choice(np.array([[0.2, -0.2]]), target_ends("hinge")).tolist() == [1, 0]
    assert choice(np.array([[0.2, 0.7]]), target_ends("half_squared_error")).tolist() == [0, 1]


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_the_diagonal_is_what_is_right(classes: int) -> None:
    """Every example stands in the row of its class; the share on the diagonal is the accuracy."""
    data = own(2, 60, classes)
    run = made(SMALL, data)
    chosen = answers(run.problem(UPDATES), data, window(data, (0, 1), 3)).chosen()
    for part in PARTS:
        counts = confusion(data, chosen, part)
        assert counts.sum(axis=1).tolist() == [
            int((data.targets[0, data.columns(part)] == k).sum()) for k in range(classes)
        ]
        assert counts.trace() / counts.sum() == pytest.approx(getattr(run.moment(UPDATES), part).accuracy)


# --- single examples ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss, output", OUTPUTS)
def test_the_mean_of_the_losses_is_the_data_loss(loss: str, output: str) -> None:
    """For every loss with every output it takes, over both parts, with a penalty that must stay out of it."""
    data = own(3, 24, 0, 2) if loss in ("huber", "absolute_error") else own(3, 24, 3)
    run = made(replace(SMALL, loss=loss, output=output, l2=0.1), data, 3)
    found = judge(run, run.problem(3))
    for part in PARTS:
        mean = found.loss[data.columns(part)].mean()
        assert mean == pytest.approx(data_loss(run.judged(3, part)), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("data", [own(2, 20, 2), own(2, 20, 3), own(1, 20, 0, 3)], ids=["two", "three", "numbers"])
def test_the_loss_of_an_example_is_j_of_it_alone(data: Data) -> None:
    """Each by a network that is given this one example."""
    run = made(SMALL, data)
    problem = run.problem(UPDATES)
    found = judge(run, problem)
    for column in range(20):
        alone = trace(problem.with_values(run.examples(problem, np.array([column]))))
        assert found.loss[column] == pytest.approx(alone["J"][0, 0], rel=1e-12)
        assert found.said[:, [column]] == pytest.approx(alone["Yhat"], rel=1e-12)
        assert (found.targets[:, [column]] == alone["Y"]).all()


@pytest.mark.parametrize("classes", [2, 4])
def test_right_and_wrong_are_the_labs(classes: int) -> None:
    """The same examples as in the accuracy."""
    data = own(2, 40, classes)
    run = made(SMALL, data)
    found = judge(run, run.problem(UPDATES))
    assert found.right is not None
    for part in PARTS:
        wanted = lab_run.right(run.judged(UPDATES, part))
        assert 0 < wanted.sum() < wanted.size
        assert (found.right[data.columns(part)] == wanted).all()


def test_numbers_are_neither_right_nor_wrong() -> None:
    """There is a loss for each."""
    run = made(SMALL, own(2, 20, 0, 2))
    found = judge(run, run.problem(0))
    assert found.right is None
    assert found.chosen is None
    assert found.loss.shape == (20,)


@given(arrays(float, st.integers(1, 40), elements=st.floats(0, 5)), st.integers(2, 50), st.integers(1, 10))
def test_examples_stand_in_the_order_of_their_losses(loss: np.ndarray, most: int, largest: int) -> None:
    """All have a place of their own; where some are left out, none of those with the largest losses is."""
    place = places(loss, by_loss=True)
    assert sorted(place) == list(range(1, loss.size + 1))
    assert (np.diff(loss[np.argsort(place)]) <= 0).all()
    assert places(loss, by_loss=False).tolist() == list(range(1, loss.size + 1))
    shown = drawn(loss, most, min(largest, most - 1))
    assert len(set(shown.tolist())) == shown.size == min(most, loss.size)
    assert set(np.flatnonzero(place <= min(largest, most - 1))) <= set(shown.tolist())


@given(st.integers(1, 500), st.integers(2, 50))
def test_some_of_many_are_spread_out(count: int, most: int) -> None:
    """The first and the last are among them."""
    found = spread_out(count, most)
    assert found.size == min(count, most)
    assert (found[0], found[-1]) == (0, count - 1)
    assert np.ptp(np.diff(found)) <= 1 if found.size > 1 else True


def test_validation_examples_are_known() -> None:
    """Column by column."""
    run = made(SMALL, own(2, 40, 2), 0)
    assert np.flatnonzero(is_validation(run)).tolist() == run.data.validation.tolist()
    assert run.data.validation.size == 10


# --- hidden units ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("inputs, layer", [(1, 1), (2, 2), (6, 1)])
def test_a_unit_responds_as_it_does_in_the_network(inputs: int, layer: int) -> None:
    """Computed by hand with NumPy."""
    data = own(inputs, 30, 2)
    run = made(SMALL, data)
    over = window(data, pair(data, 0, 1), 6)
    found = responses(run.problem(UPDATES), data, over, layer)
    assert found.values == pytest.approx(by_hand(run, over.points)[layer - 1], rel=1e-12, abs=1e-15)
    assert found.count == len(found.values) == (4, 3)[layer - 1]


@pytest.mark.parametrize("activation", [name for name, record in ACTIVATIONS.items() if not record.by_column])
def test_the_common_scale_holds_every_response(activation: str) -> None:
    """A bounded activation keeps its bounds, so that the scale stays while the network learns."""
    run = made(replace(SMALL, hidden=((5, activation),)), own(2, 20, 2), 0)
    found = responses(run.problem(0), run.data, window(run.data, (0, 1), 9), 1)
    record = ACTIVATIONS[activation]
    assert found.low <= found.values.min()
    assert found.values.max() <= found.high
    assert found.largest >= np.abs(found.values).max()
    if np.isfinite([record.low, record.high]).all():
        assert (found.low, found.high) == (record.low, record.high)


def test_of_very_many_units_the_first_are_shown() -> None:
    """The count says that there are more; units that are all 0 have a scale, too."""
    run = made(
        Setup(hidden=((20, "relu"),)), generated("xor", examples=10, noise=0, seed=0, share=0, standardise=False), 0
    )
    problem = run.problem(0)
    over = window(run.data, (0, 1), 4)
    found = responses(problem, run.data, over, 1)
    assert (len(found.values), found.count) == (MOST_UNITS, 20)
    still = problem.with_values({"W1": np.zeros((20, 2))})
    assert responses(still, run.data, over, 1).largest > 0


# --- names ----------------------------------------------------------------------------------------------------------


def test_names_are_the_datas_own_or_symbols() -> None:
    """Inputs, outputs and classes, with a number where there are several."""
    prose = load_prose()
    plain, one = own(2, 10, 0, 2), own(1, 10, 0)
    named = replace(plain, inputs=("age", "size"), labels=("price", "rent"))
    assert [input_name(plain, 1), output_name(plain, 1), output_name(one, 0)] == ["x₂", "ŷ₂", "ŷ"]
    assert output_name(plain, 0, "y") == "y₁"
    assert [input_name(named, 1), output_name(named, 1)] == ["size", "rent"]
    assert class_name(own(2, 10, 2), 1, prose) == "class 1"
    assert class_name(replace(own(2, 10, 2), labels=("cat", "dog")), 1, prose) == "dog"
    assert output_name(replace(own(2, 10, 2), labels=("cat", "dog")), 0) == "ŷ"
