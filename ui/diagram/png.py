"""The network diagram as a PNG image, drawn from its static SVG by Typst, which brings fonts along."""

from __future__ import annotations

import re

SCALE = 2
"""Image points for each point of the picture, so that text is sharp on a dense screen and in print."""

SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
PAGE = """#set page(width: {width}pt, height: {height}pt, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""


def png(svg: str) -> bytes:
    """The PNG of a picture that `to_svg` made, twice its size. Raises ValueError for a text that gives no size."""
    import typst  # its library is loaded by the first image, not at the start

    size = SIZE.search(svg)
    if size is None:
        raise ValueError("the picture does not say how wide and how high it is")
    page = PAGE.format(width=size[1], height=size[2])
    made = typst.compile(page.encode(), format="png", ppi=72 * SCALE, sys_inputs={"svg": svg}, ignore_system_fonts=True)
    assert isinstance(made, bytes), "one page gives one image"
    return made
