"""Networks in deep saturation against mpmath: there the textbook forms, and PyTorch, have no digit left."""

import numpy as np
import pytest

from engine import trace
from tests.engine.checks import lever, saturated, saturated_problem


@pytest.mark.parametrize("chunk", range(15))
def test_saturated_networks(chunk):
    for seed in range(chunk * 10, (chunk + 1) * 10):
        saturated(saturated_problem(seed))


def test_one_saturated_slope():
    saturated(lever())


def test_they_are_saturated():
    sizes = []
    for seed in range(150):
        values = trace(saturated_problem(seed))
        sizes.append(max(np.abs(values[key]).max() for key in values if key[0] == "Z"))
    assert max(sizes) <= 1e4 * (1 + 1e-12)
    assert np.mean(np.array(sizes) > 9e3) >= 0.2
    assert np.median(sizes) > 300
