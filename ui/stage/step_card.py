"""The step card as data: formulas as MathML, sentences, links, and what its lens shows. Every number is the trace's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from engine import Step
from engine.expr import Entry, Mark
from engine.tree import reads
from explain import Prose, Use, explain, explain_entry
from explain.highlight import Part, drawn, part_of, parts
from explain.links import linked
from explain.mathml import markup, text_runs
from explain.names import entry as entry_name
from explain.names import quantity, size_name
from explain.numbers import plain
from ui.diagram.labels import plain_name
from ui.lesson import Lesson
from ui.stage.formulas import as_shown, formula_lines, short_lines
from ui.stage.heat import heat_map
from ui.stage.lenses import lens_data, lens_of, path_parts
from ui.stage.player import Walk, entry_of, line_title, unit
from ui.stage.veil import Veil

Data = dict[str, Any]
MOST_SAID = 12
"""Numbers of a result that are read out when it is shown; a larger one is only said to be there."""


def step_card(walk: Walk, step: Step, lesson: Lesson, veil: Veil, prose: Prose) -> Data:
    """The card at the lesson's place: one step with its lens, or all steps of a layer's line."""
    place = walk.at(step, entry_of(step, lesson))
    made = _line(veil, lesson, prose) if walk.zoom == "layers" else _single(step, lesson, veil, prose)
    return made | {
        "answer": answer(step, veil, prose) if lesson.asks else None,
        "phase": step.phase.value,
        "phase_name": prose.say(f"phase.{step.phase.value}"),
        "unit": unit(walk, step, place, prose),
    }


def lit_parts(walk: Walk, step: Step, lesson: Lesson) -> tuple[Part, ...]:
    """The parts of the picture that the card speaks of: the whole step, one entry, paths, or a layer's line."""
    sizes = step.trace.sizes
    if walk.zoom == "layers":
        of_all = [part for one in walk.steps_at(walk.starts[step.index]) for part in parts(one.equation, sizes)]
        by_role = sorted(of_all, key=lambda part: part.role == "result")  # a result is one, whoever else reads it
        return tuple({part.name: part for part in by_role}.values())
    lens = lens_of(step, lesson)
    if lens == "entry":
        return explain_entry(step, *entry_of(step, lesson), lesson.digits).parts
    return path_parts(step, lesson) if lens == "paths" else parts(step.equation, sizes)


def answer(step: Step, veil: Veil, prose: Prose) -> Data:
    """Where answers are hidden: the words of the button that shows the result, or the result as it is read out."""
    hidden = len(veil.keys)
    return {
        "step": step.index,
        "show": prose.say("hidden.show_all" if hidden > 1 else "hidden.show") if hidden else None,
        "about": prose.say("hidden.about") if hidden else None,
        "said": None if hidden else prose.say("hidden.said", results=_in_words(veil, prose)),
    }


def _in_words(veil: Veil, prose: Prose) -> str:
    """The results of a place in plain text, row after row."""
    if sum(step.value.size for step in veil.here) > MOST_SAID:
        return prose.say("hidden.on_the_card")
    digits = veil.lesson.digits
    shown = (as_shown(step, veil.lesson) for step in veil.here)
    named = ((plain_name(quantity(step.equation.target)), step.value.flat) for step in shown)
    return "; ".join(f"{name} = {', '.join(plain(float(v), digits) for v in values)}" for name, values in named)


def _single(step: Step, lesson: Lesson, veil: Veil, prose: Prose) -> Data:
    shown = as_shown(step, lesson)
    card = explain(shown, prose, lesson.digits, linked, lesson.example)
    veiled = step.key in veil.keys
    return {
        "title": text_runs(card.title),
        "lines": formula_lines(card, veiled),
        "where": [[prose.say("card.where"), markup(formula)] for formula in card.definitions],
        "why": text_runs(card.why),
        "note": text_runs(card.note) if card.note else None,
        "too_large": prose.say("card.too_large") if card.numbers is None else None,
        "heat": heat_map(shown, lesson.digits, prose) if card.result is None and not veiled else None,
        "uses": _links(card.uses, veil, prose),
        "see": _see_also(step, lesson, veil, prose),
        "sizes": sizes_in_words(shown, prose),
        "lens": lens_data(step, lesson, veil, prose),
    }


def _see_also(step: Step, lesson: Lesson, veil: Veil, prose: Prose) -> Data | None:
    """The tools that say more about this step: its long way, the nudge and the derivation of its entry, its LaTeX."""
    target = step.equation.target
    row, column = entry_of(step, lesson)
    words: dict[str, dict[str, str]] = {}
    if step.equation.why.startswith("output.shortcut"):
        words["long_way"] = {}
    elif target.mark is Mark.GRADIENT and drawn(target) in step.trace.program.parameters:
        name = plain_name(entry_name(Entry(drawn(target), row, column), step.trace.sizes))
        words |= {"nudge": {"name": name}, "derivation": {}}
    words["latex"] = {}
    return _see(words, part_of(Entry(target, row, column)) if "nudge" in words else None, veil, prose)


def _see(words: Mapping[str, Mapping[str, str]], part: str | None, veil: Veil, prose: Prose) -> Data | None:
    """Links to tools, as far as there are tools in this lesson and they tell nothing that is veiled."""
    opened = replace(veil, lesson=replace(veil.lesson, part=part or veil.lesson.part))  # as the link will open it
    offered = [] if veil.lesson.fixed else [tool for tool in words if tool in veil.scope.tools]
    told = [tool for tool in offered if not opened.tells(tool)]
    if not told:
        return None
    tools = [[tool, prose.say(f"card.see_also.{tool}", **words[tool])] for tool in told]
    return {"label": prose.say("card.see"), "part": part, "tools": tools}


def sizes_in_words(step: Step, prose: Prose) -> str:
    """What the named sizes under a formula count: "h₁ = 2 (units of layer 1), n = 2 (inputs)"."""
    variables = (step.equation.target, *reads(step.equation.expr))
    names = dict.fromkeys(size for var in variables for size in var.shape if size != "1")
    return ", ".join(
        prose.say(
            f"card.size.{name[0]}",
            name=plain_name(size_name(name)),
            count=step.trace.sizes[name],
            layer=name[1:],
        )
        for name in names
    )


def _line(veil: Veil, lesson: Lesson, prose: Prose) -> Data:
    """One line for a layer: every formula of it with its result."""
    cards = [explain(as_shown(step, lesson), prose, lesson.digits, linked, lesson.example) for step in veil.here]
    within = {step.key for step in veil.here}
    uses = {use.key: use for card in cards for use in card.uses if use.key not in within}
    return {
        "title": [line_title(veil.here[0], prose)],
        "groups": [
            {"title": text_runs(card.title), "step": card.index, "lines": short_lines(card, card.key in veil.keys)}
            for card in cards
        ],
        "open": prose.say("card.open_step"),
        "uses": _links(tuple(uses.values()), veil, prose),
        "see": _see({"latex": {}}, None, veil, prose),
    }


def _links(uses: Collection[Use], veil: Veil, prose: Prose) -> Data:
    """Links to the earlier steps that are read, as far as the page shows them; else in words what they are."""
    steps = veil.here[0].trace.steps
    here = [use for use in uses if steps[use.step].phase in veil.scope.phases]
    names = [plain_name(quantity(steps[use.step].equation.target)) for use in uses]
    none = prose.say("card.uses_elsewhere", names=", ".join(names)) if names else ""
    return {
        "label": prose.say("card.uses"),
        "none": none or prose.say("hidden.uses_none" if veil.lesson.fixed else "card.uses_none"),
        "links": [[use.step, markup(use.latex), prose.say("card.go_to", number=use.step + 1)] for use in here],
    }
