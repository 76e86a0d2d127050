"""Generated data: sizes, balance, what separates the classes, and the same numbers from the same generator."""

import numpy as np
import pytest

from engine.datasets import DATASETS, generate


def data(name, examples=60, noise=0.0, seed=1):
    return generate(name, np.random.default_rng(seed), examples, noise)


@pytest.mark.parametrize("examples", [1, 2, 7, 60])
@pytest.mark.parametrize("name", DATASETS)
def test_sizes_targets_and_generator(name, examples):
    record = DATASETS[name]
    x, y = data(name, examples, 0.1)
    outputs = record.classes if record.classes > 2 else 1
    assert x.shape == (record.inputs, examples)
    assert y.shape == (outputs, examples)
    assert x.dtype == y.dtype == np.float64
    assert np.isfinite(x).all()
    if record.classes:
        assert set(np.unique(y)) <= {0.0, 1.0}
    if record.classes > 2:
        assert (y.sum(axis=0) == 1).all()
    again = data(name, examples, 0.1)
    assert np.array_equal(x, again[0])
    assert np.array_equal(y, again[1])
    assert not np.array_equal(x, data(name, examples, 0.1, seed=2)[0])


@pytest.mark.parametrize("name", [name for name, record in DATASETS.items() if record.classes])
def test_balance(name):
    _, y = data(name, 600)
    shares = y.mean(axis=1) if len(y) > 1 else np.array([y.mean(), 1 - y.mean()])
    assert np.abs(shares - 1 / len(shares)).max() < 0.08


@pytest.mark.parametrize("name", ["circles", "moons", "spirals", "blobs"])
def test_exact_balance(name):
    _, y = data(name, 60)
    assert len(set((y if len(y) > 1 else np.vstack([y, 1 - y])).sum(axis=1))) == 1


# By name: the class (or value) that each point must have without noise.
RULES = {
    "linear": lambda x: x.sum(axis=0) > 0,
    "xor": lambda x: x[0] * x[1] < 0,
    "circles": lambda x: np.hypot(*x) < 0.7,
    "sine": lambda x: np.sin(np.pi * x[0]),
    "linear_regression": lambda x: 0.8 * x[0] - 0.3,
    "polynomial_regression": lambda x: 1.5 * x[0] ** 3 - x[0] + 0.2,
}


@pytest.mark.parametrize("name", RULES)
def test_the_rule_of_the_data(name):
    x, y = data(name)
    assert np.allclose(y[0], RULES[name](x), atol=1e-12)


def test_moons_and_spirals_are_each_others_turn():
    x, y = data("moons", 200)
    upper, lower = x[:, y[0] == 0], x[:, y[0] == 1]
    assert np.allclose(np.hypot(upper[0] + 0.5, upper[1] + 0.25), 1)
    assert np.allclose(np.hypot(lower[0] - 0.5, lower[1] - 0.25), 1)
    x, y = data("spirals", 200)
    radius, angle = np.hypot(*x), np.arctan2(x[1], x[0])
    assert 0.14 < radius.min() < radius.max() <= 1
    assert np.allclose(np.cos(angle - radius * 3 * np.pi), 1 - 2 * y[0])


@pytest.mark.parametrize("name", DATASETS)
def test_noise_moves_the_points_that_far(name):
    still, moved = data(name, 500), data(name, 500, 0.2)
    off = np.concatenate([(m - s).ravel() for s, m in zip(still, moved, strict=True) if not np.array_equal(s, m)])
    if name != "blobs":  # which draws its own spread as well
        assert off.std() == pytest.approx(0.2, rel=0.15)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("spiral", 5, 0.0), "no data set is called 'spiral': choose one of linear, xor"),
        (("xor", 0, 0.0), "got 0 and 0.0"),
        (("xor", 5, -0.1), "got 5 and -0.1"),
        (("xor", 5, float("nan")), "got 5 and nan"),
    ],
)
def test_impossible_data_is_refused(arguments, message):
    name, examples, noise = arguments
    with pytest.raises(ValueError, match=message):
        generate(name, np.random.default_rng(0), examples, noise)
