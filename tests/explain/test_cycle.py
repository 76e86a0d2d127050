"""One round of the cycle in numbers, and what a batch's examples have to do with each other."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Problem, trace
from explain.batch import columns_moved
from explain.cycle import round_of, steepest
from ui.course.passes import batch_of_three, first_network
from ui.presets import presets


@pytest.mark.parametrize("name", ["notes-2-2-1", "mazur", "ng-exercise-4-l2", "han-kamber"])
def test_a_round_is_read_off_the_trace(name: str) -> None:
    """Loss, prediction, the largest gradient and its update; J after is that of the next trace."""
    result = trace(presets()[name].problem)
    found = round_of(result)
    var, row, column = steepest(result)
    assert found.loss == result["J"][0, 0]
    assert found.outputs == tuple(result["Yhat"][:, 0])
    assert found.targets == tuple(result["Y"][:, 0])
    assert (found.before, found.slope) == (result[var.key][row, column], result[f"d{var.key}"][row, column])
    assert found.after == getattr(result.after, var.key[0])[int(var.key[1]) - 1][row, column]
    assert found.loss_after == trace(result.after)["J"][0, 0]
    free = [v for v in result.program.parameters if v.key not in result.problem.spec.frozen]
    assert abs(found.slope) == max(np.abs(result[v.grad.key]).max() for v in free)


def test_a_frozen_number_is_not_the_one_that_moves() -> None:
    """Though its gradient is the largest: entry by entry, and as a whole."""
    doc = first_network().to_dict()
    assert steepest(trace(Problem.from_dict(doc)))[0].key == "b2"
    result = trace(Problem.from_dict({**doc, "frozen": ["b2", "W2[0,1]"]}))
    assert (steepest(result)[0].key, *steepest(result)[1:]) == ("W2", 0, 0)


def test_j_after_an_update_that_goes_too_far_is_none() -> None:
    """Where no J can be computed."""
    doc = {**first_network().to_dict(), "loss": "squared_error"}
    doc["layers"] = [{"units": 2, "activation": "identity"}, {"units": 1, "activation": "identity"}]
    doc["optimiser"] = {"name": "sgd", "eta": 1e300}
    assert round_of(trace(Problem.from_dict(doc))).loss_after is None


@pytest.mark.parametrize("example", range(3))
def test_an_example_moves_its_own_column_only(example: int) -> None:
    """In the forward pass."""
    assert columns_moved(batch_of_three(), example) == (example,)


def test_an_example_that_is_not_there_is_refused() -> None:
    """By its number."""
    with pytest.raises(IndexError, match="no 3"):
        columns_moved(batch_of_three(), 3)
