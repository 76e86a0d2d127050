"""The layers of the network: number of inputs, one row a layer, a new layer."""

from __future__ import annotations

import streamlit as st

from engine import LESSON_LIMITS, Problem
from engine.activations import ACTIVATIONS
from explain import Prose
from ui import edits, session
from ui.tools.network.changes import change, count_name, rng, word


def layers(problem: Problem, prose: Prose) -> None:
    """Number of inputs, one row a layer, a new layer."""
    st.markdown(f"**{word(prose, 'layers')}**")
    session.seed("net_inputs", problem.spec.inputs)
    st.number_input(
        word(prose, "inputs"),
        1,
        LESSON_LIMITS.units,
        key="net_inputs",
        width=130,
        help=word(prose, "inputs_help", most=LESSON_LIMITS.units),
        on_change=session.from_widget("net_inputs", lambda n: _set_inputs(n, prose)),
    )
    for layer in range(1, len(problem.W) + 1):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
            _layer(problem, layer, prose)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _new_layer(len(problem.W), prose)


def _set_inputs(n: int, prose: Prose) -> None:
    name = count_name(prose, "input", session.lesson().problem.spec.inputs, n)
    change(prose, name, lambda problem: edits.set_inputs(problem, n, rng()))


def _layer(problem: Problem, layer: int, prose: Prose) -> None:
    """One layer: its activation, its units, and the way to take it out."""
    record, output = problem.spec.layers[layer - 1], layer == len(problem.W)
    choice, units = f"net_activation_{layer}", f"net_units_{layer}"
    session.seed(choice, record.activation)
    st.selectbox(
        word(prose, "activation_of_output" if output else "activation", layer=layer),
        [name for name, known in ACTIVATIONS.items() if output or not known.by_column],
        format_func=lambda name: prose.say(f"name.activation.{name}"),
        key=choice,
        on_change=session.from_widget(choice, lambda name: _set_activation(layer, name, prose)),
    )
    session.seed(units, record.units)
    st.number_input(
        word(prose, "units"),
        1,
        LESSON_LIMITS.units,
        key=units,
        width=130,
        help=word(prose, "units_help", most=LESSON_LIMITS.units),
        on_change=session.from_widget(units, lambda count: _set_units(layer, count, prose)),
    )
    st.button(
        word(prose, "remove"),
        key=f"net_remove_{layer}",
        disabled=output,
        help=word(prose, "remove_output_help" if output else "remove_help", layer=layer),
        on_click=change,
        args=(
            prose,
            prose.say("edit.name.layer_removed", layer=layer),
            lambda problem: edits.remove_layer(problem, layer, rng()),
        ),
    )


def _set_activation(layer: int, name: str, prose: Prose) -> None:
    before = session.lesson().problem.spec.layers[layer - 1].activation
    said = {"before": prose.say(f"name.activation.{before}"), "after": prose.say(f"name.activation.{name}")}
    change(
        prose,
        prose.say("edit.name.activation", layer=layer, **said),
        lambda problem: edits.set_activation(problem, layer, name),
        ("activation",),
    )


def _set_units(layer: int, count: int, prose: Prose) -> None:
    before = session.lesson().problem.spec.layers[layer - 1].units
    name = count_name(prose, "unit", before, count, layer=layer)
    change(prose, name, lambda problem: edits.set_units(problem, layer, count, rng()))


def _new_layer(count: int, prose: Prose) -> None:
    """Where a new layer goes, and the button that puts it there."""
    full = count >= LESSON_LIMITS.layers
    after = st.selectbox(
        word(prose, "place"),
        range(count),
        format_func=lambda place: word(prose, "place_after" if place else "place_first", layer=place),
        index=count - 1,
        key="net_place",
        disabled=full,
    )
    st.button(
        word(prose, "add"),
        key="net_add_layer",
        disabled=full,
        help=word(prose, "add_full_help" if full else "add_help", most=LESSON_LIMITS.layers),
        on_click=change,
        args=(
            prose,
            prose.say("edit.name.layer_added", layer=after + 1),
            lambda problem: edits.add_layer(problem, after, rng()),
        ),
    )
