"""What is shown of a run over its updates, and how its layers' numbers are spread, against other computations."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import NonFiniteError, trace, train
from explain.lab.data import Data, generated, make_data
from explain.lab.distribution import BINS, QUANTITIES, common_edges, spreads
from explain.lab.over_time import (
    MOST_SIZES,
    NUMBERS,
    courses,
    gradient_courses,
    gradient_sizes,
    measured,
    measured_at,
    nice_step,
    shown,
    spaced,
    timeline,
)
from explain.lab.run import Run
from explain.lab.setup import Setup

SMALL = Setup(hidden=((3, "tanh"),), batch_size=8, eta=0.05)


def circles(share: float = 0.25, standardise: bool = False) -> Data:
    """Twenty examples of two classes."""
    return generated("circles", examples=20, noise=0.1, seed=1, share=share, standardise=standardise)


def numbers(inputs: int, outputs: int, classes: int = 0) -> Data:
    """Thirty examples of data that somebody brought along; `classes` 0 has numbers to predict."""
    rng = np.random.default_rng(inputs)
    x = rng.normal(3.0, 2.0, (inputs, 30))
    y = np.arange(30.0)[None] % classes if classes else rng.normal(size=(outputs, 30))
    return make_data("own", x, y, classes, seed=0, share=0.2, standardise=True)


def huge() -> Data:
    """Numbers of which the last one is so large that its square is not finite."""
    x = np.append(np.linspace(-1, 1, 19), 1e200)[None]
    return make_data("own", x, x.copy(), 0, seed=0, share=0.0, standardise=False)


def made(name: str) -> Run:
    """A run of each kind that a view has to show."""
    data, setup, updates = CASES[name]
    run = Run(setup, data)
    run.recording.advance(updates)
    return run


def changed() -> Run:
    """A run that went on with another learning rate, batch size and penalty after 12 updates, 30 in all."""
    run = Run(SMALL, circles())
    run.recording.advance(12)
    run.go_on_with(replace(SMALL, eta=0.2, batch_size=None, l2=0.1))
    run.recording.advance(18)
    return run


WIDE = Setup(hidden=((16, "relu"), (16, "tanh")))
DIVERGED = replace(
    SMALL,
    hidden=((3, "identity"),),
    output="identity",
    loss="squared_error",
    optimiser="sgd",
    eta=10.0,
    batch_size=None,
)
CASES = {
    "start": (circles(), SMALL, 0),
    "one": (circles(), SMALL, 1),
    "long": (circles(), SMALL, 900),
    "no hidden": (circles(share=0.0), replace(SMALL, hidden=()), 5),
    "deep": (circles(standardise=True), Setup(hidden=((1, "sigmoid"),) * 7, l1=0.01), 10),
    "dead": (circles(), replace(SMALL, hidden=((3, "relu"),), initialiser="zeros"), 10),
    "three classes": (numbers(5, 1, 3), WIDE, 20),
    "two numbers": (numbers(32, 2), WIDE, 20),
    "one number": (generated("sine", examples=20, noise=0.0, seed=0, share=0.1, standardise=False), WIDE, 20),
    "diverged": (circles(), DIVERGED, 400),
    "not finite": (huge(), replace(DIVERGED, eta=0.01, batch_size=1, shuffle=None), 10),
}
"""Data, setup and updates."""


# --- which updates are shown ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kept, most, chosen",
    [
        ((0,), 5, (0,)),
        ((0, 1), 2, (0, 1)),
        ((0, 1, 2, 3), 4, (0, 1, 2, 3)),
        ((0, 1, 2, 3), 3, (0, 2, 3)),
        (range(0, 101, 2), 10, (0, 16, 32, 48, 64, 80, 96, 100)),
        ((0, 4, 7, 8, 12, 13), 4, (0, 8, 13)),
    ],
)
def test_some_of_the_kept_updates_are_shown(kept, most, chosen):
    """The first, the last, and multiples of a power of two between."""
    assert spaced(kept, most) == chosen


@given(st.integers(0, 3000), st.integers(0, 500), st.integers(2, 60))
def test_what_is_shown_stays_or_is_left_out_for_good(last, more, most):
    """Never more than allowed; of a longer run nothing is new but at its end."""
    before, after = spaced(range(last + 1), most), spaced(range(last + more + 1), most)
    assert len(before) <= most
    assert before[0] == 0
    assert before[-1] == last
    assert {update for update in after if update < last} <= set(before)


def test_the_moment_is_among_what_is_shown():
    """Also one that the recording does not keep."""
    run = made("long")
    assert 333 not in run.recording.kept
    assert 333 in shown(run, 333, 10)
    assert set(shown(run, 333, 10)) - {333} == set(spaced(run.recording.kept, 10))


@pytest.mark.parametrize(
    "width, parts, step", [(10, 5, 2), (10.01, 5, 5), (1000, 5, 200), (0.03, 10, 0.005), (1, 1, 1), (7e-9, 1, 1e-8)]
)
def test_a_nice_step_is_round_and_wide_enough(width, parts, step):
    """1, 2 or 5 times a power of ten."""
    assert nice_step(width, parts) == pytest.approx(step)


@pytest.mark.parametrize("name, last, ticks", [("start", 0, 1), ("one", 1, 2), ("long", 900, 5)])
def test_an_axis_has_a_few_ticks(name, last, ticks):
    """From 0 on, at equal distances."""
    found = timeline(made(name), 0)
    assert found.last == last
    assert len(found.ticks) == ticks
    assert len({b - a for (a, _), (b, _) in pairwise(found.ticks)}) <= 1


def test_epochs_count_how_often_the_examples_were_used():
    """15 examples train: in batches of 8 two updates an epoch, then one."""
    found = timeline(changed(), 3)
    used = {update: update / 2 if update <= 12 else 6 + (update - 12) for update in range(31)}
    assert dict(found.ticks) == pytest.approx({update: used[update] for update, _ in found.ticks})
    assert (found.changes, found.looked_at) == ((12,), 3)


# --- losses, parameters ---------------------------------------------------------------------------------------------


def test_losses_are_those_of_numpy():
    """Cross-entropy on both parts and the penalty, at every update that is shown, the one looked at among them."""
    run = changed()
    found = measured(run, 7)
    assert [moment.update for moment in found] == list(range(31))
    for moment in (found[7], found[30]):
        problem = run.problem(moment.update)
        for part, columns in ((moment.training, run.data.training), (moment.validation, run.data.validation)):
            hidden = np.tanh(problem.W[0] @ run.data.X[:, columns] + problem.b[0])
            said = 1 / (1 + np.exp(-(problem.W[1] @ hidden + problem.b[1])))
            y = run.data.targets[:, columns]
            assert part.loss == pytest.approx(-(y * np.log(said) + (1 - y) * np.log(1 - said)).mean())
            assert part.accuracy == pytest.approx(((said > 0.5) == y).mean())
        squares = sum(float((w**2).sum()) for w in problem.W)
        assert moment.penalty == pytest.approx(0.1 / 2 * squares if moment.update >= 12 else 0.0)


def test_a_moment_that_is_not_finite_is_left_out():
    """Training, batch by batch, has not met the number yet that all examples together have."""
    run = made("not finite")
    assert (run.updates, run.recording.stopped) == (10, None)
    assert measured_at(run, 3) is None
    assert measured(run, 3) == ()
    assert len(measured(made("diverged"), 0)) == made("diverged").updates + 1 > 1


def test_parameters_are_those_of_training():
    """By the engine's own training of the same updates, before and after the change of settings."""
    run = changed()
    first, second = (stretch for stretch in run.recording.stretches)
    histories = train(first.problem, 12, 8, SMALL.shuffle), train(second.problem, 18, None, SMALL.shuffle, second.used)
    for layer in (1, 2):
        found = courses(run, layer, 5)
        for place, update in enumerate(found.updates):
            start = histories[update >= 12].start_of(update - 12 * (update >= 12))
            assert np.array_equal(found.weights[place], start.W[layer - 1])
            assert np.array_equal(found.biases[place], start.b[layer - 1][:, 0])


def test_parameters_of_a_moment_between():
    """One that the recording does not keep is computed."""
    run = made("long")
    found = courses(run, 1, 333)
    assert np.array_equal(found.weights[found.updates.index(333)], run.problem(333).W[0])


@pytest.mark.parametrize("name", CASES)
def test_the_lines_of_every_layer_are_limited(name):
    """However many weights there are; each has the shape of its layer."""
    run = made(name)
    widths = run.problem(0).spec.widths
    for layer, (inputs, units) in enumerate(pairwise(widths), 1):
        found = courses(run, layer, run.updates)
        assert found.weights.shape[1:] == (units, inputs)
        assert found.biases.shape == (len(found.updates), units)
        assert found.weights.size + found.biases.size <= NUMBERS + 2 * units * (inputs + 1)


# --- gradients ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("update", [0, 12, 30])
def test_sizes_are_those_of_nudged_losses(update):
    """dJ/dw by central differences of J on all training examples, the penalty included."""
    run, step = changed(), 1e-5
    problem, found = run.problem(update), gradient_sizes(run, update)
    for layer, w in enumerate(problem.W, 1):
        squares = 0.0
        for place in np.ndindex(w.shape):
            sides = []
            for sign in (1, -1):
                moved = w.copy()
                moved[place] += sign * step
                sides.append(trace(problem.with_values({f"W{layer}": moved}))["J"].item())
            squares += ((sides[0] - sides[1]) / (2 * step)) ** 2
        assert found[layer - 1] == pytest.approx(squares**0.5, rel=1e-6)


def test_sizes_are_remembered_until_the_update_is_another(monkeypatch):
    """A trace for each update once; a change of settings makes the newest one another, as the penalty counts."""
    run, asked = made("long"), []
    judged = Run.judged
    monkeypatch.setattr(Run, "judged", lambda self, update, part: asked.append(update) or judged(self, update, part))
    updates, first = gradient_courses(run, run.updates)
    assert len(updates) <= MOST_SIZES + 1
    assert sorted(asked) == list(updates)
    assert gradient_courses(run, run.updates) == (updates, first)
    assert len(asked) == len(updates)
    run.go_on_with(replace(SMALL, l2=0.1))
    again = gradient_courses(run, run.updates)[1]
    assert (again[:-1], asked[len(updates) :]) == (first[:-1], [run.updates])
    assert again[-1] == pytest.approx([np.linalg.norm(run.judged(900, "training")[key]) for key in ("dW1", "dW2")])
    assert again[-1] != first[-1]


@pytest.mark.parametrize("name", CASES)
def test_every_run_has_sizes(name):
    """One for each layer, or none where a number is not finite; 0 where nothing arrives."""
    run = made(name)
    updates, found = gradient_courses(run, run.updates)
    assert updates[-1] == run.updates
    layers = len(run.setup.hidden) + 1
    assert all(sizes is None or len(sizes) == layers for sizes in found)
    assert (found[-1] is None) is (name == "not finite")
    assert (name == "dead") is any(0.0 in sizes for sizes in found if sizes is not None)


# --- histograms -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "quantity, key", [("weights", "W"), ("biases", "b"), ("activations", "A"), ("gradients", "dW")]
)
def test_bars_count_the_numbers_between_their_edges(quantity, key):
    """Each number in one bin, counted by hand in the trace on all training examples."""
    run = changed()
    found, values = spreads(run, 20, quantity), run.judged(20, "training")
    for spread in found.layers:
        flat = values[f"{key}{spread.layer}"].ravel()
        last = found.edges[-1]
        by_hand = [int(((flat >= a) & ((flat < b) | (b == last))).sum()) for a, b in pairwise(found.edges)]
        assert spread.counts.tolist() == by_hand
        assert (spread.count, sum(by_hand)) == (flat.size, flat.size)
        assert (spread.least, spread.greatest) == (flat.min(), flat.max())
        assert spread.zeros == sum(value == 0 for value in flat.tolist())


@given(st.floats(-1e9, 1e9), st.one_of(st.just(0.0), st.floats(1e-6, 1e9)))
def test_edges_hold_the_range_and_little_more(low, width):
    """BINS bins of one width; numbers that are all the same stand inside."""
    edges = common_edges(low, low + width)
    assert len(edges) == BINS + 1
    assert edges[0] <= low <= low + width <= edges[-1]
    assert (np.diff(edges) > 0).all()
    if width > 1e-6 * abs(low):
        assert edges[-1] - edges[0] <= 1.5 * width


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("quantity", QUANTITIES)
def test_every_run_has_histograms(name, quantity):
    """But for what is not finite, where weights and biases still are."""
    run = made(name)
    if name == "not finite" and quantity in ("activations", "gradients"):
        with pytest.raises(NonFiniteError):
            spreads(run, run.updates, quantity)
    else:
        found = spreads(run, run.updates, quantity)
        assert [spread.counts.sum() for spread in found.layers] == [spread.count for spread in found.layers]
