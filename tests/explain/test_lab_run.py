"""A run's measures against NumPy by hand, what it remembers and forgets, and that the default setup learns."""

from dataclasses import replace

import numpy as np
import pytest

from engine import NonFiniteError, train
from engine.checked import ProblemError
from explain.lab.data import Data, generated, make_data
from explain.lab.run import NOTHING, PARTS, Run, classes
from explain.lab.setup import Setup

SMALL = Setup(hidden=((4, "tanh"),), batch_size=5, eta=0.1)


def data_of(name: str, **more) -> Data:
    """Twenty examples, a quarter of them for validation."""
    return generated(name, **({"examples": 20, "noise": 0.2, "seed": 3, "share": 0.25, "standardise": False} | more))


def log_sum_exp(z: np.ndarray) -> np.ndarray:
    """The logarithm of the sum of e^z over the outputs."""
    return np.log(np.exp(z).sum(axis=0))


# Output and loss -> J of a column's weighted sums z and classes or numbers t, and the answer that z stands for.
BY_HAND = {
    ("sigmoid", "binary_cross_entropy"): (
        lambda z, t: np.log1p(np.exp(-z[0] * np.where(t[0] == 1, 1, -1))),
        lambda z: z[0] > 0,
    ),
    ("softmax", "cross_entropy"): (
        lambda z, t: log_sum_exp(z) - z[t[0].astype(int), np.arange(z.shape[1])],
        lambda z: z.argmax(axis=0),
    ),
    ("identity", "hinge"): (
        lambda z, t: np.maximum(0, 1 - np.where(t[0] == 1, 1, -1) * z[0]),
        lambda z: z[0] > 0,
    ),
    ("identity", "squared_error"): (lambda z, t: (z[0] - t[0]) ** 2, lambda z: z[0] > 0.5),
}
CASES = [
    ("xor", "sigmoid", "binary_cross_entropy"),
    ("moons", "softmax", "cross_entropy"),
    ("blobs", "softmax", "cross_entropy"),
    ("xor", "identity", "hinge"),
    ("circles", "identity", "squared_error"),
    ("sine", "identity", "squared_error"),
]


def sums(run: Run, update: int, x: np.ndarray) -> np.ndarray:
    """The weighted sums of the output layer of a network with one tanh layer."""
    problem = run.problem(update)
    return problem.W[1] @ np.tanh(problem.W[0] @ x + problem.b[0]) + problem.b[1]


@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("name, output, loss", CASES)
def test_a_moment_is_what_numpy_gives_by_hand(name, output, loss, standardise):
    """Loss without the penalty and accuracy of both parts, on inputs scaled by the training examples' mean."""
    data = data_of(name, standardise=standardise)
    run = Run(replace(SMALL, output=output, loss=loss, l2=0.02, l1=0.01), data)
    run.recording.advance(12)
    loss_of, answer = BY_HAND[output, loss]
    given = data.X[:, data.training]
    mean, deviation = given.mean(axis=1, keepdims=True), given.std(axis=1, keepdims=True)
    for update in (0, 7, 12):
        moment = run.moment(update)
        assert moment.update == update
        for part, columns in zip(PARTS, (data.training, data.validation), strict=True):
            x = (data.X[:, columns] - mean) / deviation if standardise else data.X[:, columns]
            z, t = sums(run, update, x), data.targets[:, columns]
            found = getattr(moment, part)
            assert found.loss == pytest.approx(loss_of(z, t).mean(), rel=1e-12)
            if data.classes:
                assert found.accuracy == (answer(z) == t[0]).mean()
            else:
                assert found.accuracy is None
        w = run.problem(update).W
        penalty = sum(0.01 * (one**2).sum() + 0.01 * np.abs(one).sum() for one in w)
        assert moment.penalty == pytest.approx(penalty, rel=1e-12)
    assert run.moment(0).training.loss > run.moment(12).training.loss


ANSWERS = [
    ([[0.2, 0.5, 0.51]], [[0, 1, 1]], [0, 0, 1]),
    ([[-0.2, 0.0, 0.51]], [[-1, 1, 1]], [0, 0, 1]),
    ([[0.3, 0.9]], [[1, 1]], [0, 1]),
    ([[0.2, 9.0], [0.3, 1.0], [0.1, 8.0]], [[0, 1], [1, 0], [0, 0]], [1, 0]),
    ([[-3.0, 2.0], [-4.0, 5.0]], [[1, -1], [-1, 1]], [0, 1]),
]


@pytest.mark.parametrize("outputs, targets, wanted", ANSWERS)
def test_the_class_that_outputs_name(outputs, targets, wanted):
    assert classes(np.array(outputs), np.array(targets, dtype=float)).tolist() == wanted


@pytest.mark.parametrize(
    "output, loss", [("sigmoid", "binary_cross_entropy"), ("identity", "hinge"), ("tanh", "hinge")]
)
@pytest.mark.parametrize("only", [0, 1])
def test_a_part_may_have_examples_of_one_class_only(output, loss, only):
    """What the middle between the classes is depends on the loss, not on the examples at hand."""
    x = np.array([[-2.0, -1.0, 0.1, 0.2, 3.0]])
    data = make_data("own", x, np.full((1, 5), float(only)), 2, seed=0, share=0.4, standardise=False)
    run = Run(Setup(hidden=(), output=output, loss=loss), data)
    run.recording.change(lambda p: p.with_values({"W1": [[0.1]], "b1": [[0.0]]}), 2, 0)
    moment = run.moment(0)
    for part, columns in zip(PARTS, (data.training, data.validation), strict=True):
        assert getattr(moment, part).accuracy == ((x[0, columns] > 0) == only).mean(), part


def test_without_examples_for_validation_there_is_nothing_to_measure():
    run = Run(SMALL, data_of("xor", share=0.0))
    run.recording.advance(3)
    assert run.moment(3).validation == NOTHING
    assert run.moment(3).training.accuracy is not None
    with pytest.raises(ValueError, match="no examples for validation"):
        run.judged(3, "validation")


def test_moments_are_measured_once_and_at_every_update_that_is_kept():
    run = Run(SMALL, data_of("xor"))
    run.recording.advance(6)
    first = run.moments()
    assert [moment.update for moment in first] == list(run.recording.kept) == list(range(7))
    assert all(one is other for one, other in zip(first, run.moments(), strict=True))
    run.recording.advance(2)
    assert all(one is other for one, other in zip(first, run.moments(), strict=False))
    assert len(run.moments()) == 9


def test_other_settings_count_from_the_present_update_on():
    """Before it the old penalty is measured, at it the new one; the loss there is the same."""
    run = Run(replace(SMALL, l2=0.1), data_of("xor"))
    run.recording.advance(4)
    before, present = run.moment(3), run.moment(4)
    run.go_on_with(replace(SMALL, l2=0.2))
    assert run.moment(3) is before
    now = run.moment(4)
    assert now.penalty == pytest.approx(2 * present.penalty)
    assert (now.training, now.validation) == (present.training, present.validation)
    run.recording.advance(3)
    assert [first for first, _ in run.settings] == [0, 4]
    by_hand = run.setup.carried_on(train(run.problem(0), 4, 5, 0).after)
    after = train(by_hand, 3, 5, 0).after
    assert after.W[0].tobytes() == run.problem(7).W[0].tobytes()
    assert (run.problem(3).spec.l2, run.problem(4).spec.l2) == (0.1, 0.2)


def test_the_same_settings_again_change_nothing():
    run = Run(SMALL, data_of("xor"))
    run.recording.advance(4)
    moment = run.moment(4)
    run.go_on_with(replace(SMALL))
    assert run.moment(4) is moment
    assert len(run.settings) == len(run.recording.stretches) == 1


def test_settings_changed_twice_at_one_update_leave_one_change():
    run = Run(SMALL, data_of("xor"))
    for update, eta in [(0, 0.2), (0, 0.3), (5, 0.4), (5, 0.5)]:
        run.recording.advance(update - run.updates)
        run.go_on_with(replace(SMALL, eta=eta))
    assert [(first, setup.eta) for first, setup in run.settings] == [(0, 0.3), (5, 0.5)]
    assert [(stretch.first, stretch.problem.eta) for stretch in run.recording.stretches] == [(0, 0.3), (5, 0.5)]


def test_settings_that_cannot_be_change_nothing():
    run = Run(SMALL, data_of("xor"))
    run.recording.advance(4)
    moment = run.moment(4)
    with pytest.raises(ProblemError, match="eta"):
        run.go_on_with(replace(SMALL, eta=-1.0))
    assert (run.setup, run.moment(4), run.settings) == (SMALL, moment, [(0, SMALL)])
    assert run.recording.advance(2) == 2


@pytest.mark.parametrize("update, setups", [(0, 1), (3, 1), (4, 2), (6, 2), (9, 3), (12, 3)])
def test_a_branch_has_the_settings_that_held_at_its_update(update, setups):
    """And what was measured up to there; the run that it came from keeps everything."""
    run = Run(SMALL, data_of("xor"))
    run.recording.advance(4)
    second, third = replace(SMALL, eta=0.5), replace(SMALL, eta=0.5, frozen=(1,))
    run.go_on_with(second)
    run.recording.advance(5)
    run.go_on_with(third)
    run.recording.advance(3)
    known = run.moments()
    branch = run.branch(update)
    assert branch.setup == (SMALL, second, third)[setups - 1]
    assert branch.settings == run.settings[:setups]
    assert branch.updates == update
    assert branch.moments() == known[: update + 1]
    branch.go_on_with(replace(SMALL, eta=0.01))
    branch.recording.advance(4)
    assert branch.problem(update).eta == branch.problem(update + 4).eta == 0.01
    assert branch.problem(update + 4).W[0].tobytes() != run.problem(min(12, update + 4)).W[0].tobytes()
    assert (run.updates, run.setup, len(run.settings)) == (12, third, 3)
    assert all(one is other for one, other in zip(known, run.moments(), strict=True))


def test_a_number_that_is_not_finite_is_said_where_it_is_looked_at():
    """With one example an update, another example may be the one that overflows."""
    setup = Setup(hidden=(), loss="squared_error", output="identity", optimiser="sgd", eta=10.0, batch_size=1)
    run = Run(setup, data_of("polynomial_regression"))
    run.recording.advance(5000)
    assert run.recording.stopped is not None
    assert run.updates == run.recording.stopped_at - 1
    assert run.problem(run.updates).t == run.updates
    huge = run.problem(0).with_values({"W1": np.full((1, 1), 1e200)})
    run.recording.change(lambda problem: huge, 1, 0)
    with pytest.raises(NonFiniteError):
        run.judged(run.updates, "training")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", ["xor", "circles", "spirals"])
def test_the_default_setup_learns(name, seed):
    """All training examples right, at some update of the first 1,500."""
    data = generated(name, examples=200, noise=0.0, seed=seed, share=0.2, standardise=False)
    run = Run(Setup(weights_seed=seed), data)
    while run.updates < 1500 and run.moment(run.updates).training.accuracy < 1:
        run.recording.advance(25)
    assert run.moment(run.updates).training.accuracy == 1
