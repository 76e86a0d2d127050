"""What a learner does in the live part of the page, as changes of the lesson. What a browser sends is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explain import Prose
from explain.highlight import drawn
from ui import session
from ui.lesson import LENSES, TOOL_NAMES, ZOOMS, Lesson
from ui.player import DIGITS, Walk
from ui.quantities import places

Particulars = Mapping[str, Any]


def actions(prose: Prose) -> dict[str, Callable[[Particulars], None]]:
    """The handlers of the live part, by what the learner does."""
    return {
        "go": _go,
        "select": _select,
        "edit": _edit,
        "look": _look,
        "apply": lambda _: session.apply_update(prose.say("updates.apply", count=len(session.lesson().walk) + 1)),
        "back_to": lambda about: _back_to(about, prose),
        "undo": lambda _: session.undo(),
        "redo": lambda _: session.redo(),
        "open": _open,
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
        walk = Walk(result, zoom)
        if _whole(about.get("place"), walk.count):
            session.look(**walk.fields(about["place"]))


def _select(about: Particulars) -> None:
    """A number that can be set is chosen for editing, a computed one opens the step and the entry it is from."""
    part, current = about.get("part"), session.lesson()
    if not isinstance(part, str):
        return
    known = places(current.problem)
    settable = place_name(part, current.example)
    first = next((name for name in known if name == settable or name.startswith(f"{part}.")), None)
    if first is not None:
        session.look(part=first, **_entry_here(part, current))
        return
    result, _ = session.run_lesson()
    quantity, *indices = part.split(".")
    if quantity in result.index:
        session.look(step=result.index[quantity], **_entry_at(indices, current))


def _entry_here(part: str, current: Lesson) -> dict[str, Any]:
    """The entry of the step being shown that is drawn at a part, such as a weight's gradient at the weight."""
    result, _ = session.run_lesson()
    quantity, *indices = part.split(".")
    if not result.steps or not indices:
        return {}
    shown = drawn(session.current_step(result).equation.target)
    return _entry_at(indices, current) if shown.key == quantity else {}


def _entry_at(indices: list[str], current: Lesson) -> dict[str, Any]:
    numbers = [int(index) - 1 for index in indices if index.isdecimal()]
    if not numbers:
        return {}
    lens = "entry" if current.lens == "matrix" else current.lens
    return {"entry": (numbers[0], numbers[1] if numbers[1:] else 0), "lens": lens}


def _edit(about: Particulars) -> None:
    part, value, group = about.get("part"), about.get("value"), about.get("group")
    current = session.lesson()
    known = places(current.problem)
    name = place_name(part, current.example) if isinstance(part, str) else ""
    if name in known and isinstance(value, int | float) and not isinstance(value, bool):
        session.look(part=name)
        session.set_number(known[name], repr(float(value)), group if isinstance(group, str) else "")


def _look(about: Particulars) -> None:
    result, _ = session.run_lesson()
    entry = about.get("entry")
    wanted = {
        "digits": _whole(about.get("digits"), DIGITS.stop) and about["digits"] in DIGITS,
        "zoom": about.get("zoom") in ZOOMS,
        "lens": about.get("lens") in LENSES,
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
    if about.get("tool") in TOOL_NAMES:
        session.seed("tool", about["tool"])
        part = about.get("part")
        if part in places(session.lesson().problem):
            session.look(part=part)


def _back_to(about: Particulars, prose: Prose) -> None:
    if _whole(about.get("count"), len(session.lesson().walk)):
        session.back_to_update(about["count"], prose.say("updates.back", count=about["count"]))
