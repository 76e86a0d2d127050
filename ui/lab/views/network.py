"""The network itself at the moment looked at: drawn with its numbers where it is small, as tiles where it is not."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import streamlit as st

from engine import NonFiniteError, Phase, Problem, ProblemError, trace
from explain import Prose
from explain.lab.lesson import opened
from explain.lab.run import Run
from explain.lab.tiles import tiles
from explain.numbers import plain
from ui.charts.lab.tiles import tile_map, tile_names, tile_rows
from ui.course.chart import Numbers, chart
from ui.course.picture import picture
from ui.lab.views.examples import chosen_example
from ui.lab.views.parameters import labels_of

PAGE = "lab_network"
MOST_DRAWN = 40
"""Weights of a network that is drawn; the picture of a larger one is wider than any screen."""


def draw(run: Run, update: int, prose: Prose) -> None:
    """The picture with one example's numbers, or the tiles."""
    problem = run.problem(update)
    if sum(w.size for w in problem.W) <= MOST_DRAWN:
        try:
            _drawn(run, update, prose)
            return
        except ProblemError:
            pass  # numbers that are too large for the lesson's picture
    _tiled(problem, update, prose)


def _drawn(run: Run, update: int, prose: Prose) -> None:
    """The network at the end of the forward pass of the chosen example, or of the first of the batch."""
    chosen = chosen_example()
    column = chosen if chosen is not None and chosen < run.data.X.shape[1] else None
    found = opened(run, update, column)
    shown = (int(run.data.training[run.recording.columns(update)[0]]) if column is None else column) + 1
    st.markdown(prose.say(f"course.{PAGE}.example", example=shown, update=update))
    try:
        result = trace(found.problem)
    except NonFiniteError as error:
        result = error.trace
    steps = [step for step in result.steps if step.phase is Phase.FORWARD]
    if steps:
        picture(steps[-1], prose, example=found.example)


def _tiled(problem: Problem, update: int, prose: Prose) -> None:
    found = tiles(problem)
    names = _names(problem.spec.widths)
    called = tile_names(found, names)
    counts = {"weights": sum(w.size for w in problem.W), "biases": sum(b.size for b in problem.b)}
    sizes = {"least": plain(float(min(w.min() for w in problem.W)), 3)}
    sizes |= {"greatest": plain(float(max(w.max() for w in problem.W)), 3)}
    alt = prose.say(f"course.{PAGE}.alt", update=update, layers=len(problem.W), **counts, **sizes)
    heads = [prose.say(f"course.{PAGE}.head.{name}") for name in ("name", "value")]
    chart(
        tile_map(found, called, prose),
        PAGE,
        prose,
        alt=alt,
        numbers=Numbers(heads, tile_rows(found, called)),
        live=True,
    )


@lru_cache(maxsize=32)
def _names(widths: tuple[int, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(labels_of(layer, inputs, units) for layer, (inputs, units) in enumerate(pairwise(widths), 1))
