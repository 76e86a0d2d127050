"""What each unit of a hidden layer responds to, over the inputs that the map of the answers is drawn over."""

from __future__ import annotations

import numpy as np
import streamlit as st

from engine import NonFiniteError
from explain import Prose
from explain.lab.answers import CURVE_POINTS, input_name, window
from explain.lab.responses import POINTS, Responses, responses
from explain.lab.run import Run
from explain.numbers import plain
from ui.charts.lab.responses import pictures
from ui.course.chart import Numbers, chart
from ui.course.controls import Controls, Whole
from ui.lab.controls import MOST_HIDDEN
from ui.lab.views.answers import chosen_inputs, pick
from ui.markdown import as_text

PAGE = "lab_units"
AT = "course.lab.units"
DIGITS = 3
CONTROLS = Controls(PAGE, Whole("layer", 1, 1, MOST_HIDDEN))


def draw(run: Run, update: int, prose: Prose) -> None:
    """The pictures of one hidden layer of the network before an update."""
    problem, data = run.problem(update), run.data
    hidden = len(problem.W) - 1
    if not hidden:
        st.info(prose.say(f"{AT}.none"))
        return
    layer = min(CONTROLS["layer"], hidden)
    if hidden > 1:
        pick(CONTROLS, "layer", layer, [str(number + 1) for number in range(hidden)], prose)
    over = window(data, chosen_inputs(data), CURVE_POINTS if len(data.X) == 1 else POINTS)
    try:
        found = responses(problem, data, over, layer)
    except NonFiniteError:
        st.info(prose.say("course.lab.answers.not_finite"))
        return
    st.caption(_reading(found, run, prose))
    names = [prose.say(f"{AT}.unit", layer=layer, unit=unit + 1) for unit in range(len(found.values))]
    places = [input_name(data, row) for row in over.inputs]
    alt = prose.say(f"{AT}.alt", layer=layer, update=update, inputs=" × ".join(places), told=_told(found, prose))
    rows = np.vstack([over.points[list(over.inputs)], found.values]).T.tolist()
    numbers = Numbers([as_text(head) for head in (*places, *names)], rows)
    chart(pictures(found, names), PAGE, prose, alt=alt, numbers=numbers, live=True)


def _reading(found: Responses, run: Run, prose: Prose) -> str:
    """How the pictures are read, their common scale, and what they leave out."""
    inputs = [as_text(input_name(run.data, row)) for row in found.window.inputs]
    keys = {
        "curve" if len(inputs) == 1 else "map": True,
        "others": len(run.data.X) > 2,
        "some": len(found.values) < found.count,
    }
    names = {"first": inputs[0], "second": inputs[-1], "shown": len(found.values), "count": found.count}
    names |= {key: plain(value, DIGITS) for key, value in _scale(found).items()}
    return " ".join(prose.say(f"{AT}.read.{key}", **names) for key, applies in keys.items() if applies)


def _scale(found: Responses) -> dict[str, float]:
    return {"low": found.low, "high": found.high, "largest": found.largest}


def _told(found: Responses, prose: Prose) -> str:
    """From where to where each unit goes."""
    ends = zip(found.values.min(axis=1).tolist(), found.values.max(axis=1).tolist(), strict=True)
    return "; ".join(
        prose.say(f"{AT}.ends", unit=unit, low=plain(low, DIGITS), high=plain(high, DIGITS))
        for unit, (low, high) in enumerate(ends, 1)
    )
