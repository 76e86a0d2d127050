"""The loss as a landscape over two directions in the space of all weights and biases, with the path of training."""

from __future__ import annotations

import streamlit as st

from explain import Prose
from explain.lab.planes import PLANES, Asked, chosen, entries
from explain.lab.run import Run
from explain.lab.surface import Landscape, landscape, path
from explain.numbers import plain
from ui.charts.lab import surface
from ui.course.chart import Numbers, chart
from ui.course.controls import Choice, Controls, Whole
from ui.lab.views.answers import pick
from ui.lab.views.parameters import labels

PAGE = "lab_surface"
AT = "course.lab_surface"
MOST = 3000
"""More weights and biases than a network of the lab can have."""
CONTROLS = Controls(
    PAGE,
    Choice("plane", "path", tuple(PLANES), f"{AT}.plane"),
    Whole("first", 1, 1, MOST),
    Whole("second", 2, 1, MOST),
    Whole("seed", 0, 0, 99),
    Choice("around", "moment", ("moment", "last"), f"{AT}.around"),
    Choice("scale", "log", ("linear", "log"), "course.lab_over_time.scale"),
)
OWN = {"path": (), "weights": ("first", "second"), "random": ("seed",)}
"""The controls that a plane has for itself."""


def draw(run: Run, update: int, prose: Prose) -> None:
    """The map of the plane that is chosen; what it can say and what it hides, in words."""
    with st.container(horizontal=True, key="lab_surface_controls"):
        CONTROLS.draw(prose, "plane", "around", "scale")
    asked = _asked(run, update, prose)
    found = landscape(run, asked)
    updates, rows = path(run, update)
    st.markdown(said(found, found.share(rows), asked, prose))
    names = _axes(run, asked, prose)
    places = found.places(rows)
    figure = surface.surface(found, places, updates, update, names, CONTROLS["scale"], prose)
    heads = [f"{names[1]} \\ {names[0]}", *(plain(at, 4) for at in found.across.tolist())]
    chart(figure, PAGE, prose, alt=_alt(found, names, prose), numbers=Numbers(heads, surface.rows(found)), live=True)


def _asked(run: Run, update: int, prose: Prose) -> Asked:
    """What the controls say, those of the plane drawn."""
    plane, widths = CONTROLS["plane"], _widths(run)
    names = entries(widths)
    wanted = (names[min(CONTROLS[name], len(names)) - 1] for name in ("first", "second"))
    first, second = chosen(widths, *wanted)
    own = OWN[plane]
    if own == OWN["weights"]:
        with st.container(horizontal=True, key="lab_surface_weights"):
            for name, value in (("first", first), ("second", second)):
                pick(CONTROLS, name, names.index(value) + 1, labels(widths), prose)
    else:
        CONTROLS.draw(prose, *own)
    around = update if CONTROLS["around"] == "moment" else run.updates
    return Asked(plane, around, first, second, CONTROLS["seed"])


def _widths(run: Run) -> tuple[int, ...]:
    return run.recording.stretches[0].problem.spec.widths


def _axes(run: Run, asked: Asked, prose: Prose) -> tuple[str, str]:
    if not PLANES[asked.plane].values:
        return prose.say(f"{AT}.axis.{asked.plane}.first"), prose.say(f"{AT}.axis.{asked.plane}.second")
    names, called = entries(_widths(run)), labels(_widths(run))
    return called[names.index(asked.first)], called[names.index(asked.second)]


def said(found: Landscape, share: float | None, asked: Asked, prose: Prose) -> str:
    """Whose network the map is around, how much of the path lies in it, and whether training has gone on since."""
    parts = [prose.say(f"{AT}.drawn", update=found.asked.update)]
    if share is not None:
        parts.append(prose.say(f"{AT}.share", share=plain(100 * share, 3)))
    if found.asked.update != asked.update:
        parts.append(prose.say(f"{AT}.behind", update=asked.update))
    return " ".join(parts)


def _alt(found: Landscape, names: tuple[str, str], prose: Prose) -> str:
    if found.lowest is None:
        return prose.say(f"{AT}.not_finite")
    told = dict(zip(("across", "up", "loss"), (plain(number, 4) for number in found.lowest), strict=True))
    return prose.say(f"{AT}.alt", first=names[0], second=names[1], update=found.asked.update, **told)
