"""A still drawing on a page of the course: SVG given as a tree, in the colours of the page, with words for its content.

`st.html` drops SVG and `st.image` does not know the page's colours, so this is a small component that only draws.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui import served
from ui.stage.assets import HERE as BROWSER

Tree = list[Any]
"""[tag, attributes, ...children]; a child is a tree or text."""

SCRIPT = """
export default ({ data, parentElement }) => patch(parentElement.querySelector(".drawing"), [data.tree])
"""
LOADER = """const loading = import(new URL("SCRIPT", document.baseURI).href)
export default function (component) { loading.then(drawing => drawing.default(component)) }
"""

_component = st.components.v2.component(
    "gradwalk_drawing",
    html='<div class="drawing">\n</div>',
    css=".drawing {\n color: var(--st-text-color); font-family: var(--st-font) }",
    js=LOADER.replace("SCRIPT", served.address((BROWSER / "dom.js").read_text(encoding="utf-8") + SCRIPT, "js")),
)


def drawing(tree: Tree, key: str) -> None:
    """Draw an svg element; its attributes say what is in it (role, aria-label)."""
    _component(key=key, data={"tree": tree})
