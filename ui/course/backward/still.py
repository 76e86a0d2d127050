"""The static picture of a network as a drawing of the page, in the page's light or dark colours."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from ui.course.drawing import Tree
from ui.diagram.svg import CARD, FAINT, INK, PAPER, QUIET, WAYS

(FORWARD, AHEAD), (BACKWARD, BACK) = WAYS["forward"], WAYS["backward"]
COLOURS = {
    INK: "var(--st-text-color)",
    PAPER: "var(--st-background-color)",
    CARD: "var(--st-secondary-background-color)",
    QUIET: "light-dark(#56606b, #b7c0c9)",
    FAINT: "light-dark(#a3abb3, #5c6772)",
    FORWARD: "light-dark(#0a4c8f, #7fb5ee)",
    AHEAD: "light-dark(#dce8f4, #1b2f45)",
    BACKWARD: "light-dark(#a14a00, #f0a860)",
    BACK: "light-dark(#f8e6d8, #3d2a18)",
}
"""What each colour of the picture on paper is on the page."""
NAMESPACE = re.compile(r"\{.*\}")


def as_tree(svg: str, said: str) -> Tree:
    """The picture that `to_svg` made, with what it shows in words, in a frame that scrolls on a narrower page."""
    tag, attributes, *inside = _tree(ElementTree.fromstring(svg))
    drawn = [tag, {**attributes, "aria-label": said}, *(part for part in inside if part[0] not in ("title", "desc"))]
    return ["div", {"style": "overflow-x: auto", "tabindex": "0", "role": "group", "aria-label": said}, drawn]


def _tree(node: ElementTree.Element) -> Tree:
    painted = {name: COLOURS.get(value, value) for name, value in node.items() if name in ("fill", "stroke")}
    style = "; ".join(f"{name}: {colour}" for name, colour in painted.items())
    plain = {name: value for name, value in node.items() if name not in painted and name != "font-family"}
    words = [node.text] if node.text else []
    return [NAMESPACE.sub("", node.tag), {**plain, "style": style}, *words, *map(_tree, node)]
