"""Every figure of the worked examples: what holds rounds to what is printed, what does not is wrong in print."""

import numpy as np
import pytest

from engine import Problem, trace
from tests.engine.bugs import BUGS
from tests.engine.figures import ALL, IDS, after, require_exact, require_printed, rounds_to, value_of
from tests.engine.networks import EXAMPLES, example

STATUSES = {"holds", "rounded-chain", "last-digit", "wrong", "ours"}


(TOO_EARLY,) = [bug.make for bug in BUGS if bug.name == "W already updated on the way down"]
"""Mazur's slip: dA1 from output weights that have already been updated."""


def test_every_example_has_figures():
    assert {name for name, _ in ALL} == {path.stem for path in EXAMPLES}
    assert {figure["status"] for _, figure in ALL} == STATUSES


@pytest.mark.parametrize("name, figure", ALL, ids=IDS)
def test_exact_value(name, figure):
    require_exact(value_of(name, figure), figure["exact"])


@pytest.mark.parametrize("name, figure", ALL, ids=IDS)
def test_printed_figure(name, figure):
    value = value_of(name, figure)
    require_printed(value, figure)
    if figure["status"] in ("rounded-chain", "last-digit", "wrong"):
        assert not rounds_to(value, figure["printed"]), (
            f"{value!r} does round to {figure['printed']}: the status is off"
        )
    assert (figure["status"] == "ours") == ("printed" not in figure)


NOTED = [
    ("J after 1 update", "0.291027923905442"),
    ("Yhat[0,0] after 10000 updates", "0.0159121963260343"),
    ("Yhat[1,0] after 10000 updates", "0.984065734485629"),
]


@pytest.mark.parametrize("quantity, noted", NOTED)
def test_mazurs_wrong_totals_are_an_update_too_early(quantity, noted):
    """The slip named in the note gives the figures that were printed, after 10,000 updates as well."""
    (figure,) = [f for f in example("mazur")["figures"] if f["quantity"] == quantity]
    assert noted in figure["note"]
    value = value_of("mazur", figure, TOO_EARLY)
    require_exact(value, noted)
    assert rounds_to(value, figure["printed"])


def test_the_slip_moves_nothing_but_the_hidden_gradient():
    right, wrong = after("mazur", 0), after("mazur", 0, TOO_EARLY)
    moved = {key for key in right if not np.array_equal(right[key], wrong[key])}
    assert moved == {"dA1", "dZ1", "dW1", "db1", "W1_next"}  # b1 is frozen


def test_the_wrong_output_of_the_chain_comes_from_other_parameters():
    problem = Problem.from_dict(example("notes-two-neuron-chain")["problem"])
    other = problem.with_values({"W2": [[0.45]], "b2": [[0.65]]})
    value = float(trace(other)["A2"][0, 0])
    assert rounds_to(value, "0.7153")
    require_exact(value, "0.715251680252756")
