"""How the network learns: loss, penalty, optimiser, learning rate and constants."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from engine import Problem
from engine.losses import LOSSES
from engine.optimisers import OPTIMISERS
from explain import Prose
from ui import edits, session
from ui.diagram.labels import plain_name
from ui.quantities import ETA, places, value_at
from ui.tools.network.changes import change, number, word


def learning(problem: Problem, prose: Prose) -> None:
    """Loss, penalty, optimiser, learning rate and the optimiser's constants."""
    st.markdown(f"**{word(prose, 'learning')}**")
    _kind(prose, "loss", list(LOSSES), problem.spec.loss, edits.set_loss)
    with st.container(horizontal=True):
        number(word(prose, "l2"), "l2", problem.spec.l2, prose, lambda p, value: edits.set_penalty(p, l2=value))
        number(word(prose, "l1"), "l1", problem.spec.l1, prose, lambda p, value: edits.set_penalty(p, l1=value))
    _kind(prose, "optimiser", list(OPTIMISERS), problem.spec.optimiser, edits.set_optimiser)
    with st.container(horizontal=True):
        eta = places(problem)[ETA]
        rate = f"{prose.say('ui.learning_rate')} {plain_name(eta.latex)}"
        number(rate, ETA, value_at(problem, eta), prose, _constant(ETA))
        for name, value in problem.spec.constants:
            called = word(prose, f"constant.{name}")
            number(called, name, value, prose, _constant(name))


def _constant(name: str) -> Callable[[Problem, float], Problem]:
    return lambda problem, value: edits.set_constant(problem, name, value)


def _kind(prose: Prose, what: str, kinds: list[str], chosen: str, put: Callable[[Problem, str], Problem]) -> None:
    """A choice among the kinds of something, "loss" or "optimiser"."""
    key = f"net_{what}"

    def use(new: str) -> None:
        said = {"before": prose.say(f"name.{what}.{chosen}"), "after": prose.say(f"name.{what}.{new}")}
        change(prose, prose.say(f"edit.name.{what}", **said), lambda problem: put(problem, new), (what,))

    session.seed(key, chosen)
    st.selectbox(
        word(prose, what),
        kinds,
        format_func=lambda name: prose.say(f"name.{what}.{name}"),
        key=key,
        on_change=session.from_widget(key, use),
    )
