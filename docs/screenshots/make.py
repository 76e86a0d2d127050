"""Takes the screenshots in this folder from the running app: `python -m docs.screenshots.make http://localhost:8501`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parent
SIZES = {1280: 1000, 390: 1700}
LENSES = {"": "Whole matrix", "-entry": "One entry", "-paths": "Paths"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def browser_path() -> str:
    """The browser of this machine."""
    script = str(FOLDER.parents[1] / "tests" / "browser.sh")
    return subprocess.run(["sh", script], capture_output=True, text=True, check=True).stdout.strip()


def take(browser: Browser, address: str, width: int, scheme: str, lens: str = "") -> Path:
    """One picture of the lesson at the gradient of the first layer's weights, through one lens."""
    page = browser.new_page(
        viewport={"width": width, "height": SIZES[width]},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page.goto(address)
    page.get_by_text("· Step 1 of 17").wait_for(timeout=60_000)
    page.get_by_label("Jump to a step").select_option("11")
    page.get_by_text("· Step 12 of 17").wait_for()
    page.get_by_role("radio", name=LENSES[lens]).click()
    if lens:
        page.get_by_label("Row", exact=True).select_option(label="2")
    page.wait_for_timeout(800)
    if lens == "-paths":
        page.locator(".paths li").first.hover()
        page.wait_for_timeout(300)
    target = FOLDER / f"lesson{lens}-{width}-{scheme}.png"
    page.screenshot(path=target)
    page.close()
    return target


def take_lab(browser: Browser, address: str) -> Path:
    """The training lab with two spirals, learned, gone back in to an update on the way."""
    page = browser.new_page(viewport={"width": 1280, "height": 1400}, color_scheme="light")
    page.goto(f"{address}/lab")
    page.get_by_role("button", name="Two spirals").click()
    page.get_by_text("Press Run").first.wait_for(timeout=60_000)
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("accuracy 100%").first.wait_for(timeout=60_000)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Run", exact=True).wait_for()
    page.get_by_role("slider", name="Go to an update").focus()
    page.keyboard.press("PageDown")
    page.mouse.move(5, 5)
    page.wait_for_timeout(3000)
    target = FOLDER / "lab-1280-light.png"
    page.screenshot(path=target)
    page.close()
    return target


def take_course(browser: Browser, address: str, name: str) -> Path:
    """A page of the course as it opens."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000}, color_scheme="light")
    page.goto(f"{address}/{name}")
    page.get_by_text("Try this").first.wait_for(timeout=60_000)
    page.wait_for_timeout(3000)
    target = FOLDER / f"{name}-1280-light.png"
    page.screenshot(path=target)
    page.close()
    return target


def main(address: str) -> None:
    """Every size and theme, and the other lenses once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        for width in SIZES:
            for scheme in ("light", "dark"):
                take(browser, address, width, scheme)
        for lens in filter(None, LENSES):
            take(browser, address, 1280, "light", lens)
        take_course(browser, address, "activations")
        take_lab(browser, address)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8501")
