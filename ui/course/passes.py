"""What the pages that show the learner's own lesson share: prepared networks, the stage, what is not to be told yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np
import streamlit as st

from engine import LESSON_LIMITS, NonFiniteError, Problem, Trace
from explain import Prose
from ui import session
from ui.course.prompts import tries
from ui.header import stopped_here
from ui.presets import presets
from ui.scope import Scope
from ui.stage.live import live
from ui.stage.veil import veil_of

Prepared = Mapping[str, Callable[[], Problem]]
"""The networks that a page's prompts load, by the prompt's name."""

BATCH = {"X": [[0.5, -1.0, 0.9], [0.2, 0.6, -0.4]], "Y": [[1.0, 0.0, 1.0]]}
"""Three examples for the first worked example's network; its own is the first one."""


def first_network() -> Problem:
    """The first worked example."""
    return next(iter(presets().values())).problem


@lru_cache
def batch_of_three() -> Problem:
    """The first worked example's network with three examples."""
    return Problem.from_dict({**first_network().to_dict(), **BATCH}, LESSON_LIMITS)


def rng() -> np.random.Generator:
    """Where the weights of prepared networks come from: always the same ones."""
    return np.random.default_rng(0)


def prompts(page: str, prepared: Prepared, prose: Prose) -> None:
    """The prompts that load a prepared network, as a change that can be undone; none where nothing may change."""
    if session.lesson().fixed:
        return
    states = {name: partial(load, page, name, make, prose) for name, make in prepared.items()}
    tries(page, states, prose, still=lambda name: _is_still(prepared[name]()))


def load(page: str, name: str, make: Callable[[], Problem], prose: Prose) -> None:
    """Put a prepared network in place of the lesson's, at its first step and without updates."""
    made = make()
    preset = next((preset.name for preset in presets().values() if preset.problem is made), "")
    new = replace(session.lesson().unwalked(), preset=preset, title="", drawn=None, problem=made, step=0, example=0)
    session.put(new, prose.say(f"course.{page}.try.{name}.do"))


def _is_still(prepared: Problem) -> bool:
    """True while the lesson is the prepared network, but for the updates made since then: what is said holds of it."""
    lesson, wanted = session.lesson(), prepared.to_dict()
    if lesson.start.to_dict() != wanted:
        return False
    return lesson.problem.with_values(prepared.parameters, t=prepared.t).to_dict() == wanted


def stage(scope: Scope, prose: Prose) -> tuple[Trace, NonFiniteError | None]:
    """The lesson's live part for some phases; where the numbers stop before or among them, that and why."""
    session.show_only(scope)
    trace, stopped = session.run_lesson()
    steps = scope.steps(trace)
    if stopped is not None and (not steps or session.current_step(trace) is trace.steps[-1]):
        stopped_here(stopped, prose)
    if steps:
        live(trace, stopped, prose, scope)
    return trace, stopped


def is_veiled(trace: Trace, prose: Prose, *keys: str) -> bool:
    """True, and said so, where the learner is still to work out one of these quantities."""
    veil = veil_of(trace, session.lesson(), session.scope())
    veiled = veil is not None and any(veil.covers(key) for key in keys)
    if veiled:
        st.markdown(prose.say("hidden.tool"))
    return veiled


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; a bar in a cell would end it."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
