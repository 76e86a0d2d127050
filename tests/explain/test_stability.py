"""Textbook forms beside the engine's: the same at small sums, and at large ones only the engine's agree with mpmath."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

from explain.stability import GAP, KINDS, compared

SUMS = (-800.0, -40.0, -3.0, 2.0, 10.0, 20.0, 40.0, 800.0)


def exact(kind: str, z: float, right: bool) -> dict[str, float]:
    """Every quantity with 900 digits, by its definition."""
    with mpmath.workdps(900):
        e = mpmath.exp
        if kind == "two":
            p = 1 / (1 + e(-mpmath.mpf(z)))
            loss = -mpmath.log(p if right else 1 - p)
            told = {"rest": 1 - p, "log": mpmath.log(1 - p), "slope": p * (1 - p), "loss": loss, "gradient": p - right}
        else:
            p, q = (e(mpmath.mpf(v)) / (e(mpmath.mpf(z)) + 2) for v in (z, 0))
            told = {"output": p, "true": q, "loss": -mpmath.log(p if right else q), "gradient": p - right}
        return {key: float(value) for key, value in told.items()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("z", SUMS)
@pytest.mark.parametrize("right", [True, False])
def test_the_engine_keeps_its_digits(kind: str, z: float, right: bool) -> None:
    """At every sum, as far as a float64 reaches down."""
    wanted = exact(kind, z, right)
    for row in compared(kind, z, right):
        assert row.engine == pytest.approx(wanted[row.what], rel=1e-13, abs=1e-307), row.what


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("right", [True, False])
def test_at_small_sums_both_forms_agree(kind: str, right: bool) -> None:
    """It is the same formula."""
    for z in (-3.0, 0.0, 2.0):
        for row in compared(kind, z, right):
            assert row.textbook == pytest.approx(row.engine, rel=1e-12), row.what


def test_the_textbook_form_is_what_numpy_gives() -> None:
    """At 40: computed as it is written, in float64."""
    with np.errstate(all="ignore"):
        p = 1 / (1 + np.exp(-40.0))
        written = {"rest": 1 - p, "log": np.log(1 - p), "slope": p * (1 - p), "loss": -(0 * np.log(p) + np.log(1 - p))}
        written["gradient"] = (p - 0) / (p * (1 - p)) * (p * (1 - p))
    rows = {row.what: row for row in compared("two", 40.0, False)}
    assert rows.keys() == written.keys()
    for what, value in written.items():
        assert rows[what].textbook == pytest.approx(value, nan_ok=True), what
    assert rows["log"].textbook == -math.inf
    assert math.isnan(rows["gradient"].textbook)


def test_the_gap_below_one() -> None:
    """1 - GAP is a number of its own, what lies nearer to 1 is rounded to one of the two."""
    assert 1 - GAP < 1
    assert 1 - 0.49 * GAP == 1
