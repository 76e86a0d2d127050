"""Every activation, its slope and both cross-entropies on a grid of z from 0 to 1e300, at kinks and beside them."""

import mpmath as mp
import numpy as np
import pytest

from engine import trace
from engine.activations import ACTIVATIONS
from tests.engine import exact
from tests.engine.checks import on_grid
from tests.engine.networks import problem_for

ROOTS = [1.2784645427610738, 0.7517915246935645]  # of the slopes of silu and gelu
KINKS = sorted({abs(k) for record in ACTIVATIONS.values() for k in record.kinks} | set(ROOTS) | {0.0, 1.0})
EDGES = [36.7, 37.5, 26.5, 38.4, 38.6, 354.0, 355.0, 708.0, 709.5, 709.9, 712.0, 716.0, 720.0, 744.0, 745.2, 750.0]


def grid(step: int, points: int) -> np.ndarray:
    """0, powers of ten from 1e-300 to 1e300, the range in which everything bends, where exp ends, and the kinks."""
    powers = [10.0**k for k in range(-300, 301, step)]
    near = [float(np.nextafter(k, to)) for k in KINKS for to in (k, np.inf, -np.inf)]
    positive = [0.0, *powers, *np.linspace(0.01, 50, points), *EDGES, 1.3e154, 1.4e154, *near]
    return np.unique(np.concatenate([positive, np.negative(positive)]))


FINE, COARSE = grid(3, 150), grid(20, 25)


def test_every_activation_has_an_exact_twin():
    assert set(exact.ACTIVATION) == {name for name, record in ACTIVATIONS.items() if not record.by_column}
    assert FINE.max() == 1e300
    assert FINE.min() == -1e300
    assert {-3.0, 0.0, 3.0} <= set(FINE)


@pytest.mark.parametrize("activation", exact.ACTIVATION)
def test_value_and_slope(activation):
    """The run itself refuses what is not finite, so everything is finite up to 1e300."""
    on_grid(activation, FINE)


LEFT_HAND = [
    ("relu", 0, 0.0),
    ("leaky_relu", 0, 0.01),
    ("elu", 0, 1.0),
    ("selu", 0, 1.0507009873554805 * 1.6732632423543772),
    ("hard_sigmoid", -3, 0.0),
    ("hard_sigmoid", 3, 1 / 6),
    ("step", 0, 0.0),
]


@pytest.mark.parametrize("activation, z, slope", LEFT_HAND)
def test_the_slope_at_a_kink_is_the_left_hand_one(activation, z, slope):
    problem = problem_for(np.random.default_rng(0), [1, 1], [activation], "absolute_error", 1)
    assert trace(problem.with_values({"W1": [[0.0]], "b1": [[z]]}))["slope1"] == pytest.approx(slope, rel=1e-15)


def test_losses_at_their_kinks():
    """Absolute error 0, hinge 0 at the margin, huber -1 and 1 where its two branches meet."""
    for loss, a, y, slope in [
        ("absolute_error", 2.0, 2.0, 0.0),
        ("hinge", 1.0, 1.0, 0.0),
        ("hinge", 0.999, 1.0, -1.0),
        ("huber", 1.0, 0.0, 1.0),
        ("huber", -1.0, 0.0, -1.0),
    ]:
        problem = problem_for(np.random.default_rng(0), [1, 1], ["identity"], loss, 1)
        changed = problem.with_values({"W1": [[0.0]], "b1": [[a]], "Y": [[y]]})
        assert trace(changed)["dYhat"] == slope, loss


def _require(got, wanted, scale, where):
    difference = exact.off(got, wanted, scale or 1)
    assert difference <= 1e-12, f"{where}: {got!r} against {mp.nstr(wanted, 17)}, off by {difference:.3g}"


@pytest.mark.parametrize("y", [0.0, 1.0, 0.25])
def test_binary_cross_entropy(y):
    """J and dZ; for a soft target the two parts of dZ have opposite signs, so they are its scale."""
    problem = problem_for(np.random.default_rng(0), [1, 1], ["sigmoid"], "binary_cross_entropy", 1, eta=1e-9)
    problem = problem.with_values({"W1": [[1.0]], "b1": [[0.0]], "Y": [[y]]})
    with mp.workdps(60):
        for z in COARSE:
            values, at = trace(problem.with_values({"X": [[z]]})), mp.mpf(float(z))
            p, q = 1 / (1 + mp.exp(-at)), 1 / (1 + mp.exp(at))
            j = y * mp.log1p(mp.exp(-at)) + (1 - y) * mp.log1p(mp.exp(at))
            _require(values["J"][0, 0], j, j, f"J at {z!r}")
            _require(values["dZ1"][0, 0], (1 - y) * p - y * q, (1 - y) * p + y * q, f"dZ at {z!r}")


@pytest.mark.parametrize("y", [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (0.5, 0.25, 0.25)])
@pytest.mark.parametrize("others", [(0.0, -0.5), (1.0, -1.0)])
def test_cross_entropy(y, others):
    """Three classes: z, and two that stand still or move with it."""
    problem = problem_for(np.random.default_rng(0), [1, 3], ["softmax"], "cross_entropy", 1, eta=1e-9)
    problem = problem.with_values({"W1": [[1.0], *([w] for w in others)], "b1": np.zeros((3, 1)), "Y": np.array([y]).T})
    with mp.workdps(750):
        for z in COARSE:
            values = trace(problem.with_values({"X": [[z]]}))
            powers = [mp.exp(mp.mpf(float(v))) for v in values["Z1"][:, 0]]
            total = mp.fsum(powers)
            p = [e / total for e in powers]
            j = mp.fsum(-mp.mpf(t) * mp.log(q) for t, q in zip(y, p, strict=True) if t)
            _require(values["J"][0, 0], j, j, f"J at {z!r}")
            for i in range(3):
                rest = mp.fsum(q for k, q in enumerate(p) if k != i)
                scale = p[i] * (1 - mp.mpf(y[i])) + y[i] * rest
                _require(values["dZ1"][i, 0], p[i] - mp.mpf(y[i]), scale, f"dZ[{i}] at {z!r}")
