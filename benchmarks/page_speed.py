"""The lesson page's speed in a real browser, as multiples of the least that Streamlit takes; all take turns in one run.

`python -m benchmarks.page_speed` prints the tables; --pixels first holds its clock against pictures of the screen.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, fields
from functools import partial

from playwright.sync_api import Locator, Page, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.page_drag import drag, report_drag, scale_of
from benchmarks.page_pixels import report_pixels
from benchmarks.page_tab import ROOT, Tab, opened, served
from tests.browser.conftest import FLAGS

ROUNDS, WARM_UP, DRAGS = 24, 3, 4
WEIGHT = '[data-name="W1.1.1"]'
STEP = re.compile(r"\bstep (\d+) of (\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Edit:
    """One input: the control it goes to (None: the page itself) and the text that tells that it was answered."""

    name: str
    server: str
    control: Callable[[Page], Locator] | None
    answer: Callable[[Page], Locator]
    click: bool = False


def slider(name: str) -> Callable[[Page], Locator]:
    """Streamlit's own slider of this name: parts of the picture may be sliders too."""
    named = re.compile(re.escape(name))
    return lambda page: page.locator("input[type=range]").and_(page.get_by_role("slider", name=named)).first


def next_button(page: Page) -> Locator:
    """The player's button."""
    return page.get_by_role("button", name="Next").first


def step_text(page: Page) -> Locator:
    """The line that says which step the lesson is at."""
    return page.get_by_text(STEP).first


def weight_text(page: Page) -> Locator:
    """The weight's label in the picture."""
    return page.locator(WEIGHT).last


def floor_text(page: Page) -> Locator:
    """The floor's one text."""
    return page.get_by_text("w = ")


SERVERS = {"floor": ("benchmarks/floor_page.py", floor_text), "lesson": ("app.py", step_text)}
"""The script that each server runs, and what its page shows once it is drawn."""

EDITS = (
    Edit("floor: slider key", "floor", slider("w"), floor_text),
    Edit("Next by key", "lesson", None, step_text),
    Edit("Next by button", "lesson", next_button, step_text, click=True),
    Edit("slider key in the editor", "lesson", slider("w₁₁⁽¹⁾"), weight_text),
)


@dataclass(frozen=True)
class Sample:
    """What one edit cost: milliseconds to the last changed pixel, what the server sent for it and what was redrawn."""

    pixel: float
    kilobytes: float
    messages: float
    elements: float
    nodes: float


def make(tab: Tab, edit: Edit, key: str = "ArrowRight") -> dict[str, float]:
    """Make one edit and wait for its end; what the probe saw."""
    tab.blur()
    page, control = tab.page, edit.control(tab.page) if edit.control else None
    if control is not None:
        control.hover() if edit.click else control.focus()
    tab.rest()

    def click() -> None:
        page.mouse.down()
        page.mouse.up()

    return tab.answered(click if edit.click else lambda: page.keyboard.press(key), edit.answer(page))


def measure(tab: Tab, edit: Edit) -> Sample:
    """One edit, measured. A walk that is at its end starts over first."""
    tab.page.bring_to_front()
    if edit.answer is step_text:
        here, count = STEP.findall(step_text(tab.page).text_content() or "")[0]
        if here == count:
            make(tab, Edit("back to the first step", edit.server, None, step_text), "Home")
    found = make(tab, edit)
    messages = [ForwardMsg.FromString(frame) for frame in tab.frames]
    return Sample(
        pixel=found["pixel"] - found["input"],
        kilobytes=sum(map(len, tab.frames)) / 1000,
        messages=len(messages),
        elements=sum(message.delta.HasField("new_element") for message in messages),
        nodes=found["elements"],
    )


def medians(samples: list[Sample]) -> Sample:
    """The median of each figure."""
    return Sample(*(statistics.median(getattr(one, each.name) for one in samples) for each in fields(Sample)))


def edits(tabs: dict[str, Tab]) -> dict[str, Sample]:
    """What each edit costs: the medians over rounds in which all take turns."""
    samples: dict[str, list[Sample]] = {edit.name: [] for edit in EDITS}
    for _ in range(ROUNDS + WARM_UP):
        for edit in EDITS:
            samples[edit.name].append(measure(tabs[edit.server], edit))
    return {name: medians(rows[WARM_UP:]) for name, rows in samples.items()}


def report(tabs: dict[str, Tab]) -> str:
    """The tables: the edits, and dragging a weight."""
    found = edits(tabs)
    floor = found[EDITS[0].name].pixel
    lines = [
        "| edit | ms | of the floor | KB | messages | elements sent | elements redrawn |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {one.pixel:.0f} | {one.pixel / floor:.2f} | {one.kilobytes:.1f} | {one.messages:.0f} "
        f"| {one.elements:.0f} | {one.nodes:.0f} |"
        for name, one in found.items()
    ]
    tab = tabs["lesson"]
    tab.page.bring_to_front()
    scale = scale_of(tab, WEIGHT)
    if scale is None:
        return "\n".join([*lines, "", "Dragging a weight in the picture: not there."])
    pulls = [drag(tab, WEIGHT, scale, 1 - 2 * (turn % 2)) for turn in range(DRAGS)]
    return "\n".join([*lines, "", *report_drag(pulls, floor)])


def main() -> None:
    """Start the servers and the browser, print the tables."""
    found = subprocess.run(["sh", str(ROOT / "tests" / "browser.sh")], capture_output=True, text=True, check=True)
    path = found.stdout.strip()
    if not path:
        sys.exit("no Chromium or Chrome on this machine: set GRADWALK_BROWSER to one")
    with ExitStack() as stack:
        addresses = {name: stack.enter_context(served(script)) for name, (script, _) in SERVERS.items()}
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=path, args=FLAGS)
        stack.callback(browser.close)
        tabs = {name: opened(browser, addresses[name], first) for name, (_, first) in SERVERS.items()}
        if "--pixels" in sys.argv:
            turns = [(edit.name, tabs[edit.server], partial(make, tabs[edit.server], edit)) for edit in EDITS]
            print(report_pixels(turns))
        print(report(tabs))


if __name__ == "__main__":
    main()
