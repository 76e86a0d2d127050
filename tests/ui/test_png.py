"""The diagram as PNG: twice the size of its SVG, with the text drawn, the same each time."""

import io

import numpy as np
import pytest
from PIL import Image

from engine import trace
from explain import load_prose
from tests.engine.networks import mazur, notes
from ui.diagram.layout import layout
from ui.diagram.png import png
from ui.diagram.svg import to_svg

PROBLEMS = {"notes": notes, "mazur": mazur}


def picture(make, key="dW1"):
    """The SVG of a worked example at the step that computes `key`, and its layout."""
    data = layout(trace(make()).step(key), load_prose(), 4)
    return to_svg(data), data


def grey(image: bytes) -> np.ndarray:
    """A PNG as shades of grey, height x width."""
    return np.asarray(Image.open(io.BytesIO(image), formats=["PNG"]).convert("L"), dtype=int)


@pytest.mark.parametrize("name", PROBLEMS)
def test_it_is_twice_the_picture_and_shows_its_text(name):
    """Where a text stands, something dark is drawn."""
    svg, data = picture(PROBLEMS[name])
    drawn = grey(png(svg))
    assert drawn.shape == (round(2 * data["height"]), round(2 * data["width"]))
    assert drawn[0, 0] == 255
    for x, y, text in data["heads"]:
        assert drawn[int(2 * y - 20) : int(2 * y), int(2 * x - 8) : int(2 * x + 8)].min() < 150, text
    for part in data["parts"]:
        for x, y, size, _, _, text in part["lines"]:
            place = drawn[int(2 * (y - size)) : int(2 * y), int(2 * x - 2 * size) : int(2 * x + 2 * size)]
            assert np.ptp(place) > 60, f"{part['name']}: {text} is not drawn"


def test_the_same_picture_gives_the_same_image():
    svg, _ = picture(notes)
    assert png(svg) == png(svg)


def test_a_text_without_a_size_is_refused():
    with pytest.raises(ValueError, match="how wide and how high"):
        png("<svg xmlns='http://www.w3.org/2000/svg'/>")
