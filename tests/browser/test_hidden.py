"""Lessons with something left out, in a browser: a fixed network, and results that are shown when asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from engine import trace
from tests.browser.test_lesson import middle, part, result_has, settled, step_is
from ui.keep.packing import pack
from ui.keep.writing import write
from ui.lesson import Update, opening
from ui.presets import presets

pytestmark = pytest.mark.browser
NOTES = presets()["notes-2-2-1"].problem
VALUES = trace(NOTES)
ASKING, FIXED = ("answers",), ("controls",)


def opened(page: Page, address: str, hidden: tuple[str, ...], **fields: Any) -> Page:
    """The page as somebody meets it who was given the link to such a lesson."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/?lesson={pack(write(replace(opening('notes-2-2-1'), hidden=hidden, **fields)))}")
    page.locator(".card h2").wait_for(timeout=30_000)
    settled(page)
    return page


def asked(page: Page) -> Locator:
    """The button that shows the result."""
    return page.get_by_role("button", name=re.compile("^Show the results?$"))


def focused(page: Page) -> str:
    """The text of what has the focus, through shadow roots."""
    found: str = page.evaluate(
        """() => { let at = document.activeElement
           while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
           return at === document.body ? "" : at.textContent }"""
    )
    return found


def test_a_result_is_shown_by_keyboard_and_heard(page: Page, address: str) -> None:
    """Enter on the button: the numbers stand there, have the focus, and are read out; the next step asks again."""
    opened(page, address, ASKING)
    expect(part(page, "Z1.1")).to_contain_text("?")
    expect(part(page, "Z1.1")).to_have_attribute("aria-label", re.compile("hidden until you show it"))
    expect(page.locator(".formula .result")).to_have_count(0)
    status = page.locator(".card [role=status]")
    expect(status).to_have_text("")
    asked(page).focus()
    page.keyboard.press("Enter")
    result_has(page, *VALUES["Z1"].flat)
    expect(asked(page)).to_have_count(0)
    assert "0.43" in focused(page)
    expect(status).to_have_text("The result: Z⁽¹⁾ = 0.43, 1.42.")
    expect(part(page, "Z1.1")).to_contain_text("0.43")
    page.get_by_role("button", name="Next", exact=True).click()
    step_is(page, 2)
    expect(asked(page)).to_be_visible()
    expect(status).to_have_text("")
    page.get_by_role("button", name="Back", exact=True).click()
    step_is(page, 1)
    result_has(page, *VALUES["Z1"].flat)


@pytest.mark.parametrize(
    "fields, focus, said",
    [
        ({"step": 11, "lens": "entry"}, "0.008005", "The result"),
        ({"step": 11, "lens": "paths"}, "0.008005", "The result"),
        ({"zoom": "terms", "step": 1}, "0.6059", "The result"),
        ({"zoom": "layers"}, "0.43", "0.6059"),
    ],
)
def test_the_focus_comes_to_the_result_with_every_look(
    page: Page, address: str, fields: dict[str, Any], focus: str, said: str
) -> None:
    """One entry, paths, single entries, a layer: nothing of it is on the page before the press."""
    opened(page, address, ASKING, **fields)
    assert focus not in page.locator(".card").inner_text()
    asked(page).focus()
    page.keyboard.press("Enter")
    expect(asked(page)).to_have_count(0)
    expect(page.locator(".card [role=status]")).to_contain_text(said)
    assert focus in focused(page)


def test_a_result_that_is_asked_for_is_not_shown_at_the_next_step(page: Page, address: str) -> None:
    """A press on the button and at once on Next: the first step is shown, the second one asks, the focus stays."""
    opened(page, address, ASKING)
    asked(page).evaluate("node => node.click()")
    page.get_by_role("button", name="Next", exact=True).click()
    step_is(page, 2)
    expect(asked(page)).to_be_visible()
    page.get_by_role("button", name="Back", exact=True).click()
    step_is(page, 1)
    result_has(page, *VALUES["Z1"].flat)


def test_a_tool_that_would_tell_opens_with_the_result(page: Page, address: str) -> None:
    """A sentence in its place until then."""
    opened(page, address, ASKING)
    page.get_by_role("radio", name="LaTeX").click()
    expect(page.get_by_text("This tool prints results")).to_be_visible()
    asked(page).click()
    expect(page.get_by_text("This tool prints results")).to_have_count(0)
    expect(page.get_by_text("This step in LaTeX")).to_be_visible()


def test_a_fixed_lesson_is_not_dragged_and_not_typed_into(page: Page, address: str) -> None:
    """Mouse and keys choose a weight and leave it as it is; there are no tools and nothing to undo."""
    opened(page, address, FIXED)
    weight = part(page, "W1.2.1")
    expect(weight).to_have_attribute("role", "button")
    expect(page.locator(".parts [role=spinbutton]")).to_have_count(0)
    x, y = middle(page, "W1.2.1")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y, steps=10)
    page.mouse.up()
    weight.focus()
    for key in ("+", "-", "PageUp", "Control+z", "Control+y"):
        page.keyboard.press(key)
    page.wait_for_timeout(800)
    settled(page)
    expect(weight).to_contain_text("= 0.8")
    page.keyboard.press("Enter")
    expect(weight).to_have_class(re.compile("selected"))
    expect(page.locator(".tip")).not_to_contain_text("change")
    for name in ("Apply the update", "Undo", "Redo", "Back to the example's numbers"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    for name in ("Nudge", "Change a number"):
        expect(page.get_by_text(name)).to_have_count(0)
    expect(page.locator(".key")).not_to_contain_text("drag")
    page.get_by_role("button", name="Next", exact=True).click()
    step_is(page, 2)


def test_a_fixed_curve_is_a_picture_until_the_lesson_is_ones_own(page: Page, address: str) -> None:
    """Its points are no buttons and lead nowhere; then they lead back, and weights can be dragged."""
    walk = (Update(NOTES, float(VALUES["J"][0, 0]), VALUES.after),)
    opened(page, address, FIXED, problem=VALUES.after, walk=walk)
    points = page.locator(".curve g")
    expect(points).to_have_count(2)
    expect(page.locator(".curve g[role=img]")).to_have_count(2)
    expect(page.locator(".curve g[tabindex]")).to_have_count(0)
    points.first.click()
    page.wait_for_timeout(800)
    settled(page)
    expect(points).to_have_count(2)
    page.get_by_role("button", name="Make it my own").click()
    expect(part(page, "W1.1.1")).to_have_attribute("role", "spinbutton")
    expect(page.get_by_text("Change a number")).to_be_visible()
    settled(page)
    page.get_by_role("button", name=re.compile("At the start")).click()
    expect(points).to_have_count(0)
    expect(part(page, "W1.1.1")).to_contain_text("= 0.1")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


@pytest.mark.parametrize("hidden", [ASKING, FIXED])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_and_has_no_serious_barrier(
    page: Page, address: str, hidden: tuple[str, ...], width: int, scheme: str
) -> None:
    """No sideways scrolling, nothing serious for axe, before and after a result is shown."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    opened(page, address, hidden, step=11)
    page.set_viewport_size({"width": width, "height": 844})
    for _ in range(2):
        wide = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        serious = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in ("serious", "critical")]
        assert not serious, serious
        if asked(page).count():
            asked(page).click()
            expect(asked(page)).to_have_count(0)
            settled(page)
