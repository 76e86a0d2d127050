"""The lab's view of the network itself: every weight and bias at its place, small ones drawn, large ones as tiles."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explain import load_prose
from explain.lab.data import generated
from explain.lab.run import Run
from explain.lab.setup import Setup
from explain.lab.tiles import tiles
from tests.explain.test_lab_over_time import CASES, made
from tests.ui.lesson_page import has_stage, sound
from tests.ui.live_charts import figures, live_charts
from ui.charts.lab.tiles import tile_names, tile_rows
from ui.lab.views.network import MOST_DRAWN
from ui.lab.views.parameters import labels_of


def trained(hidden: tuple[tuple[int, str], ...], updates: int = 12) -> Run:
    """A run on two inputs."""
    run = Run(Setup(hidden=hidden), generated("circles", examples=40, noise=0.1, seed=2, share=0.2, standardise=False))
    run.recording.advance(updates)
    return run


def named(run: Run, update: int) -> dict[str, float]:
    """Every tile's number, by what it is called."""
    found = tiles(run.problem(update))
    widths = run.problem(update).spec.widths
    names = [labels_of(layer, inputs, units) for layer, (inputs, units) in enumerate(pairwise(widths), 1)]
    rows = tile_rows(found, tile_names(found, names))
    assert len(rows) == sum(len(called) for called in names)
    return dict(map(tuple, rows))


@pytest.mark.parametrize("update", [0, 5, 12])
@pytest.mark.parametrize("hidden", [(), ((5, "relu"),), ((16, "tanh"), (3, "relu"))])
def test_every_tile_has_its_own_number_and_name(hidden: tuple[tuple[int, str], ...], update: int) -> None:
    """As the parameters have it: w₁₂⁽¹⁾ is row 1, column 2 of the first matrix."""
    run = trained(hidden)
    found, problem = named(run, update), run.problem(update)
    assert found["w₁₂⁽¹⁾"] == problem.W[0][0, 1]
    assert found["b₁⁽¹⁾"] == problem.b[0][0, 0]
    last = "⁽" + "⁰¹²³"[len(problem.W)] + "⁾"
    assert found[f"w₁₁{last}"] == problem.W[-1][0, 0]
    every = np.sort(np.concatenate([array.ravel() for array in (*problem.W, *problem.b)]))
    assert np.array_equal(np.sort(list(found.values())), every)


def test_the_scale_holds_all_numbers_and_seldom_moves() -> None:
    """It is symmetric round 0, at most a quarter wider than it must be, and there where all numbers are 0."""
    run = trained(((8, "tanh"), (8, "tanh")))
    ends = [tiles(run.problem(update)).end for update in range(13)]
    largest = [max(float(np.abs(w).max()) for w in run.problem(update).W) for update in range(13)]
    assert all(0.5 * end < size <= end for end, size in zip(ends, largest, strict=True))
    assert len(set(ends)) < 5
    zero = Run(Setup(hidden=((9, "relu"),), initialiser="zeros"), run.data)
    assert tiles(zero.problem(0)).end > 0


def _page(run: object, update: int) -> None:
    """A page that has nothing but the view."""
    from explain import load_prose
    from ui.lab.views.network import draw

    draw(run, update, load_prose())


def opened(run: Run, update: int) -> AppTest:
    """The page of a run at a moment."""
    return sound(AppTest.from_function(_page, args=(run, update), default_timeout=30).run())


def test_a_small_network_is_drawn_with_the_numbers_of_the_moment() -> None:
    """The picture is the lesson's; a larger network has a chart with the weights of the moment."""
    small, large = trained(((3, "tanh"),)), trained(((16, "relu"), (16, "relu")))
    at = opened(small, 7)
    assert has_stage(at)
    assert not live_charts(at)
    column = int(small.data.training[small.recording.columns(7)[0]])
    assert load_prose().say("course.lab_network.example", example=column + 1, update=7) in at.markdown[0].value
    at = opened(large, 7)
    assert not has_stage(at)
    assert sum(w.size for w in large.problem(0).W) > MOST_DRAWN
    (chart,) = live_charts(at)
    assert "after update 7" in chart["alt"]
    assert len(figures(at)[0]["data"]) == 1


@pytest.mark.parametrize("case", CASES)
def test_every_kind_of_run_is_shown(case: str) -> None:
    """At its start and at its end."""
    run = made(case)
    for update in (0, run.updates):
        at = opened(run, update)
        assert has_stage(at) or len(live_charts(at)) == 1
