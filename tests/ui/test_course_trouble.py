"""The page on what goes wrong: each part opens, what its prompts and its answers say is true of the numbers."""

import math

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine import Phase, plan
from explain import load_prose
from explain.cost import compare, phase_costs
from explain.gradient_sizes import layer_signals, usual_factors
from explain.overfitting import outputs
from explain.starts import row_spread
from explain.units import steepest, units, without_gradient
from tests.ui.lesson_page import MAIN, after, sound
from ui.charts import gradient_sizes as sizes_chart
from ui.charts import overfitting as fit_chart
from ui.charts import starts as starts_chart
from ui.charts import unit_slopes as units_chart
from ui.course.trouble import PARTS, cost, gradients, overfitting, starts
from ui.course.trouble import units as dead
from ui.course.trouble.controls import CONTROLS, COSTED, PAGE, STATES

PROSE = load_prose()
SAY = f"course.{PAGE}"


@pytest.fixture
def opened():
    """The page as a new learner meets it."""
    at = AppTest.from_file(MAIN, default_timeout=60)
    at.switch_page("../pages/trouble.py")
    return sound(at.run())


def settings(part, name):
    """What the controls are set to after a prompt."""
    return {control.name: control.usual for control in CONTROLS.by_name.values()} | {"part": part, **STATES[part][name]}


def part_of(at, part):
    """The page at one of its parts."""
    at.session_state["controls"] = {f"{PAGE}.part": part}
    return after(at)


def words(at):
    """All Markdown of the page."""
    return "\n".join(one.value for one in at.markdown)


@pytest.mark.parametrize("part", PARTS)
def test_each_part_opens_alone(opened, part):
    at = part_of(opened, part)
    titles = [one.value for one in at.markdown if one.value.startswith("## ")]
    shown = [name for name in PARTS if any(PROSE.say(f"{SAY}.{name}.title") in title for title in titles)]
    assert shown == [part]


@pytest.mark.parametrize("part, name", [(part, name) for part, names in STATES.items() for name in names])
def test_a_prompt_prepares_its_state_and_says_what_to_see(opened, part, name):
    at = after(part_of(opened, part).button(f"try.{PAGE}.{part}_{name}").click())
    kept = at.session_state["controls"]
    wanted = {f"{PAGE}.{key}": value for key, value in {"part": part, **STATES[part][name]}.items()}
    assert kept == wanted | {f"{PAGE}.tried": f"{part}_{name}"}
    assert len(at.info) == 1


# --- gradients ---


def deep(name):
    """The layers of the network that a prompt loads."""
    at = settings("gradients", name)
    return layer_signals(gradients.deep(*(at[key] for key in ("depth", "width", "activation", "initial"))))


def test_vanishing():
    """More than ten powers of ten to the left, less than 1/4 a layer by the slopes."""
    signals = deep("vanish")
    assert math.log10(signals[-2].gradient / signals[0].gradient) > 10
    assert math.log10(signals[-1].signal / signals[0].signal) > 10
    assert all(signal.slopes < 0.25 for signal in signals[:-1])


def test_exploding():
    """The signal more than doubles a layer; one update would move weights by more than they are."""
    usual, signals = usual_factors(deep("explode")), deep("explode")
    assert usual.both > 2
    assert all(signal.gradient > 1e6 for signal in signals[:-1])


def test_steady():
    signals = deep("steady")
    assert usual_factors(signals).both == pytest.approx(1, abs=0.1)
    assert 0.3 < signals[0].gradient / signals[-2].gradient < 0.4


def test_exploding_signals_grow_in_every_layer():
    """As the sentence says: in each, and usually to more than double."""
    signals = deep("explode")
    assert min(one.factor for one in signals[:-1]) > 1
    assert usual_factors(signals).both > 2


def test_the_answer_on_the_first_layer():
    signals = layer_signals(gradients.deep(*gradients.ASKED))
    assert signals[0].gradient < signals[-2].gradient / 1000
    assert gradients.answer() == "millionth"


def test_the_chart_of_gradients_plots_the_layers():
    """Both lines, a cross for each layer without gradient, and words with the same numbers."""
    signals = deep("vanish")
    figure = sizes_chart.figure(signals, PROSE)
    assert [list(line.y) for line in figure.data] == [[s.gradient for s in signals], [s.signal for s in signals]]
    assert figure.data[0].line.dash != figure.data[1].line.dash
    assert figure.layout.yaxis.type == "log"
    nothing = layer_signals(gradients.deep(20, 1, "relu", "he"))
    gone = [s.layer for s in nothing if s.gradient == 0]
    assert list(sizes_chart.figure(nothing, PROSE).data[2].x) == gone
    assert f"{len(gone)} of them" in sizes_chart.description(nothing, PROSE)


def test_nothing_arrives_is_said(opened):
    opened.session_state["controls"] = {
        f"{PAGE}.{k}": v for k, v in (("width", 1), ("activation", "relu"), ("depth", 20))
    }
    assert PROSE.say(f"{SAY}.gradients.nothing") in words(after(opened))


# --- units ---


def layer(name):
    """The trace and the units that a prompt loads, and J before it."""
    at = settings("units", name)
    history = dead.run(*(at[key] for key in dead.NAMES))
    found = history[at["updates"]]
    return found, [unit.flag for unit in units(found, 1)], history.losses


def test_shut_by_biases():
    """Every sum is negative, and no weight has a gradient."""
    found, flags, _ = layer("shut")
    assert (found["Z1"] < 0).all()
    assert set(flags) == {"dead"}
    still = without_gradient(found)
    assert all(still[key].all() for key in ("W1", "b1", "W2"))


def test_one_step_too_long():
    """One unit dead after one update, none before, and J lower."""
    _, flags, losses = layer("step")
    assert flags.count("dead") == 1
    history = dead.run("relu", 1.0, 0.0, 10.0)
    assert not any(unit.dead for unit in units(history[0], 1))
    assert losses[1] < losses[0]


def test_all_dead_and_only_the_last_bias_learns():
    found, flags, _ = layer("all")
    assert set(flags) == {"dead"}
    assert {key: bool(where.all()) for key, where in without_gradient(found).items()} == {
        "W1": True,
        "b1": True,
        "W2": True,
        "b2": False,
    }


def test_leaky_relu_keeps_every_gradient():
    """Most units are flat, none is dead, no gradient is 0."""
    found, flags, _ = layer("leaky")
    assert "dead" not in flags
    assert flags.count("saturated") > len(flags) / 2
    assert not any(where.any() for where in without_gradient(found).values())


def test_tanh_saturates():
    """Some units saturated, none dead, no gradient 0."""
    found, flags, _ = layer("saturated")
    assert 0 < flags.count("saturated") < len(flags)
    assert "dead" not in flags
    assert not any(where.any() for where in without_gradient(found).values())


def test_a_dead_unit_stays_dead():
    assert dead.answer() == "never"
    history = dead.run("relu", 1.0, 0.0, 10.0)
    gone = next(unit.unit for unit in units(history[1], 1) if unit.dead)
    assert np.array_equal(history[1]["W1"][gone], history[20]["W1"][gone])


def test_the_map_of_slopes():
    """A cell for each unit and example; 0 and small are written in it, the flag stands at the unit."""
    found, _, _ = layer("leaky")
    seen = units(found, 1)
    cells = units_chart.figure(seen, steepest("leaky_relu"), PROSE).data[0]
    assert np.array_equal(np.array(cells.z), np.abs(found["slope1"]))
    marks = {0.01: units_chart.SMALL, 1.0: ""}
    assert [[marks[s] for s in row] for row in cells.z] == [list(row) for row in cells.text]
    shut = units(layer("shut")[0], 1)
    assert {mark for row in units_chart.figure(shut, 1.0, PROSE).data[0].text for mark in row} == {units_chart.ZERO}
    assert units_chart.description(shut, PROSE).count("dead") == len(shut)


def test_the_table_of_what_stands_still(opened):
    """The counts on the page are the trace's."""
    at = after(part_of(opened, "units").button(f"try.{PAGE}.units_step").click())
    assert "| $W^{(1)}$ | 2 | 12 |" in words(at)
    assert "| $b^{(2)}$ | 0 | 1 |" in words(at)


# --- starts ---


def by_name(activation):
    """Every start."""
    return {one.name: one for one in starts.runs(activation)}


def test_sigmoid_from_the_same_xavier_weights():
    """First gradient of layer 1 more than ten times smaller than with tanh, and J much higher after training."""
    sigmoid, tanh = by_name("sigmoid")["xavier"], by_name("tanh")["xavier"]
    assert np.array_equal(sigmoid.before, tanh.before)
    assert sigmoid.gradients[0] * 10 < tanh.gradients[0]
    assert sigmoid.losses[0] - sigmoid.losses[-1] < (tanh.losses[0] - tanh.losses[-1]) * 0.8


def test_relu_from_a_huge_start():
    """Hundreds of times the others' first loss, and in the end no better than zero."""
    found = by_name("relu")
    assert found["huge"].losses[0] > 200 * max(one.losses[0] for name, one in found.items() if name != "huge")
    assert found["huge"].losses[-1] > found["zero"].losses[-1] - 0.01


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_equal_units_stay_equal(activation):
    assert row_spread(starts.same(activation).before) == 0
    assert row_spread(starts.same(activation).after) < starts.ROUNDING
    assert starts.answer() == "one"


def test_the_chart_of_starts():
    """Six lines that differ in dash, and words with both ends of each."""
    found = starts.runs("tanh")
    names = {one.name: one.name for one in found}
    figure = starts_chart.figure(found, PROSE)
    assert [list(line.y) for line in figure.data] == [one.losses.tolist() for one in found]
    assert len({line.line.dash for line in figure.data}) == len(found)
    assert "zero from 0.693 to 0.693" in starts_chart.description(found, names, PROSE)
    assert starts_chart.rows(found)[-1] == [starts.UPDATES, *(one.losses[-1] for one in found)]


# --- cost ---


def counted(name):
    """The network that a prompt loads, counted."""
    at = settings("cost", name)
    program = plan(cost.network(at["layers"], at["units"], at["examples"]).spec)
    return compare(program, at["examples"]), phase_costs(program, at["examples"])[Phase.FORWARD].multiplications


def test_with_one_example_both_are_cheaper():
    """As many weights, fewer multiplications either way, still more than fifty times as dear."""
    one, usual = counted("one")[0], compare(plan(cost.network(2, 8, 16).spec), 16)
    assert one.parameters == usual.parameters
    assert (one.backpropagation < usual.backpropagation, one.nudging < usual.nudging) == (True, True)
    assert one.ratio > 50


def test_a_larger_network():
    """Backpropagation stays below three forward passes."""
    both, forward = counted("large")
    assert both.backpropagation < 3 * forward
    assert both.ratio > compare(plan(cost.network(2, 8, 16).spec), 16).ratio


@pytest.mark.parametrize("layers, size, examples", [one for one in COSTED if one[1] > 2])
def test_all_gradients_cost_two_to_three_forward_passes(layers, size, examples):
    """As the summary says; with 2 units a layer, other things than products of matrices count for more."""
    program = plan(cost.network(layers, size, examples).spec)
    forward = phase_costs(program, examples)[Phase.FORWARD].multiplications
    assert 2 < compare(program, examples).backpropagation / forward < 3


def test_the_answer_on_the_backward_pass():
    assert cost.answer() == "twice"


def test_measuring_is_asked_for_and_belongs_to_its_network(opened):
    """Nothing is timed before the click; another network shows no measurement."""
    cost.measured.cache_clear()
    at = part_of(opened, "cost")
    assert cost.measured.cache_info().currsize == 0
    at = after(at.button("trouble_measure").click())
    assert "Measured just now" in words(at)
    assert cost.measured.cache_info().currsize == 1
    at.session_state["controls"] = {**at.session_state["controls"], f"{PAGE}.units": 2}
    at = after(at)
    assert "Measured just now" not in words(at)
    assert cost.measured.cache_info().currsize == 1


# --- overfitting ---


def certainty(found, update):
    """How far the outputs for the training examples are from 1/2, in the middle."""
    said = outputs(found.history.start_of(update), overfitting.data()[0][0])
    return float(np.abs(said - 0.5).mean())


def test_the_end_without_a_penalty():
    """Nearly certain of every example; validation more than doubled since its best."""
    found = overfitting.run(16, 0.0)
    seen = overfitting.data()[0]
    said = outputs(found.history.start_of(500), seen[0])
    assert (np.abs(said - seen[1]) < 0.02).all()
    assert found.validation[-1] > 2 * found.validation[found.best]
    assert overfitting.answer() == "rises"


def test_stopping_early():
    """The prompt's moment is the best one; less certain there, and better on what it never saw."""
    found = overfitting.run(16, 0.0)
    moment = int(STATES["overfitting"]["early"]["moment"])
    assert found.updates[found.best] == moment
    assert certainty(found, moment) < certainty(found, 500)


def test_the_usual_penalty():
    """Smaller weights, higher training loss, less than half the validation loss."""
    free, kept = overfitting.run(16, 0.0), overfitting.run(16, 0.01)
    ends = [[np.abs(w).sum() for w in one.history.after.W] for one in (free, kept)]
    assert sum(ends[1]) < sum(ends[0])
    assert kept.training[-1] > free.training[-1]
    assert kept.validation[-1] < free.validation[-1] / 2


def test_too_large_a_penalty():
    usual, strong = overfitting.run(16, 0.01), overfitting.run(16, 0.1)
    assert strong.training[-1] > usual.training[-1]
    assert strong.validation[-1] > usual.validation[-1]


def test_a_simple_network():
    small, wide = overfitting.run(2, 0.0), overfitting.run(16, 0.0)
    assert small.validation[-1] < wide.validation[-1]


def test_the_curves_and_the_map():
    """Every loss is plotted, the star is the lowest validation loss; the border's map is the network's output."""
    found = overfitting.run(16, 0.0)
    figure = fit_chart.curves({"free": found}, 20, PROSE)
    training, validation, best = figure.data
    assert (list(training.y), list(validation.y)) == (found.training.tolist(), found.validation.tolist())
    assert (best.x[0], best.y[0]) == (found.updates[found.best], min(found.validation))
    at, said = overfitting.plane(16, 0.0, 20)
    point = np.array([[at[3]], [at[40]]])
    assert said[40, 3] == pytest.approx(outputs(found.history.start_of(20), point).item())
    figure = fit_chart.regions(at, said, overfitting.data()[0], PROSE)
    assert sum(len(points.x) for points in figure.data[1:]) == overfitting.EXAMPLES
    assert len({points.marker.symbol for points in figure.data[1:]}) == 2


# --- what cannot be ---


@pytest.mark.parametrize(
    "name, value", [("part", "other"), ("depth", 21), ("width", 3), ("measured", 999), ("moment", -1.0), ("rate", "x")]
)
def test_what_cannot_be_set_counts_as_usual(opened, name, value):
    """Another's file changes nothing that the page does not offer; the page itself refuses to set it."""
    opened.session_state["controls"] = {f"{PAGE}.{name}": value}
    assert PROSE.say(f"{SAY}.gradients.title") in words(after(opened))
    with pytest.raises(ValueError, match=f"{PAGE}.{name}"):
        CONTROLS.set({name: value})
