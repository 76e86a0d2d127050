"""What a setup makes of data: fitting outputs and losses, or an error that names the cause; what may change later."""

from dataclasses import fields, replace
from itertools import product

import numpy as np
import pytest

from engine import Problem, train
from engine.activations import ACTIVATIONS
from engine.checked import ProblemError
from engine.datasets import DATASETS
from engine.initialisers import draw
from engine.losses import LOSSES
from engine.optimisers import OPTIMISERS
from explain.lab.data import Data, generated, make_data
from explain.lab.setup import USUAL, Setup

SMALL = Setup(hidden=((3, "tanh"),), batch_size=4)
DATA = {0: "sine", 2: "xor", 3: "blobs"}
"""Number of classes -> a generated set."""
OUTPUTS, ALL_LOSSES = (USUAL, *ACTIVATIONS), (USUAL, *LOSSES)


def data_of(classes: int, **more) -> Data:
    """Twelve examples of a task; inputs on one scale where asked for."""
    settings = {"examples": 12, "noise": 0.1, "seed": 1, "share": 0.25, "standardise": False} | more
    return generated(DATA[classes], **settings)


def wrong_targets(loss: str, y: np.ndarray) -> bool:
    """True where a loss does not take these targets, by the rules of engine.losses."""
    wanted = LOSSES[loss].targets
    outside = wanted.low is not None and ((y < wanted.low).any() or (y > wanted.high).any())
    return bool(
        (wanted.only and not np.isin(y, wanted.only).all())
        or outside
        or (wanted.column_sum and not np.allclose(y.sum(axis=0), 1, atol=1e-9))
    )


@pytest.mark.parametrize("classes, output, loss", list(product(DATA, OUTPUTS, ALL_LOSSES)))
def test_every_output_and_loss_is_a_problem_or_an_error_that_names_the_cause(classes, output, loss):
    """What was chosen is what is used; two that do not go together are refused, with the reason."""
    setup, data = replace(SMALL, output=output, loss=loss), data_of(classes)
    fitted_output, fitted_loss = setup.fitted(classes)
    assert output in (USUAL, fitted_output)
    assert loss in (USUAL, fitted_loss)
    takes = LOSSES[fitted_loss].takes(fitted_output)
    assert takes or USUAL not in (output, loss), "what was left open does not fit"
    given = data.targets[:, data.training]
    refused = not takes or (classes == 0 and wrong_targets(fitted_loss, given))
    if refused:
        with pytest.raises(ProblemError) as error:
            setup.problem(data)
        where, why = ("loss", LOSSES[fitted_loss].needs) if not takes else ("Y", fitted_loss)
        assert error.value.field.startswith(where)
        assert why in error.value.reason
        return
    problem = setup.problem(data)
    spec = problem.spec
    assert (spec.layers[-1].activation, spec.loss) == (fitted_output, fitted_loss)
    outputs = 1 if classes == 0 or (classes == 2 and fitted_output != "softmax") else classes
    assert problem.Y.shape == (outputs, data.training.size)
    require_targets(problem, given, classes)
    assert np.isfinite(train(problem, 3, 4, 0).losses).all()


def require_targets(problem: Problem, given: np.ndarray, classes: int) -> None:
    """Y says the same classes as the data: 0 and 1, or -1 and 1 for hinge; numbers are as given."""
    if not classes:
        assert problem.Y.tolist() == given.tolist()
        return
    low = -1 if problem.spec.loss == "hinge" else 0
    assert set(problem.Y.ravel()) == {low, 1}
    found = problem.Y.argmax(axis=0) if len(problem.Y) > 1 else (problem.Y[0] == 1).astype(int)
    assert found.tolist() == given[0].tolist()


USUAL_ONES = [
    (0, USUAL, USUAL, "identity", "half_squared_error"),
    (2, USUAL, USUAL, "sigmoid", "binary_cross_entropy"),
    (3, USUAL, USUAL, "softmax", "cross_entropy"),
    (7, USUAL, USUAL, "softmax", "cross_entropy"),
    (2, "softmax", USUAL, "softmax", "cross_entropy"),
    (3, "sigmoid", USUAL, "sigmoid", "binary_cross_entropy"),
    (2, "tanh", USUAL, "tanh", "half_squared_error"),
    (2, USUAL, "cross_entropy", "softmax", "cross_entropy"),
    (3, USUAL, "binary_cross_entropy", "sigmoid", "binary_cross_entropy"),
    (3, USUAL, "hinge", "identity", "hinge"),
    (2, USUAL, "huber", "sigmoid", "huber"),
    (0, "tanh", USUAL, "tanh", "half_squared_error"),
    (2, "relu", "cross_entropy", "relu", "cross_entropy"),
]


@pytest.mark.parametrize("classes, output, loss, fitted_output, fitted_loss", USUAL_ONES)
def test_what_is_usual_fits_the_task_and_what_was_chosen(classes, output, loss, fitted_output, fitted_loss):
    assert Setup(output=output, loss=loss).fitted(classes) == (fitted_output, fitted_loss)


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("standardise", [False, True])
def test_the_problem_of_a_data_set(name, standardise):
    """Network, first weights by their seed, and the training examples only, as the network reads them."""
    data = generated(name, examples=30, noise=0.1, seed=2, share=0.3, standardise=standardise)
    setup = Setup(hidden=((5, "tanh"), (4, "relu")), initialiser="he_normal", weights_seed=9, eta=0.3, l2=0.01)
    problem = setup.problem(data)
    outputs = len(problem.Y)
    assert problem.spec.widths == (len(data.X), 5, 4, outputs)
    assert [layer.activation for layer in problem.spec.layers[:2]] == ["tanh", "relu"]
    rng = np.random.default_rng(9)
    for w, b, (after, before) in zip(problem.W, problem.b, [(5, len(data.X)), (4, 5), (outputs, 4)], strict=True):
        assert np.array_equal(w, draw("he_normal", rng, after, before))
        assert not b.any()
    seen = data.X[:, data.training]
    if standardise:
        seen = (seen - seen.mean(axis=1, keepdims=True)) / seen.std(axis=1, keepdims=True)
    assert np.array_equal(problem.X, seen)
    assert (problem.eta, problem.spec.l2, problem.t, problem.spec.optimiser) == (0.3, 0.01, 0, "adam")


def test_no_hidden_layer_and_many_inputs_and_outputs():
    rng = np.random.default_rng(0)
    data = make_data("own", rng.normal(size=(32, 9)), rng.normal(size=(4, 9)), 0, seed=0, share=0.0, standardise=True)
    problem = replace(SMALL, hidden=()).problem(data)
    assert problem.spec.widths == (32, 4)
    assert problem.examples == 9


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_going_on_changes_the_settings_and_nothing_else(optimiser):
    """Parameters, memory, count and data stay to the bit; rate, constants, penalties and frozen layers are new."""
    data = data_of(2)
    setup = replace(SMALL, optimiser=optimiser)
    before = train(setup.problem(data), 7, 4, 0).after
    constants = {name: value / 2 + 0.1 for name, value in OPTIMISERS[optimiser].defaults.items()}
    new = replace(setup, eta=0.5, l2=0.03, l1=0.01, frozen=(2,), constants=constants)
    after = new.carried_on(before)
    assert (after.eta, after.t, after.spec.l2, after.spec.l1) == (0.5, 7, 0.03, 0.01)
    assert after.spec.frozen == ("W2", "b2")
    assert dict(after.spec.constants) == constants
    settings = {"eta", "l1", "l2", *constants}
    for key in set(before.values) - settings:
        assert after.values[key].tobytes() == before.values[key].tobytes(), key
    assert after.values.keys() == before.values.keys()
    assert new.problem(data).spec == after.spec
    moved = train(after, 3, 4, 0).after
    assert np.array_equal(moved.W[1], before.W[1])
    assert not np.array_equal(moved.W[0], before.W[0])


def test_layers_that_are_not_there_cannot_be_frozen():
    """The settings of more layers than there are now are kept for when there are."""
    problem = replace(SMALL, frozen=(1, 5)).problem(data_of(2))
    assert problem.spec.frozen == ("W1", "b1")


BAD = [
    ({"eta": -1.0}, "optimiser.eta"),
    ({"l2": -0.5}, "penalty.l2"),
    ({"constants": {"alpha": 0.9}}, "optimiser"),
    ({"constants": {"beta1": 1.5}}, "optimiser.beta1"),
]


@pytest.mark.parametrize("wrong, field", BAD)
def test_settings_that_cannot_be_are_refused_by_name(wrong, field):
    data = data_of(2)
    for make in (lambda s: s.problem(data), lambda s: s.carried_on(SMALL.problem(data))):
        with pytest.raises(ProblemError) as error:
            make(replace(SMALL, **wrong))
        assert error.value.field.startswith(field)


ANOTHER = {
    "hidden": ((4, "tanh"),),
    "output": "tanh",
    "loss": "squared_error",
    "initialiser": "zeros",
    "weights_seed": 5,
    "optimiser": "sgd",
    "constants": {"beta1": 0.5},
    "eta": 0.7,
    "l2": 0.2,
    "l1": 0.2,
    "frozen": (1,),
    "batch_size": None,
    "shuffle": None,
}
ON_THE_WAY = {"constants", "eta", "l2", "l1", "frozen", "batch_size", "shuffle"}


@pytest.mark.parametrize("name", [each.name for each in fields(Setup)])
def test_what_a_run_has_to_begin_anew_for(name):
    """Every setting is either part of the start or can be changed on the way, and no setting is forgotten here."""
    assert getattr(SMALL, name) != ANOTHER[name]
    changed = replace(SMALL, **{name: ANOTHER[name]})
    assert (changed.start == SMALL.start) == (name in ON_THE_WAY)
    assert SMALL.start.start == SMALL.start
