"""The page "Backward pass": the claims of its prompts, paths that add up, and shares that add up."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine import long_way, trace
from explain import load_prose
from explain.numbers import plain
from explain.paths import paths
from explain.shares import contributions
from tests.ui.course_pages import page, press, words
from tests.ui.lesson_page import act, after, lesson
from ui import edits
from ui.charts.shares import description, shares_chart
from ui.course.backward import ANSWERS, PREPARED, paths_of_wide, right_answer, wide
from ui.course.backward.still import as_tree
from ui.course.backward.ways import lit
from ui.course.backward.weight import gradient_step
from ui.course.passes import rng
from ui.diagram.layout import layout
from ui.diagram.svg import to_svg
from ui.presets import presets
from ui.session import LESSON

PROSE = load_prose()
HIDDEN = PROSE.say("hidden.tool")


def test_example_two_of_the_batch_pulls_against_the_others() -> None:
    """For every weight of layer 2."""
    step = trace(PREPARED["batch"]()).step("dW2")
    for column in range(step.value.shape[1]):
        first, second, third = np.sign(contributions(step, 0, column))
        assert first == third == -second != 0


def test_softmax_has_one_negative_number_and_they_add_up_to_nothing() -> None:
    """The true class; and the long way goes by a matrix of slopes, not by a slope of its own."""
    result = trace(PREPARED["softmax"]())
    dz = result["dZ2"][:, 0]
    assert list(dz < 0) == list(result["Y"][:, 0] == 1)
    assert dz.sum() == pytest.approx(0, abs=1e-15)
    assert [step.key for step in long_way(result)] == ["dYhat", "dZ2"]


def test_a_weight_of_the_wide_network_has_six_paths() -> None:
    """As the question says: layers of 3, 3 and 2 units."""
    assert wide().spec.widths[1:] == (3, 3, 2)
    assert "3, 3 and 2" in PROSE.say("course.backward.predict.paths.ask")
    assert ANSWERS[right_answer()] == paths_of_wide() == 6


@pytest.mark.parametrize("name", PREPARED)
def test_a_prompt_loads_its_network(name: str) -> None:
    """And says what to see."""
    at = press(page("backward"), f"try.backward.{name}")
    assert lesson(at).problem is PREPARED[name]()
    assert at.info[0].value == PROSE.say(f"course.backward.try.{name}.see")


def test_both_ways_of_the_start_are_told() -> None:
    """The long way's numbers and the short way's, for each output."""
    at = press(page("backward"), "try.backward.softmax")
    result = trace(lesson(at).problem)
    table = next(markdown.value for markdown in at.main.markdown if markdown.value.startswith("| Example"))
    for row in range(3):
        long, short = long_way(result)[-1].value[row, 0], result["dZ2"][row, 0]
        assert long == pytest.approx(short, rel=1e-12)
        assert f"| {plain(float(long), 4)} | {plain(float(short), 4)} |" in table


def test_the_long_way_is_there_when_asked_for() -> None:
    """With its proof, which the first look does without."""
    at = page("backward")
    title = PROSE.say("derivation.reduction_title")
    assert title not in words(at)
    at.toggle(key="course.backward.long").set_value(True)
    assert title in words(after(at))


def listed(at: AppTest) -> list[list[str]]:
    """The rows of the list of paths."""
    table = next(markdown.value for markdown in at.main.markdown if markdown.value.startswith("| Path"))
    return [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in table.split("\n")[2:]]


@pytest.mark.parametrize(
    "part, key, row, column", [("W1.1.1", "W1", 0, 0), ("b1.2", "b1", 1, 0), ("W3.2.1", "W3", 1, 0)]
)
def test_every_path_of_the_chosen_number_is_listed(part: str, key: str, row: int, column: int) -> None:
    """With its product; they add up to the gradient."""
    at = act(press(page("backward"), "try.backward.wide"), "select", part=part)
    result = trace(lesson(at).problem)
    found = paths(result, key, row, column)
    assert [cells[3] for cells in listed(at)] == [plain(path.product, 4) for path in found.paths]
    assert found.total == pytest.approx(result[f"d{key}"][row, column])
    assert f"= {plain(found.total, 4)}, and never listed" in words(at)


def test_a_chosen_weight_is_the_lessons_own() -> None:
    """Chosen on the page, it is chosen in the picture; an input counts as the first weight."""
    at = page("backward", part="X.1")
    assert at.selectbox(key="course.backward.part").value == "W1.1.1"
    at.selectbox(key="course.backward.part").set_value("b2.1")
    assert lesson(after(at)).part == "b2.1"


def test_the_chosen_path_is_in_bold_and_in_the_picture() -> None:
    """The fourth of six: its parts are lit and no others."""
    at = press(page("backward"), "try.backward.wide")
    at.selectbox(key="course.backward.path").set_value(3)
    after(at)
    bold = [line for line in words(at).split("\n") if line.startswith("| **")]
    assert len(bold) == 1
    assert "4. units 1 → 2 → 2" in bold[0]
    path = paths(trace(wide()), "W1", 0, 0).paths[3]
    assert {part.name for part in lit(path, "W1.1.1")} == {"X.1", "W1.1.1", "Z1.1", "W2.2.1", "Z2.2", "W3.2.2", "Z3.2"}


def test_a_path_of_another_network_is_no_path_here() -> None:
    """A choice that is gone leaves the first one."""
    at = press(page("backward"), "try.backward.wide")
    at.selectbox(key="course.backward.path").set_value(5)
    press(after(at), "try.backward.softmax")
    assert at.selectbox(key="course.backward.path").value == 0


def test_more_paths_than_can_be_listed_are_grouped() -> None:
    """Over 64, by the next unit."""
    at, deep = page("backward", "mazur"), presets()["mazur"].problem
    for _ in range(6):
        deep = edits.add_layer(deep, 1, rng())
    at.session_state[LESSON] = replace(lesson(at), problem=deep)
    after(at)
    assert "grouped by the next unit" in words(at)
    assert len(listed(at)) == 2


def test_the_drawing_has_no_colour_of_paper_left() -> None:
    """Every one is the page's, light or dark."""
    step = trace(wide()).step("dW1")
    tree = as_tree(to_svg(layout(step, PROSE, 4)), "words")
    assert tree[2][1]["aria-label"] == "words"
    painted = re.findall(r"(?:fill|stroke): (#\w+)", repr(tree))
    assert not painted
    assert "var(--st-text-color)" in repr(tree)


@pytest.mark.parametrize("parameter, row, column", [("W1", 1, 0), ("b1", 0, 0), ("W2", 0, 1), ("b2", 0, 0)])
def test_the_bars_add_up(parameter: str, row: int, column: int) -> None:
    """The last bar is the sum of the others, and the words say every number."""
    step = gradient_step(trace(PREPARED["batch"]()), parameter)
    found, total = contributions(step, row, column), float(step.value[row, column])
    bars = shares_chart(found, total, "g", 4, PROSE).data[0]
    assert sum(bars.y[:-1]) == pytest.approx(bars.y[-1]) == pytest.approx(total)
    said = description(found, total, "g", 4, PROSE)
    assert all(plain(value, 4) in said for value in (*found, total))


def test_with_a_penalty_the_shares_are_the_datas() -> None:
    """The penalty is no example's."""
    step = gradient_step(trace(lesson(page("backward", "ng-exercise-4-l2")).problem), "W1")
    assert step.key == "dW1_data"
    assert sum(contributions(step, 0, 0)) == pytest.approx(step.value[0, 0])


@pytest.mark.parametrize("step, told", [(4, 0), (5, 0), (6, 1), (11, 1), (12, 3)])
def test_each_section_waits_for_what_it_tells(step: int, told: int) -> None:
    """The start for dZ2, paths and batch for dW1: three sections."""
    at = page("backward", hidden=("answers",), step=step, part="W1.1.1")
    assert words(at).count(HIDDEN) == 3 - told


def test_a_fixed_lesson_has_nothing_that_changes_it() -> None:
    """No prompts."""
    at = page("backward", hidden=("controls",))
    assert not [button.key for button in at.button if button.key and button.key.startswith("try.")]
