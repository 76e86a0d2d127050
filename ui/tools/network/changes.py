"""What the controls of the network have in common: a change with its name and what it brings along; typed numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from engine import Problem
from explain import Prose
from ui import edits, session
from ui.quantities import BadNumber, format_exact, parse_number

MORE_OR_FEWER = {1: "more", -1: "fewer"}


def word(prose: Prose, key: str, **names: object) -> str:
    """What a control of the panel is called."""
    return prose.say(f"panel.network.{key}", **names)


def change(prose: Prose, name: str, make: Callable[[Problem], Problem], meant: tuple[str, ...] = ()) -> None:
    """Change the problem; a notice says what else had to change beside what was `meant`."""
    before = session.lesson().problem
    if session.change(make, name):
        found = edits.changed_beside(before, session.lesson().problem, meant)
        if found:
            session.say("edit.also.notice", sentences=" ".join(_sentence(also, prose) for also in found))


def _sentence(also: edits.Also, prose: Prose) -> str:
    names = {field: prose.say(f"name.{field.removeprefix('old_')}.{name}") for field, name in also.names.items()}
    sentence = prose.say(also.key, **names)
    return sentence[0].upper() + sentence[1:]


def count_name(prose: Prose, what: str, before: int, after: int, **names: object) -> str:
    """What a change of a count is called: "1 unit more in layer 2", or from where to where."""
    one = MORE_OR_FEWER.get(after - before)
    key = f"edit.name.{what}_{one}" if one else f"edit.name.{what}s"
    return prose.say(key, before=before, after=after, **names)


def rng() -> np.random.Generator:
    """Where new weights come from: the same edit of the same network gives the same ones."""
    return np.random.default_rng(0)


def number(label: str, name: str, value: float, prose: Prose, put: Callable[[Problem, float], Problem]) -> None:
    """A typed number at full precision; what cannot be used leaves a notice and changes nothing."""
    key, kept = f"net_number_{name}", format_exact(value)

    def use(text: str) -> None:
        try:
            new = parse_number(text)
        except BadNumber as error:
            session.refuse(text, error, label, kept)
            return
        named = prose.say("edit.name.number", name=label, before=kept, after=format_exact(new))
        change(prose, named, lambda problem: put(problem, new))

    session.seed(key, kept)
    st.text_input(label, key=key, width=150, on_change=session.from_widget(key, use))
