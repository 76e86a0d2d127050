"""Colouring grey pictures: pictures and patches, one network for all places, and what training makes of it."""

import numpy as np
import pytest

from engine import trace
from explain import colouring
from explain.colouring import (
    SEEN,
    SIZE,
    UNSEEN,
    begun,
    coloured,
    constant_error,
    error,
    grey_of,
    patches,
    problem,
    scene,
    weights,
)


@pytest.fixture(scope="module")
def learned():
    """Networks that have been trained as long as one click does, by the side of their patch."""
    return {side: begun(side).further(25) for side in (1, 3, 5)}


@pytest.mark.parametrize("seed, size", [(1, 40), (2, 40), (7, 24)])
def test_a_scene_is_a_picture(seed, size):
    """Red, green and blue from 0 to 1; the same seed gives the same picture and another one another."""
    picture = scene(seed, size)
    assert picture.shape == (3, size, size)
    assert 0 <= picture.min() < picture.max() <= 1
    assert np.array_equal(picture, scene(seed, size))
    assert not np.array_equal(picture, scene(seed + 1, size))
    assert grey_of(picture).shape == (size, size)
    assert grey_of(np.ones((3, 2, 2))) == pytest.approx(np.ones((2, 2)))


@pytest.mark.parametrize("side", [1, 3, 5])
def test_patches_are_what_lies_around_each_pixel(side):
    """One column a pixel, the pixel in its middle; at the rim the last pixel is repeated."""
    grey = np.arange(42.0).reshape(6, 7)
    found = patches(grey, side)
    assert found.shape == (side * side, 42)
    assert np.array_equal(found[side * side // 2], grey.ravel())
    half = side // 2
    assert np.array_equal(found[:, 3 * 7 + 3].reshape(side, side), grey[3 - half : 4 + half, 3 - half : 4 + half])
    assert found[0, 0] == grey[0, 0]


def test_a_patch_needs_a_middle():
    """Even sides have none."""
    with pytest.raises(ValueError, match="no pixel in its middle"):
        patches(np.zeros((4, 4)), 2)


def test_the_problem_has_the_pictures_in_order():
    """Colours and patches stand in the same columns, and every picture has its own."""
    data = problem(3, UNSEEN)
    assert data.X.shape == (9, 3 * SIZE * SIZE)
    assert np.array_equal(data.Y[:, : SIZE * SIZE], scene(UNSEEN[0]).reshape(3, -1))
    assert data.X[4] + 0.5 == pytest.approx(np.hstack([grey_of(scene(seed)).ravel() for seed in UNSEEN]))


def test_the_same_weights_at_every_place(learned):
    """A shifted picture gets the shifted colours, up to where the rim comes in: this is a convolution."""
    grey = grey_of(scene(2))
    here, moved = (coloured(learned[5].network, g) for g in (grey, np.roll(grey, (3, 4), (0, 1))))
    assert moved[:, 5:-2, 6:-2] == pytest.approx(here[:, 2:-5, 2:-6], abs=1e-12)
    assert np.abs(moved - here).max() > 0.1


@pytest.mark.parametrize("height, width", [(40, 40), (9, 13)])
def test_a_picture_of_any_size_is_coloured(learned, height, width):
    """Three values from 0 to 1 for each pixel."""
    found = coloured(learned[3].network, np.linspace(0, 1, height * width).reshape(height, width))
    assert found.shape == (3, height, width)
    assert 0 <= found.min() <= found.max() <= 1


def test_weights_do_not_depend_on_the_picture():
    """A larger picture has more columns, the network stays."""
    assert weights(problem(5)) == weights(problem(5, (SEEN,), 2 * SIZE)) == 24 * 25 + 24 + 3 * 24 + 3


def test_training_lowers_j_and_beats_one_colour(learned):
    """On the picture learned from and on the unseen ones; the wider the patch, the better."""
    for side, found in learned.items():
        assert found.updates == tuple(range(0, 1001, 40))
        assert found.seen[-1] < 0.8 * found.seen[0]
        assert found.unseen[-1] < 0.6 * constant_error(problem(side, UNSEEN))
        assert found.unseen[-1] == error(found.network, problem(side, UNSEEN))
    assert 3 * learned[5].unseen[-1] < 2 * learned[3].unseen[-1] < learned[1].unseen[-1]
    assert learned[5].unseen[-1] < 0.1 * constant_error(problem(5, UNSEEN))


def test_no_single_colour_is_better_than_the_mean():
    """The level to beat is J of the mean colour, and a little off it J is larger."""
    data = problem(1)
    mean = data.Y.mean(axis=1, keepdims=True)
    at_mean, beside = (float(((data.Y - colour) ** 2).mean()) for colour in (mean, mean + 0.01))
    assert constant_error(data) == pytest.approx(at_mean)
    assert at_mean < beside


def test_in_pieces_as_at_once(learned):
    """Training goes on where it stopped: optimiser and order of the patches included."""
    pieces = begun(3)
    for _ in range(25):
        pieces = pieces.further()
    assert pieces.seen == learned[3].seen
    assert np.array_equal(trace(pieces.network)["Yhat"], trace(learned[3].network)["Yhat"])


def test_training_ends(monkeypatch):
    """No more updates than MOST, however often it is asked."""
    monkeypatch.setattr(colouring, "MOST", 80)
    found = begun(1).further(10)
    assert found.finished
    assert found.updates == (0, 40, 80)
    assert found.further().updates == found.updates


def test_a_training_in_a_session_is_small(learned):
    """What is kept for one learner holds no picture."""
    assert sum(values.nbytes for values in learned[5].carried.values()) < 30_000
