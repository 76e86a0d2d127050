"""One activation on its page: its curve with the point at z, what is to be known of it, softmax, and the derivation."""

from __future__ import annotations

import streamlit as st

from engine import Trace
from engine.activations import ACTIVATIONS
from explain import Prose, explain
from explain.curves import Curve, curve, one_unit, softmax_jacobian, three_units
from explain.derivation import slope_derivation
from explain.numbers import plain
from explain.one_neuron import one_neuron
from ui.charts.activation_curve import activation_curve, description, flatness
from ui.charts.softmax_bars import softmax_bars
from ui.course.activations import CONTROLS
from ui.course.chart import Numbers, chart
from ui.pages import FOLDER, written

DIGITS = 6


def one_activation(prose: Prose) -> None:
    """The chosen activation: what is set on the left, what comes of it on the right, the derivation beneath."""
    name = CONTROLS["name"]
    if ACTIVATIONS[name].by_column:
        found = three_units((CONTROLS["z1"], CONTROLS["z2"], CONTROLS["z3"]))
        _softmax(found, prose)
    else:
        found = one_unit(name, (CONTROLS["z"],))
        _curve(found, prose)
    _derivation(found, prose)


def _called(prose: Prose) -> str:
    return prose.say(f"name.activation.{CONTROLS['name']}")


def _curve(found: Trace, prose: Prose) -> None:
    drawn = curve(CONTROLS["name"])
    settings, shown = st.columns([2, 3])
    with settings:
        CONTROLS.draw(prose, "name", "z")
        steps = (one_neuron(found.step(key), DIGITS) for key in ("Yhat", "slope1"))
        st.markdown("\n\n".join(f"$$\n{text}\n$$" for text in steps))
        st.markdown("\n\n".join(_told(drawn, found, prose)))
    with shown:
        numbers = Numbers(("z", "a", "slope"), list(zip(drawn.z, drawn.value, drawn.slope, strict=True)))
        figure = activation_curve(drawn, found, prose)
        chart(figure, "activation_curve", prose, alt=description(drawn, found, _called(prose), prose), numbers=numbers)


def _told(drawn: Curve, found: Trace, prose: Prose) -> list[str]:
    """What is to be known of the activation, where it is flat, and where it has kinks."""
    steepest, where = drawn.steepest
    names = {
        "steepest": plain(steepest, 4),
        "where": plain(where, 4),
        "least": plain(float(drawn.slope.min()), 4),
        "gradient": plain(found["dW1"].item(), 4),
    }
    said = [prose.say(f"course.activations.kind.{drawn.name}", **names), flatness(drawn, prose)]
    if drawn.kinks:
        slopes = ", ".join(plain(drawn.slope_at(kink), 4) for kink in drawn.kinks)
        kinks = ", ".join(plain(kink, 4) for kink in drawn.kinks)
        said.append(prose.say("course.activations.kinks", kinks=kinks, slopes=slopes))
    return said


def _softmax(found: Trace, prose: Prose) -> None:
    settings, shown = st.columns([2, 3])
    with settings:
        CONTROLS.draw(prose, "name", "z1", "z2", "z3")
    with shown:
        outputs = found["Yhat"]
        told = ", ".join(plain(value, 4) for value in outputs[:, 0].tolist())
        numbers = Numbers(("output", "value"), list(enumerate(outputs[:, 0].tolist(), 1)))
        alt = prose.say("course.activations.softmax.alt", outputs=told)
        chart(softmax_bars(outputs), "softmax_bars", prose, alt=alt, numbers=numbers)
        st.markdown(f"$$\n{explain(found.step('Yhat'), prose).aligned}\n$$")
    st.markdown("\n\n".join([prose.say("course.activations.kind.softmax"), _jacobian(found, prose)]))
    for page in written(("outputs",)):
        st.page_link(FOLDER / f"{page}.py", label=prose.say(f"page.{page}.title"))


def _jacobian(found: Trace, prose: Prose) -> str:
    """The Jacobian as a table: a row for each output, a column for each sum."""
    rows = softmax_jacobian(found).tolist()
    marks = range(1, len(rows) + 1)
    head = ["", *(f"$\\partial z_{{{j}}}$" for j in marks)]
    lines = [head, ["--:"] * len(head)]
    lines += [
        [f"$\\partial \\hat{{y}}_{{{i}}}$", *(plain(v, 4) for v in row)] for i, row in zip(marks, rows, strict=True)
    ]
    return "\n".join(
        [prose.say("course.activations.softmax.jacobian"), "", *(f"| {' | '.join(line)} |" for line in lines)]
    )


def _derivation(found: Trace, prose: Prose) -> None:
    """The slope as SymPy derives it, worked out only when it is opened."""
    opened = st.expander(prose.say("course.activations.derive"), key="derive_slope", on_change="rerun")
    if not opened.open:
        return
    told = slope_derivation(found.program.layers[-1], found.sizes, 4)
    kind = "jacobian" if told.mixes else "slope"
    lines = [prose.say(f"derivation.{kind}", activation=_called(prose))]
    lines += [f"$$\n{line}\n$$" for line in (told.formula, told.slope, *told.derived)]
    lines.append(prose.say(f"derivation.{kind}_proved"))
    if told.pieces:
        lines.append(prose.say("derivation.pieces"))
    with opened:
        st.markdown("\n\n".join(lines))
