"""The page on nudges and chains: it opens, its prompts say what is true in the state they load, its pictures too."""

import re
from html.parser import HTMLParser

import pytest
from streamlit.testing.v1 import AppTest

from engine import trace
from explain import load_prose
from explain.chain import nudge_chain
from explain.numbers import plain
from tests.ui.lesson_page import MAIN, after
from ui.charts.chain_boxes import chain_boxes, signed
from ui.charts.ratio_curve import description, ratio_curve, rows
from ui.course.nudges import ANSWERS, CONTROLS, QUESTION, STATES, problem_of, question

PROSE = load_prose()


def opened():
    """The page as a new learner meets it."""
    at = AppTest.from_file(MAIN, default_timeout=30)
    at.run()
    at.switch_page("../pages/nudges.py")
    return after(at)


def text_of(at):
    """All Markdown of the page."""
    return "\n".join(element.value for element in at.markdown)


def nudged(**changed):
    """The nudge with the usual settings but for some, as the page finds it."""
    settings = {name: control.usual for name, control in CONTROLS.by_name.items()} | changed
    links = tuple(tuple(settings[f"{part}{i}"] for part in "fwb") for i in range(1, settings["links"] + 1))
    return nudge_chain(trace(problem_of(links, settings["x"])), settings["nudged"], settings["h"])


CHAINS = {name: nudged(**state) for name, state in STATES.items()} | {
    "usual": nudged(),
    "three": nudged(links=3),
    "second": nudged(nudged="W2", h=0.01),
}
every_chain = pytest.mark.parametrize("found", CHAINS.values(), ids=CHAINS)


class Texts(HTMLParser):
    """The pieces of text of an HTML document, and its tags."""

    def __init__(self, html):
        super().__init__()
        self.texts, self.tags = [], []
        self.feed(html)

    def handle_data(self, data):
        self.texts.append(data)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_page_opens_with_its_numbers():
    at = opened()
    text, found = text_of(at), CHAINS["usual"]
    assert found.latex(4) in text
    for number in (found.product, found.change, found.ratio):
        assert f"${plain(number, 4)}$" in text
    assert PROSE.say("course.nudges.corner") not in text


@pytest.mark.parametrize("name", STATES)
def test_each_prompt_loads_its_state_and_says_what_to_see(name):
    at = opened()
    at.button(key=f"try.nudges.{name}").click()
    after(at)
    assert CHAINS[name].latex(4) in text_of(at)
    assert [info.value for info in at.info] == [PROSE.say(f"course.nudges.try.{name}.see")]


def test_what_the_prompts_say_is_so():
    """Each claim of a "see" sentence, computed in the state that it speaks of, and with the change that it asks for."""
    straight = CHAINS["straight"]
    assert [stage.factor for stage in straight.stages] == [STATES["straight"]["w1"], STATES["straight"]["w2"]]
    assert [stage.ratio for stage in straight.stages] == pytest.approx([stage.factor for stage in straight.stages])
    assert [rung.ratio for rung in straight.ladder] == pytest.approx([straight.product] * len(straight.ladder))
    last = CHAINS["bend"].stages[-1]
    assert 0 < last.ratio < 0.6 * last.factor
    closer = nudged(**STATES["bend"] | {"h": 0.01}).stages[-1]
    assert closer.ratio == pytest.approx(closer.factor, rel=0.01)
    flat = CHAINS["flat"]
    assert flat.stages[-1].before > 0.99
    assert 0 < flat.stages[-1].factor < 1e-4
    assert 0 < flat.product < 1e-3
    assert nudged(**STATES["flat"] | {"x": 0.0}).stages[-1].factor == pytest.approx(0.25)
    shut = CHAINS["shut"].stages
    assert shut[0].before < 0
    assert shut[0].after < 0
    assert (shut[1].before, shut[1].factor) == (0, 0)
    assert [stage.change for stage in shut[1:]] == [0] * len(shut[1:])


def test_what_the_prompts_say_of_signs_and_weights_is_so():
    turned = CHAINS["turned"]
    assert sum(stage.factor < 0 for stage in turned.stages) == 1
    assert turned.change < 0 < turned.h
    assert nudged(**STATES["turned"] | {"w2": -0.5}).change > 0
    weight = CHAINS["weight"]
    assert (weight.name, weight.stages[0].factor_name) == ("w^{(1)}", "x")
    assert weight.stages[0].factor == CONTROLS.by_name["x"].usual
    assert nudged(**STATES["weight"] | {"x": 0.0}).change == 0


def test_the_question_is_about_the_chain_that_its_answer_comes_from():
    """It says in words: twice, three times; the right answer is the product."""
    right, found = question()
    assert [weight for _, weight in QUESTION] == [2.0, 3.0]
    assert found.ratio == 6.0
    assert right == "multiplied"
    assert len(set(found.claims)) == len(ANSWERS)
    at = opened()
    at.segmented_control(key="course.nudges.predict.combine.answer").set_value("added")
    after(at)
    because = PROSE.say("course.nudges.predict.combine.because", first="2", second="3", total="6")
    assert f"**{PROSE.say('course.wrong')}** {because}" in text_of(at)


@every_chain
def test_the_boxes_hold_every_number(found):
    """Before, after, change and slope of each stage; one item each, named as a whole; a bar no wider than its box."""
    seen = Texts(chain_boxes(found, PROSE, 4))
    assert sum(tag == "li" for tag, _ in seen.tags) == len(found.stages) + 1
    assert dict(seen.tags)["ol"]["aria-label"]
    for stage in found.stages:
        assert signed(stage.change, 4) in seen.texts
        assert f"× {plain(stage.factor, 4)}" in seen.texts
    wide = [float(w) for _, a in seen.tags for w in re.findall(r"width:([\d.]+)%", a.get("style", ""))]
    assert len(wide) == len(found.stages) + 1
    assert max(wide) == 100
    for width, change in zip(wide, [found.h, *(stage.change for stage in found.stages)], strict=True):
        assert (width > 0) == (change != 0)


@every_chain
def test_the_chart_plots_the_ladder_and_its_range_holds_every_point(found):
    figure = ratio_curve(found, PROSE)
    level, up, down, chosen = figure.data
    assert set(level.y) == {found.product}
    points = sorted((*zip(up.x, up.y, strict=True), *((-x, y) for x, y in zip(down.x, down.y, strict=True))))
    assert points == sorted((rung.h, rung.ratio) for rung in found.ladder)
    assert (chosen.x[0], chosen.y[0]) == (found.h, found.ratio)
    low, high = figure.layout.yaxis.range
    assert all(low < y < high for one in figure.data for y in one.y)
    assert high - low > 0.05 * abs(found.product)
    assert len({one.name for one in figure.data}) == 4
    assert len({one.line.dash for one in (level, up, down)}) == 3


@every_chain
def test_the_words_and_the_table_are_the_charts(found):
    words, table = description(found, PROSE, 4), rows(found)
    (long, long_ratio, _, product), *_, (short, short_ratio, down_ratio, _) = table
    for number in (long, long_ratio, short, short_ratio, -short, down_ratio, product):
        assert plain(number, 4) in words
    assert sorted(h for h, *_ in table) == sorted(rung.h for rung in found.ladder if rung.h > 0)
    below = {-rung.h: rung.ratio for rung in found.ladder if rung.h < 0}
    assert all(down == below[h] for h, _, down, _ in table)


@pytest.mark.parametrize("x, b1, said", [(0.0, 0.0, True), (0.1, -0.2, True), (0.1, 0.0, False)])
def test_a_corner_is_said(x, b1, said):
    at = opened()
    at.segmented_control(key="course.nudges.f1").set_value("relu")
    at.slider(key="course.nudges.x").set_value(x)
    at.slider(key="course.nudges.b1").set_value(b1)
    after(at)
    assert (PROSE.say("course.nudges.corner") in text_of(at)) is said


@pytest.mark.parametrize("x, said", [(2.0, True), (0.5, False)])
def test_that_small_changes_are_rounded_is_said(x, said):
    at = opened()
    at.segmented_control(key="course.nudges.f2").set_value("sigmoid")
    at.slider(key="course.nudges.x").set_value(x)
    for weight in ("w1", "w2"):
        at.slider(key=f"course.nudges.{weight}").set_value(4.0)
    after(at)
    assert (PROSE.say("course.nudges.rounded") in text_of(at)) is said


def test_three_links_have_three_columns_of_controls():
    at = opened()
    at.segmented_control(key="course.nudges.links").set_value(3)
    after(at)
    assert {s.key for s in at.slider} >= {f"course.nudges.{part}{i}" for part in "wb" for i in (1, 2, 3)}
    assert CHAINS["three"].latex(4) in text_of(at)


@pytest.mark.parametrize("name, value", [("h", 0.0), ("links", 4), ("f1", "softmax"), ("w1", float("nan")), ("x", "1")])
def test_a_setting_that_cannot_be_counts_as_the_usual(name, value):
    at = opened()
    at.session_state["controls"] = {f"nudges.{name}": value}
    after(at)
    assert CHAINS["usual"].latex(4) in text_of(at)
