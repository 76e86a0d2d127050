"""The drawing of an artificial neuron: inputs, weighted connections, the sum with its activation, the output."""

from __future__ import annotations

from explain import Prose
from explain.numbers import plain
from ui.course.neuron.drawing import DIGITS, SUBSCRIPTS, Facts, Line, Tree, Word, circle, rows, sketch, thickness

MIDDLE, APART = 130, 62
BODY = "M252 86H288A44 44 0 0 1 288 174H252A44 44 0 0 1 252 86z"
HALVES = "M270 86V174"
OUT = "M332 130H366M357 122L366 130L357 138"
BIAS = "M270 52V84M263 76L270 84L277 76"


def artificial(found: Facts, lit: str, prose: Prose) -> Tree:
    """The drawing as SVG: a connection is as thick as its weight is large, dashed where it is negative."""
    heights = rows(len(found.x), MIDDLE, APART)
    words = [
        *(Word(44, y - 4, f"x{mark}", "dendrites") for y, mark in zip(heights, SUBSCRIPTS, strict=False)),
        *(Word(44, y + 17, plain(x, DIGITS), "dendrites") for y, x in zip(heights, found.x, strict=True)),
        *(Word(142, _label(y), name, "synapses") for y, name in zip(heights, found.named("w"), strict=True)),
        Word(248, 137, "Σ", "soma", 24),
        Word(292, 136, "σ", "soma", 24),
        Word(270, 44, f"b = {plain(found.b, DIGITS)}", "soma"),
        Word(270, 198, f"z = {plain(found.z, DIGITS)}", "soma"),
        Word(410, 126, "a", "axon"),
        Word(410, 147, plain(found.a, DIGITS), "axon"),
    ]
    lines = {
        "dendrites": [Line(circle(44, y, 34), 2.5, filled=True) for y in heights],
        "synapses": [
            Line(f"M80 {y}L207 {_target(y)}", thickness(w), dashed=w < 0) for y, w in zip(heights, found.w, strict=True)
        ],
        "soma": [Line(BODY, 2.5, filled=True), Line(HALVES, 1.5), Line(BIAS, 2)],
        "axon": [Line(OUT, 3), Line(circle(410, 130, 42), 2.5, filled=True)],
    }
    badges = {"dendrites": (88, heights[0] - 26), "synapses": (186, _label(heights[0]) - 27)}
    badges |= {"soma": (320, 82), "axon": (444, 84)}
    return sketch("artificial", lines, words, badges, lit, prose, found.words())


def _target(y: float) -> float:
    """Where the line of an input at this height meets the body."""
    return MIDDLE + (y - MIDDLE) / 5


def _label(y: float) -> float:
    """Where the name of a line stands: above its middle, beneath a line that rises."""
    middle = (y + _target(y)) / 2
    return middle + 34 if y > MIDDLE else middle - 20
