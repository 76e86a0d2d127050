"""Every optimiser against torch.optim over 100 updates, its state through a document, and frozen parameters."""

import json

import numpy as np
import pytest

from engine import Problem, plan, trace, train
from engine.optimisers import OPTIMISERS
from tests.engine.networks import gradients_of, problem_for, require_close
from tests.engine.torch_oracle import need_torch, torch, torch_training

DECAYS = [0.0, 0.03]


def problem(optimiser: str, **settings) -> Problem:
    """A 2-4-3-1 network with five examples."""
    rng, eta = np.random.default_rng(11), 0.02
    return problem_for(
        rng, [2, 4, 3, 1], ["tanh", "sigmoid", "sigmoid"], "binary_cross_entropy", 5, optimiser, eta=eta, **settings
    )


@pytest.mark.parametrize("decay", DECAYS)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_hundred_updates_as_torch_does_them(optimiser, decay):
    need_torch()
    start = problem(optimiser, weight_decay=decay)
    after = train(start, 100).after.parameters
    require_close(dict(after), torch_training(start, 100), 1e-10, optimiser)


SETTINGS = [
    ("momentum", {"momentum": 0.5}),
    ("nesterov", {"momentum": 0.2}),
    ("adagrad", {"epsilon": 1e-2}),
    ("rmsprop", {"alpha": 0.5, "epsilon": 1e-2}),
    ("adam", {"beta1": 0.5, "beta2": 0.7, "epsilon": 1e-2}),
    ("adam", {"beta1": 0.0, "beta2": 0.0}),
    ("adamw", {"beta1": 0.6, "weight_decay": 0.3}),
]


@pytest.mark.parametrize("optimiser, constants", SETTINGS)
def test_constants_mean_what_they_mean_in_torch(optimiser, constants):
    need_torch()
    start = problem(optimiser, l2=0.1, **constants)
    after = train(start, 30).after.parameters
    require_close(dict(after), torch_training(start, 30), 1e-10, optimiser)
    plain = train(problem(optimiser, l2=0.1), 30).after.parameters
    assert any(not np.allclose(after[key], plain[key], rtol=1e-6) for key in after), "the constants change nothing"


def test_the_defaults_are_torchs():
    need_torch()
    w = [torch.zeros(1, requires_grad=True)]
    theirs = {
        "adagrad": {"epsilon": torch.optim.Adagrad(w).defaults["eps"]},
        "rmsprop": {"alpha": torch.optim.RMSprop(w).defaults["alpha"], "epsilon": 1e-8},
        "adam": dict(zip(("beta1", "beta2"), torch.optim.Adam(w).defaults["betas"], strict=True)),
        "adamw": {"weight_decay": torch.optim.AdamW(w).defaults["weight_decay"], "epsilon": 1e-8},
    }
    for name, constants in theirs.items():
        assert constants.items() <= OPTIMISERS[name].defaults.items(), name


@pytest.mark.parametrize("decay", DECAYS)
@pytest.mark.parametrize("batch_size, seed", [(None, None), (2, None), (2, 5), (3, 0)])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_training_in_two_parts_is_training_once(optimiser, batch_size, seed, decay):
    """Bitwise, with the state carried through a document."""
    start = problem(optimiser, weight_decay=decay, frozen=("b1", "W2[0,1]"))
    first = train(start, 7, batch_size, seed)
    middle = Problem.from_dict(json.loads(json.dumps(first.after.to_dict())))
    second, once = train(middle, 6, batch_size, seed), train(start, 13, batch_size, seed)
    assert second.after.to_dict() == once.after.to_dict()
    assert [*first.losses[:-1], *second.losses] == list(once.losses)
    assert middle.t == 7
    assert second.after.t == 13


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_fresh_state_is_zero_and_is_kept(optimiser):
    start = problem(optimiser)
    symbols = OPTIMISERS[optimiser].state
    assert not start.state
    for symbol in symbols:
        assert not start.values[f"{symbol}_W1"].any()
    after = trace(start).after
    assert set(after.state) == {f"{symbol}_{key}" for symbol in symbols for key in start.parameters}
    assert all(value.any() for value in after.state.values())


@pytest.mark.parametrize("decay", [0.0, 0.3])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_frozen_entries_keep_value_and_state_and_have_true_gradients(optimiser, decay):
    free = problem(optimiser, weight_decay=decay)
    held = problem(optimiser, weight_decay=decay, frozen=("W1", "b2", "W2[1,2]", "b3[0,0]"))
    require_close(gradients_of(trace(held), held), gradients_of(trace(free), free), 0.0)
    warm = train(free, 3).after.with_values({})  # with a state that is not zero
    start = Problem(held.spec, warm.W, warm.b, warm.X, warm.Y, warm.eta, warm.state, warm.t)
    after, moved = train(start, 5).after.values, train(warm, 5).after.values
    for prefix in ("", *(f"{symbol}_" for symbol in OPTIMISERS[optimiser].state)):
        for key, at in [("W1", ...), ("b2", ...), ("W2", (1, 2)), ("b3", (0, 0))]:
            name = prefix + key
            assert np.array_equal(after[name][at], start.values[name][at]), name
            assert not np.array_equal(moved[name][at], start.values[name][at]), name
        assert not np.array_equal(after[f"{prefix}W2"], start.values[f"{prefix}W2"])
    for key in ("W1_next", "b2_next", "W2_next"):
        assert key in trace(start)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_an_update_reads_only_what_it_should(optimiser):
    """Constants that are 0 leave the equations; the count is there where it is used."""
    plain, decayed = plan(problem(optimiser, weight_decay=0.0).spec), plan(problem(optimiser, weight_decay=0.1).spec)
    assert "weight_decay" not in plain.quantities
    assert "weight_decay" in decayed.quantities
    assert ("t_next" in plain.quantities) == OPTIMISERS[optimiser].counts
