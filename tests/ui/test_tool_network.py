"""The network panel through AppTest: every control does what it says, is named for undo, and refuses in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine import LESSON_LIMITS, Problem, trace
from explain import load_prose
from ui import edits
from ui.lesson import Lesson, opening
from ui.session import JOURNAL, LESSON

PAGE = str(Path(__file__).with_name("tool_network_page.py"))
RNG = np.random.default_rng


def opened(
    name: str = "notes-2-2-1", edit: Callable[[Problem], Problem] = lambda problem: problem, **fields
) -> AppTest:
    """The panel for a worked example, edited beforehand."""
    at = AppTest.from_file(PAGE, default_timeout=30)
    start = opening(name)
    at.session_state[LESSON] = Lesson(name, edit(start.problem), **fields)
    return after(at)


def after(at: AppTest) -> AppTest:
    """Run the page and hold that nothing broke."""
    at.run()
    assert not at.exception, at.exception[0].stack_trace
    return at


def lesson(at: AppTest) -> Lesson:
    """The learner's state."""
    found: Lesson = at.session_state[LESSON]
    return found


def names(at: AppTest) -> list[str]:
    """What the changes that can be undone are called."""
    return [change.name for change in at.session_state[JOURNAL].past] if JOURNAL in at.session_state else []


def said(at: AppTest) -> str:
    """The notice, or nothing."""
    return at.warning[0].value if at.warning else ""


@pytest.mark.parametrize(
    "preset, act, edit, name",
    [
        (
            "notes-2-2-1",
            lambda at: at.selectbox(key="net_activation_1").set_value("relu"),
            lambda p: edits.set_activation(p, 1, "relu"),
            "Layer 1: activation sigmoid → ReLU",
        ),
        (
            "mazur",
            lambda at: at.selectbox(key="net_loss").set_value("huber"),
            lambda p: edits.set_loss(p, "huber"),
            "Loss: half the squared error → Huber loss",
        ),
        (
            "mazur",
            lambda at: at.selectbox(key="net_optimiser").set_value("adam"),
            lambda p: edits.set_optimiser(p, "adam"),
            "Optimiser: gradient descent → Adam",
        ),
        (
            "mazur",
            lambda at: at.number_input(key="net_units_1").increment(),
            lambda p: edits.set_units(p, 1, 3, RNG(0)),
            "1 unit more in layer 1",
        ),
        (
            "mazur",
            lambda at: at.number_input(key="net_units_2").decrement(),
            lambda p: edits.set_units(p, 2, 1, RNG(0)),
            "1 unit fewer in layer 2",
        ),
        (
            "mazur",
            lambda at: at.number_input(key="net_units_2").set_value(7),
            lambda p: edits.set_units(p, 2, 7, RNG(0)),
            "Layer 2: 2 → 7 units",
        ),
        (
            "mazur",
            lambda at: at.number_input(key="net_inputs").increment(),
            lambda p: edits.set_inputs(p, 3, RNG(0)),
            "1 input more",
        ),
        (
            "mazur",
            lambda at: at.number_input(key="net_inputs").set_value(16),
            lambda p: edits.set_inputs(p, 16, RNG(0)),
            "2 → 16 inputs",
        ),
        (
            "mazur",
            lambda at: at.button(key="net_add_layer").click(),
            lambda p: edits.add_layer(p, 1, RNG(0)),
            "New layer 2",
        ),
        (
            "mazur",
            lambda at: (at.selectbox(key="net_place").set_value(0), after(at), at.button(key="net_add_layer").click()),
            lambda p: edits.add_layer(p, 0, RNG(0)),
            "New layer 1",
        ),
        (
            "mazur",
            lambda at: at.button(key="net_remove_1").click(),
            lambda p: edits.remove_layer(p, 1, RNG(0)),
            "Layer 1 removed",
        ),
        (
            "mazur",
            lambda at: at.text_input(key="net_number_eta").set_value("0.12345678901234566"),
            lambda p: edits.set_constant(p, "eta", 0.12345678901234566),
            "Learning rate η: 0.5 → 0.12345678901234566",
        ),
        (
            "mazur",
            lambda at: at.text_input(key="net_number_weight_decay").set_value("1e-3"),
            lambda p: edits.set_constant(p, "weight_decay", 1e-3),
            "Weight decay λ: 0 → 0.001",
        ),
        (
            "mazur",
            lambda at: at.text_input(key="net_number_l2").set_value(" 0.1 "),
            lambda p: edits.set_penalty(p, l2=0.1),
            "L2 penalty λ₂: 0 → 0.1",
        ),
        (
            "ng-exercise-4-l2",
            lambda at: at.text_input(key="net_number_l1").set_value("2"),
            lambda p: edits.set_penalty(p, l1=2),
            "L1 penalty λ₁: 0 → 2",
        ),
        (
            "notes-2-2-1",
            lambda at: at.checkbox(key="net_lock").check(),
            lambda p: edits.set_frozen(p, ["W1[0,0]"]),
            "w₁₁⁽¹⁾ frozen",
        ),
        (
            "notes-2-2-1",
            lambda at: at.pills(key="net_frozen").select("W2"),
            lambda p: edits.set_frozen(p, ["W2"]),
            "W⁽²⁾ frozen",
        ),
        (
            "mazur",
            lambda at: at.pills(key="net_frozen").unselect("b1"),
            lambda p: edits.set_frozen(p, ["b2"]),
            "b⁽¹⁾ no longer frozen",
        ),
        ("mazur", lambda at: at.button(key="net_add_example").click(), edits.add_example, "Example 2 added"),
        (
            "ng-exercise-4",
            lambda at: at.button(key="net_remove_example").click(),
            lambda p: edits.remove_example(p, 0),
            "Example 1 removed",
        ),
        (
            "mazur",
            lambda at: (
                at.selectbox(key="net_scheme").set_value("he_normal"),
                at.number_input(key="net_seed").set_value(3),
                after(at),
                at.button(key="net_draw").click(),
            ),
            lambda p: edits.new_weights(p, "he_normal", 3),
            "New weights: He normal, seed 3",
        ),
    ],
)
def test_a_control_makes_its_edit_and_names_it(
    preset: str, act: Callable[[AppTest], object], edit: Callable[[Problem], Problem], name: str
) -> None:
    """The lesson holds what the pure edit makes; undo knows its name; nothing else is said."""
    at = opened(preset)
    before = lesson(at).problem
    act(at)
    after(at)
    assert lesson(at).problem.to_dict() == edit(before).to_dict() != before.to_dict()
    assert names(at) == [name]
    assert said(at) == ""


@pytest.mark.parametrize(
    "preset, act, words",
    [
        (
            "mazur",
            lambda at: at.selectbox(key="net_loss").set_value("cross_entropy"),
            "Cross-entropy does not take sigmoid outputs, so the output activation is now softmax.",
        ),
        (
            "mazur",
            lambda at: at.selectbox(key="net_loss").set_value("hinge"),
            "Hinge loss does not take sigmoid outputs, so the output activation is now identity. "
            "Hinge loss does not take targets like these: each was set to the nearest one that it takes.",
        ),
        (
            "notes-2-2-1",
            lambda at: at.selectbox(key="net_activation_2").set_value("tanh"),
            "Binary cross-entropy does not take tanh outputs, so the loss is now half the squared error.",
        ),
        (
            "notes-2-2-1",
            lambda at: at.selectbox(key="net_activation_2").set_value("softmax"),
            "Binary cross-entropy does not take softmax outputs, so the loss is now cross-entropy. "
            "Softmax over a single output is always 1, so there is nothing to learn: give the output layer more units.",
        ),
    ],
)
def test_what_had_to_follow_is_said_in_words(preset: str, act: Callable[[AppTest], object], words: str) -> None:
    """Once, and in words that the page's own replacement of loss names leaves alone."""
    at = opened(preset)
    act(at)
    after(at)
    assert said(at) == words
    assert said(after(at)) == ""


def test_the_optimisers_lost_memory_is_said() -> None:
    """Where sizes change; not where new weights or another optimiser were asked for."""
    at = opened("mazur", lambda p: trace(edits.set_optimiser(p, "adam")).after)
    at.number_input(key="net_units_1").increment()
    assert said(after(at)).startswith("The optimiser starts afresh")
    at = opened("mazur", lambda p: trace(edits.set_optimiser(p, "adam")).after)
    at.button(key="net_draw").click()
    assert said(after(at)) == ""
    assert not lesson(at).problem.state


@pytest.mark.parametrize(
    "field, typed, words",
    [
        ("eta", "0", "must be positive"),
        ("eta", "1,5", "is still 0.5"),
        ("eta", "", "Nothing was typed"),
        ("l2", "-1", "must not be negative"),
        ("weight_decay", "1e9", "must lie between"),
    ],
)
def test_a_number_that_cannot_be_used_is_refused(field: str, typed: str, words: str) -> None:
    """The notice says why; lesson and field stay as they were."""
    at = opened()
    before, shown = lesson(at), at.text_input(key=f"net_number_{field}").value
    at.text_input(key=f"net_number_{field}").set_value(typed)
    after(at)
    assert words in said(at)
    assert lesson(at) == before
    assert names(at) == []
    assert at.text_input(key=f"net_number_{field}").value == shown


def deep(problem: Problem) -> Problem:
    """As many layers as a lesson takes."""
    while len(problem.W) < LESSON_LIMITS.layers:
        problem = edits.add_layer(problem, 0, RNG(0))
    return problem


def broad(problem: Problem) -> Problem:
    """As many examples as a lesson takes."""
    while problem.examples < LESSON_LIMITS.examples:
        problem = edits.add_example(problem)
    return problem


@pytest.mark.parametrize(
    "edit, key, disabled, why",
    [
        (deep, "net_add_layer", True, "There are 8 layers already"),
        (deep, "net_remove_7", False, "Remove layer 7"),
        (deep, "net_remove_8", True, "The output layer has to stay"),
        (broad, "net_add_example", True, "There are 64 examples already"),
        (broad, "net_remove_example", False, "Take out the example"),
        (lambda p: p, "net_remove_example", True, "needs at least one example"),
        (lambda p: p, "net_add_example", False, "A copy of the last one"),
        (lambda p: p, "net_add_layer", False, "As many units as what it reads"),
    ],
)
def test_what_cannot_be_done_is_disabled_and_says_why(
    edit: Callable[[Problem], Problem], key: str, disabled: bool, why: str
) -> None:
    """At the limits of a lesson, and where the last one has to stay."""
    button = opened(edit=edit).button(key=key)
    assert button.disabled is disabled
    assert why in button.help


def test_units_and_inputs_stay_within_the_lesson() -> None:
    """1 to 16, by the steppers' own bounds."""
    at = opened()
    for key in ("net_units_1", "net_units_2", "net_inputs"):
        assert (at.number_input(key=key).min, at.number_input(key=key).max) == (1, LESSON_LIMITS.units)


def test_only_the_output_offers_softmax() -> None:
    """A hidden layer cannot have it."""
    at = opened()
    assert "softmax" not in at.selectbox(key="net_activation_1").options
    assert "softmax" in at.selectbox(key="net_activation_2").options


def test_the_lock_follows_the_chosen_number() -> None:
    """A bias has its own name; an input has no lock; one entry of a frozen parameter can be let go."""
    at = opened("mazur", part="b1.2")
    assert at.checkbox(key="net_lock").label == "Freeze b₂⁽¹⁾"
    assert at.checkbox(key="net_lock").value
    at.checkbox(key="net_lock").uncheck()
    after(at)
    assert lesson(at).problem.spec.frozen == ("b1[0,0]", "b2")
    assert names(at) == ["b₂⁽¹⁾ no longer frozen"]
    assert "Frozen entries: b₁⁽¹⁾" in [caption.value for caption in at.caption]
    assert at.pills(key="net_frozen").value == ["b2"]
    at = opened("mazur", part="X.1")
    assert at.checkbox(key="net_lock").disabled
    assert "Only weights and biases" in at.checkbox(key="net_lock").help


def test_drawing_once_more_takes_the_next_seed() -> None:
    """The seed shown is the one of the weights that are there."""
    at = opened()
    for expected in (0, 1, 2):
        at.button(key="net_draw").click()
        after(at)
        assert at.number_input(key="net_seed").value == expected
        drawn = edits.new_weights(lesson(at).problem, "xavier_uniform", expected)
        assert lesson(at).problem.to_dict() == drawn.to_dict()
    assert names(at) == [f"New weights: Xavier uniform, seed {seed}" for seed in (0, 1, 2)]


def test_a_new_example_is_the_one_that_is_shown() -> None:
    """So that the learner can change it; and it is the one that is removed."""
    at = opened("ng-exercise-4")
    at.button(key="net_add_example").click()
    after(at)
    assert lesson(at).example == 3
    assert at.button(key="net_remove_example").label == "Remove example 4"
    at.button(key="net_remove_example").click()
    after(at)
    assert lesson(at).problem.examples == 3


@pytest.mark.parametrize("optimiser", ["momentum", "rmsprop", "adamw"])
def test_each_optimiser_shows_its_own_constants(optimiser: str) -> None:
    """With the defaults of its record."""
    at = opened()
    at.selectbox(key="net_optimiser").set_value(optimiser)
    after(at)
    shown = {e.key.removeprefix("net_number_") for e in at.text_input} - {"l1", "l2", "eta"}
    assert shown == set(dict(lesson(at).problem.spec.constants))
    assert load_prose().say("panel.network.constant.weight_decay") in [e.label for e in at.text_input]


def test_every_control_follows_the_lesson() -> None:
    """Another lesson in its place, by undo or by a link: nothing on the panel stays as it was."""
    at = opened()
    adam = edits.set_penalty(edits.set_optimiser(edits.set_loss(deep(opening("mazur").problem), "hinge"), "adam"), l1=2)
    at.session_state[LESSON] = Lesson("mazur", edits.set_constant(edits.set_inputs(adam, 3, RNG(0)), "eta", 0.25))
    spec = lesson(after(at)).problem.spec
    assert at.selectbox(key="net_loss").value == "hinge"
    assert at.selectbox(key="net_optimiser").value == "adam"
    assert at.number_input(key="net_inputs").value == 3
    assert [at.number_input(key=f"net_units_{i}").value for i in range(1, 9)] == list(spec.widths[1:])
    assert [at.selectbox(key=f"net_activation_{i}").value for i in range(1, 9)] == [y.activation for y in spec.layers]
    shown = {name: at.text_input(key=f"net_number_{name}").value for name in ("eta", "beta2", "l1", "l2")}
    assert shown == {"eta": "0.25", "beta2": "0.999", "l1": "2", "l2": "0"}
    assert at.pills(key="net_frozen").value == [key for key in lesson(at).problem.parameters if key in spec.frozen]
