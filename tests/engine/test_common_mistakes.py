"""The common mistakes on the notes' example and the number each one gives: all differ, so that each can be named."""

import numpy as np
import pytest

from engine import Problem, run, trace
from tests.engine.bugs import BUGS
from tests.engine.networks import notes

RIGHT = [[-0.008005, -0.003202], [-0.012262, -0.004905]]

# Planted bug -> its dW1, as printed in the list of common mistakes.
WRONG = {
    "the slope is dropped": [[-0.033522, -0.013409], [-0.078218, -0.031287]],
    "the slope taken at a instead of z": [[-0.007656, -0.003062], [-0.016698, -0.006679]],
    "an extra yhat(1 - yhat) beside binary cross-entropy": [[-0.001389, -0.000556], [-0.002128, -0.000851]],
    "the output's sign turned round": [[0.008005, 0.003202], [0.012262, 0.004905]],
    "W left out on the way down": [[-0.026683, -0.010673], [-0.017517, -0.007007]],
    "W already updated on the way down": [[-0.009811, -0.003924], [-0.013838, -0.005535]],
    "rows of the transposed W in reverse order": [[-0.018678, -0.007471], [-0.005255, -0.002102]],
    "W transposed in the forward pass (square layers)": [[-0.007966, -0.003187], [-0.013954, -0.005582]],
    "z in place of the slope": [[-0.014414, -0.005766], [-0.11107, -0.044428]],
}
WRONG_OUTPUT = {
    "dW from z of the layer below instead of a": [[-0.096097, -0.317342]],
    "dW from the network's inputs instead of a": [[-0.111740, -0.044696]],
}
BY_NAME = {bug.name: bug for bug in BUGS}
HALF_A_DIGIT = 0.5e-6 * (1 + 1e-6)


def answer(problem: Problem, name: str, key: str) -> np.ndarray:
    """dW1 or dW2 as somebody finds it who makes the mistake."""
    return run(BY_NAME[name].make(problem), problem.values)[key]


def test_the_right_answers():
    values = trace(notes())
    assert np.abs(values["dW1"] - RIGHT).max() <= HALF_A_DIGIT
    assert np.abs(values["dW2"] - [[-0.135401, -0.179977]]).max() <= HALF_A_DIGIT


@pytest.mark.parametrize("name, key, printed", [
    *((name, "dW1", printed) for name, printed in WRONG.items()),
    *((name, "dW2", printed) for name, printed in WRONG_OUTPUT.items()),
])  # fmt: skip
def test_a_mistake_gives_its_number(name, key, printed):
    assert np.abs(answer(notes(), name, key) - printed).max() <= HALF_A_DIGIT


def test_all_answers_differ():
    answers = [trace(notes())["dW1"], *(answer(notes(), name, "dW1") for name in WRONG)]
    for i, one in enumerate(answers):
        for other in answers[:i]:
            assert np.abs(one - other).max() > 1e-5
