"""Everything the live part of the lesson shows, as data: player, picture, step card, examples and updates."""

from __future__ import annotations

from typing import Any

from engine import NonFiniteError, Trace
from explain import Prose
from ui import session
from ui.diagram.layout import layout
from ui.lesson import Journal, Lesson
from ui.stage import stage
from ui.stage.actions import actions, part_name
from ui.stage.player import Walk, entry_of, player
from ui.stage.step_card import lit_parts, step_card
from ui.stage.updates import updates


def live(trace: Trace, stopped: NonFiniteError | None, prose: Prose) -> None:
    """Draw the live part for a trace that has steps."""
    stage(live_data(trace, stopped, session.lesson(), session.journal(), prose), key=session.STAGE, on=actions(prose))


def live_data(
    trace: Trace, stopped: NonFiniteError | None, lesson: Lesson, journal: Journal, prose: Prose
) -> dict[str, Any]:
    """The data of the live part; pure, so that tests and exports can read it."""
    step = trace.steps[min(lesson.step, len(trace.steps) - 1)]
    walk = Walk(trace, lesson.zoom)
    last = walk.steps_at(walk.at(step, entry_of(step, lesson)))[-1] if lesson.zoom == "layers" else step
    selected = part_name(lesson.part, lesson.example)
    return {
        "picture": layout(last, prose, lesson.digits, lesson.example, lit_parts(walk, step, lesson), selected),
        "player": player(walk, step, lesson, journal, prose),
        "card": step_card(walk, step, lesson, prose),
        "examples": _examples(lesson, prose),
        "apply": {
            "label": prose.say("ui.apply"),
            "help": prose.say("ui.apply_help"),
            "enabled": stopped is None,
            "note": prose.say("updates.stopped", number=stopped.cause.step + 1) if stopped is not None else None,
        },
        "updates": updates(lesson, trace, prose),
        "words": {word: prose.say(f"stage.{word}") for word in ("drag", "open", "unreachable")},
    }


def _examples(lesson: Lesson, prose: Prose) -> dict[str, Any] | None:
    """The choice of the example that the picture shows; None where there is one only."""
    count = lesson.problem.examples
    if count == 1:
        return None
    return {
        "label": prose.say("stage.example"),
        "names": [prose.say("stage.example_name", number=number + 1) for number in range(count)],
        "chosen": lesson.example,
        "note": prose.say("stage.example_note", count=count),
    }
