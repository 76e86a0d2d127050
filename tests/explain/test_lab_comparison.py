"""Runs side by side: exactly the settings in which they differ, also on the way, and what became of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from explain.lab.comparison import MOST_POINTS, curve, differences, outcome, same_data, same_loss
from explain.lab.data import OWN, generated, make_data
from explain.lab.run import Run
from explain.lab.setup import Setup


def made(updates: int = 0, name: str = "circles", setup: dict[str, Any] | None = None, **settings: Any) -> Run:
    """A run; `settings` are the data's, where not as usual."""
    usual: dict[str, Any] = {"examples": 40, "noise": 0.0, "seed": 0, "share": 0.25, "standardise": False}
    run = Run(Setup(**{"hidden": ((4, "tanh"),), **(setup or {})}), generated(name, **{**usual, **settings}))
    run.recording.advance(updates)
    return run


def found(*runs: Run) -> dict[str, tuple[Any, ...]]:
    """Each difference by name, with what is never changed on the way as a value alone."""
    return {
        one.name: tuple(course[0][1] if len(course) == 1 else course for course in one.courses)
        for one in differences(runs)
    }


DIFFERENT: dict[str, tuple[dict[str, Any], dict[str, tuple[Any, ...]]]] = {
    "nothing": ({}, {}),
    "data": ({"name": "moons"}, {"data": ("circles", "moons")}),
    "examples": (
        {"examples": 80},
        {"training_examples": (30, 60), "validation_examples": (10, 20)},
    ),
    "share": ({"share": 0.5}, {"training_examples": (30, 20), "validation_examples": (10, 20)}),
    "noise": ({"noise": 0.1}, {"noise": (0.0, 0.1)}),
    "seed": ({"seed": 5}, {"data_seed": (0, 5)}),
    "standardise": ({"standardise": True}, {"standardise": (False, True)}),
    "hidden": ({"setup": {"hidden": ()}}, {"hidden": (((4, "tanh"),), ())}),
    "loss": (
        {"setup": {"loss": "hinge"}},
        {"output": ("sigmoid", "identity"), "loss": ("binary_cross_entropy", "hinge")},
    ),
    "the same loss by name": ({"setup": {"loss": "binary_cross_entropy", "output": "sigmoid"}}, {}),
    "weights": ({"setup": {"weights_seed": 3}}, {"weights_seed": (0, 3)}),
    "initialiser": ({"setup": {"initialiser": "zeros"}}, {"initialiser": ("xavier_normal", "zeros")}),
    "optimiser": ({"setup": {"optimiser": "sgd"}}, {"optimiser": ("adam", "sgd")}),
    "constant": ({"setup": {"constants": {"beta1": 0.5}}}, {"beta1": (0.9, 0.5)}),
    "the usual constant": ({"setup": {"constants": {"beta1": 0.9}}}, {}),
    "constant of both": (
        {"setup": {"optimiser": "adamw"}},
        {"optimiser": ("adam", "adamw"), "weight_decay": (0.0, 0.01)},
    ),
    "rate": ({"setup": {"eta": 0.1}}, {"eta": (0.02, 0.1)}),
    "penalties": ({"setup": {"l1": 0.1, "l2": 0.3}}, {"l2": (0.0, 0.3), "l1": (0.0, 0.1)}),
    "frozen": ({"setup": {"frozen": (1,)}}, {"frozen": ((), (1,))}),
    "batch": ({"setup": {"batch_size": None}}, {"batch": (32, None)}),
    "order": ({"setup": {"shuffle": None}}, {"shuffle": (0, None)}),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_only_what_differs_is_told(what: str) -> None:
    """Beside a run as usual, and a third one that is the same as the first."""
    changed, expected = DIFFERENT[what]
    assert found(made(), made(**changed)) == expected
    thrice = {name: (*values, values[0]) for name, values in expected.items()}
    assert found(made(), made(**changed), made()) == thrice


def test_every_setting_of_a_setup_is_looked_at() -> None:
    """A new field of Setup needs a row here: each is changed in some line of the table."""
    fields = {name for changed, _ in DIFFERENT.values() for name in changed.get("setup", {})}
    assert fields == set(Setup.__dataclass_fields__)


def test_own_data_that_are_only_other_points_are_numbered() -> None:
    """1 and 2 for two tables of the same size, and 1 again for the first."""
    x, y = np.arange(8.0)[None], np.zeros((1, 8))
    tables = [make_data(OWN, table, y, 0, seed=0, share=0.25, standardise=False) for table in (x, x + 1, x)]
    runs = [Run(Setup(), table) for table in tables]
    assert found(*runs) == {"points": (1, 2, 1)}
    assert not same_data(runs)
    assert same_data([runs[0], runs[2]])


def test_a_setting_changed_on_the_way_is_told_with_its_update() -> None:
    """And not when it was changed back before another update."""
    run, other = made(10), made(10)
    run.go_on_with(replace(run.setup, eta=0.5))
    run.recording.advance(5)
    run.go_on_with(replace(run.setup, eta=0.1, l2=0.3))
    assert found(run, other) == {
        "eta": (((0, 0.02), (10, 0.5), (15, 0.1)), 0.02),
        "l2": (((0, 0.0), (15, 0.3)), 0.0),
    }
    run.go_on_with(replace(run.setup, eta=0.5, l2=0.0))
    assert found(run, other) == {"eta": (((0, 0.02), (10, 0.5)), 0.02)}


def test_what_became_of_a_run() -> None:
    """At its end, and where the validation loss was lowest, from the run's own moments."""
    run = made(60, noise=0.5, setup={"eta": 0.1, "l2": 0.01})
    result = outcome(run)
    last = run.moment(60)
    assert (result.updates, result.epochs, result.stopped) == (60, 60.0, False)
    assert (result.training, result.validation) == (last.training, last.validation)
    assert result.lowest == min(run.moments(), key=lambda moment: moment.validation.loss)
    assert result.lowest is not None
    assert result.lowest.update < 60


def test_a_curve_has_few_points_and_both_ends() -> None:
    """Also with a single one."""
    run = made(500)
    at = [moment.update for moment in curve(run)]
    assert len(at) <= MOST_POINTS + 1
    assert (at[0], at[-1]) == (0, 500)
    assert at == sorted(set(at))
    assert [moment.update for moment in curve(made())] == [0]


def test_a_run_without_validation_and_one_that_stopped_have_no_numbers_there() -> None:
    """None, and not 0."""
    alone = outcome(made(3, share=0.0))
    assert (alone.validation.loss, alone.validation.accuracy, alone.lowest) == (None, None, None)
    run = made(400, "sine", {"optimiser": "sgd", "eta": 10.0, "hidden": ((4, "relu"),)})
    result = outcome(run)
    assert result.stopped
    assert result.updates == run.updates < 400
    assert result.training.loss is None or np.isfinite(result.training.loss)
    assert all(np.isfinite(moment.training.loss) for moment in curve(run))


@pytest.mark.parametrize("changed, comparable", [({}, True), ({"setup": {"loss": "hinge"}}, False)])
def test_losses_of_different_kinds_are_not_comparable(changed: dict[str, Any], comparable: bool) -> None:
    """A squared error of 0.1 is not better than a cross-entropy of 0.2."""
    assert same_loss([made(), made(**changed)]) is comparable
