"""The record of one part of the picture: its box or line, its lines of text, its role and what is said of it."""

from __future__ import annotations

from typing import Any

from engine import Step
from explain.prose import Prose
from ui.diagram.facts import Fact, Known
from ui.diagram.labels import text_width
from ui.diagram.metrics import KINDS, Slot
from ui.diagram.place import Box, Geometry, rounded

Line = list[Any]
"""One line of text: x of its middle, y of its baseline, size, what it is, its role, the text."""

SMALLEST = 9.5
SETTABLE = ("input", "weight", "bias")
"""Parts whose number can be dragged or nudged where it is drawn."""


class Records:
    """Fills the places of a geometry with the numbers of one step."""

    def __init__(
        self,
        step: Step,
        prose: Prose,
        digits: int,
        made: Geometry,
        known: Known,
        roles: dict[str, str],
        fixed: bool = False,
    ) -> None:
        self.step, self.prose, self.digits = step, prose, digits
        self.made, self.known, self.roles, self.fixed = made, known, roles, fixed

    def head(self, kind: str, layer: int) -> str:
        """The title of a column."""
        if not layer:
            return self.prose.say(f"diagram.head.{kind}")
        activation = self.step.trace.program.layers[layer - 1].activation
        name = self.prose.say(f"name.activation.{activation}")
        return self.prose.say(f"diagram.head.{kind}", layer=layer, activation=name)

    def part(self, name: str) -> dict[str, Any]:
        """The record of one part."""
        key, row, column = _place(name)
        kind = KINDS[key.rstrip("0123456789")]
        facts = self.known.at(key, row, column)
        crowded = kind == "weight" and not self.made.labelled
        if crowded:  # thousands of weights: their value and the newest number are enough to send
            facts = [facts[0], *facts[1:][-1:]]
        role = self.roles.get(name, "")
        lines = self._lines(name, kind, facts, role)
        title = self._title(name, kind)
        record = {
            "name": name,
            "kind": kind,
            "role": role,
            "column": self.made.column[name],
            "box": rounded(self.made.boxes[name]),
            "lines": lines,
            "title": title,
            "spoken": self._spoken(title, facts[:1] if crowded else facts, role),
            "facts": [self._exact(fact) for fact in facts if fact.value is not None or fact.veiled],
        }
        if kind in SETTABLE and facts[0].value is not None:
            record |= self._setting(key, row, column, facts[0].value)
            if self.fixed and record["frozen"]:
                record["spoken"] += f", {self.prose.say('diagram.key.frozen')}"
        if name in self.made.lines:
            record |= self._edge(name, facts[0].value or 0.0, lines, role)
        return record

    def _exact(self, fact: Fact) -> str:
        """A number with all its digits, or that it is veiled."""
        if fact.veiled:
            return self.prose.say("hidden.fact", name=fact.label)
        return f"{fact.label} {fact.sign} {fact.value!r}"

    def _setting(self, key: str, row: int, column: int, value: float) -> dict[str, Any]:
        """Of a number that can be set: the number itself, where it can be changed here; whether it is locked."""
        return {**({} if self.fixed else {"value": value}), "frozen": self._frozen(key, row, column)}

    def _frozen(self, key: str, row: int, column: int) -> bool:
        """True where the update leaves the number as it is."""
        problem = self.step.trace.problem
        return problem is not None and not {key, f"{key}[{row},{column}]"}.isdisjoint(problem.spec.frozen)

    def _edge(self, name: str, value: float, lines: list[Line], role: str) -> dict[str, Any]:
        """The line of a weight: thicker for a larger one, dashed for a negative one; its label as wide as its text."""
        x, y, _, _ = self.made.boxes[name]
        middle = x + self.made.boxes[name].w / 2, y + self.made.boxes[name].h / 2
        wide = max((text_width(line[5], line[2]) for line in lines), default=0) + 8
        high = lines[-1][1] - y + 5 if lines else 0
        down = middle[1] - high / 2 - y
        return {
            "line": rounded(self.made.lines[name]),
            "width": round(self.made.sizes.thin * (1 + 3.5 * abs(value) / (1 + abs(value))), 2),
            "negative": value < 0,
            "box": rounded((middle[0] - wide / 2, y + down, wide, high)) if lines else rounded((*middle, 0, 0)),
            "lines": [[line[0], round(line[1] + down, 1), *line[2:]] for line in lines],
        }

    def _lines(self, name: str, kind: str, facts: list[Fact], role: str) -> list[Line]:
        """The lines of text of a part; those that have nothing to say yet are left out."""
        if kind == "weight" and not self.made.labelled:
            return []
        box, lines = self.made.boxes[name], []
        for slot in self.made.sizes.slots[kind]:
            if kind == "weight" and not self.made.named:
                slot = (slot[0].removeprefix("name = ").replace("later name =", "later"), *slot[1:])
            fact = _fact_for(slot[0], facts)
            if fact is not None:
                lines.append(self._line(slot, fact, box, kind, role))
        return lines

    def _line(self, slot: Slot, fact: Fact, box: Box, kind: str, role: str) -> Line:
        what, down, size = slot
        text = _written(what, fact, fact.text(self.digits))
        if kind != "weight":
            size = max(SMALLEST, min(size, size * (box.w - 4) / text_width(text, size)))
        look = "name" if what in ("name", "later name") else "number"
        if what.startswith(("later", "first")) or what == "slope":
            look += " later"
        if fact.value is None:
            look += " unknown"
        return [
            round(box.x + box.w / 2, 1),
            round(box.y + down, 1),
            round(size, 2),
            look,
            fact.role if role else "",
            text,
        ]

    def _title(self, name: str, kind: str) -> str:
        """What the part is, in words."""
        key, row, column = _place(name)
        kind = "output" if key == "Yhat" else kind
        return self.prose.say(f"diagram.part.{kind}", layer=key.lstrip("ZWAb"), row=row + 1, column=column + 1)

    def _spoken(self, title: str, facts: list[Fact], role: str) -> str:
        """What a screen reader says: what the part is, its numbers, what the step does with it."""
        said = [title]
        said.append(self._number(facts[0]))
        said += [self._named(fact) for fact in facts[1:]]
        if role:
            said.append(self.prose.say(f"diagram.{role}"))
        return ", ".join(said)

    def _number(self, fact: Fact) -> str:
        """The number in print, or in words why there is none."""
        if fact.value is None:
            return self.prose.say("hidden.unseen" if fact.veiled else "diagram.unknown")
        return fact.text(self.digits)

    def _named(self, fact: Fact) -> str:
        if fact.veiled:
            return self.prose.say("hidden.fact", name=fact.short)
        return f"{fact.short} {fact.sign} {fact.text(self.digits)}"


def _place(name: str) -> tuple[str, int, int]:
    """A part's name as key, row and column, 0-based."""
    key, *index = name.split(".")
    return key, int(index[0]) - 1 if index else 0, int(index[1]) - 1 if index[1:] else 0


def _fact_for(what: str, facts: list[Fact]) -> Fact | None:
    """The fact a line of text shows: the newest of its kind, an updated value in place of the value.

    "first" is the oldest of those that came later, where there is more than one: J's data part beside its penalty.
    """
    if what.startswith("first"):
        later = [fact for fact in facts if fact.slot == "later"]
        return later[0] if len(later) > 1 else None
    if what.startswith("later") or what == "slope":
        return next((fact for fact in reversed(facts) if fact.slot == what.split()[0]), None)
    return next((fact for fact in reversed(facts) if fact.slot in ("value", "next")), None)


def _written(what: str, fact: Fact, number: str) -> str:
    arrow = "" if fact.sign == "=" else f"{fact.sign} "
    texts = {
        "name": fact.label,
        "later name": f"{fact.short} {arrow}",
        "name = value": f"{fact.label} {fact.sign} {number}",
        **dict.fromkeys(("later name =", "first name ="), f"{fact.short} {fact.sign} {number}"),
        "slope": f"{fact.short} = {number}",
        "value": f"{arrow}{number}",
    }
    return texts.get(what, number).rstrip()
