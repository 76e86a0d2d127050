"""What a teacher leaves out of a lesson: nothing changes a fixed network, and no veiled result is told anywhere."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine import Problem, Step, Trace, trace
from explain import load_prose
from explain.numbers import plain
from tests.ui.lesson_page import MAIN, act, after, formulas, go, lesson, sound, stage
from ui.keep.packing import pack
from ui.keep.reading import read
from ui.keep.writing import write
from ui.lesson import LENSES, TOOL_NAMES, Journal, Lesson, Update, opening
from ui.presets import presets
from ui.session import JOURNAL, LESSON
from ui.stage.actions import CHANGING
from ui.stage.live import live_data

PROSE = load_prose()
DIGITS = 8
DRAWN = ("notes-2-2-1", "mazur", "ng-exercise-4-l2", "notes-two-neuron-chain", "adam", "wide")
ASKING, FIXED, BOTH = ("answers",), ("controls",), ("controls", "answers")
LONG = 6
"""Significant digits of a number that does not stand anywhere by chance."""


def page(hidden: tuple[str, ...], name: str = "notes-2-2-1", **fields: Any) -> AppTest:
    """The page as somebody meets it who was given the link to such a lesson."""
    at = AppTest.from_file(MAIN, default_timeout=30)
    at.query_params["lesson"] = pack(write(replace(opening(name), hidden=hidden, **fields)))
    return sound(at.run())


def texts(tree: Any) -> Iterable[str]:
    """Everything that can be read in a part of the page's data, names of keys aside; each formula as one text."""
    if isinstance(tree, dict):
        for value in tree.values():
            yield from texts(value)
    elif isinstance(tree, list | tuple):
        yield formulas(tree) if _is_markup(tree) else ""
        for value in tree:
            yield from texts(value)
    elif tree is not None:
        yield tree if isinstance(tree, str) else repr(tree)


def _is_markup(tree: Any) -> bool:
    return bool(tree) and isinstance(tree[0], list | tuple | str)


NUMBER = re.compile(r"\d+\.\d+(?:e[+-]?\d+)?")


def numbers_in(tree: Any) -> set[str]:
    """Every decimal number, without its sign, that stands in it."""
    return {found for text in texts(tree) for found in NUMBER.findall(text)}


def said(values: np.ndarray) -> set[str]:
    """How numbers may stand in the data, in print and in full, without sign; a power of ten by its mantissa."""
    found = {text for v in np.abs(values).flat for text in (plain(float(v), DIGITS), repr(float(v)))}
    mantissas = {text.split("e")[0] for text in found}
    return {text for text in found | mantissas if len(text.replace(".", "").lstrip("0").split("e")[0]) >= LONG}


def known_before(step: Step) -> set[str]:
    """Numbers that stand on the page by right: those that are given and those of the steps before."""
    result = step.trace
    given = [result[var.key] for var in result.program.inputs]
    return set().union(*(said(value) for value in (*given, *(earlier.value for earlier in result.steps[: step.index]))))


def drawn(name: str) -> Problem:
    """A worked example's network with random numbers of all digits, so that none stands anywhere by chance."""
    doc = presets()[name if name in presets() else "mazur"].problem.to_dict()
    rng = np.random.default_rng(sum(map(ord, name)))
    if name == "adam":
        doc["optimiser"] = {"name": "adam", "eta": 0.1234567}
        doc.pop("state", None)
    if name == "wide":  # too large for a formula, so there is a map of its cells; and weights without labels
        doc["inputs"], doc["layers"] = 3, [{"units": 14, "activation": "tanh"}, {"units": 2, "activation": "sigmoid"}]
        doc["X"] = np.ones((3, 2)).tolist()
        doc["Y"] = np.ones((2, 2)).tolist()
    widths = [doc["inputs"], *(layer["units"] for layer in doc["layers"])]
    doc["W"] = [rng.normal(size=(rows, columns)).tolist() for columns, rows in itertools.pairwise(widths)]
    doc["b"] = [rng.normal(size=rows).tolist() for rows in widths[1:]]
    doc["X"] = rng.normal(size=np.shape(doc["X"])).tolist()
    doc["frozen"] = []
    return Problem.from_dict(doc)


def told(result: Trace, now: Lesson) -> dict[str, Any]:
    """What the browser is sent."""
    return json.loads(json.dumps(live_data(result, None, now, Journal(), PROSE)))


def steps_shown(step: Step, now: Lesson) -> tuple[Step, ...]:
    """The steps whose results would be on the card."""
    over = stage_veil(step.trace, now)
    return tuple(one for one in step.trace.steps if one.key in over)


def stage_veil(result: Trace, now: Lesson) -> set[str]:
    """The quantities of the place by its group of formulas, or of the step; read off the data and not off the veil."""
    card = told(result, replace(now, hidden=()))["card"]
    indices = [group["step"] for group in card["groups"]] if "groups" in card else [now.step]
    return {result.steps[index].key for index in indices}


@pytest.mark.parametrize(
    "lens, zoom", [*itertools.product(LENSES, ("steps",)), ("matrix", "layers"), ("entry", "terms")]
)
@pytest.mark.parametrize("name", DRAWN)
def test_no_veiled_result_is_sent_until_it_is_asked_for(name: str, lens: str, zoom: str) -> None:
    """At every step: neither in print nor in full, and none of a later step; afterwards it stands on the card."""
    problem = drawn(name)
    result = trace(problem)
    earlier = Update(
        problem, float(result["J"][0, 0]) + 0.0, problem
    )  # an update that changed nothing: J stays the same
    checked = 0
    for step in result.steps:
        now = Lesson("", problem, step.index, DIGITS, lens=lens, zoom=zoom, hidden=ASKING, walk=(earlier,))
        here = steps_shown(step, now)
        results = set().union(*(said(one.value) for one in here)) - known_before(here[0])
        later = set().union(*(said(one.value) for one in result.steps[here[-1].index + 1 :]), set()) - known_before(
            here[0]
        )
        data = told(result, now)
        found = numbers_in(data)
        assert data["card"]["answer"]["show"]
        assert not found & results, (step.key, found & results)
        assert not found & later - results, (step.key, found & later)
        shown = told(result, replace(now, revealed=tuple(one.key for one in here)))
        assert shown["card"]["answer"]["show"] is None
        open_lesson = told(result, replace(now, hidden=()))
        assert numbers_in(open_lesson) & results <= numbers_in(shown)
        if results:
            checked += 1
            assert numbers_in(shown) & results
    assert checked >= len({one.key for one in result.steps if one.value.size}) // 2 >= 6


def test_the_check_finds_what_is_not_hidden() -> None:
    """In a lesson that hides nothing it would fail at each step, for each lens; of one example, db is dZ once more."""
    result = trace(drawn("notes-2-2-1"))
    for step, lens in itertools.product(result.steps, LENSES):
        now = Lesson("", result.problem, step.index, DIGITS, lens=lens)
        assert numbers_in(told(result, now)) & (said(step.value) - known_before(step)) or step.key in ("db1", "db2")


@pytest.mark.parametrize("zoom, revealed", [("steps", ["Z1"]), ("layers", ["Z1", "A1"]), ("terms", ["Z1"])])
def test_a_press_reveals_the_place_and_nothing_else(zoom: str, revealed: list[str]) -> None:
    """One step, or a layer's together; what was revealed stays so when the learner comes back."""
    at = act(page(ASKING), "look", zoom=zoom)
    first = stage(at)["card"]["answer"]
    assert first["show"]
    assert first["about"]
    assert first["said"] is None
    act(at, "reveal", step=first["step"])
    assert list(lesson(at).revealed) == revealed
    answer = stage(at)["card"]["answer"]
    assert answer["show"] is None
    values = trace(lesson(at).problem)
    for key in revealed:
        assert all(plain(float(v), 4) in answer["said"] for v in values[key].flat)
    count = values.steps[0].value.size if zoom == "terms" else 1
    act(at, "go", place=count, zoom=zoom)
    assert stage(at)["card"]["answer"]["show"]
    act(at, "reveal", step=lesson(at).step)
    act(at, "go", place=0, zoom=zoom)
    assert stage(at)["card"]["answer"]["show"] is None


@pytest.mark.parametrize("about", [{}, {"step": 3}, {"step": None}, {"step": "0"}, {"step": [0]}])
def test_a_press_meant_for_another_step_reveals_nothing(about: dict[str, Any]) -> None:
    """Such as one that was on its way while the learner went on."""
    assert lesson(act(page(ASKING), "reveal", **about)).revealed == ()


def test_nothing_is_revealed_where_nothing_is_hidden() -> None:
    """The action has no use in other lessons."""
    at = act(page(()), "reveal", step=0)
    assert lesson(at).revealed == ()
    assert stage(at)["card"]["answer"] is None


def test_a_change_of_the_network_veils_again_and_undo_knows_what_was_seen() -> None:
    """Revealed is a result of these very numbers."""
    at = act(page(ASKING), "reveal", step=0)
    act(at, "edit", part="W1.1.1", value=0.5, group="drag")
    assert lesson(at).revealed == ()
    assert stage(at)["card"]["answer"]["show"]
    act(at, "undo")
    assert lesson(at).revealed == ("Z1",)
    act(at, "redo")
    assert lesson(at).revealed == ()


def test_results_before_the_place_are_known_however_the_learner_came() -> None:
    """A jump to dW2 leaves all it reads on the card, without a press; going back to Z1 veils Z1."""
    at = go(page(ASKING), 6)
    values = trace(lesson(at).problem)
    working = formulas(stage(at)["card"]["lines"])
    for key in ("dZ2", "A1"):
        assert all(plain(float(abs(v)), 4) in working for v in values[key].flat)
    assert stage(at)["card"]["answer"]["show"]
    go(at, 0)
    assert stage(at)["card"]["answer"]["show"]


def parts(at: AppTest) -> dict[str, dict[str, Any]]:
    """The parts of the picture by name."""
    return {part["name"]: part for part in stage(at)["picture"]["parts"]}


def test_the_picture_asks_and_says_so() -> None:
    """A question mark at what is computed now, a dash at what comes later; in words, too, and in the legend."""
    at = page(ASKING)
    for name, sign, words in (("Z1.1", "?", "hidden until you show it"), ("A1.1", "–", "not computed yet")):
        part = parts(at)[name]
        assert part["lines"][1][5] == sign
        assert words in part["spoken"]
    assert "hidden until you show it" in stage(at)["picture"]["state"]
    assert "veiled" in stage(at)["picture"]["key"]
    act(at, "reveal", step=0)
    assert parts(at)["Z1.1"]["lines"][1][5] == plain(float(trace(lesson(at).problem)["Z1"][0, 0]), 4)
    assert "hidden" not in stage(at)["picture"]["state"] + parts(at)["Z1.1"]["spoken"]
    assert "veiled" not in stage(at)["picture"]["key"]


def test_an_updated_weight_is_asked_for_where_it_is_drawn() -> None:
    """The old number is still told: it is what the update starts from."""
    at = page(ASKING)
    go(at, trace(lesson(at).problem).index["W1_next"])
    part = parts(at)["W1.1.1"]
    assert part["lines"][0][5].endswith("← ?")
    assert part["value"] == 0.1
    assert sum("hidden until you show it" in fact for fact in part["facts"]) == 1


@pytest.mark.parametrize("step, revealed, shown", [(0, (), False), (0, ("J",), True), (4, (), False), (5, (), True)])
def test_the_curve_of_j_waits_for_j(step: int, revealed: tuple[str, ...], shown: bool) -> None:
    """Until J is known the updates are counted, and no J is told."""
    at = page(ASKING)
    act(at, "apply")
    at.session_state[LESSON] = replace(lesson(at), step=step, revealed=revealed)
    after(at)
    assert trace(lesson(at).problem).index["J"] == 4
    assert (stage(at)["updates"] is not None) == shown
    assert stage(at)["apply"]["note"] == (None if shown else "Updates applied: 1.")


CLOSED = {
    "nudge": (0, 4, 11),
    "derivation": (0, 4, 11),
    "long_way": (0, 4, 5),
    "figures": (0, 4, 15),
    "latex": (0, 4, 16),
}
SENTENCE = PROSE.say("hidden.tool")


@pytest.mark.parametrize("tool, step", [(tool, step) for tool, steps in CLOSED.items() for step in steps])
def test_a_tool_that_would_tell_is_closed(tool: str, step: int) -> None:
    """At a veiled step, and before any step whose result it prints."""
    at = page(ASKING, step=step, part="W1.1.1")
    at.segmented_control(key="tool").set_value(tool)
    after(at)
    shown = [markdown.value for markdown in at.main.markdown]
    assert SENTENCE in shown
    assert not at.code
    assert not at.table
    assert not any("$$" in text for text in shown)


@pytest.mark.parametrize(
    "tool, step, revealed",
    [
        ("nudge", 11, ("dW1",)),
        ("nudge", 12, ()),
        ("derivation", 12, ()),
        ("long_way", 6, ()),
        ("latex", 0, ("Z1",)),
        ("figures", 16, ("b1_next", "W1_next", "b2_next", "W2_next")),
        ("change", 0, ()),
        ("all", 0, ()),
        ("network", 0, ()),
    ],
)
def test_a_tool_opens_once_all_that_it_tells_is_known(tool: str, step: int, revealed: tuple[str, ...]) -> None:
    """Shown, or gone past; what prints given numbers only is never closed."""
    at = page(ASKING, step=step, part="W1.1.1")
    at.session_state[LESSON] = replace(lesson(at), revealed=revealed)
    at.segmented_control(key="tool").set_value(tool)
    after(at)
    assert SENTENCE not in [markdown.value for markdown in at.main.markdown]


@pytest.mark.parametrize(
    "part, revealed, closed",
    [("W1.1.1", (), True), ("W1.1.1", ("dW1",), True), ("W1.1.1", ("dW1", "J"), False), ("X.1", (), False)],
)
@pytest.mark.parametrize("tool", ["nudge", "derivation"])
def test_a_gradient_by_other_means_needs_j_and_the_gradient(
    tool: str, part: str, revealed: tuple[str, ...], closed: bool
) -> None:
    """Both are printed, whichever of them the learner has seen; for an input neither is."""
    at = page(ASKING, part=part)
    at.session_state[LESSON] = replace(lesson(at), revealed=revealed)
    at.segmented_control(key="tool").set_value(tool)
    after(at)
    assert (SENTENCE in [markdown.value for markdown in at.main.markdown]) == closed


@pytest.mark.parametrize("step", [0, 4, 6, 11, 13])
def test_nothing_on_the_page_tells_the_veiled_result(step: int) -> None:
    """Whatever tool is open: not in its words, tables and figures, nor in what the browser is to remember."""
    problem = drawn("notes-2-2-1")
    result = trace(problem)
    results = said(result.steps[step].value) - known_before(result.steps[step])
    assert results
    at = page(ASKING)
    at.session_state[LESSON] = Lesson("notes-2-2-1", problem, step, DIGITS, hidden=ASKING)
    for tool in TOOL_NAMES:
        after(at)
        at.segmented_control(key="tool").set_value(tool)
        after(at)
        drawn_now = " ".join(str(element.proto) for element in at._tree if hasattr(element, "proto"))
        assert not set(NUMBER.findall(drawn_now)) & results, tool


@pytest.mark.parametrize("step", [6, 11])
def test_links_to_closed_tools_are_left_out(step: int) -> None:
    """See also has nothing to see until the result is shown; then it has, whatever number is chosen."""
    at = go(page(ASKING), step)
    assert stage(at)["card"]["see"] is None
    act(at, "reveal", step=step)
    assert [tool for tool, _ in stage(at)["card"]["see"]["tools"]] == ["nudge", "derivation", "latex"]


@pytest.mark.parametrize("hidden", [FIXED, BOTH])
def test_a_fixed_lesson_has_nothing_that_changes_it(hidden: tuple[str, ...]) -> None:
    """No tools, no choice of an example, no update, no undo; parts are buttons, and no word speaks of dragging."""
    at = page(hidden)
    assert not at.selectbox
    assert not at.slider
    assert not at.text_input
    assert not at.number_input
    keys = {widget.key for widget in (*at.button, *at.get("button_group"))}
    assert not keys & {"reset", "tool", "stopped_undo"}
    data = stage(at)
    assert data["apply"] is None
    assert data["card"]["see"] is None
    assert set(data["refused"]) == set(CHANGING)
    assert not any("value" in part for part in data["picture"]["parts"])
    assert "drag" not in data["picture"]["key"]
    assert "you can set" not in data["card"]["uses"]["none"]
    assert data["player"]["undo"][2] is data["player"]["redo"][2] is False
    go(at, 3)
    assert lesson(at).step == 3


def opened_over(at: AppTest, hidden: tuple[str, ...]) -> AppTest:
    """A lesson from a file, opened over what is there."""
    at.session_state[JOURNAL] = at.session_state[JOURNAL].record(lesson(at), "Open mazur")
    at.session_state[LESSON] = replace(opening("mazur"), hidden=hidden)
    return after(at)


@pytest.mark.parametrize("hidden", [FIXED, BOTH])
@pytest.mark.parametrize("files", [1, 2])
def test_own_work_comes_back_from_under_fixed_lessons(hidden: tuple[str, ...], files: int) -> None:
    """As it was left, with its own changes to take back; who has come by a link has nothing to go back to."""
    at = act(act(page(()), "apply"), "edit", part="W1.1.1", value=0.33, group="a")
    own = lesson(at)
    for _ in range(files):
        opened_over(at, hidden)
    assert lesson(at).fixed
    at.button(key="before").click()
    assert after(at).session_state[LESSON] == own
    assert stage(at)["player"]["undo"][2]
    assert "before" not in {button.key for button in page(hidden).button}


def test_undo_shows_again_what_a_lesson_with_hidden_answers_hid() -> None:
    """Which lesson hides what is its own, also after a reload; redo hides it again."""
    at = act(page(()), "edit", part="W1.1.1", value=0.33, group="a")
    opened_over(at, ASKING)
    kept, journal = read(write(lesson(at), at.session_state[JOURNAL]))
    assert [kept.hidden, journal.past[-1].lesson.hidden, journal.past[0].lesson.hidden] == [ASKING, (), ()]
    act(at, "undo")
    assert lesson(at).hidden == ()
    act(at, "redo")
    assert lesson(at).hidden == ASKING


FORGED = {
    "edit": {"part": "W1.1.1", "value": 0.9, "group": "drag"},
    "apply": {},
    "back_to": {"count": 0},
    "undo": {},
    "redo": {},
    "open": {"tool": "nudge", "part": "W2.1.1"},
}


@pytest.mark.parametrize("action", CHANGING)
def test_a_fixed_lesson_refuses_what_a_browser_forges(action: str) -> None:
    """Each of the actions would change this lesson if it were not fixed; none of them does."""
    changed = {}
    for hidden in ((), FIXED):
        at = page(())
        act(at, "apply")
        act(at, "edit", part="W1.2.1", value=0.2, group="a")
        act(at, "edit", part="W1.2.1", value=0.3, group="b")
        act(at, "undo")
        before = at.session_state[LESSON] = replace(lesson(at), hidden=hidden)
        player = stage(after(at))["player"]
        assert [player[way][2] for way in ("undo", "redo")] == [hidden == ()] * 2
        act(at, action, **FORGED[action])
        changed[hidden] = lesson(at) != before
    assert changed == {(): True, FIXED: False}


def test_a_forged_change_leaves_the_journal_as_it_was() -> None:
    """Nothing to undo appears once the lesson is one's own."""
    at = page(FIXED)
    for action in CHANGING:
        act(at, action, **FORGED[action])
    at.button(key="own").click()
    after(at)
    assert stage(at)["player"]["undo"][2] is False


def test_a_locked_number_that_cannot_be_changed_says_that_it_is_locked() -> None:
    """It is in its name as a button, which says all there is."""
    doc = presets()["notes-2-2-1"].problem.to_dict() | {"frozen": ["b1"]}
    at = page(FIXED, problem=Problem.from_dict(doc))
    assert "locked" in parts(at)["b1.1"]["spoken"]
    assert "locked" not in parts(at)["b2.1"]["spoken"]


def test_a_fixed_lesson_can_be_made_ones_own() -> None:
    """Everything stays where it is, and everything can be changed."""
    at = go(page(FIXED, title="For <b>you</b> $x$"), 5)
    assert f":small[{PROSE.say('hidden.fixed')}]" in [markdown.value for markdown in at.markdown]
    assert "For <b>you</b> $x$" in [text.value for text in at.text]
    before = lesson(at)
    at.button(key="own").click()
    after(at)
    assert lesson(at) == replace(before, hidden=())
    assert stage(at)["refused"] == []
    act(at, "edit", part="W1.1.1", value=0.9, group="drag")
    assert lesson(at).problem.W[0][0, 0] == 0.9
    assert at.segmented_control(key="tool")


def test_where_answers_are_hidden_too_both_stay() -> None:
    """No button, and what is revealed is revealed all the same."""
    at = page(BOTH)
    assert "own" not in {button.key for button in at.button}
    act(at, "reveal", step=0)
    assert lesson(at).revealed == ("Z1",)
    assert lesson(at).hidden == BOTH


def test_in_a_fixed_lesson_the_curve_leads_nowhere() -> None:
    """It shows J, and no word says that it leads back."""
    problem = presets()["notes-2-2-1"].problem
    result = trace(problem)
    walk = (Update(problem, float(result["J"][0, 0]), result.after),)
    at = page(FIXED, problem=result.after, walk=walk)
    told_now = stage(at)["updates"]
    assert len(told_now["points"]) == 2
    assert "back" not in told_now["label"] + told_now["axis"]


@pytest.mark.parametrize("zoom, hidden", list(itertools.product(("steps", "terms"), (ASKING, BOTH))))
def test_a_lesson_that_stops_is_walked_to_its_end(zoom: str, hidden: tuple[str, ...]) -> None:
    """Numbers that are not finite: the page says so and nothing breaks."""
    doc = presets()["tanh-neuron"].problem.to_dict()
    doc["layers"][0]["activation"] = "identity"
    problem = Problem.from_dict(doc).with_values({"W1": [[1e200, 1e200]]})
    at = page(hidden, "tanh-neuron")
    at.session_state[LESSON] = Lesson("tanh-neuron", problem, hidden=hidden, zoom=zoom)
    after(at)
    act(at, "go", place=stage(at)["player"]["count"] - 1, zoom=zoom)
    assert "not finite" in at.error[0].value
    assert ("stopped_undo" in {button.key for button in at.button}) == (hidden == ASKING)
    assert stage(at)["card"]["answer"]["show"]
