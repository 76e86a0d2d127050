"""The page on two neurons in a chain: the notes' numbers, the wrong figure in print, prompts that say what is so."""

import pytest
from streamlit.testing.v1 import AppTest

from explain import explain_entry, load_prose
from explain.figures import figures
from explain.numbers import plain
from tests.engine.networks import example
from tests.ui.lesson_page import MAIN, act, after, stage
from ui.course.chain import CAUSE, CONTROLS, DIGITS, EXAMPLE, SET_BY, STATES, answer, with_numbers
from ui.presets import presets

PROSE = load_prose()


def opened():
    """The page as a new learner meets it."""
    at = AppTest.from_file(MAIN, default_timeout=30)
    at.run()
    at.switch_page("../pages/chain.py")
    return after(at)


def text_of(at):
    """All Markdown of the page."""
    return "\n".join(element.value for element in at.markdown)


def value(key, **settings):
    """One number of the chain with some of the notes' numbers changed."""
    return float(with_numbers(settings)[key][0, 0])


@pytest.mark.parametrize("key, number", [("Z1", "0.415"), ("A1", "0.602286"), ("Z2", "0.650572"), ("Yhat", "0.657139")])
def test_the_page_shows_the_exact_numbers(key, number):
    """As formulas with names, numbers and result."""
    assert plain(value(key), DIGITS) == number
    told = explain_entry(with_numbers({}).step(key), 0, 0, DIGITS)
    assert told.result.endswith(number)
    assert told.aligned in text_of(opened())


def test_the_second_neuron_takes_what_the_first_gives():
    """The number in its formula is the first neuron's output."""
    for name, state in STATES.items():
        found = with_numbers(state)
        numbers = explain_entry(found.step("Z2"), 0, 0, DIGITS).numbers
        assert plain(float(found["A1"][0, 0]), DIGITS) in numbers, name


def test_the_wrong_figure_is_told_with_its_cause():
    """0.6571 and not 0.7153; what the cause gives rounds to what is printed, and the example's note names the same."""
    printed = {figure["quantity"]: figure for figure in example(EXAMPLE)["figures"]}["A2[0,0]"]
    assert f"{value('Yhat'):.4f}" == "0.6571" != printed["printed"] == "0.7153"
    assert f"{value('Yhat', **CAUSE):.4f}" == printed["printed"]
    for number in CAUSE.values():
        assert plain(number, 2) in printed["note"]
    text = text_of(opened())
    for number in ("0.7153", "0.6571", "0.650572", "0.657139", "0.45", "0.65", "0.715252"):
        assert number in text


def test_the_table_has_every_figure_of_the_source():
    preset = presets()[EXAMPLE]
    table = opened().table[0].value
    assert table[PROSE.say("course.chain.head.printed")].tolist() == ["0.6023", "0.6506", "0.7153"]
    assert table[PROSE.say("course.chain.head.exact")].tolist() == ["0.6023", "0.6506", "**0.6571**"]
    assert [figure.agrees for figure in figures(preset.problem, preset.figures)] == [True, True, False]


@pytest.mark.parametrize("name", STATES)
def test_each_prompt_loads_its_state(name):
    at = opened()
    at.slider(key="course.chain.b1").set_value(3.0)
    after(at)
    at.button(key=f"try.chain.{name}").click()
    after(at)
    assert [info.value for info in at.info] == [PROSE.say(f"course.chain.try.{name}.see")]
    assert explain_entry(with_numbers(STATES[name]).step("Yhat"), 0, 0, DIGITS).aligned in text_of(at)


def test_what_the_prompts_say_is_so():
    """Each claim of a "see" sentence, in the state that it speaks of, and with the change that it asks for."""
    cut, against, flat = (STATES[name] for name in ("cut", "against", "flat"))
    assert value("Z2", **cut) == CONTROLS.by_name["b2"].usual
    assert value("A1", **cut) != value("A1", **cut, x=1.0)
    assert value("Yhat", **cut) == value("Yhat", **cut, x=1.0)
    assert against["w2"] < 0
    assert value("A1", **against, x=1.0) > value("A1", **against)
    assert value("Yhat", **against, x=1.0) < value("Yhat", **against) - 0.01
    assert value("A1", **flat) > 0.999
    assert abs(value("Yhat", **flat | {"x": 1.8}) - value("Yhat", **flat)) < 1e-4
    assert plain(value("Yhat", **STATES["printed"]), 4) == "0.7153"


def test_the_question_is_answered_from_two_traces():
    """Cut off, only the second output changes; other changes have other answers."""
    notes = with_numbers({})
    assert answer(notes, with_numbers(STATES["cut"])) == "second"
    assert answer(notes, with_numbers({"x": 1.0})) == "both"
    assert answer(notes, notes) == "none"
    assert answer(with_numbers(STATES["cut"]), with_numbers(STATES["cut"] | {"x": 1.0})) == "first"
    at = opened()
    at.segmented_control(key="course.chain.predict.cut.answer").set_value("second")
    after(at)
    names = {"a1": "0.602286", "before": "0.657139", "after": "0.622459"}
    because = PROSE.say("course.chain.predict.cut.because", **names)
    assert f"**{PROSE.say('course.right')}** {because}" in text_of(at)


@pytest.mark.parametrize("part, name", SET_BY.items())
def test_a_number_dragged_in_the_picture_sets_its_slider(part, name):
    at = act(opened(), "edit", part=part, value=1.25)
    assert at.slider(key=f"course.chain.{name}").value == 1.25
    assert explain_entry(with_numbers({name: 1.25}).step("Yhat"), 0, 0, DIGITS).aligned in text_of(at)


@pytest.mark.parametrize(
    "about", [{"part": "Y.1", "value": 0.5}, {"part": "W1.1.1", "value": "3"}, {"part": "W1.1.1", "value": True}, {}]
)
def test_what_cannot_be_set_changes_nothing(about):
    at = opened()
    before = stage(at)["picture"]
    act(at, "edit", **about)
    assert stage(at)["picture"] == before


def test_the_sigmoids_slope_is_never_above_a_quarter():
    """What the page says of it: a quarter at a sum of 0, less everywhere else."""
    slopes = {b: value("slope1", x=0.0, b1=b) for b in (-4.0, -1.0, -0.01, 0.0, 0.01, 1.0, 4.0)}
    assert slopes.pop(0.0) == 0.25 > max(slopes.values())
