"""What the lesson page must never get wrong: old values, other examples' numbers, updates that are not comparable."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine import Problem, trace
from explain.numbers import latex, plain
from tests.ui.lesson_page import act, after, formulas, go, lesson, opened, stage
from ui.lesson import MOST_UPDATES, Lesson, Update, opening
from ui.presets import presets
from ui.session import LESSON

FIELD = "one_text_W1.1.1"
BATCH = "ng-exercise-4"


def batch(name: str = BATCH) -> AppTest:
    """The page with a batch of three."""
    at = opened()
    at.selectbox(key="preset").set_value(name)
    return after(at)


def minus(text: str) -> str:
    """A number as a formula shows it."""
    return text.replace("-", "\u2212")


def test_a_value_typed_while_something_else_happens_is_kept() -> None:
    """Typing, then a tap on Next before the field was left: both count."""
    at = opened()
    at.text_input(key=FIELD).set_value("0.77")
    act(at, "go", place=1, zoom="steps")
    assert lesson(at).problem.W[0][0, 0] == 0.77
    assert lesson(at).step == 1


@pytest.mark.parametrize(
    "action, about, expected",
    [
        ("edit", {"part": "W1.1.1", "value": 0.4, "group": "drag"}, 0.4),
        ("go", {"place": 1, "zoom": "steps"}, 0.3),
        ("undo", {}, 0.1),
    ],
)
def test_what_a_field_showed_some_answers_ago_is_no_edit(action: str, about: dict[str, Any], expected: float) -> None:
    """During a drag the browser sends the field as it was last drawn; neither an undo nor a step takes it for typed."""
    at = opened()
    for value in (0.2, 0.3):
        act(at, "edit", part="W1.1.1", value=value, group="drag")
    at.text_input(key=FIELD).set_value("0.2")
    act(at, action, **about)
    assert lesson(at).problem.W[0][0, 0] == expected
    assert at.text_input(key=FIELD).value == plain(expected, 4)


def test_what_a_slider_showed_some_answers_ago_is_no_edit_in_a_browsers_arithmetic() -> None:
    """A browser counts a slider's steps: what was 0.34 comes back as 0.33999999999999997."""
    at = opened()
    for value in (0.34, 0.4):
        act(at, "edit", part="W1.1.1", value=value, group="drag")
    at.slider(key="one_slide_W1.1.1_5").set_value(0.33999999999999997)
    act(at, "edit", part="W1.1.1", value=0.5, group="drag")
    assert lesson(at).problem.W[0][0, 0] == 0.5
    act(at, "undo")
    assert not lesson(at).edited


def test_a_drag_back_to_its_start_is_no_change() -> None:
    """Nothing is left to undo."""
    at = opened()
    for value in (0.2, 0.3, 0.1):
        act(at, "edit", part="W1.1.1", value=value, group="drag")
    assert stage(at)["player"]["undo"][2] is False


def test_two_drags_of_a_slider_with_a_step_between_are_two_changes() -> None:
    """What the learner did in between seals the first one."""
    at = opened()
    at.slider(key="one_slide_W1.1.1_5").set_value(0.5)
    after(at)
    go(at, 3)
    at.slider(key="one_slide_W1.1.1_5").set_value(0.9)
    after(at)
    act(at, "undo")
    assert lesson(at).problem.W[0][0, 0] == 0.5


@pytest.mark.parametrize("part, kept", [("W1.1.1", 2), ("X.1", 0), ("Y.1", 0), ("eta", 2)])
def test_updates_are_forgotten_where_j_does_not_compare(part: str, kept: int) -> None:
    """Other data, another J: no point of the curve belongs to it. A weight or the learning rate leaves it."""
    at = opened()
    for _ in range(2):
        act(at, "apply")
    at.selectbox(key="part").set_value(part)
    after(at)
    at.text_input(key=f"one_text_{part}").set_value("0.25")
    after(at)
    assert lesson(at).updates == kept
    told = stage(at)["updates"]
    if kept:
        assert [point["now"] for point in told["points"]] == [False, False, True]
        assert told["points"][-1]["loss"] == float(trace(lesson(at).problem)["J"][0, 0])
        assert told["said"].startswith("Updates applied: 2.")
    else:
        assert told is None


def test_the_walk_is_bounded_and_keeps_counting() -> None:
    """Beyond what is kept, the oldest updates are forgotten; the count and the way back stay right."""
    start = opening("notes-2-2-1")
    walked = start
    for number in range(MOST_UPDATES + 5):
        walked = walked.walked(Update(start.problem, float(number)))
    assert (walked.updates, len(walked.walk), walked.forgotten) == (MOST_UPDATES + 5, MOST_UPDATES, 5)
    at = opened()
    at.session_state[LESSON] = walked
    after(at)
    points = stage(at)["updates"]["points"]
    assert (points[0]["count"], points[0]["loss"]) == (5, 5.0)
    act(at, "back_to", count=4)
    assert lesson(at).updates == MOST_UPDATES + 5
    act(at, "back_to", count=6)
    assert lesson(at).updates == 6


@pytest.mark.parametrize(
    "part, place", [("X.1", "X.1.3"), ("X.2", "X.2.3"), ("Y.4", "Y.4.3"), ("X", "X.1.3"), ("W1", "W1.1.1")]
)
def test_the_editor_takes_the_number_of_the_example_that_is_shown(part: str, place: str) -> None:
    """Example 3 of a batch: what is clicked is what is edited; a weight has no example."""
    at = act(batch(), "look", example=2)
    act(at, "select", part=part)
    assert lesson(at).part == place
    shown = part if "." in part else f"{part}.1"
    assert stage(at)["picture"]["selected"] == (shown if part != "W1" else "W1.1.1")
    act(at, "look", example=0)
    assert stage(at)["picture"]["selected"] == ("W1.1.1" if part == "W1" else "")


@pytest.mark.parametrize("example", [0, 1, 2])
def test_paths_factors_and_links_are_of_the_example_shown(example: int) -> None:
    """Each example's share of one entry of dW1, by every way the card tells it."""
    at = act(batch(), "look", example=example)
    result = trace(lesson(at).problem)
    go(at, result.index["dW1"])
    expected = minus(plain(float(result["dZ1"][1, example] * result["X"][0, example]), 4))
    act(at, "look", lens="entry", entry=[1, 0])
    lens = stage(at)["card"]["lens"]
    assert formulas(lens["factors"]["product"]) == expected
    assert formulas(lens["shares"]["rows"][example][1]) == expected
    terms = _refs(lens["entry"]["lines"][1][2])
    assert [ref.split("@")[0] for ref in terms] == ["Z1.2", "X.1"], "only this example's numbers are in the picture"
    act(at, "look", lens="paths")
    told = stage(at)["card"]["lens"]["paths"]
    assert formulas(told["sum"][1]) == expected
    assert told["name"] is None, "a share is not the gradient"
    for path in told["rows"]:
        assert len(path["factors"]) == len(path["numbers"]) == 4


def _refs(tree: Any) -> list[str]:
    if not isinstance(tree, list):
        return []
    own = [tree[1]["data-ref"]] if len(tree) > 1 and isinstance(tree[1], dict) and "data-ref" in tree[1] else []
    return own + [ref for child in tree for ref in _refs(child)]


def test_with_a_penalty_factors_and_paths_belong_to_the_datas_part() -> None:
    """dW1_data is a product over paths; dW1 is that and the penalty's gradient, and claims neither."""
    at = batch("ng-exercise-4-l2")
    result = trace(lesson(at).problem)
    for key, lenses in (
        ("dW1_data", ["matrix", "entry", "paths"]),
        ("dW1_penalty", ["matrix", "entry"]),
        ("dW1", ["matrix", "entry"]),
    ):
        go(at, result.index[key])
        act(at, "look", lens="entry", entry=[0, 0])
        lens = stage(at)["card"]["lens"]
        assert [name for name, _ in lens["options"]] == lenses
        assert (lens["factors"] is not None) == (key == "dW1_data")


def test_a_term_of_a_gradient_opens_the_gradients_own_step() -> None:
    """In the formula of dW1, dZ1 leads to dZ1 and not to the weighted sums in whose place it is drawn."""
    at = go(opened(), 11)
    refs = _refs(stage(at)["card"]["lines"][0][2])
    assert "Z1@dZ1" in refs
    act(at, "select", part="dZ1.2")
    result = trace(lesson(at).problem)
    assert (lesson(at).step, lesson(at).entry[0]) == (result.index["dZ1"], 1)


def test_single_entries_walk_through_the_examples() -> None:
    """Where columns are examples, the entry's column is the example of the picture."""
    at = act(batch(), "look", zoom="terms")
    seen = []
    for place in range(6):
        act(at, "go", place=place, zoom="terms")
        seen.append((lesson(at).entry[0], lesson(at).example))
        assert stage(at)["examples"]["chosen"] == lesson(at).example
    assert seen == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]


def test_a_chosen_lens_stays_when_a_part_is_clicked() -> None:
    """Paths stay paths; whole matrices give way to the entry that was clicked."""
    at = go(opened(), 11)
    act(at, "look", lens="paths")
    act(at, "select", part="W1.2.1")
    assert (lesson(at).lens, lesson(at).entry) == ("paths", (1, 0))


def test_an_example_that_is_removed_is_not_shown_any_more() -> None:
    """The picture goes back to the first one."""
    at = act(batch(), "look", example=2)
    at.segmented_control(key="tool").set_value("network")
    after(at)
    for _ in range(2):
        at.button(key="net_remove_example").click()
        after(at)
    assert lesson(at).problem.examples == 1
    assert lesson(at).example == 0


def test_a_layers_line_shows_what_its_last_step_knows_and_links_to_what_is_outside() -> None:
    """Nothing lit as computed is still a dash; its links leave out its own steps."""
    at = act(opened(), "look", zoom="layers")
    for place in range(stage(at)["player"]["count"]):
        act(at, "go", place=place, zoom="layers")
        told = stage(at)
        for part in told["picture"]["parts"]:
            if part["role"] == "result":
                assert "not computed yet" not in part["spoken"], (place, part["name"])
        inside = {group["step"] for group in told["card"]["groups"]}
        assert not inside & {link[0] for link in told["card"]["uses"]["links"]}


def stopped() -> AppTest:
    """A lesson whose loss is not finite: the forward pass is there, the rest is not."""
    doc = presets()["tanh-neuron"].problem.to_dict()
    doc["layers"][0]["activation"] = "identity"
    problem = Problem.from_dict(doc).with_values({"W1": [[1e200, 1e200]]})
    at = opened()
    before = Update(presets()["tanh-neuron"].problem, 0.5)
    at.session_state[LESSON] = Lesson("tanh-neuron", problem, walk=(before,))
    return after(at)


def test_a_lesson_that_stops_says_so_where_it_stops_and_under_apply() -> None:
    """Earlier, only the update is barred, with the reason; at the last step the cause and an undo stand above."""
    at = stopped()
    assert not at.error
    assert stage(at)["apply"]["enabled"] is False
    assert "not finite" in stage(at)["apply"]["note"]
    told = stage(at)["updates"]
    assert [point["now"] for point in told["points"]] == [False], "there is no J now"
    assert told["said"] == "Updates applied: 1."
    count = stage(at)["player"]["count"]
    go(at, count - 1)
    assert "gave a number that is not finite" in at.error[0].value
    before = lesson(at).problem
    act(at, "apply")
    assert lesson(at).problem is before
    for tool in ("derivation", "long_way", "latex", "nudge"):
        at.segmented_control(key="tool").set_value(tool)
        after(at)
        assert at.segmented_control(key="tool").value == tool


def test_reset_goes_back_to_the_example_that_is_open() -> None:
    """Its own numbers, not the first example's."""
    at = opened()
    at.selectbox(key="preset").set_value("han-kamber")
    after(at)
    act(at, "edit", part="W1.1.1", value=0.9, group="drag")
    at.button(key="reset").click()
    after(at)
    assert lesson(at).problem is presets()["han-kamber"].problem


@pytest.mark.parametrize(
    "action, about",
    [
        ("open", {"tool": "nudge", "part": []}),
        ("open", {"tool": {}, "part": {}}),
        ("edit", {"part": "W1.1.1", "value": 10**400}),
        ("edit", {"part": ["W1.1.1"], "value": 1}),
        ("edit", {"part": "W1.1.1", "value": float("nan")}),
        ("select", {"part": "Z1." + "9" * 5000}),
        ("select", {"part": "Z1.0"}),
        ("select", {"part": "dW1.0.0"}),
        ("select", {"part": {"a": 1}}),
        ("look", {"zoom": [], "lens": {}, "entry": [10**30, 0], "digits": 10**30}),
        ("go", {"place": -1, "zoom": "steps"}),
        ("go", {"place": 1e3, "zoom": ["steps"]}),
        ("back_to", {"count": None}),
    ],
)
def test_no_message_of_a_browser_breaks_the_page(action: str, about: dict[str, Any]) -> None:
    """Whatever JSON it is: the page is drawn and the network is as it was."""
    at = opened()
    act(at, action, **about)
    assert not lesson(at).edited
    assert stage(at)["card"]["unit"].endswith("of 17")


def test_an_action_that_fails_says_so_and_leaves_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect in a handler is no blank page."""

    def broken(*_: object) -> None:
        raise RuntimeError("secret/path.py broke")

    at = opened()
    monkeypatch.setattr("ui.session.look", broken)
    act(at, "select", part="W1.1.1")
    assert "did not work" in at.warning[0].value
    assert "secret" not in at.warning[0].value


def test_a_map_of_a_large_matrix_tells_sign_and_size() -> None:
    """Each cell its share of the largest, with its sign, and its number in print."""
    from explain import load_prose
    from tests.ui.test_diagram import network
    from ui.stage.heat import heat_map

    step = network(16, 16, 1).step("dW1")
    told = heat_map(step, 4, load_prose())
    largest = max(abs(value) for value in step.value.flat)
    for row, cells in zip(step.value.tolist(), told["cells"], strict=True):
        for value, (share, number) in zip(row, cells, strict=True):
            assert share == pytest.approx(value / largest, abs=1e-3)
            assert number == plain(value, 4)
    assert minus(plain(largest, 4)) in minus(told["label"])
    assert latex(0.0, 4) == "0"
