"""What a learner does in the live part of the page, as changes of the lesson. What a browser sends is checked."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from explain import Prose
from explain.highlight import drawn
from explain.rows import CONVENTIONS
from ui import session
from ui.lesson import LENSES, TOOL_NAMES, ZOOMS, Lesson
from ui.quantities import places
from ui.stage.player import DIGITS, Walk
from ui.stage.veil import veil_of

log = logging.getLogger("gradwalk")
Particulars = Mapping[str, Any]

CHANGING = ("edit", "apply", "back_to", "undo", "redo", "open")
"""What a lesson without controls refuses, whoever sends it: all that changes the network, and the tools."""


def actions(prose: Prose) -> dict[str, Callable[[Particulars], None]]:
    """The handlers of the live part, by what the learner does. One that fails leaves a notice."""
    return {action: partial(_safely, action, handler) for action, handler in _handlers(prose).items()}


def _safely(action: str, handler: Callable[[Particulars], None], about: Particulars) -> None:
    if action in CHANGING and session.lesson().fixed:
        return
    try:
        handler(about)
    except Exception:
        log.exception("an action in the live part failed: %.200r", about)
        session.say("ui.action_failed")


def _handlers(prose: Prose) -> dict[str, Callable[[Particulars], None]]:
    return {
        "go": _go,
        "select": _select,
        "edit": _edit,
        "look": _look,
        "apply": lambda _: session.apply_update(prose.say("updates.apply", count=session.lesson().updates + 1)),
        "back_to": lambda about: _back_to(about, prose),
        "undo": lambda _: session.undo(),
        "redo": lambda _: session.redo(),
        "open": _open,
        "reveal": _reveal,
    }


def place_name(part: str, example: int) -> str:
    """The settable number behind a part: for an input or a target, the one of the example that the picture shows."""
    quantity = part.split(".")[0]
    return f"{part}.{example + 1}" if example and quantity in ("X", "Y") else part


def part_name(place: str, example: int) -> str:
    """The part of the picture where a settable number is drawn; another example's number is drawn nowhere."""
    quantity, *indices = place.split(".")
    if quantity not in ("X", "Y"):
        return place
    column = int(indices[1]) - 1 if indices[1:] else 0
    return f"{quantity}.{indices[0]}" if column == example else ""


def _whole(value: Any, below: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < below


def _go(about: Particulars) -> None:
    result, _ = session.run_lesson()
    zoom = about.get("zoom")
    if result.steps and zoom in ZOOMS:
        walk = Walk(result, zoom, session.scope())
        if _whole(about.get("place"), len(walk.span)):
            session.look(**walk.fields(walk.span[about["place"]]))


PART = re.compile(r"([A-Za-z]\w{0,30})((?:\.[1-9]\d{0,2}){0,2})", re.ASCII)
"""What the name of a part or of a quantity looks like: "W1.2.1", "dZ1.2", "X"."""


def _split(part: Any) -> tuple[str, tuple[int, ...]]:
    """A part's quantity and its place, 0-based; ("", ()) for what is no name."""
    found = PART.fullmatch(part) if isinstance(part, str) else None
    if found is None:
        return "", ()
    return found[1], tuple(int(index) - 1 for index in found[2].split(".")[1:])


def _select(about: Particulars) -> None:
    """A number that can be set is chosen for editing, a computed one opens the step and the entry it is from."""
    part, current = about.get("part"), session.lesson()
    quantity, indices = _split(part)
    known = places(current.problem)
    settable = _settable(part if quantity else "", current.example, known)
    if settable:
        session.look(part=settable, **_entry_here(settable, current))
        return
    opened = _step_of(quantity)
    if opened is not None:
        session.look(step=opened, **_entry_at(indices, current))


def _step_of(quantity: str) -> int | None:
    """The step that computes a quantity; where the page does not show it, the last one that it shows drawn there."""
    result, _ = session.run_lesson()
    shown = session.scope().steps(result)
    computed = [step.index for step in shown if step.key == quantity]
    there = [step.index for step in shown if drawn(step.equation.target).key == quantity]
    return next(iter(computed + there[-1:]), None)


def _settable(part: str, example: int, known: Collection[str]) -> str:
    """The settable number of a part, the first one of a quantity ("W1", and "X" for the example shown); "" for none."""
    tried = (place_name(part, example), place_name(f"{part}.1", example), f"{part}.1.1")
    return next((name for name in tried if name in known), "")


def _entry_here(part: str, current: Lesson) -> dict[str, Any]:
    """The entry of the step being shown that is drawn at a part, such as a weight's gradient at the weight."""
    result, _ = session.run_lesson()
    quantity, indices = _split(part)
    if not result.steps:
        return {}
    shown = drawn(session.current_step(result).equation.target)
    return _entry_at(indices, current) if shown.key == quantity else {}


def _entry_at(indices: tuple[int, ...], current: Lesson) -> dict[str, Any]:
    if not indices:
        return {}
    lens = "entry" if current.lens == "matrix" else current.lens
    return {"entry": (indices[0], indices[1] if indices[1:] else 0), "lens": lens}


def _edit(about: Particulars) -> None:
    part, value, group = about.get("part"), about.get("value"), about.get("group")
    current = session.lesson()
    known = places(current.problem)
    name = place_name(part, current.example) if isinstance(part, str) else ""
    if name in known and isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300:
        session.look(part=name)
        session.set_number(known[name], repr(float(value)), group if isinstance(group, str) else "")


def _look(about: Particulars) -> None:
    result, _ = session.run_lesson()
    entry = about.get("entry")
    wanted = {
        "digits": _whole(about.get("digits"), DIGITS.stop) and about["digits"] in DIGITS,
        "zoom": isinstance(about.get("zoom"), str) and about["zoom"] in ZOOMS,
        "convention": isinstance(about.get("convention"), str) and about["convention"] in CONVENTIONS,
        "lens": isinstance(about.get("lens"), str) and about["lens"] in LENSES,
        "step": _whole(about.get("step"), len(result.steps)),
        "example": _whole(about.get("example"), session.lesson().problem.examples),
        "entry": isinstance(entry, list) and len(entry) == 2 and all(_whole(index, 4096) for index in entry),
    }
    fields = {name: about[name] for name, good in wanted.items() if good}
    if "entry" in fields:
        fields["entry"] = tuple(fields["entry"])
    session.look(**fields)


def _open(about: Particulars) -> None:
    """Open one of the tools, for a part."""
    tool, part = about.get("tool"), about.get("part")
    if isinstance(tool, str) and tool in TOOL_NAMES:
        session.seed("tool", tool)
        if isinstance(part, str) and part in places(session.lesson().problem):
            session.look(part=part)


def _reveal(about: Particulars) -> None:
    """Show the results of the step that is on the screen; a press meant for the step before it shows nothing."""
    result, _ = session.run_lesson()
    over = veil_of(result, session.lesson(), session.scope())
    if over is not None and over.keys and about.get("step") == session.current_step(result).index:
        session.look(revealed=over.lifted)


def _back_to(about: Particulars, prose: Prose) -> None:
    if _whole(about.get("count"), session.lesson().updates):
        session.back_to_update(about["count"], prose.say("updates.back", count=about["count"]))
