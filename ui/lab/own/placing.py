"""The plane on which a learner places examples by clicking or with the arrow keys: one small component.

Plotly tells of a click only where something is drawn already, so an empty place could not be clicked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from explain import Prose
from explain.lab.own_data import CLASSES
from explain.lab.placing import Axis, Plane, Point
from explain.numbers import plain
from ui import served, session
from ui.charts.lab.points import class_look
from ui.stage.assets import HERE as BROWSER

HERE = Path(__file__).resolve().parent
AT = "course.lab.data.place"
WORDS = ("plane", "keys", "kinds", "undo", "clear", "undone", "cleared", "added", "removed", "point", "height")
DIGITS = 6
FARTHEST = 1e9
"""No point lies so far out; what is no number does not either."""

SCRIPTS = "\n".join(
    path.read_text(encoding="utf-8") for path in (BROWSER / "dom.js", BROWSER / "outbox.js", HERE / "placing.js")
)
LOADER = """const loading = import(new URL("SCRIPT", document.baseURI).href)
export default function (component) { loading.then(placing => placing.default(component)) }
"""

_component = st.components.v2.component(
    "gradwalk_placing",
    html='<div class="placing">\n</div>',
    css=(HERE / "placing.css").read_text(encoding="utf-8"),
    js=LOADER.replace("SCRIPT", served.address(SCRIPTS, "js")),
)

Look = Callable[[], Plane | None]
Use = Callable[[str, Point | None], None]


def placing(
    look: Look, names: tuple[str, str], held: Collection[int], can_undo: bool, key: str, use: Use, prose: Prose
) -> None:
    """Draw the plane that `look` finds, with these names of its axes; the points `held` (from 0) are drawn open.

    `use` is called with what was done ("add", "remove", "undo", "clear"), and the point where it is about one.
    """
    plane = look()
    assert plane is not None
    labels = plane.offered
    points = [(*point, place in held) for place, point in enumerate(plane.points)]
    axes = [_axis(axis, name) for axis, name in zip(plane.axes, names, strict=True)]
    words = {word: prose.say(f"{AT}.{word}", x="{x}", y="{y}", label="{label}", point="{point}") for word in WORDS}
    _component(
        key=key,
        data={
            "points": points,
            "axes": axes,
            "labels": labels,
            "names": [prose.say(f"{AT}.kind", label=label) for label in labels],
            "looks": [class_look(number) for number in range(max(1, len(labels)))],
            "undo": can_undo,
            "words": words,
            "heard": session.confirmation(key),
        },
        on_acts_change=lambda: _done(key, look, use),
    )


def _axis(axis: Axis, name: str) -> dict[str, Any]:
    marks = [plain(tick, DIGITS) for tick in axis.ticks]
    return {
        "low": axis.low,
        "high": axis.high,
        "ticks": axis.ticks,
        "marks": marks,
        "places": axis.places,
        "name": name,
    }


def _done(key: str, look: Look, use: Use) -> None:
    for what, about in session.newly_heard(key, st.session_state[key]["acts"]):
        plane = look()  # each act counts where the ones before have led to
        act = checked(what, about, plane) if plane is not None else None
        if act is not None:
            use(*act)


def checked(what: str, about: Mapping[str, Any], plane: Plane) -> tuple[str, Point | None] | None:
    """What a browser says was done, as far as it can be; None for the rest. A new point is put on the axes."""
    if what in ("undo", "clear"):
        return what, None
    x, y, label = (about.get(name) for name in ("x", "y", "label"))
    if what not in ("add", "remove") or not (_is_number(x) and _is_number(y) and isinstance(label, str)):
        return None
    if what == "remove":
        return what, (float(x), float(y), label)
    if label not in (plane.offered if plane.kind == CLASSES else ("",)):
        return None
    across, up = plane.axes
    return what, (across.nearest(x), up.nearest(y), label)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= FARTHEST
