"""The error curve as a figure: it plots what was computed, leaves out what is not finite, and is seen on both pages."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from engine import trace
from explain import load_prose
from explain.nudge import nudge
from tests.engine.networks import mazur, notes
from tests.explain.test_nudge import overflowing
from ui.charts.error_curve import CURVE, HEIGHT, MOVED, TANGENT, description, error_curve

ROOT = Path(__file__).resolve().parents[2]
PAGES = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
NAME = "w₁₁⁽¹⁾"


def drawn(problem, key="W1", h=0.5):
    """What was found and its figure."""
    found = nudge(trace(problem), key, 0, 0, h)
    return found, error_curve(found, NAME, load_prose(), 4)


@pytest.mark.parametrize("problem", [notes(), mazur()], ids=["notes", "mazur"])
def test_curve_tangent_and_both_points(problem):
    """Four traces, named in words; the points lie on the curve, and the axes say what they are."""
    found, figure = drawn(problem)
    curve, tangent, here, there = figure.data
    assert (list(curve.x), list(curve.y)) == (found.curve.at.tolist(), found.curve.loss.tolist())
    assert (list(tangent.x), list(tangent.y)) == (found.curve.at.tolist(), found.curve.tangent.tolist())
    assert ((here.x[0], here.y[0]), (there.x[0], there.y[0])) == (
        (found.at, found.before),
        (found.moved, found.after),
    )
    assert len({one.name for one in figure.data}) == 4
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == (NAME, "J")
    assert figure.layout.height == HEIGHT
    low, high = figure.layout.yaxis.range
    assert low < min(curve.y) < max(curve.y) < high


def test_lines_and_points_differ_in_shape_and_not_in_colour_alone():
    """Dashes for the tangent, another marker for the changed weight."""
    curve, tangent, here, there = drawn(notes())[1].data
    assert curve.line.dash != tangent.line.dash
    assert here.marker.symbol != there.marker.symbol


def light(colour):
    """Relative luminance of #rrggbb (WCAG 2)."""
    parts = [int(part, 16) / 255 for part in re.findall("[0-9a-f]{2}", colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("page", ["light", "dark"])
@pytest.mark.parametrize("surface", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("colour", [CURVE, TANGENT, MOVED])
def test_every_colour_stands_out_on_both_pages(colour, surface, page):
    """3:1 against the page, whose colour shows through."""
    one, other = sorted((light(colour), light(PAGES[page][surface])))
    assert (other + 0.05) / (one + 0.05) >= 3
    layout = drawn(notes())[1].layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0, 0, 0, 0)"


def test_what_is_not_finite_is_no_point():
    """A gap in the curve, no second point, no range that is not finite; the words say so."""
    found, figure = drawn(overflowing(), h=1.0)
    assert len(figure.data) == 3
    assert np.isnan(np.array(figure.data[0].y, float)).sum() == found.curve.missing > 0
    assert np.isfinite(figure.layout.yaxis.range or (0, 1)).all()
    assert load_prose().say("nudge.not_finite") in description(found, NAME, load_prose(), 4)


def test_a_level_curve_has_no_range_of_its_own():
    """A weight that multiplies 0 moves nothing: plotly chooses the height."""
    problem = notes().with_values({"X": np.zeros((2, 1))})
    found, figure = drawn(problem)
    assert (found.gradient, np.ptp(found.curve.loss)) == (0, 0)
    assert figure.layout.yaxis.range is None


def test_the_description_holds_the_numbers():
    """Where the weight is and goes, J there, and the slope."""
    found, _ = drawn(notes())
    words = description(found, NAME, load_prose(), 4)
    for part in (NAME, "from -1.9 to 2.1", "0.252933", "0.24908", "-0.008005"):
        assert part in words, part


def test_the_chart_does_not_load_streamlit():
    """Neither itself nor through what it imports."""
    code = "import sys, ui.charts.error_curve; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
