"""What both drawings of a neuron are made of: lines lit part by part, words, numbered badges, the SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine import Trace
from explain import Prose
from explain.numbers import plain
from ui.charts.style import ORANGE
from ui.course.neuron import PARTS

WIDTH, HEIGHT = 460, 320
PAPER = "var(--st-background-color)"
"""The page's own background, for what stands on ink."""
STYLE = "width:100%;max-width:560px;height:auto;display:block;margin:0 auto"
Tree = list[Any]
"""[tag, attributes, ...children]."""
THINNEST, PER_UNIT = 1.5, 2.4
DIGITS = 4
SUBSCRIPTS = "₁₂"


@dataclass(frozen=True)
class Line:
    """A path with its width in picture units; `filled` ones are tinted, `dashed` ones stand for a negative weight."""

    path: str
    width: float = 2.5
    filled: bool = False
    dashed: bool = False


@dataclass(frozen=True)
class Word:
    """Text at a place; `part` is what it belongs to, "" for nothing."""

    x: float
    y: float
    text: str
    part: str = ""
    size: int = 17


@dataclass(frozen=True)
class Facts:
    """The numbers of the neuron in both drawings: inputs and weights in order, bias, sum and output."""

    x: tuple[float, ...]
    w: tuple[float, ...]
    b: float
    z: float
    a: float

    def named(self, letter: str) -> list[str]:
        """The inputs ("x") or weights ("w") with their names: w₁ = 0.15."""
        values = self.x if letter == "x" else self.w
        return [f"{letter}{mark} = {plain(value, DIGITS)}" for mark, value in zip(SUBSCRIPTS, values, strict=False)]

    def words(self) -> dict[str, str]:
        """All numbers as text, for sentences."""
        single = {letter: plain(getattr(self, letter), DIGITS) for letter in "bza"}
        return {"inputs": ", ".join(self.named("x")), "weights": ", ".join(self.named("w")), **single}


def facts(found: Trace) -> Facts:
    """The numbers of a trace of one neuron."""
    x, w = (tuple(found[key].ravel().tolist()) for key in ("X", "W1"))
    b, z, a = (float(found[key][0, 0]) for key in ("b1", "Z1", "Yhat"))
    return Facts(x, w, b, z, a)


def thickness(weight: float) -> float:
    """How thick the connection of a weight is drawn, in picture units: the same in both drawings."""
    return round(THINNEST + PER_UNIT * abs(weight), 2)


def rows(count: int, middle: float, apart: float) -> list[float]:
    """The heights of one or two inputs around a middle."""
    return [middle] if count == 1 else [middle - apart, middle + apart]


def circle(x: float, y: float, r: float) -> str:
    """A circle as a path."""
    return f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"


def sketch(
    kind: str,
    lines: Mapping[str, Iterable[Line]],
    words: Iterable[Word],
    badges: Mapping[str, tuple[float, float]],
    lit: str,
    prose: Prose,
    told: Mapping[str, str],
) -> Tree:
    """The drawing as a tree. `lines` by part, "" for what belongs to none; `badges` say where a part's number stands.

    The `lit` part has a halo, its words are bold. course.neuron.<kind>.<part> is what a part is called.
    """
    body = [shape for part, some in lines.items() for line in some for shape in _line(line, part == lit)]
    body += [_text(word.x, word.y, word.text, word.size, bool(word.part) and word.part == lit) for word in words]
    for number, part in enumerate(PARTS, 1):
        body += _badge(number, *badges[part], part == lit)
        body += _legend(number, prose.say(f"course.neuron.{kind}.{part}"), part == lit)
    label = prose.say(f"course.neuron.{kind}.alt", part=prose.say(f"course.neuron.{kind}.{lit}"), **told)
    look = {"fill": "none", "stroke-linecap": "round", "stroke-linejoin": "round", "style": STYLE}
    return ["svg", {"role": "img", "aria-label": label, "viewBox": f"0 0 {WIDTH} {HEIGHT}", **look}, *body]


def _line(line: Line, lit: bool) -> list[Tree]:
    """A path; a lit one has a wide halo beneath."""
    halo = {"d": line.path, "stroke": ORANGE, "stroke-opacity": 0.35, "stroke-width": line.width + 12}
    ink: dict[str, Any] = {"stroke": ORANGE} if lit else {"stroke": "currentColor", "stroke-opacity": 0.7}
    if line.filled:
        ink |= {"fill": "currentColor", "fill-opacity": 0.12}
    if line.dashed:
        ink |= {"stroke-dasharray": f"{line.width + 3:g} {line.width + 4:g}", "stroke-linecap": "butt"}
    path: Tree = ["path", {"d": line.path, "stroke-width": line.width, **ink}]
    return [["path", halo], path] if lit else [path]


def _text(x: float, y: float, text: str, size: int, bold: bool, anchor: str = "middle") -> Tree:
    look = {"font-size": size, "text-anchor": anchor, "fill": "currentColor", "font-weight": 700 if bold else 400}
    return ["text", {"x": x, "y": y, **look}, text]


def _badge(number: int, x: float, y: float, lit: bool) -> list[Tree]:
    """The number of a part in a circle: ink on paper, the lit one the other way round."""
    disc, digit = ("currentColor", PAPER) if lit else (PAPER, "currentColor")
    ring = {"cx": x, "cy": y, "r": 11, "stroke": "currentColor", "stroke-width": 1.5, "style": f"fill:{disc}"}
    place = {"x": x, "y": y + 5, "font-size": 14, "text-anchor": "middle", "style": f"fill:{digit}"}
    return [["circle", ring], ["text", place, str(number)]]


def _legend(number: int, name: str, lit: bool) -> list[Tree]:
    """One of the four entries beneath the drawing: the badge and what the part is called."""
    x, y = 20 + 215 * ((number - 1) % 2), 274 + 29 * ((number - 1) // 2)
    return [*_badge(number, x, y, lit), _text(x + 20, y + 5, name, 17, lit, "start")]
