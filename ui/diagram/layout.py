"""The picture of one step as data: every part with its place, text, role and spoken name.

A component and a static SVG draw it. Pure Python, JSON-serialisable; all numbers are picture units.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from engine import Phase, Step
from engine.expr import Mark, Var
from engine.tree import reads
from explain.highlight import Part, parts
from explain.prose import Prose
from ui.diagram.facts import Known, direction
from ui.diagram.geometry import geometry
from ui.diagram.place import Geometry, rounded
from ui.diagram.records import Records

MOST_MARKS = 48


def layout(
    step: Step,
    prose: Prose,
    digits: int,
    example: int = 0,
    lit: Iterable[Part] | None = None,
    selected: str | None = None,
    *,
    veiled: Collection[str] = (),
    fixed: bool = False,
    convention: str = "columns",
) -> dict[str, Any]:
    """The network at `step`: what later steps compute is a dash. `lit` are the parts to light, by default the step's.

    Of the quantities in `veiled` the numbers are left out, and where it is `fixed`, none can be changed in it.
    `convention` says whether columns or rows are examples in the names.
    `parts` has a record for each part: name, title, kind, role ("result", "read" or ""), `column` from left to right,
    box, `lines` of text, `spoken` name, `facts` with exact numbers; a weight also its line, width and sign. `marks` are
    direction marks (x, y, degrees), `wires` lines that carry no weight, `heads` the titles above (x, y, text).
    """
    trace = step.trace
    widths = tuple(trace.sizes[size] for size in trace.program.sizes)
    made = geometry(widths, digits)
    chosen = parts(step.equation, trace.sizes) if lit is None else lit
    roles: dict[str, str] = {part.name: part.role for part in chosen}
    records = Records(step, prose, digits, made, Known(step, example, veiled, convention), roles, fixed)
    listed = [records.part(name) for name in made.column]
    return {
        "width": made.width,
        "height": made.height,
        "direction": direction(step),
        "selected": selected,
        "label": prose.say("diagram.label"),
        "state": _state(step, prose, widths, bool(veiled)),
        "crowded": not made.labelled,
        "heads": [
            *([round(x, 1), 16, records.head(kind, layer)] for kind, layer, x in made.heads),
            *([round(x, 1), 33, letter] for letter, x in made.letters),
        ],
        "units": [[round(v, 1) for v in box] for box in made.units],
        "wires": [[*rounded(line), all_lit(ends, roles)] for line, ends in made.wires],
        "marks": _marks(made, roles, direction(step)),
        "parts": listed,
        "key": {what: prose.say(f"diagram.key.{what}") for what in _key(step, selected, listed, bool(veiled), fixed)},
    }


def _key(step: Step, selected: str | None, listed: list[dict[str, Any]], veiled: bool, fixed: bool) -> tuple[str, ...]:
    """What the legend explains."""
    locks = ("frozen",) if any(part.get("frozen") for part in listed) else ()
    flow = () if step.phase is Phase.UPDATE else (direction(step),)
    hidden = ("veiled",) if veiled else ()
    chosen = ("selected",) if selected else ()
    drag = ("drag",) if selected and not fixed else ()
    return "result", "read", *flow, *hidden, "unknown", "negative", *locks, *chosen, *drag


def all_lit(names: Iterable[str], roles: dict[str, str]) -> bool:
    """True where every one of these parts is lit."""
    return all(roles.get(name) for name in names)


def _marks(made: Geometry, roles: dict[str, str], way: str) -> list[list[float]]:
    """The direction marks where a step flows; in a crowd those of the flattest lines."""
    shown = [mark for mark in made.marks if all_lit(mark.parts, roles)]
    if len(shown) > MOST_MARKS:
        shown = sorted(shown, key=lambda mark: abs(mark.angle))[:MOST_MARKS]
    if way == "backward":
        return [rounded((*mark.back, mark.angle + 180)) for mark in shown]
    return [rounded((*mark.at, mark.angle)) for mark in shown]


def _state(step: Step, prose: Prose, widths: tuple[int, ...], veiled: bool) -> str:
    """One sentence that says what the picture shows, and one more where its result is veiled."""
    read = ", ".join(str(var) for var in reads(step.equation.expr) if not var.hyper)
    said = prose.say(
        "diagram.state" if read else "diagram.state_given",
        widths="-".join(map(str, widths)),
        number=step.index + 1,
        count=len(step.trace.program.equations),
        phase=prose.say(f"phase.{step.phase.value}"),
        target=_quantity(step.equation.target, prose),
        reads=read,
    )
    return f"{said} {prose.say('hidden.state')}" if veiled else said


def _quantity(var: Var, prose: Prose) -> str:
    """The name of a quantity in a sentence."""
    if var.mark is Mark.NEXT and var.of is not None:
        return prose.say("diagram.updated", quantity=str(var.of))
    return str(var)
