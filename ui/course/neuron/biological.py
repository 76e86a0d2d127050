"""The drawing of a biological neuron: other neurons reach it from the left, its own axon leaves it to the right."""

from __future__ import annotations

from explain import Prose
from ui.course.neuron.drawing import Facts, Line, Tree, Word, circle, rows, sketch, thickness

MIDDLE, APART = 130, 62
SOMA = "M212 130C206 104 228 88 250 90C276 86 298 104 296 130C300 154 278 174 252 170C228 174 208 154 212 130z"
TWIGS = ("M243 90C240 70 226 62 224 44", "M232 58L244 40", "M262 171C264 192 254 200 256 218", "M260 196L274 212")
AXON = "M296 132C330 124 350 146 404 136"
ENDS = ((440, 100), (449, 137), (440, 172))


def biological(found: Facts, lit: str, prose: Prose) -> Tree:
    """The drawing as SVG: a synapse is as thick as its weight is large, the axon's ends grow with the output."""
    heights = rows(len(found.w), MIDDLE, APART)
    synapses = [line for y, w in zip(heights, found.w, strict=True) for line in _synapse(y, w)]
    words = [Word(52, y - 20, name, "synapses") for y, name in zip(heights, found.named("w"), strict=True)]
    lines = {
        "": [Line(path, 3) for path in TWIGS],
        "dendrites": [line for y in heights for line in _dendrite(y)],
        "synapses": synapses,
        "soma": [Line(SOMA, 3, filled=True), Line(circle(254, 130, 13), 2, filled=True)],
        "axon": [Line(AXON, 5), *_ends(found.a)],
    }
    badges = {"dendrites": (168, heights[0] - 22), "synapses": (60, heights[0] + 30)}
    badges |= {"soma": (254, 130), "axon": (350, 112)}
    return sketch("biological", lines, words, badges, lit, prose, found.words())


def _synapse(y: float, weight: float) -> list[Line]:
    """The end of another neuron's axon and its knob, close to the tip of the dendrite."""
    wide = thickness(weight)
    knob = Line(circle(98, y, 4 + wide / 2), 2, filled=True)
    return [Line(f"M14 {y}H{92 - wide / 2:g}", wide, dashed=weight < 0), knob]


def _dendrite(y: float) -> list[Line]:
    """A branch from its tip to the soma, with two twigs."""
    bend, fork = (y + MIDDLE) / 2, y + (MIDDLE - y) / 8
    return [
        Line(f"M120 {y}C160 {y} 185 {bend} 214 {MIDDLE}", 6),
        Line(f"M146 {fork}C138 {y + 12} 130 {y + 16} 124 {y + 26}", 3),
        Line(f"M150 {fork}C146 {y - 10} 138 {y - 14} 134 {y - 22}", 3),
    ]


def _ends(output: float) -> list[Line]:
    """The branches of the axon; their knobs are the larger the larger the output is."""
    branches = [Line(f"M404 136Q424 136 {x} {y}", 3) for x, y in ENDS]
    return branches + [Line(circle(x, y, round(2 + 7 * output, 2)), 2, filled=True) for x, y in ENDS]
