"""A History equals a loop of single updates, on any batches, and ends in order where a number is not finite."""

import numpy as np
import pytest

from engine import NonFiniteError, TrainingStopped, trace, train
from engine.training import batches, epoch_order
from tests.engine.networks import notes, problem_for
from tests.engine.test_properties import same_bits


def problem(examples=7, **more):
    return problem_for(np.random.default_rng(3), [2, 4, 1], ["tanh", "sigmoid"], "half_squared_error", examples, **more)


def batch_of(start, history, update):
    columns = history.columns(update)
    return start.with_values({"X": start.X[:, columns], "Y": start.Y[:, columns]}), columns


@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
@pytest.mark.parametrize("batch_size, seed", [(None, None), (3, None), (3, 8), (7, 8), (100, 1), (1, 2)])
def test_a_history_equals_a_loop_of_single_updates(batch_size, seed, optimiser):
    start = problem(optimiser=optimiser)
    history = train(start, 9, batch_size, seed)
    assert len(history) == 10
    assert history.losses.shape == (10,)
    now = start
    for update in range(10):
        batch, _ = batch_of(now, history, update)
        one = trace(batch)
        assert same_bits(one, history[update]), update
        assert history.losses[update] == one["J"].item()
        assert same_numbers(history.start_of(update), now)
        last, now = now, now.with_values({key: one.after.values[key] for key in changed_by(one)}, t=now.t + 1)
    assert same_numbers(history.after, last)
    assert same_bits(history[-1], history[9])


def same_numbers(one, other):
    """The same in every number that a run reads; fresh state may be written down as zeros or left out."""
    return one.t == other.t and all(np.array_equal(one.values[key], other.values[key]) for key in other.values)


def changed_by(one):
    return [v.key for v in one.program.carried if v.key != "t"]


@pytest.mark.parametrize(
    "examples, size, seed", [(7, 3, None), (7, 3, 4), (6, 3, 4), (5, 9, 4), (1, 1, 0), (4, None, 2)]
)
def test_every_epoch_uses_every_example_once(examples, size, seed):
    stream = batches(examples, size, seed)
    per_epoch = -(-examples // min(size or examples, examples))
    orders = []
    for epoch in range(3):
        columns = [next(stream) for _ in range(per_epoch)]
        assert all(len(c) == min(size or examples, examples) for c in columns[:-1])
        orders.append([int(c) for batch in columns for c in batch])
        assert sorted(orders[-1]) == list(range(examples))
        if seed is None:
            assert orders[-1] == list(range(examples))
        else:
            assert orders[-1] == np.random.default_rng([seed, epoch]).permutation(examples).tolist()
    assert np.array_equal(epoch_order(examples, 2, seed), orders[2])


def test_batches_go_on_where_the_count_is():
    all_of_them = [b.tolist() for b, _ in zip(batches(7, 3, 5), range(12), strict=False)]
    for first in range(8):
        assert [b.tolist() for b, _ in zip(batches(7, 3, 5, first), range(4), strict=False)] == all_of_them[first:][:4]


def test_the_loss_goes_down():
    history = train(notes(), 200)
    assert (np.diff(history.losses) < 0).all()
    assert history.losses[0] == trace(notes())["J"].item()


def test_a_history_keeps_to_its_rules():
    history = train(problem(), 3)
    with pytest.raises(ValueError, match="read-only"):
        history.losses[0] = 1.0
    for wrong in (4, -5, 99):
        with pytest.raises(IndexError, match=rf"has 4 traces, 0 to 3; there is no {wrong}"):
            history[wrong]
    assert history[0].problem.t == 0
    assert history[2].problem.t == 2
    assert len(train(problem(), 0)) == 1
    for arguments in [(-1,), (3, 0), (3, -2)]:
        with pytest.raises(ValueError, match="updates must be 0 or more and batch_size 1 or more"):
            train(problem(), *arguments)


@pytest.mark.parametrize("batch_size, seed", [(None, None), (3, 1)])
def test_training_that_diverges_stops_at_the_update_and_keeps_what_came_before(batch_size, seed):
    start = problem_for(np.random.default_rng(0), [2, 2], ["identity"], "half_squared_error", 5, eta=1e4)
    with pytest.raises(TrainingStopped) as stopped:
        train(start, 500, batch_size, seed)
    error = stopped.value
    assert isinstance(error, NonFiniteError)
    assert 10 < error.update < 500
    assert len(error.history) == error.update
    assert np.isfinite(error.history.losses).all()
    assert f"in update {error.update + 1}" in str(error)
    shorter = train(start, error.update - 1, batch_size, seed)
    assert np.array_equal(shorter.losses, error.history.losses)
    assert same_bits(shorter[error.update - 1], error.history[error.update - 1])
    last = error.history[error.update - 1]  # finite, and the update after it is not
    columns = error.history.columns(error.update)
    after = start.with_values({key: last.after.values[key] for key in changed_by(last)})
    after = after.with_values({"X": start.X[:, columns], "Y": start.Y[:, columns]})
    with pytest.raises(NonFiniteError) as alone:
        trace(after)
    assert (alone.value.cause.key, alone.value.cause.step) == (error.cause.key, error.cause.step)
    assert error.trace.problem is not None
    assert error.trace.problem.t == error.update
