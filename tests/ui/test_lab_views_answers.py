"""The lab's views of what the network says: what their figures hold, and that every kind of run is shown."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from plotly.basedatatypes import BaseFigure
from streamlit.testing.v1 import AppTest

from engine.recording import Recording
from explain import load_prose
from explain.lab.answers import answers, leads, pair, window
from explain.lab.data import Data, generated, make_data
from explain.lab.per_example import LARGEST, MOST, is_validation, judge
from explain.lab.responses import POINTS, responses
from explain.lab.run import Run
from explain.lab.setup import Setup
from explain.numbers import plain
from tests.ui.lesson_page import sound
from tests.ui.live_charts import click, figures, live_charts
from ui.charts.lab.answer_words import PICTURES, kind_of
from ui.charts.lab.per_example import Shown, losses, table
from ui.charts.lab.points import class_look, marks
from ui.charts.lab.responses import pictures
from ui.lab import lesson_link

PROSE = load_prose()
VIEWS = ("answers", "units", "examples")
NAMES = ("age", "<b>size</b>", "$x$ [a](b)", "*", "height")
SMALL = Setup(hidden=((3, "tanh"), (2, "relu")), batch_size=8)


def own(count: int, classes: int, outputs: int = 1, share: float = 0.25, examples: int = 24, **named: Any) -> Data:
    """Data as somebody might bring it along."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(count, examples)) * 50 + 7
    targets = rng.normal(size=(outputs, examples))
    if classes:
        targets = (np.arange(examples) % classes)[None].astype(float)
    return make_data("own", x, targets, classes, seed=1, share=share, standardise=True, **named)


def blobs(share: float = 0.2) -> Data:
    """Three classes over two inputs."""
    return generated("blobs", examples=40, noise=0.3, seed=0, share=share, standardise=False)


CASES: dict[str, tuple[Setup, Data]] = {
    "two classes": (SMALL, own(2, 2)),
    "three classes": (SMALL, blobs()),
    "no validation": (SMALL, blobs(0)),
    "twelve classes": (SMALL, own(2, 12)),
    "hinge": (replace(SMALL, loss="hinge", output="tanh"), own(2, 2)),
    "many outputs for two classes": (replace(SMALL, output="softmax"), own(2, 2)),
    "numbers": (SMALL, own(2, 0, 3)),
    "curve": (SMALL, own(1, 0, 2)),
    "one input, two classes": (SMALL, own(1, 2)),
    "one input, four classes": (SMALL, own(1, 4)),
    "five inputs": (SMALL, own(5, 2, inputs=NAMES, labels=("cat", "<i>dog</i>"))),
    "thirty-two inputs": (SMALL, own(32, 0, 2)),
    "no hidden layer": (replace(SMALL, hidden=()), own(2, 2)),
    "seven layers": (replace(SMALL, hidden=((16, "sigmoid"),) * 7), own(2, 2)),
    "one example": (SMALL, own(2, 0, examples=1)),
    "two examples": (SMALL, own(3, 2, examples=2, share=0.5)),
    "many examples": (SMALL, own(2, 2, examples=900)),
}


def made(case: str, updates: int = 9) -> Run:
    """A run of one of the cases; it keeps few updates, so that some have to be made again."""
    run = Run(*CASES[case])
    run.recording = Recording(run.recording.now, run.setup.batch_size, run.setup.shuffle, most=3)
    run.recording.advance(updates)
    return run


EXPLODING = {
    "numbers": (own(2, 0), {}),
    "curve": (own(1, 0), {}),
    "classes": (own(2, 3), {"loss": "half_squared_error", "output": "identity"}),
    "one input": (own(1, 3), {"loss": "absolute_error", "output": "identity"}),
}


def stopped(case: str = "numbers") -> Run:
    """A run that ended at a number that was not finite, its last network having enormous weights."""
    data, settings = EXPLODING[case]
    setup = Setup(hidden=((3, "identity"),) * 3, eta=10.0, optimiser="sgd", batch_size=None, **settings)
    run = Run(setup, data)
    run.recording.advance(500)
    assert run.recording.stopped is not None
    return run


def _page(run, view, update):  # type: ignore[no-untyped-def]  # it runs without the names of this module
    from importlib import import_module

    from explain import load_prose

    import_module(f"ui.lab.views.{view}").draw(run, update, load_prose())


def shown(run: Run, view: str, update: int | None = None) -> AppTest:
    """A page that has nothing but one of the views."""
    at = AppTest.from_function(_page, args=(run, view, run.updates if update is None else update), default_timeout=30)
    return sound(at.run())


def spec(at: AppTest) -> dict[str, Any]:
    """The figure that the page sends."""
    (found,) = figures(at)
    return found


def said(at: AppTest) -> str:
    """What stands on the page, and what the chart says in words."""
    texts = [element.value for kind in (at.markdown, at.caption, at.info) for element in kind]
    return "\n".join([*texts, *(chart["alt"] for chart in live_charts(at))])


def figure(run: Run, output: int = 0, against: bool = False, update: int | None = None) -> BaseFigure:
    """The picture of the answers."""
    data = run.data
    over = window(data, pair(data, 0, 1), 9)
    found = answers(run.problem(run.updates if update is None else update), data, over)
    made_figure: BaseFigure = PICTURES[kind_of(data, against)].figure(found, data, output, PROSE)
    return made_figure


def named(found: BaseFigure, name: str) -> list[Any]:
    """The traces of this name."""
    return [trace for trace in found.data if trace.name == name]


# --- every kind of run ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_run_is_shown_at_every_moment(view: str, case: str) -> None:
    """Before any update, with one, between two that are kept and at the end: the same elements every time."""
    for updates in (0, 1, 9):
        run, counts = made(case, updates), set()
        for update in {0, updates // 2, updates}:
            at = shown(run, view, update)
            counts.add((len(at.main), len(live_charts(at))))
        assert len(counts) == 1
        assert counts.pop()[1] == (0 if (view, case) == ("units", "no hidden layer") else 1)


@pytest.mark.parametrize("view", VIEWS)
def test_a_run_that_stopped_says_so(view: str) -> None:
    """In a sentence in the place of the picture, at the moment where it can be drawn no more; not at the beginning."""
    run = stopped()
    run.recording.stopped = None
    problem = run.problem(run.updates)
    blown = problem.with_values({"W1": problem.W[0] * 1e200, "W2": problem.W[1] * 1e200})
    run.recording.change(lambda _: blown, None, None)
    assert PROSE.say("course.lab.answers.not_finite") in said(shown(run, view))
    assert PROSE.say("course.lab.answers.not_finite") not in said(shown(run, view, 0))


@pytest.mark.parametrize("case", EXPLODING)
@pytest.mark.parametrize("view", VIEWS)
def test_the_last_network_of_a_stopped_run_is_looked_at(view: str, case: str) -> None:
    """However large its numbers are, no view breaks, and none warns."""
    shown(stopped(case), view)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_its_texts(view: str) -> None:
    """The button's label is short."""
    assert len(PROSE.say(f"course.lab.view.{view}.title")) < 30
    assert PROSE.say(f"course.lab.view.{view}.text")


@pytest.mark.parametrize("case", [name for name in CASES if name != "no hidden layer"])
def test_nothing_jumps_while_the_network_learns(case: str) -> None:
    """Axes, scales and legend of the answers are the same at every moment."""
    run = made(case)
    still = {str((found.layout, _legend(found))) for found in (figure(run, update=update) for update in (0, 4, 9))}
    assert len(still) == 1


def _legend(found: BaseFigure) -> list[tuple[str | None, bool, Any]]:
    """What stands in it: a trace without a point would not. With the scale of what is coloured."""
    return [
        (trace.name, trace.type != "scatter" or len(trace.x) > 0, getattr(trace, "zmin", None)) for trace in found.data
    ]


# --- the answers ----------------------------------------------------------------------------------------------------


def test_a_tint_says_which_class_is_ahead_and_how_far() -> None:
    """One a class, clear where it is not the one that is chosen; the borders are where it is as far as another."""
    run = made("three classes")
    over = window(run.data, (0, 1), 9)
    ahead = leads(answers(run.problem(9), run.data, over).over, (0.0, 1.0)).reshape(3, 9, 9)
    found = figure(run)
    tints = [trace for trace in found.data if trace.type == "heatmap"]
    borders = [trace for trace in found.data if trace.type == "contour"]
    assert (len(tints), len(borders)) == (3, 2)
    for tint, lead in zip(tints, ahead, strict=True):
        assert tint.z / 255 == pytest.approx(np.maximum(lead, 0), abs=0.003)
        assert tint.colorscale[0][1].endswith(", 0)")
    for border, lead in zip(borders, ahead, strict=False):
        assert border.z == pytest.approx(lead, abs=1e-6)
        assert (border.contours.start, border.contours.end) == (0, 0)


@pytest.mark.parametrize("case", ["two classes", "three classes", "twelve classes", "hinge", "one input, four classes"])
def test_classes_have_colour_and_symbol_and_rings_are_what_is_wrong(case: str) -> None:
    """Training examples are filled and validation examples open; a ring stands round each that is misjudged."""
    run = made(case)
    data, right = run.data, judge(run, run.problem(9)).right
    assert right is not None
    found = figure(run)
    for number in range(data.classes):
        filled, opened = named(found, f"class {number}")
        assert (filled.marker.color, filled.marker.symbol) == class_look(number)
        assert opened.marker.symbol == f"{filled.marker.symbol}-open"
        for trace, columns in ((filled, data.training), (opened, data.validation)):
            wanted = data.X[0, columns[data.targets[0, columns] == number]]
            assert [x for x in trace.x if x is not None] == pytest.approx(wanted)
    (rings,) = named(found, PROSE.say("course.lab.answers.wrong"))
    assert sorted(x for x in rings.x if x is not None) == pytest.approx(np.sort(data.X[0, ~right]))
    assert 0 < (~right).sum() < right.size


def test_the_legend_names_what_has_no_points_at_the_moment() -> None:
    """A trace without any point would leave it, and everything below would jump when the last error is gone."""
    nothing = np.array([])
    assert marks(nothing, nothing, "wrong", {}).x == (None,)
    assert marks(np.array([2.0]), np.array([3.0]), "wrong", {}).x == (2.0,)


def test_thirty_classes_look_different() -> None:
    """In colour or in symbol."""
    assert len({class_look(number) for number in range(30)}) == 30
    assert class_look(0)[0] != class_look(1)[0]
    assert class_look(0)[1] != class_look(1)[1]


@pytest.mark.parametrize("case", ["curve", "one input, two classes", "one input, four classes"])
def test_a_curve_for_every_output(case: str) -> None:
    """It is the network's; the axis up has room for all targets."""
    run = made(case)
    found = figure(run)
    lines = [trace for trace in found.data if trace.mode == "lines"]
    over = window(run.data, (0,), 9)
    outputs = answers(run.problem(9), run.data, over).over
    assert len(lines) == len(outputs)
    for line, output in zip(lines, outputs, strict=True):
        assert line.y == pytest.approx(output)
        assert line.x == pytest.approx(over.axes[0])
    low, high = found.layout.yaxis.range
    heights = run.data.targets if not run.data.classes else np.array([0, 1])
    assert low < heights.min() < heights.max() < high


def test_a_map_of_numbers_has_one_scale_with_its_examples() -> None:
    """Places in the colour of the output, examples in that of their target; validation examples are diamonds."""
    run = made("numbers")
    over = window(run.data, (0, 1), 9)
    wanted = answers(run.problem(9), run.data, over).over[2].reshape(9, 9)
    found = figure(run, output=2)
    surface, seen, unseen = found.data[:3]
    assert surface.z == pytest.approx(wanted, rel=1e-6, abs=1e-6)
    for points, columns, symbol in ((seen, run.data.training, "circle"), (unseen, run.data.validation, "diamond")):
        assert points.marker.color == pytest.approx(run.data.targets[2, columns])
        assert points.marker.symbol == symbol
        assert (points.marker.cmin, points.marker.cmax) == (surface.zmin, surface.zmax)
    assert surface.zmin < run.data.targets[2].min()
    assert run.data.targets[2].max() < surface.zmax


def test_with_more_inputs_two_are_chosen_and_the_others_named_as_still() -> None:
    """The choice moves the axes of this view and of the hidden units; it says that the rest stays at its mean."""
    run = made("thirty-two inputs")
    at = shown(run, "answers")
    assert "every other input stays at its mean" in said(at)
    at.selectbox(key="course.lab_answers.first").set_value(9)
    at.selectbox(key="course.lab_answers.second").set_value(4)
    sound(at.run())
    axes = spec(at)["layout"]
    assert [axes[name]["title"]["text"] for name in ("xaxis", "yaxis")] == ["x₉", "x₄"]
    assert "Only x₉ and x₄ are drawn" in said(at)
    assert "mean" not in said(shown(made("two classes"), "answers"))


def test_the_chosen_output_is_drawn() -> None:
    """By its number."""
    run = made("numbers")
    at = shown(run, "answers")
    first = spec(at)["data"][0]["z"]
    at.segmented_control(key="course.lab_answers.output").set_value(3)
    sound(at.run())
    assert spec(at)["data"][0]["z"] != first
    assert spec(at)["data"][0]["colorbar"]["title"]["text"] == "ŷ₃"


@pytest.mark.parametrize("case", ["thirty-two inputs", "five inputs"])
def test_with_more_inputs_answers_stand_against_the_targets(case: str) -> None:
    """Numbers as points with the line where both are equal, classes as a table of counts."""
    run = made(case)
    at = shown(run, "answers")
    at.segmented_control(key="course.lab_answers.picture").set_value("targets")
    sound(at.run())
    assert "stays at its mean" not in said(at)
    found, judged = figure(run, against=True), judge(run, run.problem(9))
    if run.data.classes:
        seen = [int(text.split(" + ")[0]) for row in found.data[0].text for text in row]
        assert sum(seen) == run.data.training.size
        assert judged.right is not None
        assert seen[0] + seen[3] == judged.right[run.data.training].sum()
        return
    points = found.data[1]
    assert points.x == pytest.approx(run.data.targets[0, run.data.training])
    assert points.y == pytest.approx(judged.said[0, run.data.training])
    assert found.data[0].x == found.data[0].y


def test_names_that_were_typed_are_shown_as_they_are() -> None:
    """In the chart as text and not as markup; in the sentences, too."""
    at = shown(made("five inputs"), "answers")
    found = json.dumps(spec(at), ensure_ascii=False)
    assert "&lt;b&gt;size&lt;/b&gt;" in found
    assert "<b>" not in found
    assert "<i>" not in found
    assert "Only age and \\<b\\>size\\</b\\> are drawn" in said(at)


@pytest.mark.parametrize("case", ["two classes", "numbers"])
def test_the_words_have_the_numbers(case: str) -> None:
    """How many are right of both parts, or how far off the answers are."""
    run = made(case)
    judged, told = judge(run, run.problem(9)), said(shown(run, "answers"))
    for part in ("training", "validation"):
        columns = run.data.columns(part)
        if judged.right is not None:
            assert f"right for {judged.right[columns].sum()} of {columns.size} {part} examples" in told
        else:
            off = np.abs(judged.said - run.data.targets)[:, columns]
            assert f"off by {plain(off.mean(), 4)} on average and by {plain(off.max(), 4)} at most" in told


def test_of_many_examples_some_are_drawn_and_the_page_says_so() -> None:
    """A browser that draws a thousand markers ten times a second answers nobody."""
    at = shown(made("many examples"), "answers")
    drawn = sum(len(t.x) for t in figure(made("many examples")).data if t.name in ("class 0", "class 1"))
    assert drawn <= 300
    assert "About 300 of the 900 examples are drawn" in said(at)


# --- the units ------------------------------------------------------------------------------------------------------


def test_every_unit_has_its_picture_at_its_place() -> None:
    """All on one scale around 0; nothing lies between the pictures."""
    run = made("seven layers")
    found = responses(run.problem(9), run.data, window(run.data, (0, 1), POINTS), 2)
    drawn = pictures(found, [f"unit {number}" for number in range(16)])
    cells, titles = drawn.data[0], drawn.data[-1]
    assert (cells.zmin, cells.zmax) == (-1, 1)
    assert np.isfinite(cells.z).sum() == 16 * POINTS * POINTS
    for unit, (x, y) in enumerate(zip(titles.x, titles.y, strict=True)):
        left, low = round(x + 0.5), round(y + 0.5) - POINTS
        inside = cells.z[low : low + POINTS, left : left + POINTS]
        assert inside == pytest.approx(found.values[unit].reshape(POINTS, POINTS), rel=1e-6)
    assert list(titles.text) == [f"unit {number}" for number in range(16)]
    assert titles.x[0] < titles.x[1]
    assert titles.y[0] == titles.y[3] > titles.y[4]


def test_a_unit_over_one_input_is_a_curve_with_its_values() -> None:
    """Where it is drawn says how large it is; the value itself is said at a touch."""
    run = made("curve")
    found = responses(run.problem(9), run.data, window(run.data, (0,), 11), 1)
    line = next(trace for trace in pictures(found, ["a", "b", "c"]).data if trace.customdata is not None)
    values = line.customdata.reshape(3, 12)[:, :-1]
    assert values == pytest.approx(found.values)
    up = line.y.reshape(3, 12)[:, :-1]
    assert up == pytest.approx((found.values + 1) / 2 * (POINTS - 1))
    assert np.isnan(line.y.reshape(3, 12)[:, -1]).all()


def test_the_layer_is_chosen() -> None:
    """And a layer that another network had counts as the last one."""
    run = made("two classes")
    at = shown(run, "units")
    assert "layer 1, unit 3" in spec(at)["data"][-1]["text"]
    at.segmented_control(key="course.lab_units.layer").set_value(2)
    sound(at.run())
    assert spec(at)["data"][-1]["text"] == ["layer 2, unit 1", "layer 2, unit 2"]
    assert "strongest colour" in said(at)


def test_without_hidden_layers_there_is_a_sentence() -> None:
    """And no picture."""
    assert PROSE.say("course.lab.units.none") in said(shown(made("no hidden layer"), "units"))


# --- the examples ---------------------------------------------------------------------------------------------------


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int | None]]:
    """What is offered to be opened in the lesson: update and column."""
    found: list[tuple[int, int | None]] = []
    monkeypatch.setattr(lesson_link, "offer", lambda run, update, column, prose: found.append((update, column)))
    return found


def chosen(at: AppTest) -> Any:
    """The number in the field."""
    return at.number_input(key="course.lab_examples.example").value


def test_a_number_that_is_typed_chooses_an_example(offered: list[tuple[int, int | None]]) -> None:
    """It is told in numbers and offered for the lesson; an empty field chooses none."""
    run = made("two classes")
    at = shown(run, "examples", 4)
    assert PROSE.say("course.lab.examples.none") in said(at)
    assert not offered
    at.number_input(key="course.lab_examples.example").set_value(7)
    sound(at.run())
    judged = judge(run, run.problem(4))
    assert judged.right is not None
    assert offered == [(4, 6)]
    assert "**Example 7**" in said(at)
    for value in (*run.data.X[:, 6], judged.said[0, 6], judged.loss[6]):
        assert plain(float(value), 4) in said(at)
    assert f"**{'right' if judged.right[6] else 'wrong'}**" in said(at)
    at.number_input(key="course.lab_examples.example").set_value(None)
    sound(at.run())
    assert PROSE.say("course.lab.examples.none") in said(at)
    assert len(offered) == 1


def test_a_click_on_a_point_chooses_its_example(offered: list[tuple[int, int | None]]) -> None:
    """A click beside the points, and what no browser sends, change nothing."""
    at = click(shown(made("two classes"), "examples"), 5)
    assert chosen(at) == 5
    assert offered[-1] == (9, 4)
    for wrong in (None, "5", -1, 2.5, True, 10**9, [5]):
        assert chosen(click(at, wrong)) == 5
    assert chosen(click(at, 24)) == 24


def test_an_example_that_the_data_has_no_more_counts_as_none(offered: list[tuple[int, int | None]]) -> None:
    """As after a change to fewer examples."""
    at = click(shown(made("two classes"), "examples"), 25)
    assert chosen(at) is None
    assert not offered


@pytest.mark.parametrize("by_loss", [True, False])
def test_every_point_is_an_example_at_its_loss(by_loss: bool) -> None:
    """Right and wrong, training and validation each have their look; the chosen one has a ring."""
    run = made("two classes")
    judged, held = judge(run, run.problem(9)), is_validation(run)
    assert judged.right is not None
    found = losses(Shown(judged, by_loss, held, 3), PROSE)
    assert len({(trace.marker.color, trace.marker.symbol) for trace in found.data}) == 5
    seen: dict[int, float] = {}
    for trace in found.data[1:]:
        for x, y, number in zip(
            trace.x, trace.y, trace.customdata if trace.customdata is not None else [], strict=False
        ):
            column = int(number) - 1
            seen[column] = x
            assert y == judged.loss[column]
            part = "validation" if held[column] else "training"
            assert trace.name == f"{part}, {'right' if judged.right[column] else 'wrong'}"
    assert sorted(seen) == list(range(24))
    order = sorted(seen, key=lambda column: seen[column])
    assert order == (np.argsort(-judged.loss, kind="stable").tolist() if by_loss else list(range(24)))
    assert (found.data[0].x[0], found.data[0].y[0]) == (seen[3], judged.loss[3])


def test_all_examples_stand_behind_the_chart() -> None:
    """Also where some are not drawn, which the page says."""
    run = made("many examples")
    everything = Shown(judge(run, run.problem(9)), True, is_validation(run), None)
    heads, rows = table(everything, PROSE)
    assert len(heads) == len(rows[0]) == 4
    assert sorted(row[0] for row in rows) == list(range(1, 901))
    assert sum(len(t.x) for t in losses(everything, PROSE).data if t.customdata is not None) == MOST
    assert f"The {LARGEST} largest losses are drawn, and {MOST - LARGEST} of the other 800" in said(
        shown(run, "examples")
    )


def test_names_of_classes_and_inputs_are_told_as_text(offered: list[tuple[int, int | None]]) -> None:
    """Nothing that was typed becomes markup."""
    at = click(shown(made("five inputs"), "examples"), 2)
    assert "\\<b\\>size\\</b\\>" in said(at)
    assert "\\$x\\$ \\[a\\]\\(b\\)" in said(at)
    assert "**\\<i\\>dog\\</i\\>**" in said(at)
