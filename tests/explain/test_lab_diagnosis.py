"""The flags of the lab: each is raised by a real training that has the trouble, and by no healthy one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import NonFiniteError
from engine.datasets import DATASETS
from explain.lab.data import Data, generated, make_data
from explain.lab.diagnosis import SIGNS, Flag, Group, flags
from explain.lab.loss_signs import MOST_LOOKS, WINDOW, epoch_means, looks
from explain.lab.run import Run
from explain.lab.setup import Setup
from explain.output_layer import each_loss

SIGMOIDS, RELUS = ((16, "sigmoid"),) * 7, ((16, "relu"),) * 7
ONE = ((16, "tanh"),)


def data(name: str = "circles", **settings: Any) -> Data:
    """A generated data set with the lab's usual settings, but for some."""
    usual = {"examples": 200, "noise": 0.0, "seed": 0, "share": 0.2, "standardise": False}
    return generated(name, **{**usual, **settings})


def trained(updates: int, examples: Data | None = None, **setup: Any) -> Run:
    """A run after so many updates, or as many as there are before a number is not finite."""
    run = Run(Setup(**setup), data() if examples is None else examples)
    run.recording.advance(updates)
    return run


def names(run: Run, update: int | None = None) -> list[str]:
    """The names of the flags at an update, at the newest where none is given."""
    return [flag.name for flag in flags(run, run.updates if update is None else update)]


def flag(run: Run, name: str, update: int | None = None) -> Flag:
    """One flag of a run."""
    return next(one for one in flags(run, run.updates if update is None else update) if one.name == name)


TROUBLED = {
    "seven sigmoid layers": ("vanishing", 0, lambda: trained(0, hidden=SIGMOIDS)),
    "seven sigmoid layers, trained": ("vanishing", 300, lambda: trained(300, hidden=SIGMOIDS)),
    "tiny weights": ("vanishing", 0, lambda: trained(0, initialiser="normal")),
    "seven layers of large weights": ("exploding", 0, lambda: trained(0, hidden=RELUS, initialiser="constant")),
    "zeros in ReLU": ("dead", 0, lambda: trained(0, initialiser="zeros")),
    "a huge step in ReLU": ("dead", 50, lambda: trained(50, optimiser="sgd", eta=10.0)),
    "a step as activation": ("dead", 20, lambda: trained(20, hidden=((4, "step"),))),
    "large inputs in tanh": ("saturated", 0, lambda: trained(0, scaled_up(), hidden=ONE)),
    "a huge step in tanh": ("saturated", 40, lambda: trained(40, hidden=ONE, optimiser="sgd", eta=10.0)),
    "constants": (
        "symmetric",
        1000,
        lambda: trained(1000, hidden=((4, "tanh"),), initialiser="constant"),
    ),
    "zeros": ("symmetric", 0, lambda: trained(0, hidden=((3, "sigmoid"),), initialiser="zeros")),
    "steps that are too long": ("rises", 40, lambda: trained(40, hidden=ONE, optimiser="sgd", eta=10.0)),
    "a step over the valley": ("oscillates", 30, lambda: valley(0.4)),
    "steps that are too short": ("hardly_falls", 300, lambda: trained(300, optimiser="sgd", eta=0.0001)),
    "few examples with noise": ("overfits", 500, lambda: trained(500, noisy())),
    "an output without a slope": ("no_gradient", 20, lambda: trained(20, data("sine"), output="step")),
    "a curve run away": ("not_finite", None, lambda: trained(300, data("sine"), optimiser="sgd", eta=10.0)),
}


def scaled_up() -> Data:
    """Circles a hundred times as large."""
    circles = data()
    return make_data("big", 100 * circles.X, circles.targets, 2, seed=0, share=0.2, standardise=False)


def noisy() -> Data:
    """Two moons that run into each other, with as many examples for validation as for training."""
    return data("moons", examples=60, noise=0.4, share=0.5)


def valley(eta: float) -> Run:
    """30 updates of J = |w + b - 1| from w = b = 0: each goes 2 eta towards the lowest point, however near that is."""
    ones = np.ones((1, 4))
    examples = make_data("ones", ones, ones, 0, seed=0, share=0.0, standardise=False)
    start = {"hidden": (), "initialiser": "zeros", "loss": "absolute_error"}
    return trained(30, examples, **start, optimiser="sgd", eta=eta, batch_size=None, shuffle=None)


@pytest.mark.parametrize("trouble", TROUBLED)
def test_a_run_in_trouble_raises_its_flag(trouble: str) -> None:
    """Every kind of flag, some by more than one cause."""
    name, updates, make = TROUBLED[trouble]
    run = make()
    assert updates is None or run.updates == updates
    assert name in names(run)


def test_every_kind_of_flag_is_tried() -> None:
    """A new sign needs a run that raises it."""
    assert {name for name, _, _ in TROUBLED.values()} == {sign.name for sign in SIGNS}


@pytest.mark.parametrize("name", ["circles", "xor", "spirals"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_healthy_run_raises_none(name: str, seed: int) -> None:
    """The lab's own setup, at its start, when it has learned all, and long after that."""
    run = trained(3000, data(name, seed=seed), weights_seed=seed)
    assert run.moment(run.updates).training.accuracy == 1.0
    assert [names(run, update) for update in (0, 1, 1000, 3000)] == [[]] * 4


HEALTHY = {
    "vanishing": lambda: trained(100, hidden=((16, "sigmoid"),) * 2),
    "exploding": lambda: trained(100, hidden=RELUS, initialiser="he_normal"),
    "dead": lambda: trained(100, hidden=((16, "leaky_relu"),) * 2),
    "saturated": lambda: trained(100, hidden=((16, "tanh"),) * 2),
    "symmetric": lambda: trained(100, hidden=((4, "tanh"),)),
    "rises": lambda: trained(300, optimiser="sgd", eta=0.1),
    "oscillates": lambda: valley(0.01),
    "hardly_falls": lambda: trained(500, data("xor"), hidden=(), optimiser="sgd", eta=1.0, batch_size=None),
    "overfits": lambda: trained(3000, data("xor")),
    "not_finite": lambda: trained(300, data("sine")),
}


@pytest.mark.parametrize("name", HEALTHY)
def test_a_like_run_without_the_trouble_does_not(name: str) -> None:
    """A straight line cannot learn XOR, and its loss stays: but no longer step would help. Of XOR's validation examples
    one or two get much worse, which doubles the mean and is no overfitting.
    """
    assert name not in names(HEALTHY[name]())


def test_vanishing_tells_the_sizes_of_the_signal() -> None:
    """Against dJ/dZ by hand: W^T times the signal behind, times sigmoid's slope, layer by layer."""
    run = trained(0, hidden=SIGMOIDS)
    found, problem = run.judged(0, "training"), run.problem(0)
    signal, sizes = found["dZ8"], {8: np.linalg.norm(found["dZ8"])}
    for l in range(7, 0, -1):
        a = found[f"A{l}"]
        signal = (problem.W[l].T @ signal) * a * (1 - a)
        sizes[l] = np.linalg.norm(signal)
    evidence = flag(run, "vanishing").evidence
    assert (evidence["layer"], evidence["last"]) == (min(sizes, key=sizes.__getitem__), 8) == (1, 8)
    assert evidence["share"] == pytest.approx(sizes[1] / sizes[8])
    assert evidence["gradient"] == pytest.approx(np.linalg.norm(signal @ problem.X.T))


@pytest.mark.parametrize(
    "weight, expected",
    [(0.009, ["vanishing"]), (0.011, []), (1.0, []), (-990.0, []), (-1010.0, ["exploding"])],
)
def test_the_signal_may_change_so_much(weight: float, expected: list[str]) -> None:
    """One unit without a bend: the signal before it is the signal behind it times the weight between."""
    run = trained(0, data("sine"), hidden=((1, "identity"),))
    run.recording = type(run.recording)(run.problem(0).with_values({"W2": [[weight]]}))
    assert names(run) == expected
    if expected == ["exploding"]:
        assert flag(run, "exploding").evidence["times"] == pytest.approx(-weight)


def test_dead_units_are_those_without_a_positive_sum() -> None:
    """And a group has all of its layer's dead units."""
    run = trained(50, optimiser="sgd", eta=10.0)
    z = run.judged(50, "training")
    dead = {l: tuple(np.flatnonzero((z[f"Z{l}"] <= 0).all(axis=1)).tolist()) for l in (1, 2)}
    expected = tuple(Group(l, units, 16) for l, units in dead.items() if len(units) >= 8)
    assert flag(run, "dead").evidence == {"groups": expected}
    assert expected


@pytest.mark.parametrize(
    "activation, off, flagged", [("relu", 0.95, False), ("elu", 0.95, False), ("tanh", 0.95, True)]
)
def test_a_unit_that_is_off_for_most_is_only_saturated_with_two_flat_ends(
    activation: str, off: float, flagged: bool
) -> None:
    """A ReLU unit that speaks for a few examples does its work; a tanh unit at its end for most does not."""
    x = np.where(np.arange(200) < 200 * off, -9.0, 1.0)[None]
    examples = make_data("ends", x, (x > 0).astype(float), 2, seed=0, share=0.0, standardise=False)
    run = trained(0, examples, hidden=((1, activation),), initialiser="constant")
    run.recording = type(run.recording)(run.problem(0).with_values({"W1": [[1.0]]}))
    assert ("saturated" in names(run)) is flagged


def test_symmetric_units_are_found_in_pairs() -> None:
    """Units 2 and 4 are made equal, in weights, bias and weights out; 1 and 3 in their weights only."""
    run = trained(0, hidden=((4, "tanh"),))
    p = run.problem(0)
    w, out = p.W[0].copy(), p.W[1].copy()
    w[3], w[2], out[0, 3] = w[1], w[0], out[0, 1]
    run.recording = type(run.recording)(p.with_values({"W1": w, "W2": out}))
    assert flag(run, "symmetric").evidence == {"groups": (Group(1, (1, 3), 4),)}
    run.recording.advance(200)
    assert flag(run, "symmetric", 200).evidence == {"groups": (Group(1, (1, 3), 4),)}


def test_a_huge_weight_makes_no_units_the_same() -> None:
    """Each weight is held against its like in the other units."""
    run = trained(0, hidden=((4, "tanh"),))
    start = run.problem(0)
    weights = start.W[0].copy()
    weights[0, 0] = 1e200
    run.recording.change(lambda problem: problem.with_values({"W1": weights}), 32, 0)
    assert "symmetric" not in names(run)
    weights[2:] = weights[1]
    run.recording.change(lambda problem: problem.with_values({"W1": weights, "W2": np.ones((1, 4))}), 32, 0)
    assert flag(run, "symmetric").evidence == {"groups": (Group(1, (1, 2, 3), 4),)}


def test_no_gradient_is_no_trouble_where_nothing_is_left_to_learn() -> None:
    """A loss of exactly 0 has no gradient either."""
    ones = np.ones((1, 10))
    examples = make_data("ones", ones, ones, 0, seed=0, share=0.0, standardise=False)
    run = trained(0, examples, hidden=(), initialiser="zeros", output="identity")
    run.recording.change(lambda problem: problem.with_values({"W1": np.ones((1, 1))}), None, None)
    assert run.moment(0).training.loss == 0
    assert names(run) == []


def test_a_rising_loss_is_told_with_its_lowest() -> None:
    """J of all training examples now and where it was lowest under these settings, and the learning rate."""
    run = trained(40, hidden=ONE, optimiser="sgd", eta=10.0)
    j = [float(run.judged(update, "training")["J"][0, 0]) for update in (0, 40)]
    assert j[1] > 1.5 * j[0]
    evidence = flag(run, "rises").evidence
    assert {name: float(value) for name, value in evidence.items()} == pytest.approx(  # type: ignore[arg-type]
        {"then": 0, "lowest": j[0], "now": j[1], "eta": 10.0}
    )


def test_other_settings_start_the_judgement_of_the_learning_rate_anew() -> None:
    """Once the learning rate was made smaller, nothing is said of what the old one did."""
    run = trained(40, hidden=ONE, optimiser="sgd", eta=10.0)
    run.go_on_with(replace(run.setup, eta=0.01))
    assert "rises" not in names(run)
    assert "rises" in names(run, 39)
    assert epoch_means(run, run.updates).size == 0
    run.recording.advance(1)
    assert "rises" not in names(run), "J is far above its lowest, but not for anything that the new one did"


def test_a_loss_that_jumps_is_told_with_its_turns() -> None:
    """From 1 to 0.2, and from then on to 0.6 and back: J of a full batch, which is the mean of its epoch."""
    run = valley(0.4)
    assert run.recording.losses == pytest.approx([1.0, *[0.2, 0.6] * 14, 0.2])
    evidence = flag(run, "oscillates").evidence
    expected = {"epochs": WINDOW, "low": 0.2, "high": 0.6, "turns": WINDOW - 2, "eta": 0.4}
    assert dict(evidence) == pytest.approx(expected)


def test_epochs_are_whole_ones() -> None:
    """40 updates of 5 to the epoch, looked at in the middle of one: the mean of each complete epoch."""
    run = trained(43)
    means = epoch_means(run, 43)
    assert means == pytest.approx([run.recording.losses[5 * k : 5 * k + 5].mean() for k in range(8)])
    run.go_on_with(replace(run.setup, eta=0.001))
    run.recording.advance(12)
    assert epoch_means(run, 55) == pytest.approx(
        [run.recording.losses[45:50].mean(), run.recording.losses[50:55].mean()]
    )


def test_steps_too_short_are_told_with_what_a_longer_one_would_do() -> None:
    """The longer step is made here by multiplying the learning rate of a run without any memory."""
    run = trained(300, optimiser="sgd", eta=0.0001)
    evidence = flag(run, "hardly_falls").evidence
    means = run.recording.losses.reshape(-1, 5).mean(axis=1)
    assert evidence["fall"] == pytest.approx(100 * (means[-21] - means[-1]) / means[-21])
    now = run.problem(300)
    j = [float(run.judged(300, "training")["J"][0, 0])]
    longer = Run(replace(run.setup, eta=0.0001 * float(evidence["times"])), run.data)  # type: ignore[arg-type]
    longer.recording = type(run.recording)(now.with_values({"eta": 0.0001 * float(evidence["times"])}))  # type: ignore[arg-type]
    longer.recording.advance(1)
    j.append(float(longer.judged(1, "training")["J"][0, 0]))
    assert evidence["further"] == pytest.approx(100 * (j[0] - j[1]) / j[0])


def test_overfitting_is_told_from_its_best_update_on() -> None:
    """Both losses there and now, and how many validation examples do clearly worse."""
    run = trained(500, noisy())
    evidence = dict(flag(run, "overfits").evidence)
    looked = [look.moment for look in looks(run, 500)]
    best = min(looked, key=lambda moment: moment.validation.loss)
    now = run.moment(500)
    then = each_loss(run.judged(best.update, "validation"))
    change = each_loss(run.judged(500, "validation")) - then
    assert evidence == {
        "best": best.update,
        "least": best.validation.loss,
        "now": now.validation.loss,
        "training_then": best.training.loss,
        "training_now": now.training.loss,
        "worse": (change > 0.1 * looked[0].validation.loss).sum(),
        "of": 30,
    }
    assert "overfits" not in names(run, best.update)


def test_looks_are_few_and_stay() -> None:
    """Their number is bounded, and a few more updates take the same ones again."""
    run = trained(1000)
    at = [look.moment.update for look in looks(run, 1000)]
    assert len(at) <= MOST_LOOKS + 1
    assert at[0] == 0
    run.recording.advance(10)
    assert [look.moment.update for look in looks(run, 1010)][: len(at)] == at


def test_a_number_that_is_not_finite_is_told_with_its_cause_at_the_end_only() -> None:
    """The engine's own error; before the end, the run is as it was."""
    run = trained(300, data("sine"), optimiser="sgd", eta=10.0)
    stopped = run.recording.stopped
    assert stopped is not None
    assert flag(run, "not_finite").evidence == {"updates": run.updates, "error": stopped}
    assert "not_finite" not in names(run, run.updates - 2)


def test_all_examples_can_be_too_much_where_the_batch_was_not() -> None:
    """One example with an enormous input, not yet met by a batch: there is no trace of all, and so it is said."""
    x = np.zeros((1, 10))
    x[0, 9] = 1e200
    examples = make_data("far", x, x * 0, 0, seed=0, share=0.0, standardise=False)
    run = trained(2, examples, hidden=(), optimiser="sgd", eta=0.01, batch_size=2, shuffle=None)
    assert run.recording.stopped is None
    (only,) = flags(run, 2)
    assert only.name == "not_finite_here"
    assert only.evidence["update"] == 2
    assert isinstance(only.evidence["error"], NonFiniteError)


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("hidden", [(), ((1, "relu"),), ((16, "tanh"), (2, "gelu"))])
@pytest.mark.parametrize("share", [0.0, 0.9])
def test_any_kind_of_data_and_network_can_be_looked_at(name: str, hidden: Any, share: float) -> None:
    """Without any update, after one, and after some; without validation examples, and with hardly any others."""
    run = trained(30, data(name, examples=20, share=share), hidden=hidden, l2=0.01)
    for update in (0, 1, 30):
        assert set(names(run, update)) <= {sign.name for sign in SIGNS}
