"""Edits of a network: what each makes of the worked examples, refusals, and that any sequence stays a problem."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import LESSON_LIMITS, NonFiniteError, Problem, ProblemError, gradient_check, trace
from engine.activations import ACTIVATIONS
from engine.document import parameter_shapes
from engine.initialisers import INITIALISERS, draw
from engine.losses import LOSSES
from engine.optimisers import OPTIMISERS
from explain import load_prose
from ui import edits
from ui.presets import presets

RNG = np.random.default_rng
NAMES = list(presets())


def preset(name: str) -> Problem:
    """A worked example."""
    return presets()[name].problem


def with_memory(problem: Problem) -> Problem:
    """The problem under Adam after one update."""
    return trace(edits.set_optimiser(problem, "adam")).after


def differing(old: Problem, new: Problem) -> dict[str, object]:
    """The fields of the new document that are not as they were; None for one that is gone."""
    before, after = old.to_dict(), new.to_dict()
    return {key: after.get(key) for key in {*before, *after} if before.get(key) != after.get(key)}


SGD = {"name": "sgd", "eta": 0.5, "weight_decay": 0.0}
ADAM = {"name": "adam", "eta": 0.5, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.0}


def layers_of(*kinds: tuple[int, str]) -> list[dict[str, object]]:
    """Layers as a document lists them."""
    return [{"units": units, "activation": activation} for units, activation in kinds]


@pytest.mark.parametrize(
    "name, edit, expected",
    [
        (
            "notes-2-2-1",
            lambda p: edits.set_activation(p, 1, "relu"),
            {"layers": layers_of((2, "relu"), (1, "sigmoid"))},
        ),
        ("notes-2-2-1", lambda p: edits.set_activation(p, 1, "sigmoid"), {}),
        (
            "notes-2-2-1",
            lambda p: edits.set_activation(p, 2, "tanh"),
            {"layers": layers_of((2, "sigmoid"), (1, "tanh")), "loss": "half_squared_error"},
        ),
        (
            "mazur",
            lambda p: edits.set_activation(p, 2, "softmax"),
            {"layers": layers_of((2, "sigmoid"), (2, "softmax"))},
        ),
        ("mazur", lambda p: edits.set_loss(p, "binary_cross_entropy"), {"loss": "binary_cross_entropy"}),
        (
            "mazur",
            lambda p: edits.set_loss(p, "cross_entropy"),
            {"layers": layers_of((2, "sigmoid"), (2, "softmax")), "loss": "cross_entropy"},
        ),
        (
            "mazur",
            lambda p: edits.set_loss(p, "hinge"),
            {"layers": layers_of((2, "sigmoid"), (2, "identity")), "loss": "hinge", "Y": [[-1.0], [1.0]]},
        ),
        (
            "ng-exercise-4",
            lambda p: edits.set_loss(p, "cross_entropy"),
            {"layers": layers_of((2, "sigmoid"), (4, "softmax")), "loss": "cross_entropy"},
        ),
        ("notes-2-2-1", lambda p: edits.set_optimiser(p, "adam"), {"optimiser": ADAM}),
        ("notes-2-2-1", lambda p: edits.set_constant(p, "eta", 0.25), {"optimiser": SGD | {"eta": 0.25}}),
        ("notes-2-2-1", lambda p: edits.set_constant(p, "weight_decay", 2), {"optimiser": SGD | {"weight_decay": 2.0}}),
        ("notes-2-2-1", lambda p: edits.set_penalty(p, l2=0.5), {"penalty": {"l2": 0.5, "l1": 0.0}}),
        ("ng-exercise-4-l2", lambda p: edits.set_penalty(p, l2=0, l1=1), {"penalty": {"l2": 0.0, "l1": 1.0}}),
        ("ng-exercise-4-l2", lambda p: edits.set_penalty(p, l2=0), {"penalty": None}),
        ("notes-2-2-1", lambda p: edits.set_frozen(p, ["W2[0,1]", "b1"]), {"frozen": ["b1", "W2[0,1]"]}),
        ("notes-2-2-1", lambda p: edits.set_frozen(p, ["W2[0,1]", "W2[0,0]"]), {"frozen": ["W2"]}),
        ("mazur", lambda p: edits.set_frozen(p, []), {"frozen": None}),
        ("notes-2-2-1", lambda p: edits.toggle_frozen(p, "W1"), {"frozen": ["W1"]}),
        ("mazur", lambda p: edits.toggle_frozen(p, "b1[1,0]"), {"frozen": ["b1[0,0]", "b2"]}),
        ("mazur", lambda p: edits.toggle_frozen(p, "b2"), {"frozen": ["b1"]}),
        (
            "mazur",
            lambda p: edits.remove_layer(p, 1, RNG(0)),
            {
                "layers": layers_of((2, "sigmoid")),
                "W": [[[0.4, 0.45], [0.5, 0.55]]],
                "b": [[0.6, 0.6]],
                "frozen": ["b1"],
            },
        ),
        (
            "notes-2-2-1",
            lambda p: edits.set_units(p, 1, 1, RNG(0)),
            {
                "layers": layers_of((1, "sigmoid"), (1, "sigmoid")),
                "W": [[[0.1, 0.4]], [[0.3]]],
                "b": [[0.3], [0.5]],
            },
        ),
        ("notes-2-2-1", lambda p: edits.set_inputs(p, 1, RNG(0)), {"inputs": 1, "W": None, "X": [[0.5]]}),
        ("notes-2-2-1", edits.add_example, {"X": [[0.5, 0.5], [0.2, 0.2]], "Y": [[1.0, 1.0]]}),
        ("ng-exercise-4", lambda p: edits.remove_example(p, 1), {"X": None, "Y": None}),
    ],
)
def test_an_edit_changes_what_it_says_and_nothing_else(
    name: str, edit: Callable[[Problem], Problem], expected: dict[str, object]
) -> None:
    """Field by field; None stands for any other value or none."""
    old = preset(name)
    new = edit(old)
    found = differing(old, new)
    assert found.keys() == expected.keys()
    assert {key: value for key, value in found.items() if expected[key] is not None} == {
        key: value for key, value in expected.items() if value is not None
    }
    gradient_check(new).require(1e-12)


def test_a_removed_example_is_the_one_that_was_named() -> None:
    """Its column leaves X and Y, the others stay as they were."""
    old = preset("ng-exercise-4")
    for index in range(old.examples):
        new = edits.remove_example(old, index)
        assert np.array_equal(new.X, np.delete(old.X, index, axis=1))
        assert np.array_equal(new.Y, np.delete(old.Y, index, axis=1))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("after", [0, 1])
def test_a_new_layer_leaves_every_other_weight_alone(name: str, after: int) -> None:
    """It is as wide as what it reads, so that every old matrix fits; frozen names move up with their layers."""
    old = preset(name)
    if after >= len(old.W):
        with pytest.raises(ProblemError, match="before the output layer"):
            edits.add_layer(old, after, RNG(1))
        return
    new = edits.add_layer(old, after, RNG(1))
    assert new.spec.widths == (*old.spec.widths[: after + 1], *old.spec.widths[after:])
    for kept, found in ((old.W, new.W), (old.b, new.b)):
        for was, now in zip(kept, (*found[:after], *found[after + 1 :]), strict=True):
            assert np.array_equal(was, now)
    fresh = new.W[after]
    assert 0 < np.abs(fresh).max() <= 0.5
    assert not new.b[after].any()
    moved = {f"b{layer}": f"b{layer + (layer > after)}" for layer in (1, 2)}
    assert new.spec.frozen == tuple(moved[key] for key in old.spec.frozen)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("layer, units", [(0, 1), (0, 5), (1, 1), (1, 3), (1, 16), (-1, 1), (-1, 6)])
def test_other_sizes_keep_what_fits_bit_for_bit(name: str, layer: int, units: int) -> None:
    """Inputs (0), the first layer, the output layer (-1): the block that fits, biases and data too."""
    old = preset(name)
    layer = layer % (len(old.W) + 1)
    new = edits.set_units(old, layer, units, RNG(7)) if layer else edits.set_inputs(old, units, RNG(7))
    assert new.spec.widths == (*old.spec.widths[:layer], units, *old.spec.widths[layer + 1 :])
    for key, was in {**old.parameters, "X": old.X, "Y": old.Y}.items():
        now = new.values[key]
        rows, columns = np.minimum(was.shape, now.shape)
        assert np.array_equal(was[:rows, :columns], now[:rows, :columns]), key
        if key[0] == "W":
            assert np.abs(now[rows:]).max(initial=0) <= 0.5
            assert np.abs(now[:, columns:]).max(initial=0) <= 0.5
        else:
            assert (now[rows:] == {"b": 0, "X": 1, "Y": 0}[key[0]]).all()
    gradient_check(new).require(1e-12)


def test_new_rows_differ_from_each_other() -> None:
    """Two new units with the same weights would learn the same for ever."""
    new = edits.set_units(preset("notes-2-2-1"), 1, 16, RNG(0))
    assert len({tuple(row) for row in new.W[0]}) == 16


def test_frozen_names_follow_their_layer_and_leave_with_their_entry() -> None:
    """An entry outside the new size is free, one inside stays, the layer above keeps its own."""
    old = edits.set_frozen(preset("mazur"), ["W1[0,0]", "W1[1,1]", "b1[1,0]", "W2[0,1]", "W2[1,0]", "b2"])
    assert edits.set_units(old, 1, 1, RNG(0)).spec.frozen == ("W1[0,0]", "W2[1,0]", "b2")
    assert edits.remove_layer(old, 1, RNG(0)).spec.frozen == ("W1[0,1]", "W1[1,0]", "b1")
    assert edits.add_layer(old, 1, RNG(0)).spec.frozen == (*old.spec.frozen[:3], "W3[0,1]", "W3[1,0]", "b3")


@pytest.mark.parametrize(
    "edit, kept",
    [
        (lambda p: edits.set_units(p, 1, 3, RNG(0)), False),
        (lambda p: edits.set_inputs(p, 3, RNG(0)), False),
        (lambda p: edits.add_layer(p, 0, RNG(0)), False),
        (lambda p: edits.remove_layer(p, 1, RNG(0)), False),
        (lambda p: edits.set_optimiser(p, "adamw"), False),
        (lambda p: edits.new_weights(p, "he_normal", 1), False),
        (lambda p: edits.set_units(p, 1, 2, RNG(0)), True),
        (lambda p: edits.set_optimiser(p, "adam"), True),
        (lambda p: edits.set_activation(p, 1, "tanh"), True),
        (lambda p: edits.set_loss(p, "huber"), True),
        (lambda p: edits.set_constant(p, "beta1", 0.5), True),
        (lambda p: edits.toggle_frozen(p, "W1"), True),
        (edits.add_example, True),
    ],
)
def test_the_optimisers_memory_is_kept_while_it_fits(edit: Callable[[Problem], Problem], kept: bool) -> None:
    """Where a size changes it goes as a whole, its count t with it."""
    old = with_memory(preset("mazur"))
    new = edit(old)
    assert new.to_dict().get("state") == (old.to_dict()["state"] if kept else None)
    told = {also.key for also in edits.changed_beside(old, new, ("loss",))}
    assert told == (set() if kept or new.spec.optimiser != "adam" else {"edit.also.memory"})


@pytest.mark.parametrize("loss", list(LOSSES))
@pytest.mark.parametrize("name", NAMES)
def test_every_loss_can_be_chosen_anywhere_and_says_what_came_along(name: str, loss: str) -> None:
    """Output and targets follow only where they must, and what follows is told."""
    old = preset(name)
    new, also = edits.fit_output(old, loss=loss)
    told = {found.key.rpartition(".")[2]: found.names for found in also}
    assert new.spec.loss == loss
    before, after = old.spec.layers[-1].activation, new.spec.layers[-1].activation
    assert (before == after) == LOSSES[loss].takes(before) == ("activation" not in told)
    assert ("targets" in told) == (not np.array_equal(old.Y, new.Y))
    assert ("single_output" in told) == (loss == "cross_entropy" and len(old.Y) == 1)
    assert told.keys() <= {"activation", "targets", "single_output"}
    for names in told.values():
        assert names == {"loss": loss, "old_loss": old.spec.loss, "activation": after, "old_activation": before}
    gradient_check(new).require(1e-12)


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
@pytest.mark.parametrize("loss", list(LOSSES))
def test_every_output_activation_can_be_chosen_under_every_loss(loss: str, activation: str) -> None:
    """The loss stays where it can; else it is the one made for the output, or half the squared error."""
    old = edits.set_loss(preset("mazur"), loss)
    new, also = edits.fit_output(old, activation=activation)
    assert new.spec.layers[-1].activation == activation
    partner = {"sigmoid": "binary_cross_entropy", "softmax": "cross_entropy"}.get(activation, "half_squared_error")
    assert new.spec.loss == (loss if LOSSES[loss].takes(activation) else partner)
    assert ("edit.also.loss" in {found.key for found in also}) == (new.spec.loss != loss)
    assert edits.set_activation(old, 2, activation).to_dict() == new.to_dict()
    gradient_check(new).require(1e-12)


def test_there_and_back_again() -> None:
    """Targets 0 and 1 come back from the hinge loss as they were."""
    old = preset("ng-exercise-4")
    assert np.array_equal(edits.set_loss(edits.set_loss(old, "hinge"), old.spec.loss).Y, old.Y)


@pytest.mark.parametrize(
    "loss, y, expected",
    [
        ("huber", [[3.0, -7.5]], [[3.0, -7.5]]),
        ("hinge", [[-1.0, 1.0]], [[-1.0, 1.0]]),
        ("hinge", [[0.0, 1.0, 0.4, 0.6]], [[-1.0, 1.0, -1.0, 1.0]]),
        ("hinge", [[-3.0, 0.0, 0.2]], [[-1.0, -1.0, 1.0]]),
        ("binary_cross_entropy", [[-1.0, 0.25, 7.0]], [[0.0, 0.25, 1.0]]),
        (
            "cross_entropy",
            [[0.25, 1.0, 0.0, -3.0], [0.75, 1.0, 0.0, -2.0]],
            [[0.25, 1.0, 1.0, 0.0], [0.75, 0.0, 0.0, 1.0]],
        ),
        ("cross_entropy", [[2.0], [-1.0]], [[1.0], [0.0]]),
        ("cross_entropy", [[0.0, 0.5, 1.0]], [[1.0, 1.0, 1.0]]),
    ],
)
def test_the_nearest_targets(loss: str, y: list[list[float]], expected: list[list[float]]) -> None:
    """Legal columns stay; others are clipped, take a side, or become one-hot."""
    assert edits.nearest_targets(loss, np.array(y)).tolist() == expected


@pytest.mark.parametrize("scheme", list(INITIALISERS))
def test_new_weights_are_the_initialisers(scheme: str) -> None:
    """Layer by layer from one generator, biases 0, the optimiser afresh; the seed after it is offered next."""
    old = with_memory(preset("ng-exercise-4"))
    new, rng = edits.new_weights(old, scheme, 3), RNG(3)
    for w, b, was in zip(new.W, new.b, old.W, strict=True):
        assert np.array_equal(w, draw(scheme, rng, *was.shape))
        assert not b.any()
    assert (new.state, new.t) == ({}, 0)
    assert edits.next_seed(old, scheme, 3) == 3
    assert edits.next_seed(new, scheme, 3) == 4


@pytest.mark.parametrize(
    "edit, said",
    [
        (lambda p: edits.set_activation(p, 1, "softmax"), "belongs on the output layer only"),
        (lambda p: edits.set_activation(p, 3, "relu"), "there is no layer 3"),
        (lambda p: edits.set_activation(p, 0, "relu"), "there is no layer 0"),
        (lambda p: edits.set_activation(p, 2, "cosine"), "'cosine' is not one of"),
        (lambda p: edits.set_loss(p, "cosine"), "'cosine' is not one of"),
        (lambda p: edits.fit_output(p, "relu", "cross_entropy")[0], "needs a softmax output"),
        (lambda p: edits.set_optimiser(p, "cosine"), "'cosine' is not one of"),
        (lambda p: edits.set_constant(p, "eta", 0), "must be positive"),
        (lambda p: edits.set_constant(p, "beta1", 0.5), "unknown key"),
        (lambda p: edits.set_constant(edits.set_optimiser(p, "adam"), "beta1", 1), "must be less than 1"),
        (lambda p: edits.set_penalty(p, l2=-1), "must not be negative"),
        (lambda p: edits.set_penalty(p, l1=float("nan")), "not a finite number"),
        (lambda p: edits.set_frozen(p, ["W9"]), "is no parameter"),
        (lambda p: edits.toggle_frozen(p, "W2[5,0]"), "is outside W2"),
        (lambda p: edits.toggle_frozen(p, "eta"), "is no parameter"),
        (lambda p: edits.add_layer(p, 2, RNG(0)), "a new layer goes before the output layer"),
        (lambda p: edits.add_layer(p, -1, RNG(0)), "a new layer goes before the output layer"),
        (lambda p: edits.remove_layer(p, 2, RNG(0)), "the output layer stays"),
        (lambda p: edits.remove_layer(p, 9, RNG(0)), "there is no layer 9"),
        (lambda p: edits.set_units(p, 1, 17, RNG(0)), "1 to 16 units"),
        (lambda p: edits.set_units(p, 1, 0, RNG(0)), "1 to 16 units"),
        (lambda p: edits.set_units(p, 1, True, RNG(0)), "1 to 16 units"),
        (lambda p: edits.set_inputs(p, 17, RNG(0)), "1 to 16 inputs"),
        (lambda p: edits.remove_example(p, 0), "at least one example"),
        (lambda p: edits.remove_example(p, -1), "there is no example 0"),
        (lambda p: edits.new_weights(p, "cosine", 0), "'cosine' is not one of"),
        (lambda p: edits.new_weights(p, "zeros", -1), "-1 is not between"),
    ],
)
def test_what_cannot_be_done_says_why(edit: Callable[[Problem], Problem], said: str) -> None:
    """A ProblemError with a reason, without a full stop: the page adds it."""
    with pytest.raises(ProblemError) as error:
        edit(preset("notes-2-2-1"))
    assert said in error.value.reason
    assert not error.value.reason.endswith(".")


def test_the_limits_of_a_lesson_hold() -> None:
    """8 layers and 64 examples, and not one more."""
    deep = preset("notes-2-2-1")
    while len(deep.W) < LESSON_LIMITS.layers:
        deep = edits.add_layer(deep, len(deep.W) - 1, RNG(0))
    with pytest.raises(ProblemError, match="at most 8 layers"):
        edits.add_layer(deep, 0, RNG(0))
    broad = preset("notes-2-2-1")
    while broad.examples < LESSON_LIMITS.examples:
        broad = edits.add_example(broad)
    with pytest.raises(ProblemError, match="at most 64 examples"):
        edits.add_example(broad)


def test_every_scheme_constant_and_loss_has_its_words() -> None:
    """The panel finds a name for every record; a loss in a sentence opens it, with a capital letter."""
    texts = load_prose().texts
    named = {"scheme": set(INITIALISERS), "constant": {name for o in OPTIMISERS.values() for name in o.defaults}}
    for group, wanted in named.items():
        prefix = f"panel.network.{group}."
        assert {key.removeprefix(prefix) for key in texts if key.startswith(prefix)} == wanted


def random_edit(problem: Problem, rng: np.random.Generator) -> Problem:
    """One edit of any kind, with arguments that may or may not be possible."""
    layer, size = int(rng.integers(0, len(problem.W) + 2)), int(rng.integers(0, 6))
    shapes = parameter_shapes(problem.spec)
    key = str(rng.choice(list(shapes)))
    entry = f"{key}[{rng.integers(shapes[key][0])},{rng.integers(shapes[key][1])}]"
    constant = str(rng.choice(["eta", *dict(problem.spec.constants)]))
    choices: list[Callable[[], Problem]] = [
        lambda: edits.set_activation(problem, layer, str(rng.choice(list(ACTIVATIONS)))),
        lambda: edits.set_loss(problem, str(rng.choice(list(LOSSES)))),
        lambda: edits.set_optimiser(problem, str(rng.choice(list(OPTIMISERS)))),
        lambda: edits.set_constant(problem, constant, float(rng.uniform(-0.2, 1.2))),
        lambda: edits.set_penalty(problem, **{str(rng.choice(["l1", "l2"])): float(rng.choice([0.0, 0.1]))}),
        lambda: edits.toggle_frozen(problem, str(rng.choice([key, entry]))),
        lambda: edits.add_layer(problem, layer, rng),
        lambda: edits.remove_layer(problem, layer, rng),
        lambda: edits.set_units(problem, layer, size, rng),
        lambda: edits.set_inputs(problem, size, rng),
        lambda: edits.add_example(problem),
        lambda: edits.remove_example(problem, layer),
        lambda: edits.new_weights(problem, str(rng.choice(list(INITIALISERS))), size),
        lambda: stepped(problem),
    ]
    return choices[rng.integers(len(choices))]()


def stepped(problem: Problem) -> Problem:
    """The problem one update on, as the page puts it in place."""
    return trace(problem).after


def off_the_kinks(problem: Problem, rng: np.random.Generator) -> Problem:
    """The same network with biases beside those it has: exactly at a kink a complex step may take the other side."""
    return problem.with_values({f"b{i}": b + rng.normal(0, 0.1, b.shape) for i, b in enumerate(problem.b, 1)})


@settings(deadline=None, max_examples=60)
@given(name=st.sampled_from(NAMES), seed=st.integers(0, 2**32), count=st.integers(1, 25))
def test_any_sequence_of_edits_stays_a_problem(name: str, seed: int, count: int) -> None:
    """What is not refused round-trips through its document, and the gradients of what comes out are right."""
    problem, rng = preset(name), RNG(seed)
    for _ in range(count):
        try:
            problem = random_edit(problem, rng)
        except (ProblemError, NonFiniteError):
            continue
        doc = problem.to_dict()
        assert Problem.from_dict(doc, LESSON_LIMITS).to_dict() == doc
    try:
        report = gradient_check(off_the_kinks(problem, rng))
    except NonFiniteError:
        return
    if report.scale > 1e-3:  # a smaller one is what is left of numbers that cancel, such as 1 - 0.99999998
        report.require(1e-12)
