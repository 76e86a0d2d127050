"""The lab's views of what training did: what their figures hold, what they say, and that every kind of run is shown."""

from __future__ import annotations

import re
from itertools import count, pairwise
from typing import Any

import numpy as np
import plotly.io
import pytest
from streamlit.testing.v1 import AppTest

from explain import load_prose
from explain.lab.distribution import QUANTITIES, spreads
from explain.lab.over_time import courses, gradient_courses, measured, timeline
from explain.lab.planes import PLANES, Asked
from explain.lab.run import Run
from explain.lab.setup import Setup
from explain.lab.surface import drawn, path
from explain.numbers import plain
from tests.explain.test_lab_over_time import CASES, changed, made, numbers
from tests.ui.lesson_page import after, sound
from tests.ui.live_charts import figures
from ui.charts.lab import distribution, over_time, surface
from ui.charts.lines import FIRST
from ui.diagram.labels import SUBSCRIPT, SUPERSCRIPT
from ui.lab.views.losses import said
from ui.lab.views.parameters import MOST_LAYERS, labels, labels_of
from ui.lab.views.surface import MOST

PROSE = load_prose()
VIEWS = ("losses", "parameters", "gradients", "histograms", "surface")
NOT_FINITE = {"losses", "gradients"}
"""Views that say so for the run that is not finite; weights and biases are, and so is a map without a J."""


def _page(view: str, case: str, update: int) -> None:
    """A page with one view of a run, the same run in every run of the page."""
    from importlib import import_module

    import streamlit as st

    from explain import load_prose
    from tests.explain.test_lab_over_time import made

    if "a run" not in st.session_state:
        st.session_state["a run"] = made(case)
    run = st.session_state["a run"]
    import_module(f"ui.lab.views.{view}").draw(run, min(update, run.updates), load_prose())


def opened(view: str, case: str, update: int = 10**9) -> AppTest:
    """One view of one run, at its newest moment unless told otherwise."""
    return sound(AppTest.from_function(_page, default_timeout=30, args=(view, case, update)).run())


def specs(at: AppTest) -> list[dict[str, Any]]:
    """The figures of a page as they are sent."""
    return figures(at)


def text(at: AppTest) -> str:
    """What is written on the page."""
    return "\n".join([*(m.value for m in at.markdown), *(m.value for m in at.info)])


# --- figures --------------------------------------------------------------------------------------------------------


def test_lines_are_the_losses_and_the_accuracy():
    """Of both parts, and the penalty; the moment and the change of settings are marked."""
    run = changed()
    found = measured(run, 7)
    figure = over_time.losses(found, timeline(run, 7), "linear", PROSE)
    drawn_lines = {(trace.name, trace.yaxis): list(trace.y) for trace in figure.data}
    assert drawn_lines == {
        ("training", "y"): [moment.training.loss for moment in found],
        ("validation", "y"): [moment.validation.loss for moment in found],
        ("penalty", "y"): [moment.penalty for moment in found],
        ("training", "y2"): [moment.training.accuracy for moment in found],
        ("validation", "y2"): [moment.validation.accuracy for moment in found],
    }
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(12, 12), (7, 7)]
    assert figure.layout.xaxis.ticktext[1] == "10<br>5"
    logarithmic = over_time.losses(found, timeline(run, 7), "log", PROSE)
    assert (figure.layout.yaxis.type, logarithmic.layout.yaxis.type) == ("linear", "log")
    assert list(logarithmic.data[2].y[:13]) == [None] * 12 + [found[12].penalty]


def test_numbers_to_predict_have_no_accuracy():
    """And a run without validation examples has one line of each."""
    for case, names in (("two numbers", ["training", "validation"]), ("no hidden", ["training", "training"])):
        run = made(case)
        figure = over_time.losses(measured(run, 0), timeline(run, 0), "linear", PROSE)
        assert [trace.name for trace in figure.data] == names


def test_one_point_is_shown_as_a_point():
    """Before the first update there are no lines; the axis has room for what will come."""
    run = made("start")
    found, at = courses(run, 1, 0), timeline(run, 0)
    lines = over_time.parameters(found, at, PROSE)
    assert {trace.mode for trace in lines.data} == {"markers"}
    assert tuple(lines.layout.xaxis.range) == FIRST
    for figure in (
        over_time.losses(measured(run, 0), at, "log", PROSE),
        over_time.gradients(*gradient_courses(run, 0), at, PROSE),
    ):
        assert all("markers" in trace.mode for trace in figure.data)


def hovered(trace: Any) -> list[str]:
    """What each point of a bundle of lines is called, as the browser writes it."""
    pattern = trace.hovertemplate.split(" = ")[0]
    found = []
    for indices in np.asarray(trace.customdata).tolist():
        name = re.sub(r"%\{customdata\[(\d)\]\}", lambda place, row=indices: str(row[int(place[1])]), pattern)
        name = re.sub(r"<sub>(.*?)</sub>", lambda m: m[1].translate(SUBSCRIPT), name)
        found.append(re.sub(r"<sup>(.*?)</sup>", lambda m: m[1].translate(SUPERSCRIPT), name))
    return found


@pytest.mark.parametrize("case, layer", [("long", 1), ("long", 2), ("two numbers", 1), ("two numbers", 3), ("deep", 8)])
def test_every_line_has_its_name_and_its_numbers(case, layer):
    """The very names of the lesson, with a comma from ten on; gaps between the lines."""
    run = made(case)
    found = courses(run, layer, run.updates)
    units, inputs = found.weights.shape[1:]
    wanted = np.hstack([found.weights.reshape(len(found.updates), -1), found.biases]).T
    figure = over_time.parameters(found, timeline(run, run.updates), PROSE)
    points = [point for trace in figure.data for point in zip(hovered(trace), trace.x, trace.y, strict=True)]
    seen: dict[str, list[float]] = {}
    for name, x, y in points:
        seen.setdefault(name, []).append(float(y))
        assert int(x) in found.updates
    assert set(seen) == set(labels_of(layer, inputs, units))
    for name, values in zip(labels_of(layer, inputs, units), wanted, strict=True):
        assert np.isnan(seen[name][-1])
        assert seen[name][:-1] == pytest.approx(values, rel=1e-6)
    assert {trace.name: trace.line.dash for trace in figure.data} == {"weights": "solid", "biases": "dash"}
    assert sum(trace.showlegend for trace in figure.data) == 2


def test_the_widest_layer_is_sent_in_little():
    """32 inputs to 16 units, and 16 to 16, over more updates than are kept."""
    run = Run(Setup(hidden=((16, "relu"), (16, "relu"))), numbers(32, 2))
    run.recording.advance(500)
    for layer in (1, 2):
        figure = over_time.parameters(courses(run, layer, 250), timeline(run, 250), PROSE)
        assert len(plotly.io.to_json(figure, validate=False)) < 150_000


def test_labels_stand_in_the_order_of_the_numbers():
    """Layer after layer, weights before biases."""
    assert labels((2, 2, 1))[:7] == ("w₁₁⁽¹⁾", "w₁₂⁽¹⁾", "w₂₁⁽¹⁾", "w₂₂⁽¹⁾", "b₁⁽¹⁾", "b₂⁽¹⁾", "w₁₁⁽²⁾")
    assert labels((32, *[16] * (MOST_LAYERS - 1), 16))[11] == "w₁,₁₂⁽¹⁾"
    assert len(labels((32, *[16] * (MOST_LAYERS - 1), 16))) <= MOST


def test_a_gradient_of_zero_is_a_cross():
    """With its layer and update; its line has a gap there."""
    run = made("dead")
    updates, found = gradient_courses(run, 3)
    figure = over_time.gradients(updates, found, timeline(run, 3), PROSE)
    *lines, gone = figure.data
    assert gone.name == PROSE.say("course.lab_over_time.line.gone")
    zeros = [
        (at, f"layer {layer}")
        for at, sizes in zip(updates, found, strict=True)
        for layer, size in enumerate(sizes, 1)
        if not size
    ]
    assert sorted(zip(gone.x, gone.customdata, strict=True)) == sorted(zeros)
    for place, line in enumerate(lines):
        assert list(line.y) == [sizes[place] or None for sizes in found]
    assert gone.y[0] > 0


def test_lines_of_eight_layers_differ_without_their_colours():
    """In dash and symbol together."""
    run = made("deep")
    figure = over_time.gradients(*gradient_courses(run, 10), timeline(run, 10), PROSE)
    looks = [(trace.line.dash, trace.marker.symbol) for trace in figure.data[:8]]
    assert len(set(looks)) == 8


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_bars_are_shares_of_their_layer(quantity):
    """One row a layer on an axis of its own, the range in common."""
    found = spreads(made("deep"), 10, quantity)
    figure = distribution.histograms(found, quantity, PROSE)
    assert len({bar.yaxis for bar in figure.data}) == len(figure.data) == 8
    for bar, spread in zip(figure.data, found.layers, strict=True):
        assert sum(bar.y) == pytest.approx(1)
        assert list(bar.y) == pytest.approx(spread.counts / spread.count)
    domains = [figure.layout[f"yaxis{n}"].domain for n in ("", *range(2, 9))]
    assert all(upper[0] > lower[1] for upper, lower in pairwise(domains))
    assert len(distribution.rows(found)) == len(found.edges) - 1


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_a_map_shows_j_and_the_path(scale):
    """The hover tells J on both scales; the moment's mark is where the path is then."""
    run = changed()
    found = drawn(run, Asked("weights", 30))
    updates, rows = path(run, 12)
    places = found.places(rows)
    figure = surface.surface(found, places, updates, 12, ("a", "b"), scale, PROSE)
    contour, line, *marks = figure.data
    assert np.array_equal(contour.text, found.loss)
    expected = found.loss if scale == "linear" else np.log10(found.loss)
    assert contour.z == pytest.approx(expected)
    assert np.array_equal(np.stack([line.x, line.y], axis=1), places)
    at = {mark.name: (mark.x[0], mark.y[0]) for mark in marks}
    assert at[PROSE.say("course.lab_surface.here")] == pytest.approx(tuple(places[updates.index(12)]))
    assert at[PROSE.say("course.lab_surface.start")] == pytest.approx(tuple(places[0]))
    assert at[PROSE.say("course.lab_surface.lowest")] == found.lowest[:2]


def test_a_loss_of_zero_has_a_shade():
    """On the logarithmic scale the least that is shown is a millionth of the largest."""
    shown = surface.heights(np.array([[0.0, 1e-9], [100.0, np.nan]]), "log")
    assert shown[:, 0].tolist() == pytest.approx([-4, 2])
    assert shown[0, 1] == pytest.approx(-4)
    assert np.isnan(shown[1, 1])


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("case", CASES)
def test_every_view_shows_every_run(view, case):
    """At its start and at its end, with as many elements each time."""
    counts = set()
    updates = made(case).updates
    for update in sorted({0, updates}):
        at = opened(view, case, update)
        counts.add(len(at.main))
        silent = case == "not finite" and view in NOT_FINITE
        assert bool(figures(at)) is not silent
        assert bool(at.info) is silent
    assert len(counts) == 1


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_of_the_same_moment_is_drawn_the_same(view):
    """Nothing in it is drawn at random or by the clock."""
    at = opened(view, "long", 333)
    before = specs(at)
    assert specs(after(at)) == before


@pytest.mark.parametrize(
    "case, parts",
    [
        ("long", ["training_accuracy", "validation_accuracy"]),
        ("two numbers", ["training", "validation"]),
        ("deep", ["training_accuracy", "validation_accuracy", "penalty"]),
        ("no hidden", ["training_accuracy"]),
    ],
)
def test_losses_of_the_moment_are_said(case, parts):
    """What there is of them, and nothing else."""
    run = made(case)
    moment = run.moment(run.updates)
    told = said(moment, PROSE)
    names = {"loss": 0, "share": 0, "penalty": 0}
    wanted = " ".join(PROSE.texts[f"course.lab_losses.{part}"] for part in parts)
    assert re.sub(r"\*\*[^*%]+(%?)\*\*", r"**#\1**", told) == wanted.format(**dict.fromkeys(names, "#"))
    assert f"**{plain(moment.training.loss, 4)}**" in told
    assert told in text(opened("losses", case))


@pytest.mark.parametrize(
    "view, control, value, shows",
    [
        ("losses", "scale", "log", lambda spec: spec["layout"]["yaxis"]["type"] == "log"),
        ("parameters", "of2", 2, lambda spec: "<sup>(2)" in spec["data"][0]["hovertemplate"]),
        ("histograms", "quantity", "gradients", lambda spec: "dJ/dw" in spec["layout"]["xaxis"]["title"]["text"]),
        ("surface", "scale", "linear", lambda spec: "ticktext" not in spec["data"][0]["colorbar"]),
        ("surface", "plane", "random", lambda spec: "steps" in spec["layout"]["xaxis"]["title"]["text"]),
        ("surface", "plane", "weights", lambda spec: spec["layout"]["xaxis"]["title"]["text"] == "w₁₁⁽¹⁾"),
    ],
)
def test_a_control_changes_the_figure(view, control, value, shows):
    """Before, it was as usual."""
    at = opened(view, "long")
    assert not shows(specs(at)[0])
    at.segmented_control(key=f"course.lab_{view}.{control}").set_value(value)
    assert shows(specs(after(at))[0])


def test_two_weights_can_be_chosen():
    """By name, from all that there are; the same one twice is another one."""
    at = opened("surface", "long")
    at.segmented_control(key="course.lab_surface.plane").set_value("weights")
    after(at)
    box = at.selectbox(key="course.lab_surface.first")
    assert tuple(box.options) == labels((2, 3, 1))
    at.selectbox(key="course.lab_surface.second").set_value(11)
    box.set_value(11)
    layout = specs(after(after(at)))[0]["layout"]
    assert layout["xaxis"]["title"]["text"] == labels((2, 3, 1))[10]
    assert layout["yaxis"]["title"]["text"] == labels((2, 3, 1))[0]


def test_a_map_around_the_newest_network_stays_when_the_moment_moves():
    """The mark of the moment moves; the map says whose network it is around."""
    at = opened("surface", "long", 333)
    assert PROSE.say("course.lab_surface.drawn", update=333) in text(at)
    at.segmented_control(key="course.lab_surface.around").set_value("last")
    shown = text(after(at))
    assert PROSE.say("course.lab_surface.drawn", update=900) in shown
    run = at.session_state["a run"]
    rows = path(run, 333)[1]
    share = drawn(run, Asked("path", 900)).share(rows)
    assert PROSE.say("course.lab_surface.share", share=plain(100 * share, 3)) in shown


def test_a_map_that_lags_behind_says_so(monkeypatch):
    """It says for which update it is drawn, and that training has gone on."""
    monkeypatch.setattr("explain.lab.surface.perf_counter", count().__next__)  # a second from one look to the next
    at = opened("surface", "long")
    run = at.session_state["a run"]
    run.recording.advance(5)
    shown = text(after(at))
    assert PROSE.say("course.lab_surface.drawn", update=900) in shown
    assert PROSE.say("course.lab_surface.behind", update=905) in shown
    shown = text(after(at))
    assert PROSE.say("course.lab_surface.drawn", update=905) in shown
    assert PROSE.say("course.lab_surface.behind", update=905) not in shown


def test_layers_without_a_gradient_are_named():
    """Where nothing moves the weights."""
    run = made("dead")
    gone = [layer for layer, size in enumerate(gradient_courses(run, 10)[1][-1], 1) if not size]
    assert gone
    assert PROSE.say("course.lab_gradients.gone", layers=", ".join(map(str, gone))) in text(opened("gradients", "dead"))


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_its_texts(view):
    """Its title is short, its text says what to see; every name of the map's planes is there."""
    assert len(PROSE.say(f"course.lab.view.{view}.title")) <= 12
    assert len(PROSE.say(f"course.lab.view.{view}.text")) > 80
    assert all(PROSE.say(f"course.lab_surface.plane.{plane}") for plane in PLANES)


@pytest.mark.parametrize("view", VIEWS)
def test_the_numbers_behind_a_chart_are_all_there(view):
    """Opened, as a table of numbers and a file."""
    at = opened(view, "long")
    at.session_state[f"lab_{view}_numbers"] = True
    shown = text(after(at))
    assert re.search(r"\| --: \|", shown)
    assert at.get("download_button")
