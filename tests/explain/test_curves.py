"""Activations as curves: the values are the functions', flat means flat, kinks take the left; softmax."""

import math

import numpy as np
import pytest

from engine import ProblemError
from engine.activations import ACTIVATIONS
from explain.curves import FLAT, PER_UNIT, REACH, TANGENT, curve, one_unit, softmax_jacobian, tangent, three_units

CURVES = [name for name, record in ACTIVATIONS.items() if record.slope is not None]
STEP = 1 / PER_UNIT


@pytest.mark.parametrize("name", CURVES)
def test_the_slope_is_the_curves_own(name):
    """Between kinks the slope is how much the value changes; the grid reaches as far as it says and holds the kinks."""
    found = curve(name)
    assert (found.z[0], found.z[-1], len(found.z)) == (-REACH, REACH, 2 * REACH * PER_UNIT + 1)
    assert set(found.kinks) <= set(found.z.tolist())
    middle = (found.value[2:] - found.value[:-2]) / (2 * STEP)
    near_kink = np.any([np.abs(found.z[1:-1] - kink) < 1.5 * STEP for kink in (*found.kinks, 0)], axis=0)
    assert middle[~near_kink] == pytest.approx(found.slope[1:-1][~near_kink], abs=5e-4)


@pytest.mark.parametrize("name", CURVES)
def test_flat_is_where_the_slope_is_small_and_nowhere_else(name):
    """Every point of the grid but a kink lies in a flat stretch exactly if its slope is small."""
    found = curve(name)
    inside = np.any([(low <= found.z) & (found.z <= high) for low, high in found.flat] or [found.z > REACH], axis=0)
    smooth = ~np.isin(found.z, found.kinks)
    assert (inside == (np.abs(found.slope) < FLAT))[smooth].all()


def test_a_curve_without_flat_stretches_and_one_that_is_flat_all_over():
    """Identity never, a step always."""
    assert curve("identity").flat == ()
    assert curve("step").flat == ((-REACH, REACH),)
    assert curve("hard_sigmoid").flat == ((-REACH, -3), (3, REACH))


@pytest.mark.parametrize("name", [name for name in CURVES if ACTIVATIONS[name].kinks])
def test_the_slope_at_a_kink_is_the_one_from_the_left(name):
    """As at the point just before it, and not as at the one behind."""
    found = curve(name)
    for kink in found.kinks:
        assert found.slope_at(kink) == pytest.approx(found.slope_at(round(kink - STEP, 9)), abs=0.05)
    if name != "step":
        jumps = [abs(found.slope_at(round(kink + STEP, 9)) - found.slope_at(kink)) for kink in found.kinks]
        assert min(jumps) > 0.1


def test_the_steepest_point_of_sigmoid():
    """One quarter, at 0."""
    assert curve("sigmoid").steepest == (0.25, 0.0)


@pytest.mark.parametrize("z", [-2.0, 0.0, 0.3])
def test_the_tangent_touches_the_curve_with_its_slope(z):
    """Its middle is the point, and it rises by its slope."""
    found = one_unit("tanh", (z,))
    (left, low), (right, high) = tangent(found)
    assert ((left + right) / 2, (low + high) / 2) == pytest.approx((z, math.tanh(z)))
    assert (high - low) / (2 * TANGENT) == pytest.approx(1 - math.tanh(z) ** 2)


def test_what_is_no_curve_is_refused():
    """Softmax has no slope, an unknown name no formula, a point off the grid no number."""
    with pytest.raises(ValueError, match="no curve"):
        curve("softmax")
    with pytest.raises(ProblemError):
        one_unit("swash", (1.0,))
    with pytest.raises(KeyError):
        curve("tanh").slope_at(0.001)


@pytest.mark.parametrize("z", [(2.0, 1.0, -1.0), (0.0, 0.0, 0.0), (-6.0, 6.0, 0.1)])
def test_the_jacobian_of_softmax_against_small_changes(z):
    """Each column is how the outputs change when one sum changes, and adds up to 0."""
    jacobian = softmax_jacobian(three_units(z))
    assert jacobian.sum(axis=0) == pytest.approx([0, 0, 0], abs=1e-15)
    for j in range(3):
        up, down = ([v + h * (i == j) for i, v in enumerate(z)] for h in (1e-6, -1e-6))
        change = (three_units(tuple(up))["Yhat"] - three_units(tuple(down))["Yhat"])[:, 0] / 2e-6
        assert jacobian[:, j] == pytest.approx(change, abs=1e-9)
