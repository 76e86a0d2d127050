"""Both ways that are timed find the same gradients as a trace. How long they take is not asserted."""

import numpy as np
import pytest

from engine import trace
from explain.timing import measure
from tests.engine.networks import mazur, notes


@pytest.mark.parametrize("problem", [notes(), mazur()], ids=["notes", "mazur"])
def test_both_ways_find_the_gradients(problem):
    found, values = measure(problem, rounds=2), trace(problem)
    for key in problem.parameters:
        assert np.array_equal(found.exact[key], values[f"d{key}"])
        assert np.allclose(found.nudged[key], values[f"d{key}"], atol=1e-5)
    assert 0 < found.apart < 1e-5
    assert found.rounds == 2
    assert found.ratio == found.nudging / found.backpropagation > 0


def test_no_rounds_is_refused():
    with pytest.raises(ValueError, match="1 round or more"):
        measure(notes(), 0)
