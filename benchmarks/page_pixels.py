"""Holds the probe's clock against pictures: Chromium sends one, with its time, for every frame that it draws anew."""

from __future__ import annotations

import base64
import io
import statistics
from collections.abc import Callable, Sequence
from typing import Any

from PIL import Image

from benchmarks.page_tab import Tab

TURNS, HEADER = 6, 60
"""Edits per contestant, and how many pixels at the top are left out: Streamlit shows there that a script runs."""

STILL = "[data-testid=stSliderTickBar] { transition: none !important }"
"""The ends of a slider's scale fade in and out with the pointer and the focus, long after the answer."""


def last_change(pictures: list[tuple[float, str]]) -> float:
    """The time in seconds of the last picture that differs from the one before it, below the header."""
    found, before = 0.0, None
    for at, picture in pictures:
        image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
        pixels = image.crop((0, HEADER, *image.size)).tobytes()
        if before is not None and pixels != before:
            found = at
        before = pixels
    return found


def compare(tab: Tab, make: Callable[[], dict[str, float]]) -> float:
    """Milliseconds from the frame that the pictures show as the last one to the moment that the probe says."""
    tab.page.bring_to_front()
    tab.page.add_style_tag(content=STILL)
    pictures: list[tuple[float, str]] = []
    session = tab.page.context.new_cdp_session(tab.page)

    def keep(frame: dict[str, Any]) -> None:
        pictures.append((frame["metadata"]["timestamp"], frame["data"]))
        session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    try:
        found = make()
    finally:
        session.send("Page.stopScreencast")
        session.detach()
    return found["origin"] + found["pixel"] - last_change(pictures) * 1000


def report_pixels(contestants: Sequence[tuple[str, Tab, Callable[[], dict[str, float]]]]) -> str:
    """A table: how much later than the pictures the probe's moment is, over some edits of each contestant."""
    lines = ["| edit | probe later than the pictures by, ms: median | least | most |", "|---|---|---|---|"]
    for name, tab, make in contestants:
        found = [compare(tab, make) for _ in range(TURNS)]
        lines.append(f"| {name} | {statistics.median(found):.0f} | {min(found):.0f} | {max(found):.0f} |")
    return "\n".join([*lines, ""])
