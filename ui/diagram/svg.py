"""The network diagram as a static SVG, for print, exports and the README: the same layout, nothing to click."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ui.diagram.labels import text_width

INK, QUIET, FAINT, PAPER, CARD = "#1b2733", "#56606b", "#a3abb3", "#ffffff", "#f2f5f8"
WAYS = {"forward": ("#0a4c8f", "#dce8f4"), "backward": ("#a14a00", "#f8e6d8")}
"""Colour of what is lit and fill of what is computed, by direction."""


def to_svg(data: Mapping[str, Any]) -> str:
    """The picture of a layout as one SVG document."""
    way, tint = WAYS[data["direction"]]
    body = "".join((*_behind(data, way), *_parts(data, way, tint), *_marks(data, way)))
    size = f'viewBox="0 0 {data["width"]} {data["height"]}" width="{data["width"]}" height="{data["height"]}"'
    about = f"<title>{escape(data['label'])}</title><desc>{escape(data['state'])}</desc>"
    style = 'font-family="Source Sans 3, Source Sans Pro, Helvetica, Arial, sans-serif" text-anchor="middle"'
    paper = _tag("rect", width="100%", height="100%", fill=PAPER)
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} {style}>{about}{paper}{body}</svg>\n'


def _tag(name: str, text: str = "", /, **attributes: Any) -> str:
    """One element; underscores in attribute names stand for hyphens."""
    pairs = "".join(f" {key.replace('_', '-')}={quoteattr(str(value))}" for key, value in attributes.items())
    return f"<{name}{pairs}>{escape(text)}</{name}>"


def _line(x1: float, y1: float, x2: float, y2: float, **look: Any) -> str:
    return _tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **look)


def _box(x: float, y: float, width: float, height: float, **look: Any) -> str:
    return _tag("rect", x=x, y=y, width=width, height=height, rx=6, **look)


def _behind(data: Mapping[str, Any], way: str) -> Iterator[str]:
    """Titles, lines and units: what the parts stand on."""
    for x, y, text in data["heads"]:
        yield _tag("text", text, x=x, y=y, font_size=12.5, fill=QUIET)
    for *ends, lit in data["wires"]:
        yield _line(*ends, stroke=way if lit else FAINT, stroke_width=2.5 if lit else 1.5)
    for part in data["parts"]:
        if "line" in part:
            dashes: dict[str, Any] = {"stroke_dasharray": "7 5"} if part["negative"] else {}
            wide = part["width"] + (1.5 if part["role"] == "result" else 0)
            yield _line(*part["line"], stroke=way if part["role"] else FAINT, stroke_width=wide, **dashes)
    for unit in data["units"]:
        yield _box(*unit, fill=CARD, stroke=FAINT)


def _parts(data: Mapping[str, Any], way: str, tint: str) -> Iterator[str]:
    looks: dict[str, dict[str, Any]] = {
        "result": {"fill": tint, "stroke": way, "stroke_width": 3},
        "read": {"fill": PAPER, "stroke": way, "stroke_width": 2},
    }
    inks = {"result": way, "read": INK, "": QUIET}
    bare = {"weight": {"fill": PAPER}, "sum": {"fill": "none"}, "activation": {"fill": "none"}}
    for part in data["parts"]:
        usual = bare.get(part["kind"], {"fill": PAPER, "stroke": FAINT})
        if part["lines"]:
            yield _box(*part["box"], **looks.get(part["role"], usual))
        for x, y, size, _, role, text in part["lines"]:
            fit = {"textLength": round(0.95 * text_width(text, size), 1), "lengthAdjust": "spacingAndGlyphs"}
            weight = "bold" if role else "normal"
            yield _tag("text", text, x=x, y=y, font_size=size, font_weight=weight, fill=inks[role], **fit)


def _marks(data: Mapping[str, Any], way: str) -> Iterator[str]:
    for x, y, angle in data["marks"]:
        turned = f"translate({x} {y}) rotate({angle})"
        yield _tag("path", d="M-4,-6 L4,0 L-4,6", transform=turned, fill="none", stroke=way, stroke_width=2.6)
