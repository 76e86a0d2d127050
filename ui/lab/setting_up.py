"""Setting up a run: the network, and how it is trained. What can be changed on the way is said so."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from explain import Prose
from ui.course.controls import Choice, Controls
from ui.lab.controls import CONTROLS, PAGE, current_data, current_setup, offered_constants
from ui.lab.data_part import draw as data_part


def network(prose: Prose) -> None:
    """Layers, output, loss and first weights; a change of any begins a new run."""
    st.markdown(prose.say(f"course.{PAGE}.network.text"))
    CONTROLS.draw(prose, "hidden")
    for layer in range(1, CONTROLS["hidden"] + 1):
        with st.container(border=True, key=f"lab_layer_{layer}"):
            st.markdown(f"**{prose.say(f'course.{PAGE}.layer', layer=layer)}**")
            with st.container(horizontal=True, vertical_alignment="bottom"):
                CONTROLS.draw(prose, f"units{layer}", f"activation{layer}")
    CONTROLS.draw(prose, "output", "loss")
    output, loss = current_setup().fitted(current_data().classes)
    said = {"output": prose.say(f"name.activation.{output}"), "loss": prose.say(f"name.loss.{loss}")}
    st.markdown(prose.say(f"course.{PAGE}.fitted", **said))
    CONTROLS.draw(prose, "initialiser", "weights_seed")


def training(prose: Prose) -> None:
    """Optimiser, learning rate, penalties, batches, and which layers stay as they are."""
    CONTROLS.draw(prose, "optimiser")
    st.markdown(prose.say(f"course.{PAGE}.training.text"))
    CONTROLS.draw(prose, "eta", *offered_constants(), "batch", "in_order")
    if not CONTROLS["in_order"]:
        CONTROLS.draw(prose, "shuffle")
    CONTROLS.draw(prose, "l2", "l1")
    st.markdown(prose.say(f"course.{PAGE}.frozen"))
    with st.container(horizontal=True, key="lab_frozen"):
        for layer in range(1, CONTROLS["hidden"] + 2):
            CONTROLS.draw(prose, f"frozen{layer}")


PARTS: Mapping[str, Callable[[Prose], None]] = {"data": data_part, "network": network, "training": training}
SHOWN = Controls(f"{PAGE}_set", Choice("part", "data", tuple(PARTS), "course.lab.part"))


def setting_up(prose: Prose) -> None:
    """One part of the settings at a time."""
    SHOWN.draw(prose, "part")
    PARTS[SHOWN["part"]](prose)
