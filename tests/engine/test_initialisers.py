"""How first weights are drawn: sizes, spread, right angles, and the generator that is passed in alone."""

import math

import numpy as np
import pytest

from engine.initialisers import INITIALISERS, draw

NAMES = "zeros constant normal uniform xavier_uniform xavier_normal he_uniform he_normal lecun_normal orthogonal"

# Name -> the standard deviation for a matrix of 300 rows and 200 columns, and the bound of the uniform ones.
SPREAD = {
    "zeros": (0.0, 0.0),
    "normal": (0.01, None),
    "uniform": (0.5 / math.sqrt(3), 0.5),
    "xavier_uniform": (math.sqrt(2 / 500), math.sqrt(6 / 500)),
    "xavier_normal": (math.sqrt(2 / 500), None),
    "he_uniform": (math.sqrt(2 / 200), math.sqrt(6 / 200)),
    "he_normal": (math.sqrt(2 / 200), None),
    "lecun_normal": (math.sqrt(1 / 200), None),
    "orthogonal": (math.sqrt(1 / 300), None),
}


def test_the_names():
    assert " ".join(INITIALISERS) == NAMES
    assert all(name == record.name for name, record in INITIALISERS.items())


@pytest.mark.parametrize("rows, columns", [(1, 1), (1, 7), (7, 1), (4, 4), (3, 5)])
@pytest.mark.parametrize("name", INITIALISERS)
def test_size_and_generator(name, rows, columns):
    first, again = (draw(name, np.random.default_rng(2), rows, columns) for _ in range(2))
    assert first.shape == (rows, columns)
    assert first.dtype == np.float64
    assert np.isfinite(first).all()
    assert np.array_equal(first, again)
    rng = np.random.default_rng(2)
    draw(name, rng, rows, columns)
    if name not in ("zeros", "constant") and (rows, columns) != (1, 1):
        assert not np.array_equal(first, draw(name, rng, rows, columns))


@pytest.mark.parametrize("name", SPREAD)
def test_mean_and_deviation(name):
    drawn = draw(name, np.random.default_rng(7), 300, 200)
    deviation, bound = SPREAD[name]
    assert drawn.std() == pytest.approx(deviation, rel=0.02)
    assert abs(drawn.mean()) <= 0.02 * deviation
    if bound is not None:
        assert bound * 0.999 <= np.abs(drawn).max() <= bound


@pytest.mark.parametrize("scale", [0.1, 3.0])
@pytest.mark.parametrize("name", INITIALISERS)
def test_scale(name, scale):
    own = INITIALISERS[name].scale
    drawn, plain = (draw(name, np.random.default_rng(1), 4, 6, s) for s in (scale, None))
    assert np.allclose(drawn * own, plain * scale, rtol=1e-14)


def test_constant_is_constant():
    assert (draw("constant", np.random.default_rng(0), 2, 3) == 0.5).all()


@pytest.mark.parametrize("rows, columns", [(5, 5), (3, 8), (8, 3), (1, 4), (4, 1)])
def test_orthogonal_rows_or_columns(rows, columns):
    q = draw("orthogonal", np.random.default_rng(3), rows, columns, 2.0)
    product = q @ q.T if rows <= columns else q.T @ q
    assert np.abs(product - 4 * np.eye(min(rows, columns))).max() <= 1e-14


def test_orthogonal_signs_are_even():
    signs = [np.sign(draw("orthogonal", np.random.default_rng(s), 2, 2)[0, 0]) for s in range(400)]
    assert abs(np.mean(signs)) < 0.15


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match="no initialiser is called 'he': choose one of zeros, constant"):
        draw("he", np.random.default_rng(0), 1, 1)
