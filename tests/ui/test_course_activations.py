"""The page on activations: every one can be looked at, and what is said of them and of doing without is true."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine import trace
from engine.activations import ACTIVATIONS
from explain import load_prose
from explain.collapse import collapse
from explain.curves import FLAT, curve, one_unit, softmax_jacobian, three_units
from explain.regions import regions, right
from tests.ui.lesson_page import MAIN, after, sound
from ui.charts.activation_curve import activation_curve, description, flatness
from ui.charts.region_map import region_map
from ui.course.activations import EXAMPLES, REACH, STATES, WITH, WITHOUT, trained
from ui.course.activations.need import SAME

CURVES = [name for name, record in ACTIVATIONS.items() if not record.by_column]
DATA = ("circles", "xor")


@pytest.fixture
def page():
    """The page as a new learner meets it."""
    at = AppTest.from_file(MAIN, default_timeout=30)
    at.switch_page("../pages/activations.py")
    return sound(at.run())


def said(at):
    """All Markdown of the page."""
    return "\n".join(text.value for text in at.markdown)


def alts(at):
    """The words of all charts."""
    return [json.dumps(str(node.proto), ensure_ascii=False) for node in at.get("plotly_chart")]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_can_be_looked_at(page, name):
    """Its curve or its bars are drawn, and where it is used is said."""
    at = after(page.selectbox(key="course.activations.name").set_value(name))
    use = load_prose().texts[f"course.activations.kind.{name}"].split("{")[0]
    assert use in said(at)
    assert len(at.get("plotly_chart")) == 3


@pytest.mark.parametrize("name", ["sigmoid", "leaky_relu", "gelu"])
def test_the_numbers_at_z_are_the_traces(page, name):
    """Output and slope in the formulas, at a z that nobody prepared."""
    at = after(page.selectbox(key="course.activations.name").set_value(name))
    at = after(at.slider(key="course.activations.z").set_value(-1.3))
    found = one_unit(name, (-1.3,))
    for key in ("Yhat", "slope1"):
        assert f"&= {found[key].item():.6g}" in said(at)


@pytest.mark.parametrize("name", CURVES)
def test_the_figure_shows_the_curve_and_the_point(name):
    """The lines go through what was computed, flat stretches are shaded, kinks and the point have their marks."""
    drawn, at = curve(name), one_unit(name, (0.7,))
    figure = activation_curve(drawn, at, load_prose())
    value, tangent, slope, here, steep = figure.data[:5]
    for line, numbers in ((value, drawn.value), (slope, drawn.slope)):
        assert np.array_equal(np.array(line.y)[~np.isnan(np.array(line.y, float))], numbers)
    assert [here.x[0], here.y[0], steep.y[0]] == [0.7, at["Yhat"].item(), at["slope1"].item()]
    assert len(figure.data) == 5 + bool(drawn.kinks)
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == list(drawn.flat)
    assert len({line.line.dash for line in (value, tangent)}) == 2
    low, high = figure.layout.yaxis.range
    assert low < drawn.value.min() <= drawn.value.max() < high


def test_a_jump_is_a_gap():
    """A line does not pretend to pass through values that a step does not take."""
    figure = activation_curve(curve("step"), one_unit("step", (1.0,)), load_prose())
    assert np.isnan(figure.data[0].y).sum() == 1
    smooth = activation_curve(curve("tanh"), one_unit("tanh", (1.0,)), load_prose())
    assert not np.isnan(smooth.data[0].y).any()


@pytest.mark.parametrize("name", CURVES)
def test_the_words_for_the_figure_hold_its_numbers(name):
    """z, output, slope and the flat stretches."""
    drawn, at = curve(name), one_unit(name, (0.7,))
    words = description(drawn, at, name, load_prose())
    for number in (at["Yhat"].item(), at["slope1"].item(), *(end for stretch in drawn.flat for end in stretch)):
        assert f"{number:.4g}" in words, (number, words)
    assert flatness(drawn, load_prose()) in words


def test_what_the_prompts_say_is_true():
    """Each claim of a "see" sentence, computed."""
    steepest, flat, step = (one_unit(STATES[n]["name"], (STATES[n]["z"],)) for n in ("steepest", "flat", "step"))
    assert (steepest["Yhat"].item(), steepest["slope1"].item()) == (0.5, 0.25)
    assert steepest["slope1"].item() == curve("sigmoid").slope.max()
    assert flat["Yhat"].item() > 0.99
    assert flat["slope1"].item() < FLAT
    kink = curve("relu")
    assert (STATES["kink"]["z"], kink.kinks, kink.slope_at(0.0)) == (0.0, (0,), 0.0)
    assert (kink.slope_at(-0.02), kink.slope_at(0.02)) == (0.0, 1.0)
    assert (step["Yhat"].item(), step["slope1"].item()) == (1.0, 0.0)
    assert not curve("step").slope.any()
    sums = [STATES["softmax"][name] for name in ("z1", "z2", "z3")]
    outputs = three_units(tuple(sums))["Yhat"][:, 0]
    assert outputs[0] > 0.9
    assert outputs.sum() == pytest.approx(1)
    assert three_units((sums[0], sums[1] + 2, sums[2]))["Yhat"][0, 0] < outputs[0]


def test_what_is_said_of_the_activations_is_true():
    """Ranges, largest and smallest slopes, zeros and dips, as the sentences claim them."""
    low_high = {"sigmoid": (0, 1), "tanh": (-1, 1), "softsign": (-1, 1), "hard_sigmoid": (0, 1), "step": (0, 1)}
    for name, ends in low_high.items():
        assert (ACTIVATIONS[name].low, ACTIVATIONS[name].high) == ends
    assert (ACTIVATIONS["elu"].low, ACTIVATIONS["softplus"].low) == (-1, 0)
    assert one_unit("tanh", (0.0,))["Yhat"].item() == 0
    assert curve("softplus").slope == pytest.approx(curve("sigmoid").value)
    assert curve("softsign").value[-1] < curve("tanh").value[-1]
    assert curve("silu").value == pytest.approx(curve("silu").z * curve("sigmoid").value)
    for name in ("silu", "gelu"):
        assert curve(name).value.min() < 0
    outside = np.abs(curve("hard_sigmoid").z) > 3
    assert not curve("hard_sigmoid").slope[outside].any()
    assert np.array_equal(curve("relu").slope > 0, curve("relu").z > 0)
    assert one_unit("step", (1.0,))["dW1"].item() == 0


@pytest.mark.parametrize("name", STATES)
def test_every_prompt_prepares_its_state(page, name):
    """Its settings are made and its sentence stands beneath."""
    prose = load_prose()
    label = prose.say(f"course.activations.try.{name}.do")
    at = after(next(button for button in page.button if button.label == label).click())
    assert prose.say(f"course.activations.try.{name}.see") in [info.value for info in at.info]
    for control, value in STATES[name].items():
        widgets = (*at.slider, *at.selectbox)
        assert next(w for w in widgets if w.key == f"course.activations.{control}").value == value


def test_softmax_has_three_sums_and_a_table_of_slopes(page):
    """No z of its own; outputs and the Jacobian's numbers stand on the page."""
    at = after(page.selectbox(key="course.activations.name").set_value("softmax"))
    assert [slider.key[-2:] for slider in at.slider] == ["z1", "z2", "z3"]
    for value in softmax_jacobian(three_units((2.0, 1.0, -1.0))).ravel():
        assert f"{value:.4g}" in said(at)


@pytest.mark.parametrize("name", ["sigmoid", "hard_sigmoid", "softmax"])
def test_the_derivation_is_worked_out_when_it_is_opened(page, name):
    """Not before; then SymPy's lines are there."""
    at = after(page.selectbox(key="course.activations.name").set_value(name))
    assert r"\frac{d}{d z}" not in said(at)
    at.session_state["derive_slope"] = True
    at = after(at)
    assert r"\partial" in said(at) if name == "softmax" else r"\frac{d}{d z}" in said(at)
    assert load_prose().say(f"derivation.{'jacobian' if name == 'softmax' else 'slope'}_proved") in said(at)


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_only_with_activations_the_classes_come_apart(data, hidden):
    """Most are right with, hardly more than half to two thirds without; without, one map says it all."""
    bent, straight = (trained(data, hidden, name) for name in (WITH, WITHOUT))
    assert right(trace(bent)) >= 0.85 * EXAMPLES
    assert right(trace(straight)) <= 0.7 * EXAMPLES
    found = collapse(straight)
    assert found.difference < SAME
    assert np.abs(bent.X).max() < REACH
    assert np.array_equal(bent.X, straight.X)


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_the_line_without_activations_is_straight_and_with_them_is_not(data, hidden):
    """The sides of one half are the sides of a straight line; with tanh no such line does it."""
    straight = collapse(trained(data, hidden, WITHOUT))
    for name, least in ((WITHOUT, 1.0), (WITH, 0.0)):
        found = regions(trained(data, hidden, name), REACH)
        x1, x2 = np.meshgrid(found.x1, found.x2)
        side = straight.W[0, 0] * x1 + straight.W[0, 1] * x2 + straight.b[0, 0] > 0
        same = ((found.output > 0.5) == side).mean()
        assert same == 1 if least else same < 0.9


def test_both_networks_began_with_the_same_weights(monkeypatch):
    """As the text says: only the activation differs."""
    started = []
    monkeypatch.setattr("ui.course.activations.train", lambda problem, updates: started.append(problem) or Stop())
    for name in (WITH, WITHOUT):
        trained.__wrapped__("xor", 2, name)
    one, other = started
    assert all(np.array_equal(a, b) for a, b in zip(one.W, other.W, strict=True))
    assert np.array_equal(one.X, other.X)


class Stop:
    """Stands for a history."""

    after = None


def test_the_map_shows_regions_line_and_examples():
    """The tint is the output, the line stands at one half, each class has its symbol and all of its examples."""
    problem = trained("circles", 1, WITH)
    found = regions(problem, REACH)
    tint, line, zero, one = region_map(found, problem.X, problem.Y, load_prose()).data
    assert np.allclose(tint.z, found.output, rtol=1e-6, atol=0)
    assert line.contours.start == line.contours.end == 0.5
    assert len(zero.x) + len(one.x) == EXAMPLES
    assert len(one.x) == problem.Y.sum()
    assert zero.marker.symbol != one.marker.symbol


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("hidden", [1, 3])
def test_the_page_shows_counts_and_the_one_matrix(page, data, hidden):
    """How many are right, and the numbers of the collapsed matrix; the layers' numbers only where they fit."""
    at = after(page.segmented_control(key="course.activations.data").set_value(data))
    at = after(at.segmented_control(key="course.activations.hidden").set_value(hidden))
    for name in (WITH, WITHOUT):
        assert f"{right(trace(trained(data, hidden, name)))} of {EXAMPLES}" in said(at)
    weights, bias = collapse(trained(data, hidden, WITHOUT)).latex(3, factors=hidden == 1)
    assert weights in said(at)
    assert bias in said(at)
    assert any(f"{right(trace(trained(data, hidden, WITH)))} of {EXAMPLES}" in alt for alt in alts(at))


def test_the_question_is_answered_from_the_collapsed_map(page):
    """Only straight is right, and the reason has the difference."""
    at = after(page.segmented_control(key="course.activations.predict.boundary.answer").set_value("straight"))
    assert load_prose().say("course.right") in said(at)
    at = after(at.segmented_control(key="course.activations.predict.boundary.answer").set_value("closed"))
    assert load_prose().say("course.wrong") in said(at)


@pytest.mark.parametrize("name, value", [("name", "swash"), ("z", 99.0), ("z", "1"), ("hidden", 9), ("data", 1)])
def test_a_setting_that_cannot_be_changes_nothing(page, name, value):
    """As from somebody else's file: the page shows what is usual."""
    before = said(page)
    page.session_state["controls"] = {f"activations.{name}": value}
    assert said(after(page)) == before
