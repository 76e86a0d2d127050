"""The page on outputs and losses: it opens, what its prompts claim is so, and every loss can be chosen."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.losses import LOSSES
from explain import load_prose
from explain.loss_scale import map_of
from explain.numbers import latex, plain
from explain.output_layer import output_layer, sweep
from explain.stability import compared
from tests.ui.lesson_page import MAIN, sound
from ui.charts import loss_map
from ui.charts.loss_curve import loss_curve
from ui.course.outputs import CLASSES, CONTROLS, EXTREMES, OUTPUTS, PLACES, TASKS
from ui.course.outputs.scales import when_doubled
from ui.course.outputs.views import pushes_harder
from ui.words import marked

prose = load_prose()
USUAL = {name: control.usual for name, control in CONTROLS.by_name.items()}


@pytest.fixture
def opened() -> AppTest:
    """The page as it opens."""
    at = AppTest.from_file(MAIN, default_timeout=60).run()
    at.switch_page("../pages/outputs.py")
    return sound(at.run())


def texts(at: AppTest) -> str:
    """All text of the page, its words without their links to the glossary."""
    return re.sub(r'\[([^\]]*)\]\(glossary#[^"]*"[^"]*"\)', r"\1", "\n".join(text.value for text in at.markdown))


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_can_be_chosen_with_every_output(opened: AppTest, loss: str) -> None:
    """The page says in the engine's words which it does not take, and shows the loss with one that it takes."""
    opened.selectbox(key="course.outputs.loss").set_value(loss).run()
    for output in OUTPUTS:
        opened.button_group(key="course.outputs.output").set_value(output).run()
        sound(opened)
        refused = [warning.value for warning in opened.warning if "do not go together" in warning.value]
        assert bool(refused) != LOSSES[loss].takes(output)
        assert all(LOSSES[loss].needs in text for text in refused)


@pytest.mark.parametrize("show", CONTROLS.by_name["show"].options)  # type: ignore[union-attr]
@pytest.mark.parametrize("task", TASKS)
def test_every_task_in_every_view(opened: AppTest, task: str, show: str) -> None:
    """Both maps, too."""
    opened.button(key=f"try.outputs.{task}").click().run()
    assert marked(prose.say(f"course.outputs.try.{task}.see"), prose) in [info.value for info in sound(opened).info]
    opened.button_group(key="course.outputs.show").set_value(show).run()
    opened.button_group(key="course.outputs.map").set_value("sums").run()
    sound(opened)


def test_the_table_of_losses_is_the_engines(opened: AppTest) -> None:
    """One line a loss; those made for an output name it."""
    opened.button_group(key="course.outputs.show").set_value("losses").run()
    table = next(text.value for text in sound(opened).markdown if prose.say("course.outputs.head.match") in text.value)
    lines = table.splitlines()[2:]
    assert len(lines) == len(LOSSES)
    for line, record in zip(lines, LOSSES.values(), strict=True):
        _, name, _, outputs, match, _ = (cell.strip() for cell in line.split("|"))
        assert name == prose.say(f"name.loss.{record.name}")
        assert match == ", ".join(prose.say(f"name.activation.{output}") for output in record.shortcuts)
        many = {prose.say(f"name.activation.{output}") for output in record.allowed_outputs()}
        assert outputs == prose.say("course.outputs.all") or set(outputs.split(", ")) == many


def test_a_number_the_gradient_is_prediction_minus_target() -> None:
    """The prompt's claim: a parabola, and a straight line."""
    task = {**USUAL, **TASKS["regression"]}
    found = sweep(task["output"], task["loss"], (task["z1"],), (task["y"],), 0, 8.0)
    assert np.allclose(found.by_z, found.yhat - task["y"], rtol=0, atol=1e-14)
    assert np.allclose(np.diff(found.loss, 3), 0, atol=1e-12)


def test_two_classes_sure_and_wrong() -> None:
    """The prompt's claim: target 0, rather sure, a gradient close to 1."""
    task = {**USUAL, **TASKS["two"]}
    assert task["y"] == 0
    found = output_layer(task["output"], task["loss"], np.array([[task["z1"]]]), np.array([[task["y"]]]))
    assert found["Yhat"][0, 0] > 0.9
    assert 0.9 < found["dZ1"][0, 0] < 1


def test_many_classes_share_one_total() -> None:
    """The prompt's claim: the true class has a negative gradient; a larger other sum makes a larger loss."""
    task = {**USUAL, **TASKS["many"]}
    z, true = np.array([[task[f"z{k}"]] for k in CLASSES]), task["true_class"] - 1
    assert true == 1
    y = np.eye(3)[:, [true]]
    found = output_layer(task["output"], task["loss"], z, y)
    assert found["dZ1"][true, 0] < 0
    for other in (0, 2):
        more = z.copy()
        more[other] += 1
        assert output_layer(task["output"], task["loss"], more, y)["J"][0, 0] > found["J"][0, 0]


def test_far_off_squared_error_is_flat_and_cross_entropy_is_steep() -> None:
    """The two prompts' claims, at one and the same place."""
    flat, steep = (
        map_of(place["map"], place["output"], place["loss"], place["across"], place["up"])
        for place in (PLACES["flat"], PLACES["steep"])
    )
    assert flat.here == steep.here
    assert math.hypot(*flat.gradient) < 0.01
    assert flat.loss > 0.98 * flat.surface.loss.max()
    assert all(0.98 < abs(part) < 1 for part in steep.gradient)


def test_the_extreme_sums() -> None:
    """The three prompts' claims about what the two forms give."""
    wrong = {c.what: c for c in compared("two", float(EXTREMES["wrong"]["extreme"]), EXTREMES["wrong"]["right"])}
    assert wrong["rest"].textbook == 0
    assert wrong["loss"].textbook == math.inf
    assert math.isnan(wrong["gradient"].textbook)
    assert (wrong["loss"].engine, wrong["gradient"].engine) == (40, 1)
    for c in compared("two", float(EXTREMES["fine"]["extreme"]), EXTREMES["fine"]["right"]):
        assert plain(c.textbook, 4) == plain(c.engine, 4)
    over = {c.what: c for c in compared("many", float(EXTREMES["overflow"]["extreme"]), False)}
    assert math.isnan(over["output"].textbook)
    assert over["output"].engine == 1


@pytest.mark.parametrize("name", EXTREMES)
def test_the_extremes_are_shown(opened: AppTest, name: str) -> None:
    """The engine's numbers stand in the table."""
    opened.button(key=f"try.outputs.stable.{name}").click().run()
    said, state = texts(sound(opened)), {**USUAL, **EXTREMES[name]}
    for c in compared(state["kind"], float(state["extreme"]), state["right"]):
        assert f"| ${c.name}$ | ${latex(c.textbook, 4)}$ | ${latex(c.engine, 4)}$ | ${c.formula}$ |" in said


@pytest.mark.parametrize("question, right", [("sure", "entropy"), ("doubled", "same")])
def test_the_questions_have_the_answers_of_the_engine(opened: AppTest, question: str, right: str) -> None:
    """The option that a trace says is the one that the text explains."""
    opened.button_group(key=f"course.outputs.predict.{question}.answer").set_value(right).run()
    said = texts(sound(opened.run()))
    assert f"**{prose.say('course.right')}** {prose.say(f'course.outputs.predict.{question}.because')}" in said


def test_the_answers_come_from_traces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked outside a page, with the controls as usual."""
    monkeypatch.setattr("ui.session.controls", dict)
    assert pushes_harder() == "entropy"
    assert when_doubled() == "same"


def test_half_and_whole_differ_by_two(opened: AppTest) -> None:
    """The claim of the text: loss and gradient."""
    z, y = np.array([[USUAL["z1"]]]), np.array([[USUAL["y"]]])
    half, whole = (output_layer("identity", name, z, y) for name in ("half_squared_error", "squared_error"))
    for key in ("J", "dYhat", "dZ1"):
        assert whole[key][0, 0] == 2 * half[key][0, 0]
    assert prose.say("course.outputs.half.text") in texts(opened)


def test_the_curve_shows_where_the_learner_stands() -> None:
    """Both curves with every point, both marks, and a range that has room for the marks."""
    found = sweep("sigmoid", "binary_cross_entropy", (2.0,), (0.0,), 0, 8.0)
    figure = loss_curve(found.yhat, found.loss, found.by_yhat, (0.999, 20.0, 30.0), "ŷ", prose)
    loss, here, gradient, now = figure.data
    assert np.array_equal(loss.y, found.loss)
    assert np.array_equal(gradient.y, found.by_yhat)
    assert (loss.line.dash, gradient.line.dash) == ("solid", "dash")
    assert (here.y, now.y) == ((20.0,), (30.0,))
    assert figure.layout.yaxis.range[1] > 30


def test_the_arrow_points_downhill() -> None:
    """Against the gradient, from where the learner stands; the words have the same numbers."""
    found = map_of("weights", "sigmoid", "binary_cross_entropy", -3.0, 3.0)
    arrow = loss_map.loss_map(found, ("w₁", "w₂"), "J", prose).layout.annotations[0]
    step = np.array([arrow.x - arrow.ax, arrow.y - arrow.ay])
    assert step @ found.gradient == pytest.approx(-np.linalg.norm(step) * math.hypot(*found.gradient))
    assert map_of("weights", "sigmoid", "binary_cross_entropy", float(arrow.x), float(arrow.y)).loss < found.loss
    said = loss_map.description(found, ("w₁", "w₂"), "J", prose)
    for value in (found.loss, *found.gradient, *found.surface.lowest):
        assert plain(value, 4) in said


def test_a_flat_place_is_said(opened: AppTest) -> None:
    """At the targets of the example: no arrow is spoken of as if it were there."""
    place = {"output": "identity", "loss": "half_squared_error", "map": "sums", "across": 1.0, "up": 0.0}
    opened.session_state["controls"] = {f"outputs.{name}": value for name, value in place.items()}
    said = texts(sound(opened.run()))
    assert "there is no arrow" in said
    assert "downhill" not in said


@pytest.mark.parametrize("kind, other", [("two", "many"), ("many", "two")])
def test_why_the_textbook_form_breaks_is_that_of_the_output(opened: AppTest, kind: str, other: str) -> None:
    """A sigmoid's output is stored as 1; softmax has a power that is too large."""
    opened.session_state["controls"] = {"outputs.kind": kind}
    said = texts(sound(opened.run()))
    first = {"two": "a float64 has about 16 digits", "many": "the largest float64"}
    assert first[kind] in said
    assert first[other] not in said


def test_a_flat_place_has_no_arrow() -> None:
    """Inside the hinge's margin every gradient is 0."""
    found = map_of("sums", "identity", "hinge", 5.0, -5.0)
    assert found.gradient == (0.0, 0.0)
    assert not loss_map.loss_map(found, ("z₁", "z₂"), "L", prose).layout.annotations
