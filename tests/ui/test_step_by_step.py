"""The lesson page through AppTest: every control, every preset, bad numbers, the update, a number not finite."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine import gradient_check, trace
from explain import explain, load_prose
from ui.presets import presets
from ui.session import LESSON, Lesson

MAIN = str(Path(__file__).resolve().parents[2] / "ui" / "main.py")


def opened() -> AppTest:
    """The page as a new learner meets it."""
    at = AppTest.from_file(MAIN, default_timeout=30).run()
    assert not at.exception, at.exception[0].stack_trace
    return at


def lesson(at: AppTest) -> Lesson:
    """The learner's state."""
    found: Lesson = at.session_state[LESSON]
    return found


def page_text(at: AppTest) -> str:
    """Everything the page says in Markdown."""
    return "\n".join(element.value for element in at.markdown)


def after(at: AppTest) -> AppTest:
    """Run the page and hold that nothing broke."""
    at.run()
    assert not at.exception, at.exception[0].stack_trace
    return at


def test_the_notes_example_opens_and_mazur_is_second() -> None:
    """The default example and the order of the list."""
    at = opened()
    assert lesson(at).preset == "notes-2-2-1"
    assert list(presets())[:2] == ["notes-2-2-1", "mazur"]
    assert "Step 1 of 17" in page_text(at)


@pytest.mark.parametrize("name", list(presets()))
def test_every_preset_is_walked_to_its_end(name: str) -> None:
    """Each step of each example shows its own formula and numbers."""
    at = opened()
    at.selectbox(key="preset").set_value(name)
    after(at)
    steps = trace(presets()[name].problem).steps
    for index, step in enumerate(steps):
        card = explain(step, load_prose())
        assert f"Step {index + 1} of {len(steps)}" in page_text(at)
        assert card.aligned in page_text(at), step.key
        assert card.why in page_text(at)
        if index < len(steps) - 1:
            at.button(key="go_next").click()
            after(at)
    assert at.button(key="go_next").disabled


def test_back_first_last_jump_scrub_and_links() -> None:
    """Every way of moving lands where it says."""
    at = opened()
    for act, expected in (
        (lambda: at.button(key="go_last").click(), 17),
        (lambda: at.button(key="go_back").click(), 16),
        (lambda: at.button(key="go_first").click(), 1),
        (lambda: at.selectbox(key="jump").set_value(11), 12),
        (lambda: at.button(key="use_dZ1").click(), 11),
        (lambda: at.slider(key="scrub").set_value(7), 7),
    ):
        act()
        after(at)
        assert lesson(at).step + 1 == expected
        assert f"Step {expected} of 17" in page_text(at)


def test_an_edit_changes_every_number_and_can_be_undone() -> None:
    """A typed weight, then a slid one: the trace on the page is that of the edited network."""
    at = opened()
    at.text_input(key="one_text_W1.1.1").set_value("0.7")
    after(at)
    assert lesson(at).problem.W[0][0, 0] == 0.7
    assert lesson(at).edited
    assert explain(trace(lesson(at).problem).steps[0], load_prose()).aligned in page_text(at)
    at.slider(key="one_slide_W1.1.1_5").set_value(-1.25)
    after(at)
    assert lesson(at).problem.W[0][0, 0] == -1.25
    assert at.text_input(key="one_text_W1.1.1").value == "-1.25"
    gradient_check(lesson(at).problem).require(1e-13)
    for expected in (0.7, 0.1):
        at.button(key="undo").click()
        after(at)
        assert lesson(at).problem.W[0][0, 0] == expected
    assert at.button(key="undo").disabled
    assert not lesson(at).edited


def test_typed_numbers_keep_every_digit() -> None:
    """A number with 17 digits comes back as it was typed."""
    at = opened()
    at.text_input(key="one_text_W1.1.1").set_value("0.12345678901234566")
    after(at)
    assert lesson(at).problem.W[0][0, 0] == 0.12345678901234566
    assert at.text_input(key="one_text_W1.1.1").value == "0.12345678901234566"


@pytest.mark.parametrize(
    "part, typed, said",
    [
        ("W1.1.1", "", "write digits"),
        ("W1.1.1", "1,5", "write digits"),
        ("W1.1.1", "0x10", "write digits"),
        ("W1.1.1", "1_000", "write digits"),
        ("W1.1.1", "inf", "write digits"),
        ("W1.1.1", "\u0663", "write digits"),
        ("W1.1.1", "1e7", "must lie between"),
        ("Y.1", "2", "takes targets from 0 to 1"),
        ("eta", "0", "must be positive"),
        ("eta", "-1", "must be positive"),
    ],
)
def test_a_bad_number_gets_a_sentence_and_nothing_is_lost(part: str, typed: str, said: str) -> None:
    """The sentence says why; the number, the step and the field stay as they were."""
    at = opened()
    at.button(key="go_next").click()
    after(at)
    at.selectbox(key="part").set_value(part)
    after(at)
    before = lesson(at)
    field = at.text_input(key=f"one_text_{part}")
    kept = field.value
    field.set_value(typed)
    after(at)
    assert said in at.warning[0].value
    assert lesson(at).problem is before.problem
    assert lesson(at).step == before.step
    assert at.text_input(key=f"one_text_{part}").value == kept
    after(at)
    assert not at.warning


def test_the_update_is_applied_and_counted() -> None:
    """The next parameters take the place of the old ones, and J falls."""
    at = opened()
    expected = trace(lesson(at).problem)
    at.button(key="apply").click()
    after(at)
    assert np.array_equal(lesson(at).problem.W[0], expected["W1_next"])
    assert lesson(at).step == 0
    assert "Updates applied: 1" in page_text(at)
    assert "J was 0.2529 before the last update and is 0.2063 now." in page_text(at)


@pytest.mark.parametrize("digits", [2, 8])
def test_digits_change_what_is_printed_and_nothing_else(digits: int) -> None:
    """2 to 8 significant digits."""
    at = opened()
    at.selectbox(key="digits").set_value(digits)
    after(at)
    at.slider(key="scrub").set_value(2)
    after(at)
    assert f"{trace(lesson(at).problem)['A1'][0, 0]:.{digits}g}" in page_text(at)


def test_the_panel_has_every_number() -> None:
    """All weights, biases, inputs and targets can be set in one place."""
    at = opened()
    at.toggle(key="edit_all").set_value(True)
    after(at)
    parts = {element.key for element in at.text_input if element.key.startswith("all_text_")}
    assert parts == {
        f"all_text_{part}"
        for part in [
            "W1.1.1",
            "W1.1.2",
            "W1.2.1",
            "W1.2.2",
            "b1.1",
            "b1.2",
            "W2.1.1",
            "W2.1.2",
            "b2.1",
            "X.1",
            "X.2",
            "Y.1",
        ]
    }
    at.text_input(key="all_text_X.2").set_value("-3")
    after(at)
    assert lesson(at).problem.X[1, 0] == -3


def test_every_entry_can_be_written_out() -> None:
    """Row and column of the entry follow the choice."""
    at = opened()
    at.slider(key="scrub").set_value(12)
    after(at)
    at.selectbox(key="entry_row_2").set_value(2)
    at.selectbox(key="entry_column_2").set_value(1)
    after(at)
    assert r"w^{(1)}_{21}" in page_text(at)


def test_a_number_that_is_not_finite_stops_the_lesson_with_its_cause() -> None:
    """A product of huge numbers overflows in the first step: the page says where and why, and offers to undo."""
    at = opened()
    at.selectbox(key="preset").set_value("tanh-neuron")
    after(at)
    huge = lesson(at).problem.with_values({"W1": [[1e308, 1e308]], "X": [[1e10], [1.0]]})
    at.session_state[LESSON] = Lesson("tanh-neuron", huge)
    after(at)
    assert "gave a number that is not finite" in at.error[0].value
    assert "larger than the largest number" in at.error[0].value
    assert at.button(key="stopped_undo")


def test_undo_takes_back_the_number_and_not_the_step() -> None:
    """Step, digits and the chosen number stay where the learner is."""
    at = opened()
    at.text_input(key="one_text_W1.1.1").set_value("0.7")
    after(at)
    at.selectbox(key="digits").set_value(6)
    after(at)
    at.selectbox(key="part").set_value("b2.1")
    after(at)
    at.slider(key="scrub").set_value(7)
    after(at)
    at.button(key="undo").click()
    after(at)
    now = lesson(at)
    assert (now.problem.W[0][0, 0], now.step, now.digits, now.part) == (0.1, 6, 6, "b2.1")


def test_a_refusal_names_the_number_and_leaves_the_panel_open() -> None:
    """The sentence says which number kept which value, in words and without raw names."""
    at = opened()
    at.toggle(key="edit_all").set_value(True)
    after(at)
    at.text_input(key="all_text_Y.1").set_value("7")
    after(at)
    said = at.warning[0].value
    assert "y₁ is still 1" in said
    assert "binary cross-entropy takes targets from 0 to 1" in said
    at.text_input(key="all_text_b2.1").set_value("1,5")
    after(at)
    assert "`1,5` is not a number" in at.warning[0].value
    assert "decimal point" in at.warning[0].value
    assert at.text_input(key="all_text_b2.1").value == "0.5"


def test_a_batch_says_which_example_the_picture_shows() -> None:
    """With one example nothing is said."""
    at = opened()
    assert not any("example 1 of" in caption.value for caption in at.caption)
    at.selectbox(key="preset").set_value("ng-exercise-4")
    after(at)
    assert any("example 1 of 3" in caption.value for caption in at.caption)
