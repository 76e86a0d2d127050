"""An update of a run as a lesson: the numbers of the lesson are those of the update, to the last bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import LESSON_LIMITS, Problem, ProblemError, trace
from explain.lab.data import generated, make_data
from explain.lab.lesson import batch_columns, opened
from explain.lab.run import Run
from explain.lab.setup import Setup

SETUP = Setup(hidden=((3, "tanh"),), optimiser="adam", eta=0.05, batch_size=8)


def trained(setup: Setup = SETUP, updates: int = 20) -> Run:
    """A run of some updates."""
    run = Run(setup, generated("blobs", examples=90, noise=0.1, seed=1, share=0.2, standardise=True))
    run.recording.advance(updates)
    return run


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam", "adamw"])
@pytest.mark.parametrize("update", [0, 7, 19])
def test_the_update_of_the_lesson_leads_to_the_next_network_of_the_run(optimiser: str, update: int) -> None:
    """Weights, memory, count of updates and examples are all those of the run."""
    run = trained(replace(SETUP, optimiser=optimiser))
    column = int(batch_columns(run, update)[3])
    found = opened(run, update, column)
    assert (found.alone, found.example, found.batch, found.problem.examples) == (False, 3, 8, 8)
    after, then = trace(found.problem).after, run.problem(update + 1)
    assert all(np.array_equal(after.parameters[key], then.parameters[key]) for key in then.parameters)
    assert trace(found.problem)["J"][0, 0] == run.recording.losses[update]
    x = run.data.scaled(run.data.X[:, [column]])
    assert np.array_equal(found.problem.X[:, [found.example]], x)


def test_the_first_example_of_the_batch_is_looked_at_where_none_is_chosen() -> None:
    """And all of the batch is there."""
    run = trained()
    assert opened(run, 5).example == 0
    assert opened(run, 5).problem.examples == 8


@pytest.mark.parametrize("part", ["training", "validation"])
def test_an_example_that_is_not_in_the_batch_comes_alone(part: str) -> None:
    """With the weights of the moment, and its own target."""
    run = trained()
    column = next(int(c) for c in run.data.columns(part) if c not in batch_columns(run, 4))
    found = opened(run, 4, column)
    assert (found.why, found.problem.examples, found.example) == ("elsewhere", 1, 0)
    assert int(found.problem.Y.argmax()) == int(run.data.targets[0, column])
    assert np.array_equal(found.problem.W[0], run.problem(4).W[0])


def test_a_batch_that_is_too_large_for_a_lesson_is_not_cut_in_silence() -> None:
    """One example comes instead, and why."""
    run = trained(replace(SETUP, batch_size=None))
    assert run.data.training.size > LESSON_LIMITS.examples
    found = opened(run, 2)
    assert (found.why, found.problem.examples, found.batch) == ("large", 1, run.data.training.size)


def test_a_lesson_opens_what_was_opened_and_nothing_that_is_too_large() -> None:
    """The document can be read under the lesson's limits; other networks are refused by name."""
    found = opened(trained(), 3)
    assert Problem.from_dict(found.problem.to_dict(), LESSON_LIMITS).examples == 8
    x = np.random.default_rng(0).normal(size=(20, 12))
    wide = make_data("own", x, (x[:1] > 0).astype(float), 2, seed=0, share=0.0, standardise=False)
    with pytest.raises(ProblemError, match="inputs"):
        opened(Run(SETUP, wide), 0)
