"""The lesson page through AppTest: every control, every preset, bad numbers, the update, a number not finite."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine import gradient_check, trace
from explain import explain, load_prose
from explain.links import linked
from explain.mathml import markup, text_runs
from explain.numbers import plain
from tests.ui.lesson_page import MAIN, act, after, formulas, go, has_stage, lesson, opened, stage
from ui.lesson import LENSES, ZOOMS, Lesson
from ui.presets import presets
from ui.session import LESSON
from ui.stage.player import DIGITS
from ui.tools import TOOLS


def open_preset(at: AppTest, name: str) -> AppTest:
    """Choose a worked example."""
    at.selectbox(key="preset").set_value(name)
    return after(at)


def open_tool(at: AppTest, name: str) -> AppTest:
    """Open one of the tools below the lesson."""
    at.segmented_control(key="tool").set_value(name)
    return after(at)


def result(at: AppTest) -> str:
    """The result on the card, as text."""
    return formulas(stage(at)["card"]["lines"][-1][2])


def test_the_notes_example_opens_and_mazur_is_second() -> None:
    """The default example, the order of the list, and the first step."""
    at = opened()
    assert lesson(at).preset == "notes-2-2-1"
    assert list(presets())[:2] == ["notes-2-2-1", "mazur"]
    assert stage(at)["card"]["unit"] == "Step 1 of 17"


@pytest.mark.parametrize("name", list(presets()))
def test_every_preset_is_walked_to_its_end(name: str) -> None:
    """Each step of each example shows its own formula with sizes and numbers, its sentence and its links."""
    at = open_preset(opened(), name)
    for index, step in enumerate(trace(presets()[name].problem).steps):
        go(at, index)
        told, card = stage(at)["card"], explain(step, load_prose(), 4, linked)
        assert told["unit"].startswith(f"Step {index + 1} of ")
        right = [text.split(f" {card.sign} ", 1)[1] for text in (card.shapes, card.numbers, card.result) if text]
        assert [line[2] for line in told["lines"]] == [markup(text) for text in dict.fromkeys(right)], step.key
        assert told["why"] == text_runs(card.why)
        assert [link[0] for link in told["uses"]["links"]] == [use.step for use in card.uses]


@pytest.mark.parametrize(
    "action, about, step",
    [
        ("go", {"place": 16, "zoom": "steps"}, 17),
        ("go", {"place": 0, "zoom": "steps"}, 1),
        ("look", {"step": 11}, 12),
        ("select", {"part": "Z2.1"}, 3),
        ("select", {"part": "J"}, 5),
        ("go", {"place": 17, "zoom": "steps"}, 1),
        ("go", {"place": True, "zoom": "steps"}, 1),
        ("go", {"place": 3}, 1),
        ("look", {"step": -1}, 1),
        ("look", {"step": "3"}, 1),
        ("select", {"part": "Q.1"}, 1),
        ("select", {"part": 7}, 1),
    ],
)
def test_every_way_of_moving_lands_where_it_says(action: str, about: dict[str, Any], step: int) -> None:
    """What a browser cannot have sent moves nothing."""
    at = opened()
    act(at, action, **about)
    assert lesson(at).step + 1 == step
    assert stage(at)["card"]["unit"] == f"Step {step} of 17"


def test_the_jump_list_is_grouped_by_phase() -> None:
    """Four groups in order, every step in one of them, numbered."""
    groups = stage(opened())["player"]["jump"]
    assert [label for label, _ in groups] == ["Forward", "Loss", "Backward", "Update"]
    assert [place for _, places in groups for place, _ in places] == list(range(17))
    assert groups[2][1][0][1].startswith("6. ")


@pytest.mark.parametrize(
    "zoom, count, first_unit",
    [("layers", 7, "Part 1 of 7"), ("steps", 17, "Step 1 of 17"), ("terms", 32, "Step 1 of 17, entry 1 of 2")],
)
def test_next_moves_by_layer_by_step_or_by_entry(zoom: str, count: int, first_unit: str) -> None:
    """Every place of every zoom can be stood on, and its unit is named."""
    at = act(opened(), "look", zoom=zoom)
    assert stage(at)["player"]["count"] == count
    assert stage(at)["card"]["unit"].startswith(first_unit)
    for place in range(count):
        act(at, "go", place=place, zoom=zoom)
        assert stage(at)["player"]["at"] == place
    assert lesson(at).step == {"layers": 15, "steps": 16, "terms": 16}[zoom]


def test_a_line_for_a_layer_shows_all_of_its_steps() -> None:
    """The backward line of layer 1: from what it hears to its gradients, each with its result."""
    at = act(opened(), "look", zoom="layers")
    act(at, "go", place=4, zoom="layers")
    card = stage(at)["card"]
    assert card["title"] == ["Backward, layer 1"]
    assert len(card["groups"]) == 5
    assert "\u22120.008005" in formulas(card["groups"][3]["lines"][-1][2])
    lit = {part["name"] for part in stage(at)["picture"]["parts"] if part["role"] == "result"}
    assert {"W1.2.1", "b1.1", "Z1.2", "A1.1"} <= lit


def test_an_edit_changes_every_number_and_can_be_undone_and_done_again() -> None:
    """A typed weight, then a slid one: the trace on the page is that of the edited network."""
    at = opened()
    at.text_input(key="one_text_W1.1.1").set_value("0.7")
    after(at)
    assert lesson(at).problem.W[0][0, 0] == 0.7
    assert lesson(at).edited
    assert plain(trace(lesson(at).problem)["Z1"][0, 0], 4) in result(at)
    at.slider(key="one_slide_W1.1.1_5").set_value(-1.25)
    after(at)
    assert at.text_input(key="one_text_W1.1.1").value == "-1.25"
    gradient_check(lesson(at).problem).require(1e-13)
    assert stage(at)["player"]["undo"][0] == "Undo: w₁₁⁽¹⁾: 0.7 → -1.25"
    for action, expected in (
        ("undo", 0.7),
        ("undo", 0.1),
        ("redo", 0.7),
        ("redo", -1.25),
        ("redo", -1.25),
        ("undo", 0.7),
    ):
        act(at, action)
        assert lesson(at).problem.W[0][0, 0] == expected
    act(at, "undo")
    assert stage(at)["player"]["undo"][2] is False
    assert not lesson(at).edited


def test_a_drag_is_one_change_from_its_first_number_to_its_last() -> None:
    """Many numbers on the way, one undo; the next drag is another."""
    at = opened()
    for value in (0.2, 0.3, 0.45):
        act(at, "edit", part="W1.2.1", value=value, group="drag-1")
    act(at, "edit", part="W1.2.1", value=0.5, group="drag-2")
    assert lesson(at).part == "W1.2.1"
    assert at.text_input(key="one_text_W1.2.1").value == "0.5"
    act(at, "undo")
    assert stage(at)["player"]["undo"][0] == "Undo: w₂₁⁽¹⁾: 0.8 → 0.45"
    act(at, "undo")
    assert not lesson(at).edited


def test_a_drag_that_ends_where_it_began_leaves_everything_as_it_was() -> None:
    """The updates, too, which another input interrupts: their J belong to the inputs that are there again."""
    at = opened()
    for _ in range(3):
        act(at, "apply")
    before, told = lesson(at), stage(at)["updates"]
    act(at, "edit", part="X.1", value=0.75, group="drag-1")
    assert lesson(at).walk == ()
    act(at, "edit", part="X.1", value=float(before.problem.X[0, 0]), group="drag-1")
    assert replace(lesson(at), part=before.part) == before
    assert stage(at)["updates"] == told
    assert stage(at)["player"]["undo"][0] == "Undo: Update 3"


@pytest.mark.parametrize(
    "about",
    [
        {"part": "W1.1.1", "value": "0.5"},
        {"part": "W1.1.1", "value": True},
        {"part": "W1.1.1", "value": None},
        {"part": "W9.1.1", "value": 0.5},
        {"part": "Z1.1", "value": 0.5},
        {"value": 0.5},
    ],
)
def test_what_is_no_number_or_no_setting_is_not_put_in(about: dict[str, Any]) -> None:
    """A browser's message is checked like anything typed."""
    at = opened()
    act(at, "edit", **about)
    assert not lesson(at).edited


def test_a_drag_beyond_the_limits_is_refused_in_words() -> None:
    """The number stays, and the page says why."""
    at = opened()
    act(at, "edit", part="W1.1.1", value=1e9, group="drag-1")
    assert "must lie between" in at.warning[0].value
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
        ("eta", "1e7", "must be above 0 and at most 1000000"),
    ],
)
def test_a_bad_number_gets_a_sentence_and_nothing_is_lost(part: str, typed: str, said: str) -> None:
    """The sentence says why; the number, the step and the field stay as they were."""
    at = go(opened(), 1)
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


def test_updates_are_applied_counted_and_led_back() -> None:
    """The next parameters take the place of the old ones, J falls, and every point of the curve leads back."""
    at = opened()
    first = lesson(at).problem
    losses = []
    for count in range(1, 4):
        expected = trace(lesson(at).problem)
        losses.append(float(expected["J"][0, 0]))
        act(at, "apply")
        assert np.array_equal(lesson(at).problem.W[0], expected["W1_next"])
        assert len(lesson(at).walk) == count
    told = stage(at)["updates"]
    assert [point["loss"] for point in told["points"][:3]] == losses
    assert losses == sorted(losses, reverse=True)
    assert told["said"].startswith("Updates applied: 3. J was ")
    act(at, "back_to", count=1)
    assert len(lesson(at).walk) == 1
    assert float(trace(lesson(at).problem)["J"][0, 0]) == losses[1]
    act(at, "undo")
    assert len(lesson(at).walk) == 3
    for count in (3, -1, "0", 7):
        act(at, "back_to", count=count)
        assert len(lesson(at).walk) == 3
    act(at, "back_to", count=0)
    assert lesson(at).problem is first


def test_the_curve_says_where_a_number_was_changed_by_hand() -> None:
    """J is then not what the update led to; before and after such a point, the names are the plain ones."""
    at = opened()
    act(at, "apply")
    act(at, "apply")
    act(at, "edit", part="W1.1.1", value=-5.0, group="a")
    told = stage(at)["updates"]
    assert "You have changed numbers since" in told["said"]
    assert [point["title"].partition(":")[0] for point in told["points"]] == [
        "At the start",
        "After update 1",
        "Now, after update 2 and a change by hand",
    ]
    act(at, "apply")
    told = stage(at)["updates"]
    assert told["said"].startswith("Updates applied: 3. J was ")
    assert [point["title"].partition(":")[0] for point in told["points"][1:]] == [
        "After update 1",
        "After update 2 and a change by hand",
        "Now, after update 3",
    ]


@pytest.mark.parametrize("digits", DIGITS)
def test_digits_change_what_is_printed_and_nothing_else(digits: int) -> None:
    """2 to 8 significant digits."""
    at = go(opened(), 1)
    before = lesson(at).problem
    act(at, "look", digits=digits)
    assert plain(trace(before)["A1"][0, 0], digits) in result(at)
    assert lesson(at).problem is before


@pytest.mark.parametrize("digits", [1, 9, "4", 4.0])
def test_other_digits_are_not_taken(digits: Any) -> None:
    """Only what the list offers."""
    assert lesson(act(opened(), "look", digits=digits)).digits == 4


def test_the_panel_has_every_number() -> None:
    """All weights, biases, inputs and targets can be set in one place."""
    at = open_tool(opened(), "all")
    parts = {element.key for element in at.text_input if element.key.startswith("all_text_")}
    weights = ["W1.1.1", "W1.1.2", "W1.2.1", "W1.2.2", "b1.1", "b1.2", "W2.1.1", "W2.1.2", "b2.1", "X.1", "X.2", "Y.1"]
    assert parts == {f"all_text_{part}" for part in weights}
    at.text_input(key="all_text_X.2").set_value("-3")
    after(at)
    assert lesson(at).problem.X[1, 0] == -3
    at.slider(key="all_slide_W2.1.2_5").set_value(2.0)
    after(at)
    assert lesson(at).problem.W[1][0, 1] == 2.0


@pytest.mark.parametrize("lens", LENSES)
def test_every_entry_can_be_looked_at(lens: str) -> None:
    """The lens shows the chosen entry: its formula, its factors, its paths; the picture lights what it reads."""
    at = go(opened(), 11)
    act(at, "look", lens=lens, entry=[1, 0])
    told = stage(at)["card"]["lens"]
    expected = float(trace(lesson(at).problem)["dW1"][1, 0])
    shown = plain(expected, 4).replace("-", "\u2212")
    assert told["chosen"] == lens
    if lens == "matrix":
        assert told["entry"] is None
        return
    assert (told["entry"]["row"][1], told["entry"]["column"][1]) == (1, 0)
    lit = {part["name"]: part["role"] for part in stage(at)["picture"]["parts"] if part["role"]}
    assert lit["W1.2.1"] == "result"
    if lens == "entry":
        assert shown in formulas(told["entry"]["lines"][-1][2])
        assert set(lit) == {"W1.2.1", "Z1.2", "X.1"}
        assert [factor["role"] for factor in told["factors"]["factors"]] == [
            "how wrong",
            "is it listening",
            "what came in",
        ]
        assert formulas(told["factors"]["product"]) == shown
    else:
        assert formulas(told["paths"]["sum"][1]) == shown
        assert told["paths"]["rows"][0]["parts"] == ["W1.2.1", "W2.1.2", "X.1", "Z1.2", "Z2.1"]


@pytest.mark.parametrize(
    "about", [{"lens": "x"}, {"entry": [1]}, {"entry": [-1, 0]}, {"entry": "10"}, {"zoom": "x"}, {"example": 1}]
)
def test_a_look_at_what_is_not_there_changes_nothing(about: dict[str, Any]) -> None:
    """Forged lenses, entries, zooms and examples."""
    at = opened()
    before = lesson(at)
    act(at, "look", **about)
    assert lesson(at) == before


def test_a_click_on_a_computed_number_opens_its_entry() -> None:
    """The second unit's sum: its step, its row, written out."""
    at = act(opened(), "select", part="Z1.2")
    assert (lesson(at).step, lesson(at).entry[0], lesson(at).lens) == (0, 1, "entry")
    at = act(go(opened(), 11), "select", part="W1.2.2")
    assert (lesson(at).part, lesson(at).entry, lesson(at).lens) == ("W1.2.2", (1, 1), "entry")


def test_one_example_of_a_batch_drives_picture_entries_and_factors() -> None:
    """The second of three: its inputs and sums in the picture, its share marked, its input edited by a drag."""
    at = open_preset(opened(), "ng-exercise-4")
    assert stage(at)["examples"]["chosen"] == 0
    act(at, "look", example=1)
    values = {part["name"]: part.get("value") for part in stage(at)["picture"]["parts"]}
    problem = lesson(at).problem
    assert values["X.1"] == problem.X[0, 1]
    act(at, "edit", part="X.1", value=0.25, group="drag-1")
    assert lesson(at).problem.X[0, 1] == 0.25
    assert lesson(at).problem.X[0, 0] == problem.X[0, 0]
    assert lesson(at).part == "X.1.2"
    result_trace = trace(lesson(at).problem)
    go(at, result_trace.index["dW1"])
    act(at, "look", lens="entry", entry=[0, 0])
    shares = stage(at)["card"]["lens"]["shares"]
    assert [row[2] for row in shares["rows"]] == [False, True, False]
    total = sum(float(result_trace["dZ1"][0, k] * result_trace["X"][0, k]) for k in range(3))
    assert total == pytest.approx(float(result_trace["dW1"][0, 0]), rel=1e-12)
    assert formulas(shares["sum"][1]) == plain(total, 4).replace("-", "\u2212")


def test_without_a_batch_no_example_is_chosen() -> None:
    """One example needs no choice."""
    assert stage(opened())["examples"] is None


def test_a_number_that_is_not_finite_stops_the_lesson_with_its_cause() -> None:
    """A product of huge numbers overflows in the first step: the page says where and why, and offers to undo."""
    at = open_preset(opened(), "tanh-neuron")
    huge = lesson(at).problem.with_values({"W1": [[1e308, 1e308]], "X": [[1e10], [1.0]]})
    at.session_state[LESSON] = Lesson("tanh-neuron", huge)
    after(at)
    assert "gave a number that is not finite" in at.error[0].value
    assert "larger than the largest number" in at.error[0].value
    assert not has_stage(at)
    at.button(key="stopped_undo").click()
    after(at)
    assert lesson(at).preset == "notes-2-2-1"


def test_undo_takes_back_the_number_and_not_the_step() -> None:
    """Step, digits and the chosen number stay where the learner is."""
    at = opened()
    at.text_input(key="one_text_W1.1.1").set_value("0.7")
    after(at)
    act(at, "look", digits=6)
    at.selectbox(key="part").set_value("b2.1")
    after(at)
    go(at, 6)
    act(at, "undo")
    now = lesson(at)
    assert (now.problem.W[0][0, 0], now.step, now.digits, now.part) == (0.1, 6, 6, "b2.1")


def test_a_refusal_names_the_number_and_leaves_the_panel_open() -> None:
    """The sentence says which number kept which value, in words and without raw names."""
    at = open_tool(opened(), "all")
    at.text_input(key="all_text_Y.1").set_value("7")
    after(at)
    said = at.warning[0].value
    assert "y₁ is still 1" in said
    assert "binary cross-entropy takes targets from 0 to 1" in said
    at.text_input(key="all_text_b2.1").set_value("1,5")
    after(at)
    assert "`1,5` is not a number" in at.warning[0].value
    assert at.text_input(key="all_text_b2.1").value == "0.5"


@pytest.mark.parametrize("tool", list(TOOLS))
@pytest.mark.parametrize("name", ["notes-2-2-1", "mazur", "ng-exercise-4-l2"])
def test_every_tool_opens_on_every_kind_of_example(tool: str, name: str) -> None:
    """Nothing breaks, and the tool says something."""
    at = open_tool(open_preset(opened(), name), tool)
    assert at.segmented_control(key="tool").value == tool


def test_the_latex_tool_gives_the_step_as_text() -> None:
    """What KaTeX draws and what is copied are the same."""
    at = open_tool(go(opened(), 7), "latex")
    card = explain(trace(lesson(at).problem).steps[7], load_prose())
    assert at.code[0].value == card.aligned
    assert card.aligned in "\n".join(element.value for element in at.markdown)


def test_a_part_that_breaks_leaves_the_rest_working(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence stands in its place, without a traceback; the tools and the other parts are there."""

    def broken(*_: object) -> None:
        raise RuntimeError("secret/path.py broke")

    monkeypatch.setattr("ui.stage.live.layout", broken)
    at = AppTest.from_file(MAIN, default_timeout=30).run()
    assert not at.exception
    assert "could not be drawn" in at.error[0].value
    assert "secret" not in at.error[0].value
    at.text_input(key="one_text_W1.1.1").set_value("0.7").run()
    assert lesson(at).problem.W[0][0, 0] == 0.7


def test_every_zoom_has_its_words() -> None:
    """The list of zooms on the page is the lesson's."""
    assert [zoom for zoom, _ in stage(opened())["player"]["zooms"]] == list(ZOOMS)


@pytest.mark.parametrize(
    "step, tools", [(5, ["long_way", "latex"]), (11, ["nudge", "derivation", "latex"]), (0, ["latex"]), (16, ["latex"])]
)
def test_a_step_leads_to_the_tools_that_say_more_about_it(step: int, tools: list[str]) -> None:
    """The long way from the shortcut; nudge and derivation from a parameter's gradient, for the entry looked at."""
    at = go(opened(), step)
    act(at, "look", entry=[1, 0])
    told = stage(at)["card"]["see"]
    assert [tool for tool, _ in told["tools"]] == tools
    for tool in tools:
        act(at, "open", tool=tool, part=told["part"])
        assert at.segmented_control(key="tool").value == tool
        assert lesson(at).part == ("W1.2.1" if step == 11 else "W1.1.1")


@pytest.mark.parametrize("about", [{"tool": "x"}, {}, {"tool": ["nudge"]}, {"tool": None, "part": "W1.1.2"}])
def test_a_tool_that_is_not_there_is_not_opened(about: dict[str, Any]) -> None:
    """What a browser cannot have sent changes nothing."""
    at = act(opened(), "open", **about)
    assert at.segmented_control(key="tool").value == "change"
    assert lesson(at).part == "W1.1.1"
