"""The page on one neuron: it opens on the notes' example, its sentences are true, both drawings agree."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from engine import trace
from explain import load_prose
from tests.ui.lesson_page import MAIN, act, after, sound, stage
from ui.course.neuron import PARTS, SET_BY, STATES, problem
from ui.course.neuron.artificial import artificial
from ui.course.neuron.biological import biological
from ui.course.neuron.drawing import Facts, facts, thickness
from ui.course.neuron.parts import direction

DRAWINGS = [biological, artificial]
KEPT = {"x1": 0.1, "w1": 0.15, "x2": 1.0, "w2": 0.5, "b": 0.4, "inputs": 1}


@pytest.fixture
def page():
    """The page as a new learner meets it."""
    at = AppTest.from_file(MAIN, default_timeout=30)
    at.switch_page("../pages/neuron.py")
    return sound(at.run())


def drawings(at):
    """What the two drawings are told, by name."""
    found = (node.proto for node in at.get("bidi_component"))
    trees = [json.loads(proto.json)["tree"] for proto in found if proto.component_name == "gradwalk_drawing"]
    return dict(zip(("biological", "artificial"), trees, strict=True))


def texts(tree):
    """All words in a drawing."""
    return [tree] if isinstance(tree, str) else [word for child in tree[2:] for word in texts(child)]


def paths(tree):
    """The attributes of all paths of a drawing."""
    here = [tree[1]] if tree[0] == "path" else []
    return here + [path for child in tree[2:] if isinstance(child, list) for path in paths(child)]


def state(name=None, **changed):
    """The trace of the neuron in a prepared state, with changes."""
    made = KEPT | dict(STATES[name] if name else {}) | changed
    numbers = tuple((made[f"x{i}"], made[f"w{i}"]) for i in range(1, made["inputs"] + 1))
    return trace(problem(numbers, made["b"]))


def output(name=None, **changed):
    """Its output."""
    return state(name, **changed)["Yhat"].item()


def press(at, label):
    """Press a button by what it says."""
    return after(next(button for button in at.button if button.label == label).click())


def test_it_opens_on_the_example_of_the_notes(page):
    """z = 0.415 and a = 0.602286 stand in the formulas, rounded in both places of the drawing."""
    shown = " ".join(text.value for text in page.markdown)
    assert "0.15 \\cdot 0.1 + 0.4" in shown
    assert "= 0.415" in shown
    assert "= 0.602286" in shown
    words = texts(drawings(page)["artificial"])
    assert {"z = 0.415", "0.6023", "w₁ = 0.15", "b = 0.4"} <= set(words)
    assert "w₁ = 0.15" in texts(drawings(page)["biological"])


def test_a_second_input_joins(page):
    """Two synapses, two inputs, a sum of two products, and a picture that sets all five numbers."""
    at = after(page.segmented_control(key="course.neuron.inputs").set_value(2))
    both = drawings(at)
    assert "w₂ = 0.5" in texts(both["biological"])
    assert "w₂ = 0.5" in texts(both["artificial"])
    assert any("w_{2} \\, x_{2}" in text.value for text in at.markdown)
    assert {part["name"] for part in stage(at)["picture"]["parts"] if "value" in part} >= SET_BY[2].keys()


def test_a_weight_moves_the_synapse_the_line_and_the_output(page):
    """In both drawings, and in the formulas."""
    at = after(page.slider(key="course.neuron.w1").set_value(3.0))
    for tree in drawings(at).values():
        assert thickness(3.0) in [path["stroke-width"] for path in paths(tree)]
    shown = " ".join(text.value for text in at.markdown)
    assert f"{output(w1=3.0):.6g}" in shown


def test_a_drag_in_the_picture_is_the_same_as_the_slider(page):
    """The weight that was dragged is the slider's, and no further than it goes."""
    at = act(page, "edit", part="W1.1.1", value=2.5)
    assert at.slider(key="course.neuron.w1").value == 2.5
    at = act(at, "edit", part="W1.1.1", value=1e9)
    assert at.slider(key="course.neuron.w1").value == 4.0


@pytest.mark.parametrize(
    "about",
    [
        {"part": "Z1.1", "value": 1.0},
        {"part": "W1.1.2", "value": 1.0},
        {"part": ["W1.1.1"], "value": 1.0},
        {"part": "b1.1", "value": "1"},
        {"part": "b1.1", "value": True},
        {},
    ],
)
def test_what_cannot_be_set_changes_nothing(page, about):
    """A forged message leaves every number as it is."""
    before = [slider.value for slider in page.slider]
    assert [slider.value for slider in act(page, "edit", **about).slider] == before


@pytest.mark.parametrize("part", PARTS)
def test_a_part_lights_in_both_drawings_and_is_explained(page, part):
    """A halo in each, its name in each alt text, its sentence beneath, with the numbers."""
    at = after(page.segmented_control(key="course.neuron.part").set_value(part))
    prose = load_prose()
    for kind, tree in drawings(at).items():
        assert any(path.get("stroke-opacity") == 0.35 for path in paths(tree))
        assert prose.say(f"course.neuron.{kind}.{part}") in tree[1]["aria-label"]
    wanted = prose.say(f"course.neuron.part.{part}", **facts(state()).words())
    assert wanted in [text.value for text in at.markdown]


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("w", [(-4.0,), (4.0, -4.0), (0.0, 0.15)])
def test_a_drawing_stays_on_its_paper(draw, w):
    """No word and no badge beyond the edge; a dashed line for each negative weight, thicker lines for larger ones."""
    found = Facts((-1.25,) * len(w), w, -3.75, -6.789, 0.0001234)
    tree = draw(found, "synapses", load_prose())
    _, _, width, height = map(float, tree[1]["viewBox"].split())
    for tag, look, *words in tree[2:]:
        if tag == "circle":
            assert 11 <= look["cx"] <= width - 11
            assert 11 <= look["cy"] <= height - 11
        if tag == "text" and look["text-anchor"] == "middle":
            half = 0.28 * look["font-size"] * len(words[0])
            assert half <= look["x"] <= width - half, words
    assert sum("stroke-dasharray" in path for path in paths(tree)) == sum(value < 0 for value in w)
    assert thickness(4) > thickness(-2) > thickness(0.5) > thickness(0) > 0


@pytest.mark.parametrize("name", STATES)
def test_every_prompt_prepares_its_state(page, name):
    """Its settings are made and its sentence stands beneath."""
    prose = load_prose()
    at = press(page, prose.say(f"course.neuron.try.{name}.do"))
    assert prose.say(f"course.neuron.try.{name}.see") in [info.value for info in at.info]
    found = state(name)
    assert texts(drawings(at)["artificial"]).count(f"z = {found['Z1'].item():.4g}") == 1


def test_what_the_prompts_say_is_true():
    """Each claim of a "see" sentence, computed."""
    assert abs(output("example", w1=0.0) - output("example")) < 0.005
    assert state("example")["b1"].item() > 0.9 * state("example")["Z1"].item()
    assert output("large") > 0.99
    assert abs(output("large", w1=3.8) - output("large")) < 0.001
    against = STATES["against"]
    assert against["x1"] == against["x2"] == 1
    assert -against["w2"] > against["w1"] > 0
    assert output("against") < 0.5 < output("against", w2=0.0)
    assert len({output("silent", x2=x) for x in (-2.0, 0.0, 2.0)}) == 1


def test_a_connection_that_is_used_gets_stronger(page):
    """Each press a larger weight, a thicker line and a larger output, up to the end of the range."""
    label = load_prose().say("course.neuron.try.used.do")
    at, seen = page, [0.15]
    for _ in range(9):
        at = press(at, label)
        seen.append(at.slider(key="course.neuron.w1").value)
        assert at.slider(key="course.neuron.x1").value == 1.0
    assert seen == sorted(seen)
    assert len(set(seen[:8])) == 8
    assert seen[-1] == at.slider(key="course.neuron.w1").max == 4.0
    outputs = [output(x1=1.0, w1=w) for w in seen[:8]]
    assert outputs == sorted(outputs)


def test_the_first_use_of_a_connection_that_holds_back_makes_it_positive(page):
    """A use would make a negative connection thinner, which is not what is said."""
    prose = load_prose()
    at = press(after(page.slider(key="course.neuron.w1").set_value(-3.0)), prose.say("course.neuron.try.used.do"))
    assert at.slider(key="course.neuron.w1").value == 0.5


@pytest.mark.parametrize("name, value, stands", [("w1", 3.0, True), ("w1", -1.0, False), ("x1", 0.5, False)])
def test_what_is_said_of_a_used_connection_goes_when_it_is_no_longer_so(page, name, value, stands):
    """Another input, or a weight that is not positive."""
    prose = load_prose()
    at = press(page, prose.say("course.neuron.try.used.do"))
    at = after(at.slider(key=f"course.neuron.{name}").set_value(value))
    assert (prose.say("course.neuron.try.used.see") in [info.value for info in at.info]) is stands


@pytest.mark.parametrize("before, now, wanted", [(0.4, 0.1, "down"), (0.1, 0.4, "up"), (0.4, 0.4, "same")])
def test_which_way_a_number_went(before, now, wanted):
    """Up, down or neither."""
    assert direction(before, now) == wanted


def test_the_question_is_answered_from_a_trace(page):
    """Down is right; the reason has both outputs."""
    at = after(page.segmented_control(key="course.neuron.predict.weight.answer").set_value("down"))
    told = " ".join(text.value for text in at.markdown)
    assert load_prose().say("course.right") in told
    little, much = (trace(problem(((-1.0, w),), 0.0))["Yhat"].item() for w in (0.5, 2.0))
    assert much < little
    assert f"{little:.4g}" in told
    assert f"{much:.4g}" in told
