"""The forward pass: prepared networks, and the numbers of one example from layer to layer."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from engine import Phase, Problem, Trace
from explain import Prose
from explain.batch import columns_moved
from explain.numbers import plain
from ui import edits
from ui.course.passes import batch_of_three, first_network, is_veiled, rng, table
from ui.lesson import Lesson
from ui.scope import Scope

PAGE = "forward"
SCOPE = Scope((Phase.FORWARD,), ("network", "change", "all", "latex"))
DEEP = 4
OTHER = 1
"""The example (0-based) that the question changes."""


@lru_cache
def one_layer() -> Problem:
    """The first worked example without its hidden layer."""
    return edits.remove_layer(first_network(), 1, rng())


@lru_cache
def four_layers() -> Problem:
    """The first worked example with more hidden layers like its own."""
    problem = first_network()
    while len(problem.W) < DEEP:
        problem = edits.add_layer(problem, len(problem.W) - 1, rng())
    return problem


PREPARED = {"one": one_layer, "four": four_layers, "batch": batch_of_three}


def who_moves() -> str:
    """The right answer to the question: which predictions of a batch change with one example."""
    moved = columns_moved(batch_of_three(), OTHER)
    return {(OTHER,): "own", tuple(range(batch_of_three().examples)): "all"}.get(moved, "none")


def through(trace: Trace, lesson: Lesson, prose: Prose) -> None:
    """The sums and activations of every layer, for the example that the picture shows."""
    layers = trace.program.layers
    if layers[-1].A.key not in trace:
        st.markdown(prose.say("derivation.stopped"))
        return
    if is_veiled(trace, prose, layers[0].Z.key, layers[-1].A.key):
        return

    def numbers(key: str) -> str:
        return ", ".join(plain(float(v), lesson.digits) for v in trace[key][:, lesson.example])

    at = f"course.{PAGE}.through"
    rows = [[prose.say(f"{at}.inputs"), "", numbers("X")]]
    for layer in layers:
        said = prose.say(f"name.activation.{layer.activation}")
        name = prose.say(f"{at}.output" if layer.last else f"{at}.layer", layer=layer.index, activation=said)
        rows.append([name, numbers(layer.Z.key), numbers(layer.A.key)])
    st.caption(prose.say(f"{at}.example", example=lesson.example + 1, count=lesson.problem.examples))
    st.markdown(table([prose.say(f"{at}.head.{head}") for head in ("layer", "sums", "activations")], rows))
