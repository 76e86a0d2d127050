"""The panels "nudge", "derivation" and "the long way" by themselves, through AppTest, for every worked example."""

from __future__ import annotations

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine import long_way, trace
from explain import explain, load_prose
from explain.derivation import slope_derivation, weight_derivation
from explain.nudge import nudge
from explain.reduction import has_shortcut, reduction
from ui.presets import presets
from ui.quantities import places
from ui.tools.nudge import START, STEPS

PROSE = load_prose()


def _page(panel: str, preset: str, part: str, weight: float | None) -> None:
    from dataclasses import replace

    import numpy as np

    from explain import load_prose
    from ui import session
    from ui.tools.derivation import derivation_panel, long_way_panel
    from ui.tools.nudge import nudge_panel

    session.open_preset(preset)
    if weight is not None:
        lesson = session.lesson()
        moved = lesson.problem.with_values({"W1": np.full(lesson.problem.W[0].shape, weight)})
        session.put(replace(lesson, problem=moved), "W1")
    prose, (result, _) = load_prose(), session.run_lesson()
    {
        "nudge": lambda: nudge_panel(prose, part),
        "derivation": lambda: derivation_panel(prose, result, part),
        "long_way": lambda: long_way_panel(prose, result),
    }[panel]()


def opened(panel: str, preset: str = "notes-2-2-1", part: str = "W1.1.1", weight: float | None = None) -> AppTest:
    """One panel for a worked example, with all weights of layer 1 set to `weight` where one is given."""
    at = AppTest.from_function(_page, default_timeout=30, args=(panel, preset, part, weight)).run()
    assert not at.exception, at.exception[0].stack_trace
    return at


def text(at: AppTest) -> str:
    """Everything the panel says."""
    return "\n".join(element.value for element in (*at.markdown, *at.caption))


def part_of_last(preset: str) -> str:
    """The last bias."""
    problem = presets()[preset].problem
    return f"b{len(problem.b)}.{len(problem.b[-1])}"


@pytest.mark.parametrize("preset", list(presets()))
@pytest.mark.parametrize("last", [False, True])
def test_a_nudge_says_what_happens(preset: str, last: bool) -> None:
    """The quotient and the gradient, the table and its chart with a description, for a weight and for a bias."""
    part = part_of_last(preset) if last else "W1.1.1"
    place = places(presets()[preset].problem)[part]
    at = opened("nudge", preset, part)
    found = nudge(trace(presets()[preset].problem), place.key, place.row, place.column, START)
    assert found.latex(4) in text(at)
    assert f"${place.latex}$" in text(at)
    assert text(at).count("\n| ") == len(found.ladder) + 2  # the head and the line under it
    (chart,) = at.get("plotly_chart")
    assert "The loss J as" in chart.proto.alt
    assert not re.search(r"\\|nan|None", chart.proto.alt)


@pytest.mark.parametrize("h", STEPS)
def test_every_step_of_the_slider(h: float) -> None:
    """The text is that of the step chosen."""
    at = opened("nudge")
    at.select_slider(key="nudge_h").set_value(h).run()
    assert not at.exception, at.exception[0].stack_trace
    assert nudge(trace(presets()["notes-2-2-1"].problem), "W1", 0, 0, h).latex(4) in text(at)


def test_steps_are_ordered_and_none_is_zero() -> None:
    assert list(STEPS) == sorted(set(STEPS))
    assert 0 not in STEPS
    assert START in STEPS


@pytest.mark.parametrize("panel", ["nudge", "derivation"])
@pytest.mark.parametrize("part", ["X.1", "Y.1", "eta", "nothing"])
def test_what_is_no_weight_gets_one_sentence(panel: str, part: str) -> None:
    at = opened(panel, part=part)
    assert text(at) == PROSE.say(f"{panel}.choose")
    assert not at.get("plotly_chart")


@pytest.mark.parametrize("panel, key", [("nudge", "nudge"), ("derivation", "derivation"), ("long_way", "derivation")])
def test_numbers_that_stop_get_a_sentence(panel: str, key: str) -> None:
    """No gradient, no chart, no exception."""
    at = opened(panel, "tanh-neuron", weight=np.inf)
    assert PROSE.say(f"{key}.stopped") in text(at)


@pytest.mark.parametrize("preset", list(presets()))
@pytest.mark.parametrize("last", [False, True])
def test_a_derivation_shows_slope_and_gradient(preset: str, last: bool) -> None:
    """The proved lines of the activation, and J of the weight with its derivative, or a sentence where too long."""
    values = trace(presets()[preset].problem)
    place = places(presets()[preset].problem)[part_of_last(preset) if last else "W1.1.1"]
    shown = text(opened("derivation", preset, place.part))
    slope = slope_derivation(values.program.layers[-1 if last else 0], values.sizes, 4)
    for line in (slope.formula, slope.slope, *slope.derived):
        assert f"$$\n{line}\n$$" in shown
    found = weight_derivation(values, place.key, place.row, place.column, 4)
    name = f"${found.name}$"
    for line, missing in ((found.loss, "long_loss"), (found.derivative, "long_derivative")):
        assert (f"$$\n{line}\n$$" if line else PROSE.say(f"derivation.{missing}", name=name)) in shown
    assert f"${found.gradient_name}$" in shown


@pytest.mark.parametrize("preset", list(presets()))
def test_the_long_way_shows_its_steps_and_their_end(preset: str) -> None:
    """Every step as the lesson explains it; a reduction where there is a shortcut, else that there is none."""
    values = trace(presets()[preset].problem)
    shown = text(opened("long_way", preset))
    for step in long_way(values):
        card = explain(step, PROSE)
        assert card.aligned in shown
        assert card.why in shown
    found = reduction(values)
    assert (found is not None) == has_shortcut(values)
    assert (PROSE.say("derivation.no_shortcut") in shown) == (found is None)
    if found is not None:
        assert f"$$\n{found.aligned}\n$$" in shown
        assert PROSE.say("derivation.reduction_proved") in shown


@pytest.mark.parametrize("panel", ["nudge", "derivation", "long_way"])
def test_a_panel_speaks_in_few_elements(panel: str) -> None:
    """One Markdown block holds several formulas: each element costs a message and a redraw."""
    assert len(opened(panel).markdown) <= 2
