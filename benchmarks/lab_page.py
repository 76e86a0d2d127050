"""The training lab in a real browser: what drawing costs the training, and how soon a click is answered meanwhile.

`python -m benchmarks.lab_page` prints the tables. The page trains at full speed with the views that it opens with; in
turns with it, the same training goes on in this process with nothing drawn.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass

from playwright.sync_api import Page, sync_playwright

from benchmarks.lab_speed import PIECE, recorded, start
from benchmarks.page_tab import ROOT, served
from explain import load_prose
from tests.browser.conftest import FLAGS

ROUNDS, ALONE, WATCHED, LIMIT = 9, 1.0, 1.3, 15_000
"""Rounds, of which the first does not count; seconds of training alone and on the page; milliseconds for an answer."""
PROSE = load_prose()
RUN, AGAIN = ".st-key-lab_run", ".st-key-lab_again"
IN_ORDER, SEED = ".st-key-course-lab-in_order", ".st-key-course-lab-shuffle"
"""The switch that keeps the examples in order, and the seed of their order, shown where it is off."""


@dataclass(frozen=True)
class Round:
    """Updates a second alone and on the page, drawings a second, milliseconds from a click to its answer."""

    alone: float
    watched: float
    drawings: float
    setting: float
    pause: float


def alone() -> float:
    """Updates a second of the lab's default run, nothing drawn."""
    steps, begun, made = recorded(start(), PIECE), time.perf_counter(), 0
    while time.perf_counter() - begun < ALONE:
        steps(PIECE)
        made += PIECE
    return made / (time.perf_counter() - begun)


def label(name: str) -> str:
    """What is written on a button of the lab."""
    return PROSE.say(f"course.lab.do.{name}")


def wait(page: Page, condition: str) -> None:
    """Until a condition holds on the page. (Playwright's own way of waiting is what the page's policy refuses.)"""
    for _ in range(LIMIT // 50):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise TimeoutError(f"not within {LIMIT} ms: {condition}")


def answered(page: Page, click: str, wanted: str, there: bool, text: str = "") -> float:
    """Milliseconds from a click to the first frame with its answer."""
    page.evaluate("([wanted, there, text]) => gradwalkLab.expect(wanted, there, text)", [wanted, there, text])
    page.locator(click).first.click(force=True)
    wait(page, "gradwalkLab.answer !== null")
    return float(page.evaluate("gradwalkLab.answer"))


def begin(page: Page) -> None:
    """The same first weights, no update."""
    if page.evaluate("gradwalkLab.updates()"):
        page.locator(f"{AGAIN} button").first.click()
        wait(page, "gradwalkLab.updates() === 0")
    page.wait_for_timeout(500)
    page.evaluate("gradwalkLab.seen.length = 0")


def measured(page: Page) -> Round:
    """Training alone, then on the page; a setting changed and the run paused while it goes on."""
    by_itself = alone()
    begin(page)
    page.locator(f"{RUN} button").first.click()
    wait(page, "gradwalkLab.updates() > 0")
    page.wait_for_timeout(1000 * WATCHED)
    wait(page, "gradwalkLab.seen.length > 3")
    seen = [one for one in page.evaluate("gradwalkLab.seen") if one["updates"]]
    took = (seen[-1]["now"] - seen[0]["now"]) / 1000
    shown = page.locator(SEED).count() > 0
    setting = answered(page, f"{IN_ORDER} label", SEED, not shown)
    page.wait_for_timeout(400)
    pause = answered(page, f"{RUN} button", f"{RUN} button", True, label("run"))
    made = seen[-1]["updates"] - seen[0]["updates"]
    return Round(by_itself, made / took, (len(seen) - 1) / took, setting, pause)


def opened(page: Page, address: str) -> None:
    """The lab, at full speed, with the settings of the training shown."""
    page.add_init_script(path=ROOT / "benchmarks" / "lab_probe.js")
    page.goto(f"{address}/lab")
    page.locator(RUN).first.wait_for(timeout=60_000)
    for name in ("course.lab.part.training", "course.lab.pace.full"):
        page.get_by_role("radio", name=PROSE.say(name), exact=True).click()
        page.wait_for_timeout(1500)
    page.locator(IN_ORDER).first.wait_for(timeout=LIMIT)


def report(page: Page) -> str:
    """Markdown tables: the medians of the rounds."""
    rounds = [measured(page) for _ in range(ROUNDS + 1)][1:]

    def middle(figure: str) -> float:
        return statistics.median(getattr(one, figure) for one in rounds)

    slowed = statistics.median(one.alone / one.watched for one in rounds)
    return "\n".join(
        [
            "| training at full speed | |",
            "|---|---|",
            f"| updates a second, nothing drawn | {middle('alone'):,.0f} |",
            f"| updates a second on the page | {middle('watched'):,.0f} |",
            f"| time of the page, of nothing drawn (goal 1.2) | {slowed:.2f} |",
            f"| drawings a second | {middle('drawings'):.1f} |",
            f"| from a click on a setting to its answer, while it trains | {middle('setting'):.0f} ms |",
            f"| from a click on Pause to its answer | {middle('pause'):.0f} ms |",
            f"| the longest of either | {max(max(one.setting, one.pause) for one in rounds):.0f} ms |",
        ]
    )


def main() -> None:
    """Start the server and the browser, print the table."""
    found = subprocess.run(["sh", str(ROOT / "tests" / "browser.sh")], capture_output=True, text=True, check=True)
    path = found.stdout.strip()
    if not path:
        sys.exit("no Chromium or Chrome on this machine: set GRADWALK_BROWSER to one")
    with ExitStack() as stack:
        address = stack.enter_context(served("app.py"))
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=path, args=FLAGS)
        stack.callback(browser.close)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        opened(page, address)
        print(report(page))


if __name__ == "__main__":
    main()
