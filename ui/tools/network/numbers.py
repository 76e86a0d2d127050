"""The network's numbers as a whole: weights drawn anew, what is frozen, how many examples there are."""

from __future__ import annotations

from functools import partial

import streamlit as st

from engine import LESSON_LIMITS, Problem, plan
from engine.initialisers import INITIALISERS
from explain import Prose
from explain.names import quantity
from ui import edits, session
from ui.diagram.labels import plain_name
from ui.quantities import Place, places
from ui.tools.network.changes import change, word

FIRST_SCHEME = "xavier_uniform"
MOST_SEEDS, MOST_NAMES = 9999, 12


def new_weights(prose: Prose) -> None:
    """How the first weights are drawn, from which seed, and the button that draws them."""
    st.markdown(f"**{word(prose, 'numbers')}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        scheme = st.selectbox(
            word(prose, "scheme_label"),
            list(INITIALISERS),
            list(INITIALISERS).index(FIRST_SCHEME),
            format_func=lambda name: word(prose, f"scheme.{name}"),
            key="net_scheme",
        )
        seed = st.number_input(
            word(prose, "seed"), 0, MOST_SEEDS, key="net_seed", width=130, help=word(prose, "seed_help")
        )
    st.button(
        word(prose, "draw"),
        key="net_draw",
        help=word(prose, "draw_help"),
        on_click=_draw,
        args=(scheme, seed, prose),
    )


def _draw(scheme: str, seed: int, prose: Prose) -> None:
    """Draw the weights of this seed; where they are there already, those of the next one, which is then shown."""
    seed = min(edits.next_seed(session.lesson().problem, scheme, seed), MOST_SEEDS)
    session.seed("net_seed", seed)
    name = prose.say("edit.name.new_weights", scheme=word(prose, f"scheme.{scheme}"), seed=seed)
    change(prose, name, lambda problem: edits.new_weights(problem, scheme, seed), ("memory",))


def freezing(problem: Problem, prose: Prose) -> None:
    """A lock on the number chosen in the picture, and one on every whole parameter."""
    chosen = places(problem).get(session.lesson().part)
    place = chosen if chosen is not None and chosen.key in problem.parameters else None
    frozen, quantities = edits.frozen_cells(problem.spec), plan(problem.spec).quantities
    _lock(place, frozen, prose)
    names = {key: plain_name(quantity(quantities[key])) for key in problem.parameters}
    whole = [key for key in names if key in problem.spec.frozen]
    session.seed("net_frozen", whole)
    st.pills(
        word(prose, "frozen"),
        list(names),
        selection_mode="multi",
        format_func=names.__getitem__,
        key="net_frozen",
        wrap=True,
        help=word(prose, "lock_help"),
        on_change=session.from_widget("net_frozen", lambda new: _freeze(set(new) ^ set(whole), names, prose)),
    )
    single = [p for p in places(problem).values() if _cell(p) in frozen and p.key not in whole]
    if single:
        listed = [plain_name(place.latex) for place in single[:MOST_NAMES]] + ["…"] * (len(single) > MOST_NAMES)
        st.caption(word(prose, "frozen_entries", names=", ".join(listed)))


def _cell(place: Place) -> edits.Cell:
    return place.key, place.row, place.column


def _lock(place: Place | None, frozen: set[edits.Cell], prose: Prose) -> None:
    """A lock on one number; without one that can be frozen it is there, and says so."""
    session.seed("net_lock", place is not None and _cell(place) in frozen)
    name = "" if place is None else plain_name(place.latex)
    cells = {f"{place.key}[{place.row},{place.column}]"} if place else set()
    st.checkbox(
        word(prose, "lock", name=name) if place else word(prose, "lock_chosen"),
        key="net_lock",
        disabled=place is None,
        help=word(prose, "lock_help" if place else "lock_none_help"),
        on_change=session.from_widget("net_lock", lambda _: _freeze(cells, {}, prose, name)),
    )


def _freeze(toggled: set[str], names: dict[str, str], prose: Prose, name: str = "") -> None:
    """Freeze or free what was toggled, a parameter by key or an entry called `name`."""
    for key in sorted(toggled):
        said = "unfrozen" if edits.is_frozen(session.lesson().problem, key) else "frozen"
        change(prose, prose.say(f"edit.name.{said}", name=names.get(key, name)), partial(edits.toggle_frozen, name=key))


def examples(problem: Problem, prose: Prose) -> None:
    """How many examples there are, one more, one less."""
    count, shown = problem.examples, session.lesson().example
    full, only = count >= LESSON_LIMITS.examples, count == 1
    st.markdown(word(prose, "examples", count=count))
    with st.container(horizontal=True):
        st.button(
            word(prose, "add_example"),
            key="net_add_example",
            disabled=full,
            help=word(prose, "add_example_full_help" if full else "add_example_help", most=LESSON_LIMITS.examples),
            on_click=_add_example,
            args=(prose,),
        )
        st.button(
            word(prose, "remove_example", number=shown + 1),
            key="net_remove_example",
            disabled=only,
            help=word(prose, "only_example_help" if only else "remove_example_help"),
            on_click=change,
            args=(
                prose,
                prose.say("edit.name.example_removed", number=shown + 1),
                lambda problem: edits.remove_example(problem, shown),
            ),
        )


def _add_example(prose: Prose) -> None:
    """Add an example and show it."""
    count = session.lesson().problem.examples
    change(prose, prose.say("edit.name.example_added", number=count + 1), edits.add_example)
    session.look(example=session.lesson().problem.examples - 1)
