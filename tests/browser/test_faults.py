"""Faults of the lesson page that only a browser showed, each held by what a learner did when it was found."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_lesson import middle, part, settled, step_is

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


def open_example(page: Page, name: str) -> None:
    """Choose a worked example by a part of its title."""
    page.get_by_label("Example", exact=False).first.click()
    page.get_by_role("option", name=name).click()
    expect(page.get_by_role("button", name="Undo: ")).to_be_visible()
    settled(page)


def cell(page: Page, row: int, column: int) -> Locator:
    """A cell of the grid, counted from 1."""
    return page.get_by_role("grid").locator("tbody tr").nth(row - 1).locator("input").nth(column - 1)


def box(found: Locator) -> dict[str, float]:
    """Where something is on the screen."""
    place = found.bounding_box()
    assert place is not None
    return dict(place)


def on_screen(page: Page, found: Locator) -> bool:
    """True where all of it is within the window."""
    place, window = box(found), page.viewport_size
    assert window is not None
    return place["y"] >= 0 and place["y"] + place["height"] <= window["height"]


def refuse(page: Page, text: str = "abc") -> None:
    """Type what cannot be used for w11 and see it refused."""
    field = page.get_by_label("Value w₁₁⁽¹⁾")
    field.fill(text)
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(f"{text} is not a number")
    settled(page)


def test_a_grid_takes_the_edits_after_a_refused_one(lesson: Page) -> None:
    """One character each, as Streamlit's own grid lost them; undo names them one by one."""
    open_example(lesson, "one-vs-all")
    lesson.get_by_role("radio", name="All numbers").click()
    lesson.get_by_role("radio", name="Y", exact=True).click()
    expect(cell(lesson, 1, 1)).to_have_attribute("aria-label", "y₁₁")
    cell(lesson, 1, 2).click()
    lesson.keyboard.type("7")
    lesson.keyboard.press("Enter")
    expect(lesson.get_by_role("alert")).to_contain_text("y₁₂ is still 0.")
    expect(cell(lesson, 1, 2)).to_have_value("0")
    expect(cell(lesson, 2, 2)).to_be_focused()
    cell(lesson, 2, 1).click()
    lesson.keyboard.type("1")
    lesson.keyboard.press("Enter")
    expect(lesson.get_by_role("button", name="Undo: y₂₁: 0 → 1")).to_be_visible()
    expect(lesson.get_by_role("alert")).to_have_count(0)
    lesson.keyboard.type("0.30000000000000004")
    lesson.keyboard.press("ArrowRight")
    expect(cell(lesson, 3, 2)).to_be_focused()
    expect(lesson.get_by_role("button", name="Undo: y₃₁: 0 → 0.30000000000000004")).to_be_visible()
    expect(cell(lesson, 3, 1)).to_have_value("0.3")
    cell(lesson, 3, 1).focus()
    expect(cell(lesson, 3, 1)).to_have_value("0.30000000000000004")
    lesson.keyboard.press("Control+z")
    expect(cell(lesson, 3, 1)).to_have_value("0")
    lesson.keyboard.press("Control+z")
    expect(cell(lesson, 2, 1)).to_have_value("0")


def test_quick_cells_are_all_taken(lesson: Page) -> None:
    """Four numbers typed down a column without waiting, and a text taken back by Escape."""
    open_example(lesson, "one-vs-all")
    lesson.get_by_role("radio", name="All numbers").click()
    lesson.get_by_role("radio", name="Y", exact=True).click()
    expect(cell(lesson, 1, 1)).to_have_attribute("aria-label", "y₁₁")
    cell(lesson, 1, 1).click()
    for text in ("1", "0", "1", "0.5"):
        lesson.keyboard.type(text)
        lesson.keyboard.press("Enter")
    for row, text in enumerate(("1", "0", "1", "0.5"), start=1):
        expect(cell(lesson, row, 1)).to_have_value(text)
    expect(lesson.get_by_role("button", name="Undo: y₄₁: 1 → 0.5")).to_be_visible()
    expect(part(lesson, "Y.4")).to_contain_text("0.5")
    cell(lesson, 2, 3).click()
    lesson.keyboard.type("9")
    lesson.keyboard.press("Escape")
    expect(cell(lesson, 2, 3)).to_have_value("0")
    lesson.keyboard.press("Tab")
    expect(lesson.get_by_role("button", name="Undo: y₄₁: 1 → 0.5")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, {"width": 640, "height": 450}, {"width": 1280, "height": 900}])
def test_a_refusal_is_seen_wherever_the_learner_is(lesson: Page, size: dict[str, int]) -> None:
    """It stands on the screen, once, moves nothing, is read out, and is gone with the next action."""
    lesson.set_viewport_size(size)  # type: ignore[arg-type]
    field = lesson.get_by_label("Value w₁₁⁽¹⁾")
    field.scroll_into_view_if_needed()
    field.focus()
    before = box(field)["y"]
    refuse(lesson)
    alert = lesson.get_by_role("alert")
    expect(alert).to_have_count(1)
    assert on_screen(lesson, alert)
    assert box(field)["y"] == pytest.approx(before, abs=1)
    lesson.locator(".stMain").evaluate("node => node.scrollTo(0, 0)")
    assert on_screen(lesson, alert)
    first = alert.element_handle()
    refuse(lesson, "xyz")
    assert not first.evaluate("node => node.isConnected"), "a new refusal is a new alert, so that it is read out"
    expect(alert).to_have_count(1)
    field.fill("0.4")
    field.press("Enter")
    expect(alert).to_have_count(0)


def test_undo_stays_in_sight_on_a_phone(lesson: Page) -> None:
    """Far down the lesson it is in the player's row, large enough to touch, and says in full what it takes back."""
    lesson.set_viewport_size(PHONE)  # type: ignore[arg-type]
    part(lesson, "W1.1.1").focus()
    lesson.keyboard.press("+")
    undo = lesson.get_by_role("button", name="Undo: w₁₁⁽¹⁾: 0.1 → 0.2")
    expect(undo).to_have_attribute("title", "Undo: w₁₁⁽¹⁾: 0.1 → 0.2")
    lesson.locator(".stMain").evaluate("node => node.scrollTo(0, 600)")
    assert on_screen(lesson, undo)
    assert min(box(undo)["width"], box(undo)["height"]) >= 24
    undo.click()
    expect(part(lesson, "W1.1.1")).to_have_attribute("aria-valuenow", "0.1")


def test_the_curve_is_one_tab_stop_with_arrow_keys(lesson: Page) -> None:
    """Arrows, Home and End walk its points, Enter goes back; no two points answer to one place."""
    for count in (1, 2, 3):
        lesson.get_by_role("button", name="Apply the update").click()
        expect(lesson.get_by_text(f"Updates applied: {count}.")).to_be_visible()
        settled(lesson)
    points = lesson.locator(".curve g")
    expect(lesson.locator('.curve g[tabindex="0"]')).to_have_count(1)
    reach = [box(found) for found in lesson.locator(".curve .reach").all()]
    for one, following in pairwise(reach):
        assert one["x"] + one["width"] <= following["x"] + 0.5
    assert min(place["width"] for place in reach) >= 24
    lesson.get_by_role("button", name="Apply the update").focus()
    lesson.keyboard.press("Tab")
    expect(points.nth(2)).to_be_focused()
    for key, index in (
        ("ArrowLeft", 1),
        ("Home", 0),
        ("ArrowLeft", 0),
        ("End", 3),
        ("ArrowRight", 3),
        ("ArrowDown", 2),
    ):
        lesson.keyboard.press(key)
        expect(points.nth(index)).to_be_focused()
        expect(lesson.locator('.curve g[tabindex="0"]')).to_have_count(1)
    lesson.keyboard.press("Home")
    lesson.keyboard.press("ArrowRight")
    lesson.keyboard.press("Enter")
    expect(lesson.get_by_text("Updates applied: 1.")).to_be_visible()
    expect(points).to_have_count(2)
    step_is(lesson, 1)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_tip_leaves_the_picture_free(lesson: Page, width: int) -> None:
    """A focused weight's tip covers no part; while the weight is dragged, it says the number alone."""
    lesson.set_viewport_size({"width": width, "height": 900})
    for name in ("W1.1.1", "W1.2.1", "W1.2.2"):
        part(lesson, name).focus()
        tip = box(lesson.locator(".tip"))
        assert tip["y"] + tip["height"] <= 900
        covered = [
            node.get_attribute("data-name") for node in lesson.locator(".parts .part").all() if _cross(tip, box(node))
        ]
        assert not covered, f"the tip of {name} covers {covered}"
    x, y = middle(lesson, "W1.1.1")
    lesson.mouse.move(x, y)
    expect(lesson.locator(".tip")).to_contain_text("Drag to change it")
    lesson.mouse.down()
    lesson.mouse.move(x + 30, y, steps=6)
    expect(lesson.locator(".tip")).to_have_text("w₁₁⁽¹⁾ = 0.4")
    lesson.mouse.up()


def _cross(one: dict[str, float], other: dict[str, float]) -> bool:
    along = one["x"] < other["x"] + other["width"] and other["x"] < one["x"] + one["width"]
    return along and one["y"] < other["y"] + other["height"] and other["y"] < one["y"] + one["height"]


def test_words_in_the_picture_can_be_read_on_a_phone(lesson: Page) -> None:
    """11 px at least, the small lines of a penalty too, and every line within its box."""
    lesson.set_viewport_size(PHONE)  # type: ignore[arg-type]
    open_example(lesson, "with an")
    lesson.get_by_role("button", name="Last step").click()
    expect(part(lesson, "J")).to_contain_text("penalty")
    words = lesson.locator(".scroll > svg text")
    sizes = words.evaluate_all(
        """nodes => nodes.map(node => parseFloat(getComputedStyle(node).fontSize)
             * node.ownerSVGElement.getBoundingClientRect().width / node.ownerSVGElement.viewBox.baseVal.width)"""
    )
    assert min(sizes) >= 10.99
    outside = part(lesson, "J").evaluate(
        """node => { const frame = node.querySelector(".box").getBoundingClientRect()
             return [...node.querySelectorAll("text")].filter(text => { const line = text.getBoundingClientRect()
               return line.left < frame.left || line.right > frame.right }).map(text => text.textContent) }"""
    )
    assert not outside, f"wider than the box of J: {outside}"


def test_a_number_is_read_out_by_name_then_value_and_says_that_it_is_locked(lesson: Page) -> None:
    """The value is no second name; in the backward pass it has the gradient; a lock is part of the name."""
    weight = part(lesson, "W2.1.1")
    expect(weight).to_have_attribute("aria-label", "weight, layer 2, row 1, column 1")
    expect(weight).to_have_attribute("aria-valuetext", "0.3")
    lesson.get_by_label("Jump to a step").select_option("6")
    step_is(lesson, 7)
    expect(weight).to_have_attribute("aria-valuetext", re.compile(r"^0\.3, ∂J/∂w = -?0\.\d+, computed in this step$"))
    weight.click()
    lesson.get_by_role("radio", name="Network").click()
    lesson.get_by_text("Freeze w₁₁⁽²⁾").click()
    expect(weight).to_have_attribute("aria-label", re.compile("^weight, layer 2, row 1, column 1, locked"))


def test_a_new_step_is_announced_by_its_title(lesson: Page) -> None:
    """Beside its number, which the card's line says."""
    lesson.get_by_role("button", name="Next", exact=True).click()
    step_is(lesson, 2)
    title = lesson.get_by_role("heading", level=2).text_content()
    expect(lesson.locator(".player [role=status]")).to_have_text(title or "")


CONTRAST = """node => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number)
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
  let paper = channels(getComputedStyle(document.querySelector(".stApp")).backgroundColor).slice(0, 3)
  const over = []
  for (let at = node; at; at = at.parentElement) over.unshift(channels(getComputedStyle(at).backgroundColor))
  for (const [r, g, b, a = 1] of over) paper = paper.map((v, i) => v + ([r, g, b][i] - v) * a)
  const style = getComputedStyle(node)
  const ink = channels(node.namespaceURI.endsWith("svg") ? style.fill : style.color)
  const [low, high] = [light(ink), light(paper)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_small_words_have_enough_contrast(lesson: Page, scheme: str) -> None:
    """The axes of the error curve and the chosen tool, 4.5:1 on the page's own paper."""
    lesson.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    lesson.get_by_role("radio", name="Nudge").click()
    for found in (
        lesson.locator(".stPlotlyChart .xtick text").first,
        lesson.locator(".stPlotlyChart .ytick text").first,
        lesson.locator(".stPlotlyChart .g-xtitle text"),
        lesson.locator('[data-variant="segmented_control"][data-selected="true"] p'),
    ):
        expect(found).to_be_visible()
        assert found.evaluate(CONTRAST) >= 4.5
