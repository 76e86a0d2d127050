"""The lab's data: who trains and who validates, one scale for the inputs, targets as losses take them, every set."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.datasets import DATASETS, generate
from engine.losses import LOSSES
from explain.lab.data import encoded, generated, make_data, outputs_for, scale_of
from explain.lab.scales import scales
from explain.lab.setup import Setup

NUMBERS = ("half_squared_error", "squared_error", "mean_squared_error", "absolute_error", "huber")
USED = {"seed": 0, "share": 0.2, "standardise": False}


def given_data(x, targets, classes, **used):
    """Data of some numbers."""
    return make_data("test", np.array(x, dtype=float), np.array(targets, dtype=float), classes, **{**USED, **used})


@given(some.integers(1, 60), some.floats(0, 0.9), some.integers(0, 99))
def test_every_example_trains_or_validates(count, share, seed):
    """As many as the share says validate, in the order of the data; at least one trains."""
    data = given_data([np.arange(count)], [np.arange(count)], 0, share=share, seed=seed)
    assert sorted([*data.training, *data.validation]) == list(range(count))
    assert data.validation.size == min(round(share * count), count - 1)
    assert (np.diff(data.training) > 0).all()
    assert (np.diff(data.validation) > 0).all()
    assert data.columns("validation") is data.validation
    assert data.columns("training") is data.training


def test_the_split_is_drawn_by_the_seed_and_by_nothing_else():
    """The same seed draws the same, another one draws another, and every example comes to be held back."""
    held = [tuple(given_data([range(20)], [range(20)], 0, seed=seed).validation) for seed in range(100)]
    assert held[3] == tuple(given_data([range(100, 120)], [[0, 1] * 10], 2, seed=3).validation)
    assert len(set(held)) > 90
    counts = np.bincount(np.array(held).ravel(), minlength=20)
    assert counts.min() >= 8  # of 100, and 20 expected


def test_the_split_is_not_drawn_with_the_numbers_of_the_examples():
    """Generated examples and their split have streams of their own: the order is not that of the first permutation."""
    data = generated("blobs", examples=60, noise=0.0, seed=4, share=0.5, standardise=False)
    first = np.sort(np.random.default_rng(4).permutation(60)[:30])
    assert not np.array_equal(data.validation, first)
    assert np.array_equal(data.validation, np.sort(np.random.default_rng([4, 1]).permutation(60)[:30]))


def test_inputs_come_to_one_scale_by_the_training_examples_alone():
    """Mean 0 and deviation 1 there, by hand; the others are scaled with the same numbers."""
    x = np.array([[1.0, 2, 3, 4, 100, 6], [5, 5, 5, 5, 5, 5], [0.1] * 5 + [7]])
    data = make_data("test", x, np.zeros((1, 6)), 0, seed=7, share=0.34, standardise=True)
    train, held = data.training, data.validation
    assert held.size == 2
    for row in range(3):
        mean = sum(x[row, train]) / len(train)
        deviation = (sum((value - mean) ** 2 for value in x[row, train]) / len(train)) ** 0.5
        assert data.mean[row, 0] == pytest.approx(mean)
        assert data.deviation[row, 0] == pytest.approx(deviation if deviation > 1e-9 else 1)
    scaled = data.scaled(data.X)
    assert scaled[0, train].mean() == pytest.approx(0, abs=1e-12)
    assert scaled[0, train].std() == pytest.approx(1)
    assert np.allclose(scaled[0, held], (x[0, held] - data.mean[0]) / data.deviation[0])
    assert data.standardised
    assert not given_data(x, np.zeros((1, 6)), 0).standardised
    assert np.array_equal(given_data(x, np.zeros((1, 6)), 0).scaled(x), x)


@pytest.mark.parametrize("value", [0.0, 0.1, 0.3, -1e6, 1 / 3])
@pytest.mark.parametrize("count", [1, 3, 7, 100])
def test_an_input_that_is_the_same_everywhere_is_only_centred(value, count):
    """Exactly: rounding alone must not become a deviation of 1e-17 that everything is divided by."""
    mean, deviation = scale_of(np.full((1, count), value))
    assert (mean.tolist(), deviation.tolist()) == ([[value]], [[1.0]])


@pytest.mark.parametrize("size", [1e-300, 1e-9, 1e6])
def test_a_scale_is_never_divided_by_zero(size):
    """However little an input differs."""
    mean, deviation = scale_of(np.array([[0.0, size, size]]))
    assert deviation > 0
    assert np.isfinite((size - mean) / deviation)


@pytest.mark.parametrize(
    "classes, outputs, loss, expected",
    [
        (2, 1, "binary_cross_entropy", [[1, 0, 1]]),
        (2, 1, "hinge", [[1, -1, 1]]),
        (2, 1, "half_squared_error", [[1, 0, 1]]),
        (2, 2, "cross_entropy", [[0, 1, 0], [1, 0, 1]]),
        (3, 3, "cross_entropy", [[0, 1, 0], [0, 0, 0], [1, 0, 1]]),
        (3, 3, "hinge", [[-1, 1, -1], [-1, -1, -1], [1, -1, 1]]),
        (3, 3, "binary_cross_entropy", [[0, 1, 0], [0, 0, 0], [1, 0, 1]]),
    ],
)
def test_targets_as_a_loss_takes_them(classes, outputs, loss, expected):
    """One row of 0 and 1 (-1 and 1 for hinge), or one row a class."""
    data = given_data([range(4)], [[0, classes - 1, 0, classes - 1]], classes)
    assert encoded(data, np.array([1, 2, 3]), outputs, loss).tolist() == expected


def test_numbers_are_targets_as_they_are():
    """However many there are to each example."""
    data = given_data([range(3)], [[1.5, 2, 3], [4, 5, -6]], 0)
    assert encoded(data, np.array([2, 0]), 2, "half_squared_error").tolist() == [[3, 1.5], [-6, 4]]


@pytest.mark.parametrize(
    "classes, output, wanted",
    [
        (2, "sigmoid", 1),
        (2, "softmax", 2),
        (2, "identity", 1),
        (3, "softmax", 3),
        (5, "sigmoid", 5),
        (0, "identity", 2),
    ],
)
def test_how_many_outputs_a_task_needs(classes, output, wanted):
    """One for two classes, one a class for more or for softmax, one a number."""
    data = given_data([range(4)], [[0, 1, 0, 1], [1, 0, 1, 0]] if not classes else [[0, 1, 0, 1]], classes)
    assert outputs_for(data, output) == wanted


@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("name", DATASETS)
def test_every_generated_set(name, standardise):
    """The engine's examples as they are, targets as class numbers, the wanted share held back, and a network for it."""
    data = generated(name, examples=50, noise=0.1, seed=5, share=0.3, standardise=standardise)
    x, y = generate(name, np.random.default_rng(5), 50, 0.1)
    assert np.array_equal(data.X, x)
    assert data.name == name
    assert data.classes == DATASETS[name].classes
    assert data.validation.size == 15
    assert data.standardised is standardise
    if data.classes > 2:
        assert np.array_equal(encoded(data, np.arange(50), data.classes, "cross_entropy"), y)
    else:
        assert np.array_equal(data.targets, y)
    assert data.origin == {
        "data": name,
        "examples": 50,
        "noise": 0.1,
        "seed": 5,
        "share": 0.3,
        "standardise": standardise,
    }
    assert data.same_as(generated(**_named(data.origin)))
    for loss in LOSSES if data.classes else NUMBERS:  # classes are encoded for any loss
        problem = Setup(loss=loss, hidden=((3, "tanh"),)).problem(data)
        assert problem.X.shape == (len(x), 35)
        assert problem.spec.loss == loss
    with pytest.raises(ValueError, match="read-only"):
        data.X[0, 0] = 1


def _named(origin):
    settings = dict(origin)
    return {"name": settings.pop("data"), **settings}


def test_data_is_the_same_where_all_that_is_learned_from_is():
    """Another seed, share or scale makes other data."""
    settings = {"examples": 30, "noise": 0.1, **USED}
    data = generated("moons", **settings)
    assert data.same_as(data)
    for change in ({"seed": 1}, {"share": 0.5}, {"standardise": True}, {"noise": 0.2}, {"examples": 31}):
        assert not data.same_as(generated("moons", **{**settings, **change}))
    assert not data.same_as(generated("circles", **settings))


@pytest.mark.parametrize("standardise", [False, True])
def test_before_and_after_standardising(standardise):
    """The numbers of the training examples by hand, whether the network reads them standardised or not."""
    x = [[10.0, 20, 30, 40, 50], [7, 7, 7, 7, 7]]
    data = given_data(x, [[1, 2, 3, 4, 5]], 0, standardise=standardise)
    (first, same), train = scales(data), [x[0][place] for place in data.training]
    mean = sum(train) / 4
    deviation = (sum((value - mean) ** 2 for value in train) / 4) ** 0.5
    assert [first.given.mean, first.given.deviation] == pytest.approx([mean, deviation])
    assert (first.given.smallest, first.given.largest, first.given.example) == (min(train), max(train), train[0])
    assert [first.read.mean, first.read.deviation] == pytest.approx([0, 1])
    ends = [(value - mean) / deviation for value in (min(train), max(train), train[0])]
    assert [first.read.smallest, first.read.largest, first.read.example] == pytest.approx(ends)
    assert (same.given.mean, same.given.deviation) == (7, 0)
    assert (same.read.mean, same.read.deviation, same.read.example) == (0, 0, 0)
