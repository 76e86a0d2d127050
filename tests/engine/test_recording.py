"""A Recording is the same run as `train`, to the bit: in pieces, thinned, changed on the way, branched, or stopped."""

import math
import threading
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import NonFiniteError, Problem, TrainingStopped, trace, train
from engine.optimisers import OPTIMISERS
from engine.recording import Recording
from engine.training import packed
from tests.engine.networks import problem_for
from tests.engine.test_properties import same_bits

EXAMPLES = 7
BATCHES = [(None, None), (None, 4), (1, 5), (3, None), (3, 0), (EXAMPLES, 2), (50, 1)]
PIECES = st.lists(st.integers(0, 15), max_size=6)
MOST = st.sampled_from([2, 3, 5, 8, 200])
PROPERTY = settings(max_examples=40, deadline=None)


def problem(optimiser="adam", **more) -> Problem:
    """A 2-3-1 network with seven examples."""
    return problem_for(
        np.random.default_rng(3), [2, 3, 1], ["tanh", "sigmoid"], "half_squared_error", EXAMPLES, optimiser, **more
    )


def require_same(one: Problem, other: Problem, what: object = "") -> None:
    """Every number that a run reads is the same to the last bit, and the settings are."""
    assert (one.t, one.eta, one.spec) == (other.t, other.eta, other.spec), what
    for key, value in other.values.items():
        assert one.values[key].tobytes() == value.tobytes(), (what, key)


def require_run(recording: Recording, wanted: list[Problem], losses: list[float]) -> None:
    """Every update of a recording, kept or not, in any order of asking, and all losses."""
    assert recording.updates == len(wanted) - 1
    assert recording.losses.tolist() == losses
    for update in (*range(len(wanted)), *range(len(wanted) - 1, -1, -2)):
        require_same(recording.at(update), wanted[update], update)
    require_same(recording.now, wanted[-1])


def require_kept(recording: Recording) -> None:
    """What is kept: no more than it may, the first and the last, equal distances between, and the right numbers."""
    kept = recording.kept
    assert len(kept) <= recording.most
    assert (kept[0], kept[-1]) == (0, recording.updates)
    assert len(set(np.diff(kept[:-1]))) <= 1
    for update in kept:
        assert recording.row(update).tobytes() == packed(recording.at(update)).tobytes(), update


@pytest.mark.parametrize("batch_size, seed", BATCHES)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
@given(pieces=PIECES, most=MOST, before=st.sampled_from([0, 4]))
@settings(max_examples=5, deadline=None)
def test_a_recording_is_the_same_run_as_train(optimiser, batch_size, seed, pieces, most, before):
    """In pieces of any size, thinned or not, from a fresh problem or one that has been trained."""
    start = train(problem(optimiser), before, batch_size, seed).after
    recording, history = Recording(start, batch_size, seed, most), train(start, sum(pieces), batch_size, seed)
    for piece in pieces:
        assert recording.advance(piece) == piece
        require_kept(recording)
    require_run(
        recording, [history.start_of(u) for u in range(sum(pieces) + 1)], history.losses[: sum(pieces)].tolist()
    )
    whole = Recording(start, batch_size, seed, most)
    whole.advance(sum(pieces))
    assert whole.kept == recording.kept
    assert len(whole.kept) == sum(pieces) + 1 or len(whole.kept) > most // 2
    for update in range(sum(pieces) + 1):
        assert recording.columns(update).tolist() == history.columns(update).tolist()
        assert same_bits(recording[update], history[update])
        require_same(recording.batch(update), recording[update].problem)


CHANGES = [
    ("nothing", lambda p: p),
    ("eta", lambda p: replace(p, eta=p.eta / 2)),
    ("penalty", lambda p: replace(p, spec=replace(p.spec, l2=0.1 - p.spec.l2))),
    ("frozen", lambda p: replace(p, spec=replace(p.spec, frozen=() if p.spec.frozen else ("W1", "b2")))),
    ("frozen entry", lambda p: replace(p, spec=replace(p.spec, frozen=("W2[0,1]",)))),
    ("parameters", lambda p: p.with_values({"W1": p.W[0] + 0.5})),
]
STRETCHES = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from(CHANGES), st.sampled_from(BATCHES)), min_size=1, max_size=6
)


def by_hand(start: Problem, stretches: list) -> tuple[list[Problem], list[float]]:
    """The problem before each update and J of each, by `train`: so many updates, then a change; both again.

    Batches of another size or order begin with the next epoch; a change that no update was made under does not count.
    """
    problems, losses, now = [start], [], start
    batching, used = last, epochs_of_last = (3, 0), 0
    for updates, (_, make), then in stretches:
        history = train(now, updates, *batching, used=used)
        problems += [history.start_of(u) for u in range(1, updates + 1)]
        losses += history.losses[:updates].tolist()
        now = make(history.after)
        problems[-1] = now
        if updates:
            last, epochs_of_last = batching, Fraction(used + updates, updates_an_epoch(batching))
        goes_on = updates_an_epoch(then) * (epochs_of_last if then == last else math.ceil(epochs_of_last))
        batching, used = then, int(goes_on)
    return problems, losses


def updates_an_epoch(batching: tuple[int | None, int | None]) -> int:
    """How many batches have every example in them once."""
    return math.ceil(EXAMPLES / (batching[0] or EXAMPLES))


def changed_on_the_way(start: Problem, stretches: list, most: int) -> Recording:
    """The same by a recording."""
    recording = Recording(start, 3, 0, most)
    for updates, (_, make), (batch_size, seed) in stretches:
        recording.advance(updates // 2)
        recording.advance(updates - updates // 2)
        recording.change(make, batch_size, seed)
    return recording


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam", "adamw"])
@given(stretches=STRETCHES, most=MOST)
@settings(max_examples=25, deadline=None)
def test_a_change_on_the_way_is_the_change_made_by_hand(optimiser, stretches, most):
    """Learning rate, penalty, frozen parameters, batch size, order: each from its update on, none before it."""
    recording = changed_on_the_way(problem(optimiser), stretches, most)
    require_run(recording, *by_hand(problem(optimiser), stretches))
    for _, _, (batch_size, seed) in stretches[-1:]:
        assert (recording.stretches[-1].batch_size, recording.stretches[-1].seed) == (batch_size, seed)
    assert len({stretch.first for stretch in recording.stretches}) == len(recording.stretches)
    recording.advance(9)
    require_kept(recording)
    longer = [*stretches, (9, CHANGES[0], (None, None))]
    require_run(recording, *by_hand(problem(optimiser), longer))


def test_more_changes_than_updates_that_may_be_kept():
    recording = Recording(problem(), 3, 0, most=2)
    for turn in range(12):
        recording.change(lambda p, turn=turn: replace(p, eta=0.01 * (turn + 1)), 3, 0)
        assert recording.advance(2) == 2
    assert recording.kept == (0, 24)
    assert [recording.at(2 * turn).eta for turn in range(12)] == [0.01 * (turn + 1) for turn in range(12)]


def test_a_change_that_cannot_be_made_changes_nothing():
    recording = Recording(problem(), 3, 0)
    recording.advance(4)

    def refuse(_: Problem) -> Problem:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        recording.change(refuse, 1, 1)
    recording.advance(4)
    require_same(recording.now, train(problem(), 8, 3, 0).after)
    assert len(recording.stretches) == 1


@given(stretches=STRETCHES, most=MOST, data=st.data())
@PROPERTY
def test_a_branch_is_the_same_run_up_to_its_update_and_from_there_on(stretches, most, data):
    recording = changed_on_the_way(problem(), stretches, most)
    wanted, losses = by_hand(problem(), stretches)
    update = data.draw(st.integers(0, recording.updates))
    kept, branch = recording.kept, recording.branch(update)
    require_run(branch, wanted[: update + 1], losses[:update])
    setting = recording.stretch(update)
    assert branch.stretches[-1] is setting
    more = train(wanted[update], 11, setting.batch_size, setting.seed, setting.batches_before(update))
    branch.advance(4)
    branch.advance(7)
    require_run(
        branch, wanted[:update] + [more.start_of(u) for u in range(12)], losses[:update] + more.losses[:11].tolist()
    )
    require_kept(branch)
    assert recording.kept == kept
    require_run(recording, wanted, losses)  # the run that it came from stays, and goes on as if nothing had been
    recording.advance(5)
    require_run(recording, *by_hand(problem(), [*stretches, (5, CHANGES[0], (None, None))]))


@given(pieces=PIECES, most=MOST)
@PROPERTY
def test_looking_does_not_disturb(pieces, most):
    """What a view asks for between two pieces changes nothing of what comes after."""
    looked, plain = Recording(problem(), 3, 0, most), Recording(problem(), 3, 0, most)
    for piece in pieces:
        looked.advance(piece)
        plain.advance(piece)
        found = looked[looked.updates // 2]
        assert found["J"].size == 1
        looked.epoch(0)
    assert looked.losses.tobytes() == plain.losses.tobytes()
    require_same(looked.now, plain.now)


def diverging(eta: float = 1e4) -> Problem:
    """One linear unit with a learning rate that makes it overflow after some updates."""
    return problem_for(np.random.default_rng(0), [2, 2], ["identity"], "half_squared_error", 5, eta=eta)


def failing_update(start: Problem, batch_size: int | None, seed: int | None) -> int:
    """The number of the update whose trace is the first that is not finite."""
    with pytest.raises(TrainingStopped) as stopped:
        train(start, 500, batch_size, seed)
    return stopped.value.update


@pytest.mark.parametrize("batch_size, seed", [(None, None), (3, 1)])
@pytest.mark.parametrize(
    "ends",
    [(500,), (-1, 500), (-1, 0, 1), (0, 1), (1, 2), (-3, -2, -1, 0), (3, 500)],
    ids=str,
)
@pytest.mark.parametrize("most", [2, 7, 200])
def test_a_run_stops_before_the_number_that_is_not_finite(batch_size, seed, ends, most):
    """In a piece's middle, as its last update, as its last trace, as the first of the next piece: the same run."""
    at = failing_update(diverging(), batch_size, seed)
    recording = Recording(diverging(), batch_size, seed, most)
    for end in ends:
        recording.advance(max(0, at + end - recording.updates))
    assert (recording.updates, recording.stopped_at) == (at - 1, at)
    assert recording.advance(5) == 0
    history = train(diverging(), at - 1, batch_size, seed)
    require_run(recording, [history.start_of(u) for u in range(at)], history.losses[: at - 1].tolist())
    require_kept(recording)
    last = recording[at - 1]
    assert np.isfinite(last["W1_next"]).all()
    error = recording.stopped
    assert isinstance(error, NonFiniteError)
    assert f"in update {at + 1}" in str(error)
    assert (error.update, error.trace.problem.t, error.__traceback__) == (at, at, None)
    assert error.trace.problem.W[0].tobytes() == last["W1_next"].tobytes()


def test_a_run_that_cannot_begin_says_so_at_its_first_update():
    start = diverging().with_values({"W1": np.full((2, 2), 1e300)})
    recording = Recording(start, 3, 0)
    assert recording.stopped is None
    assert recording.advance(0) == recording.advance(4) == 0
    assert (recording.updates, recording.stopped_at, recording.kept) == (0, 0, (0,))
    assert recording.losses.size == 0
    require_same(recording.now, start)
    with pytest.raises(NonFiniteError):
        recording[0]


def test_a_change_after_which_no_number_is_finite():
    recording = Recording(diverging(0.1), 3, 0, most=3)
    recording.advance(10)
    recording.change(lambda p: p.with_values({"W1": np.full((2, 2), 1e300)}), 3, 0)
    assert recording.advance(4) == 0
    assert (recording.updates, recording.stopped_at) == (10, 10)
    assert recording.now.W[0].max() == 1e300
    require_same(recording.at(9), train(diverging(0.1), 9, 3, 0).after)


@pytest.mark.parametrize("again", ["change", "branch"])
def test_a_run_that_has_stopped_goes_on_with_a_smaller_learning_rate(again):
    recording = Recording(diverging(), 3, 1)
    recording.advance(500)
    update = recording.updates
    if again == "branch":
        recording = recording.branch(2)
        assert recording.stopped is recording.stopped_at is None
        update = 2
    recording.change(lambda p: replace(p, eta=0.1), 3, 1)
    assert recording.stopped is recording.stopped_at is None
    made = recording.advance(6)
    assert made == 6
    require_same(recording.now, train(replace(recording.at(update), eta=0.1), 6, 3, 1).after)


@pytest.mark.parametrize("batch_size, seed", BATCHES)
@pytest.mark.parametrize("before", [0, 2, 5])
def test_after_another_batch_size_an_epoch_still_has_every_example_once(batch_size, seed, before):
    """It begins anew with the batches, in an order that was not used before."""
    recording = Recording(problem(), 2, 0)
    recording.advance(before)
    recording.change(lambda p: p, batch_size, seed)
    at = recording.updates
    recording.advance(recording.to_next_epoch())
    used = np.concatenate([recording.columns(update) for update in range(at, recording.updates)])
    assert sorted(used.tolist()) == list(range(EXAMPLES))
    assert recording.epoch(recording.updates) - recording.epoch(at) == pytest.approx(1)


def test_the_count_of_epochs():
    """Seven examples in threes are three updates an epoch; all at once from update 7 on, one each."""
    recording = Recording(problem(), 3, 0)
    assert [recording.to_next_epoch(), recording.advance(1), recording.to_next_epoch()] == [3, 1, 2]
    assert recording.advance(recording.to_next_epoch()) == 2
    assert recording.to_next_epoch() == 3
    recording.advance(4)
    assert [recording.epoch(u) for u in (0, 1, 3, 6, 7)] == pytest.approx([0, 1 / 3, 1, 2, 7 / 3])
    recording.change(lambda p: p, None, None)
    assert recording.to_next_epoch() == 1
    recording.advance(2)
    assert [recording.epoch(u) for u in (6, 7, 8, 9)] == pytest.approx([2, 7 / 3, 10 / 3, 13 / 3])
    assert [stretch.per_epoch for stretch in recording.stretches] == [3, 1]
    assert recording.branch(4).epoch(4) == pytest.approx(4 / 3)


@pytest.mark.parametrize("batch_size, seed", BATCHES)
@pytest.mark.parametrize("before", [0, 1, 5])
def test_an_epoch_ends_when_every_example_has_been_used_once(batch_size, seed, before):
    """Whatever the run was trained on before: the rest of the epoch, then whole ones."""
    recording = Recording(train(problem(), before, batch_size, seed).after, batch_size, seed)
    recording.advance(recording.to_next_epoch())
    first = recording.updates
    assert recording.to_next_epoch() == recording.stretches[-1].per_epoch
    recording.advance(recording.to_next_epoch())
    used = np.concatenate([recording.columns(update) for update in range(first, recording.updates)])
    assert sorted(used.tolist()) == list(range(EXAMPLES))
    assert recording.epoch(recording.updates) - recording.epoch(first) == pytest.approx(1)


def test_what_is_refused():
    recording = Recording(problem(), 3, 0, most=4)
    recording.advance(9)
    for update in (-1, 10, 99):
        for ask in (recording.at, recording.batch, recording.__getitem__, recording.branch):
            with pytest.raises(IndexError, match=rf"the updates 0 to 9; there is no {update}"):
                ask(update)
    with pytest.raises(KeyError):
        recording.row(1)
    with pytest.raises(ValueError, match="must be 0 or more, got -1"):
        recording.advance(-1)
    with pytest.raises(ValueError, match="at least 2 updates, not 1"):
        Recording(problem(), most=1)
    with pytest.raises(ValueError, match="read-only"):
        recording.losses[0] = 1.0
    assert recording.updates == 9


def test_two_runs_at_once_share_no_numbers():
    """By turns in one thread, and each in a thread of its own."""
    etas = (0.1, 0.3)
    wanted = [train(problem(eta=eta), 60, 3, 0).after for eta in etas]
    runs = [Recording(problem(eta=eta), 3, 0) for eta in etas]
    for _ in range(20):
        for one in runs:
            one.advance(3)
    for one, after in zip(runs, wanted, strict=True):
        require_same(one.now, after)
    runs, start = [Recording(problem(eta=eta), 3, 0) for eta in etas], threading.Barrier(2)

    def work(which: int) -> None:
        start.wait()
        for _ in range(60):
            runs[which].advance(1)
            runs[which].at(runs[which].updates // 2)

    threads = [threading.Thread(target=work, args=(which,)) for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one, after in zip(runs, wanted, strict=True):
        require_same(one.now, after)


def test_a_piece_may_be_made_by_another_thread_than_the_one_before():
    """A page is run by a new thread each time."""
    recording = Recording(problem(), 3, 0)
    for _ in range(4):
        thread = threading.Thread(target=recording.advance, args=(3,))
        thread.start()
        thread.join()
    require_same(recording.now, train(problem(), 12, 3, 0).after)


def test_ten_thousand_updates_fit_in_little():
    recording = Recording(problem(), 3, 0)
    row, sizes = recording.row(0).nbytes, []
    for _ in range(100):
        recording.advance(100)
        sizes.append(recording.nbytes)
        require_kept(recording)
    assert recording.updates == 10_000
    assert max(sizes) <= 200 * row + 8 * 2 * 10_000
    assert sizes[-1] >= 100 * row + 8 * 10_000  # they are there
    history = train(problem(), 10_000, 3, 0)
    assert recording.losses.tobytes() == history.losses[:-1].tobytes()
    for update in (1, 63, 64, 65, 4321, 9_999):
        require_same(recording.at(update), history.start_of(update), update)
    assert same_bits(recording[4321], trace(history[4321].problem))
