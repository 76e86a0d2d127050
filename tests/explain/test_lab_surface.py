"""The map of J over a plane: each point is a network, and the path's shadow is the nearest point of the plane."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import trace
from engine.training import packed
from explain.lab import surface
from explain.lab.planes import PLANES, Asked, chosen, entries
from explain.lab.run import Run
from explain.lab.surface import SIDE, drawn, landscape, path
from tests.explain.test_lab_over_time import CASES, SMALL, changed, circles, made


def parameters(problem):
    """W1, b1, W2, ... in one row, without an optimiser's memory."""
    return np.concatenate([matrix.ravel() for matrix in problem.parameters.values()])


def with_parameters(problem, row):
    """The problem with other parameters."""
    values, at = {}, 0
    for key, matrix in problem.parameters.items():
        values[key] = row[at : at + matrix.size].reshape(matrix.shape)
        at += matrix.size
    return problem.with_values(values)


def test_entries_stand_in_the_order_of_a_recording():
    """Each name is where its number is."""
    problem = changed().problem(3)
    names, row = entries(problem.spec.widths), packed(problem)
    assert len(names) == parameters(problem).size
    for name, value in zip(names, row, strict=False):
        key, _, place = name.partition("[")
        assert problem.parameters[key][tuple(int(i) for i in place.rstrip("]").split(","))] == value


@pytest.mark.parametrize(
    "first, second, pair",
    [
        ("W1[2,1]", "b2[0,0]", ("W1[2,1]", "b2[0,0]")),
        ("W1[2,1]", "W1[2,1]", ("W1[2,1]", "W1[0,0]")),
        ("W9[0,0]", "W9[0,1]", ("W1[0,0]", "W1[0,1]")),
        ("W1[0,1]", "nothing", ("W1[0,1]", "W1[0,0]")),
    ],
)
def test_two_different_entries_are_chosen(first, second, pair):
    """Whatever a network lacks."""
    assert chosen((2, 3, 1), first, second) == pair


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("update", [0, 12, 30])
def test_every_point_of_the_map_is_a_network(plane, update):
    """J of the engine's own trace of it, the penalty included, on all training examples."""
    run = changed()
    found = drawn(run, Asked(plane, update, "W2[0,1]", "b1[2,0]", seed=4))
    problem = run.problem(update)
    assert np.array_equal(found.centre, parameters(problem))
    assert found.loss.shape == (SIDE, SIDE)
    for i, j in ((0, 0), (3, 17), (24, 5), (24, 24)):
        steps = np.array([found.across[j] - found.origin[0], found.up[i] - found.origin[1]])
        other = with_parameters(problem, found.centre + steps @ found.directions)
        assert found.loss[i, j] == pytest.approx(trace(other)["J"].item(), rel=1e-12)
        if plane == "weights":
            assert other.W[1][0, 1] == pytest.approx(found.across[j])
            assert other.b[0][2, 0] == pytest.approx(found.up[i])


def test_random_directions_are_as_long_as_the_layers():
    """Each layer's part, weights and biases together; another seed, another direction."""
    run = changed()
    problem = run.problem(20)
    one, other = (drawn(run, Asked("random", 20, seed=seed)).directions for seed in (0, 1))
    layers = np.split(np.arange(one.shape[1]), [9])
    for layer, w, b in zip(layers, problem.W, problem.b, strict=True):
        length = ((w**2).sum() + (b**2).sum()) ** 0.5
        assert np.linalg.norm(one[:, layer], axis=1) == pytest.approx([length, length])
    assert not np.allclose(one, other)
    assert np.array_equal(one, drawn(run, Asked("random", 20, seed=0)).directions)


def test_the_plane_of_a_path_holds_most_of_it():
    """More than any other that is tried; its directions have length 1, stand upright on each other, and go along."""
    run = made("long")
    found = drawn(run, Asked("path", run.updates))
    assert found.directions @ found.directions.T == pytest.approx(np.eye(2), abs=1e-9)
    _, rows = path(run, run.updates)
    best, away = found.share(rows), rows - found.centre
    sizes = np.sort(np.linalg.eigvalsh(away @ away.T))
    assert best == pytest.approx(sizes[-2:].sum() / sizes.sum())
    for seed in range(20):
        assert drawn(run, Asked("random", run.updates, seed=seed)).share(rows) < best
    places = found.places(rows)
    assert (places[0] <= places[-1]).all()
    assert places[-1] == pytest.approx([0, 0], abs=1e-12)


@pytest.mark.parametrize("plane", PLANES)
def test_the_shadow_is_the_nearest_point(plane):
    """By least squares; what is left stands upright on the plane, and the share is what is not left."""
    run = changed()
    found = drawn(run, Asked(plane, 12))
    updates, rows = path(run, 12)
    places = found.places(rows) - found.origin
    away = rows - found.centre
    by_hand = np.linalg.lstsq(found.directions.T, away.T, rcond=None)[0].T
    assert places == pytest.approx(by_hand, abs=1e-9)
    left = away - places @ found.directions
    assert left @ found.directions.T == pytest.approx(np.zeros((len(updates), 2)), abs=1e-9)
    assert found.share(rows) == pytest.approx(1 - (left**2).sum() / (away**2).sum(), abs=1e-9)
    assert places[updates.index(12)] == pytest.approx([0, 0], abs=1e-12)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("name", CASES)
def test_the_path_is_on_the_map(name, plane):
    """Of every kind of run; with no update there is no path, and no share of it."""
    run = made(name)
    for update in {0, run.updates // 2, run.updates}:
        found = drawn(run, Asked(plane, update))
        updates, rows = path(run, update)
        assert len(updates) == len(rows)
        kept = [place for place, at in enumerate(updates) if at in run.recording.kept]
        places = found.places(rows[kept])
        for axis, sides in zip((found.across, found.up), places.T, strict=True):
            little = 1e-6 * np.ptp(axis)
            assert axis[0] - little <= sides.min() <= sides.max() <= axis[-1] + little
            assert (np.diff(axis) > 0).all()
        assert (found.share(rows) is None) is (not run.updates or not (rows != rows[0]).any())


def test_the_lowest_point_is_the_least_of_all():
    """Where something is finite."""
    found = drawn(changed(), Asked("random", 30))
    across, up, loss = found.lowest
    assert loss == found.loss.min()
    assert found.loss[list(found.up).index(up), list(found.across).index(across)] == loss
    assert replace(found, loss=np.full((SIDE, SIDE), np.nan)).lowest is None


# --- when it is computed --------------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set, and a map that takes a second."""
    at = [0.0]
    monkeypatch.setattr(surface, "perf_counter", lambda: at[0])
    whole = surface.drawn

    def slow(run, asked):
        at[0] += 1.0
        return whole(run, asked)

    monkeypatch.setattr(surface, "drawn", slow)
    return at


def test_a_map_is_computed_once(clock):
    """And anew for anything else that is asked."""
    run = changed()
    asked = Asked("random", 30)
    first = landscape(run, asked)
    assert landscape(run, asked) is first
    for other in (replace(asked, update=3), replace(asked, seed=1), replace(asked, plane="path")):
        assert landscape(run, other).asked == other
    assert landscape(run, asked) is not first


def test_a_map_is_computed_anew_for_another_penalty(clock):
    """The network is the same, its J is not."""
    run = changed()
    asked = Asked("random", 30)
    first = landscape(run, asked)
    run.go_on_with(replace(run.setup, l2=1.0))
    again = landscape(run, asked)
    assert np.array_equal(again.centre, first.centre)
    assert (again.loss > first.loss).all()


def test_a_map_lags_behind_training_and_catches_up(clock):
    """While the run grows, one for each twentieth of the time; when it rests, at once."""
    run = Run(SMALL, circles())
    run.recording.advance(10)
    first = landscape(run, Asked("path", 10))
    run.recording.advance(10)
    clock[0] = surface.SHARE * 1.0 - 0.1
    assert landscape(run, Asked("path", 20)) is first
    assert landscape(run, Asked("path", 20)).asked.update == 20  # the run rests
    run.recording.advance(10)
    clock[0] += surface.SHARE * 1.0 + 0.1
    assert landscape(run, Asked("path", 30)).asked.update == 30  # it is time
    run.recording.advance(10)
    assert landscape(run, Asked("random", 40)).asked.plane == "random"  # something else is asked for


def test_two_runs_have_maps_of_their_own(clock):
    """And a run that goes on from another one's update."""
    one = changed()
    other = one.branch(30)
    asked = Asked("weights", 30)
    assert landscape(one, asked) is not landscape(other, asked)
    assert np.array_equal(landscape(one, asked).loss, landscape(other, asked).loss)
