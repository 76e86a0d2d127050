"""Everything the live part of the lesson shows, as data: player, picture, step card, examples and updates."""

from __future__ import annotations

from typing import Any

from engine import NonFiniteError, Phase, Trace
from explain import Prose
from ui import session
from ui.diagram.layout import layout
from ui.lesson import Journal, Lesson
from ui.scope import EVERYTHING, Scope
from ui.session import showing
from ui.stage import stage
from ui.stage.actions import CHANGING, actions, part_name
from ui.stage.player import Walk, player
from ui.stage.step_card import lit_parts, step_card
from ui.stage.updates import updates
from ui.stage.veil import Veil, veil


def live(trace: Trace, stopped: NonFiniteError | None, prose: Prose, scope: Scope = EVERYTHING) -> None:
    """Draw the live part for a trace that has steps, or the part of it that `scope` is about."""
    session.show_only(scope)
    showing.meet(trace.steps[scope.nearest(trace, session.lesson().step)])
    data = live_data(trace, stopped, session.lesson(), session.journal(), prose, scope)
    stage(data, key=session.STAGE, on=actions(prose))


def live_data(
    trace: Trace,
    stopped: NonFiniteError | None,
    lesson: Lesson,
    journal: Journal,
    prose: Prose,
    scope: Scope = EVERYTHING,
) -> dict[str, Any]:
    """The data of the live part; pure, so that tests and exports can read it.

    A page without the update has no button that applies it, and no curve of the updates applied.
    """
    step = trace.steps[scope.nearest(trace, lesson.step)]
    walk = Walk(trace, lesson.zoom, scope)
    over = veil(walk, step, lesson)
    updating = Phase.UPDATE in scope.phases
    return {
        "picture": layout(
            over.here[-1],
            prose,
            lesson.digits,
            lesson.example,
            lit_parts(walk, step, lesson),
            part_name(lesson.part, lesson.example),
            veiled=over.keys,
            fixed=lesson.fixed,
            convention=lesson.convention,
        ),
        "player": player(walk, step, lesson, Journal() if lesson.fixed else journal, prose),
        "card": step_card(walk, step, lesson, over, prose),
        "examples": _examples(lesson, prose),
        "apply": _apply(stopped, over, prose) if updating and not lesson.fixed else None,
        "updates": updates(lesson, trace, over, prose) if updating else None,
        "refused": list(CHANGING) if lesson.fixed else [],
        "words": _words(lesson, prose),
    }


def _apply(stopped: NonFiniteError | None, over: Veil, prose: Prose) -> dict[str, Any]:
    """The button that applies the update. Where the curve is veiled, the updates are counted beside it."""
    count, note = over.lesson.updates, None
    if count and over.covers("J"):
        note = prose.say("updates.count", count=count)
    if stopped is not None:
        note = prose.say("updates.stopped", number=stopped.cause.step + 1)
    return {
        "label": prose.say("ui.apply"),
        "help": prose.say("ui.apply_help"),
        "enabled": stopped is None,
        "note": note,
    }


def _words(lesson: Lesson, prose: Prose) -> dict[str, str]:
    """What the browser says by itself: what a press on a part does, and that the server does not answer."""
    words = {word: prose.say(f"stage.{word}") for word in ("drag", "open", "unreachable", "waits")}
    return words | ({"open": prose.say("hidden.choose")} if lesson.fixed else {})


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
